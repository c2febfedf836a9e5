"""The open cases of a contract with what they hold: the closed ones are never read, however many there are."""

from __future__ import annotations

from pathlib import Path

from mailbot.desk.cases import Event, EventKind, Status
from mailbot.desk.ledger import Act, Why
from mailbot.desk.ledger_acts import give_back
from mailbot.store import Store, open_store
from tests.store.mails import NOON, contract, declared, open_case
from tests.store.test_store_ledger import SELLING, TERMS, TOKYO, declare, end, start
from tests.store.test_store_plans import listening, scans


def happens(store: Store, case_id: int, kind: EventKind, **facts: object) -> None:
    with store.unit(NOON) as unit:
        unit.add_event(case_id, Event(at=NOON, kind=kind, by="staff:suzuki", facts=facts))


def test_open_cases_come_with_what_they_hold_and_what_says_anything_of_units(store: Store) -> None:
    declare(store, SELLING)
    with store.unit(NOON) as unit:
        waiting, begun, used, closed, returned = (open_case(unit).id for _ in range(5))
    for one in (begun, used, closed, returned):
        happens(store, one, EventKind.STARTED)
    happens(store, waiting, EventKind.RECEIVED)
    with store.unit(NOON) as unit:
        assert all(start(unit, one, units=2) for one in (begun, used, closed, returned))
        assert end(unit, used)
        assert end(unit, closed)
        unit.set_status(closed, Status.CLOSED, NOON)
        account = unit.account("C-1", TERMS, TOKYO, cases=[returned])
        assert unit.append_lines(give_back(account, Act(at=NOON, cause="back"), case_id=returned, why=Why.NO_ANSWER))

    with store.unit(NOON) as unit:
        found = unit.open_matters("C-1")

    assert [(one.case_id, one.held) for one in found] == [(waiting, 0), (begun, 2), (used, 2), (returned, 0)]
    assert [[event.kind for event in one.events] for one in found] == [[], *[[EventKind.STARTED]] * 3]
    assert found[0].received_at == NOON


def test_what_was_taken_back_is_left_out_by_its_place_among_all_events(store: Store) -> None:
    declare(store, SELLING)
    with store.unit(NOON) as unit:
        case_id = open_case(unit).id
    for kind in (EventKind.RECEIVED, EventKind.LEVEL, EventKind.NOTED, EventKind.STARTED):
        happens(store, case_id, kind)
    happens(store, case_id, EventKind.UNDONE, first=3, last=4)

    with store.unit(NOON) as unit:
        (found,) = unit.open_matters("C-1")

    assert [one.kind for one in found.events] == [EventKind.LEVEL, EventKind.UNDONE]


def test_a_case_opened_in_the_same_unit_counts_and_other_contracts_do_not(store: Store) -> None:
    declare(store, SELLING)
    store.declare_contracts([declared(contract("C-2"))], NOON, "other")
    with store.unit(NOON) as unit:
        assert unit.open_matters("C-1") == ()
        case_id = open_case(unit).id
        unit.add_event(case_id, Event(at=NOON, kind=EventKind.STARTED))
        assert [(one.case_id, len(one.events)) for one in unit.open_matters("C-1")] == [(case_id, 1)]
        assert unit.open_matters("C-2") == ()


def test_no_question_reads_more_than_what_is_open(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    declare(store, SELLING)
    with store.unit(NOON) as unit:
        open_case(unit)
    with listening(store) as asked, store.unit(NOON) as unit:
        unit.open_matters("C-1")

    assert len(asked) >= 3
    assert scans(store, asked) == set()
    (first,) = (one for one, _ in asked if "FROM cases" in one)
    plan = _plan(store, first)
    store.close()
    assert "ix_cases_unfinished" in plan


def _plan(store: Store, statement: str) -> str:
    connection = store._database.engine.raw_connection()
    try:
        rows = connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", ("C-1",) * statement.count("?"))
        return " / ".join(str(row[3]) for row in rows)
    finally:
        connection.close()
