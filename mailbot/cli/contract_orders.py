"""`contract order` and `cancel`: orders made by hand, told back with what is left then (DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from mailbot.cli.cases import present
from mailbot.cli.contract_books import ACTOR, known_contracts, named_contract
from mailbot.cli.contract_units import Seen, day_given, units_in_words, units_object
from mailbot.cli.printing import DONE, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import WrongUse
from mailbot.config import Config, load_config
from mailbot.desk.ledger import Act
from mailbot.desk.orders_reading import order_as_mapping, order_in_a_line
from mailbot.desk.packs import Order
from mailbot.desk.packs_reading import as_decimal
from mailbot.desk.people import Contract
from mailbot.store import Store
from mailbot.store.unit import Unit


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
        with _tried(store, now, dry_run=dry_run) as unit:
            placed = unit.add_order(order, terms, zone, Act(at=now, cause="order", actor=ACTOR))
            seen = _seen(unit, config, contract, now)
    _tell(seen, placed.order, "ordered", dry_run=dry_run, as_json=as_json)
    return DONE


def cancel_order(config_path: Path, contract_id: str, reference: str, *, dry_run: bool, as_json: bool) -> int:
    """Takes an order made by hand back: what is not used of it."""
    config = load_config(config_path)
    contract = named_contract(known_contracts(config), contract_id)
    terms, zone = config.offers.terms_of(contract), config.offers.zone_of(contract)
    with books(config) as store:
        now = present(store)
        with _tried(store, now, dry_run=dry_run) as unit:
            act = Act(at=now, cause="cancel", actor=ACTOR)
            placed = unit.cancel_order(contract_id, reference, terms, zone, act)
            seen = _seen(unit, config, contract, now)
    _tell(seen, placed.order, "cancelled", dry_run=dry_run, as_json=as_json)
    return DONE


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
    return Seen(contract=contract, account=account, at=now, numbers={})


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


def _tell(seen: Seen, order: Order, what: str, *, dry_run: bool, as_json: bool) -> None:
    mapping = order_as_mapping(order)
    if as_json:
        print_json({"contract": seen.contract.id, what: mapping, "applied": not dry_run, "units": units_object(seen)})
        return
    print(f"{what}: {order_in_a_line(mapping)}")
    print("\n".join(units_in_words(seen)))
    if dry_run:
        print("(dry run: nothing was changed)")
