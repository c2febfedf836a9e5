"""Finding words: borders in English, none in Japanese, and what is denied is not said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.triage_words import MOST_CHARACTERS, folded, mentions, tags_of, urgent_tag


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("サーバーが停止しています", "停止"),
        ("ｻｰﾊﾞｰが停止しています", "サーバー"),
        ("システムが停\n止しています", "停止"),
        ("システムが停 \n　止しています", "停止"),
        ("The server is DOWN.", "down"),
        ("ＤＯＷＮしています", "down"),
        ("serverがdownした", "down"),
        ("error-code 5", "error"),
        ("緊急ではないと思っていましたが、緊急です", "緊急"),
        ("It was not urgent, now it is urgent.", "urgent"),
        ("full stop of the line", "full stop"),
        ("緊急の対応をお願いします", "緊急"),
        ("Straße", "STRASSE"),
    ],
)
def test_a_word_is_found(text: str, word: str) -> None:
    assert mentions(folded(text), word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("download", "down"),
        ("shutdown", "down"),
        ("down2", "down"),
        ("緊急ではありません", "緊急"),
        ("緊急ではございませんので", "緊急"),
        ("緊急性はありませんが", "緊急"),
        ("緊急のものではないのですが", "緊急"),
        ("緊急度の高いものではありません", "緊急度の高いもの"),
        ("急ぎじゃないです", "急ぎ"),
        ("This is not urgent.", "urgent"),
        ("This isn't urgent", "urgent"),
        ("a non-urgent request", "urgent"),
        ("not an emergency", "emergency"),
        ("何もない", ""),
        ("停\n\n止", "停止"),
    ],
)
def test_a_word_is_not_found(text: str, word: str) -> None:
    assert not mentions(folded(text), word)


@pytest.mark.parametrize(
    ("subject", "tags"),
    [
        ("【緊急】件", ("緊急",)),
        ("［緊急］件", ("緊急",)),
        ("(URGENT)件", ("URGENT",)),
        ("Re: [INC-000123] 【至急】件", ("INC-000123", "至急")),
        ("RE: Re[2]: 至急：件", ("2", "至急")),
        ("転送: 件", ()),
        ("緊急: 件", ("緊急",)),
        ("【】件", ()),
        ("件 http://x.example", ()),
        ("", ()),
        ("【" + "長" * 40 + "】", ()),
    ],
)
def test_tags_stand_in_brackets_or_before_a_colon(subject: str, tags: tuple[str, ...]) -> None:
    assert tags_of(subject) == tags


def test_only_the_beginning_of_a_giant_is_looked_at() -> None:
    giant = "あ" * MOST_CHARACTERS + "停止"

    assert not mentions(folded(giant), "停止")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_and_word_have_an_answer(text: str, word: str) -> None:
    assert mentions(folded(text), word) in (True, False)
    assert isinstance(urgent_tag(text), str)
    assert all(tags_of(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="停止障害あ ", max_size=10), st.text(alphabet="停止障害", min_size=1, max_size=3))
def test_a_japanese_word_is_found_wherever_it_stands(around: str, word: str) -> None:
    assert mentions(folded(f"{around}{word}"), word)
