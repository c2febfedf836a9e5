"""Contracts from and to CSV: a row is a contact or an order beside its contract's columns (A8, DECISIONS 9)."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.contract_columns import (
    CONTACT_COLUMNS,
    CONTRACT_COLUMNS,
    ORDER_COLUMNS,
    cell_text,
    cell_value,
    guarded,
    heading_key,
    is_none,
)
from mailbot.desk.contract_keeping import in_known_order, kept_mapping
from mailbot.desk.contract_reading import read_contract
from mailbot.desk.contract_spelling import as_mapping
from mailbot.desk.policy_keys import spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mailbot.desk.people import Contract

Place = tuple[int, str]
"""The line of a row, counted from 1, and the heading of a column as the file spells it."""
_NO_TEXT = re.compile("[\0\uf8f0-\uf8f3]")
"""NUL, and what CP932 makes of octets that no Japanese text has (0xA0, 0xFD-0xFF)."""
_REQUIRED = ("id", "client", "policy", "calendar", "from")


@dataclass(slots=True)
class _Gathered:
    """The rows of one contract on their way to a mapping; `places` tells where each value stood."""

    line: int
    mapping: dict[str, object] = field(default_factory=dict)
    contacts: list[dict[str, object]] = field(default_factory=list)
    packs: list[dict[str, object]] = field(default_factory=list)
    places: dict[tuple[str | int, ...], Place] = field(default_factory=dict)


def contracts_from_csv(
    raw: bytes, *, declared_in: str = "", known: Mapping[str, Contract] | None = None
) -> tuple[Contract, ...]:
    """Contracts in the order of their first rows. UTF-8, with or without BOM, or CP932. Of those that are known, by id,
    whatever the rows do not name is kept (`contract_keeping`).

    Raises Complaints whose paths are the line and the heading: `(7, "email")`.
    """
    faults: list[Complaint] = []
    rows = _rows(_decoded(raw))
    stands = known or {}
    columns = _columns(rows[0][1] if rows else [], faults, required=_REQUIRED[: 1 if stands else None])
    gathered: dict[str, _Gathered] = {}
    for line, cells in rows[1:] if not faults else ():
        _gather(gathered, columns, line, cells, faults)
    contracts = [_contract(one, declared_in, stands.get(key), faults) for key, one in gathered.items()]
    if faults:
        raise Complaints(sorted(faults, key=lambda fault: int(fault.path[0]) if fault.path else 0))
    return tuple(contract for contract in contracts if contract is not None)


def _decoded(raw: bytes) -> str:
    for charset in ("utf-8-sig", "cp932"):
        try:
            text = raw.decode(charset)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.search(text):
            return text
    raise Complaints([Complaint((1,), "is neither UTF-8 nor Shift_JIS text: save it again as CSV UTF-8")])


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, with the line at which each begins. Tabs and semicolons part cells as well."""
    heading = text.partition("\n")[0]
    delimiter = max(",\t;", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Complaints([Complaint((line,), f"cannot be read as CSV: {error}")]) from None
    return rows


def _columns(
    headings: Sequence[str], faults: list[Complaint], *, required: Sequence[str]
) -> list[tuple[str, str, str]]:
    """For each column: `contract`, `contact` or nothing, its key, and its heading as written."""
    known = {heading_key(name): ("contract", key) for key, names in CONTRACT_COLUMNS.items() for name in names}
    known |= {heading_key(name): ("contact", key) for key, names in CONTACT_COLUMNS.items() for name in names}
    known |= {heading_key(name): ("order", key) for key, names in ORDER_COLUMNS.items() for name in names}
    columns: list[tuple[str, str, str]] = []
    for heading in headings:
        kind, key = known.get(heading_key(heading), ("", ""))
        if not kind and heading.strip():
            faults.append(Complaint((1, heading), f"is not a known column{suggest(heading_key(heading), known)}"))
        if kind and (kind, key) in [(one[0], one[1]) for one in columns]:
            faults.append(Complaint((1, heading), "stands in this file twice"))
        columns.append((kind, key, heading.strip()))
    present = {key for kind, key, _heading in columns if kind == "contract"}
    for key in required:
        if key not in present:
            names = " or ".join(spelt(name) for name in CONTRACT_COLUMNS[key][:2])
            faults.append(Complaint((1,), f"has no column {names}: the first line names the columns"))
    return columns


def _gather(
    gathered: dict[str, _Gathered],
    columns: list[tuple[str, str, str]],
    line: int,
    cells: list[str],
    faults: list[Complaint],
) -> None:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        faults.append(Complaint((line,), f"has {len(cells)} cells for {len(columns)} columns: quote commas in texts"))
        return
    row = {(kind, key): (cell_text(cell), heading) for (kind, key, heading), cell in zip(columns, cells, strict=False)}
    contract_id, heading = row.get(("contract", "id"), ("", "contract"))
    if not contract_id:
        faults.append(Complaint((line, heading), "is empty: every row names its contract"))
        return
    one = gathered.setdefault(contract_id, _Gathered(line))
    for (kind, key), (text, name) in row.items():
        if kind == "contract" and text:
            _put(one, key, text, (line, name), faults)
    _add(one, "contact", ("contacts", one.contacts), row, line)
    _add(one, "order", ("packs", one.packs), row, line)


def _put(one: _Gathered, key: str, text: str, place: Place, faults: list[Complaint]) -> None:
    value = "" if is_none(key, text) else cell_value(key, text)
    if key not in one.mapping:
        one.mapping[key] = value
        one.places[(key,)] = place
    elif one.mapping[key] != value:
        earlier = one.places[(key,)][0]
        text = f"{spelt(text)} differs from line {earlier} of the same contract: write it alike, or once"
        faults.append(Complaint(place, text))


def _add(
    one: _Gathered,
    kind: str,
    into: tuple[str, list[dict[str, object]]],
    row: dict[tuple[str, str], tuple[str, str]],
    line: int,
) -> None:
    """Another contact or order of the contract, where the row holds one."""
    cells = {key: cell for (of, key), cell in row.items() if of == kind}
    filled = {key: "" if is_none(key, text) else cell_value(key, text) for key, (text, _name) in cells.items() if text}
    if not filled:
        return
    name, several = into
    which = len(several)
    several.append(filled)
    one.places[(name, which)] = (line, "")
    for key, (_text, heading) in cells.items():
        one.places[(name, which, key)] = (line, heading)


def _contract(one: _Gathered, declared_in: str, known: Contract | None, faults: list[Complaint]) -> Contract | None:
    mapping = kept_mapping(known, one.mapping | {"contacts": one.contacts, "packs": one.packs})
    try:
        return in_known_order(read_contract(mapping, declared_in=declared_in), known)
    except Complaints as error:
        faults.extend(Complaint(_place_of(one, fault), fault.message) for fault in error.complaints)
        return None


def _place_of(one: _Gathered, fault: Complaint) -> tuple[str | int, ...]:
    for end in range(len(fault.path), 0, -1):
        if fault.path[:end] in one.places:
            line, heading = one.places[fault.path[:end]]
            return (line, heading or _heading(fault.path))
    return (one.line, _heading(fault.path))


def _heading(path: tuple[str | int, ...]) -> str:
    names = {"contacts": CONTACT_COLUMNS, "packs": ORDER_COLUMNS}.get(str(path[0]) if path else "", CONTRACT_COLUMNS)
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return names.get(key, (key,))[0]


def contracts_as_csv(contracts: Iterable[Contract]) -> bytes:
    """The same contracts as CSV that spreadsheets open as it is: UTF-8 with a BOM, CRLF, English headings."""
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([names[0] for part in (CONTRACT_COLUMNS, CONTACT_COLUMNS, ORDER_COLUMNS) for names in part.values()])
    for contract in contracts:
        mapping = as_mapping(contract)
        own = [_cell(mapping.get(key, "")) for key in CONTRACT_COLUMNS]
        for contact, order in _beside(mapping.get("contacts"), mapping.get("packs")):
            contact_cells = [_cell(contact.get(key, "")) for key in CONTACT_COLUMNS]
            write.writerow([*own, *contact_cells, *(_cell(order.get(key, "")) for key in ORDER_COLUMNS)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _beside(contacts: object, orders: object) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Rows of one contract: its contacts with its orders beside them, and one row for a contract without either."""
    people = contacts if isinstance(contacts, list) else []
    bought = orders if isinstance(orders, list) else []
    yield from zip_longest(people or [{}], bought, fillvalue={})


def _cell(value: object) -> str:
    if value is True:
        return "yes"
    if isinstance(value, dict):
        return guarded("; ".join([*value.get("all", []), *_by_key(value)]))
    return guarded("; ".join(value) if isinstance(value, list) else str(value))


def _by_key(value: dict[str, object]) -> Iterator[str]:
    """`fault: @client.example` for each opener of a category, `fixed: 50000` for each price."""
    for key, found in value.items():
        if key != "all":
            yield from (f"{key}: {one}" for one in (found if isinstance(found, list) else [found]))
