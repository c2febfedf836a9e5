"""What can be done with a contract's units: each act returns the lines to append, or why it cannot be done.

No act changes anything itself, and one whose cause stands in the ledger returns no lines: it was done already.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.ledger import EFFECTS, FREEING, Account, Act, Column, Line, LineKind, Why, standing_lines
from mailbot.desk.ledger_booking import Booking, Lines, NotEnough, NotUndoable
from mailbot.desk.packs import PackKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from mailbot.desk.packs import Pack

Booked: TypeAlias = Lines | NotEnough

__all__ = [
    "Booked",
    "Lines",
    "NotEnough",
    "NotUndoable",
    "adjust",
    "charge",
    "close",
    "consume",
    "expire",
    "give_back",
    "grant",
    "record_session",
    "release",
    "reserve",
    "undo",
]


def grant(account: Account, act: Act, pack: Pack) -> Booked:
    """Brings in the units of an order; `pack` is stored already (its id is not 0).

    Of a pack that was granted before, with other units or dates, only the difference is written; what had lapsed comes
    back where its new dates allow it, and what is free lapses where they do not. So a corrected order is granted again,
    and a cancelled one with 0 units.
    `NotEnough` if more is taken away than is free.
    """
    if account.has(act.cause):
        return ()
    packs = (*(one for one in account.packs if one.id != pack.id), pack)
    booking = Booking(replace(account, packs=packs), act)
    if pack.state(account.today(act.at)) != "ended":
        booking.book(LineKind.EXPIRED, -booking.tally.pack(pack.id, Column.EXPIRED), pack_id=pack.id)
    more = pack.units - booking.tally.pack(pack.id, Column.GRANTED)
    free = booking.tally.pack(pack.id, Column.FREE)
    if more + free < 0:
        return NotEnough(wanted=-more, available=free)
    booking.book(LineKind.GRANTED, more, pack_id=pack.id)
    return booking.done(changed=[pack.id])


def reserve(
    account: Account, act: Act, *, case_id: int, units: int, accepted_on: date | None = None, overdraw: bool = False
) -> Booked:
    """Work on a case starts, or is going to cost something else: in all `units` are to be set aside or used for it.

    What lacks is reserved, of what expires first before, over several packs if need be; what is too much is released.
    A case that was accepted (`accepted_on`, a date in the contract's zone) while a pack was valid is served by it to
    its end, even with units that have lapsed since (row E3). `overdraw` is a member of staff's word that it may go
    below what was bought. A case that was freed, and support that counts nothing, takes nothing.
    """
    if account.has(act.cause) or not account.terms.kind.counts or account.freed(case_id):
        return ()
    booking = Booking(account, act)
    held = booking.tally.of_case(case_id, Column.RESERVED)
    lacking = units - held - booking.tally.of_case(case_id, Column.CONSUMED)
    if lacking < 0:
        booking.put_back(LineKind.RELEASED, min(-lacking, held), case_id=case_id, why=None)
        return booking.done()
    serves = booking.covers(accepted_on)
    return booking.reserve(lacking, case_id=case_id, serves=serves, overdraw=overdraw) or booking.done()


def consume(
    account: Account,
    act: Act,
    *,
    case_id: int,
    units: int | None = None,
    minutes: int = 0,
    accepted_on: date | None = None,
    overdraw: bool = False,
) -> Booked:
    """Uses so many more units for a case: all that is reserved for it where `units` is None.

    What is reserved goes first; what lacks is taken as by `reserve`. Reserved units are used whether or not their
    pack has ended meanwhile. `minutes` is the time that is paid so.
    """
    if account.has(act.cause):
        return ()
    booking = Booking(account, act)
    held = booking.tally.of_case(case_id, Column.RESERVED)
    wanted = held if units is None else units
    if account.freed(case_id) or not account.terms.kind.counts:
        wanted = 0
    serves = booking.covers(accepted_on)
    refused = booking.reserve(max(0, wanted - held), case_id=case_id, serves=serves, overdraw=overdraw)
    if refused is not None:
        return refused
    booking.consume(wanted, case_id=case_id, minutes=minutes)
    return booking.done()


def record_session(
    account: Account, act: Act, *, case_id: int, minutes: int, accepted_on: date | None = None, overdraw: bool = False
) -> Booked:
    """Working time on a case, of which each started span costs a unit, rounded as the terms say (row E1).

    The minutes are kept under every kind of terms; they cost units only where time is counted, and nothing on a case
    that was freed.
    """
    if minutes <= 0:
        raise ValueError(f"{minutes} minutes are no session; give a whole number from 1 on")
    before = sum(line.minutes for line in account.lines if line.case_id == case_id)
    units = _due(account, before, minutes) if account.terms.kind is PackKind.TIME else 0
    return consume(
        account, act, case_id=case_id, units=units, minutes=minutes, accepted_on=accepted_on, overdraw=overdraw
    )


def _due(account: Account, before: int, minutes: int) -> int:
    terms = account.terms
    if terms.rounded_per == "session":
        return terms.units_for(minutes)
    return terms.units_for(before + minutes) - terms.units_for(before)


def charge(
    account: Account, act: Act, *, case_id: int, units: int, accepted_on: date | None = None, overdraw: bool = False
) -> Booked:
    """Staff say what a case costs in all, used up at once: for time, and for a closed case (`#単位 3`).

    More is used, or the difference given back. For an open case by the incident, `reserve` does it.
    """
    if account.has(act.cause):
        return ()
    booking = Booking(account, act)
    more = units - booking.tally.of_case(case_id, Column.CONSUMED)
    if more < 0:
        booking.put_back(LineKind.GIVEN_BACK, -more, case_id=case_id, why=None)
        return booking.done()
    return consume(account, act, case_id=case_id, units=more, accepted_on=accepted_on, overdraw=overdraw)


def close(account: Account, act: Act, *, case_id: int) -> Lines:
    """The handling has ended: by the incident, what is reserved is used; by time, what no session used is released."""
    if account.terms.kind is PackKind.TIME:
        return release(account, act, case_id=case_id)
    booked = consume(account, act, case_id=case_id)
    assert not isinstance(booked, NotEnough)  # what is reserved is there
    return booked


def release(account: Account, act: Act, *, case_id: int, units: int | None = None, why: Why | None = None) -> Lines:
    """Frees what is reserved for a case, all of it or at most `units`; in a pack that has ended it lapses at once."""
    if account.has(act.cause):
        return ()
    booking = Booking(account, act)
    held = booking.tally.of_case(case_id, Column.RESERVED)
    booking.put_back(LineKind.RELEASED, held if units is None else min(units, held), case_id=case_id, why=why)
    return booking.done()


def give_back(account: Account, act: Act, *, case_id: int, why: Why, units: int | None = None) -> Lines:
    """Gives back what a case has used and frees what is reserved for it, or gives back at most `units` of the used.

    Without `units`, a defect or a merge (`FREEING`) also says that the case costs nothing from now on, even where
    there was nothing to give back; undoing it ends that. In a pack that has ended the units lapse at once.
    """
    if account.has(act.cause):
        return ()
    booking = Booking(account, act)
    used = booking.tally.of_case(case_id, Column.CONSUMED)
    booking.put_back(
        LineKind.GIVEN_BACK, used if units is None else min(units, used), case_id=case_id, why=_partly(why, units)
    )
    if units is None:
        held = booking.tally.of_case(case_id, Column.RESERVED)
        booking.put_back(LineKind.RELEASED, held, case_id=case_id, why=why)
        if why in FREEING and not booking.lines:
            booking.note(LineKind.GIVEN_BACK, case_id=case_id, why=why)
    return booking.done()


def _partly(why: Why, units: int | None) -> Why | None:
    """What frees the whole case is not said of a part."""
    return why if units is None or why not in FREEING else None


def adjust(account: Account, act: Act, *, units: int, pack_id: int | None = None, overdraw: bool = False) -> Booked:
    """Staff put in or take out units that no case explains, in a named pack or, without one, in those valid now.

    Units are put into the pack that lasts longest and taken from what expires first. `NotEnough` where none is
    valid to put them in, or less is free than is taken; `overdraw` lets the rest be owed.
    """
    if account.has(act.cause):
        return ()
    booking = Booking(account, act)
    today = account.today(act.at)
    packs = [one for one in account.ranked if (one.id == pack_id if pack_id is not None else one.covers(today))]
    free = {pack.id: booking.tally.pack(pack.id, Column.FREE) for pack in packs}
    if (units > 0 and not packs) or (-units > sum(free.values()) and not overdraw):
        return NotEnough(wanted=abs(units), available=sum(free.values()) if units < 0 else 0)
    if units > 0:
        booking.book(LineKind.ADJUSTED, units, pack_id=packs[-1].id)
        return booking.done()
    for one, spare in free.items():
        taken = min(-units, spare)
        booking.book(LineKind.ADJUSTED, -taken, pack_id=one)
        units += taken
    booking.book(LineKind.ADJUSTED, units, why=Why.OVERDRAFT)
    return booking.done()


def expire(account: Account, at: datetime) -> Lines:
    """What is free in packs that have ended lapses; reserved units stay until their case ends (row E3).

    To be called whenever `balance(...).lapsed` is not 0; the balance itself counts them as lapsed from midnight on.
    """
    booking = Booking(account, Act(at=at, cause=f"expired:{account.last_seq + 1}"))
    booking.lapse(account.packs)
    return booking.done()


def undo(account: Account, act: Act, cause: str) -> Lines | NotUndoable:
    """Takes back all that the act of this cause did, by lines that compensate it; none if it did nothing.

    An undoing may be undone itself. `NotUndoable` if what the act moved was moved on since: reserved and then used,
    granted and then taken. Where time is rounded by the case, the remaining sessions are reckoned anew.
    """
    if account.has(act.cause):
        return ()
    lines = [line for line in standing_lines(account.lines) if line.cause == cause]
    booking = Booking(account, act)
    if not booking.take_back(lines):
        return NotUndoable(cause=cause)
    for case_id in sorted({line.case_id for line in lines if line.minutes}):
        _reckon_anew(account, booking, case_id, [line for line in lines if line.case_id == case_id])
    return booking.done()


def _reckon_anew(account: Account, booking: Booking, case_id: int, undone: list[Line]) -> None:
    """Rounded by the case, a session more or less may cost another number of units than it did when it was told.

    What lacks was freed or reserved again just before, by taking back the session itself.
    """
    terms = account.terms
    if terms.kind is not PackKind.TIME or terms.rounded_per != "case" or account.freed(case_id):
        return
    before = sum(line.minutes for line in account.lines if line.case_id == case_id)
    after = before - sum(line.minutes for line in undone)
    moved = sum(EFFECTS[line.kind].get(Column.CONSUMED, 0) * line.units for line in undone)
    more = terms.units_for(after) - terms.units_for(before) + moved
    booking.put_back(LineKind.GIVEN_BACK, max(0, -more), case_id=case_id, why=None)
    touched = {line.pack_id for line in undone}
    lacking = max(0, more - booking.tally.of_case(case_id, Column.RESERVED))
    booking.reserve(lacking, case_id=case_id, serves=lambda pack: pack.id in touched, overdraw=True)
    booking.consume(max(0, more), case_id=case_id)
