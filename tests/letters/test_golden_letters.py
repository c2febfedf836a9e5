"""Every letter in every variant and both languages, compared with what was read and approved.

`MAILBOT_WRITE_GOLDEN=1` writes the files anew; what changed is then to be read before it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mailbot.desk.letters import LETTERS, Reader
from mailbot.desk.letters.samples import DESK, READERS, Sample, samples
from mailbot.edges.templates import Rendered, Stationery, shipped_templates

GOLDEN = Path(__file__).parent / "golden"
WRITES = os.environ.get("MAILBOT_WRITE_GOLDEN") == "1"
STATIONERY = Stationery([shipped_templates()], DESK)
CASES = [(sample, language) for sample in samples() for language in READERS]


def name_of(case: tuple[Sample, str]) -> str:
    sample, language = case
    return f"{sample.letter.key}.{sample.variant}.{language}"


def as_kept(rendered: Rendered) -> str:
    return f"Subject: {rendered.subject}\nPreheader: {rendered.preheader}\n\n{rendered.text}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_letter_is_as_it_was_approved(case: tuple[Sample, str]) -> None:
    sample, language = case
    text, html = (GOLDEN / f"{name_of(case)}.{kind}" for kind in ("txt", "html"))

    rendered = STATIONERY.render(sample.letter, READERS[language])

    if WRITES:
        text.write_text(as_kept(rendered), encoding="utf-8", newline="\n")
        html.write_text(rendered.html, encoding="utf-8", newline="\n")
    assert as_kept(rendered) == text.read_text(encoding="utf-8")
    assert rendered.html == html.read_text(encoding="utf-8")


def test_no_file_is_kept_of_a_letter_that_no_longer_exists() -> None:
    expected = {f"{name_of(case)}.{kind}" for case in CASES for kind in ("txt", "html")}

    assert {path.name for path in GOLDEN.iterdir()} == expected


def test_every_letter_has_a_sample_and_a_folder_of_its_name_in_both_languages() -> None:
    sampled = {type(sample.letter) for sample in samples()}

    assert sampled == set(LETTERS)
    assert len({letter.key for letter in LETTERS}) == len(LETTERS)
    for letter in LETTERS:
        for language in READERS:
            assert (shipped_templates() / language / letter.key / "body.txt").is_file()
            assert (shipped_templates() / language / letter.key / "subject.txt").is_file()


REFERENCE = """\
株式会社例示商事 情報システム部
部長 山田 太郎 様

お世話になっております。例示サポートです。

お問い合わせを受け付けました。
営業時間外のため、2027年1月4日(月) 10:00 から順に確認いたします。

受付番号：INC-000123
件名：帳票の印刷設定について
受付日時：2026年12月28日(月) 18:20
区分：操作のご質問
優先度：軽微
初回回答（目標）：2027年1月5日(火) 17:00 まで

※年末年始休業（2026年12月29日(火)から2027年1月3日(日)まで）は、
 日数に含めておりません。

追加のご連絡は、このメールへの返信でお願いいたします。

例示サポート 03-0000-0000（平日 10:00から17:00まで）
※このメールは自動でお送りしています。
 ご返信は担当者が確認いたします。
"""


def test_the_acknowledgement_over_the_year_end_is_word_for_word_the_reference() -> None:
    """LETTERS 3.2, which is printed there filled in and whole."""
    letter = next(s.letter for s in samples() if s.letter.key == "case-opened" and s.variant == "year-end")
    reader: Reader = READERS["ja"]

    assert STATIONERY.render(letter, reader).text == REFERENCE
