"""The contracts that the `contract` commands look up: declared ones, and those in the store."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from mailbot.cli.connecting import sqlite_file
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem
from mailbot.config import Config
from mailbot.desk.contact_cards import keeping_contacts
from mailbot.desk.contracts import Change, differences
from mailbot.desk.orders import renewed
from mailbot.desk.packs import pack_of
from mailbot.desk.people import Contract
from mailbot.desk.policy_keys import suggest
from mailbot.edges.clock import system_clock
from mailbot.store import Store
from mailbot.store.unit import Unit

ACTOR = "command line"


def by_whom() -> str:
    """Who gives a command: the account at the operating system, for the log of who changed what (row A8)."""
    try:
        return f"{ACTOR}:{getpass.getuser()}"
    except (KeyError, OSError):
        return ACTOR


def known_contracts(config: Config) -> tuple[Contract, ...]:
    """What the configuration declares now, and what was made by hand, by id; each ends as what was ordered on it."""
    file = sqlite_file(config)
    if file is not None and not file.exists():
        return tuple(sorted(config.contracts, key=lambda one: one.id))
    with books(config) as store:
        stored = store.contracts()
        declared = {contract.id: contract for contract in declared_contracts(config, store, stored)}
    made = {contract.id: contract for contract in stored if not contract.declared_in}
    return tuple(contract for _id, contract in sorted({**made, **declared}.items()))


def listed_contracts(config: Config) -> tuple[Contract, ...]:
    """The contracts with all that stands ordered on them: beside what is declared, what was ordered by hand, too."""
    contracts = known_contracts(config)
    file = sqlite_file(config)
    if file is not None and not file.exists():
        return contracts
    with books(config) as store:
        by_hand = store.orders_by_hand()
    return tuple(
        replace(one, orders=(*one.orders, *by_hand.get(one.id, ()))) if one.declared_in else one for one in contracts
    )


def declared_contracts(config: Config, store: Store, stored: Sequence[Contract]) -> tuple[Contract, ...]:
    """What the configuration declares, with what was made by hand beside it: contacts, and the ends of orders."""
    ends = {contract.id: contract.renewed_until for contract in stored}
    with store.unit() as unit:
        return tuple(
            one if ends.get(one.id) in {None, one.renewed_until} else _as_ordered(one, config, unit)
            for one in keeping_contacts(stored, config.contracts)
        )


def next_start(config: Config, ids: Iterable[str]) -> tuple[Change, ...]:
    """What the next start changes of declared contracts: their fields, contacts and orders."""
    wanted = dict.fromkeys(ids)
    file = sqlite_file(config)
    stored: tuple[Contract, ...] = ()
    if file is None or file.exists():
        with books(config) as store:
            stored = store.contracts()
    return changes_at_start(config, [one for one in stored if one.id in wanted], only=tuple(wanted))


def changes_at_start(config: Config, stored: Sequence[Contract], *, only: Sequence[str]) -> tuple[Change, ...]:
    """The same for contracts as they stand in the store; one that a file declares no more is not among them."""
    declared = [one for one in config.contracts if one.id in set(only)]
    return differences(stored, keeping_contacts(stored, declared), complete=False)


def _as_ordered(contract: Contract, config: Config, unit: Unit) -> Contract:
    terms = config.offers.terms_of(contract)
    placed = (one for one in unit.orders_of(contract.id) if not one.declared_in and not one.is_removed)
    return renewed(contract, (*(pack_of(one, terms) for one in contract.orders), *(one.pack for one in placed)))


def by_hand(config: Config) -> tuple[Contract, ...]:
    """The contracts that mail or command line made, also where a file has come to declare the same."""
    file = sqlite_file(config)
    if file is not None and not file.exists():
        return ()
    with books(config) as store:
        return tuple(contract for contract in store.contracts() if not contract.declared_in)


def named_contract(contracts: Sequence[Contract], contract_id: str) -> Contract:
    """The contract of this id, however its letters are written where no other one is. Raises Problem with the nearest
    one."""
    alike = [contract for contract in contracts if contract.id.casefold() == contract_id.casefold()]
    found = next((one for one in alike if one.id == contract_id), alike[0] if len(alike) == 1 else None)
    if found is None:
        raise Problem(f"there is no contract {contract_id}{suggest(contract_id, [one.id for one in contracts])}")
    return found


def today_of(config: Config) -> date:
    """The date where the desk is."""
    return system_clock().astimezone(ZoneInfo(config.desk.timezone)).date()
