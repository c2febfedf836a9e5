"""The kinds of value that a column may hold: instants in UTC, words of any sender, canonical JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""The `next_at` of what waits for nothing: it is due whatever a mail server's clock said of its receipt."""

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the key is spelt INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite has no zones, so it is given back there (DESIGN 8)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a naive datetime: which instant it means cannot be known."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no zone; the store takes aware instants only")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that others wrote: what a database refuses (NUL, lone surrogates) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else storable(value)


class Json(TypeDecorator[Any]):
    """Canonical JSON as text; gives back frozen values: mappings read-only, lists as tuples, instants aware."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else storable(canonical(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else _frozen(json.loads(value))


def kept_json(value: object) -> Any:
    """The value as a column of `Json` gives it back."""
    return _frozen(json.loads(storable(canonical(value))))


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces, the same for equal values; instants as ``{"instant": …}`` in UTC."""
    return _SPELT.encode(value)


def storable(text: str) -> str:
    """The text without the characters that UTF-8 or PostgreSQL cannot hold."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no zone; the store takes aware instants only")
        return {"instant": value.astimezone(UTC).isoformat()}
    if isinstance(value, MappingProxyType):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_SPELT = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        if value.keys() == {"instant"}:
            return datetime.fromisoformat(value["instant"])
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(inner) for inner in value)
    return value
