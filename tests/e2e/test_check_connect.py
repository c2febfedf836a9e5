"""`check --connect` against a real Dovecot and a real Postfix: logins, folders, the round trip of a test mail."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.cli import round_trip
from mailbot.cli.checking import Checked, Gravity
from mailbot.cli.connecting import connected
from mailbot.cli.connecting_folders import folders_checked
from mailbot.config import load_config
from mailbot.desk.shelves import Shelf
from mailbot.edges.imap import ImapAccount
from mailbot.edges.imap_shared import SharedMailbox
from tests.servers.dovecot import Dovecot
from tests.servers.foldered_imap import FolderPeer, foldered_imap
from tests.servers.postfix import Postfix

CONFIG = """
[desk]
name = "例示サポート"
address = "{address}"
timezone = "Asia/Tokyo"

[store]
url = "sqlite:///desk.db"

[trust]
authserv_ids = ["mx.vendor.test"]

[[intake.imap]]
name = "support"
host = "localhost"
port = {imaps}
user = "{address}"
password = {{ env = "MAILBOT_TEST_PASSWORD" }}
folder = "{folder}"
sent_folder = "{sent_folder}"
folders = {folders}
ca_file = "{imap_ca}"

[delivery]
url = "smtp+starttls://localhost:{smtp}"
ca_file = "{smtp_ca}"
"""


class NoDns:
    """Knows no name at all."""

    def txt(self, _name: str) -> tuple[bytes, ...]:
        return ()


def tried(place: Path, dovecot: Dovecot, postfix: Postfix, address: str, **changed: object) -> dict[str, Checked]:
    values = {
        "address": address,
        "imaps": dovecot.imaps,
        "folder": "INBOX",
        "sent_folder": "Sent",
        "folders": "false",
        "imap_ca": dovecot.certificate.certificate,
        "smtp": postfix.smtp,
        "smtp_ca": postfix.certificate.certificate,
    } | changed
    path = place / "config.toml"
    path.write_text(CONFIG.format(**values), encoding="utf-8")
    found = connected(load_config(path), datetime.now(UTC), resolver=NoDns())
    return {one.place: one for one in found}


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOT_TEST_PASSWORD", "pw")


def test_a_test_mail_goes_round_and_plus_addressing_is_found(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    found = tried(tmp_path, dovecot, postfix, "check-round@vendor.test", sent_folder="NoSuch.Folder")

    assert found["intake.imap support"].gravity is Gravity.FINE
    assert found["intake.imap support sent_folder"].gravity is Gravity.ERROR
    assert found["delivery"].gravity is Gravity.FINE
    assert found["round trip"].gravity is Gravity.FINE
    assert "put no Authentication-Results" in found["trust"].words
    assert "desk.plus" in found
    with dovecot.client("check-round@vendor.test") as client:
        assert client.search(["SEEN"]) == []


def test_a_wrong_folder_a_wrong_password_and_a_wrong_certificate_are_told_apart(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "check-wrong@vendor.test"
    folder = tried(tmp_path, dovecot, postfix, address, folder="NoSuch")["intake.imap support"]
    certificate = tried(tmp_path, dovecot, postfix, address, imap_ca=postfix.certificate.certificate)
    monkeypatch.setenv("MAILBOT_TEST_PASSWORD", "wrong")
    login = tried(tmp_path, dovecot, postfix, address)["intake.imap support"]

    assert "NoSuch" in folder.words
    assert folder.gravity is login.gravity is Gravity.ERROR
    assert "AUTHENTICATIONFAILED" in login.words or "Authentication failed" in login.words
    assert "certificate" in certificate["intake.imap support"].words.lower()


def test_a_server_without_starttls_is_an_error_and_nothing_is_sent(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    found = tried(tmp_path, dovecot, postfix, "check-bare@vendor.test", smtp=postfix.bare)

    assert found["delivery"].gravity is Gravity.ERROR
    assert "round trip" not in found
    assert dovecot.mails("check-bare@vendor.test") == []


def test_a_mail_to_another_mailbox_is_missed_with_a_hint(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_trip, "PATIENCE", 2)
    with dovecot.client("check-lost@vendor.test") as client:
        client.create_folder("Other")

    found = tried(tmp_path, dovecot, postfix, "check-lost@vendor.test", folder="Other")

    assert found["round trip"].gravity is Gravity.ERROR
    assert "is the folder right" in found["round trip"].words


def test_the_sent_folder_is_found_by_its_use_and_the_folders_to_be_made_are_named(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    found = tried(tmp_path, dovecot, postfix, "check-shared@vendor.test", sent_folder="auto", folders="true")

    assert found["intake.imap support sent_folder"].words == "Sent is there"
    shown = found["intake.imap support folders"]
    assert shown.gravity is Gravity.FINE
    assert "mailbot/Held, mailbot/Accept, mailbot/Done, mailbot/Refused" in shown.words
    with dovecot.client("check-shared@vendor.test") as client:
        assert not client.folder_exists("mailbot/Held")


@pytest.mark.parametrize(
    ("capabilities", "gravity", "words"),
    [
        ("IMAP4rev1 UIDPLUS", Gravity.FINE, "exactly these are expunged"),
        ("IMAP4rev1", Gravity.WARNING, "stay behind, marked as deleted"),
    ],
)
def test_what_the_server_cannot_do_is_named_with_what_happens_then(
    capabilities: str, gravity: Gravity, words: str
) -> None:
    told = list(checked_folders(capabilities))

    assert (told[0].gravity, len(told)) == (gravity, 2)
    assert words in told[0].words


def test_a_mailbox_that_may_not_be_changed_is_an_error() -> None:
    (told,) = checked_folders("IMAP4rev1 MOVE", read_only={"INBOX"})

    assert told.gravity is Gravity.ERROR
    assert "may not change INBOX" in told.words


def checked_folders(capabilities: str, read_only: set[str] | None = None) -> list[Checked]:
    with foldered_imap(FolderPeer(capabilities=capabilities, read_only=read_only or set())) as peer:
        account = ImapAccount(
            name="support",
            host="127.0.0.1",
            port=peer.port,
            tls="none",
            user="support",
            password=lambda: "pw",
            shelves={Shelf.HELD: "mailbot/Held"},
        )
        with SharedMailbox(account) as mailbox:
            return list(folders_checked(mailbox, account, "intake.imap support"))
