"""The contracts that the `contract` commands look up: declared ones, and those in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from mailbot.cli.connecting import sqlite_file
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem
from mailbot.config import Config
from mailbot.desk.orders import renewed
from mailbot.desk.packs import pack_of
from mailbot.desk.people import Contract
from mailbot.desk.policy_keys import suggest
from mailbot.edges.clock import system_clock
from mailbot.store import Store
from mailbot.store.unit import Unit

ACTOR = "command line"


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


def declared_contracts(config: Config, store: Store, stored: Sequence[Contract]) -> tuple[Contract, ...]:
    """What the configuration declares, with the ends that orders made by hand beside it give."""
    ends = {contract.id: contract.renewed_until for contract in stored}
    with store.unit() as unit:
        return tuple(
            one if ends.get(one.id) in {None, one.renewed_until} else _as_ordered(one, config, unit)
            for one in config.contracts
        )


def _as_ordered(contract: Contract, config: Config, unit: Unit) -> Contract:
    terms = config.offers.terms_of(contract)
    placed = (one for one in unit.orders_of(contract.id) if not one.declared_in and not one.is_removed)
    return renewed(contract, (*(pack_of(one, terms) for one in contract.orders), *(one.pack for one in placed)))


def by_hand(config: Config) -> tuple[Contract, ...]:
    """The contracts that mail or command line made."""
    return tuple(contract for contract in known_contracts(config) if not contract.declared_in)


def named_contract(contracts: Sequence[Contract], contract_id: str) -> Contract:
    """The contract of this id. Raises Problem with the nearest one."""
    found = next((contract for contract in contracts if contract.id == contract_id), None)
    if found is None:
        raise Problem(f"there is no contract {contract_id}{suggest(contract_id, [one.id for one in contracts])}")
    return found


def today_of(config: Config) -> date:
    """The date where the desk is."""
    return system_clock().astimezone(ZoneInfo(config.desk.timezone)).date()
