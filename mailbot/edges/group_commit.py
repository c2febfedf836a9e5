"""Shares one commit among mails that wait at the same moment; each waits until its own is durable."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from mailbot.desk.proof import Arrival
from mailbot.desk.records import Taken
from mailbot.edges.doors import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    raw: bytes
    arrival: Arrival
    taken: asyncio.Future[Taken]


class GroupCommit:
    """Belongs to one event loop; the store is called in one thread beside it, never in the loop.

    `most` bounds the mails of one commit; 1 gives every mail a commit of its own.
    """

    def __init__(self, inbox: Inbox, most: int = 64) -> None:
        self._inbox = inbox
        self._most = most
        self._waiting: deque[_Waiting] = deque()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="take-in")
        self._work: asyncio.Task[None] | None = None

    async def take_in(self, raw: bytes, arrival: Arrival) -> Taken:
        """Durable when it returns. Raises what the store raises for this mail; then it was not kept."""
        taken: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(raw=raw, arrival=arrival, taken=taken))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._commit_all())
        return await taken

    async def settle(self, seconds: float) -> None:
        """Waits until nothing is being taken in any more, so long at most."""
        if self._work is not None and not self._work.done():
            await asyncio.wait({self._work}, timeout=seconds)

    def close(self) -> None:
        self._thread.shutdown(wait=True)

    async def _commit_all(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            if not await self._commit(batch) and len(batch) > 1:
                for one in batch:
                    await self._commit([one])

    async def _commit(self, batch: list[_Waiting]) -> bool:
        """Whether the batch is durable; a failure is told to a mail that was alone in it, the others try alone."""
        mails = [(one.raw, one.arrival) for one in batch]
        try:
            answers = await asyncio.get_running_loop().run_in_executor(self._thread, self._inbox.many, mails)
        except Exception as error:  # noqa: BLE001 - whatever the store says is told to whoever waits
            if len(batch) == 1 and not batch[0].taken.done():
                batch[0].taken.set_exception(error)
            return False
        for one, taken in zip(batch, answers, strict=True):
            if not one.taken.done():
                one.taken.set_result(taken)
        return True
