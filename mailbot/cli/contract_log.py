"""`contract log`: who changed a contract, its contacts and its orders, and when (row A8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.cli.contract_books import known_contracts, named_contract
from mailbot.cli.contract_contacts import change_as_object
from mailbot.cli.printing import in_zone, print_json
from mailbot.cli.running import books
from mailbot.config import Config, load_config
from mailbot.desk.contact_cards import ContactChange
from mailbot.desk.contact_words import change_words, told_in
from mailbot.desk.contracts import spelt_out
from mailbot.desk.records import AuditEntry
from mailbot.store.reading import ContractVersion
from mailbot.store.version_breaks import changes_named

_OWN = frozenset({"orders"})
"""What has entries of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One entry of the audit log, with the values that stand beside it."""

    entry: AuditEntry
    contacts: tuple[ContactChange, ...]
    values: tuple[tuple[str, str, str], ...]
    """Fields of the contract itself: the key, its value before and after."""
    erased: int = 0
    """Changes of contacts of which nothing is left to tell."""


def show_log(config_path: Path, contract_id: str, *, as_json: bool) -> None:
    """Every entry, the oldest first; who is `staff:HANDLE`, `command line:ACCOUNT` or what read the configuration."""
    config = load_config(config_path)
    named_contract(known_contracts(config), contract_id)
    zone = ZoneInfo(config.desk.timezone)
    with books(config) as store:
        entries = store.audit_of(f"contract:{contract_id}")
        versions = store.versions_of(contract_id)
        with store.unit() as unit:
            changes = {one.id: one for one in unit.contact_changes(contract_id)}
    for logged in _logged(entries, versions, changes):
        if as_json:
            print_json(_object(logged, zone))
        else:
            print("\n".join(_lines(logged, zone, config)))
    if not entries and not as_json:
        print(f"nothing was changed on {contract_id} yet")


def _logged(
    entries: Sequence[AuditEntry], versions: Sequence[ContractVersion], changes: Mapping[int, ContactChange]
) -> Iterator[Logged]:
    moved = {(new.at, new.actor): _differing(old.document, new.document) for old, new in pairwise(versions)}
    for entry in entries:
        ids = changes_named(entry.facts)
        values = moved.get((entry.at, entry.actor), ()) if entry.action.startswith("contract.") else ()
        there = tuple(changes[one] for one in ids if one in changes)
        cards = tuple(one for one in there if one.before is not None or one.after is not None)
        yield Logged(entry=entry, contacts=cards, values=values, erased=len(ids) - len(cards))


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    keys = (key for key in dict.fromkeys((*before, *after)) if key not in _OWN)
    return tuple(
        (key, _spelt(before.get(key)), _spelt(after.get(key))) for key in keys if before.get(key) != after.get(key)
    )


def _spelt(value: object) -> str:
    if value is None:
        return ""
    return spelt_out(dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value)


def _lines(logged: Logged, zone: ZoneInfo, config: Config) -> Iterator[str]:
    entry = logged.entry
    about = " ".join(f"{key} {spelt_out(value)}" for key, value in entry.facts.items() if key in {"order", "units"})
    yield f"{in_zone(entry.at, zone)}  {entry.actor}  {entry.action}{f'  {about}' if about else ''}"
    for key, before, after in logged.values:
        yield f"  {key}: {before or '-'} → {after or '-'}"
    for change in logged.contacts:
        words = told_in(config.desk.language, change_words(change))
        yield from (f"  {line}" for line in (words[1:] if len(logged.contacts) == 1 else words))
    yield from ["  (a change of a contact: erased)"] * logged.erased


def _object(logged: Logged, zone: ZoneInfo) -> dict[str, object]:
    entry = logged.entry
    fields = [{"key": key, "before": before, "after": after} for key, before, after in logged.values]
    return {
        "at": in_zone(entry.at, zone),
        "actor": entry.actor,
        "action": entry.action,
        "facts": dict(entry.facts),
        "fields": fields,
        "contacts": [change_as_object(one) for one in logged.contacts],
        "contacts_erased": logged.erased,
    }
