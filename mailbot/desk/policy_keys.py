"""Reading a table that a person wrote, key by key: every fault is kept with its path, and no key goes unread."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from mailbot.desk.complaints import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Step = str | int
_Choice = TypeVar("_Choice", bound=str)


def suggest(word: str, known: Iterable[str]) -> str:
    """`` - did you mean "x"?`` where something known is near, else what is known, in a few words."""
    choices = list(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f' - did you mean "{near[0]}"?'
    return f" - known here: {', '.join(choices)}" if choices else ""


class Table:
    """One table with its path; what is asked for is remembered, so that `finish` finds the keys nobody knows."""

    def __init__(self, found: object, path: tuple[Step, ...], faults: list[Complaint]) -> None:
        self.path = path
        self.faults = faults
        self._asked: dict[str, None] = {}
        self._values: Mapping[str, object] = {}
        if isinstance(found, Mapping):
            self._values = {str(key): value for key, value in found.items()}
        else:
            self.complain(f"must be a table of keys, not {spelt(found)}")

    def complain(self, message: str, *steps: Step) -> None:
        self.faults.append(Complaint((*self.path, *steps), message))

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def keys(self) -> tuple[str, ...]:
        return tuple(self._values)

    def take(self, key: str) -> object:
        """The raw value, or None where the key is absent."""
        self._asked[key] = None
        return self._values.get(key)

    def table(self, key: str) -> Table | None:
        """The table under this key, or None where it is absent."""
        found = self.take(key)
        return None if found is None else Table(found, (*self.path, key), self.faults)

    def text(self, key: str, *, otherwise: str = "") -> str:
        found = self.take(key)
        if found is None:
            return otherwise
        if isinstance(found, str) and found.strip():
            return found
        self.complain(f"must be text, not {spelt(found)}", key)
        return otherwise

    def flag(self, key: str, *, otherwise: bool = False) -> bool:
        found = self.take(key)
        if found is None or isinstance(found, bool):
            return otherwise if found is None else found
        self.complain(f"must be true or false, not {spelt(found)}", key)
        return otherwise

    def whole(self, key: str, *, otherwise: int, least: int = 0) -> int:
        found = self.take(key)
        if found is None:
            return otherwise
        if isinstance(found, int) and not isinstance(found, bool) and found >= least:
            return found
        self.complain(f"must be a whole number, {least} or more, not {spelt(found)}", key)
        return otherwise

    def choice(self, key: str, choices: Sequence[_Choice], *, otherwise: _Choice) -> _Choice:
        found = self.take(key)
        if found is None:
            return otherwise
        chosen = next((choice for choice in choices if choice == found), None)
        if chosen is None:
            self.complain(f"{spelt(found)} is not known{suggest(str(found), choices)}", key)
        return otherwise if chosen is None else chosen

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; empty where the key is absent."""
        found = self.take(key)
        if found is None:
            return ()
        listed = [found] if isinstance(found, str) else found
        if isinstance(listed, Sequence) and all(isinstance(one, str) and one.strip() for one in listed):
            return tuple(str(one) for one in listed)
        self.complain(f"must be text or a list of texts, not {spelt(found)}", key)
        return ()

    def shares(self, key: str) -> tuple[float, ...] | None:
        """Numbers between 0 and 1, each once and in order; `false` for none at all, None where the key is absent."""
        found = self.take(key)
        if found is None:
            return None
        listed = [] if found is False else found
        if isinstance(listed, Sequence) and all(_is_share(one) for one in listed):
            return tuple(sorted({float(one) for one in listed}))
        self.complain(f"must be shares of the time such as [0.5, 0.8], not {spelt(found)}", key)
        return None

    def day(self, key: str) -> date | None:
        """A date, as TOML has it or as `YYYY-MM-DD`; None where it is absent or wrong."""
        found = self.take(key)
        day = as_day(found)
        if found is not None and day is None:
            self.complain(f"must be a date like 2026-04-01, not {spelt(found)}", key)
        return day

    def finish(self) -> None:
        """Complain of every key that was never asked for."""
        for key in self._values:
            if key not in self._asked:
                self.complain(f"is not a known key{suggest(key, self._asked)}", key)


def _is_share(found: object) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool) and 0 < found < 1


def as_day(found: object) -> date | None:
    if isinstance(found, datetime):
        return None
    if isinstance(found, date):
        return found
    if isinstance(found, str):
        try:
            return date.fromisoformat(found)
        except ValueError:
            return None
    return None


def as_instant(found: object) -> datetime | None:
    """An instant with its offset, as TOML has it or in ISO 8601; None for anything else."""
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found)
        except ValueError:
            return None
    return found if isinstance(found, datetime) and found.tzinfo is not None else None


def spelt(found: object) -> str:
    """A value as it may stand in a complaint, cut where it is long."""
    text = f'"{found}"' if isinstance(found, str) else str(found)
    return text if len(text) <= 60 else f"{text[:57]}..."
