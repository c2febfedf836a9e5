"""Folders that show states on a server that can hardly do anything, and one that is cut off at every step (row D6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.edges.imap import ImapAccount, ImapError
from tests.edges.shared_desk import FORGED, NOT_STAFF, YAMADA, SharedDesk, shared_desk
from tests.servers.foldered_imap import BARE, Folder, FolderPeer, foldered_imap
from tests.stages.mail_clients import Person

FULL = "IMAP4rev1 MOVE UIDPLUS SPECIAL-USE NAMESPACE"
SERVERS = {"bare": BARE, "plus": "IMAP4rev1 UIDPLUS", "move": "IMAP4rev1 MOVE", "full": FULL}
HELD, ACCEPT, DONE, REFUSED = "mailbot/Held", "mailbot/Accept", "mailbot/Done", "mailbot/Refused"


class Office:
    """A server, the desk at it, and the people who have the mailbox open."""

    def __init__(self, peer: FolderPeer, desk: SharedDesk) -> None:
        self.peer = peer
        self.desk = desk

    def arrives(self, person: Person, subject: str, **more: str) -> int:
        return self.peer.folder("INBOX").put(person.writes(subject).but(**more).raw)

    def drags(self, subject: str, source: str, target: str) -> None:
        """A person moves a mail."""
        folder = self.peer.folder(source)
        uid = next(uid for uid, raw in folder.mails.items() if f"Subject: {subject}".encode() in raw)
        self.peer.folders.setdefault(target, Folder(50)).put(folder.take_out(uid), "\\Seen")

    def lies(self, subject: str) -> list[str]:
        """The folders in which a mail lies, one entry for each copy."""
        return [name for name in self.peer.folders for one in self.peer.subjects(name) if one == subject]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def office(opened: ExitStack, folder: Path, capabilities: str = FULL, **changes: object) -> Office:
    """The office at a server of these abilities; its mailbox was met before."""
    peer = opened.enter_context(foldered_imap(FolderPeer(capabilities=capabilities)))
    account = ImapAccount(
        name="support",
        host="127.0.0.1",
        port=peer.port,
        tls="none",
        user="support",
        password=lambda: "pw",
        poll_seconds=0.05,
        read_seconds=5,
    )
    changed = replace(account, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace
    desk = opened.enter_context(shared_desk(changed, folder))
    desk.looks()
    return Office(peer, desk)


@pytest.mark.parametrize("server", SERVERS)
def test_each_mail_moves_to_the_folder_of_what_became_of_it(opened: ExitStack, tmp_path: Path, server: str) -> None:
    at = office(opened, tmp_path, SERVERS[server])
    at.arrives(YAMADA, "printing")
    at.arrives(FORGED, "forged")
    at.arrives(Person("tanaka@client.example"), "colleague")
    at.desk.settles()

    assert at.lies("printing") == [DONE]
    assert at.lies("forged") == [HELD]
    assert at.lies("colleague") == [REFUSED]
    assert at.peer.subjects("INBOX") == []
    assert at.desk.looks() == 0
    assert len(at.desk.store.cases()) == 1


def test_without_uidplus_mails_are_marked_and_nothing_is_expunged(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path, BARE)
    others = at.peer.folder("INBOX").put(b"Subject: others\r\n\r\nmarked by somebody else\r\n", "\\Deleted")
    uid = at.arrives(YAMADA, "printing")
    at.desk.settles()

    assert at.peer.folder("INBOX").flags[uid] == {"\\Deleted"}
    assert others in at.peer.folder("INBOX").mails
    assert not [one for one in at.peer.commands if "EXPUNGE" in one.upper()]


def test_with_uidplus_alone_exactly_our_mails_are_expunged(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path, SERVERS["plus"])
    others = at.peer.folder("INBOX").put(b"Subject: others\r\n\r\nmarked by somebody else\r\n", "\\Deleted")
    uid = at.arrives(YAMADA, "printing")
    at.desk.looks()
    at.desk.works()
    at.desk.looks()

    assert uid not in at.peer.folder("INBOX").mails
    assert at.peer.folder("INBOX").flags.get(others) in ({"\\Deleted"}, None)
    assert "EXPUNGE" not in [one.upper().split()[0] for one in at.peer.commands]


@pytest.mark.parametrize("server", SERVERS)
def test_a_held_mail_moved_to_accept_is_let_in_and_moved_on(opened: ExitStack, tmp_path: Path, server: str) -> None:
    at = office(opened, tmp_path, SERVERS[server])
    at.arrives(FORGED, "forged")
    at.desk.settles()
    assert at.desk.held() == ["unproven"]
    at.drags("forged", HELD, ACCEPT)
    at.desk.looks()
    assert at.lies("forged") == [ACCEPT]
    at.desk.works()
    at.desk.looks()

    assert at.lies("forged") == [DONE]
    assert at.desk.held() == []
    assert [case.subject for case in at.desk.store.cases()] == ["forged"]
    assert at.desk.released_by() == ["mailbox:support"]


def test_what_cannot_be_let_in_goes_back_and_staff_are_told_once(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.arrives(NOT_STAFF, "staff", text="#完了")
    at.desk.settles()
    for _ in range(2):
        at.drags("staff", HELD, ACCEPT)
        at.desk.settles()
        assert at.lies("staff") == [HELD]

    assert at.desk.held() == ["unproven-staff"]
    assert at.desk.letters("staff-mailbox-note") == ["brown@vendor.example", "suzuki@vendor.example"]


def test_a_mail_that_is_held_again_after_it_was_let_in_goes_back(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.arrives(Person("sales@stranger.example"), "sales")
    at.desk.settles()
    at.drags("sales", HELD, ACCEPT)
    at.desk.settles()

    assert at.desk.held() == ["no-contract"]
    assert at.lies("sales") == [HELD]


def test_a_mail_dragged_to_accept_before_the_desk_read_it_is_taken_in_and_let_in(
    opened: ExitStack, tmp_path: Path
) -> None:
    at = office(opened, tmp_path)
    at.arrives(FORGED, "quick")
    at.drags("quick", "INBOX", ACCEPT)
    at.desk.settles()
    at.desk.settles()

    assert [case.subject for case in at.desk.store.cases()] == ["quick"]
    assert at.lies("quick") == [DONE]


def test_a_mail_of_a_done_case_put_on_accept_goes_back_to_where_it_belongs(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.arrives(YAMADA, "printing")
    at.desk.settles()
    at.drags("printing", DONE, ACCEPT)
    at.desk.settles()

    assert at.lies("printing") == [DONE]
    assert len(at.desk.store.cases()) == 1


def test_accept_is_read_anew_when_its_numbers_change(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.arrives(FORGED, "forged")
    at.desk.settles()
    at.drags("forged", HELD, ACCEPT)
    at.desk.looks()
    at.peer.folder(ACCEPT).uidvalidity = 999
    at.desk.looks()
    at.desk.works()
    at.desk.settles()

    assert at.lies("forged") == [DONE]
    assert len(at.desk.store.cases()) == 1


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("deed", ["moved", "deleted"])
def test_what_a_person_moved_or_deleted_meanwhile_is_left_alone(
    opened: ExitStack, tmp_path: Path, server: str, deed: str
) -> None:
    at = office(opened, tmp_path, SERVERS[server])
    at.arrives(YAMADA, "printing")
    at.desk.looks()
    at.desk.works()
    if deed == "moved":
        at.drags("printing", "INBOX", "Mine")
    else:
        at.peer.folder("INBOX").take_out(1)
    at.arrives(YAMADA, "next")
    at.desk.settles()

    assert at.lies("printing") == (["Mine"] if deed == "moved" else [])
    assert at.lies("next") == [DONE]
    assert at.desk.looks() == 0


def test_a_folder_that_a_person_deleted_is_made_again(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.arrives(FORGED, "forged")
    at.desk.settles()
    for name in (HELD, DONE, ACCEPT):
        at.peer.folders.pop(name, None)
    at.arrives(YAMADA, "printing")
    at.arrives(FORGED, "again")
    at.desk.settles()

    assert (at.lies("printing"), at.lies("again")) == ([DONE], [HELD])


def test_a_mailbox_that_may_only_be_read_is_read(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.peer.read_only.add("INBOX")
    at.arrives(YAMADA, "printing")
    at.desk.settles()

    assert at.lies("printing") == ["INBOX"]
    assert len(at.desk.store.cases()) == 1
    at.peer.read_only.clear()
    at.desk.looks()
    assert at.lies("printing") == [DONE]


STEPS = [
    ("bare", "after", "UID COPY"),
    ("bare", "before", "UID STORE"),
    ("bare", "after", "UID STORE"),
    ("plus", "after", "UID COPY"),
    ("plus", "before", "UID EXPUNGE"),
    ("plus", "after", "UID EXPUNGE"),
    ("move", "before", "UID MOVE"),
    ("move", "after", "UID MOVE"),
    ("full", "after", "UID MOVE"),
    ("full", "before", "CREATE"),
    ("full", "after", "CREATE"),
]


@pytest.mark.parametrize(("server", "when", "command"), STEPS)
def test_a_connection_cut_in_the_middle_of_a_move_loses_and_doubles_nothing(
    opened: ExitStack, tmp_path: Path, server: str, when: str, command: str
) -> None:
    at = office(opened, tmp_path, SERVERS[server])
    for number in range(3):
        at.arrives(YAMADA, f"question{number}")
    at.desk.looks()
    at.desk.works()
    getattr(at.peer, f"cut_{when}").append(command)
    with pytest.raises((OSError, ImapError)):
        at.desk.looks()
    at.desk.looks()
    at.desk.looks()

    assert [at.lies(f"question{number}") for number in range(3)] == [[DONE]] * 3
    assert len(at.desk.store.cases()) == 3
    assert at.desk.looks() == 0


def test_names_follow_the_server_s_separator_and_its_place_for_one_s_own_folders(
    opened: ExitStack, tmp_path: Path
) -> None:
    at = office(opened, tmp_path)
    at.peer.separator, at.peer.prefix = ".", "INBOX."
    at.arrives(YAMADA, "printing")
    at.desk.settles()

    assert at.lies("printing") == ["INBOX.mailbot.Done"]


def test_mail_without_a_message_id_is_known_by_its_content(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path, SERVERS["bare"])
    at.arrives(YAMADA, "nameless", message_id="")
    at.desk.looks()
    at.desk.works()
    at.peer.cut_after.append("UID COPY")
    with pytest.raises((OSError, ImapError)):
        at.desk.looks()
    at.desk.looks()

    assert at.lies("nameless") == [DONE]


def test_two_mails_of_one_content_both_leave_the_inbox(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    raw = YAMADA.writes("twice").raw
    at.peer.folder("INBOX").put(raw)
    at.peer.folder("INBOX").put(raw)
    at.desk.settles()

    assert at.lies("twice") == [DONE, DONE]
    assert len(at.desk.store.cases()) == 1


def test_a_mailbox_whose_folders_show_nothing_is_never_opened_for_writing(opened: ExitStack, tmp_path: Path) -> None:
    peer = opened.enter_context(foldered_imap(FolderPeer(capabilities=FULL)))
    account = ImapAccount(
        name="support", host="127.0.0.1", port=peer.port, tls="none", user="support", password=lambda: "pw"
    )
    desk = opened.enter_context(shared_desk(account, tmp_path, shows=False))
    desk.looks()
    peer.folder("INBOX").put(YAMADA.writes("printing").raw)
    desk.settles()

    assert peer.subjects("INBOX") == ["printing"]
    assert {one.split()[0] for one in peer.commands} <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}


def test_the_sent_folder_that_the_server_names_is_read_after_the_inbox(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path, sent_folder="auto")
    at.peer.folders["Gesendet"] = Folder(9)
    at.peer.special["Gesendet"] = "\\Sent"
    at.desk.looks()
    question = YAMADA.writes("printing")
    at.peer.folder("INBOX").put(question.raw)
    answer = Person("support@vendor.example").writes(
        "Re: printing", to=("yamada@client.example",), in_reply_to=question.message_id
    )
    at.peer.folder("Gesendet").put(answer.raw)
    at.desk.settles()

    (case,) = at.desk.store.cases()
    assert case.status == "waiting"
    assert at.peer.subjects("Gesendet") == ["Re: printing"]


def test_a_sent_folder_that_is_not_there_stops_nothing_else_and_shows_in_the_status(
    opened: ExitStack, tmp_path: Path
) -> None:
    at = office(opened, tmp_path, sent_folder="auto")
    at.arrives(YAMADA, "printing")
    at.desk.settles()

    assert at.lies("printing") == [DONE]
    assert [one.is_well for one in at.desk.door.statuses] == [True, False]
    assert "SPECIAL-USE" in at.desk.door.statuses[1].last_error


@pytest.mark.parametrize(("server", "command"), [("full", "UID MOVE"), ("bare", "UID COPY"), ("plus", "UID STORE")])
def test_a_person_who_is_quicker_than_the_move_wins(
    opened: ExitStack, tmp_path: Path, server: str, command: str
) -> None:
    at = office(opened, tmp_path, SERVERS[server])
    at.arrives(YAMADA, "printing")
    at.desk.looks()
    at.desk.works()
    at.peer.in_between[command] = lambda: at.drags("printing", "INBOX", "Mine")
    at.desk.looks()

    assert "Mine" in at.lies("printing")
    assert at.peer.subjects("INBOX") == []
    assert at.desk.looks() == 0


def test_a_held_mail_is_found_by_content_where_its_folder_was_numbered_anew(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.arrives(FORGED, "forged")
    at.desk.settles()
    at.peer.folder(HELD).uidvalidity = 999
    at.desk.store.release(1, "operator")
    at.desk.works()
    at.desk.looks()

    assert at.lies("forged") == [DONE]


def test_a_held_mail_that_went_with_its_folder_is_still_let_in(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path)
    at.arrives(FORGED, "forged")
    at.desk.settles()
    del at.peer.folders[HELD]
    at.desk.store.release(1, "operator")
    at.desk.works()

    assert at.desk.looks() == 0
    assert at.lies("forged") == []
    assert [case.subject for case in at.desk.store.cases()] == ["forged"]


def test_what_is_dropped_moves_to_the_refused(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path, SERVERS["plus"])
    at.arrives(FORGED, "forged")
    at.desk.settles()
    at.desk.store.drop(1, "operator")
    at.desk.looks()

    assert at.lies("forged") == [REFUSED]


def test_two_mails_of_one_id_and_other_words_are_told_apart(opened: ExitStack, tmp_path: Path) -> None:
    at = office(opened, tmp_path, SERVERS["bare"])
    at.arrives(YAMADA, "first", message_id="<same@client.example>")
    at.arrives(YAMADA, "second", message_id="<same@client.example>", text="別の内容です。よろしくお願いいたします。")
    at.desk.settles()

    assert (at.lies("first"), at.lies("second")) == ([DONE], [DONE])
