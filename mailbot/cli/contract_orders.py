"""`contract order` and `cancel`: orders made by hand, told back with what is left then (DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from mailbot.cli.cases import present
from mailbot.cli.contract_books import by_whom, known_contracts, named_contract
from mailbot.cli.contract_units import Seen, day_given, units_in_words, units_object
from mailbot.cli.printing import DONE, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import WrongUse
from mailbot.config import Config, load_config
from mailbot.desk.cases import Case
from mailbot.desk.ledger import Act
from mailbot.desk.orders import PlacedOrder
from mailbot.desk.orders_reading import order_as_mapping, order_in_a_line
from mailbot.desk.packs import Order
from mailbot.desk.packs_reading import as_decimal
from mailbot.desk.people import Contract
from mailbot.stages.accounting_open import settle_lacking
from mailbot.stages.units_orders import Waiting, waiting_for
from mailbot.stages.units_promised import promised_now
from mailbot.store import Store
from mailbot.store.unit import Unit
from mailbot.wiring import house_of_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order as it was given on the command line; dates and price as text, empty where they were not given."""

    units: int
    reference: str = ""
    ordered_on: str = ""
    confirmed_on: str = ""
    valid_from: str = ""
    valid_until: str = ""
    price: str = ""


class _OnlyTried(Exception):
    """Ends a unit of which nothing is to stay."""


def place_order(config_path: Path, contract_id: str, given: Ordered, *, dry_run: bool, as_json: bool) -> int:
    """Books an order made by hand, and tells what is left then. The same order again changes nothing."""
    config = load_config(config_path)
    contract = named_contract(known_contracts(config), contract_id)
    terms, zone = config.offers.terms_of(contract), config.offers.zone_of(contract)
    if not terms.kind.counts:
        raise WrongUse(f"nothing is counted on {contract_id}: give it terms of [packs] first")
    with books(config) as store:
        now = present(store)
        order = _order(contract, given, today=now.astimezone(zone).date())
        house = house_of_reading(config, store)
        with _tried(store, now, dry_run=dry_run) as unit:
            standing = {one.id for one in unit.orders_of(contract.id) if not one.is_removed}
            placed = unit.add_order(order, terms, zone, Act(at=now, cause="order", actor=by_whom()))
            renewed = unit.contract(contract.id)
            assert renewed is not None  # its order was booked
            served = settle_lacking(house, unit, renewed, now)
            seen = _seen(unit, config, renewed, now)
            effect = replace(_effect(unit, seen, placed, served), stood=placed.id in standing)
    _tell(seen, placed.order, "ordered", effect, dry_run=dry_run, as_json=as_json)
    return DONE


def cancel_order(config_path: Path, contract_id: str, reference: str, *, dry_run: bool, as_json: bool) -> int:
    """Takes an order made by hand back: what is not used of it."""
    config = load_config(config_path)
    contract = named_contract(known_contracts(config), contract_id)
    terms, zone = config.offers.terms_of(contract), config.offers.zone_of(contract)
    with books(config) as store:
        now = present(store)
        with _tried(store, now, dry_run=dry_run) as unit:
            act = Act(at=now, cause="cancel", actor=by_whom())
            placed = unit.cancel_order(contract.id, reference, terms, zone, act)
            seen = _seen(unit, config, unit.contract(contract.id) or contract, now)
    _tell(seen, placed.order, "cancelled", _Effect(ends=_end(seen.contract)), dry_run=dry_run, as_json=as_json)
    return DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """What follows from an order beside its units: what is said of the contract's end, the numbers of the cases that
    got the units for which they had waited, and the mails that were held meanwhile."""

    stood: bool = False
    """Whether the order was there already, so that nothing was booked."""
    ends: str = ""
    served: tuple[str, ...] = ()
    held: Waiting = field(default_factory=Waiting)

    def in_words(self) -> Iterator[str]:
        if self.ends:
            yield self.ends
        if self.served:
            yield f"set aside for cases that waited for units: {', '.join(self.served)}"
        for numbers, since, command in (
            (self.held.short, "while no units were left", "release"),
            (self.held.ended, "since the contract had ended", "retry"),
        ):
            if numbers:
                several = ", ".join(map(str, numbers))
                yield f"held {since}: {several} (to take one in: mailbot held {command} {numbers[0]})"


def _effect(unit: Unit, seen: Seen, placed: PlacedOrder, served: Sequence[Case]) -> _Effect:
    contract = seen.contract
    runs = {contract.id} if contract.is_in_force(seen.account.today(seen.at)) else set()
    return _Effect(
        ends=_end(contract, endless=placed.valid_until is None),
        served=tuple(one.number for one in served),
        held=waiting_for(unit, {contract.id}, in_force=runs),
    )


def _end(contract: Contract, *, endless: bool = False) -> str:
    """What is to be said of the end of a contract that has one."""
    if contract.last_day is None:
        return ""
    if contract.is_renewed:
        return f"the contract runs until {contract.last_day} now"
    why = ": an order without an end does not put that off" if endless else ""
    return f"the contract ends on {contract.last_day}{why}"


@contextmanager
def _tried(store: Store, now: datetime, *, dry_run: bool) -> Iterator[Unit]:
    """A unit; with `dry_run` nothing of it stays."""
    try:
        with store.unit(now) as unit:
            yield unit
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        return


def _seen(unit: Unit, config: Config, contract: Contract, now: datetime) -> Seen:
    account = unit.whole_account(contract.id, config.offers.terms_of(contract), config.offers.zone_of(contract))
    promised = promised_now(unit, account, now)
    return Seen(contract=contract, account=account, at=now, numbers={}, promised=promised)


def _order(contract: Contract, given: Ordered, *, today: date) -> Order:
    price = as_decimal(given.price) if given.price else None
    if given.price and price is None:
        raise WrongUse(f"--price {given.price}: write an amount like 270000, without a currency")
    return Order(
        contract_id=contract.id,
        units=given.units,
        ordered_on=day_given("--on", given.ordered_on) or today,
        reference=given.reference.strip(),
        confirmed_on=day_given("--confirmed", given.confirmed_on),
        valid_from=day_given("--from", given.valid_from),
        valid_until=day_given("--until", given.valid_until),
        price=price,
    )


def _tell(seen: Seen, order: Order, what: str, effect: _Effect, *, dry_run: bool, as_json: bool) -> None:
    mapping = order_as_mapping(order)
    if as_json:
        told = {"contract": seen.contract.id, what: mapping, "applied": not dry_run, "units": units_object(seen)}
        held = {"no_units": effect.held.short, "contract_ended": effect.held.ended}
        print_json(told | {"runs_until": seen.contract.last_day, "served": effect.served, "held": held})
        return
    print(f"{'stands already' if effect.stood else what}: {order_in_a_line(mapping)}")
    print("\n".join((*units_in_words(seen), *effect.in_words())))
    if dry_run:
        print("(dry run: nothing was changed)")
