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
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from sqlalchemy import make_url

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.ledger import Act
from mailbot.desk.ledger_acts import NotEnough, reserve
from mailbot.desk.offers import Offer, Offers
from mailbot.desk.packs import Order, PackTerms
from mailbot.desk.records import AuditEntry, ClockRow
from mailbot.store import open_store
from mailbot.store.meta import SCHEMA
from mailbot.store.unit import Unit
from tests.store.databases import cluster, empty_postgresql, programs_folder
from tests.store.mails import DONE, NOON, came, contract, declared, new_letter, new_message, open_case

RELEASED = Path(__file__).parent / "released"
TERMS = PackTerms(name="incidents")


def fill(url: str) -> None:
    """A desk with one contract and its order, one case with a unit reserved, and a letter in the outbox."""
    store = open_store(url)
    order = Order(contract_id="C-1", units=10, ordered_on=NOON.date(), reference="PO-1")
    selling = replace(contract(), terms=TERMS.name, orders=(order,))
    offers = Offers(by_name={TERMS.name: Offer(terms=TERMS)})
    store.declare_contracts([declared(selling)], NOON, "configuration", offers=offers)
    store.keyring(NOON)
    raw = "Subject: 請求書\r\n\r\n請求書が届きません。\r\n".encode()
    store.take_in(raw, came(), content_key="first")
    (claimed,) = store.claim(NOON, 1)
    with store.unit(NOON) as unit:
        process(unit, claimed.inbox_id)
    store.seal_audit(NOON)
    store.close()


def process(unit: Unit, inbox_id: int) -> None:
    unit.keep_snapshot("policy", "{}")
    case = open_case(unit, "請求書が届きません")
    message = unit.add_message(replace(new_message(case.id), inbox_id=inbox_id))
    unit.add_event(case.id, Event(at=NOON, kind=EventKind.RECEIVED, facts={"message": message}))
    unit.set_clocks(case.id, [ClockRow(name="answer", state="running", due=NOON)])
    unit.queue(replace(new_letter(f"inbox:{inbox_id}"), case_id=case.id))
    account = unit.account("C-1", TERMS, UTC, cases=[case.id])
    booked = reserve(account, Act(at=NOON, cause=f"case:{case.id}:started"), case_id=case.id, units=1)
    assert not isinstance(booked, NotEnough)
    unit.append_lines(booked)
    unit.audit(AuditEntry(at=NOON, actor="desk", action="case.opened", subject=f"case:{case.id}"))
    unit.finish(inbox_id, replace(DONE, case_id=case.id))


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
