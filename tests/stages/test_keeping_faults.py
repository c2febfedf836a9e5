"""What goes wrong while promises are kept costs one case its time, never the others; two sweeps do nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailbot.desk.cases import EventKind
from mailbot.desk.records import TryLater
from mailbot.edges.doors import DoorStatus
from mailbot.stages.intake_watch import IntakeWatch
from mailbot.stages.keeping import AFTER_TROUBLE, Keeping
from mailbot.stages.keeping_staff import ToldToStaff
from tests.stages.cast import FIRST, SECOND, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.keeping_desk import jumps, keeper, make_keeper, next_wake, passes, tokyo

__all__ = ["keeper", "make_keeper"]


def two_asked(desk: Conversation) -> None:
    for number in (1, 2):
        desk.hears(YAMADA.writes(f"印刷について {number}"))
    desk.forget_letters()


def test_a_fault_of_ours_in_one_case_leaves_the_others_alone(
    keeper: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_asked(keeper)
    tell = ToldToStaff.tell

    def stumbles(told: ToldToStaff, *args: object) -> None:
        if told.kept.case.number == FIRST:
            raise ZeroDivisionError
        tell(told, *args)  # type: ignore[arg-type]  # whatever it was called with

    monkeypatch.setattr(ToldToStaff, "tell", stumbles)
    jumps(keeper, tokyo(12, 1, "17:30"))

    assert {one.subject.split()[0] for one in keeper.letters(SUZUKI.address)} == {f"[{SECOND}]"}
    assert EventKind.BREACH_TOLD not in keeper.events(FIRST)
    assert next_wake(keeper) == keeper.clock() + AFTER_TROUBLE
    monkeypatch.undo()
    passes(keeper, keeper.clock() + AFTER_TROUBLE)
    assert EventKind.BREACH_TOLD in keeper.events(FIRST)


def test_a_busy_database_is_nobody_s_fault(keeper: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    two_asked(keeper)

    def busy(*_: object) -> None:
        raise TryLater

    monkeypatch.setattr(ToldToStaff, "tell", busy)
    keeper.clock.now = tokyo(12, 1, "17:30")

    with pytest.raises(TryLater):
        keeper.sweep.some(keeper.clock(), 20)

    assert EventKind.BREACH_TOLD not in keeper.events(FIRST)


def test_while_a_door_is_in_trouble_customers_are_told_nothing_by_the_clock(keeper: Conversation) -> None:
    door = DoorStatus(name="imap", last_error="connection refused", last_error_at=tokyo(12, 3, "10:00"))
    two_asked(keeper)
    keeper.clock.now = tokyo(12, 3, "11:00")
    watch = IntakeWatch(standings=lambda: [door], house=keeper.desk.house, started=tokyo(11, 30, "09:00"))
    keeping = Keeping(house=keeper.desk.house, watch=watch)

    with keeper.store.unit(keeper.clock()) as unit:
        assert keeping.some(unit, keeper.clock(), 20) == 2
        assert keeping.some(unit, keeper.clock(), 20) == 0

    assert EventKind.BREACH_TOLD in keeper.events()
    assert EventKind.LATE_TOLD not in keeper.events()
    assert next_wake(keeper) == keeper.clock() + timedelta(minutes=1)


def test_a_worker_that_has_only_begun_to_read_waits_for_its_doors(keeper: Conversation) -> None:
    door = DoorStatus(name="imap")
    started = tokyo(12, 3, "10:00")
    watch = IntakeWatch(standings=lambda: [door], house=keeper.desk.house, started=started)

    assert watch.is_behind(started + timedelta(seconds=1))
    assert not watch.is_behind(started + timedelta(minutes=20))
    assert not watch.is_behind(started)


def test_looking_twice_does_nothing_twice(keeper: Conversation) -> None:
    two_asked(keeper)
    keeper.clock.now = tokyo(12, 3, "11:00")
    keeper.sweep.some(keeper.clock(), 20)
    with keeper.store.unit(keeper.clock()) as unit:
        for case_id in (1, 2):
            unit.set_wake(case_id, keeper.clock())

    keeper.works()

    keys = [one.key for one in keeper.letters(SUZUKI.address)]
    assert sorted(keys) == ["staff-before-breach"] * 2 + ["staff-breached"] * 2
    assert keeper.events().count(EventKind.LATE_TOLD) == 1


def test_a_closed_case_is_not_looked_at_any_more(keeper: Conversation) -> None:
    two_asked(keeper)
    keeper.hears(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), "#対応不要"))
    with keeper.store.unit(keeper.clock()) as unit:
        unit.set_wake(2, keeper.clock())

    keeper.works()

    with keeper.store.unit(keeper.clock() + timedelta(days=90)) as unit:
        assert unit.cases_to_wake(10) == (1,)
