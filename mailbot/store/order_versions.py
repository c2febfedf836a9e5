"""How orders stood from when on: written beside each change of one, for statements and what terms may become."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from mailbot.desk.ledger import Column, Tally
from mailbot.desk.packs import Pack, PackKind
from mailbot.desk.statements_history import Sold, SoldUnder
from mailbot.desk.terms_kept import UnitsLeft, kept_faults
from mailbot.store import ledger_rows
from mailbot.store.tables import order_version, pack_order
from mailbot.store.version_breaks import STANDS, digest_of_version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from mailbot.desk.complaints import Complaint
    from mailbot.desk.offers import Offers
    from mailbot.desk.orders import PlacedOrder
    from mailbot.desk.people import Contract

_NEW = insert(order_version)
_HISTORY = (
    select(order_version, pack_order.c.contract_id, pack_order.c.reference, pack_order.c.ordered_on)
    .join(pack_order, pack_order.c.id == order_version.c.order_id)
    .where(pack_order.c.contract_id.in_(bindparam("ids", expanding=True)))
    .order_by(order_version.c.order_id, order_version.c.version)
)
_LAST = (
    select(order_version.c.document)
    .where(order_version.c.order_id == bindparam("of"))
    .order_by(order_version.c.version.desc())
    .limit(1)
)
AT_ONE_TIME = 5_000
"""Ids in one question; databases bound how many values one may hold."""


def keep(connection: Connection, placed: PlacedOrder, under: SoldUnder | None, at: datetime) -> dict[str, object]:
    """Writes how an order stands from now on; what proves it, for the audit log."""
    pack = placed.pack
    document = {
        "units": pack.units,
        "valid_from": pack.valid_from.isoformat(),
        "valid_until": pack.valid_until.isoformat() if pack.valid_until else None,
        "price": None if pack.price is None else str(pack.price),
        "is_cancelled": placed.is_removed,
        "terms": None if under is None else _document(under),
    }
    connection.execute(_NEW, {"order_id": placed.id, "version": placed.version, "at": at, "document": document})
    return {STANDS: digest_of_version(at, document)}


def last_terms(connection: Connection, order_id: int) -> SoldUnder | None:
    """The terms under which an order was sold last."""
    found = connection.scalar(_LAST, {"of": order_id})
    return None if found is None else _under(found["terms"])


def history(connection: Connection, contract_id: str) -> tuple[Sold, ...]:
    """Every version of a contract's orders, each order's in their order."""
    return tuple(map(_sold, connection.execute(_HISTORY, {"ids": [contract_id]})))


def terms_faults(
    connection: Connection, contracts: Sequence[Contract], offers: Offers, now: datetime
) -> tuple[Complaint, ...]:
    """Why these contracts may not be counted by their terms yet; what is left is asked only where the terms differ from
    those of a sale."""
    wanted = {one.id: one for one in contracts}
    last: dict[str, dict[int, Sold]] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), AT_ONE_TIME):
        for row in connection.execute(_HISTORY, {"ids": ids[start : start + AT_ONE_TIME]}):
            last.setdefault(row.contract_id, {})[row.order_id] = _sold(row)
    return tuple(
        fault
        for contract_id, sold in sorted(last.items())
        for fault in _faults(connection, wanted[contract_id], tuple(sold.values()), offers, now)
    )


def _faults(
    connection: Connection, contract: Contract, sold: Sequence[Sold], offers: Offers, now: datetime
) -> tuple[Complaint, ...]:
    terms = offers.terms_of(contract)
    changed = [one for one in sold if one.under is not None and not one.under.counts_like(terms)]
    if not changed:
        return ()
    placed = {one.id: one for one in ledger_rows.orders(connection, [contract.id]).get(contract.id, ())}
    tally = Tally(ledger_rows.sums(connection, contract.id))
    today = now.astimezone(offers.zone_of(contract)).date()
    left = [
        UnitsLeft(
            sold=one,
            free=tally.pack(one.pack.id, Column.FREE) if _stands(placed[one.pack.id], contract, today) else 0,
            reserved=tally.pack(one.pack.id, Column.RESERVED),
        )
        for one in changed
    ]
    return kept_faults(contract, terms, left)


def _stands(placed: PlacedOrder, contract: Contract, today: date) -> bool:
    """Whether what is free of an order may still be asked for once this contract is in force."""
    ours = bool(placed.declared_in) == bool(contract.declared_in)
    named = not ours or placed.order.reference in {one.reference for one in contract.orders}
    return named and not placed.is_removed and placed.pack.state(today) != "ended"


def _sold(row: Row[Any]) -> Sold:
    kept: Mapping[str, Any] = row.document
    until = kept["valid_until"]
    pack = Pack(
        id=row.order_id,
        contract_id=row.contract_id,
        units=kept["units"],
        valid_from=date.fromisoformat(kept["valid_from"]),
        valid_until=date.fromisoformat(until) if until else None,
        ordered_on=row.ordered_on,
        reference=row.reference,
        price=_amount(kept["price"]),
        is_cancelled=kept["is_cancelled"],
    )
    return Sold(pack=pack, at=row.at, under=_under(kept["terms"]))


def _document(under: SoldUnder) -> dict[str, object]:
    return {
        "kind": under.kind.value,
        "minutes": under.minutes,
        "block": under.block,
        "per_pack": None if under.per_pack is None else str(under.per_pack),
        "per_unit": None if under.per_unit is None else str(under.per_unit),
        "units_billed": under.units_billed,
    }


def _under(kept: Mapping[str, Any] | None) -> SoldUnder | None:
    if kept is None:
        return None
    return SoldUnder(
        kind=PackKind(kept["kind"]),
        minutes=kept["minutes"],
        block=kept["block"],
        per_pack=_amount(kept["per_pack"]),
        per_unit=_amount(kept["per_unit"]),
        units_billed=kept["units_billed"],
    )


def _amount(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)
