"""What the next start does to contracts: orders, contacts and dates that files change (DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from mailbot.cli.checking import Checked, error, warning
from mailbot.cli.connecting import sqlite_file
from mailbot.cli.contract_books import changes_at_start, declared_contracts
from mailbot.config import Config
from mailbot.desk.contact_cards import contact_clashes
from mailbot.desk.contracts import FieldChange
from mailbot.desk.orders import order_clashes
from mailbot.desk.people import Contract
from mailbot.edges.clock import system_clock
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
    """Whatever of declared contracts stands otherwise in the store, and what was made by hand beside it and is declared
    now as well.
    """
    contracts = store.contracts()
    for made in contracts:
        if made.terms and not made.declared_in and made.terms not in config.offers.by_name:
            words = f"there are no terms [packs.{made.terms}] any more, so that nothing is counted: declare them again"
            yield error(f"contract {made.id} (by hand)", words)
    for fault in store.terms_faults(config.contracts, config.offers, system_clock()):
        yield error(f"contract {fault.path[0]}", fault.message)
    stored = {one.id: one for one in contracts if one.declared_in}
    for contract in config.contracts:
        old = stored.get(contract.id)
        if old is None:
            continue
        place = f"contract {contract.id} ({contract.declared_in})"
        for change in changes_at_start(config, [old], only=[contract.id]):
            yield from (_moves(place, one) for one in change.fields if one.key != "declared_in")
        yield from (error(place, clash.message) for clash in contact_clashes([old], [contract]))
        with store.unit() as unit:
            placed = unit.orders_of(contract.id)
        yield from (error(place, clash.message) for clash in order_clashes(contract, placed))


def _moves(place: str, one: FieldChange) -> Checked:
    """One value that the next start changes; of an order or a contact, the whole of it."""
    what = {"packs": "an order", "contacts": "a contact"}.get(one.key, one.key)
    of = f" of {one.contact}" if one.contact and one.key != "contacts" else ""
    return warning(place, f"{what}{of} changes at the next start: {one.before or 'none'} → {one.after or 'none'}")
