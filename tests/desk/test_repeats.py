"""Whether a mail with a known Message-ID is the mail that came before."""

from __future__ import annotations

import pytest

from mailbot.desk.repeats import is_repeated
from tests.desk_fixtures import mail

LONG = "帳票の印刷について、用紙の選び方を教えてください。"


@pytest.mark.parametrize(
    ("subject", "text", "same"),
    [
        ("印刷", LONG, True),
        ("[all] 印刷", f"{LONG}\n____\nfooter", True),
        ("印刷", f"CAUTION: external\n\n{LONG}", True),
        ("別件", LONG, True),
        ("印刷", "二つ目の荷物はまだ届いておりません。ご確認をお願いいたします。", False),
        ("印刷", "短い", False),
        ("印刷", "", False),
    ],
)
def test_footers_and_marks_make_no_new_mail_but_other_words_do(subject: str, text: str, same: bool) -> None:
    assert is_repeated(mail(subject=subject, text=text, new_text=text), "印刷", LONG) is same


@pytest.mark.parametrize(
    ("subject", "text", "same"), [("Re: 印刷", "はい", True), ("別件", "はい", False), ("印刷", "", False)]
)
def test_short_words_need_their_subject_too(subject: str, text: str, same: bool) -> None:
    assert is_repeated(mail(subject=subject, text=text, new_text=text), "印刷", "はい") is same


def test_two_empty_mails_are_told_apart_by_their_subjects() -> None:
    assert is_repeated(mail(subject="印刷", text="", new_text=""), "印刷", "")
    assert not is_repeated(mail(subject="別件", text="", new_text=""), "印刷", "")
