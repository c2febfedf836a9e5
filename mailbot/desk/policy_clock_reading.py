"""Reading the clocks of a policy version: targets, anchors, stops, and what differs by priority, category or level."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.labels import CLOCK_LABELS, NO_LABELS, Labels, filled
from mailbot.desk.policy import Anchor, ClockSpec, DayEnd, Kind, Outside, Roll, Target, Unit
from mailbot.desk.policy_keys import Table, spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*\Z")
TARGET_KEYS = ("minutes", "business_days", "weeks", "outside", "count_first", "at", "roll", "hours", "out_of_hours")
BY = ("priority", "category", "level")
STOPS = (
    EventKind.NOTED,
    EventKind.STARTED,
    EventKind.REPLY,
    EventKind.REPORT,
    EventKind.CUSTOMER_MAIL,
    EventKind.FORECAST,
    EventKind.RESOLVED,
)
OUR_OWN_ACTS = (Anchor.NOTED, Anchor.START, Anchor.UPDATE)
"""What we do ourselves counts on its plain date, or being late would buy us time (sla/README)."""

OUTSIDE: tuple[Outside, ...] = ("deemed", "date")
ENDS: tuple[DayEnd, ...] = ("close", "midnight", "same_clock")
ROLLS: tuple[Roll, ...] = ("forward", "backward", "none")
KINDS: tuple[Kind, ...] = ("target", "committed")


def read_labels(table: Table, *, usual: Labels = NO_LABELS, key: str = "labels") -> Labels:
    """`labels = { ja = "…", en = "…" }` laid over the usual ones."""
    found = table.table(key)
    if found is None:
        return usual
    words: dict[str, str] = dict(usual)
    for language in found:
        if LANGUAGE.match(language):
            words[language] = found.text(language)
        else:
            found.take(language)
            found.complain("must be a language tag such as ja or en", language)
    return MappingProxyType({language: word for language, word in words.items() if word})


def read_clocks(table: Table | None, known: Mapping[str, Sequence[str]]) -> tuple[ClockSpec, ...]:
    """All clocks in the order in which they stand; `known` lists the keys of `by` that the version declares.

    An axis without any declared key takes every key: levels are the packs' (DECISIONS 15); a case without a level
    has the empty one.
    """
    if table is None:
        return ()
    clocks: list[ClockSpec] = []
    for name in table:
        if not KEY.match(name):
            table.complain("a clock's name is made of letters, digits, - and _", name)
        one = table.table(name)
        if one is not None:
            clocks.append(_clock(one, name, known))
            one.finish()
    _check_after(table, clocks)
    return tuple(clocks)


def _clock(table: Table, name: str, known: Mapping[str, Sequence[str]]) -> ClockSpec:
    plain = _terms(table, ClockSpec(name=name, labels=CLOCK_LABELS.get(name, NO_LABELS)))
    by = table.texts("by")
    by = tuple(part for word in by for part in word.split("/"))
    for part in by:
        if part not in BY:
            table.complain(f"{spelt(part)} is not one of {', '.join(BY)}", "by")
            return plain
    targets = _targets(table, plain, by, known)
    if not by and "target" not in table:
        table.complain("a clock needs a target, e.g. { business_days = 1 }, or by and targets", "target")
    if "stop" not in table and not all(one.stop for one in targets.values() or (plain,)):
        table.complain('a clock needs what stops it, e.g. stop = ["reply"]', "stop")
    return replace(plain, by=by, targets=targets)


def _terms(table: Table, before: ClockSpec) -> ClockSpec:
    """The keys that any clock may give, laid over those that it has already."""
    from_ = table.choice("from", tuple(Anchor), otherwise=before.from_)
    stop = _stops(table) or before.stop
    given = table.table("target")
    reminders = table.shares("reminders")
    if from_ is not before.from_:
        before = replace(before, after="", cap=False, noted_within=None)
    return replace(
        before,
        labels=filled(read_labels(table, usual=before.labels), before.name),
        kind=table.choice("kind", KINDS, otherwise=before.kind),
        calendar=table.text("calendar", otherwise=before.calendar),
        target=before.target if given is None else read_target(given, from_),
        from_=from_,
        after=table.text("after", otherwise=before.after),
        cap=table.flag("cap", otherwise=before.cap),
        stop=stop,
        pause_while_waiting=table.flag("pause_while_waiting", otherwise=before.pause_while_waiting),
        noted_within=_noted_within(table, from_) or before.noted_within,
        reminders=before.reminders if reminders is None else reminders,
    )


def _stops(table: Table) -> tuple[EventKind, ...]:
    stops: list[EventKind] = []
    for word in table.texts("stop"):
        kind = next((known for known in STOPS if known == word), None)
        if kind is None:
            table.complain(f"{spelt(word)} stops no clock{suggest(word, STOPS)}", "stop")
        elif kind not in stops:
            stops.append(kind)
    return tuple(stops)


def _noted_within(table: Table, from_: Anchor) -> Target | None:
    given = table.table("noted_within")
    if given is None:
        return None
    if from_ is not Anchor.NOTED:
        table.complain('goes with from = "noted" only', "noted_within")
    return read_target(given, Anchor.RECEIPT)


def read_target(table: Table, from_: Anchor, *, whole: bool = True) -> Target | None:
    """One target; exactly one of minutes, business_days and weeks. `whole` also complains of unknown keys."""
    given = [unit for unit in Unit if unit in table]
    if len(given) != 1:
        table.complain(f"give exactly one of {', '.join(Unit)}")
    if not given:
        return None
    outside: Outside = "date" if from_ in OUR_OWN_ACTS else "deemed"
    amounts = {unit: table.whole(unit, otherwise=0) for unit in given}
    target = Target(
        unit=given[0],
        amount=amounts[given[0]],
        outside=table.choice("outside", OUTSIDE, otherwise=outside),
        count_first=table.flag("count_first"),
        at=table.choice("at", ENDS, otherwise="close"),
        roll=table.choice("roll", ROLLS, otherwise="forward"),
        hours=table.text("hours"),
        out_of_hours=_out_of_hours(table, from_),
    )
    if whole:
        table.finish()
    return target


def _out_of_hours(table: Table, from_: Anchor) -> Target | None:
    if ("hours" in table) != ("out_of_hours" in table):
        table.complain("hours (a calendar) and out_of_hours (a target) go together")
    given = table.table("out_of_hours")
    if given is None:
        return None
    if "out_of_hours" in given:
        given.complain("a target for out of hours has no other one beside it", "out_of_hours")
    return read_target(given, from_)


def _targets(
    table: Table, plain: ClockSpec, by: tuple[str, ...], known: Mapping[str, Sequence[str]]
) -> Mapping[str, ClockSpec]:
    given = table.table("targets")
    if given is None or not by:
        if given is not None or by:
            table.complain("by and targets go together", "by" if by else "targets")
        return MappingProxyType({})
    read: dict[str, ClockSpec] = {}
    for key in given:
        _check_key(given, key, by, known)
        one = given.table(key)
        if one is not None:
            read[key] = _overridden(one, plain)
            one.finish()
    return MappingProxyType(read)


def _check_key(given: Table, key: str, by: tuple[str, ...], known: Mapping[str, Sequence[str]]) -> None:
    parts = key.split("/")
    if len(parts) != len(by):
        given.complain(f"must name {'/'.join(by)}, joined with /", key)
        return
    for part, axis in zip(parts, by, strict=True):
        if known[axis] and part not in known[axis] and (part or axis != "level"):
            given.complain(f"{spelt(part)} is no declared {axis}{suggest(part, known[axis])}", key)


def _overridden(table: Table, plain: ClockSpec) -> ClockSpec:
    """A value of `targets`: a target by itself, or any keys of the clock, or both at once (DECISIONS 18)."""
    flat = [key for key in table if key in TARGET_KEYS]
    spec = _terms(table, plain)
    if flat and "target" in table:
        table.complain(f"give {', '.join(flat)} inside target, or leave target out")
    elif flat:
        spec = replace(spec, target=read_target(table, spec.from_, whole=False))
    elif spec.target is None:
        table.complain("needs a target, as the clock has none of its own")
    return spec


def _check_after(table: Table, clocks: list[ClockSpec]) -> None:
    names = [clock.name for clock in clocks]
    follows: dict[str, str] = {}
    for clock in clocks:
        for one in (clock, *clock.targets.values()):
            _check_start(table, one, names)
            follows[clock.name] = one.after or follows.get(clock.name, "")
    for name in names:
        seen, place = {name}, follows[name]
        while place and place not in seen:
            seen.add(place)
            place = follows.get(place, "")
        if place == name:
            table.complain("clocks that start after each other never start", name, "after")


def _check_start(table: Table, clock: ClockSpec, names: list[str]) -> None:
    if clock.after and clock.after not in names:
        table.complain(f"{spelt(clock.after)} is no clock here{suggest(clock.after, names)}", clock.name, "after")
    if clock.after and clock.from_ is not Anchor.START:
        table.complain('goes with from = "start" only', clock.name, "after")
    if clock.cap and not clock.after:
        table.complain("needs after: the clock whose due time is the latest start", clock.name, "cap")
