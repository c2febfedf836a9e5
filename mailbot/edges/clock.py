"""The only reader of the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def set_clock(at: datetime) -> Clock:
    """A clock that stands still, for rehearsals (`--at`)."""
    fixed = at.astimezone(UTC)
    return lambda: fixed
