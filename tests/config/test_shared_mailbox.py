"""The keys of a shared mailbox: what they may name, and what they become."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.config import Config, ConfigError, load_config
from mailbot.desk.shelves import Shelf

TEXT = """
[desk]
name = "d"
address = "d@d.example"

[delivery]
folder = "o"

[[intake.imap]]
name = "support"
host = "imap.d.example"
user = "d@d.example"
password = {{ env = "NO_SUCH_PASSWORD" }}
{keys}
"""


def loaded(folder: Path, keys: str = "") -> Config:
    path = folder / "config.toml"
    path.write_text(TEXT.format(keys=keys), encoding="utf-8")
    return load_config(path)


def refused(folder: Path, keys: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as raised:
        loaded(folder, keys)
    return {one.key: one.message for one in raised.value.findings}


def test_by_default_the_mailbox_stays_as_it_is(tmp_path: Path) -> None:
    (mailbox,) = loaded(tmp_path).imap

    assert (mailbox.watch_sent, dict(mailbox.folders)) == (False, {})


def test_folders_have_names_of_their_own_and_may_be_renamed_one_by_one(tmp_path: Path) -> None:
    keys = 'folders = true\nsent_folder = "auto"\nwatch_sent = true\n[intake.imap.folder_names]\ndone = "終了"'
    (mailbox,) = loaded(tmp_path, keys).imap

    assert mailbox.watch_sent
    assert mailbox.folders == {
        Shelf.HELD: "mailbot/Held",
        Shelf.ACCEPT: "mailbot/Accept",
        Shelf.DONE: "終了",
        Shelf.REFUSED: "mailbot/Refused",
    }


@pytest.mark.parametrize(
    ("keys", "key", "words"),
    [
        ("watch_sent = true", "watch_sent", "names no folder to watch"),
        ('watch_sent = true\nsent_folder = "Sent"\ntrusted = false', "watch_sent", "not trusted"),
        ('sent_folder = "inbox"', "sent_folder", "folder for mail to the desk"),
        ('folders = true\n[intake.imap.folder_names]\nheld = "INBOX"', "folder_names.held", "another folder"),
        ('folders = true\n[intake.imap.folder_names]\ndone = "mailbot/held"', "folder_names.done", "another folder"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(tmp_path: Path, keys: str, key: str, words: str) -> None:
    found = refused(tmp_path, keys)

    assert [words in text for place, text in found.items() if place.endswith(key)] == [True]


@pytest.mark.parametrize(("written", "waits"), [("", True), ('sent_means = "answered"\n', False)])
def test_what_an_answer_from_the_mailbox_means_is_the_desk_s_to_say(tmp_path: Path, written: str, waits: bool) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TEXT.format(keys="").replace("[delivery]", f"{written}[delivery]"), encoding="utf-8")

    assert (load_config(path).desk.sent_means == "waiting") is waits
