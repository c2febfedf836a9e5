"""The calendars by which cases are judged: those of the configuration, else those kept with the case itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.hours import as_json, read_calendar

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.hours import CalendarSpec, Hours
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.ports import Unit

Files: TypeAlias = Mapping[str, frozenset[date]]
"""The dates of iCalendar files by their paths."""


class CalendarGone(LookupError):
    """A case needs a calendar that is neither in the configuration nor kept with the case; says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The declared calendars, prepared as `hours`, and those that cases keep (DECISIONS 19).

    A case is judged by the declared calendar of a name, so that an edit moves open times; what was renamed or taken
    out is prepared from the snapshot of the case, once for each digest.
    """

    specs: Mapping[str, CalendarSpec]
    hours: Mapping[str, Hours]
    files: Files
    prepare: Callable[[Mapping[str, CalendarSpec], Files], Mapping[str, Hours]]
    _texts: dict[str, str | None] = field(default_factory=dict, repr=False)
    _kept: dict[str, Mapping[str, Hours]] = field(default_factory=dict, repr=False)
    _written: dict[tuple[str, ...], str] = field(default_factory=dict, repr=False)

    def keep(self, unit: Unit, version: PolicyVersion, calendar: str, *, beside: Case | None = None) -> str:
        """The digest under which the contract's calendar, every one that the version names, and all that they defer
        to are kept; `beside` is a case whose kept ones stay kept with them."""
        names = tuple(sorted({calendar, *(name for _, name in version.named_calendars())} - {""}))
        if names not in self._written:
            self._written[names] = self._text_of(names)
        text = self._written[names]
        if beside is not None and (before := self._text(unit, beside.calendar_digest)):
            old, new = json.loads(before), json.loads(text)
            text = _as_text({key: {**old.get(key, {}), **new[key]} for key in new})
        digest = unit.keep_snapshot("calendar", text)
        self._texts[digest] = text
        return digest

    def remember(self, unit: Unit, case: Case) -> None:
        """Read what the case keeps, once, so that its clocks can be played without asking the store again."""
        self._text(unit, case.calendar_digest)

    def of_case(self, case: Case) -> Callable[[str], Hours]:
        """The calendars of a case by name. What it returns raises CalendarGone."""
        return partial(self._named, case)

    def is_gone(self, unit: Unit, case: Case, name: str) -> bool:
        """Whether a calendar can neither be had from the configuration nor from the case."""
        self.remember(unit, case)
        return name not in self.hours and name not in self._kept_hours(case.calendar_digest)

    def _named(self, case: Case, name: str) -> Hours:
        found = self.hours.get(name) or self._kept_hours(case.calendar_digest).get(name)
        if found is None:
            raise CalendarGone(
                f"{case.number}: its calendar {name!r} is neither in the configuration nor kept with the case; "
                f"write [calendars.{name}] into the configuration again"
            )
        return found

    def _text(self, unit: Unit, digest: str) -> str | None:
        if not digest:
            return None
        if self._texts.get(digest) is None:
            self._texts[digest] = unit.snapshot(digest)
        return self._texts[digest]

    def _kept_hours(self, digest: str) -> Mapping[str, Hours]:
        text = self._texts.get(digest)
        if digest not in self._kept and text:
            kept = json.loads(text)
            specs = {name: read_calendar(name, keys) for name, keys in kept.get("calendars", {}).items()}
            files = {path: frozenset(map(date.fromisoformat, days)) for path, days in kept.get("files", {}).items()}
            self._kept[digest] = self.prepare(specs, files)
        return self._kept.get(digest, {})

    def _text_of(self, names: Iterable[str]) -> str:
        specs = {name: self.specs[name] for name in self._closure(names)}
        paths = {path for spec in specs.values() for path in spec.ics_paths()}
        return _as_text(
            {
                "calendars": {name: as_json(spec) for name, spec in specs.items()},
                "files": {path: [day.isoformat() for day in sorted(self.files[path])] for path in paths},
            }
        )

    def _closure(self, names: Iterable[str]) -> set[str]:
        """These calendars with all that any version of them defers to."""
        found: set[str] = set()
        following = list(names)
        while following:
            name = following.pop()
            if name not in found:
                found.add(name)
                spec = self.specs[name]
                following += [keys.use for keys in (spec, *spec.changes) if keys.use]
        return found


def _as_text(kept: Mapping[str, object]) -> str:
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
