"""Whether a contract's packs cover a new matter, and what a matter would cost before anybody agrees to it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.ledger import Column, Tally
from mailbot.desk.ledger_balance import Balance, balance

if TYPE_CHECKING:
    from datetime import date, datetime

    from mailbot.desk.ledger import Account


class Standing(enum.StrEnum):
    """How a contract's packs stand towards a new matter (row A6); all but the first are answered with what to do."""

    COVERED = "covered"
    EMPTY = "empty"
    """Used up, while a pack is still valid."""
    COMING = "coming"
    """None is valid, and the next one has not begun."""
    EXPIRED = "expired"
    NONE = "none"
    """Nothing was ever ordered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The standing with its facts: `since` is the last day of the packs that have ended, `begins` the first of the
    next one to come.
    """

    standing: Standing
    available: int
    since: date | None = None
    begins: date | None = None

    @property
    def is_covered(self) -> bool:
        return self.standing is Standing.COVERED


def cover(account: Account, at: datetime, *, units: int | None = None, promised: int = 0) -> Cover:
    """Whether a new matter can be accepted now, which will take `units` (the usual level's, where None).

    `promised` are units of cases that were accepted and have not been started. The contract's own dates are not
    looked at here.
    """
    now = balance(account, at)
    wanted = account.terms.units_of() if units is None else units
    covered = not account.terms.kind.counts or now.available - promised >= wanted
    ended = [one.pack.valid_until for one in now.bought if one.state == "ended" and one.pack.valid_until]
    coming = [one.pack.valid_from for one in now.bought if one.state == "coming"]
    return Cover(
        standing=Standing.COVERED if covered else _uncovered(now),
        available=now.available,
        since=max(ended, default=None),
        begins=min(coming, default=None),
    )


def _uncovered(now: Balance) -> Standing:
    states = {one.state for one in now.bought}
    if "valid" in states:
        return Standing.EMPTY
    if "coming" in states:
        return Standing.COMING
    return Standing.EXPIRED if states else Standing.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a case would cost in all, for the letter estimate (row E4): `more` of it is neither reserved nor used yet.

    `left_after` is what could still be asked for after it; below zero it is not covered.
    """

    units: int
    more: int
    left_after: int
    needs_consent: bool

    @property
    def is_covered(self) -> bool:
        return self.more <= 0 or self.left_after >= 0


def estimate(account: Account, at: datetime, *, units: int, case_id: int = 0, agreed: int = 0) -> Estimate:
    """What `units` in all mean for a case (0: not opened yet); `agreed` is what its customer consented to already.

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
        left_after=balance(account, at).available - more,
        needs_consent=units > max(account.terms.units_unasked, agreed),
    )
