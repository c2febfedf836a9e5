"""The folder courier: each letter one file, whole or not at all, however often it is written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mailbot.desk.records import DueLetter, Sent
from mailbot.edges.folder_out import FolderCourier, file_name


def letter(recipient: str = "yamada@client.test") -> DueLetter:
    return DueLetter(
        outbox_id=17,
        letter="case-opened",
        recipient=recipient,
        envelope_from="",
        message_id="<1@vendor.test>",
        content=b"Subject: x\r\n\r\nhello\r\n",
        attempts=1,
        queued_at=datetime(2026, 11, 22, 3, 0, 5, tzinfo=UTC),
    )


def test_a_letter_is_a_file_named_by_time_row_kind_and_recipient(tmp_path: Path) -> None:
    delivery = FolderCourier(tmp_path / "out" / "going").send(letter())

    written = tmp_path / "out" / "going" / "20261122T030005-000017-case-opened-yamada@client.test.eml"
    assert delivery.ending is Sent.DONE
    assert delivery.words == written.name
    assert written.read_bytes() == letter().content


def test_a_letter_written_twice_is_one_file_and_nothing_else_remains(tmp_path: Path) -> None:
    courier = FolderCourier(tmp_path)
    for _ in range(2):
        courier.send(letter())

    assert [file.name for file in tmp_path.iterdir()] == [file_name(letter())]


def test_a_recipient_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    FolderCourier(tmp_path).send(letter("../../etc/x@client.test"))

    assert [file.name for file in tmp_path.iterdir()] == [
        "20261122T030005-000017-case-opened-.._.._etc_x@client.test.eml"
    ]


def test_a_folder_that_cannot_be_written_means_later_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")

    delivery = FolderCourier(tmp_path / "file").send(letter())

    assert delivery.ending is Sent.LATER
    assert str(tmp_path / "file") in delivery.words
