"""The kinds of value that keys take, each with a sentence for what cannot be used. Pydantic stays in this room."""

from __future__ import annotations

import ipaddress
import re
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mailbot.desk.contract_reading import LANGUAGES, address_fault, zone_fault
from mailbot.desk.policy_keys import as_day, spelt, suggest

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
_SIZE = re.compile(r"(\d{1,9})\s*(kB|KB|MB|GB)?")
_UNITS = {None: 1, "kB": 1_000, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_STEPS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
LOOPBACK_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})


class Section(BaseModel):
    """A table of the file: every key is known, every value of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class SecretReference(Section):
    """Where a secret lies; the file's path is relative to the configuration."""

    env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = ""
    file: str = ""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text in double quotes, not {spelt(value)}")
    if _CONTROL.search(value):
        raise ValueError("holds a control character")
    return value


def _line(value: object) -> str:
    text = _text(value).strip()
    if "\n" in text:
        raise ValueError("must stand on one line")
    return text


def _name(value: object) -> str:
    text = _line(value)
    if not text:
        raise ValueError("is empty")
    return text


def _address(value: object) -> str:
    text = _name(value)
    if fault := address_fault(text):
        raise ValueError(fault)
    return text


def _language(value: object) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"there are no letters in {spelt(value)}{suggest(str(value), LANGUAGES)}")
    return str(value)


def _zone(value: object) -> str:
    zone = _name(value)
    if fault := zone_fault(zone):
        raise ValueError(fault)
    return zone


def _duration(value: object) -> timedelta:
    length = _duration_or_none(value)
    if not length:
        raise ValueError("must be longer than nothing")
    return length


def _duration_or_none(value: object) -> timedelta:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'must be a duration like "30s", "5m", "1h" or "1d", not {spelt(value)}')
    return timedelta(**{_STEPS[match[2]]: int(match[1])})


def _size(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[1]) == 0:
        raise ValueError(f'must be a size like "30MB" or a number of bytes, not {spelt(value)}')
    return int(match[1]) * _UNITS[match[2]]


def _secret(value: object) -> SecretReference:
    if isinstance(value, SecretReference):
        return value
    forms = '{ env = "NAME" } or { file = "path" }'
    if not isinstance(value, dict):
        raise ValueError(f"a secret never stands in this file: write {forms}")
    if len(value) != 1 or not isinstance(next(iter(value.values())), str) or not next(iter(value.values())):
        raise ValueError(f"write {forms}, one of the two")
    if fault := next((key for key in value if key not in {"env", "file"}), None):
        raise ValueError(f"there is no key {fault} here: write {forms}")
    return SecretReference(**value)


def _words(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {"": _text(value).strip()} if value != "" else {}
    for language in value:
        _language(language)
    return {str(language): _text(text).strip() for language, text in value.items()}


def _day(value: object) -> date | None:
    if value is None:
        return None
    day = as_day(value)
    if day is None or isinstance(value, datetime):
        raise ValueError(f"must be a date like 2026-04-01, not {spelt(value)}")
    return day


_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def _clock_time(value: object) -> str:
    """`HH:MM`, or nothing for never."""
    if value != "" and not (isinstance(value, str) and _CLOCK_TIME.fullmatch(value)):
        raise ValueError(f'must be a clock time like "08:30", or "" for never, not {spelt(value)}')
    return str(value)


def _leave(value: object) -> list[tuple[date, date]]:
    if not isinstance(value, list):
        raise ValueError(f'must be a list of days and of ["first day", "last day"], not {spelt(value)}')
    return [_absence(one) for one in value]


def _absence(value: object) -> tuple[date, date]:
    ends = value if isinstance(value, list) else [value, value]
    days = [day for one in ends if (day := as_day(one)) is not None]
    if len(ends) != 2 or len(days) != 2:
        raise ValueError(f'{spelt(value)} is neither a day like "2026-11-24" nor ["2026-12-28", "2027-01-05"]')
    first, last = days
    if last < first:
        raise ValueError(f"{spelt(value)} ends before it begins")
    return first, last


def _listen(value: object) -> str:
    text = _name(value)
    if text.startswith("unix:") and len(text) > len("unix:"):
        return text
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or not int(port) < 65536:
        raise ValueError(f'must be "HOST:PORT" like "127.0.0.1:8024", or "unix:PATH", not {spelt(value)}')
    return text


def _network(value: object) -> str:
    text = _name(value)
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        pass
    try:
        right = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f'{spelt(text)} is no network: write it like "192.0.2.10" or "192.0.2.0/24"') from None
    raise ValueError(f'{spelt(text)} has digits behind its mask: write "{right}"')


def _store_url(value: object) -> str:
    text = _name(value)
    scheme = text.partition("://")[0]
    if scheme not in {"sqlite", "postgresql"} or "://" not in text:
        raise ValueError('must begin with "sqlite:///" (and a path) or "postgresql://" (user@host/database)')
    if scheme == "sqlite" and (not text.startswith("sqlite:///") or text == "sqlite:///"):
        raise ValueError('must be "sqlite:///" and a path; with four slashes the path begins at the root')
    if scheme == "postgresql" and urlsplit(text).password:
        raise ValueError("holds a password: take it out, and write password = { env = … } beside it")
    return text


DELIVERY_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""Known ways to send, and the port of each."""


def _delivery_url(value: object) -> str:
    text = _line(value)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is no address of a server: its port must be a number") from None
    forms = '"smtp+starttls://user@host:587", "smtps://user@host:465", or "smtp://127.0.0.1:25" on this machine'
    if parts.scheme not in DELIVERY_SCHEMES or not host:
        raise ValueError(f"must be {forms}")
    if parts.password:
        raise ValueError("holds a password: take it out, and write password = { env = … } beside it")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError(f"has something behind host and port: write {forms}")
    return text


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this very machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK_NAMES


Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[str, BeforeValidator(_line)]
Name = Annotated[str, BeforeValidator(_name)]
MailAddress = Annotated[str, BeforeValidator(_address)]
Language = Annotated[str, BeforeValidator(_language)]
Zone = Annotated[str, BeforeValidator(_zone)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
DurationOrNone = Annotated[timedelta, BeforeValidator(_duration_or_none)]
Size = Annotated[int, BeforeValidator(_size)]
SecretKey = Annotated[SecretReference, BeforeValidator(_secret)]
WordsByLanguage = Annotated[dict[str, str], BeforeValidator(_words)]
Day = Annotated[date | None, BeforeValidator(_day)]
ClockTime = Annotated[str, BeforeValidator(_clock_time)]
Leave = Annotated[list[tuple[date, date]], BeforeValidator(_leave)]
Listen = Annotated[str, BeforeValidator(_listen)]
Network = Annotated[str, BeforeValidator(_network)]
StoreUrl = Annotated[str, BeforeValidator(_store_url)]
DeliveryUrl = Annotated[str, BeforeValidator(_delivery_url)]
Port = Annotated[int, Field(ge=1, le=65535)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
CountOrNone = Annotated[int, Field(ge=0, le=1_000_000)]
TlsKind = Literal["implicit", "starttls", "none"]
