"""What was done by whom cannot be changed unseen (row G7, DECISIONS 44)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import pytest
from sqlalchemy import delete, text, update

from mailbot.desk.records import AuditEntry
from mailbot.store import Store
from mailbot.store.tables import audit, audit_head, audit_root
from tests.store.mails import MINUTE, NOON

SUBJECTS = ("case:1", "case:2", "contract:C-1")


def write(store: Store, subject: str, action: str = "case.opened") -> None:
    facts = MappingProxyType({"case": 1, "at": NOON, "fields": ["a", "b"], "見出し": "値"})
    with store.unit(NOON) as unit:
        unit.audit(AuditEntry(at=NOON, actor="staff:suzuki", action=action, subject=subject, facts=facts))


@pytest.fixture
def kept(store: Store) -> Store:
    """Three chains of three entries, sealed twice."""
    for round_ in range(3):
        for subject in SUBJECTS:
            write(store, subject)
        if round_:
            assert store.seal_audit(NOON + round_ * MINUTE) == 3
    return store


def change(store: Store, statement: object) -> None:
    with store._database.writing() as connection:
        connection.execute(statement)  # type: ignore[call-overload]  # any statement


def faults(store: Store) -> list[str]:
    return [str(one) for one in store.verify_audit()]


def test_an_untouched_log_is_whole(kept: Store) -> None:
    assert kept.verify_audit() == ()
    assert kept.seal_audit(NOON) == 0


def test_strange_words_are_kept_and_proved(store: Store) -> None:
    write(store, "case:\x00\udcff", "a\x00")

    assert store.verify_audit() == ()


@pytest.mark.parametrize("column", ["actor", "action", "facts", "at"], ids=lambda column: f"another {column}")
def test_a_changed_entry_shows(kept: Store, column: str) -> None:
    values = {"actor": "nobody", "action": "x", "facts": {"case": 2}, "at": NOON - MINUTE}
    row = (audit.c.subject == "case:2") & (audit.c.seq == 2)

    change(kept, update(audit).where(row).values({column: values[column]}))

    assert faults(kept) == ["case:2 2: it is not what was written"]


def test_an_entry_taken_out_shows(kept: Store) -> None:
    change(kept, delete(audit).where(audit.c.subject == "case:1", audit.c.seq == 2))

    assert "case:1 3: entry 2 is missing" in faults(kept)


def test_a_chain_cut_at_its_end_shows_in_its_head_and_in_the_root(kept: Store) -> None:
    change(kept, delete(audit).where(audit.c.subject == "case:1", audit.c.seq == 3))

    assert faults(kept) == [
        "case:1 2: the chain does not end where it was left",
        "case:1 3: it is not what root 2 sealed",
    ]


def test_a_chain_that_vanished_with_its_head_shows_in_the_roots(kept: Store) -> None:
    change(kept, delete(audit).where(audit.c.subject == "case:1"))
    change(kept, delete(audit_head).where(audit_head.c.subject == "case:1"))

    assert faults(kept) == [
        "case:1 2: it is not what root 1 sealed",
        "case:1 3: it is not what root 2 sealed",
    ]


def test_a_changed_or_missing_root_shows(kept: Store) -> None:
    change(kept, delete(audit_root).where(audit_root.c.id == 1))

    assert faults(kept) == ["root 2: it is not what was sealed, or does not follow the root before"]


def test_a_chain_written_anew_does_not_fit_the_root(kept: Store) -> None:
    change(kept, update(audit).where(audit.c.subject == "case:1", audit.c.seq == 3).values(digest="0" * 64))
    change(kept, update(audit_head).where(audit_head.c.subject == "case:1").values(digest="0" * 64))

    assert "case:1 3: it is not what root 2 sealed" in faults(kept)


def test_many_threads_write_one_chain_without_a_gap(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: write(store, "case:1", f"a{n}"), range(40)))

    with store._database.reading() as connection:
        sequence = list(connection.scalars(text("select seq from audit order by seq")))
    assert sequence == list(range(1, 41))
    assert store.verify_audit() == ()
