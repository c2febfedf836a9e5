"""What all doors share: the way into the inbox as they need it, how a door is doing, and its pauses after trouble."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from mailbot.desk.proof import Arrival
from mailbot.desk.records import Taken

Clock = Callable[[], datetime]
"""Tells the present moment, aware; the one reader of the clock is given to each door."""


class Inbox(Protocol):
    """Where a door puts mail; what it is given is durable when the call returns, and kept not at all if it raises."""

    def many(self, mails: Sequence[tuple[bytes, Arrival]]) -> tuple[Taken, ...]: ...


class Door(Protocol):
    """A loop of its own (DECISIONS 28)."""

    @property
    def status(self) -> DoorStatus: ...

    def run(self, stop: threading.Event) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorStatus:
    """How a door is doing, for `health`: when it last worked, and the trouble since then, if any.

    `last_error` says what failed and never holds anything of a mail.
    """

    name: str
    last_success: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    failing_since: datetime | None = None
    """The first trouble since it last worked."""
    taken: int = 0

    @property
    def is_well(self) -> bool:
        """Whether nothing failed since it last worked."""
        return not self.last_error


class Standing:
    """Keeps one door's status; the door writes it in its thread, anybody may read it."""

    def __init__(self, name: str, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._status = DoorStatus(name=name)

    @property
    def status(self) -> DoorStatus:
        with self._lock:
            return self._status

    def worked(self, taken: int = 0) -> None:
        now = self._clock()
        with self._lock:
            total = self._status.taken + taken
            self._status = replace(self._status, last_success=now, last_error="", last_error_at=None)
            self._status = replace(self._status, failing_since=None, taken=total)

    def failed(self, words: str) -> None:
        now = self._clock()
        with self._lock:
            since = self._status.failing_since or now
            self._status = replace(self._status, last_error=words, last_error_at=now, failing_since=since)


class Pauses:
    """Growing pauses after trouble: doubled each time up to `longest` seconds, jittered down by up to half."""

    def __init__(
        self,
        *,
        first: float = 1.0,
        longest: float = 300.0,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._first = first
        self._longest = longest
        self._jitter = jitter
        self._failures = 0

    def reset(self) -> None:
        self._failures = 0

    def next(self) -> float:
        """Seconds to wait now."""
        full = min(self._longest, self._first * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return full * (1 - self._jitter() / 2)


def words_of(error: BaseException) -> str:
    """An error in one line of printable characters, for logs and status; servers' replies may hold anything."""
    text = " ".join(str(error).split())
    printable = "".join(character for character in text if character.isprintable())
    return f"{type(error).__name__}: {printable[:300]}" if printable else type(error).__name__
