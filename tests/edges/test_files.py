"""The file door: single mails, folders, Maildirs, mboxes and standard input, each mail once and as it is."""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.edges import files
from mailbot.edges.files import mails_at

MAIL = b"From: yamada@client.test\r\nSubject: one\r\n\r\nhello\r\n"
POSTMARK = b"From yamada@client.test Sun Nov 22 10:00:00 2026\n"


def raws(path: Path) -> list[bytes]:
    return [raw for _, raw in mails_at(str(path))]


def test_a_single_file_is_a_mail_named_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(MAIL)

    assert list(mails_at(str(file))) == [(f"sha256:{hashlib.sha256(MAIL).hexdigest()}", MAIL)]


def test_reading_again_names_the_same_sources_and_copies_are_numbered(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(MAIL)

    first = list(mails_at(str(tmp_path)))
    (tmp_path / "0.eml").write_bytes(b"another")
    again = dict(mails_at(str(tmp_path)))

    assert [source for source, _ in first] == [f"sha256:{hashlib.sha256(MAIL).hexdigest()}{end}" for end in ("", ":2")]
    assert set(dict(first)) < set(again)


def test_a_folder_gives_the_mails_below_it_in_order_and_no_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.eml").write_bytes(b"third")
    for name, raw in (("1.eml", b"first"), ("2", b"second"), (".hidden", b"no"), ("3.eml", b"")):
        (tmp_path / name).write_bytes(raw)

    assert raws(tmp_path) == [b"first", b"second", b"third"]


def test_a_maildir_gives_new_and_cur_and_never_tmp(tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "200.b").write_bytes(b"second")
    (tmp_path / "cur" / "100.a:2,S").write_bytes(b"first")
    (tmp_path / "tmp" / "300.c").write_bytes(b"half written")
    (tmp_path / "dovecot.index.log").write_bytes(b"not a mail")

    assert raws(tmp_path) == [b"first", b"second"]


def test_an_mbox_is_parted_at_postmarks_and_escaped_lines_are_restored(tmp_path: Path) -> None:
    mbox = tmp_path / "box"
    mbox.write_bytes(
        POSTMARK
        + b"Subject: one\n\nFrom the start we were glad.\n\nFrom here on it is text\n>From me\n>>From you\n\n"
        + POSTMARK
        + b"Subject: two\n\ntext\nFrom nowhere Sun Nov 22 10:00:00 2026 without an empty line before\n"
    )

    assert raws(mbox) == [
        b"Subject: one\n\nFrom the start we were glad.\n\nFrom here on it is text\nFrom me\n>From you\n",
        b"Subject: two\n\ntext\nFrom nowhere Sun Nov 22 10:00:00 2026 without an empty line before\n",
    ]


def test_standard_input_is_a_mail_or_an_mbox(monkeypatch: pytest.MonkeyPatch) -> None:
    for given_octets, expected in (
        (MAIL, [MAIL]),
        (POSTMARK + MAIL + b"\n" + POSTMARK + MAIL, [MAIL, MAIL]),
        (b"", []),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given_octets)))
        assert [raw for _, raw in mails_at("-")] == expected


def test_what_is_not_there_or_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere: there is no such file"):
        raws(tmp_path / "nowhere")


def test_an_empty_mbox_and_an_empty_folder_give_nothing(tmp_path: Path) -> None:
    (tmp_path / "box").write_bytes(POSTMARK)
    assert raws(tmp_path) == []


def test_a_line_that_only_begins_like_a_postmark_costs_nothing(tmp_path: Path) -> None:
    assert not files._is_postmark(b"From " + b"1:11 " * 1_000_000)


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_every_mail_written_into_an_mbox_comes_out_again(bodies: list[bytes]) -> None:
    mails = [b"Subject: x\n\n" + body.replace(b"\r", b"") + b"\n" for body in bodies]
    box = b"".join(POSTMARK + _escaped(mail) + b"\n" for mail in mails)

    found = list(files._in_stream(io.BytesIO(box)))

    assert found == mails


def _escaped(mail: bytes) -> bytes:
    lines = mail.split(b"\n")
    return b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)
