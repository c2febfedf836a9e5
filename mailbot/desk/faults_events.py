"""Events of faults as plain JSON values for the log, and a fault as one row of the history that is exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mailbot.desk.faults import NOTHING_NEW, TEXTS, FaultFacts, Severity
from mailbot.desk.labels import label_in

if TYPE_CHECKING:
    from datetime import tzinfo

    from mailbot.desk.faults import Fault

TIMES = ("began", "detected", "recovered", "next_news")
LABELLED = (*TEXTS, "text")

COLUMNS = (
    "number", "services", "severity", "title", "symptom", "scope", "began", "detected", "recovered", "minutes",
    "cause", "remedy", "prevention", "outside_control", "withdrawn", "cases",
)  # fmt: skip
"""Of the exported history, in this order (F1)."""


def facts_as_json(facts: FaultFacts) -> dict[str, object]:
    """What was told, without the keys of what was not; `facts_from_json` makes the same facts of it again."""
    return {
        one.name: _plain(getattr(facts, one.name))
        for one in fields(facts)
        if getattr(facts, one.name) != getattr(NOTHING_NEW, one.name)
    }


def facts_from_json(kept: Mapping[str, object]) -> FaultFacts:
    """The facts as they were kept; keys that are not known are left, for a newer version may have written them."""
    found: dict[str, Any] = {}
    for one in fields(FaultFacts):
        if (value := kept.get(one.name)) is not None:
            found[one.name] = _meant(one.name, value)
    return FaultFacts(**found)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _meant(name: str, value: object) -> object:
    if name in TIMES:
        return datetime.fromisoformat(str(value))
    if name in LABELLED and isinstance(value, Mapping):
        return MappingProxyType({str(language): str(text) for language, text in value.items()})
    if name == "severity":
        return Severity(str(value))
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def row(fault: Fault, language: str, tz: tzinfo, *, as_of: datetime) -> dict[str, str]:
    """One fault as texts under `COLUMNS`: times with their offset, minutes whole, cases by id."""
    texts = {name: label_in(getattr(fault, name), language, otherwise="") for name in TEXTS}
    times = {name: _time(getattr(fault, name), tz) for name in ("began", "detected", "recovered")}
    values = {
        **texts,
        **times,
        "number": fault.number,
        "services": ", ".join(fault.services),
        "severity": fault.severity.value,
        "minutes": str(int(fault.lasted(as_of).total_seconds()) // 60),
        "outside_control": "yes" if fault.outside_control else "no",
        "withdrawn": "yes" if fault.withdrawn else "no",
        "cases": ", ".join(map(str, fault.cases)),
    }
    return {column: values[column] for column in COLUMNS}


def _time(at: datetime | None, tz: tzinfo) -> str:
    return at.astimezone(tz).isoformat() if at else ""
