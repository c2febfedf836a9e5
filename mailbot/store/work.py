"""What every part of a unit stands on: its transaction, and what the open store lends to it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mailbot.store.behind import Behind
from mailbot.store.contract_cache import ContractCache, contracts_version
from mailbot.store.digests import digest_of_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from mailbot.desk.cases import Event
    from mailbot.store.numbers import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """The open store's own, for units: the secret of address digests, the case numbers, and what need not be asked
    again."""

    pepper: bytes
    numbers: Numbers
    contracts: ContractCache
    snapshots: set[str]


class Work:
    """One transaction; the parts of `Unit` derive from it.

    Of a case that it opened itself nobody else knows, so much of it is kept back and written with that of others.
    """

    def __init__(self, connection: Connection, lent: Lent, *, owner: str, now: datetime) -> None:
        self._connection = connection
        self._owner = owner
        self._lent = lent
        self._now = now
        self._fresh_snapshots: list[str] = []
        self._clockless: set[int] = set()
        self._held: list[int] = []
        self._fresh: list[int] = []
        self._events: list[tuple[int, Event]] = []
        self._chains: list[tuple[str, int, str]] = []
        self._behind = Behind()
        self._contracts = lent.contracts
        self._version: int | None = None
        self._then: list[Callable[[], None]] = []

    def settle(self) -> None:
        """Writes what was kept back; when the unit ends, and before a question that may be about it."""
        self._behind.write(self._connection)

    def once_stored(self, then: Callable[[], None]) -> None:
        """What to note elsewhere once all of this is stored for good; never, if it is not."""
        self._then.append(then)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone; the unit goes on."""
        remembered: tuple[list[Any], ...] = (
            self._fresh_snapshots,
            self._held,
            self._fresh,
            self._events,
            self._chains,
            self._then,
        )
        marks = [len(several) for several in remembered]
        behind = self._behind.marked()
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            for several, mark in zip(remembered, marks, strict=True):
                del several[mark:]
            self._behind.back_to(behind)
            if self._contracts is not self._lent.contracts:
                self._forget_contracts()
            raise

    def _forget_contracts(self) -> None:
        """After this unit has changed a contract it asks anew, and keeps what it reads to itself until it ends."""
        self._contracts, self._version = ContractCache(), None

    def _contracts_version(self) -> int:
        if self._version is None:
            self._version = contracts_version(self._connection)
        return self._version

    def _digest(self, address_key: str) -> str:
        return digest_of_address(self._lent.pepper, address_key)
