"""What the receipt of an order says besides the balance: under which number it stands and how to take it back, until
when its contract runs now, which cases were served, and which mails had waited for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.command_words import KEEPS_TEXT, Word
from mailbot.desk.decision import Reason, RunCommands
from mailbot.desk.orders import reference_key
from mailbot.desk.units import spoken_order
from mailbot.desk.units_words import (
    BESIDE_ORDER,
    ended_words,
    endless_words,
    ends_words,
    held_words,
    order_words,
    runs_words,
    served_words,
    standing_words,
    undone_words,
)
from mailbot.stages.units_letters import standing_of
from mailbot.stages.units_meant import order_cause

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from mailbot.desk.commands import Command
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import UnitsLine
    from mailbot.desk.orders import PlacedOrder
    from mailbot.desk.people import Contract
    from mailbot.stages.acting import Acting
    from mailbot.stages.ports import Unit

MOST_HELD = 200
"""Held mails that are looked through; the list of all of them is `#held`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The mails that were held for want of units (`short`), or since their contract had ended (`ended`), in the order
    in which they came."""

    short: tuple[int, ...] = ()
    ended: tuple[int, ...] = ()


def words_of_orders(acting: Acting, commands: Sequence[Command]) -> tuple[Labels, ...]:
    """What the receipt says of the orders that these commands booked or took back."""
    return (*_of_booked(acting, commands), *_of_undone(acting, commands))


def beside_order(decision: RunCommands) -> tuple[Labels, ...]:
    """That what stood below an order was not sent on; nothing where another command kept it."""
    words = {one.word for one in decision.commands}
    is_kept = bool(words & (KEEPS_TEXT - {Word.NOTE}))
    return (BESIDE_ORDER,) if Word.ORDER in words and not is_kept and (decision.note or decision.text) else ()


def _of_booked(acting: Acting, commands: Sequence[Command]) -> Iterator[Labels]:
    booked = _booked_by(acting, commands)
    contracts = _contracts_of(acting, booked)
    new = {one.id for one in acting.unit.orders_caused(order_cause(acting.cause))}
    for one in booked:
        words = order_words if one.id in new else standing_words
        yield words(one.order.contract_id, one.order.reference, one.order.units)
    for contract in contracts:
        ordered = [one for one in booked if one.order.contract_id == contract.id]
        yield from end_after_order(contract, [one.valid_until for one in ordered])
    if acting.served:
        yield served_words(tuple(dict.fromkeys(one.number for one in acting.served)))
    if contracts:
        today = {one.id: one.is_in_force(acting.situation.local_date) for one in contracts}
        waiting = waiting_for(acting.unit, set(today), in_force={key for key, runs in today.items() if runs})
        yield from ((held_words(waiting.short),) if waiting.short else ())
        yield from ((ended_words(waiting.ended),) if waiting.ended else ())


def _of_undone(acting: Acting, commands: Sequence[Command]) -> Iterator[Labels]:
    undone = _undone_by(acting, commands)
    yield from (undone_words(one.order.contract_id, one.order.reference, one.order.units) for one in undone)
    for contract in _contracts_of(acting, undone):
        ends = [one.valid_until for one in undone if one.order.contract_id == contract.id and one.valid_until]
        if contract.last_day is not None and max(ends, default=contract.last_day) > contract.last_day:
            yield ends_words(contract.id, contract.last_day)


def end_after_order(contract: Contract, ends: Sequence[date | None]) -> Iterator[Labels]:
    """What is to be said of the end of a contract that has one, after orders with these last days."""
    if contract.last_day is None:
        return
    if contract.is_renewed:
        yield runs_words(contract.id, contract.last_day)
    elif None in ends:
        yield endless_words(contract.id, contract.last_day)


def waiting_for(unit: Unit, contract_ids: Collection[str], *, in_force: Collection[str]) -> Waiting:
    """The held mails of these contracts that may be let in after an order; of those that came after a contract's end
    only where it is in force again."""
    found = [(one.inbox_id, one.reason, one.hint.partition(" ")[0]) for one in unit.held_waiting(MOST_HELD)]
    short = (number for number, why, of in found if why == Reason.NO_UNITS.value and of in contract_ids)
    ended = (number for number, why, of in found if why == Reason.CONTRACT_ENDED.value and of in in_force)
    return Waiting(short=tuple(sorted(short)), ended=tuple(sorted(ended)))


def left_after_orders(acting: Acting, commands: Sequence[Command]) -> UnitsLine | None:
    """How the units stand of the contract that was ordered for last."""
    contracts = _contracts_of(acting, (*_booked_by(acting, commands), *_undone_by(acting, commands)))
    return standing_of(acting.house, acting.unit, contracts[-1], acting.situation.now) if contracts else None


def _contracts_of(acting: Acting, placed: Sequence[PlacedOrder]) -> tuple[Contract, ...]:
    """The contracts of these orders, as they stand now."""
    found = (acting.unit.contract(one) for one in dict.fromkeys(one.order.contract_id for one in placed))
    return tuple(one for one in found if one is not None)


def _booked_by(acting: Acting, commands: Sequence[Command]) -> tuple[PlacedOrder, ...]:
    """The orders of this mail, each with its number; one that stood there already is among them."""
    found = {one.id: one for one in acting.unit.orders_caused(order_cause(acting.cause))}
    for command in commands:
        said = spoken_order(command.argument) if command.word is Word.ORDER else None
        contract = acting.situation.units.sold.get(said.contract_id) if said else None
        for one in acting.unit.orders_of(contract.id) if contract else ():
            key = reference_key(said.reference) if said is not None else ""
            if key and key == reference_key(one.order.reference):
                found[one.id] = one
    return tuple(one for one in found.values() if not one.is_removed)


def _undone_by(acting: Acting, commands: Sequence[Command]) -> tuple[PlacedOrder, ...]:
    undone = any(one.word is Word.UNDO for one in commands)
    return tuple(one.placed for one in acting.situation.units.meant) if undone else ()
