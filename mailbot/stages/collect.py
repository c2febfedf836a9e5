"""Collect: puts raw mail down in the inbox, once, before anybody reads it. The doors call it; nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from mailbot.desk.proof import Arrival
from mailbot.desk.records import Cursor, Taken
from mailbot.stages.ports import Doorstep

Answer = TypeVar("Answer")


class BatchDoorstep(Doorstep, Protocol):
    """A doorstep that shares one commit among several mails, and moves a mailbox's cursor in the commit of a mail."""

    def take_in_many(self, mails: Sequence[tuple[bytes, Arrival, str]]) -> tuple[Taken, ...]: ...

    def take_in_at_cursor(
        self, raw: bytes, arrival: Arrival, *, content_key: str, mailbox: str, cursor: Cursor
    ) -> Taken: ...


class Collect:
    """What every door is given: the way into the inbox. `content_key` names a mail's content (DECISIONS 26).

    `wake` is called when something was taken in, so that it is processed at once.
    """

    def __init__(
        self,
        doorstep: BatchDoorstep,
        content_key: Callable[[bytes], str],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._doorstep = doorstep
        self._content_key = content_key
        self._wake = wake

    def one(self, raw: bytes, arrival: Arrival) -> Taken:
        """Durable when it returns. Raises what the store raises; then nothing was kept."""
        return self._woken(self._doorstep.take_in(raw, arrival, content_key=self._content_key(raw)))

    def many(self, mails: Sequence[tuple[bytes, Arrival]]) -> tuple[Taken, ...]:
        """All of them in one commit, answers in their order; when it raises, none was kept."""
        keyed = [(raw, arrival, self._content_key(raw)) for raw, arrival in mails]
        return self._woken(tuple(self._doorstep.take_in_many(keyed)))

    def one_at_cursor(self, raw: bytes, arrival: Arrival, *, mailbox: str, cursor: Cursor) -> Taken:
        """A mail of a mailbox, and the mailbox's cursor behind it, in one commit."""
        key = self._content_key(raw)
        taken = self._doorstep.take_in_at_cursor(raw, arrival, content_key=key, mailbox=mailbox, cursor=cursor)
        return self._woken(taken)

    def _woken(self, taken: Answer) -> Answer:
        self._wake()
        return taken
