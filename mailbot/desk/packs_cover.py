"""Whether a contract's packs cover a new matter, what accepted ones will take of them, and what a matter would cost
before anybody agrees to it."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.charging import MatterUnits, matter_units
from mailbot.desk.ledger import Column, Tally
from mailbot.desk.ledger_balance import Balance, balance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from mailbot.desk.cases import Event
    from mailbot.desk.ledger import Account
    from mailbot.desk.packs import Pack, PackState


class Standing(enum.StrEnum):
    """How a contract's packs stand towards a new matter (row A6); all but the first are answered with what to do."""

    COVERED = "covered"
    EMPTY = "empty"
    """Used up, while a pack is still valid."""
    PROMISED = "promised"
    """What is left is needed for matters that were accepted already."""
    COMING = "coming"
    """None is valid, and the next one has not begun."""
    EXPIRED = "expired"
    NONE = "none"
    """Nothing was ever ordered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The standing with its facts on the day of the receipt: `available` of the packs that were valid then, `promised`
    of it to matters that were accepted before, `since` the last day of the packs that had ended, `begins` the first of
    the next one to come.
    """

    standing: Standing
    available: int
    promised: int = 0
    since: date | None = None
    begins: date | None = None

    @property
    def is_covered(self) -> bool:
        return self.standing is Standing.COVERED

    @property
    def spare(self) -> int:
        return self.available - self.promised


def cover(
    account: Account,
    at: datetime,
    *,
    units: int | None = None,
    promised: Promised | None = None,
    accepted_on: date | None = None,
) -> Cover:
    """Whether a new matter can be accepted, which will take `units` (the usual level's, where None).

    `at` is the instant of the balance, `accepted_on` the day in the contract's zone on which the matter was received
    (that of `at`, where None): the packs of that day serve it to its end, with what has lapsed of them since (row E3).
    `promised` is what accepted cases will take and is not set aside yet (`promised_to`). The contract's own dates are
    not looked at here.
    """
    now, given = balance(account, at), promised or NOTHING_PROMISED
    on = account.today(at) if accepted_on is None else accepted_on
    wanted = account.terms.units_of() if units is None else units
    past = _of_ended(now, on, given)
    today = sum(one.free for one in now.packs if one.state == "valid" and one.pack.covers(on)) - now.owed
    others = sum(one.free for one in now.packs if one.state == "valid" and not one.pack.covers(on))
    available = past + (max(0, today) if past else today)
    kept = min(max(0, given.units - others), max(0, today))
    covered = not account.terms.kind.counts or available - (kept if wanted else 0) >= wanted
    ended = [one.valid_until for one in _bought(now) if one.state(on) == "ended" and one.valid_until]
    coming = [one.valid_from for one in _bought(now) if one.state(on) == "coming"]
    states = {one.state(on) for one in _bought(now)}
    return Cover(
        standing=Standing.COVERED if covered else _uncovered(states, wanted, available),
        available=available,
        promised=kept,
        since=max(ended, default=None),
        begins=min(coming, default=None),
    )


def _bought(now: Balance) -> tuple[Pack, ...]:
    return tuple(one.pack for one in now.bought)


def _of_ended(now: Balance, on: date, promised: Promised) -> int:
    """What packs that have ended meanwhile still hold for a matter that was received on a day of theirs."""
    ended = [one for one in now.packs if one.state == "ended" and one.pack.covers(on)]
    return sum(max(0, one.free + one.expired - promised.of_ended(one.pack.id)) for one in ended)


