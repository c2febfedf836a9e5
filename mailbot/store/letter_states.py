"""The states of an outbox row and its lanes."""

from __future__ import annotations

import enum
from typing import Final

LAST_LANE: Final = 2


class LetterState(enum.StrEnum):
    """`SENDING` is committed before the first byte leaves, so that after a crash it is known to be uncertain."""

    QUEUED = "queued"
    SENDING = "sending"
    LATER = "later"
    SENT = "sent"
    REFUSED = "refused"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"
    """Taken back by its writer before it left."""
