"""What the next start does to orders: those that the configuration adds, corrects or takes out (DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from mailbot.cli.checking import Checked, error, warning
from mailbot.cli.connecting import sqlite_file
from mailbot.cli.contract_books import declared_contracts
from mailbot.config import Config
from mailbot.desk.contracts import differences
from mailbot.desk.orders import order_clashes
from mailbot.desk.people import Contract
from mailbot.store import Store
from mailbot.wiring import store_of


def as_ordered(config: Config) -> tuple[Contract, ...]:
    """The declared contracts with the ends of their orders, those made by hand as far as the store can be read."""
    file = sqlite_file(config)
    if file is not None and not file.exists():
        return config.contracts
    try:
        with closing(store_of(config)) as store:
            return declared_contracts(config, store, store.contracts())
    except Exception:  # noqa: BLE001 - what is wrong with the store is told where it is looked into for its own sake
        return config.contracts


def orders_checked(config: Config, store: Store) -> Iterator[Checked]:
    """Orders of contracts in use that stand otherwise in the store than they are declared, and those made by hand
    beside a declared one of the same name.
    """
    contracts = store.contracts()
    for made in contracts:
        if made.terms and not made.declared_in and made.terms not in config.offers.by_name:
            words = f"there are no terms [packs.{made.terms}] any more, so that nothing is counted: declare them again"
            yield error(f"contract {made.id} (by hand)", words)
    stored = {one.id: one for one in contracts if one.declared_in}
    for contract in config.contracts:
        old = stored.get(contract.id)
        if old is None:
            continue
        place = f"contract {contract.id} ({contract.declared_in})"
        for change in differences([old], [contract]):
            for field in change.fields:
                if field.key == "packs":
                    words = f"an order changes at the next start: {field.before or 'none'} → {field.after or 'none'}"
                    yield warning(place, words)
        with store.unit() as unit:
            placed = unit.orders_of(contract.id)
        yield from (error(place, clash.message) for clash in order_clashes(contract, placed))
