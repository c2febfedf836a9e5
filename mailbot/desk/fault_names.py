"""How staff name services and fields of a fault when they write in a hurry: part of a title, a label without colon."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from mailbot.desk.device_footers import DEVICE_FOOTER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from mailbot.desk.uptime import Service

SHORTEST_PART = 3
"""Letters by which a service may be named."""


def folded(written: str) -> str:
    """A name as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", written).casefold().split())


def names_of(services: Iterable[Service]) -> dict[str, str]:
    """Every name of a service, and of a part that is just a name, as it is compared."""
    names: dict[str, str] = {}
    for service in services:
        for part in service.parts:
            names.setdefault(folded(part), part)
        names |= {folded(title): service.name for title in service.titles.values()}
        names[folded(service.name)] = service.name
    return names


def part_of_one(written: str, known: Mapping[str, str]) -> str | None:
    """The service of whose names alone this is a part, as `ポータル` of `顧客ポータル`."""
    found = {service for name, service in known.items() if len(written) >= SHORTEST_PART and written in name}
    return found.pop() if len(found) == 1 else None


def with_colons(text: str, labels: Collection[str]) -> str:
    """The text with a colon behind each Japanese label that a space alone sets apart (English labels are words of
    sentences too), and without what a telephone writes below a mail."""
    lines = (line for line in text.splitlines() if not DEVICE_FOOTER.match(line.strip()))
    return "\n".join(_with_colon(line, labels) for line in lines)


def _with_colon(line: str, labels: Collection[str]) -> str:
    label, *value = line.strip().split(maxsplit=1)[:2] or [""]
    return f"{label}：{value[0]}" if value and label in labels else line
