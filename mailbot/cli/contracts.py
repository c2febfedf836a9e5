"""`contract …`: contracts and contacts, a change is shown before it is made (A8, DECISIONS 9)."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mailbot.cli.connecting import sqlite_file
from mailbot.cli.contract_books import (
    ACTOR,
    by_hand,
    by_whom,
    known_contracts,
    listed_contracts,
    named_contract,
    next_start,
    today_of,
)
from mailbot.cli.contract_units import packs_objects, seen_account, units_in_words, units_object
from mailbot.cli.printing import DONE, columns, complain, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import Config, load_config
from mailbot.config.additions import check_additions
from mailbot.config.contract_files import contracts_in
from mailbot.desk.contract_reading import read_contract
from mailbot.desk.contract_spelling import as_mapping
from mailbot.desk.contract_tables import contracts_as_csv
from mailbot.desk.contract_words import all_in_words
from mailbot.desk.contracts import Change, ChangeKind, clashes, differences
from mailbot.desk.orders import keeping_orders
from mailbot.desk.people import Contract
from mailbot.edges.clock import system_clock

_PERSON = re.compile(r"\s*(?P<name>[^<>]+?)\s*<(?P<addresses>[^<>]+)>\s*")


def list_contracts(config_path: Path, *, as_json: bool, as_csv: bool) -> None:
    """All contracts of the desk, by id; as CSV in the form that `contract import` takes."""
    config = load_config(config_path)
    contracts = listed_contracts(config)
    if as_csv:
        sys.stdout.buffer.write(contracts_as_csv(contracts))
        return
    today = today_of(config)
    if as_json:
        for contract in contracts:
            print_json(contract_object(contract, in_force=contract.is_in_force(today)))
        return
    rows = [_row(contract, in_force=contract.is_in_force(today)) for contract in contracts]
    head = ("contract", "client", "policy", "from", "until", "in force", "contacts", "declared in")
    print(columns(rows, head=head) if rows else "no contracts")


def _row(contract: Contract, *, in_force: bool) -> tuple[str, ...]:
    until = contract.last_day.isoformat() if contract.last_day else "-"
    people = str(len(contract.contacts))
    dates = (contract.valid_from.isoformat(), until, "yes" if in_force else "no")
    return (contract.id, contract.client, contract.policy, *dates, people, contract.declared_in or "(by hand)")


def show_contract(config_path: Path, contract_id: str, *, as_json: bool) -> None:
    """One contract with its contacts, its orders, and what is left of its units."""
    config = load_config(config_path)
    contract = named_contract(listed_contracts(config), contract_id)
    in_force = contract.is_in_force(today_of(config))
    seen = seen_account(config, contract)
    if as_json:
        counted = {"units": units_object(seen), "pack_states": packs_objects(seen)} if seen.account.packs else {}
        print_json(contract_object(contract, in_force=in_force) | counted)
        return
    changes = differences([], [contract])
    print("\n".join((contract.id, *all_in_words(changes, config.desk.language)[1:])))
    renewal = f", renewed by {contract.renewed_by} until {contract.last_day}" if contract.is_renewed else ""
    print(f"  {'in force' if in_force else 'not in force'}{renewal}")
    for line in units_in_words(seen) if seen.account.packs else ():
        print(f"  {line}")


def contract_object(contract: Contract, *, in_force: bool) -> dict[str, object]:
    """A contract in JSON: its keys as in TOML, where it is declared, and whether it is in force today."""
    ends = {"runs_until": contract.last_day, "renewed_by": contract.renewed_by} if contract.is_renewed else {}
    return as_mapping(contract) | {"declared_in": contract.declared_in, "in_force": in_force} | ends


def import_contracts(config_path: Path, file: Path, *, dry_run: bool, as_json: bool) -> int:
    """Takes the contracts of a CSV or TOML file in as made by hand: adds and replaces, removes none."""
    if not file.is_file():
        raise WrongUse(f"there is no file {file}")
    config = load_config(config_path)
    if any(one.declared_in == file.name for one in config.contracts):
        return _show_declared(config, file, dry_run=dry_run, as_json=as_json)
    wanted = contracts_in(file, declared_in="", known=known_contracts(config))
    return _put(config, wanted, origin=file.name, dry_run=dry_run, as_json=as_json)


def _show_declared(config: Config, file: Path, *, dry_run: bool, as_json: bool) -> int:
    """A file that the configuration names is applied at each start; only the difference can be shown."""
    if not dry_run:
        said = f"the configuration declares {file.name}, and each start applies it: `--dry-run` shows what changes then"
        raise Problem(said)
    changes = next_start(config, (one.id for one in contracts_in(file)))
    _tell(changes, config, dry_run=True, as_json=as_json)
    if changes and not as_json:
        print(f"(the next start applies {file.name})")
    return DONE


def add_contract(
    config_path: Path, given: dict[str, object], contacts: Sequence[str], *, dry_run: bool, as_json: bool
) -> int:
    """Makes one contract from options; contacts as `Name <address, address>`."""
    config = load_config(config_path)
    mapping = {key: value for key, value in given.items() if value} | {
        "contacts": [contact_given(one) for one in contacts]
    }
    contract = read_contract(mapping)
    if any(one.id == contract.id for one in known_contracts(config)):
        raise WrongUse(f"there is a contract {contract.id} already: change it with `mailbot contract import`")
    return _put(config, [contract], origin=ACTOR, dry_run=dry_run, as_json=as_json)


def contact_given(text: str) -> dict[str, object]:
    """A person as the command line names them: `Name <address, address>`."""
    match = _PERSON.fullmatch(text)
    if match is None:
        raise WrongUse(f'{text!r}: write it like "例示 太郎 <taro@client.example>"')
    addresses = [address.strip() for address in match["addresses"].split(",")]
    return {"name": match["name"], "addresses": addresses}


def remove_contract(config_path: Path, contract_id: str, *, dry_run: bool, as_json: bool) -> int:
    """Takes a contract made by hand out of use; one that a file declares is taken out of that file."""
    config = load_config(config_path)
    made = next((one for one in by_hand(config) if one.id == contract_id), None)
    contract = made or named_contract(known_contracts(config), contract_id)
    if contract.declared_in:
        raise Problem(f"the contract {contract_id} is declared in {contract.declared_in}: take it out of that file")
    changes = differences([contract], [])
    _tell(changes, config, dry_run=dry_run, as_json=as_json)
    if not dry_run:
        with books(config) as store:
            store.remove_contract(contract_id, system_clock(), by_whom())
    return DONE


def _put(config: Config, wanted: Sequence[Contract], *, origin: str, dry_run: bool, as_json: bool) -> int:
    _refuse_faults(config, wanted, origin)
    made = by_hand(config)
    changes = differences(made, keeping_orders(made, wanted), complete=False)
    _refuse_other_terms(config, keeping_orders(made, wanted))
    _tell(changes, config, dry_run=dry_run, as_json=as_json)
    if changes and not dry_run:
        with books(config) as store:
            store.put_contracts(wanted, "", system_clock(), by_whom(), offers=config.offers)
    return DONE


def _refuse_other_terms(config: Config, wanted: Sequence[Contract]) -> None:
    """Units that are left keep the meaning with which they were sold."""
    file = sqlite_file(config)
    if file is not None and not file.exists():
        return
    with books(config) as store:
        kept = store.terms_faults(wanted, config.offers, system_clock())
    if kept:
        raise Problem("nothing was changed:\n" + "\n".join(f"  {fault.message}" for fault in kept))


def _refuse_faults(config: Config, wanted: Sequence[Contract], origin: str) -> None:
    clashing = [_declared_already(config, one) for one in wanted if clashes(config.contracts, [one])]
    replaced = {contract.id for contract in wanted}
    others = [contract for contract in known_contracts(config) if contract.id not in replaced]
    found = check_additions(config, others, [replace(contract, declared_in=origin) for contract in wanted])
    for words in found.warnings:
        complain(words)
    if clashing or found.faults:
        raise Problem("nothing was changed:\n" + "\n".join(f"  {fault}" for fault in (*clashing, *found.faults)))


def _declared_already(config: Config, wanted: Contract) -> str:
    place = next(one.declared_in for one in config.contracts if one.id == wanted.id)
    return (
        f"the contract {wanted.id} is declared in {place}: change it there. Beside that, `mailbot contract "
        f"contact add {wanted.id}` adds a contact and `mailbot contract order {wanted.id}` an order"
    )


def _tell(changes: Sequence[Change], config: Config, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json({"changes": [change_object(change) for change in changes], "applied": bool(changes) and not dry_run})
        return
    print("\n".join(all_in_words(changes, config.desk.language)))
    if changes and dry_run:
        print("(dry run: nothing was changed)")


def change_object(change: Change) -> dict[str, object]:
    """A change in JSON."""
    fields = [
        {"key": one.key, "before": one.before, "after": one.after} | ({"contact": one.contact} if one.contact else {})
        for one in change.fields
    ]
    return {
        "change": ChangeKind(change.kind).value,
        "contract": change.contract_id,
        "client": change.client,
        "fields": fields,
    }
