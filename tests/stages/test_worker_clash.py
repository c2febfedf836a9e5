"""`once` goes on where the store gave way to another worker."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailbot import worker as worker_module
from mailbot.desk.records import TryLater
from mailbot.worker import Worker

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Clashing:
    """A stage with one thing to do, whose store cannot serve it the first times."""

    def __init__(self, clashes: int) -> None:
        self.clashes, self.left = clashes, 1

    def some(self, _now: datetime, _limit: int) -> int:
        if self.clashes:
            self.clashes -= 1
            raise TryLater("busy")
        done, self.left = self.left, 0
        return done


def worker_of(stage: Clashing, monkeypatch: pytest.MonkeyPatch) -> Worker:
    monkeypatch.setattr(worker_module, "CLASH_PAUSES", (0.0, 0.0, 0.0))
    return Worker(stages=[("process", stage)], doors=[], clock=lambda: NOON)


def test_a_clash_that_passes_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker_of(Clashing(3), monkeypatch).once() == 1


def test_a_store_that_stays_busy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TryLater):
        worker_of(Clashing(4), monkeypatch).once()
