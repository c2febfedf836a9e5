"""What was found wrong in a configuration: where it stands, what is the matter, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. `line` counts from 1; 0 means that no line can be named. `key` is spelt as in TOML."""

    file: str
    line: int = 0
    key: str = ""
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)


class ConfigError(ValueError):
    """The configuration cannot be used. `findings` holds every fault in order of file and line, never none."""

    def __init__(self, findings: Iterable[Finding], *, warnings: Iterable[Finding] = ()) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        self.warnings: tuple[Finding, ...] = tuple(warnings)
        super().__init__("\n".join(map(str, self.findings)))
