"""The letters of what a contract is told unasked: few units left, or none, the end ahead, and the end (row E5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.labels import NO_LABELS
from mailbot.desk.ledger_balance import balance
from mailbot.desk.letters import PackExpired, PackLow, Renewal
from mailbot.desk.packs_left import left_by_order
from mailbot.desk.packs_notices import NoticeKind

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.ledger import Account
    from mailbot.desk.letters import CustomerLetter
    from mailbot.desk.packs_notices import UnitsNotice
    from mailbot.desk.people import Contract
    from mailbot.stages.house import House


def notice_letter(
    house: House, contract: Contract, account: Account, notice: UnitsNotice, at: datetime, language: str
) -> CustomerLetter:
    """The letter of a notice at an instant, for readers of a language."""
    counts, unit = account.terms.kind.counts, account.terms.unit or NO_LABELS
    how = house.offers.how_to_order(contract, language)
    by_order = left_by_order(balance(account, at))
    if notice.kind is NoticeKind.RENEWAL:
        assert notice.ends is not None
        return Renewal(
            client=contract.client,
            contract=contract.id,
            until=notice.ends,
            unit=unit if counts else None,
            left=notice.left if counts else None,
            by_order=by_order,
            how_to_order=how,
        )
    if notice.kind is NoticeKind.EXPIRED:
        assert notice.ends is not None
        return PackExpired(
            contract=contract.id,
            until=notice.ends,
            unit=unit if counts else None,
            lapsed=notice.lapsed,
            left=notice.left,
            coming=notice.coming,
            goes_on=notice.left > 0 and contract.is_in_force(notice.ends + timedelta(days=1)),
            how_to_order=how,
        )
    return PackLow(
        contract=contract.id,
        unit=unit,
        left=notice.left,
        valid_until=notice.ends,
        by_order=by_order,
        how_to_order=how,
    )
