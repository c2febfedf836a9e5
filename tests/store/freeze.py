"""Writes the state of a database as this release leaves it: `python -m tests.store.freeze` at every release.

The dumps under `released/` are what migrations are tested from; one that was published never changes again.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import make_url

from mailbot.desk.cases import Event, EventKind, Participant
from mailbot.desk.people import Contact, Contract
from mailbot.desk.proof import Arrival, Door, Level
from mailbot.desk.records import (
    AuditEntry,
    ClockRow,
    Direction,
    InboxState,
    NewCase,
    NewLetter,
    NewMessage,
    Outcome,
)
from mailbot.store import open_store
from mailbot.store.meta import SCHEMA
from tests.store.databases import cluster, empty_postgresql, programs_folder

RELEASED = Path(__file__).parent / "released"
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def fill(url: str) -> None:
    """A desk with one contract, one case, and letters in the outbox."""
    store = open_store(url)
    yamada = Contact(name="山田 太郎", addresses=("yamada@client.example",))
    contract = Contract(
        id="C-1",
        client="Client KK",
        policy="standard",
        calendar="office",
        valid_from=date(2026, 1, 1),
        contacts=(yamada,),
        declared_in="config.toml",
    )
    store.declare_contracts([contract], NOON, "configuration")
    store.keyring(NOON)
    arrival = Arrival(door=Door.LMTP, source="lmtp/1", received_at=NOON, recipients=("support@vendor.example",))
    store.take_in("Subject: 請求書\r\n\r\n請求書が届きません。\r\n".encode(), arrival, content_key="first")
    (claimed,) = store.claim(NOON, 1)
    with store.unit(NOON) as unit:
        (held,) = unit.contracts_of("yamada@client.example")
        person = Participant(
            address="yamada@client.example", name="山田 太郎", contact_id=held.contacts[0].id, is_opener=True
        )
        case = unit.open_case(
            NewCase(
                contract_id="C-1",
                subject="請求書が届きません",
                category="question",
                category_reason="default",
                priority="normal",
                priority_reason="default",
                unsure="",
                received_at=NOON,
                policy_digest=unit.keep_snapshot("policy", "{}"),
                calendar_digest=unit.keep_snapshot("calendar", "{}"),
                language="ja",
                private=False,
                participants=(person,),
            )
        )
        message = NewMessage(
            case_id=case.id,
            direction=Direction.IN,
            at=NOON,
            message_id="<1@client.example>",
            from_address="yamada@client.example",
            to_addresses=("support@vendor.example",),
            subject="請求書が届きません",
            text="請求書が届きません。",
            new_text="請求書が届きません。",
            inbox_id=claimed.inbox_id,
            level=Level.A,
        )
        unit.add_event(case.id, Event(at=NOON, kind=EventKind.RECEIVED, facts={"message": unit.add_message(message)}))
        unit.set_clocks(case.id, [ClockRow(name="answer", state="running", due=NOON)])
        letter = NewLetter(
            cause=f"inbox:{claimed.inbox_id}",
            letter="case-opened",
            recipient="yamada@client.example",
            message_id="<a1@vendor.example>",
            envelope_from="support@vendor.example",
            content=b"Subject: [INC-000001]\r\n\r\n",
            subject="[INC-000001]",
            case_id=case.id,
        )
        unit.queue(letter)
        unit.audit(AuditEntry(at=NOON, actor="desk", action="case.opened", subject=f"case:{case.id}"))
        done = Outcome(state=InboxState.DONE, decision="open", reason="opener", case_id=case.id, level=Level.A)
        unit.finish(claimed.inbox_id, done)
    store.seal_audit(NOON)
    store.close()


def dump_sqlite(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        lines = "\n".join(connection.iterdump())
    connection.close()
    return lines + "\n"


def dump_postgresql(url: str) -> str:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    folder = programs_folder()
    program = str(folder / "pg_dump") if folder else "pg_dump"
    command = [program, "--inserts", "--no-owner", "--no-privileges", "--no-comments", plain]
    told = subprocess.run(command, check=True, capture_output=True, env=dict(os.environ)).stdout.decode()
    kept = [line for line in told.splitlines() if not re.match(r"(--|SET |\\|SELECT pg_catalog.set_config)", line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() + "\n"


def main() -> None:
    RELEASED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "desk.db"
        fill(f"sqlite:///{path}")
        (RELEASED / f"{SCHEMA}.sqlite.sql").write_text(dump_sqlite(path), encoding="utf-8")
    folder = programs_folder()
    if folder is None:
        sys.exit("PostgreSQL is needed to freeze its state")
    with cluster(folder) as server, empty_postgresql(server) as url:
        fill(url)
        (RELEASED / f"{SCHEMA}.postgresql.sql").write_text(dump_postgresql(url), encoding="utf-8")


if __name__ == "__main__":
    main()
