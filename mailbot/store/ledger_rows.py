"""Lines of the ledger and orders as rows and back; appending lines with their sums."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select, union_all

from mailbot.desk.ledger import Line, LineKind, Sum, Why
from mailbot.desk.orders import PlacedOrder
from mailbot.desk.packs import Order
from mailbot.store import ledger_chain
from mailbot.store.once import Plain, Upsert
from mailbot.store.tables import contract, ledger, ledger_sum, pack_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

_OF: Any = ledger.c.contract_id == bindparam("of")
_HOLD = select(contract.c.id).where(contract.c.id == bindparam("of")).with_for_update(key_share=True)
_LAST_SEQ = select(func.max(ledger.c.seq)).where(_OF)
_LINES = select(ledger).where(_OF).order_by(ledger.c.seq)
PIECE = 100
"""Lines that are read at once where nobody knows how far back."""
_BEFORE = select(ledger).where(_OF, ledger.c.seq < bindparam("below")).order_by(ledger.c.seq.desc()).limit(PIECE)
_CASES_OF = select(ledger.c.case_id).where(
    _OF, ledger.c.cause.in_(bindparam("causes", expanding=True)), ledger.c.case_id.is_not(None)
)
_NEEDED = union_all(
    select(ledger).where(_OF, or_(ledger.c.case_id.is_(None), ledger.c.pack_id.is_(None))),
    select(ledger).where(_OF, ledger.c.case_id.in_(bindparam("cases", expanding=True)), ledger.c.pack_id.is_not(None)),
    select(ledger).where(_OF, ledger.c.cause.in_(bindparam("causes", expanding=True))),
)
_OF_CASE = select(ledger).where(_OF, ledger.c.case_id == bindparam("case")).order_by(ledger.c.seq)
_IS_KNOWN = select(select(ledger.c.seq).where(_OF, ledger.c.cause == bindparam("cause")).exists())
_SUMS = select(ledger_sum).where(ledger_sum.c.contract_id == bindparam("of"))
_ORDERS = (
    select(pack_order)
    .where(pack_order.c.contract_id.in_(bindparam("ids", expanding=True)))
    .order_by(pack_order.c.contract_id, pack_order.c.id)
)
_CAUSED = select(pack_order).where(pack_order.c.cause == bindparam("cause")).order_by(pack_order.c.id)
_NEW_LINES = Plain(ledger)
_MORE = Upsert(ledger_sum)


def hold(connection: Connection, contract_id: str) -> None:
    """Makes other workers who would move units of this contract wait until this transaction ends; they still open
    cases on it. SQLite's one writer waits anyway."""
    connection.execute(_HOLD, {"of": contract_id})


def is_known(connection: Connection, contract_id: str, cause: str) -> bool:
    """Whether an act of this cause stands in the contract's ledger."""
    return bool(connection.scalar(_IS_KNOWN, {"of": contract_id, "cause": cause}))


def last_seq(connection: Connection, contract_id: str) -> int:
    return int(connection.scalar(_LAST_SEQ, {"of": contract_id}) or 0)


def all_lines(connection: Connection, contract_id: str) -> tuple[Line, ...]:
    return tuple(map(line_of, connection.execute(_LINES, {"of": contract_id})))


def lines_before(connection: Connection, contract_id: str, below: int) -> tuple[Line, ...]:
    """The newest lines before a place, the newest first; at most a piece of them."""
    return tuple(map(line_of, connection.execute(_BEFORE, {"of": contract_id, "below": below})))


def lines_of_case(connection: Connection, contract_id: str, case_id: int) -> tuple[Line, ...]:
    return tuple(map(line_of, connection.execute(_OF_CASE, {"of": contract_id, "case": case_id})))


def needed_lines(
    connection: Connection, contract_id: str, cases: Collection[int], causes: Collection[str]
) -> tuple[Line, ...]:
    """The lines that an act needs (`ledger_parts.is_needed`): those of no case or no pack, of these cases, and of
    these causes with the cases that they name; found by their indexes, however long the ledger has grown."""
    asked: dict[str, Any] = {"of": contract_id, "causes": sorted(causes)}
    named = connection.scalars(_CASES_OF, asked).all() if causes else ()
    asked["cases"] = sorted({*cases, *named})
    rows = {row.seq: row for row in connection.execute(_NEEDED, asked)}
    return tuple(line_of(rows[seq]) for seq in sorted(rows))


