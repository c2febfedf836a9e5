"""Contract lists from files of their own: CSV as spreadsheets write it, or TOML with `[[contracts]]` (DECISIONS 9)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.config.findings import ConfigError, Finding
from mailbot.config.syntax import parse_toml
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.contract_reading import read_contract
from mailbot.desk.contract_tables import contracts_from_csv
from mailbot.desk.policy_keys import suggest

if TYPE_CHECKING:
    from mailbot.desk.people import Contract


def contracts_in(path: Path, *, declared_in: str | None = None) -> tuple[Contract, ...]:
    """The contracts of one file, declared there unless another origin is given.

    Raises ConfigError with every fault, each with its line.
    """
    origin = path.name if declared_in is None else declared_in
    if path.suffix.lower() == ".toml":
        return _from_toml(path, origin)
    try:
        contracts = contracts_from_csv(path.read_bytes(), declared_in=origin)
    except OSError as error:
        raise ConfigError([Finding(file=str(path), message=f"cannot be read: {error.strerror}")]) from None
    except Complaints as error:
        raise ConfigError([_in_csv(path, fault) for fault in error.complaints]) from None
    return _unique(path, contracts)


def _in_csv(path: Path, fault: Complaint) -> Finding:
    line = fault.path[0] if fault.path and isinstance(fault.path[0], int) else 0
    return Finding(file=str(path), line=line, key=".".join(map(str, fault.path[1:])), message=fault.message)


def _from_toml(path: Path, origin: str) -> tuple[Contract, ...]:
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
            read.append(read_contract(row, declared_in=origin))
        except Complaints as error:
            faults.extend(fault.under("contracts", place) for fault in error.complaints)
    if faults:
        raise ConfigError(
            Finding(file=str(path), line=lines.of(fault.path), key=fault.key, message=fault.message) for fault in faults
        )
    return _unique(path, tuple(read))


def _unique(path: Path, contracts: tuple[Contract, ...]) -> tuple[Contract, ...]:
    counted = Counter(contract.id for contract in contracts)
    twice = sorted(one for one, times in counted.items() if times > 1)
    if twice:
        message = f"these contracts are declared twice: {', '.join(twice)}"
        raise ConfigError([Finding(file=str(path), message=message)])
    return contracts
