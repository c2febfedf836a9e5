"""Each mail of `tests/mails` is read as its side file says (see the README there)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.cli.read import read_as_json, read_as_text
from mailbot.desk.mail import InboundMail, Unreadable
from mailbot.mail.reading import OwnMarks, attachment_bytes, read

MAILS = Path(__file__).resolve().parents[1] / "mails"
NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))
OWN = OwnMarks(loop_id="desk-1", list_ids=frozenset({"support.vendor.example"}))
FACTS: dict[str, Callable[[InboundMail], object]] = {
    "acknowledge": lambda mail: mail.acknowledge,
    "delivered_to": lambda mail: list(mail.delivered_to),
    "from_fields": lambda mail: mail.from_fields,
    "html": lambda mail: mail.html,
    "priority_header": lambda mail: mail.priority_header,
    "return_path": lambda mail: mail.return_path,
    "senders": lambda mail: [sender.address for sender in mail.senders],
}


def fact(mail: InboundMail, shown: dict[str, object], name: str) -> Any:
    return FACTS[name](mail) if name in FACTS else shown[name]


def check(mail: InboundMail, shown: dict[str, object], key: str, want: Any) -> None:
    if key == "attachments":
        got = shown["attachments"]
        assert isinstance(got, list)
        assert len(got) == len(want)
        assert [{name: file[name] for name in wanted} for file, wanted in zip(got, want, strict=True)] == want
    elif key.endswith(("_has", "_have")):
        got = fact(mail, shown, key.rpartition("_")[0])
        text = "\n".join(got) if isinstance(got, list) else got
        assert [piece for piece in want if piece not in text] == []
    elif key.endswith("_lacks"):
        assert [piece for piece in want if piece in fact(mail, shown, key.removesuffix("_lacks"))] == []
    elif key.endswith("_in"):
        assert fact(mail, shown, key.removesuffix("_in")) in want
    else:
        assert fact(mail, shown, key) == want


@pytest.mark.parametrize("name", NAMES)
def test_the_mail_is_read_as_its_side_file_says(name: str) -> None:
    expected = json.loads((MAILS / f"{name}.json").read_text(encoding="utf-8"))

    mail = read((MAILS / f"{name}.eml").read_bytes(), own=OWN)

    shown = read_as_json(mail, None, f"{name}.eml")
    assert name in read_as_text(mail, None, name)
    if isinstance(mail, Unreadable):
        assert expected["unreadable_has"] in mail.reason
        return
    for key, want in expected.items():
        check(mail, shown, key, want)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_of_a_mail_can_be_taken_out_as_it_was_described(name: str) -> None:
    raw = (MAILS / f"{name}.eml").read_bytes()
    mail = read(raw)

    for file in mail.attachments if isinstance(mail, InboundMail) else ():
        octets = attachment_bytes(raw, file.index)
        assert (len(octets), hashlib.sha256(octets).hexdigest()) == (file.size, file.sha256)
    assert read(raw) == mail


def test_every_mail_has_a_side_file_and_every_side_file_a_mail() -> None:
    assert sorted(path.stem for path in MAILS.glob("*.json")) == NAMES
    assert len(NAMES) >= 150


def test_the_mails_that_the_list_of_situations_names_are_there() -> None:
    situations = (MAILS / "README.md").read_text(encoding="utf-8").partition("## Which mail shows what")[2]
    named = re.findall(r"`([a-z0-9-]+)`", situations)

    assert len(named) > 60
    assert [name for name in named if name not in NAMES] == []


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.tuples(st.integers(0, 4_000), st.binary(max_size=3), st.integers(0, 40))))
def test_a_damaged_mail_is_read_or_set_aside_without_a_fault(name: str, harm: list[tuple[int, bytes, int]]) -> None:
    raw = (MAILS / f"{name}.eml").read_bytes()
    for at, octets, lost in harm:
        at %= len(raw) or 1
        raw = raw[:at] + octets + raw[at + lost :]

    mail = read(raw, own=OWN)

    assert isinstance(mail, InboundMail) or "the reader failed" not in mail.reason
