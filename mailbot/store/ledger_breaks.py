"""What of a ledger and its orders is not as it was written: each line by itself, the chain of all, the orders beside
what the audit log says of them (row G7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, select, type_coerce

from mailbot.desk.ledger import Column, Line, LineKind, Tally, Why
from mailbot.store import ledger_rows
from mailbot.store.ledger_chain import CHAINED, PREFIX, digest_of_line, head_of
from mailbot.store.tables import audit, audit_root, ledger
from mailbot.store.version_breaks import contract_faults, order_version_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping

    from mailbot.desk.orders import PlacedOrder

ORDER_ACTIONS = ("order.added", "order.changed", "order.removed")
NUMBERS = ("units", "part", "minutes", "undoes")
_ROWS = (
    select(*(ledger.c[name] for name in CHAINED if name != "at"), type_coerce(ledger.c.at, Text), ledger.c.digest)
    .where(ledger.c.contract_id == bindparam("of"))
    .order_by(ledger.c.seq)
)
_ENTRIES = (
    select(audit.c.at, audit.c.action, audit.c.facts)
    .where(audit.c.subject == bindparam("of"), audit.c.action.in_(ORDER_ACTIONS))
    .order_by(audit.c.seq)
)
_ROOTS = (
    select(audit_root.c.id, audit_root.c.heads)
    .where(type_coerce(audit_root.c.heads, Text).contains(f'["{PREFIX}'))
    .order_by(audit_root.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerBreak:
    """A place where a ledger is not what was written: the line (0: its sums and orders), and how."""

    contract_id: str
    seq: int
    fault: str

    def __str__(self) -> str:
        place = f"{PREFIX}{self.contract_id}"
        return f"{place} {self.seq}: {self.fault}" if self.seq else f"{place}: {self.fault}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The last line of a ledger when a root of the audit log was made."""

    root: int
    seq: int
    digest: str


def sealed_heads(connection: Connection) -> dict[str, list[Sealed]]:
    """What the roots of the audit log say of each contract's ledger."""
    found: dict[str, list[Sealed]] = defaultdict(list)
    for row in connection.execute(_ROOTS):
        for subject, seq, digest in row.heads:
            if subject.startswith(PREFIX):
                found[subject.removeprefix(PREFIX)].append(Sealed(root=row.id, seq=seq, digest=digest))
    return found


@dataclass(slots=True)
class Reading:
    """The lines of one contract as they can be read, and what is wrong with the others and with the chain."""

    contract_id: str
    lines: list[Line]
    breaks: list[LedgerBreak]

    def note(self, seq: int, fault: str) -> None:
        self.breaks.append(LedgerBreak(contract_id=self.contract_id, seq=seq, fault=fault))


def read_lines(connection: Connection, contract_id: str, sealed: Sequence[Sealed]) -> Reading:
    """Reads every line anew, proving the chain from the first to the head, and what roots sealed of it."""
    found = Reading(contract_id, [], [])
    ends = {(one.seq, one.digest): one for one in sealed}
    seq, digest = 0, ""
    for row in connection.execute(_ROWS, {"of": contract_id}).mappings():
        _read_line(found, row, digest)
        seq, digest = row["seq"], row["digest"]
        ends.pop((seq, digest), None)
    if head_of(connection, contract_id) != (seq, digest):
        found.note(seq, "the ledger does not end where it was left")
    for one in ends.values():
        found.note(one.seq, f"it is not what root {one.root} sealed")
    return found


def _read_line(found: Reading, row: RowMapping, prev: str) -> None:
    seq = row["seq"]
    try:
        whole = {**row, "at": _moment(row["at"])}
        if any(not isinstance(row[key], int) for key in NUMBERS):
            raise ValueError(f"one of {', '.join(NUMBERS)} is no number")
        found.lines.append(_line(whole))
    except ValueError as error:
        found.note(seq, f"it cannot be read: {error}")
        return
    if digest_of_line(prev, whole) != row["digest"]:
        found.note(seq, "it is not what was written, or does not follow the line before it")


def _line(row: Mapping[str, Any]) -> Line:
    """Raises ValueError for values that no line has."""
    same = {key: row[key] for key in ("contract_id", "seq", "at", "cause", "reference", "actor", *NUMBERS)}
    return Line(
        kind=LineKind(row["kind"]),
        pack_id=row["pack_id"] or 0,
        case_id=row["case_id"] or 0,
        why=Why(row["why"]) if row["why"] else None,
        **same,
    )


def _moment(value: object) -> datetime:
    """SQLite keeps words, of which any may stand there."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def order_breaks(connection: Connection, contract_id: str, tally: Tally) -> tuple[list[PlacedOrder], list[str]]:
    """A contract's orders, and where they are not what the audit log or the granted units say."""
    try:
        placed = ledger_rows.orders(connection, [contract_id]).get(contract_id, [])
    except (ValueError, ArithmeticError) as error:
        return [], [f"its orders cannot be read: {error}"]
    found = [*_unlike_the_log(connection, contract_id, placed), *_misgranted(placed, tally)]
    return placed, [*found, *contract_faults(connection, contract_id)]


def _unlike_the_log(connection: Connection, contract_id: str, placed: Sequence[PlacedOrder]) -> Iterator[str]:
    entries = connection.execute(_ENTRIES, {"of": f"contract:{contract_id}"}).all()
    there = {one.order.reference for one in placed}
    with_row = [row for row in entries if row.facts["order"] in there]
    yield from order_version_faults(connection, contract_id, with_row)
    written = {row.facts["order"]: row for row in entries}
    for one in placed:
        last = written.pop(one.order.reference, None)
        if last is None:
            yield f"the order {one.order.reference} is not in the audit log"
            continue
        if one.is_removed != (last.action == "order.removed"):
            yield f"the order {one.order.reference} was {last.action.removeprefix('order.')}, says the audit log"
        facts = ledger_rows.order_facts(one)
        for key in sorted(facts.keys() & last.facts.keys()):
            if facts[key] != last.facts[key]:
                yield f"the order {one.order.reference} has {key} {facts[key]}; written was {last.facts[key]}"
    yield from (f"the order {reference} of the audit log is gone" for reference in written)


def _misgranted(placed: Sequence[PlacedOrder], tally: Tally) -> Iterator[str]:
    """More than was ordered may be granted only while it is in use, or was used."""
    for one in placed:
        granted, due = tally.pack(one.id, Column.GRANTED), one.pack.due
        if granted < due or (granted > due and tally.pack(one.id, Column.FREE) > 0):
            yield f"of the order {one.order.reference} {granted} units are granted, not {due}"
