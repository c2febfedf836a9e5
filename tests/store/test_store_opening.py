"""A store that cannot be opened says what to change; one that is opened is private and durable (REALITIES 113)."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from mailbot.store import Store, Unreachable, open_store
from mailbot.store.columns import canonical, storable
from mailbot.store.raw import header_block, under_header
from tests.store.mails import NOON, new_message, take


def test_the_folder_of_a_new_database_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/var/desk.db").close()

    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
    assert (tmp_path / "var" / "desk.db").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_text("this is a letter to somebody, and no database at all\n" * 50)

    with pytest.raises(Unreachable, match="no SQLite database"):
        open_store(f"sqlite:///{tmp_path}/desk.db")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://localhost/x", r"sqlite:///FILE or postgresql://USER@HOST/NAME"),
        ("desk.db", r"sqlite:///FILE"),
        ("sqlite:////dev/null/desk.db", r"cannot be opened for writing"),
        ("sqlite:////dev", r"cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write(url: str, words: str) -> None:
    with pytest.raises(Unreachable, match=words):
        open_store(url)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
        take(store)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(before)

    assert modes == {"desk.db": 0o600, "desk.db-wal": 0o600, "desk.db-shm": 0o600}


def test_sqlite_is_set_up_for_durable_commits(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    try:
        with store._database.reading() as connection:
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            found = [connection.execute(text(f"pragma {name}")).scalar() for name in pragmas]
    finally:
        store.close()

    assert found == ["wal", 2, 1, 1]


def test_an_error_of_the_database_shows_nobodys_words(store: Store) -> None:
    message = replace(new_message(99), from_address="secret@client.example")

    with pytest.raises(IntegrityError) as raised, store.unit(NOON) as unit:
        unit.add_message(message)

    assert "secret" not in str(raised.value)


def test_nothing_of_the_store_waits_when_everything_is_done(store: Store) -> None:
    """The partial indexes that are polled hold no row of what has ended."""
    assert store.claim(NOON, 10) == ()
    assert store.claim_letters(NOON, 10) == ()
    assert store.counts() == {}


def test_instants_come_back_aware_whatever_their_zone(store: Store) -> None:
    tokyo = timezone(timedelta(hours=9))
    at = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=tokyo)
    take(store, at=at)

    (claimed,) = store.claim(NOON + timedelta(days=1), 1)

    assert claimed.received_at == at
    assert claimed.received_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ({"b": 1, "a": "値"}, '{"a":"値","b":1}'),
        ({"at": NOON}, '{"at":{"instant":"2026-11-24T03:00:00+00:00"}}'),
        ([frozenset({"b", "a"}), (1, 2)], '[["a","b"],[1,2]]'),
    ],
)
def test_json_is_canonical(value: object, spelt: str) -> None:
    assert canonical(value) == spelt


@pytest.mark.parametrize("value", [object(), {"at": datetime(2026, 1, 1)}])  # noqa: DTZ001 - what must be refused
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


def test_text_that_no_database_holds_is_made_storable() -> None:
    assert storable("a\x00b\ud800c") == "a\ufffdb\ufffdc"
    assert storable("日本語") == "日本語"


@pytest.mark.parametrize(
    ("raw", "header"),
    [
        (b"A: 1\r\n\r\nbody\n\nmore", b"A: 1\r\n\r\n"),
        (b"A: 1\n\nbody\r\n\r\n", b"A: 1\n\n"),
        (b"A: 1\r\n", b"A: 1\r\n"),
        (b"", b""),
    ],
)
def test_the_header_block_ends_at_the_first_blank_line(raw: bytes, header: bytes) -> None:
    assert header_block(raw) == header
    assert under_header(b"B: 2\r\n\r\n", raw) == b"B: 2\r\n\r\n" + raw[len(header) :]
