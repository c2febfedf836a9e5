"""The units of a month for its report, pack by pack: what was used and given back in it, and what was left then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.ledger import NO_PACK, LineKind, Why
from mailbot.desk.ledger_balance import balance
from mailbot.desk.reports import UnitsLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailbot.desk.ledger import Account, Line
    from mailbot.desk.ledger_balance import PackBalance
    from mailbot.desk.offers import Offers
    from mailbot.desk.people import Contract
    from mailbot.desk.reports import Period
    from mailbot.stages.ports import Unit

INSTANT = timedelta(microseconds=1)


def units_of(
    unit: Unit, offers: Offers, contracts: Iterable[Contract], period: Period, until: datetime
) -> tuple[UnitsLine, ...]:
    """The packs of these contracts that could be used in the month, or that were; contracts whose units are not
    counted have none. Units used beyond what was bought stand in a line without a pack.
    """
    found: list[UnitsLine] = []
    for contract in contracts:
        terms = offers.terms_of(contract)
        if terms.kind.counts:
            account = unit.whole_account(contract.id, terms, offers.zone_of(contract))
            found += _lines_of(account, period, until)
    return tuple(found)


def _lines_of(account: Account, period: Period, until: datetime) -> list[UnitsLine]:
    then = replace(account, lines=tuple(line for line in account.lines if line.at < until))
    of_month = [line for line in then.lines if period.holds(line.at) and line.why is not Why.SETTLED]
    at_end = balance(then, until - INSTANT)
    found = [_pack_line(account.contract_id, one, of_month) for one in at_end.bought if _is_told(one, of_month, period)]
    beyond = _moved(of_month, NO_PACK, LineKind.CONSUMED)
    if beyond:
        given_back = _moved(of_month, NO_PACK, LineKind.GIVEN_BACK)
        found.append(UnitsLine(contract=account.contract_id, pack="", used=beyond, given_back=given_back, left=0))
    return found


def _is_told(one: PackBalance, of_month: Iterable[Line], period: Period) -> bool:
    until = one.pack.valid_until
    return until is None or until >= period.first or any(line.pack_id == one.pack.id for line in of_month)


def _pack_line(contract_id: str, one: PackBalance, of_month: Iterable[Line]) -> UnitsLine:
    pack = one.pack
    lines = list(of_month)
    return UnitsLine(
        contract=contract_id,
        pack=pack.reference or str(pack.id),
        used=_moved(lines, pack.id, LineKind.CONSUMED),
        given_back=_moved(lines, pack.id, LineKind.GIVEN_BACK),
        left=0 if one.state == "ended" else one.free,
        valid_until=pack.valid_until,
    )


def _moved(lines: Iterable[Line], pack_id: int, kind: LineKind) -> int:
    return sum(line.units for line in lines if line.pack_id == pack_id and line.kind is kind)
