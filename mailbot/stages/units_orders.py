"""What the receipt of an order says besides the balance: under which number it stands and how to take it back, which
mails waited for it, and whether its contract ends before it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.command_words import Word
from mailbot.desk.decision import Reason
from mailbot.desk.units import spoken_order
from mailbot.desk.units_words import held_words, order_words, outlives_words
from mailbot.stages.units_letters import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.desk.commands import Command
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import UnitsLine
    from mailbot.desk.orders import PlacedOrder
    from mailbot.desk.people import Contract
    from mailbot.stages.acting import Acting

MOST_HELD = 200
"""Held mails that are looked through; the list of all of them is `#held`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An order of this mail, as it stands now."""

    contract: Contract
    placed: PlacedOrder


def booked_by(acting: Acting, commands: Sequence[Command]) -> tuple[Booked, ...]:
    """The orders that these commands name, each with its number."""
    return tuple(_booked(acting, commands))


def _booked(acting: Acting, commands: Sequence[Command]) -> Iterator[Booked]:
    for command in commands:
        said = spoken_order(command.argument) if command.word is Word.ORDER else None
        if said is None:
            continue
        contract = acting.situation.units.sold[said.contract_id]
        stand = [one for one in acting.unit.orders_of(contract.id) if not one.is_removed]
        known = [one for one in stand if one.order.reference == said.reference or not said.reference]
        if known:
            yield Booked(contract=contract, placed=max(known, key=lambda one: one.id))


def words_of_orders(acting: Acting, commands: Sequence[Command]) -> tuple[Labels, ...]:
    """What the receipt says of them."""
    booked = booked_by(acting, commands)
    if not booked:
        return ()
    contracts = {one.contract.id: one.contract for one in booked}
    held = _held_for(acting, set(contracts))
    ends = {
        one.contract.id: one.placed.valid_until
        for one in booked
        if one.contract.valid_until and (one.placed.valid_until or one.contract.valid_until) > one.contract.valid_until
    }
    return (
        *(order_words(one.contract.id, one.placed.order.reference, one.placed.order.units) for one in booked),
        *(outlives_words(key, contracts[key].valid_until, until) for key, until in ends.items()),
        *((held_words(held),) if held else ()),
    )


def _held_for(acting: Acting, contract_ids: set[str]) -> tuple[int, ...]:
    """The mails that were held since no units were left, in the order in which they came."""
    waiting = acting.unit.held_waiting(MOST_HELD)
    return tuple(
        sorted(
            one.inbox_id
            for one in waiting
            if one.reason == Reason.NO_UNITS.value and one.hint.partition(" ")[0] in contract_ids
        )
    )


def left_after_orders(acting: Acting, commands: Sequence[Command]) -> UnitsLine | None:
    """How the units stand of the contract that was ordered for last."""
    booked = booked_by(acting, commands)
    return standing_of(acting.house, acting.unit, booked[-1].contract, acting.situation.now) if booked else None
