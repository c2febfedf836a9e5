"""What a check finds, as values: errors, warnings and what is well; shown as text or JSON."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mailbot.cli.printing import DONE, PROBLEMS


class Gravity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"
    FINE = "fine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at: where, and in words what is so and what to do about it."""

    gravity: Gravity
    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.gravity:<7}  {self.place}: {self.words}"


def error(place: str, words: str) -> Checked:
    return Checked(gravity=Gravity.ERROR, place=place, words=words)


def warning(place: str, words: str) -> Checked:
    return Checked(gravity=Gravity.WARNING, place=place, words=words)


def fine(place: str, words: str) -> Checked:
    return Checked(gravity=Gravity.FINE, place=place, words=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole answer of `check`; `configuration` is the effective one, without secrets, empty if it is unusable."""

    path: str
    checked: tuple[Checked, ...]
    configuration: Mapping[str, object] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """1 with any error, else 0; warnings do not count."""
        return PROBLEMS if any(one.gravity is Gravity.ERROR for one in self.checked) else DONE

    def as_json(self) -> dict[str, object]:
        of = {gravity: [_object(one) for one in self.checked if one.gravity is gravity] for gravity in Gravity}
        return {
            "file": self.path,
            "ok": self.exit_code == DONE,
            "errors": of[Gravity.ERROR],
            "warnings": of[Gravity.WARNING],
            "fine": of[Gravity.FINE],
            "configuration": self.configuration,
        }

    def as_text(self) -> str:
        """The configuration in force, then all that was found, the gravest last, where the eye is; then a verdict."""
        lines = [*settings_in_lines(in_short(self.configuration)), ""] if self.configuration else []
        for gravity in (Gravity.FINE, Gravity.WARNING, Gravity.ERROR):
            lines += [str(one) for one in self.checked if one.gravity is gravity]
        return "\n".join([*lines, self._verdict()])

    def _verdict(self) -> str:
        errors = sum(one.gravity is Gravity.ERROR for one in self.checked)
        warnings = sum(one.gravity is Gravity.WARNING for one in self.checked)
        counts = f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"
        return f"{self.path}: {counts}" + ("" if errors else "; it can be used")


def _object(one: Checked) -> dict[str, str]:
    return {"place": one.place, "message": one.words}


_NAMED = ("staff", "services", "calendars", "policies", "rules", "contracts")
"""Sections of which the text shows names alone; the JSON has them whole."""


def in_short(configuration: Mapping[str, object]) -> dict[str, object]:
    """The configuration for a terminal."""
    return {key: _names(found) if key in _NAMED else found for key, found in configuration.items()}


def _names(found: object) -> list[str]:
    if isinstance(found, Mapping):
        return list(found)
    rows = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    return [str(one.get("id") or one.get("handle") or one.get("name")) for one in rows]


def settings_in_lines(settings: Mapping[str, object], *outer: str) -> list[str]:
    """One line a key, under the names of its tables: `desk.name = Example`."""
    lines: list[str] = []
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            lines += settings_in_lines(value, *outer, key)
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            for place, one in enumerate(value):
                lines += settings_in_lines(one, *outer, f"{key}[{place}]")
        else:
            lines.append(f"{'.'.join((*outer, key))} = {_shown(value)}")
    return lines


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value) or "(none)"
    return str(value) if value not in ("", None, {}) else "(none)"


def all_of(*groups: Iterable[Checked]) -> tuple[Checked, ...]:
    """The groups one after the other, each thing once."""
    return tuple(dict.fromkeys(one for group in groups for one in group))
