"""Whether a contract may be counted by other terms: what was bought keeps the terms of its day (row E1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint
from mailbot.desk.packs import PackKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mailbot.desk.packs import PackTerms
    from mailbot.desk.people import Contract
    from mailbot.desk.statements_history import Sold


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsLeft:
    """What is left of an order that was sold under other terms: free, and set aside for cases in work."""

    sold: Sold
    free: int
    reserved: int


def kept_faults(contract: Contract, terms: PackTerms, left: Iterable[UnitsLeft]) -> tuple[Complaint, ...]:
    """Why the terms of a contract may not change yet: its units would mean something else. Names both terms and what to
    do; the ledger is never counted anew."""
    return tuple(Complaint((contract.id, "terms"), said) for one in left for said in _said(contract, terms, one))


def _said(contract: Contract, terms: PackTerms, left: UnitsLeft) -> Iterator[str]:
    under, pack = left.sold.under, left.sold.pack
    assert under is not None
    now = _counted(terms.kind, terms.minutes_per_unit)
    named = f'terms = "{contract.terms}" counts {now}' if contract.terms else "without terms nothing is counted"
    sold = f"the order {pack.reference} of {contract.id} was sold {_counted(under.kind, under.minutes)}, but {named}"
    if left.reserved:
        yield (
            f"{sold}: {left.reserved} of its units are set aside for cases in work. Keep the terms until these cases "
            "are closed"
        )
    if left.free > 0:
        yield (
            f"{sold}: {left.free} of its units are left. Keep the terms until they are used or have ended, or take the "
            "order back first and book what the client is to have instead as a new one"
        )


def _counted(kind: PackKind, minutes: int) -> str:
    if kind is PackKind.TIME:
        return f"by the {minutes} minutes"
    return "by the incident" if kind is PackKind.INCIDENTS else "nothing"
