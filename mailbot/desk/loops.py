"""The loop breaker that needs no header: whether somebody's mails only ever answer our own (REALITIES 30).

A machine that answers each of our letters with a new mail is told from a busy sender by waiting: its next mail comes
soon after our letter and never before. So from the fifth round on the letter is held back, longer each time. Whoever
writes of their own accord writes meanwhile, and the rounds are counted anew; whoever only reacts waits too, and after
ten rounds gets no more letters until it has been still for a while.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

REACTION = timedelta(minutes=10)
"""A mail that comes later than this after a letter of ours is no reaction to it."""
PATIENCE = 5
LAST_ROUND = 10
LAST_ROUND_OF_STAFF = 20
"""Staff are refused at once, as often as they try again; only a machine tries so often."""
FIRST_PAUSE = timedelta(minutes=1)
MEMORY = timedelta(hours=4)
"""How far back letters matter: all rounds with their pauses and reactions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An automatic letter to a sender: when the mail that caused it came, and when it left (None: not yet)."""

    received_at: datetime
    sent_at: datetime | None


def rounds(answers: Sequence[Answer], received_at: datetime) -> int:
    """How often in a row a mail came soon after the answer to the one before, up to the one received at `received_at`.

    `answers` are to the sender's earlier mails, newest mail first.
    """
    came = received_at
    for count, answer in enumerate(answers):
        if answer.sent_at is None or not answer.sent_at < came <= answer.sent_at + REACTION:
            return count
        came = answer.received_at
    return len(answers)


def pause_before(round_: int) -> timedelta:
    """How long the letter of this round is held back: not at all, then a minute, two, four and so on."""
    return FIRST_PAUSE * 2 ** (round_ - PATIENCE) if round_ >= PATIENCE else timedelta(0)
