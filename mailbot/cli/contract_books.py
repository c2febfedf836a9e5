"""The contracts that the `contract` commands look up: declared ones, and those in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from mailbot.cli.connecting import sqlite_file
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem
from mailbot.config import Config
from mailbot.desk.people import Contract
from mailbot.desk.policy_keys import suggest
from mailbot.edges.clock import system_clock

ACTOR = "command line"


def known_contracts(config: Config) -> tuple[Contract, ...]:
    """What the configuration declares now, and what was made by hand, by id."""
    declared = {contract.id: contract for contract in config.contracts}
    made = {contract.id: contract for contract in by_hand(config)}
    return tuple(contract for _id, contract in sorted({**made, **declared}.items()))


def by_hand(config: Config) -> tuple[Contract, ...]:
    """The contracts that mail or command line made."""
    file = sqlite_file(config)
    if file is not None and not file.exists():
        return ()
    with books(config) as store:
        return tuple(contract for contract in store.contracts() if not contract.declared_in)


def named_contract(contracts: Sequence[Contract], contract_id: str) -> Contract:
    """The contract of this id. Raises Problem with the nearest one."""
    found = next((contract for contract in contracts if contract.id == contract_id), None)
    if found is None:
        raise Problem(f"there is no contract {contract_id}{suggest(contract_id, [one.id for one in contracts])}")
    return found


def today_of(config: Config) -> date:
    """The date where the desk is."""
    return system_clock().astimezone(ZoneInfo(config.desk.timezone)).date()
