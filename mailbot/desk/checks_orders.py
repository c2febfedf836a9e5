"""Whether an order can be booked as it is written, and whether one that was booked by mail can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.checks_faults import language_of
from mailbot.desk.command_words import Word
from mailbot.desk.orders import reference_key
from mailbot.desk.packs import Order
from mailbot.desk.people import StaffMember
from mailbot.desk.units import spoken_order
from mailbot.desk.units_words import block_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.command_checks import Asked
    from mailbot.desk.orders import MeantOrder, PlacedOrder
    from mailbot.desk.people import Contract
    from mailbot.desk.situation import Situation
    from mailbot.desk.units import SpokenOrder


def order_refused(asked: Asked) -> str:
    """Why an order cannot be booked, as a key of the refusals; empty if it can."""
    situation, said = asked.situation, spoken_order(asked.argument)
    if said is None:
        return "order-form"
    contract = situation.units.sold.get(said.contract_id)
    if contract is None:
        return "order-contract"
    if not situation.house.offers.terms_of(contract).kind.counts:
        return "order-uncounted"
    made, terms = order_of(situation, contract, said), situation.house.offers.terms_of(contract)
    if made.units % terms.block:
        return f"order-block: {block_words(terms.block, made.units)[language_of(situation)]}"
    return _in_this_mail(asked, made) or _in_the_books(situation, made)


def order_of(situation: Situation, contract: Contract, said: SpokenOrder) -> Order:
    """The order that staff mean, placed on the day on which they wrote, where the contract is."""
    zone = situation.house.offers.zone_of(contract)
    return Order(
        contract_id=contract.id,
        units=said.units,
        ordered_on=situation.received_at.astimezone(zone).date(),
        reference=said.reference,
    )


def _in_this_mail(asked: Asked, made: Order) -> str:
    """The lines above are looked at: the same order twice is a slip, and a number stands for one order."""
    above = [one for one in _orders_above(asked) if _same_name(one, made)]
    if any(one.units == made.units for one in above):
        return "order-doubled"
    return "order-known" if above and made.reference else ""


def _orders_above(asked: Asked) -> Iterator[Order]:
    for one in asked.above:
        said = spoken_order(one.argument) if one.word is Word.ORDER else None
        contract = asked.situation.units.sold.get(said.contract_id) if said else None
        if said is not None and contract is not None:
            yield order_of(asked.situation, contract, said)


def _same_name(one: Order, other: Order) -> bool:
    return one.contract_id == other.contract_id and reference_key(one.reference) == reference_key(other.reference)


def _in_the_books(situation: Situation, made: Order) -> str:
    known = [one.order for one in situation.units.placed.get(made.contract_id, ()) if not one.is_removed]
    if not made.reference:
        unnamed = [one for one in known if one.reference.startswith(made.ordered_on.isoformat())]
        return "order-twice" if any(one.units == made.units for one in unnamed) else ""
    return "order-known" if any(one.units != made.units for one in known if _same_name(one, made)) else ""


def standing(situation: Situation, made: Order) -> PlacedOrder | None:
    """The same order, which was booked before by mail, by hand or from a file; None where it is new."""
    known = (one for one in situation.units.placed.get(made.contract_id, ()) if not one.is_removed)
    return next((one for one in known if made.reference and _same_name(one.order, made)), None)


def undo_order_refused(situation: Situation) -> str:
    """Why the orders of the mail that is to be taken back stay, as a key of the refusals; empty if they go, or if it
    made none."""
    whys = (_stays(situation, one) for one in situation.units.meant)
    return next((why for why in whys if why), "")


def _stays(situation: Situation, meant: MeantOrder) -> str:
    placed, person = meant.placed, situation.person
    if placed.is_removed:
        return "undo-twice"
    if not isinstance(person, StaffMember) or placed.added_by != f"staff:{person.staff.handle}":
        return "undo-other"
    if meant.in_use:
        return f"order-in-use: {placed.order.reference}: {meant.in_use}"
    added_at = placed.added_at
    is_late = added_at is None or situation.now - added_at > situation.house.undo_within
    return "undo-late" if is_late else ""
