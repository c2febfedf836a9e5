"""Time in the conversations about promises: it is set by hand, or passes so that all falls due as it does in life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from mailbot.store.tables import case_wake
from tests.stages import conversation
from tests.stages.conversation import Conversation

TOKYO = ZoneInfo("Asia/Tokyo")
CONFIG = Path(__file__).parent / "keeping.toml"
QUIET = ("reminders = [0.5, 0.8]\n", 'reminders = [0.5, 0.8]\nquiet = { hours = "22:00-09:00" }\n')
"""What makes the nights quiet."""
ON_CALL = "brown@mobile.example"

MakeKeeper = Callable[..., Conversation]


@pytest.fixture
def make_keeper(make_desk: MakeKeeper, monkeypatch: pytest.MonkeyPatch) -> MakeKeeper:
    """Makes a desk of `keeping.toml`, with some of its text replaced."""
    monkeypatch.setattr(conversation, "CONFIG", CONFIG)
    return make_desk


@pytest.fixture
def keeper(make_keeper: MakeKeeper) -> Conversation:
    return make_keeper()


def tokyo(month: int, day: int, clock: str) -> datetime:
    """A moment of the story, which begins on Monday 30 November 2026 at 10:00."""
    hour, minute = clock.split(":")
    return datetime(2026 if month > 6 else 2027, month, day, int(hour), int(minute), tzinfo=TOKYO)


def jumps(desk: Conversation, moment: datetime) -> None:
    """The clock is set, as after an outage: nothing was done in between."""
    assert moment >= desk.clock.now, "time does not go back"
    desk.clock.now = moment
    desk.works()


def passes(desk: Conversation, until: datetime) -> None:
    """Time passes, and whatever falls due is done when it does."""
    while (wakes := next_wake(desk)) is not None and wakes <= until:
        jumps(desk, max(wakes, desk.clock.now))
    jumps(desk, until)


def next_wake(desk: Conversation) -> datetime | None:
    """When the desk looks at a case next."""
    with desk.store._database.reading() as connection:
        found: datetime | None = connection.scalar(select(func.min(case_wake.c.at)))
    return found
