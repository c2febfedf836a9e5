"""What a unit tells of a month: its cases with all their events, and the faults as they were known by then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.desk.cases import Event, EventKind, Status
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts
from mailbot.store import Store, report_work
from tests.store.mails import new_case

BEGINS, ENDS = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def opened(store: Store, received: datetime, closed: datetime | None = None, contract: str = "C-1") -> int:
    made = {**{name: getattr(new_case(), name) for name in new_case().__slots__}, "received_at": received}
    with store.unit(received) as unit:
        case = unit.open_case(type(new_case())(**{**made, "contract_id": contract}))
        unit.add_event(case.id, Event(at=received, kind=EventKind.RECEIVED, by="desk", facts={}))
    if closed:
        with store.unit(closed) as unit:
            unit.add_event(case.id, Event(at=closed, kind=EventKind.CLOSED, by="desk", facts={}))
            unit.set_status(case.id, Status.CLOSED, closed)
    return case.id


def test_a_month_has_the_cases_that_came_before_its_end_and_had_not_ended_before_it(store: Store) -> None:
    ended_before = opened(store, BEGINS - 9 * DAY, BEGINS - DAY)
    ended_in = opened(store, BEGINS - 9 * DAY, BEGINS)
    ended_later = opened(store, BEGINS + DAY, ENDS + DAY)
    still_open = opened(store, BEGINS - 99 * DAY)
    too_late = opened(store, ENDS)
    of_another = opened(store, BEGINS + DAY, contract="C-2")

    with store.unit(ENDS) as unit:
        mine = [one.id for one in unit.cases_of_month("C-1", BEGINS, ENDS)]
        everybody = [one.id for one in unit.cases_of_month("", BEGINS, ENDS)]

    assert mine == [ended_in, ended_later, still_open]
    assert everybody == [ended_in, ended_later, still_open, of_another]
    assert not {ended_before, too_late} & set(everybody)


def test_events_of_many_cases_are_those_of_each(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_work, "AT_A_TIME", 2)
    ids = [opened(store, BEGINS + number * DAY, BEGINS + (number + 1) * DAY) for number in range(5)]

    with store.unit(ENDS) as unit:
        found = unit.events_of_cases(ids)
        assert found == {one: unit.events_of(one) for one in ids}
        assert unit.events_of_cases([]) == {}
        assert len(unit.cases_of_month("", BEGINS, ENDS)) == 5


def declared(store: Store, recorded: datetime, **facts: object) -> str:
    made = FaultFacts(services=("portal",), symptom={"ja": "停止"}, **facts)  # type: ignore[arg-type]  # its own fields
    with store.unit(recorded) as unit:
        return unit.declare_fault(FaultEvent(at=recorded, kind=FaultEventKind.DECLARED, facts=made)).number


def added(store: Store, number: str, recorded: datetime, kind: FaultEventKind, **facts: object) -> None:
    made = FaultFacts(**facts)  # type: ignore[arg-type]  # as above
    with store.unit(recorded) as unit:
        unit.add_fault_event(number, FaultEvent(at=recorded, kind=kind, facts=made))


def test_faults_are_as_what_was_recorded_by_then_says(store: Store) -> None:
    over = declared(store, BEGINS - 3 * DAY, began=BEGINS - 3 * DAY, recovered=BEGINS - 2 * DAY)
    running = declared(store, BEGINS + DAY, began=BEGINS + DAY)
    later = declared(store, ENDS + DAY, began=BEGINS + 2 * DAY, recovered=BEGINS + 3 * DAY)
    withdrawn = declared(store, BEGINS + 4 * DAY, began=BEGINS + 4 * DAY)
    added(store, running, ENDS + DAY, FaultEventKind.RECOVERED, recovered=ENDS, cause={"ja": "故障"})
    added(store, withdrawn, ENDS + DAY, FaultEventKind.WITHDRAWN)

    with store.unit(ENDS + 2 * DAY) as unit:
        then = {one.number: one for one in unit.faults_known(BEGINS, ENDS)}
        now = {one.number: one for one in unit.faults_known(BEGINS, ENDS + 2 * DAY)}

    assert set(then) == {running, withdrawn}
    assert then[running].is_running
    assert not then[running].cause
    assert not then[withdrawn].withdrawn
    assert set(now) == {running, withdrawn, later}
    assert now[running].recovered == ENDS
    assert now[withdrawn].withdrawn
    assert over not in now


def test_a_correction_that_ends_a_fault_before_the_month_leaves_the_month_as_it_was_known(store: Store) -> None:
    number = declared(store, BEGINS - 3 * DAY, began=BEGINS - 3 * DAY)
    added(store, number, ENDS + DAY, FaultEventKind.RECOVERED, recovered=BEGINS - 2 * DAY)

    with store.unit(ENDS + 2 * DAY) as unit:
        (found,) = unit.faults_known(BEGINS, ENDS)

    assert found.is_running
