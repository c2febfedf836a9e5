"""What every part of the store stands on: the open database, who we are, and the newest instant that we were told."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.store.columns import AT_ONCE

if TYPE_CHECKING:
    from mailbot.store.engine import Database
    from mailbot.store.presence import Presence
    from mailbot.store.work import Lent


class Opened:
    """An open store; the parts of `Store` derive from it and add their questions and changes."""

    def __init__(
        self,
        database: Database,
        *,
        presence: Presence,
        lent: Lent,
        lease: timedelta,
    ) -> None:
        self._database = database
        self._presence = presence
        self._lent = lent
        self._lease = lease
        self._told = AT_ONCE
        self._looked_at = AT_ONCE
        self._turn = threading.Lock()

    @property
    def owner(self) -> str:
        """The name under which this process claims work: host, process and a random part."""
        return self._presence.owner

    def close(self) -> None:
        """Gives up the sign of life and all connections."""
        self._presence.close()
        self._lent.numbers.close()
        self._database.close()

    def _hear(self, now: datetime | None) -> datetime:
        """The instant to write down: `now`, or the newest one that the store was told."""
        with self._turn:
            if now is None:
                return self._told
            self._told = max(self._told, now)
            return now
