"""Finds the line of every key of a TOML text, which tomllib does not tell. Reads only what tomllib accepted."""

from __future__ import annotations

import bisect
import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN_VALUE = re.compile(r"[^,\]}\n#]*")


class Lines:
    """Where each key of one TOML text stands. Lines count from 1."""

    def __init__(self, known: Mapping[Path, int]) -> None:
        self._known = known

    def of(self, path: Sequence[str | int]) -> int:
        """The line of this key, or of the nearest table around it; 0 for the file as a whole."""
        steps = tuple(path)
        for end in range(len(steps), 0, -1):
            line = self._known.get(steps[:end])
            if line is not None:
                return line
        return 0


def lines_of(text: str) -> Lines:
    """Scans once, linearly. The text must be valid TOML; else the lines found so far are all there is."""
    scan = _Scan(text)
    try:
        scan.document()
    except (IndexError, ValueError, RecursionError):
        return Lines(scan.known)
    return Lines(scan.known)


class _Scan:
    """One pass over a text; `at` is the place reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.known: dict[Path, int] = {}
        self._ends = [place for place, letter in enumerate(text) if letter == "\n"]
        self._lists: dict[Path, int] = {}
        """Arrays of tables, and the place of their newest table."""

    def document(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self._sees("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        line = self._line()
        is_list = self._sees("[[")
        self.at += 2 if is_list else 1
        keys = self._key()
        self._skip(_SPACE)
        self.at += 2 if is_list else 1
        path = self._within_lists(keys[:-1]) + keys[-1:]
        if not is_list:
            path = self._newest(path)
            self._note(path, line)
            return path
        self._note(path, line)
        self._lists[path] = self._lists.get(path, -1) + 1
        path = (*path, self._lists[path])
        self._note(path, line)
        return path

    def _within_lists(self, keys: Path) -> Path:
        path: Path = ()
        for key in keys:
            path = self._newest((*path, key))
        return path

    def _newest(self, path: Path) -> Path:
        return (*path, self._lists[path]) if path in self._lists else path

    def _pair(self, table: Path) -> None:
        line = self._line()
        keys = self._key()
        for end in range(1, len(keys) + 1):
            self._note(table + keys[:end], line)
        self._skip(_SPACE)
        self._take("=")
        self._skip(_SPACE)
        self._value(table + keys)

    def _value(self, path: Path) -> None:
        if self.at >= len(self.text):
            raise ValueError("the text ends within a value")
        if self._sees("["):
            self._list(path)
        elif self._sees("{"):
            self._inline_table(path)
        elif self._sees('"') or self._sees("'"):
            self._quoted()
        elif not self._skip(_PLAIN_VALUE):
            raise ValueError("no value here")

    def _list(self, path: Path) -> None:
        self._take("[")
        place = 0
        self._skip(_BLANK)
        while not self._sees("]"):
            self._note((*path, place), self._line())
            self._value((*path, place))
            place += 1
            self._next_item()
        self._take("]")

    def _inline_table(self, path: Path) -> None:
        self._take("{")
        self._skip(_BLANK)
        while not self._sees("}"):
            self._pair(path)
            self._next_item()
        self._take("}")

    def _next_item(self) -> None:
        self._skip(_BLANK)
        if self._sees(","):
            self.at += 1
            self._skip(_BLANK)

    def _key(self) -> tuple[str, ...]:
        keys = [self._one_key()]
        self._skip(_SPACE)
        while self._sees("."):
            self.at += 1
            keys.append(self._one_key())
            self._skip(_SPACE)
        return tuple(keys)

    def _one_key(self) -> str:
        self._skip(_SPACE)
        start = self.at
        if self._sees('"') or self._sees("'"):
            self._quoted()
            return str(tomllib.loads(f"key = {self.text[start : self.at]}")["key"])
        self._skip(_BARE_KEY)
        if self.at == start:
            raise ValueError("no key here")
        return self.text[start : self.at]

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Steps over what fits; whether that was anything."""
        start = self.at
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return self.at > start

    def _quoted(self) -> None:
        if not self._skip(_QUOTED):
            raise ValueError("a text does not end")

    def _sees(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _take(self, sign: str) -> None:
        if not self._sees(sign):
            raise ValueError(f"{sign} expected")
        self.at += len(sign)

    def _note(self, path: Path, line: int) -> None:
        self.known.setdefault(path, line)

    def _line(self) -> int:
        return bisect.bisect_left(self._ends, self.at) + 1
