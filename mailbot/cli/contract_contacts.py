"""`contract contact …`: contacts put, changed and taken away one at a time, the whole card before and after (A8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

from mailbot.cli.cases import present
from mailbot.cli.contract_books import by_whom, known_contracts, named_contract
from mailbot.cli.contracts import contact_given
from mailbot.cli.printing import DONE, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem
from mailbot.config import Config, load_config
from mailbot.desk.checks_contacts import known_elsewhere
from mailbot.desk.contact_cards import CARD_KEYS, ContactChange, change_fault, outside
from mailbot.desk.contact_words import CONTACT_REFUSALS, change_words, told_in
from mailbot.desk.contract_reading import read_contact
from mailbot.desk.contract_spelling import contact_as_mapping
from mailbot.desk.ledger import Act
from mailbot.desk.mail import address_key
from mailbot.desk.people import Contact, Contract
from mailbot.store import Store
from mailbot.store.unit import Unit
from mailbot.wiring import house_of_reading

Given = Mapping[str, object]
"""The fields of a card as they were given, by their key in TOML; None where one was not."""


def add_contact(
    config_path: Path, contract_id: str, person: str, given: Given, *, is_outside: bool, dry_run: bool, as_json: bool
) -> int:
    """Puts a person, `Name <address>`, on a contract; the next mail of theirs goes by it."""
    wanted = read_contact(contact_given(person) | _set_of(given))
    return _change(
        config_path, contract_id, lambda _: (None, wanted), is_outside=is_outside, dry_run=dry_run, as_json=as_json
    )


def change_contact(
    config_path: Path, contract_id: str, address: str, given: Given, *, is_outside: bool, dry_run: bool, as_json: bool
) -> int:
    """Changes what is given of the contact of an address, and leaves the rest as it stands."""

    def changed(contract: Contract) -> tuple[Contact, Contact]:
        known = _known(contract, address)
        wanted = read_contact(contact_as_mapping(known) | _set_of(given))
        return known, replace(wanted, id=known.id)

    return _change(config_path, contract_id, changed, is_outside=is_outside, dry_run=dry_run, as_json=as_json)


def remove_contact(config_path: Path, contract_id: str, address: str, *, dry_run: bool, as_json: bool) -> int:
    """Takes the contact of an address away; their cases go on."""
    return _change(
        config_path,
        contract_id,
        lambda contract: (_known(contract, address), None),
        is_outside=True,
        dry_run=dry_run,
        as_json=as_json,
    )


def _change(
    config_path: Path,
    contract_id: str,
    planned: Callable[[Contract], tuple[Contact | None, Contact | None]],
    *,
    is_outside: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    config = load_config(config_path)
    named_contract(known_contracts(config), contract_id)
    with books(config) as store:
        now = present(store)
        with _tried(store, dry_run=dry_run) as unit:
            contract = unit.contract(contract_id)
            if contract is None:
                said = (
                    f"what a file declares is applied at the next start: start mailbot once, then change {contract_id}"
                )
                raise Problem(said)
            before, after = planned(contract)
            if fault := _fault(config, store, unit, contract, (before, after), is_outside=is_outside):
                raise Problem(f"nothing was changed: {_in_words(fault)}")
            change = unit.change_contact(contract_id, before, after, Act(at=now, cause="", actor=by_whom()))
    _tell(change, config, dry_run=dry_run, as_json=as_json)
    return DONE


def _known(contract: Contract, address: str) -> Contact:
    """The contact of this address; of two, the one that was made by hand, which alone can be changed here."""
    found = sorted((one for one in contract.contacts if one.has_address(address)), key=lambda one: not one.is_by_hand)
    if not found:
        raise Problem(
            f"{contract.id} has no contact with the address {address}: see `mailbot contract show {contract.id}`"
        )
    return found[0]


def _fault(
    config: Config,
    store: Store,
    unit: Unit,
    contract: Contract,
    change: tuple[Contact | None, Contact | None],
    *,
    is_outside: bool,
) -> str:
    before, after = change
    house = house_of_reading(config, store).rules
    addresses = after.addresses if after is not None else ()
    elsewhere = {address_key(one): unit.contracts_of(address_key(one)) for one in addresses}
    if fault := known_elsewhere(house, contract, after, elsewhere) or change_fault(contract, before, after):
        return fault
    declared = next((one for one in config.contracts if one.id == contract.id), None)
    for address in addresses:
        if declared is not None and (own := declared.contact_at(address)):
            return f"contact-declared: {own.name}, {declared.declared_in}"
    had = before.addresses if before is not None else ()
    foreign = [one for one in outside(contract, after) if one not in had] if after is not None else []
    return f"contact-outside: {foreign[0]}" if foreign and not is_outside else ""


def _in_words(fault: str) -> str:
    key, _, detail = fault.partition(": ")
    if key == "contact-outside":
        return f"{detail} is outside the client's domains: if it is right, add --outside"
    return f"{CONTACT_REFUSALS[key]['en']}{f' ({detail})' if detail else ''}"


def _set_of(given: Given) -> dict[str, object]:
    return {key: value for key, value in given.items() if value is not None}


class _OnlyTried(Exception):
    """Ends a unit of which nothing is to stay."""


@contextmanager
def _tried(store: Store, *, dry_run: bool) -> Iterator[Unit]:
    """A unit; with `dry_run` nothing of it stays."""
    try:
        with store.unit(present(store)) as unit:
            yield unit
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        return


def _tell(change: ContactChange, config: Config, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(change_as_object(change) | {"contract": change.contract_id, "applied": not dry_run})
        return
    print("\n".join(told_in(config.desk.language, change_words(change))))
    if dry_run:
        print("(dry run: nothing was changed)")


def change_as_object(change: ContactChange) -> dict[str, object]:
    """A change of a contact in JSON; `contact` is the id that cases hold."""
    return {
        "change": change.kind,
        "contact": change.contact_id,
        "before": card_as_object(change.before),
        "after": card_as_object(change.after),
    }


def card_as_object(card: Contact | None) -> dict[str, object] | None:
    """A card in JSON, with the keys of TOML."""
    if card is None:
        return None
    assert {one.name for one in fields(card)} >= set(CARD_KEYS)
    plain: dict[str, object] = {key: getattr(card, key) for key in CARD_KEYS}
    return plain | {"roles": sorted(role.value for role in card.roles)}


def several(values: Sequence[str] | None) -> list[str] | None:
    """The values of an option that may be repeated; None where it was not given."""
    return list(values) if values else None
