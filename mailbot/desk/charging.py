"""What the events of a case say about its units: what it will cost, whether its customer agreed, and which of the
events moves units in the ledger (rows E1, E3, E4; DECISIONS 17)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.charging_values import Charge, MatterUnits, Move
from mailbot.desk.ledger import Why
from mailbot.desk.packs import PackKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mailbot.desk.packs import PackTerms


__all__ = [
    "MOVING",
    "Charge",
    "MatterUnits",
    "Move",
    "after",
    "charges",
    "inherited",
    "matter_units",
    "said_units",
    "time_agreed",
]

_NO_COST: Mapping[EventKind, Why] = {
    EventKind.DEFECT: Why.DEFECT,
    EventKind.MERGED: Why.MERGED,
    EventKind.OUT_OF_SCOPE: Why.OUT_OF_SCOPE,
    EventKind.NO_ANSWER: Why.NO_ANSWER,
}


def matter_units(terms: PackTerms, events: Iterable[Event]) -> MatterUnits:
    """How a case stands after these events, those that were taken back left out."""
    standing = _unopened(terms)
    for event in events:
        standing, _ = _after(terms, standing, event)
    return standing


def after(terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    """How a case stands after one more event, and what that moves; its place is not known yet (0)."""
    return _after(terms, standing, event)


def time_agreed(terms: PackTerms, standing: MatterUnits) -> int | None:
    """Up to how many units in all time may be recorded without asking the customer anew (row E4); None without bound:
    time is bounded where the terms name `ask_above`, and where its customer agreed to an estimate."""
    if terms.kind is not PackKind.TIME or not (standing.agreed or terms.ask_above is not None):
        return None
    return max(terms.ask_above or 0, standing.agreed)


def charges(terms: PackTerms, events: Iterable[Event]) -> Iterator[Charge]:
    """What moves units, in order; `events` are all of the case, with those that were taken back."""
    whole = list(events)
    undone = {seq for one in whole for seq in _undone_by(one)}
    standing = _unopened(terms)
    for seq, event in enumerate(whole, 1):
        if seq in undone:
            continue
        if event.kind is EventKind.UNDONE:
            places = _undone_by(event)
            if places:
                yield Charge(seq=seq, event=event, move=Move.UNDO, first=places[0], last=places[-1])
            continue
        standing, charge = _after(terms, standing, event)
        if charge is not None:
            yield replace(charge, seq=seq)


def _undone_by(event: Event) -> range:
    first, last = event.facts.get("first"), event.facts.get("last")
    is_undoing = event.kind is EventKind.UNDONE and isinstance(first, int) and isinstance(last, int)
    return range(first, last + 1) if is_undoing and isinstance(first, int) and isinstance(last, int) else range(0)


def _unopened(terms: PackTerms) -> MatterUnits:
    return MatterUnits(
        unasked=terms.units_unasked, wanted=terms.units_of(), units=min(terms.units_of(), terms.units_unasked)
    )


_Step = Callable[["PackTerms", MatterUnits, Event], tuple[MatterUnits, Charge | None]]


def _after(terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    if event.kind in _NO_COST:
        freed = replace(standing, is_free=True, units=0, estimated=0)
        return freed, _moves(event, Move.GIVE_BACK, why=_NO_COST[event.kind])
    step = _STEPS.get(event.kind)
    return step(terms, standing, event) if step else (standing, None)


def _moves(event: Event, move: Move, *, units: int = 0, minutes: int = 0, why: Why | None = None) -> Charge:
    """What was used already is booked in any case; only what is set aside needs a word to go below (`_taken`)."""
    overdraw = move is not Move.RESERVE
    return Charge(seq=0, event=event, move=move, units=units, minutes=minutes, why=why, overdraw=overdraw)


def _started(_terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    started = replace(standing, is_started=True)
    return started, _taken(started, event)


def _level(terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    level = str(event.facts.get("to", ""))
    if terms.kind is PackKind.TIME:
        return replace(standing, level=level), None
    return _costs(replace(standing, level=level), terms.units_of(level), event, Move.RESERVE)


def _units(terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    move = Move.CHARGE if terms.kind is PackKind.TIME else Move.RESERVE
    said = said_units(event)
    if event.facts.get("allowed"):
        standing = replace(standing, allowed=max(standing.allowed, said))
    return _costs(standing, said, event, move)


def said_units(event: Event) -> int:
    """The whole units of an event; a half one is begun, and counts in full."""
    try:
        return int(Decimal(str(event.facts.get("units", 0))).to_integral_value(ROUND_CEILING))
    except InvalidOperation:
        return 0


def _costs(standing: MatterUnits, wanted: int, event: Event, move: Move) -> tuple[MatterUnits, Charge | None]:
    changed = replace(standing, wanted=wanted, is_free=False)
    if changed.needs_consent:
        return changed, None
    changed = replace(changed, units=wanted, worked=min(changed.worked, wanted))
    if changed.is_ended:
        return changed, _moves(event, Move.CHARGE, units=wanted)
    if move is Move.CHARGE:
        return changed, _moves(event, move, units=wanted)
    return changed, _taken(changed, event)


def _taken(standing: MatterUnits, event: Event) -> Charge | None:
    """What is set aside for a case that is at work; nothing anew while its customer has not agreed."""
    if not standing.is_started or standing.is_ended or standing.is_free or standing.needs_consent:
        return None
    return replace(_moves(event, Move.RESERVE, units=standing.units), overdraw=standing.is_permitted)


def _estimated(_terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    return replace(standing, estimated=said_units(event)), None


def _consented(_terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    agreed = replace(standing, agreed=max(standing.agreed, said_units(event)), estimated=0)
    if agreed.needs_consent or agreed.is_free:
        return agreed, None
    agreed = replace(agreed, units=agreed.wanted)
    if agreed.is_ended:
        return agreed, _moves(event, Move.CHARGE, units=agreed.units)
    return agreed, _taken(agreed, event)


def _unasked(_terms: PackTerms, standing: MatterUnits, _event: Event) -> tuple[MatterUnits, Charge | None]:
    return replace(standing, estimated=0), None


def _permitted(_terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    permitted = replace(standing, is_permitted=True)
    return permitted, _taken(permitted, event)


def _session(terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    minutes = event.facts.get("minutes")
    if not isinstance(minutes, int) or minutes <= 0:
        return standing, None
    worked_on = replace(standing, worked=_worked(terms, standing, minutes), minutes=standing.minutes + minutes)
    return worked_on, _moves(event, Move.SESSION, minutes=minutes)


def _worked(terms: PackTerms, standing: MatterUnits, minutes: int) -> int:
    if terms.kind is not PackKind.TIME:
        return standing.worked
    if terms.rounded_per == "case":
        return standing.worked + terms.units_for(standing.minutes + minutes) - terms.units_for(standing.minutes)
    return standing.worked + terms.units_for(minutes)


def _closed(terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    """What it costs in all is used at its end, be it more than was set aside; of time, what the sessions were."""
    by_session = terms.kind is PackKind.TIME and standing.minutes
    units = standing.units if standing.is_started and not standing.is_free and not by_session else 0
    return replace(standing, is_ended=True, estimated=0), _moves(event, Move.CLOSE, units=units)


def inherited(standing: MatterUnits) -> dict[str, object]:
    """What a case hands over to the one it is merged into, as facts of that one's event; nothing where it is free."""
    if standing.is_free:
        return {}
    return {
        "started": standing.is_started,
        "permitted": standing.is_permitted,
        "level": standing.level,
        **{name: getattr(standing, name) for name in _HANDED_OVER},
    }


