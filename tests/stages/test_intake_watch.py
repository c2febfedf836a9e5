"""Watching the doors: trouble counts from its beginning, not from the last mail before it."""

from __future__ import annotations

from datetime import timedelta

from mailbot.edges.doors import DoorStatus, Standing
from mailbot.stages.intake_watch import PATIENCE, IntakeWatch
from tests.stages.conversation import MONDAY, Conversation, SetClock


def told(desk: Conversation, status: DoorStatus, clock: SetClock) -> int:
    watch = IntakeWatch(standings=lambda: [status], house=desk.sweep.house, started=MONDAY)
    with desk.store.unit() as unit:
        return watch.tell(unit, clock.now)


def test_the_first_error_of_a_quiet_door_is_no_standstill(desk: Conversation) -> None:
    clock = SetClock()
    standing = Standing("imap:INBOX", clock)
    standing.worked()
    clock.now += timedelta(hours=1)
    standing.failed("connection refused")
    clock.now += timedelta(seconds=1)

    assert told(desk, standing.status, clock) == 0


def test_errors_since_long_are_a_standstill_and_a_success_ends_it(desk: Conversation) -> None:
    clock = SetClock()
    standing = Standing("imap:INBOX", clock)
    standing.worked()
    clock.now += timedelta(hours=1)
    standing.failed("connection refused")
    began = clock.now
    clock.now += PATIENCE
    standing.failed("connection refused")

    assert standing.status.failing_since == began
    assert told(desk, standing.status, clock) > 0
    standing.worked()
    assert standing.status.failing_since is None
