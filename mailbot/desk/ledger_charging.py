"""What an event of a case does to its contract's account, as lines to append."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.charging import Charge, Move
from mailbot.desk.ledger_acts import charge, close, consume, give_back, record_session, reserve
from mailbot.desk.ledger_balance import usage
from mailbot.desk.packs import PackKind

if TYPE_CHECKING:
    from datetime import date

    from mailbot.desk.ledger import Account, Act
    from mailbot.desk.ledger_acts import Booked


def book(account: Account, act: Act, one: Charge, *, case_id: int, accepted_on: date, is_final: bool) -> Booked:
    """The lines of a charge, or what lacks for it; an undoing is none (`ledger_acts.undo`). `is_final`: the handling
    of the case has ended."""
    match one.move:
        case Move.RESERVE:
            return reserve(
                account, act, case_id=case_id, units=one.units, accepted_on=accepted_on, overdraw=one.overdraw
            )
        case Move.CHARGE:
            return charge(
                account, act, case_id=case_id, units=one.units, accepted_on=accepted_on, overdraw=one.overdraw
            )
        case Move.SESSION:
            return _session(account, act, one, case_id=case_id, accepted_on=accepted_on, is_final=is_final)
        case Move.CLOSE:
            return _closing(account, act, one, case_id=case_id, accepted_on=accepted_on)
        case _:
            assert one.why is not None
            return give_back(account, act, case_id=case_id, why=one.why)


def _session(account: Account, act: Act, one: Charge, *, case_id: int, accepted_on: date, is_final: bool) -> Booked:
    """The first session that is told after the end is what the closing took, as far as that goes."""
    found = usage(account, case_id, act.at)
    by_time = account.terms.kind is PackKind.TIME
    if by_time and is_final and not found.minutes and found.used:
        return consume(
            account,
            act,
            case_id=case_id,
            units=max(0, account.terms.units_for(one.minutes) - found.used),
            minutes=one.minutes,
            accepted_on=accepted_on,
            overdraw=one.overdraw,
        )
    return record_session(
        account, act, case_id=case_id, minutes=one.minutes, accepted_on=accepted_on, overdraw=one.overdraw
    )


def _closing(account: Account, act: Act, one: Charge, *, case_id: int, accepted_on: date) -> Booked:
    """What was served is used, also where too little could be set aside for it."""
    found = usage(account, case_id, act.at)
    held = found.used + (0 if account.terms.kind is PackKind.TIME else found.reserved)
    if one.units <= held:
        return close(account, act, case_id=case_id)
    return charge(account, act, case_id=case_id, units=one.units, accepted_on=accepted_on, overdraw=one.overdraw)