_HANDED_OVER = ("wanted", "units", "agreed", "estimated")


def _absorbed(_terms: PackTerms, standing: MatterUnits, event: Event) -> tuple[MatterUnits, Charge | None]:
    """Of two cases that are one now, the higher cost is the cost; time spent on the other comes back."""
    facts = event.facts
    if "wanted" not in facts or standing.is_free or standing.is_ended:
        return standing, None
    theirs = {name: said if isinstance(said := facts.get(name), int) else 0 for name in _HANDED_OVER}
    one = replace(
        standing,
        level=str(facts.get("level") or "") if theirs["wanted"] > standing.wanted else standing.level,
        wanted=max(standing.wanted, theirs["wanted"]),
        units=max(standing.units, theirs["units"]),
        agreed=max(standing.agreed, theirs["agreed"]),
        estimated=max(standing.estimated, theirs["estimated"]),
        is_started=standing.is_started or bool(facts.get("started")),
        is_permitted=standing.is_permitted or bool(facts.get("permitted")),
    )
    return one, _taken(one, event)


_STEPS: Mapping[EventKind, _Step] = {
    EventKind.STARTED: _started,
    EventKind.LEVEL: _level,
    EventKind.UNITS: _units,
    EventKind.ESTIMATED: _estimated,
    EventKind.CONSENTED: _consented,
    EventKind.UNASKED: _unasked,
    EventKind.PERMITTED: _permitted,
    EventKind.TIME: _session,
    EventKind.CLOSED: _closed,
    EventKind.ABSORBED: _absorbed,
}
MOVING = frozenset({*_STEPS, *_NO_COST, EventKind.UNDONE})
"""The events that say anything about units; a case without any of them has none."""
