"""What the commands of one mail would make of a case's units, before anything of it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.amounts import spoken_minutes, spoken_units
from mailbot.desk.cases import Event, EventKind
from mailbot.desk.charging import Charge, MatterUnits, after
from mailbot.desk.command_words import Word
from mailbot.desk.ledger import Act
from mailbot.desk.ledger_balance import usage
from mailbot.desk.ledger_booking import NotEnough
from mailbot.desk.ledger_charging import book
from mailbot.desk.matters import find_level
from mailbot.desk.named import held_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.ledger import Account
    from mailbot.desk.policy import PolicyVersion

_RANKS: Mapping[Word, int] = {Word.TIME: 0, Word.LEVEL: 1, Word.UNITS: 1, Word.CONSENT: 2}
_ENDS = frozenset({Word.CLOSE, Word.NO_ANSWER})
_PLAIN: Mapping[Word, tuple[EventKind, ...]] = {
    Word.DEFECT: (EventKind.DEFECT,),
    Word.OUT_OF_SCOPE: (EventKind.OUT_OF_SCOPE,),
    Word.CLOSE: (EventKind.CLOSED,),
    Word.NO_ANSWER: (EventKind.NO_ANSWER, EventKind.CLOSED),
    Word.MERGE: (EventKind.MERGED, EventKind.CLOSED),
}
_Facts: TypeAlias = "tuple[EventKind, dict[str, object]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """How the case stands once a command has run, how it stood right before, and how many units it has used by then."""

    command: Command
    before: MatterUnits
    matter: MatterUnits
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A case at the instant at which a mail about it is judged."""

    case: Case
    matter: MatterUnits
    account: Account
    version: PolicyVersion | None
    now: datetime

    def of(self, commands: Sequence[Command]) -> tuple[Foreseen, ...]:
        """Each command with what it comes to, in the order in which they are carried out. What is set aside is set
        aside as far as there is enough; what is used is used in any case."""
        matter, account, seen = self.matter, self.account, []
        is_final = self.case.status.is_final or any(one.word in _ENDS for one in commands)
        is_allowed = permits(commands)
        for place, command in enumerate(in_order(commands), 1):
            before = matter
            for part, (kind, facts) in enumerate(self._events(command, matter, is_allowed=is_allowed), 1):
                matter, charge = after(account.terms, matter, Event(at=self.now, kind=kind, facts=facts))
                cause = f"foreseen:{place}:{part}"
                account = account if charge is None else self._booked(account, charge, cause, is_final=is_final)
            used = usage(account, self.case.id, self.now).used
            seen.append(Foreseen(command=command, before=before, matter=matter, used=used))
        return tuple(seen)

    def _booked(self, account: Account, charge: Charge, cause: str, *, is_final: bool) -> Account:
        on = account.today(self.case.received_at)
        act = Act(at=self.now, cause=cause)
        booked = book(account, act, charge, case_id=self.case.id, accepted_on=on, is_final=is_final)
        return account if isinstance(booked, NotEnough) else account.with_lines(booked)

    def _events(self, command: Command, matter: MatterUnits, *, is_allowed: bool) -> Iterator[_Facts]:
        """What the command makes happen, as far as it concerns units."""
        yield from ((kind, {}) for kind in _PLAIN.get(command.word, ()))
        minutes, units = spoken_minutes(command.argument), spoken_units(command.argument)
        if command.word is Word.TIME and minutes is not None:
            yield EventKind.TIME, {"minutes": minutes}
        if command.word is Word.UNITS and units is not None:
            yield EventKind.UNITS, {"units": str(units), "allowed": is_allowed and matter.is_ended}
        level = find_level(self.version, command.argument) if command.word is Word.LEVEL and self.version else None
        if level is not None:
            yield EventKind.LEVEL, {"to": level.key}
        if command.word is Word.CONSENT:
            yield EventKind.CONSENTED, {"units": str(matter.wanted)}
        begins = command.word is Word.CONSENT or (command.word is Word.START and not matter.needs_consent)
        if begins and not (matter.is_started or matter.is_ended):
            yield EventKind.STARTED, {}


def in_order(commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands in the order in which they are carried out: as written, but that time is recorded before a cost in
    all is laid down, and a consent is to what was laid down before it."""
    ranked = iter(sorted((one for one in commands if one.word in _RANKS), key=lambda one: _RANKS[one.word]))
    return tuple(next(ranked) if one.word in _RANKS else one for one in commands)


def permits(commands: Sequence[Command]) -> bool:
    """Whether staff let the case of the mail go beyond what was bought or agreed; with a number it lets in a mail."""
    return any(one.word is Word.ACCEPT and not held_numbers(one.argument) for one in commands)
