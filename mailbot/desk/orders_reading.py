"""Reads the orders of a contract from what a person wrote, and spells them again (A8, E2, DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mailbot.desk.orders import reference_key
from mailbot.desk.packs import Order
from mailbot.desk.packs_reading import amount
from mailbot.desk.policy_keys import Table

if TYPE_CHECKING:
    from mailbot.desk.complaints import Complaint


def read_orders(table: Table, contract_id: str, faults: list[Complaint]) -> tuple[Order, ...]:
    """The orders under `packs`, each with a reference of its own: by it the desk knows an order again."""
    found = table.take("packs")
    if found is None:
        return ()
    if not isinstance(found, Sequence) or isinstance(found, str):
        table.complain("must be a list of tables, one for each order", "packs")
        return ()
    orders = [_order(Table(one, (*table.path, "packs", place), faults), contract_id) for place, one in enumerate(found)]
    seen: dict[str, int] = {}
    for place, order in enumerate(orders):
        if reference_key(order.reference) in seen and order.reference:
            table.complain(f"the order {order.reference} is given twice", "packs", place, "order")
        seen.setdefault(reference_key(order.reference), place)
    return tuple(orders)


def _order(table: Table, contract_id: str) -> Order:
    reference = table.text("order").strip()
    if "order" not in table:
        table.complain("is missing: the number of the order or its confirmation, by which it is known again", "order")
    if "units" not in table:
        table.complain("is missing: how many units were bought", "units")
    order = Order(
        contract_id=contract_id,
        units=table.whole("units", otherwise=1, least=1),
        ordered_on=_ordered_on(table),
        reference=reference,
        confirmed_on=table.day("confirmed_on"),
        valid_from=table.day("from"),
        valid_until=table.day("until"),
        price=amount(table, "price"),
    )
    table.finish()
    return order


def _ordered_on(table: Table) -> date:
    found = table.day("ordered_on")
    if found is None and "ordered_on" not in table:
        table.complain("is missing: the day of the order, like 2026-04-01", "ordered_on")
    return found or date.min


def order_as_mapping(order: Order) -> dict[str, object]:
    """The keys that `read_orders` takes; dates and amounts as text, what is absent left out."""
    given: dict[str, object] = {
        "order": order.reference,
        "units": order.units,
        "ordered_on": order.ordered_on,
        "confirmed_on": order.confirmed_on,
        "from": order.valid_from,
        "until": order.valid_until,
        "price": order.price,
    }
    return {key: one if isinstance(one, int) else str(one) for key, one in given.items() if one is not None}


def order_in_a_line(order: Mapping[str, object]) -> str:
    """An order as a difference shows it: `PO-17: units 10, ordered_on 2026-04-01`."""
    rest = ", ".join(f"{key} {value}" for key, value in order.items() if key != "order")
    return f"{order.get('order', '')}: {rest}"