def sums(connection: Connection, contract_id: str) -> tuple[Sum, ...]:
    """What all lines of a contract come to, as it was written with them."""
    found = connection.execute(_SUMS, {"of": contract_id})
    return tuple(Sum(pack_id=row.pack_id, kind=LineKind(row.kind), units=row.units) for row in found)


def known_sums(connection: Connection, contract_id: str) -> dict[tuple[int, str], int]:
    """The same as it stands there, whatever it says; sums of nothing left out."""
    found = connection.execute(_SUMS, {"of": contract_id})
    return {(row.pack_id, row.kind): row.units for row in found if row.units}


def append(connection: Connection, lines: Sequence[Line]) -> None:
    """Writes lines of one contract and brings its sums and its head up to date; the contract is held, and the lines
    follow the last one."""
    _NEW_LINES.all_into(connection, ledger_chain.chained(connection, map(_row, lines), lines[0].contract_id))
    units = Counter({(one.pack_id, one.kind): one.units for one in sums(connection, lines[0].contract_id)})
    moved = {(line.pack_id, line.kind) for line in lines}
    for line in lines:
        units[line.pack_id, line.kind] += line.units
    _MORE.all_into(
        connection,
        [
            {"contract_id": lines[0].contract_id, "pack_id": pack, "kind": kind.value, "units": units[pack, kind]}
            for pack, kind in sorted(moved)
        ],
    )


def orders(connection: Connection, contract_ids: Iterable[str]) -> dict[str, list[PlacedOrder]]:
    """The orders of these contracts, removed ones too, in the order in which they were made."""
    found: dict[str, list[PlacedOrder]] = {}
    for row in connection.execute(_ORDERS, {"ids": list(contract_ids)}):
        found.setdefault(row.contract_id, []).append(placed_order(row))
    return found


def orders_caused(connection: Connection, cause: str) -> tuple[PlacedOrder, ...]:
    """The orders that one act made, removed ones too."""
    return tuple(map(placed_order, connection.execute(_CAUSED, {"cause": cause})))


def placed_order(row: Row[Any]) -> PlacedOrder:
    return PlacedOrder(
        id=row.id,
        order=Order(
            contract_id=row.contract_id,
            units=row.units,
            ordered_on=row.ordered_on,
            reference=row.reference,
            confirmed_on=row.confirmed_on,
            valid_from=row.given_from,
            valid_until=row.given_until,
            price=None if row.price is None else Decimal(row.price),
        ),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        declared_in=row.declared_in,
        version=row.version,
        is_removed=row.removed_at is not None,
        added_at=row.added_at,
        added_by=row.added_by,
    )


def order_row(order: Order, valid_from: date, valid_until: date | None, declared_in: str) -> dict[str, object]:
    """What of a row an order's correction may change."""
    return {
        "units": order.units,
        "ordered_on": order.ordered_on,
        "confirmed_on": order.confirmed_on,
        "given_from": order.valid_from,
        "given_until": order.valid_until,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "price": None if order.price is None else str(order.price),
        "declared_in": declared_in,
        "removed_at": None,
    }


FACTS = ("units", "ordered_on", "confirmed_on", "given_from", "given_until", "valid_from", "valid_until", "price")


def order_facts(placed: PlacedOrder) -> dict[str, object]:
    """All of an order that the audit log keeps of it, so that `verify` finds a row that was changed since."""
    row = order_row(placed.order, placed.valid_from, placed.valid_until, placed.declared_in)
    facts = {key: value if isinstance(value := row[key], int | None) else str(value) for key in FACTS}
    return {"order": placed.order.reference, "version": placed.version} | facts


def line_of(row: Row[Any]) -> Line:
    at: datetime = row.at
    return Line(
        contract_id=row.contract_id,
        seq=row.seq,
        at=at,
        kind=LineKind(row.kind),
        units=row.units,
        cause=row.cause,
        part=row.part,
        pack_id=row.pack_id or 0,
        case_id=row.case_id or 0,
        reference=row.reference,
        actor=row.actor,
        why=Why(row.why) if row.why else None,
        minutes=row.minutes,
        undoes=row.undoes,
    )


def _row(line: Line) -> dict[str, object]:
    return {
        "contract_id": line.contract_id,
        "seq": line.seq,
        "at": line.at,
        "kind": line.kind.value,
        "units": line.units,
        "cause": line.cause,
        "part": line.part,
        "pack_id": line.pack_id or None,
        "case_id": line.case_id or None,
        "reference": line.reference,
        "actor": line.actor,
        "why": line.why.value if line.why else "",
        "minutes": line.minutes,
        "undoes": line.undoes,
    }
