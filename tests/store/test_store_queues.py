"""Lists ask open cases alone, in order of promise; a search finds words in any width; held mail is ruled once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.cases import Status
from mailbot.desk.queues import NEVER, Kind, Wanted
from mailbot.desk.records import ClockRow
from mailbot.store import Store, open_store
from mailbot.store.finding import spellings
from mailbot.store.unit import Unit
from tests.store.mails import HELD, MINUTE, NOON, contract, declared, new_message, open_case, take
from tests.store.test_store_plans import listening, scans

DAY = timedelta(days=1)


@pytest.fixture
def lone(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    yield store
    store.close()


def case_due(unit: Unit, *dues: object, state: str = "running", status: Status = Status.OPEN, owner: str = "") -> int:
    """A case with clocks due then."""
    case = open_case(unit)
    unit.set_clocks(
        case.id,
        [ClockRow(name=f"clock{place}", state=state, due=due) for place, due in enumerate(dues)],  # type: ignore[arg-type]  # instants
    )
    unit.set_status(case.id, status, NOON)
    unit.set_facts(case.id, {"assignee": owner})
    return case.id


def ids(unit: Unit, asked: Wanted) -> list[int]:
    return [one.case_id for one in unit.standing(asked)[0]]


def test_a_case_stands_in_one_list_by_its_first_due_time(store: Store) -> None:
    with store.unit(NOON) as unit:
        late = case_due(unit, NOON - MINUTE, NOON + MINUTE, state="breached")
        later = case_due(unit, NOON + 2 * MINUTE)
        soon = case_due(unit, NOON + MINUTE, NOON + 3 * DAY)
        case_due(unit, NOON - DAY, state="paused", status=Status.WAITING)
        case_due(unit, NOON - DAY, status=Status.CLOSED)
        rest = case_due(unit)

        assert ids(unit, Wanted(kind=Kind.OVERDUE, until=NOON)) == [late]
        assert ids(unit, Wanted(kind=Kind.TODAY, since=NOON, until=NOON + DAY)) == [soon, later]
        assert ids(unit, Wanted(kind=Kind.LATER, since=NOON + 2 * MINUTE)) == [later]
        assert ids(unit, Wanted(kind=Kind.REST)) == [rest]


def test_what_nobody_has_is_what_no_active_member_owns_and_what_waits_is_in_order_of_its_closing(store: Store) -> None:
    with store.unit(NOON) as unit:
        mine = case_due(unit, NOON + DAY, owner="suzuki")
        orphan = case_due(unit, NOON + DAY, owner="gone")
        nobody = case_due(unit, NOON + MINUTE)
        second, first = (case_due(unit, status=Status.WAITING) for _ in range(2))
        unit.set_wake(second, NOON + 2 * DAY)
        unit.set_wake(first, NOON + DAY)

        assert ids(unit, Wanted(kind=Kind.UNASSIGNED, without=("suzuki",))) == [nobody, orphan, second, first]
        assert ids(unit, Wanted(kind=Kind.LATER, assignee="suzuki")) == [mine]
        assert ids(unit, Wanted(kind=Kind.WAITING)) == [first, second]


def test_answered_cases_are_in_a_list_of_their_own_and_none_is_lost(store: Store) -> None:
    with store.unit(NOON) as unit:
        later, due = (case_due(unit, NOON + at, status=Status.ANSWERED) for at in (3 * DAY, MINUTE))
        second, first = (case_due(unit, status=Status.ANSWERED, owner="suzuki") for _ in range(2))
        unit.set_wake(second, NOON + 2 * DAY)
        unit.set_wake(first, NOON + DAY)
        rest = case_due(unit)

        assert ids(unit, Wanted(kind=Kind.ANSWERED)) == [first, second, later, due]
        assert ids(unit, Wanted(kind=Kind.ANSWERED, since=NOON + DAY)) == [first, second, later]
        assert ids(unit, Wanted(kind=Kind.ANSWERED, since=NEVER)) == [first, second]
        assert ids(unit, Wanted(kind=Kind.ANSWERED, assignee="suzuki", limit=1)) == [first]
        assert ids(unit, Wanted(kind=Kind.REST)) == [rest]
        assert ids(unit, Wanted(kind=Kind.TODAY, since=NOON, until=NOON + DAY)) == [due]


def test_a_list_is_cut_and_says_how_many_there_are(store: Store) -> None:
    with store.unit(NOON) as unit:
        for place in range(5):
            case_due(unit, NOON + place * MINUTE)
        found, total = unit.standing(Wanted(kind=Kind.TODAY, limit=2))

    assert (len(found), total) == (2, 5)
    assert found[0].first_due == NOON


def test_signs_of_like_are_only_signs_in_a_search(store: Store) -> None:
    with store.unit(NOON) as unit:
        one, other = open_case(unit).id, open_case(unit).id
        unit.set_facts(one, {"subject": "100% 完了_済み"})
        unit.set_facts(other, {"subject": "1000 完了済み"})

        assert [found.case_id for found in unit.found_by(("100%",), 9)] == [one]
        assert [found.case_id for found in unit.found_by(("完了_済",), 9)] == [one]
        assert [found.case_id for found in unit.found_by(("完了",), 9)] == [other, one]
        assert [found.case_id for found in unit.found_by(("完了",), 1)] == [other]


def test_a_search_finds_half_width_kana_and_full_width_letters(store: Store) -> None:
    with store.unit(NOON) as unit:
        one = open_case(unit).id
        unit.set_facts(one, {"subject": "ﾌﾟﾘﾝﾀｰ ＡＢＣ"})

        for word in ("プリンター", "ﾌﾟﾘﾝﾀｰ", "abc", "ＡＢＣ"):
            assert [found.case_id for found in unit.found_by((word,), 9)] == [one], word


@given(st.text(max_size=30))
def test_a_word_is_looked_for_as_it_was_written_too(word: str) -> None:
    assert word in spellings(word)
    assert len(spellings(word)) <= 6


def test_messages_are_counted_and_the_newest_are_read(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        for _ in range(4):
            unit.add_message(new_message(case.id))
        found, total = unit.newest_messages(case.id, 3)

    assert (len(found), total) == (3, 4)
    assert [one.id for one in found] == sorted(one.id for one in found)


def test_held_mail_is_ruled_once(store: Store) -> None:
    first, second, failed = (take(store, words).inbox_id for words in ("first", "second", "failed"))
    store.claim(NOON, 3)
    with store.unit(NOON) as unit:
        unit.finish(first, HELD)
        unit.finish(second, HELD)
    store.set_aside(failed, "failed 3 times")

    with store.unit(NOON) as unit:
        assert unit.held_count() == 3
        assert unit.let_in(first, "staff:suzuki")
        assert not unit.let_in(first, "staff:suzuki")
        assert unit.turn_away(second, "staff:suzuki")
        assert not unit.turn_away(second, "staff:suzuki")
        assert unit.try_again(failed, "staff:suzuki")
        assert unit.held_waiting(9) == ()
    claimed = {one.inbox_id: one.let_in_by for one in store.claim(NOON + MINUTE, 9)}
    assert claimed == {first: "staff:suzuki", failed: ""}


def test_the_open_cases_of_a_contract_are_its_own_the_oldest_first(store: Store) -> None:
    with store.unit(NOON) as unit:
        first, second, third = (open_case(unit).id for _ in range(3))
        unit.set_status(second, Status.CLOSED, NOON)

        assert unit.open_cases_of("C-1") == (first, third)
        assert unit.open_cases_of("C-2") == ()


def test_the_open_cases_of_a_contract_are_found_however_many_are_closed(lone: Store) -> None:
    lone.declare_contracts([declared(contract())], NOON, "configuration")
    with lone.unit(NOON) as unit:
        case_due(unit, NOON)
    with listening(lone) as asked, lone.unit(NOON) as unit:
        unit.open_cases_of("C-1")
    statement, parameters = next(one for one in asked if "cases" in one[0])
    with lone._database.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()

    assert any("ix_cases_unfinished" in str(step) for step in plan), plan


def test_the_lists_ask_open_cases_alone(lone: Store) -> None:
    lone.declare_contracts([declared(contract())], NOON, "configuration")
    with lone.unit(NOON) as unit:
        case_due(unit, NOON)
    with listening(lone) as asked, lone.unit(NOON) as unit:
        for kind in Kind:
            unit.standing(Wanted(kind=kind, until=NOON + DAY, assignee="suzuki", contracts=("C-1",)))
            unit.standing(Wanted(kind=kind))
        unit.cases_seen([1])
        unit.open_cases_of("C-1")
        unit.contracts_called("client")
        unit.newest_messages(1, 9)
        unit.links_of(1)
        unit.first_mail_at()
        unit.held_count()
        unit.held_waiting(9)
        unit.held_mail(1)

    assert scans(lone, asked) == set()


def test_lists_cost_the_same_however_many_cases_are_closed(lone: Store) -> None:
    with lone.unit(NOON) as unit:
        for _ in range(30):
            case_due(unit, NOON)
        before = _seconds(unit)
        for _ in range(1500):
            case_due(unit, NOON, status=Status.CLOSED)
        assert _seconds(unit) < 5 * before + 0.01


def _seconds(unit: Unit) -> float:
    begun = time.perf_counter()
    for kind in Kind:
        unit.standing(Wanted(kind=kind))
    return time.perf_counter() - begun
