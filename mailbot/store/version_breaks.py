"""Where the history of a contract, its orders and its contacts is not what the audit log says of it, looked at from
both sides (row G7). Entries of earlier releases hold less; of those, what they hold is compared."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from mailbot.store.columns import canonical, kept_json
from mailbot.store.tables import audit, contact_change, contract, contract_version, order_version, pack_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row

    AnyRow = Row[*tuple[Any, ...]]
    Rows = Mapping[int, AnyRow]

CONTRACT_ACTIONS = tuple(f"{what}.{how}" for what in ("contract", "contact") for how in ("added", "changed", "removed"))
OF_VERSIONS = ("units", "valid_from", "valid_until", "price")
STANDS = "stands"
"""The fact of an entry that holds the digest of the version that was written with it."""
_WITH_ORDERS = frozenset({"valid_until"})
"""What the orders of a contract may put off, so that its own row says otherwise."""
_ORDERS = (
    select(order_version, pack_order.c.reference, pack_order.c.version.label("last"))
    .add_columns(*(pack_order.c[key].label(f"now_{key}") for key in OF_VERSIONS))
    .join(pack_order, order_version.c.order_id == pack_order.c.id)
    .where(pack_order.c.contract_id == bindparam("of"))
)
_CONTRACTS = (
    select(contract_version, contract.c.version.label("last"), contract.c.document.label("now"))
    .join(contract, contract.c.id == contract_version.c.contract_id)
    .where(contract_version.c.contract_id == bindparam("of"))
)
_CHANGES = select(contact_change.c.id, contact_change.c.contact_id, contact_change.c.at, contact_change.c.actor).where(
    contact_change.c.contract_id == bindparam("of")
)
_ENTRIES = (
    select(audit.c.at, audit.c.actor, audit.c.action, audit.c.facts)
    .where(audit.c.subject == bindparam("of"), audit.c.action.in_(CONTRACT_ACTIONS))
    .order_by(audit.c.seq)
)


def digest_of_version(*values: object) -> str:
    """SHA-256 over all that a version holds, in canonical JSON as a database gives it back."""
    return hashlib.sha256(canonical(kept_json(values)).encode()).hexdigest()


def order_version_faults(connection: Connection, contract_id: str, entries: Sequence[AnyRow]) -> Iterator[str]:
    """How its orders stood before, by which statements of the past are made; the entries are those of orders."""
    kept: dict[str, dict[int, AnyRow]] = defaultdict(dict)
    for row in connection.execute(_ORDERS, {"of": contract_id}):
        kept[row.reference][row.version] = row
    written: dict[str, list[AnyRow]] = defaultdict(list)
    for entry in entries:
        written[entry.facts["order"]].append(entry)
    for reference in sorted(kept.keys() | written.keys()):
        versions = kept[reference]
        for number, fault in _faults(versions, _numbered(written[reference]), _first_order(versions), _is_order):
            yield f"version {number} of the order {reference} {fault}"


def contract_faults(connection: Connection, contract_id: str) -> Iterator[str]:
    """How the contract itself stood, and the rows of what became of its contacts."""
    entries = connection.execute(_ENTRIES, {"of": f"contract:{contract_id}"}).all()
    kept = {row.version: row for row in connection.execute(_CONTRACTS, {"of": contract_id})}
    for number, fault in _faults(kept, _numbered(entries), 0, _is_contract):
        yield f"version {number} of the contract {fault}"
    changes = {row.id: row for row in connection.execute(_CHANGES, {"of": contract_id})}
    for entry in entries:
        for change_id in changes_named(entry.facts):
            row = changes.get(change_id)
            if row is None:
                yield f"change {change_id} of its contacts is gone"
            elif (row.at, row.actor) != (entry.at, entry.actor) or (
                row.contact_id != entry.facts.get("contact", row.contact_id)
            ):
                yield f"change {change_id} of its contacts is not what was written"


def changes_named(facts: Mapping[str, Any]) -> tuple[int, ...]:
    """The rows of changes of contacts that an entry names."""
    return tuple(one for one in (facts.get("change"), *facts.get("changes", ())) if isinstance(one, int))


def _numbered(entries: Sequence[AnyRow]) -> Rows:
    """The entries by the version that each wrote; those that name none follow the one before."""
    found: dict[int, AnyRow] = {}
    for entry in entries:
        found[entry.facts.get("version", max(found, default=0) + 1)] = entry
    return found


def _first_order(versions: Rows) -> int:
    """The version from which on all are kept: the one that stood when versions began, of unknown terms, or any."""
    first = min(versions, default=0)
    return first if first and versions[first].document["terms"] is None else 0


def _faults(
    kept: Rows, written: Rows, first: int, is_written: Callable[[AnyRow, AnyRow, Rows], bool]
) -> Iterator[tuple[int, str]]:
    for number in sorted(kept.keys() | written.keys()):
        row, entry = kept.get(number), written.get(number)
        if entry is None:
            yield number, "is not in the audit log"
        elif row is None:
            if number >= first or STANDS in entry.facts:
                yield number, "is gone"
        elif not is_written(row, entry, written):
            yield number, "is not what was written"


def _is_order(row: AnyRow, entry: AnyRow, written: Rows) -> bool:
    document: Mapping[str, Any] = row.document
    if STANDS in entry.facts:
        whole = digest_of_version(row.at, document)
        return bool(entry.facts[STANDS] == whole and row.at == entry.at)
    now = {
        key: value if isinstance(value := getattr(row, f"now_{key}"), int | None) else str(value) for key in OF_VERSIONS
    }
    known = {key: entry.facts[key] for key in OF_VERSIONS if key in entry.facts}
    known |= now if row.version == row.last else {}
    return (
        all(document.get(key) == value for key, value in known.items())
        and document.get("is_cancelled") == (entry.action == "order.removed")
        and row.at in {one.at for one in written.values()}
    )


def _is_contract(row: AnyRow, entry: AnyRow, _: Rows) -> bool:
    if (row.at, row.actor) != (entry.at, entry.actor):
        return False
    document: Mapping[str, Any] = row.document
    if STANDS in entry.facts:
        whole = digest_of_version(row.at, row.actor, row.source, document, row.contacts_digest)
        return bool(entry.facts[STANDS] == whole)
    shared = (document.keys() & row.now.keys()) - _WITH_ORDERS
    return row.version != row.last or all(document[key] == row.now[key] for key in shared)
