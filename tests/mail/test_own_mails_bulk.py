"""`tests/mails` holds enough of what no corpus has: Japanese answers, absences, questions that look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.desk.mail import InboundMail, Nature
from mailbot.mail.reading import read

MAILS = Path(__file__).resolve().parents[1] / "mails"


def mails(*kinds: str) -> list[InboundMail]:
    found = [read(path.read_bytes()) for kind in kinds for path in sorted(MAILS.glob(f"{kind}*.eml"))]
    return [mail for mail in found if isinstance(mail, InboundMail)]


@pytest.mark.parametrize(
    ("kinds", "nature", "least"),
    [
        (("absence-",), Nature.AUTO_REPLY, 35),
        (("human-question",), Nature.HUMAN, 10),
        (("bounce-",), Nature.BOUNCE, 60),
        (("receipt-",), Nature.RECEIPT, 6),
    ],
)
def test_there_are_enough_of_each_kind_and_each_is_told(kinds: tuple[str, ...], nature: Nature, least: int) -> None:
    found = mails(*kinds)

    assert len(found) >= least
    assert {mail.nature for mail in found} == {nature}


def test_there_are_forty_japanese_answers_of_which_a_quote_or_signature_was_taken_off() -> None:
    answers = [mail for mail in mails("reply-", "answer-", "full-width-", "signature-") if mail.language == "ja"]

    assert len([mail for mail in answers if len(mail.new_text) < len(mail.text)]) >= 40


def test_there_are_more_than_a_hundred_and_fifty() -> None:
    assert len(list(MAILS.glob("*.eml"))) >= 150
