"""Contract lists from files of their own: CSV as spreadsheets write it, or TOML with `[[contracts]]` (DECISIONS 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.config.findings import ConfigError, Finding
from mailbot.config.syntax import parse_toml
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.contract_keeping import in_known_order, kept_mapping
from mailbot.desk.contract_reading import read_contract
from mailbot.desk.contract_tables import contracts_from_csv
from mailbot.desk.policy_keys import suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.people import Contract


def contracts_in(path: Path, *, declared_in: str | None = None, known: Sequence[Contract] = ()) -> tuple[Contract, ...]:
    """The contracts of one file, declared there unless another origin is given. Of those that are known, whatever the
    file does not name is kept.

    Raises ConfigError with every fault, each with its line.
    """
    origin = path.name if declared_in is None else declared_in
    stands = {one.id: one for one in known}
    if path.suffix.lower() == ".toml":
        return _from_toml(path, origin, stands)
    try:
        contracts = contracts_from_csv(path.read_bytes(), declared_in=origin, known=stands)
    except OSError as error:
        raise ConfigError([Finding(file=str(path), message=f"cannot be read: {error.strerror}")]) from None
    except Complaints as error:
        raise ConfigError([_in_csv(path, fault) for fault in error.complaints]) from None
    return _unique(path, contracts)


def _in_csv(path: Path, fault: Complaint) -> Finding:
    line = fault.path[0] if fault.path and isinstance(fault.path[0], int) else 0
    return Finding(file=str(path), line=line, key=".".join(map(str, fault.path[1:])), message=fault.message)


def _from_toml(path: Path, origin: str, stands: Mapping[str, Contract]) -> tuple[Contract, ...]:
    document, lines = parse_toml(path)
    faults = [
        Complaint((name,), f"a file of contracts holds [[contracts]] alone{suggest(name, ['contracts'])}")
        for name in document
        if name != "contracts"
    ]
    rows = document.get("contracts", [])
    if not isinstance(rows, list):
        faults.append(Complaint(("contracts",), "write each contract under [[contracts]], in double brackets"))
        rows = []
    read = []
    for place, row in enumerate(rows):
        try:
            read.append(_kept(row, origin, stands))
        except Complaints as error:
            faults.extend(fault.under("contracts", place) for fault in error.complaints)
    if faults:
        raise ConfigError(
            Finding(file=str(path), line=lines.of(fault.path), key=fault.key, message=fault.message) for fault in faults
        )
    return _unique(path, tuple(read))


def _kept(row: object, origin: str, stands: Mapping[str, Contract]) -> Contract:
    known = stands.get(str(row.get("id"))) if isinstance(row, Mapping) else None
    given = kept_mapping(known, row) if known is not None and isinstance(row, Mapping) else row
    return in_known_order(read_contract(given, declared_in=origin), known)


def _unique(path: Path, contracts: tuple[Contract, ...]) -> tuple[Contract, ...]:
    counted = Counter(contract.id for contract in contracts)
    twice = sorted(one for one, times in counted.items() if times > 1)
    if twice:
        message = f"these contracts are declared twice: {', '.join(twice)}"
        raise ConfigError([Finding(file=str(path), message=message)])
    return contracts
