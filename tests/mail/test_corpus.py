"""The share of real mails that are read wholly right, per kind; skipped where the corpus is not beside the checkout."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mailbot.desk.mail import InboundMail, Nature, Unreadable
from mailbot.mail.cleaning import body_text
from mailbot.mail.html import html_to_text
from mailbot.mail.quotes import split
from mailbot.mail.reading import read
from tests.mail.corpus_reasons import REASONS, reason_for

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FLOORS = {"parse": 0.90, "charset": 1.0, "reply": 0.95, "bounce": 0.97, "hard": 0.95, "auto": 1.0, "not human": 0.99}

_WHOLE = "the text that the project expects ends before the last part, which nothing closes; here every text is read"
DELIBERATE = {
    "stalwart-mail-parser/malformed/008.eml#parse": _WHOLE,
    "stalwart-mail-parser/malformed/009.eml#parse": _WHOLE,
    "stalwart-mail-parser/malformed/011.eml#parse": _WHOLE,
    "stalwart-mail-parser/malformed/016.eml#parse": (
        "three boundaries that begin alike, none closed: the project leaves out the last text; here a boundary that"
        " an outer one has ended begins nothing more, and its lines stay text"
    ),
    "stalwart-mail-parser/thirdparty/000.eml#parse": "a NUL in the text is taken out: databases refuse it",
    "stalwart-mail-parser/thirdparty/015.eml#parse": "the project expects one of three attached mails; all are shown",
    "stalwart-mail-parser/legacy/049.eml#parse": "files written into the text (uuencode) are attachments, not text",
}
"""Mails that are read otherwise than their project's tests expect, with the reason; each counts as not right."""

pytestmark = pytest.mark.skipif(not (CORPUS / "expect.jsonl").exists(), reason="the corpus is not beside this checkout")

Case = dict[str, Any]


def cases(kind: str) -> Iterator[Case]:
    for line in (CORPUS / "expect.jsonl").read_text(encoding="utf-8").splitlines():
        case: Case = json.loads(line)
        if case["kind"] == kind:
            yield case


def squeezed(text: str) -> str:
    return "".join(text.split())


def mail_of(case: Case) -> InboundMail | Unreadable:
    return read((CORPUS / case["file"]).read_bytes())


def has_files(mail: InboundMail, wanted: list[Case]) -> bool:
    """Each wanted file in order, compared in the facts that the expectation states."""
    if len(wanted) != len(mail.attachments):
        return False
    return all(
        ("name" not in want or squeezed(want["name"]) == squeezed(got.name) or want["name"].startswith("<"))
        and ("type" not in want or want["type"] in {got.type, got.declared_type})
        and ("size" not in want or want["size"] == got.size)
        for want, got in zip(wanted, mail.attachments, strict=True)
    )


CHECKS: dict[str, Callable[[InboundMail, Any], bool]] = {
    "must_not_raise": lambda mail, want: bool(mail) and want,
    "subject": lambda mail, want: squeezed(mail.subject) == squeezed(want),
    "from_addr": lambda mail, want: mail.author is not None and mail.author.address == want,
    "from_name": lambda mail, want: mail.author is not None and squeezed(mail.author.name) == squeezed(want),
    "to_addrs": lambda mail, want: [to.address for to in mail.to] == want,
    "cc_addrs": lambda mail, want: [to.address for to in mail.cc] == want,
    "reply_to_addrs": lambda mail, want: [to.address for to in mail.reply_to] == want,
    "to_count": lambda mail, want: len(mail.to) == want,
    "message_id": lambda mail, want: mail.message_id.strip("<>") == want.strip("<>"),
    "has_html": lambda mail, want: mail.has_html == want,
    "body_text": lambda mail, want: squeezed(mail.text) == squeezed(want),
    "body_contains": lambda mail, want: all(squeezed(piece) in squeezed(mail.text) for piece in want),
    "attachments": has_files,
    "attachments_count": lambda mail, want: len(mail.attachments) == want,
}


def wrong_facts(case: Case) -> list[str]:
    mail = mail_of(case)
    if isinstance(mail, Unreadable):
        return [] if set(case["expect"]) == {"must_not_raise"} else ["unreadable: " + mail.reason]
    return [fact for fact, want in case["expect"].items() if not CHECKS[fact](mail, want)]


