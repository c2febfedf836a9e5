"""The shared mailbox on a real Dovecot: the Sent folder, folders that show states, people at the same mailbox."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.desk.cases import Case
from mailbot.edges.imap import ImapAccount
from mailbot.store import open_store
from tests.edges.shared_desk import FORGED, NOT_STAFF, YAMADA, SharedDesk, shared_desk
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.ground import wait_until
from tests.stages.mail_clients import Person

HELD, ACCEPT, DONE, REFUSED = "mailbot/Held", "mailbot/Accept", "mailbot/Done", "mailbot/Refused"
MAILBOX = Person("support@vendor.example", "例示サポート")
READ_ONLY = """
mail_plugins = $mail_plugins acl
plugin {
  acl = vfile
}
"""


def account(dovecot: Dovecot, user: str, **changes: object) -> ImapAccount:
    whole = ImapAccount(
        name="support",
        host="127.0.0.1",
        port=dovecot.imap,
        tls="none",
        user=user,
        password=lambda: "pw",
        sent_folder="auto",
        poll_seconds=0.3,
        read_seconds=10,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace


def where(dovecot: Dovecot, user: str, subject: str) -> list[str]:
    """The folders in which a mail lies, one entry for each copy that is not marked as deleted."""
    found = []
    with dovecot.client(user, "Sent") as client:
        for flags, _, name in client.list_folders():
            if b"\\Noselect" in flags:
                continue
            client.select_folder(name, readonly=True)
            found += [name for _ in client.search(["UNDELETED", "SUBJECT", subject])]
    return found


def arrive(dovecot: Dovecot, user: str, raw: bytes) -> None:
    """A mail lies in the mailbox, with the verdict of the mail server on top of it."""
    with dovecot.client(user) as client:
        client.append("INBOX", raw)


def drag(dovecot: Dovecot, user: str, subject: str, source: str, target: str) -> None:
    """A person moves a mail with their mail program."""
    with dovecot.client(user, source) as client:
        uids = client.search(["SUBJECT", subject])
        assert len(uids) == 1
        client.move(uids, target)


@contextmanager
def attended(desk: SharedDesk) -> Iterator[None]:
    """The door in a thread of its own, and the stages that process what it brings."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=desk.door.run, args=(stop,)),
        threading.Thread(target=_working, args=(desk, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: desk.door.status.last_success is not None, "the door has had its first look")
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(15)
            assert not thread.is_alive()


def _working(desk: SharedDesk, stop: threading.Event) -> None:
    while not stop.wait(0.1):
        desk.works()


def test_folders_show_what_became_of_each_mail_and_accept_lets_in(dovecot: Dovecot, tmp_path: Path) -> None:
    user = "shelves@vendor.test"
    with shared_desk(account(dovecot, user), tmp_path, url=f"sqlite:///{tmp_path}/desk.db") as desk, attended(desk):
        arrive(dovecot, user, YAMADA.writes("printing").raw)
        arrive(dovecot, user, FORGED.writes("forged").raw)
        arrive(dovecot, user, NOT_STAFF.writes("pretender", "#完了").raw)
        wait_until(lambda: where(dovecot, user, "printing") == [DONE], "the case's mail is done")
        wait_until(lambda: where(dovecot, user, "forged") == [HELD], "the forged one is held")

        drag(dovecot, user, "forged", HELD, ACCEPT)
        wait_until(lambda: where(dovecot, user, "forged") == [DONE], "it is let in and moved on")
        wait_until(lambda: where(dovecot, user, "pretender") == [HELD], "the pretender is held")
        drag(dovecot, user, "pretender", HELD, ACCEPT)
        wait_until(lambda: desk.letters("staff-mailbox-note") != [], "staff are told")
        wait_until(lambda: where(dovecot, user, "pretender") == [HELD], "it is back")

    assert sorted(case.subject for case in _cases(tmp_path)) == ["forged", "printing"]
    with dovecot.client(user, DONE) as client:
        assert client.search(["SEEN"]) == []


def _cases(folder: Path) -> list[Case]:
    store = open_store(f"sqlite:///{folder}/desk.db")
    try:
        return list(store.cases())
    finally:
        store.close()


def test_what_people_send_from_the_mailbox_itself_is_recorded(dovecot: Dovecot, tmp_path: Path) -> None:
    user = "sent@vendor.test"
    question = YAMADA.writes("printing")
    answer = MAILBOX.writes("Re: printing", to=(YAMADA.address,), in_reply_to=question.message_id)
    with shared_desk(account(dovecot, user), tmp_path, shows=False) as desk:
        desk.settles()
        arrive(dovecot, user, question.raw)
        desk.settles()
        with dovecot.client(user, "Sent") as client:
            client.append("Sent", answer.raw)
        desk.settles()

        (case,) = desk.store.cases()
        assert case.status == "waiting"
        assert sorted(where(dovecot, user, "printing")) == ["INBOX", "Sent"]


def test_cut_connections_and_people_who_move_mails_lose_and_double_nothing(dovecot: Dovecot, tmp_path: Path) -> None:
    user = "busy@vendor.test"
    with shared_desk(account(dovecot, user), tmp_path, url=f"sqlite:///{tmp_path}/desk.db") as desk, attended(desk):
        for number in range(8):
            arrive(dovecot, user, YAMADA.writes(f"question{number}").raw)
            if number % 3 == 1:
                wait_until(lambda: dovecot.connections(user) > 0, "the door is connected")
                dovecot.kick(user)
        wait_until(lambda: len(desk.store.cases()) == 8, "all are cases", 30)
        all_lie(dovecot, user, 8)

    assert len(_cases(tmp_path)) == 8


def test_a_mailbox_whose_rights_allow_no_moving_is_read_all_the_same(tmp_path: Path) -> None:
    user = "reader@vendor.test"
    with running_dovecot(READ_ONLY) as dovecot:
        desk_account = account(dovecot, user)
        with shared_desk(desk_account, tmp_path) as desk:
            desk.settles()
            arrive(dovecot, user, YAMADA.writes("printing").raw)
            (dovecot.place / "mail" / user / "dovecot-acl").write_text("owner lr\n", encoding="utf-8")
            desk.settles()

            assert [case.subject for case in desk.store.cases()] == ["printing"]
            assert where(dovecot, user, "printing") == ["INBOX"]


def test_a_server_that_says_it_cannot_move_keeps_mails_marked(tmp_path: Path) -> None:
    user = "bare@vendor.test"
    with (
        running_dovecot("imap_capability = IMAP4rev1") as dovecot,
        shared_desk(account(dovecot, user, sent_folder="Sent"), tmp_path) as desk,
    ):
        desk.settles()
        arrive(dovecot, user, YAMADA.writes("printing").raw)
        desk.settles()

        assert where(dovecot, user, "printing") == [DONE]
        with dovecot.client(user) as client:
            assert len(client.search(["DELETED"])) == 1
        assert desk.looks() == 0


def test_two_workers_at_one_mailbox_move_each_mail_once(dovecot: Dovecot, tmp_path: Path) -> None:
    user, url = "two@vendor.test", f"sqlite:///{tmp_path}/desk.db"
    with (
        shared_desk(account(dovecot, user), tmp_path, url=url) as first,
        shared_desk(account(dovecot, user), tmp_path, url=url) as second,
        attended(first),
        attended_too(second),
    ):
        for number in range(6):
            arrive(dovecot, user, YAMADA.writes(f"question{number}").raw)
        all_lie(dovecot, user, 6)
        assert dovecot.connections(user) == 1

    assert len(_cases(tmp_path)) == 6


def all_lie(dovecot: Dovecot, user: str, count: int) -> None:
    """Waits until each of the questions lies once, and where done mail lies."""
    words = [f"question{number}" for number in range(count)]
    wait_until(lambda: [where(dovecot, user, word) for word in words] == [[DONE]] * count, "all are done", 40)


@contextmanager
def attended_too(desk: SharedDesk) -> Iterator[None]:
    """A second worker, whose door waits for the lease."""
    stop = threading.Event()
    thread = threading.Thread(target=desk.door.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server
