"""mail-parser's scanners for addresses and dates; the only module that calls that package, and it never raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from mailparser.addresses import parse_address_header  # type: ignore[import-untyped]  # the package ships no types
from mailparser.dates import parse_mail_date  # type: ignore[import-untyped]  # the package ships no types


def _as_they_stand(sources: list[str]) -> list[tuple[str, str]]:
    """mail-parser compares its findings with a second parser; we decode names ourselves and want its own."""
    del sources
    return []


def mailboxes(text: str) -> list[tuple[str, str]] | None:
    """(name, addr-spec) of an address list in structural order, names still encoded; None if the scanner gave up.

    A display name or comment is never searched for an address.
    """
    try:
        found, problems = parse_address_header(text, _as_they_stand)
    except Exception:  # noqa: BLE001 - any failure of a parser on hostile input is a finding
        return None
    if any(not problem["recovered"] for problem in problems):
        return None
    return [(str(name), str(address)) for name, address in found]


_EAST_ASIA = re.compile(r"[ \t](?:\+0900[ \t]*)?\(?(?:JST|KST)(?:-9)?\)?$")


def moment(text: str) -> datetime | None:
    """The aware moment that a Date field names, in UTC; None where it names none. A missing zone is read as UTC."""
    text = _EAST_ASIA.sub(" +0900", text.strip()[:200])
    try:
        value = parse_mail_date(text).value
        return value if isinstance(value, datetime) else _leniently(text)
    except Exception:  # noqa: BLE001 - any failure of a parser on hostile input is a finding
        return None


def _leniently(text: str) -> datetime | None:
    parsed = parsedate_tz(text)
    if parsed is None:
        return None
    zone = timezone(timedelta(seconds=parsed[9] or 0))
    return datetime(*parsed[:6], tzinfo=zone).astimezone(UTC)
