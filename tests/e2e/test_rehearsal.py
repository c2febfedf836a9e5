"""A rehearsal with `--at`, and the small desk of the interface exactly as it is printed, by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.desk_mails import letter_of, proven, question
from tests.e2e.desk_process import mailbot

SMALL_DESK = Path(__file__).resolve().parents[1] / "config" / "small_desk.toml"
AT = "2026-12-28T18:20+09:00"
CASE_KEYS = {
    *("number", "contract", "contact", "subject", "status", "category", "priority", "level", "assignee"),
    *("opened_at", "resolved_at", "closed_at", "units", "clocks", "messages", "events", "links"),
}
READ_KEYS = {
    *("message_id", "date", "from", "to", "cc", "reply_to", "subject", "text", "new_text", "quoted", "signature"),
    *("has_html", "language", "in_reply_to", "references", "attachments", "nature", "bounce", "proof", "problems"),
    *("unreadable", "file"),
}
DECIDE_KEYS = {
    *("decision", "reason", "sender", "contract", "case", "category", "category_reason", "priority"),
    *("priority_reason", "clocks", "letters"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small desk, and a mail of its contact with another of somebody who only says to be the contact."""
    (tmp_path / "config.toml").write_bytes(SMALL_DESK.read_bytes())
    mail = question("yamada@client.example", "印刷について", "A5 で印刷できますか。", to="support@vendor.example")
    (tmp_path / "question.eml").write_bytes(proven(mail, by="mx.vendor.example"))
    forged = question("yamada@client.example", "振込先の変更", "ご対応ください。", to="support@vendor.example")
    (tmp_path / "forged.eml").write_bytes(proven(forged, by="mx.evil.example"))
    return tmp_path


def lines(words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in words.splitlines()]


def test_the_small_desk_acknowledges_at_the_time_that_is_set(folder: Path) -> None:
    taken = mailbot("ingest", "question.eml", "--at", AT, "--json", folder=folder)
    mailbot("once", "--at", AT, folder=folder)
    (listed,) = lines(mailbot("case", "list", "--json", folder=folder))
    (case,) = lines(mailbot("case", "show", "INC-000001", "--json", folder=folder))
    letters = [letter_of(path.read_bytes()) for path in sorted((folder / "outgoing").glob("*.eml"))]

    assert lines(taken) == [{"new": 1, "known": 0, "unreadable_paths": []}]
    assert (listed["number"], listed["status"], listed["contract"]) == ("INC-000001", "new", "C-1")
    assert case.keys() >= CASE_KEYS
    assert (case["contact"], case["subject"]) == ("yamada@client.example", "印刷について")
    assert (case["category"], case["priority"]) == ("question", "normal")
    assert case["opened_at"] == "2026-12-28T18:20:00+09:00"
    (clock,) = case["clocks"]
    assert {"name", "due", "state", "met_at"} <= clock.keys()
    # received on the last day after hours: deemed the first open day, 2027-01-04, and one business day from there
    assert (clock["name"], clock["due"]) == ("answer", "2027-01-05T17:00:00+09:00")
    assert {"direction", "from", "to", "message_id", "at", "subject"} <= case["messages"][0].keys()
    assert {"at", "kind", "by"} <= case["events"][0].keys()
    assert sorted(one.to[0].address for one in letters) == ["suzuki@vendor.example", "yamada@client.example"]
    acknowledgement = next(one for one in letters if one.to[0].address.startswith("yamada"))
    assert "2027年1月5日(火) 17:00" in acknowledgement.text


def test_the_same_mail_again_is_known_and_answered_once(folder: Path) -> None:
    for _ in range(2):
        taken = mailbot("ingest", "question.eml", "--at", AT, "--json", folder=folder)
        mailbot("once", "--at", AT, folder=folder)

    assert lines(taken) == [{"new": 0, "known": 1, "unreadable_paths": []}]
    assert len(lines(mailbot("case", "list", "--json", folder=folder))) == 1
    assert len(list((folder / "outgoing").glob("*.eml"))) == 2


def test_what_is_not_proven_is_held_and_listed(folder: Path) -> None:
    mailbot("ingest", "forged.eml", "--at", AT, folder=folder)
    mailbot("once", "--at", AT, folder=folder)

    (held,) = lines(mailbot("held", "list", "--json", folder=folder))
    assert (held["from"], held["subject"], held["reason"]) == ("yamada@client.example", "振込先の変更", "unproven")
    assert lines(mailbot("case", "list", "--json", folder=folder)) == []
    (notice,) = (folder / "outgoing").glob("*.eml")
    assert letter_of(notice.read_bytes()).to[0].address == "suzuki@vendor.example"


def test_decide_and_read_show_their_fields_and_change_nothing(folder: Path) -> None:
    (decided,) = lines(mailbot("decide", "question.eml", "--at", AT, "--json", folder=folder))
    (read,) = lines(mailbot("read", "question.eml", "--json", folder=folder))

    assert decided.keys() >= DECIDE_KEYS
    assert (decided["decision"], decided["contract"], decided["case"]) == ("open", "C-1", None)
    assert decided["sender"]["kind"] == "contact"
    assert decided["sender"]["proof"]["level"] == "A"
    assert decided["clocks"] == [{"name": "answer", "due": "2027-01-05T17:00:00+09:00"}]
    assert {"letter": "case-opened", "to": "yamada@client.example"} in decided["letters"]
    assert read.keys() >= READ_KEYS
    assert (read["from"], read["nature"]) == ({"name": "", "address": "yamada@client.example"}, "human")
    assert read["proof"]["level"] == "A"
    assert not (folder / "desk.db").exists()
    assert not (folder / "outgoing").exists()


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (("open", "2026-12-28T11:59+09:00"), True),
        (("open", "2026-12-28T12:00+09:00"), False),
        (("add", "2026-12-28T16:00", "90m"), "2027-01-04T10:30:00+09:00"),
        # after hours counts as the first open moment, 2027-01-04; one business day from there
        (("days", "2026-12-28T18:20", "1"), "2027-01-05T17:00:00+09:00"),
        (("between", "2026-12-28T09:00", "2026-12-28T23:00"), 360),
        (("next", "2026-12-28T18:20"), "2027-01-04T10:00:00+09:00"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_hours_answers_with_steps(folder: Path, arguments: tuple[str, ...], result: object) -> None:
    (answer,) = lines(mailbot("hours", "office", *arguments, "--json", folder=folder))

    assert answer["result"] == result
    assert answer["steps"]


def test_the_clock_does_not_go_back_and_a_rehearsed_store_never_serves(folder: Path) -> None:
    mailbot("ingest", "question.eml", "--at", AT, folder=folder)
    mailbot("once", "--at", AT, folder=folder)

    back = mailbot("once", "--at", "2026-12-28T18:19+09:00", folder=folder, expected=2)
    run = mailbot("run", folder=folder, expected=1)

    assert "time does not go back" in back
    assert "rehearsed" in run


def test_a_rehearsal_is_refused_where_letters_would_leave(folder: Path) -> None:
    config = (folder / "config.toml").read_text("utf-8")
    (folder / "config.toml").write_text(config.replace('folder = "outgoing"', 'url = "smtp://127.0.0.1:2500"'), "utf-8")

    once = mailbot("once", "--at", AT, folder=folder, expected=2)
    ingest = mailbot("ingest", "question.eml", "--at", AT, folder=folder, expected=2)

    assert "folder" in once
    assert "folder" in ingest
