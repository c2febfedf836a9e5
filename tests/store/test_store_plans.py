"""Whatever the size of the database, a question is an index look-up: SQLite's own plans are read, not the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from mailbot.desk.cases import Event, EventKind, Status
from mailbot.desk.records import AuditEntry, ClockRow, Cursor, Delivery, Sent
from mailbot.store import Store, open_store
from tests.store.mails import (
    DONE,
    HELD,
    MINUTE,
    NOON,
    YAMADA,
    came,
    contract,
    declared,
    new_letter,
    new_message,
    open_case,
    person,
    raw_mail,
    take,
)

SMALL = {"desk_meta", "counter", "signing_key", "contract", "pack_order", "audit_root"}
"""Tables of one row, of a few; the contracts with their orders, read whole where all are asked for; the roots, of which
the last is."""

Asked = list[tuple[str, Any]]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    yield store
    store.close()


@contextmanager
def listening(store: Store) -> Iterator[Asked]:
    asked: Asked = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(store._database.engine, "before_cursor_execute", listen)
    yield asked
    event.remove(store._database.engine, "before_cursor_execute", listen)


def scans(store: Store, asked: Asked) -> set[str]:
    """The tables that are read from end to end, each with the question that does it."""
    found: set[str] = set()
    connection = store._database.engine.raw_connection()
    for statement, parameters in asked:
        if not re.match(r"(?i)\s*(select|update|delete|insert)", statement):
            continue
        one = parameters[0] if parameters and isinstance(parameters, list) else parameters
        cursor = connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", one)
        steps = [str(row[3]) for row in cursor.fetchall()]
        cursor.close()
        for step in steps:
            whole = re.fullmatch(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
            if whole and not is_bounded(whole[1], whole[2] or ""):
                found.add(f"{step}: {statement}")
    connection.close()
    return found


def is_bounded(table: str, index: str) -> bool:
    """A scan of a small table, of a part of a question already answered, or of an index of waiting rows alone."""
    return table in SMALL or table.startswith(("anon", "json_each")) or index in WAITING


WAITING = {"ix_inbox_owner", "ix_outbox_owner", "ix_inbox_untold", "ix_inbox_state", "ix_outbox_state"}
WAITING |= {"ix_outbox_ended", "ix_cases_unfinished", "ix_audit_head_unsealed", "ix_inbox_due"}


def live_a_day(store: Store) -> None:
    """One of everything that happens while the desk runs."""
    store.declare_contracts([declared(contract())], NOON, "configuration")
    first = take(store, "first")
    store.take_in(raw_mail(), came("lmtp/again", trusted=True), content_key="key of first")
    store.take_in_at_cursor(
        raw_mail("x"), came("imap/1"), content_key="x", mailbox="INBOX", cursor=Cursor(uidvalidity=1, uid=1)
    )
    _, second = store.claim(NOON, 10)
    with store.unit(NOON) as unit:
        process(unit, first.inbox_id)
        unit.finish(second.inbox_id, HELD)
    with store.unit(NOON) as unit:
        unit.mark_told([one.inbox_id for one in unit.held_untold()])
    store.release(second.inbox_id, "operator", NOON)
    store.claim(NOON, 1)
    store.put_back([second.inbox_id], until=NOON + MINUTE, uncount=True)
    store.note_deliveries([(one, Delivery(ending=Sent.DONE), None) for one in store.claim_letters(NOON, 9)], NOON)
    with store.unit(NOON) as unit:
        unit.mark_ended_noted([one.outbox_id for one in unit.ended_letters(10)])
    with store.unit(NOON) as unit:
        for case_id in unit.cases_to_wake(10):
            unit.set_wake(case_id, None)
    store.seal_audit(NOON)
    store.lease_mailbox("INBOX", store.owner, NOON, 60)
    store.release_dead_leases()


def process(unit: Any, inbox_id: int) -> None:
    unit.contracts_of(YAMADA)
    unit.contracts_at(["support@vendor.example"])
    unit.contract("C-1")
    unit.case_of_messages(["<1@x>", "<2@x>"])
    unit.sent_letter(["<1@x>", "<2@x>"])
    unit.last_sent("refused", YAMADA)
    unit.automatic_since(YAMADA, NOON)
    unit.answers_to(YAMADA, ("case-opened", "linked-case"), NOON)
    unit.case_awaiting("<1@x>")
    case = open_case(unit)
    unit.case_numbered(case.number)
    unit.add_participant(case.id, person())
    unit.add_message(new_message(case.id))
    unit.mails_since(case.id, YAMADA, NOON)
    unit.public_ids(case.id)
    unit.add_event(case.id, Event(at=NOON, kind=EventKind.RECEIVED))
    unit.events_of(case.id)
    unit.set_clocks(case.id, [ClockRow(name="answer", state="running", due=NOON)])
    unit.set_wake(case.id, NOON, NOON - MINUTE)
    unit.set_wake(case.id, NOON)
    unit.newest_mail(case.id)
    unit.answer_waits(case.id)
    unit.mail_waits()
    unit.set_status(case.id, Status.OPEN, NOON)
    unit.set_facts(case.id, {"assignee": "suzuki", "subject": "s"})
    unit.snapshot(unit.keep_snapshot("policy", "p"))
    unit.queue(replace(new_letter(), case_id=case.id))
    unit.audit(AuditEntry(at=NOON, actor="desk", action="case.opened", subject=f"case:{case.id}"))
    unit.finish(inbox_id, DONE)


def test_nothing_that_happens_all_day_reads_a_table_from_end_to_end(opened: Store) -> None:
    with listening(opened) as asked:
        live_a_day(opened)

    assert len(asked) > 100
    assert scans(opened, asked) == set()


def test_no_question_of_the_command_line_does_either(opened: Store) -> None:
    live_a_day(opened)

    with listening(opened) as asked:
        opened.cases()
        opened.case_by_number("INC-000001")
        opened.history(1)
        opened.links(1)
        opened.held()
        opened.held_show(1)
        opened.counts()
        opened.newest_event()

    assert scans(opened, asked) == set()