def _uncovered(states: AbstractSet[PackState], wanted: int, available: int) -> Standing:
    if available >= wanted > 0:
        return Standing.PROMISED
    if "valid" in states:
        return Standing.EMPTY
    if "coming" in states:
        return Standing.COMING
    return Standing.EXPIRED if states else Standing.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter:
    """A case that is not finished: when it was received, those of its `events` that were not taken back and say
    anything of its units or its links, and what is reserved and used for it (`held`)."""

    case_id: int
    received_at: datetime
    events: tuple[Event, ...] = ()
    held: int = 0

    @property
    def continues(self) -> bool:
        """Whether a mail about a closed case opened it; a case that was split off is one of its own."""
        links = [one.facts for one in self.events if one.kind is EventKind.LINKED and "how" not in one.facts]
        olds = [one["case"] for one in links if isinstance(one.get("case"), int)]
        return any(isinstance(one, int) and one < self.case_id for one in olds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What accepted cases will take and is not set aside for them: `units` in all, `waiting` those of cases that
    nobody has begun to work on; `ended` is what packs that have ended will serve besides, by their ids."""

    units: int = 0
    waiting: int = 0
    ended: tuple[tuple[int, int], ...] = ()

    def of_ended(self, pack_id: int) -> int:
        """What an ended pack will serve."""
        return sum(units for pack, units in self.ended if pack == pack_id)

    def of_left(self, left: int) -> int:
        """How many of the units that are left are meant for cases not begun."""
        return min(self.waiting, max(0, left))


NOTHING_PROMISED = Promised()


def promised_to(account: Account, matters: Iterable[OpenMatter], at: datetime, *, most: int | None = None) -> Promised:
    """What is promised to these open cases of the contract, beyond what each holds; a case that waits for a consent
    counts the usual cost. What continues a closed case is promised nothing until staff begin with it or its customer
    agrees to a cost: it may be a word of thanks. What an ended pack will serve is no promise of the others (row E3).

    With `most` a case counts no more than that: of two that wait for more than the usual, neither blocks the other.
    """
    spare = {one.pack: one.free + one.expired for one in balance(account, at).packs if one.state == "ended"}
    units = waiting = 0
    ended: Counter[int] = Counter()
    for one in sorted(matters, key=lambda matter: matter.case_id):
        stands = matter_units(account.terms, one.events)
        lacking = _lacking(stands, one)
        lacking = lacking if most is None else min(lacking, most)
        accepted_on = account.today(one.received_at)
        for pack in (pack for pack in spare if lacking and pack.covers(accepted_on)):
            taken = min(lacking, max(0, spare[pack]))
            spare[pack] -= taken
            ended[pack.id] += taken
            lacking -= taken
        units += lacking
        waiting += 0 if stands.is_started else lacking
    return Promised(units=units, waiting=waiting, ended=tuple(sorted((+ended).items())))


def _lacking(stands: MatterUnits, matter: OpenMatter) -> int:
    is_begun = stands.is_started or stands.agreed
    if stands.is_free or stands.is_ended or (matter.continues and not is_begun):
        return 0
    return max(0, stands.units - matter.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a case would cost in all, for the letter estimate (row E4): `more` of it is neither reserved nor used yet.

    `left_after` is what could still be asked for after it and what is promised to others; below zero it is not covered.
    """

    units: int
    more: int
    left_after: int
    needs_consent: bool

    @property
    def is_covered(self) -> bool:
        return self.more <= 0 or self.left_after >= 0


def estimate(
    account: Account, at: datetime, *, units: int, case_id: int = 0, agreed: int = 0, promised: int = 0
) -> Estimate:
    """What `units` in all mean for a case (0: not opened yet); `agreed` is what its customer consented to already,
    `promised` what other accepted cases will take.

    Consent is needed above the usual cost (or the terms' `ask_above`), and again above what was agreed.
    """
    if not account.terms.kind.counts or account.freed(case_id):
        return Estimate(units=0, more=0, left_after=balance(account, at).available, needs_consent=False)
    tally = Tally(line for line in account.lines if line.at <= at and case_id and line.case_id == case_id)
    held = sum(tally.of_case(case_id, column) for column in (Column.RESERVED, Column.CONSUMED))
    more = max(0, units - held)
    return Estimate(
        units=units,
        more=more,
        left_after=balance(account, at).available - promised - more,
        needs_consent=units > max(account.terms.units_unasked, agreed),
    )
