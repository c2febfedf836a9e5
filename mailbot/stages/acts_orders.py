"""The commands that book an order and take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.checks_orders import order_of, standing
from mailbot.desk.ledger import Act
from mailbot.desk.units import spoken_order
from mailbot.stages.accounting_open import settle_lacking
from mailbot.stages.house import entry
from mailbot.stages.units_meant import order_cause
from mailbot.stages.units_round import book_expired

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.stages.acting import Acting

OrdersAct: TypeAlias = Callable[["Acting", "Case | None", "Command"], "Case | None"]


def order(acting: Acting, case: Case | None, command: Command) -> Case | None:
    """Books an order, and then whatever waited for units on its contract (row E2); the receipt tells the new balance
    (`units_orders`). One that stands there already is only told."""
    said = spoken_order(command.argument)
    assert said is not None  # it was refused otherwise
    contract = acting.situation.units.sold[said.contract_id]
    made = order_of(acting.situation, contract, said)
    if standing(acting.situation, made) is not None:
        return case
    terms, zone = acting.house.offers.terms_of(contract), acting.house.offers.zone_of(contract)
    now = acting.situation.now
    act = Act(at=now, cause=order_cause(acting.cause), actor=acting.actor)
    book_expired(acting.house, acting.unit, contract, now)
    booked = acting.unit.add_order(made, terms, zone, act)
    reference = booked.order.reference
    acting.unit.audit(entry(now, acting.actor, "contract.ordered", f"contract:{contract.id}", order=reference))
    renewed = acting.unit.contract(contract.id) or contract
    acting.served.extend(settle_lacking(acting.house, acting.unit, renewed, now))
    return case


def about_orders(other: OrdersAct) -> OrdersAct:
    """Takes back the orders of the mail that `#undo` is about; what else the word means is done as well."""

    def act(acting: Acting, case: Case | None, command: Command) -> Case | None:
        for meant in acting.situation.units.meant:
            _take_back(acting, meant.placed.order.contract_id, meant.placed.order.reference)
        return other(acting, case, command)

    return act


def _take_back(acting: Acting, contract_id: str, reference: str) -> None:
    contract = acting.unit.contract(contract_id)
    assert contract is not None  # an order's row names it
    terms, zone = acting.house.offers.terms_of(contract), acting.house.offers.zone_of(contract)
    act = Act(at=acting.situation.now, cause=f"{acting.cause}:undo", actor=acting.actor)
    acting.unit.cancel_order(contract_id, reference, terms, zone, act)
