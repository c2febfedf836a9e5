"""The first look over a text leaves out no line at which a quote may begin, and costs little on any text."""

from __future__ import annotations

from time import perf_counter
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail import quotes
from mailbot.mail.attribution import is_forward_mark, is_original_mark, is_reply_marker
from mailbot.mail.cleaning import body_text, without_blank_runs
from mailbot.mail.html import CUT
from mailbot.mail.landmarks import landmarks
from mailbot.mail.quotes import split

LINES = (
    *(
        "",
        "",
        "  ",
        "\u3000",
        CUT,
        "了解です。",
        "Thanks",
        "> x",
        ">",
        "＞ 引用",
        "    > far",
        "     > too far",
        ">>> a <<<",
    ),
    *("On Fri, Nov 20, 2026 at 10:15 AM Support", "<s@vendor.example>", "wrote:", "> wrote:", "ON 20/11/2026 WROTE:"),
    *(
        "On Monday we go",
        "at noon",
        "in message <a@b>",
        "2026年11月20日(金) 10:15 サポート <s@vendor.example>:",
        "11/20",
    ),
    *("2026/11/20 10:15、サポート <s@vendor.example>のメール:", "サポート <s@vendor.example>", "さんは書きました:"),
    *("Am 20.11.2026 um 10:15 schrieb Support:", "20 Nov 2026 Support napisał(a):", "2026-11-20 10:15 INFO done"),
    *("OK. On Fri, 20 Nov 2026 Support <s@x.example> wrote:", "See here:", "Support 写道：", "님이 작성:", "pisze:"),
    *(
        "From: Support <s@x.example>",
        "*From:* Support",
        "  差出人 : サポート",
        "> From: x",
        "from: 10:00",
        "FROM: a@b.example",
    ),
    *(
        "Sent: Friday, November 20, 2026 10:15 AM",
        "> Date: 2026-11-20",
        "送信日時：2026/11/20",
        "Date: soon",
        "日付: 11/20",
    ),
    *(
        "To: a@client.example",
        "宛先: 山田",
        "Subject: x",
        "件名: x",
        "CC: y",
        "From: s@x.example Date: 2026-11-20 10:15",
    ),
    *(
        "-----Original Message-----",
        "> -----Original Message-----",
        "----- 元のメッセージ -----",
        "________________",
        "-- ",
    ),
    *(
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "以下、転送です",
        "転送されたメッセージ:",
        "- item",
    ),
    *(
        "---- この行より上に書いた文が 山田 様へ送られます ----",
        "> ---- Text above this line is sent to A ----",
        "---- x ----",
    ),
    *(
        "---- Support さんは書きました ----",
        "(https://x.example/)",
        "<https://x.example/>",
        "x" * 700,
        "回答は赤字で記入しました。",
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=16), st.booleans(), st.booleans())
def test_a_text_is_split_as_if_every_line_were_looked_at(lines: list[str], is_forward: bool, is_answer: bool) -> None:
    text = "\n".join(lines)

    quickly = split(text, is_forward=is_forward, is_answer=is_answer)

    with patch.object(quotes, "landmarks", lambda lines: list(range(len(lines)))):
        assert split(text, is_forward=is_forward, is_answer=is_answer) == quickly


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_is_a_mark_by_itself_is_a_landmark(line: str) -> None:
    is_mark = is_forward_mark(line) or is_original_mark(line) or is_reply_marker(line) or line == CUT

    assert landmarks(["text", line, "text"]) == [1] or not is_mark


def test_of_a_quoted_block_the_first_line_is_the_landmark() -> None:
    assert landmarks(["a", "> b", "> c", "", "> d", "e"]) == [1, 4]


@pytest.mark.parametrize("line", [*LINES, "設定を変えましたが、結果は同じでした。", "1234,56,78", "- - - -", "=" * 60])
def test_a_text_of_one_line_again_and_again_is_read_in_no_time(line: str) -> None:
    text = f"{line}\n" * (200_000 // (len(line) + 1))
    begun = perf_counter()

    split(text)

    assert perf_counter() - begun < 3


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="a\n\r \t\u3000\x85\u2028あ\x00\x0b\x7f\ufeff", max_size=30))
def test_a_body_has_plain_line_ends_and_no_long_runs_of_empty_lines(text: str) -> None:
    body = body_text(text)
    calm = without_blank_runs(body)

    assert not set(body) & set("\r\x00\x0b\x7f\x85\u2028\ufeff")
    assert [line.strip() for line in calm.split("\n") if line.strip()] == [
        line.strip() for line in body.split("\n") if line.strip()
    ]
    assert "\n\n\n\n\n" not in "\n".join(line.strip() for line in calm.split("\n"))