def is_right_reply(case: Case) -> bool:
    octets = (CORPUS / case["file"]).read_bytes()
    if case["input"] == "eml":
        mail = read(octets)
        assert isinstance(mail, InboundMail)
        new, signature = mail.new_text, mail.signature
    else:
        text = octets.decode("utf-8", "replace")
        pieces = split(body_text(html_to_text(text) if case["input"] == "text/html" else text))
        new, signature = pieces.new_text, pieces.signature
    got = new + signature if case["signature_policy"] == "keep" else new
    want = case["expect"].get("reply_text") or case["expect"].get("reply_text_nows", "")
    return squeezed(got) == squeezed(want)


def is_right_bounce(case: Case) -> bool:
    mail = mail_of(case)
    if not isinstance(mail, InboundMail) or mail.nature is not Nature.BOUNCE or mail.bounce is None:
        return False
    got = sorted(failed.address.lower() for failed in mail.bounce.recipients)
    return got == sorted({address.lower() for address in case["expect"]["bounced_recipients"]})


def is_right_hardness(case: Case) -> bool:
    mail = mail_of(case)
    if not isinstance(mail, InboundMail) or mail.bounce is None:
        return False
    is_hard = any(failed.permanent is True for failed in mail.bounce.recipients)
    return is_hard is bool(case["expect"]["hard"])


def is_not_taken_for_human(case: Case) -> bool:
    mail = mail_of(case)
    return isinstance(mail, InboundMail) and mail.nature is not Nature.HUMAN


def report(kind: str, misses: list[str], total: int) -> None:
    share = 1 - len(misses) / total
    print(f"\n{kind}: {total - len(misses)} of {total} right ({share:.1%})")
    for miss in misses:
        print("  not right:", miss)
        if reason := DELIBERATE.get(miss.partition(": ")[0]) or reason_for(kind, miss):
            print("    on purpose:", reason)
    assert share >= FLOORS[kind]


@pytest.mark.parametrize("kind", ["parse", "charset"])
def test_mails_are_read_with_all_their_facts_right(kind: str) -> None:
    checked = [(case["id"], wrong_facts(case)) for case in cases(kind)]

    report(kind, [f"{name}: {', '.join(wrong)}" for name, wrong in checked if wrong], len(checked))
    assert {name for name, wrong in checked if wrong} <= DELIBERATE.keys()
    assert [name for name, wrong in checked if not wrong and name in DELIBERATE] == []


def test_replies_are_split_where_their_projects_expect_it() -> None:
    checked = [(case["id"], is_right_reply(case)) for case in cases("reply")]

    report("reply", [name for name, right in checked if not right], len(checked))


def test_bounces_name_exactly_the_recipients_that_failed() -> None:
    checked = [(case["id"], is_right_bounce(case)) for case in cases("bounce")]

    report("bounce", [name for name, right in checked if not right], len(checked))


def test_bounces_are_told_hard_from_soft() -> None:
    """The project whose `hard` means a dead address, as ours does; the other one is printed and never contradicted."""
    checked = [(case, is_right_hardness(case)) for case in cases("bounce")]
    theirs = [(case["id"], right) for case, right in checked if case["project"] == "sisimai"]
    others = [(case["id"], right) for case, right in checked if case["project"] != "sisimai"]

    report("hard", [name for name, right in theirs if not right], len(theirs))
    print(f"\nhard in the sense of a final report: {sum(right for _, right in others)} of {len(others)}")
    for name, right in others:
        if not right:
            print("  not right:", name)
            print("    on purpose:", reason_for("hard", name))


def test_a_report_that_is_not_final_never_makes_an_address_dead() -> None:
    wrong = [
        case["id"]
        for case in cases("bounce")
        if case["project"] == "flufl.bounce" and case["expect"]["temporary"] and not is_right_hardness(case)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "is_right"),
    [("reply", is_right_reply), ("bounce", is_right_bounce), ("hard", is_right_hardness)],
)
def test_each_miss_has_its_reason_and_each_reason_its_miss(kind: str, is_right: Callable[[Case], bool]) -> None:
    named = "bounce" if kind == "hard" else kind
    missed = {case["id"].partition("#")[0] for case in cases(named) if not is_right(case)}

    assert sorted(mail for mail in missed if not reason_for(kind, mail)) == []
    assert sorted(REASONS[kind].keys() - missed) == []


def test_automatic_mail_is_never_taken_for_a_human() -> None:
    checked = [(case["id"], is_not_taken_for_human(case)) for case in cases("auto")]

    report("auto", [name for name, right in checked if not right], len(checked))


def test_delivery_reports_are_hardly_ever_taken_for_a_human() -> None:
    checked = [(case["id"], is_not_taken_for_human(case)) for case in cases("bounce")]

    report("not human", [name for name, right in checked if not right], len(checked))
