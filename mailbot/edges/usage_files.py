"""The operator's own usage figures, read from CSV files whose path names the month (row F5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.reports_usage import read_usage

if TYPE_CHECKING:
    from mailbot.desk.reports_usage import UsageRow

CHARSETS = ("utf-8-sig", "cp932")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageFiles:
    """Finds the figures of a month under `pattern`: a path with `{month}` and maybe `{contract}`, below `folder`."""

    folder: Path
    pattern: str

    def __call__(self, month: date, contract: str) -> tuple[UsageRow, ...]:
        """The rows of a month, of one contract or with an empty id of all; none where there is no file.

        Raises Complaints whose paths begin with the file.
        """
        return tuple(row for path in self._paths(month, contract) for row in _rows(path))

    def _paths(self, month: date, contract: str) -> Iterator[Path]:
        if not self.pattern:
            return
        spelt = f"{month:%Y-%m}"
        if contract or "{contract}" not in self.pattern:
            path = self.folder / self.pattern.format(month=spelt, contract=contract)
            yield from [path] if path.is_file() else []
        else:
            yield from sorted(self.folder.glob(self.pattern.format(month=spelt, contract="*")))


def _rows(path: Path) -> tuple[UsageRow, ...]:
    try:
        return read_usage(_text(path))
    except OSError as error:
        raise Complaints([Complaint((str(path),), f"cannot be read: {error.strerror}")]) from None
    except Complaints as error:
        raise Complaints([one.under(str(path)) for one in error.complaints]) from None


def _text(path: Path) -> str:
    """UTF-8, or what spreadsheets write in Japan."""
    content = path.read_bytes()
    for charset in CHARSETS:
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Complaints([Complaint((), "is neither UTF-8 nor CP932; save it as one of them")])
