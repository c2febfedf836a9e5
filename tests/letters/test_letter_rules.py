"""What holds for every letter: both parts alike, widths, marks, words that are never used (LETTERS 1 and 4)."""

from __future__ import annotations

import html
import re
import unicodedata
from pathlib import Path

import pytest
from markupsafe import escape

from mailbot.desk.letters import LETTERS, RefusedColleague, RefusedStranger, StaffAnswer
from mailbot.desk.letters.samples import DESK, READERS, Sample, samples
from mailbot.desk.subjects import width
from mailbot.edges.templates import Rendered, Stationery, shipped_templates

STATIONERY = Stationery([shipped_templates()], DESK)
CASES = [(sample, language) for sample in samples() for language in READERS]
COPIES = {letter.key for letter in LETTERS if letter.frame == "copy"}
DATE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日\([月火水木金土日](?:・祝)?\)|[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}"
)


def name_of(case: tuple[Sample, str]) -> str:
    sample, language = case
    return f"{sample.letter.key}.{sample.variant}.{language}"


every_letter = pytest.mark.parametrize("case", CASES, ids=name_of)


def rendered(case: tuple[Sample, str]) -> Rendered:
    sample, language = case
    return STATIONERY.render(sample.letter, READERS[language])


def shown(page: str) -> str:
    """What a reader sees of an HTML letter: without its head, the preheader and all tags."""
    body = page.split("<body", 1)[1].split(">", 1)[1]
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r'<div style="display:none.*?</div>', "", body, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", body))


def words(text: str) -> str:
    """A text without what lays it out: spaces, breaks, and the colons between label and value."""
    return re.sub(r"[\s\u00a0：:]", "", text)


@every_letter
def test_text_and_html_say_the_same_in_the_same_order(case: tuple[Sample, str]) -> None:
    letter = rendered(case)

    assert words(shown(letter.html)) == words(letter.text)


@every_letter
def test_the_text_keeps_to_its_width_and_to_the_rules_of_line_breaking(case: tuple[Sample, str]) -> None:
    sample, _ = case
    letter = rendered(case)
    lines = letter.text.splitlines()

    assert [line for line in lines if width(line) > 72 and "://" not in line] == []
    assert [line for line in lines if line[:1] in "、。）」：" and line] == []
    assert [line for line in lines if line.endswith(("（", "「"))] == []
    assert lines[0].strip()
    assert "\n\n\n" not in letter.text
    for date in DATE.findall(shown(letter.html)):
        assert date in letter.text, f"{date} is broken in {sample.letter.key}"


@every_letter
def test_the_html_keeps_to_what_mail_programs_can_show(case: tuple[Sample, str]) -> None:
    _, language = case
    page = rendered(case).html

    assert len(page.encode()) < 30_000
    assert page.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert f'<table role="presentation" lang="{language}"' in page
    assert (
        re.search(r"<(img|script|form|input|link|iframe|object|svg)\b|url\(|float:|flex|@font-face|<i>|<em>", page)
        is None
    )
    assert page.count("<div") == page.count('<div style="display:none')
    assert re.findall(r"margin:(?!0;padding:0;background)", page) == []
    for cell in re.findall(r"<t[dh][^>]*>", page.split("<!--[if mso]><table")[1].split("<![endif]-->", 1)[1]):
        assert "font-family:-apple-system" in cell or cell == "<td>", cell
    assert "break-all" not in page
    assert len(re.findall(r"<style>.*?</style>", page, re.DOTALL)[0]) < 8_000


@every_letter
def test_the_preheader_is_short_and_its_facts_stand_in_the_letter(case: tuple[Sample, str]) -> None:
    letter = rendered(case)
    facts = re.findall(r"INC-\d{6}|\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}|\d+MB", letter.preheader)

    assert width(letter.preheader) <= 80
    assert [fact for fact in facts if fact not in letter.text] == []
    assert (f'mso-hide:all">{escape(letter.preheader)}<' in letter.html) == bool(letter.preheader)


@every_letter
def test_a_subject_is_one_line_and_bears_the_number_once(case: tuple[Sample, str]) -> None:
    sample, _ = case
    subject = rendered(case).subject
    number = getattr(sample.letter, "number", "")

    assert subject
    assert subject == " ".join(subject.split())
    assert subject.count(number) == 1 if number else "INC-" not in subject
    if number:
        assert f"[{number}] " in subject


@every_letter
def test_only_automatic_letters_to_customers_say_that_they_are(case: tuple[Sample, str]) -> None:
    sample, language = case
    says = {"ja": "※このメールは自動でお送りしています。", "en": "This message was sent automatically."}[language]

    letter = rendered(case)

    assert (says in letter.text) == (sample.letter.automatic and sample.letter.audience == "customer")


@every_letter
def test_an_automatic_letter_to_a_customer_is_short(case: tuple[Sample, str]) -> None:
    """Fifteen lines or fewer between the greeting and the closing, at most two ※ (LETTERS 1.17); a month's report and
    a statement have their tables besides."""
    sample, language = case
    tables = sample.letter.frame == "monthly" or sample.letter.key == "statement"
    if not sample.letter.automatic or sample.letter.audience == "staff" or tables:
        return
    text = rendered(case).text
    frames = {
        "ja": r"お世話になっております。.*\n|追加のご連絡.*\n|例示サポート .*\n|.*自動で.*\n| .*確認いたします。\n",
        "en": r"Dear .*\n|To add .*\n|Kind .*\n|例示.*\n|This message .*\n|Replies .*\n",
    }
    inner = re.sub(frames[language], "", text.replace("株式会社例示商事 情報システム部\n部長 山田 太郎 様\n", ""))

    assert len([line for line in inner.splitlines() if line.strip()]) <= 15
    assert inner.count("※") <= 2


@pytest.mark.parametrize("language", sorted(READERS))
def test_a_staff_copy_begins_with_the_line_above_which_text_is_sent(language: str) -> None:
    begins = {
        "ja": "---- この行より上に書いた文が 山田 太郎 様",
        "en": "---- Text above this line is sent to",
    }
    for sample in samples():
        text = rendered((sample, language)).text
        if sample.letter.key in COPIES and sample.variant != "bare":
            assert text.startswith(begins[language])
            assert shown(rendered((sample, language)).html).strip().startswith(begins[language])
        else:
            assert not text.startswith("----") or sample.variant == "bare"


def test_a_persons_answer_has_no_box_and_no_mark_of_a_machine() -> None:
    page = STATIONERY.render(next(s.letter for s in samples() if isinstance(s.letter, StaffAnswer)), READERS["ja"]).html

    assert 'class="box' not in page
    assert "mso-hide" not in page
    assert "自動" not in page
    assert StaffAnswer.auto_submitted == ""
    assert not StaffAnswer.automatic


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: f"{sample.letter.key}.{sample.variant}")
def test_every_letter_states_how_it_is_sent(sample: Sample) -> None:
    letter = sample.letter

    assert letter.automatic == bool(letter.auto_submitted)
    assert letter.lane in {0, 1, 2}
    assert letter.kind in {"answer", "notice", "urgent", "staff"}
    assert (letter.audience == "staff") == letter.key.startswith("staff-") or isinstance(letter, StaffAnswer)


def test_a_refusal_is_repeated_to_nobody_within_a_week() -> None:
    assert RefusedStranger.repeat_after is not None
    assert RefusedStranger.repeat_after.days == 7


@pytest.mark.parametrize("language", sorted(READERS))
def test_a_refusal_tells_nothing_of_the_mail_the_sender_or_any_contract(language: str) -> None:
    reader = READERS[language]
    private = {reader.address, reader.name, reader.company, reader.department, reader.title} - {""}

    for letter in (RefusedStranger(), RefusedColleague(), RefusedColleague(may_join=False)):
        written = STATIONERY.render(letter, reader)
        whole = f"{written.subject}\n{written.preheader}\n{written.text}\n{written.html}"
        assert [word for word in private if word in whole] == []
        assert "INC-" not in whole


NEVER_JA = (
    *(
        "させていただ",
        "返信不要",
        "送信専用",
        "了解",
        "すみません",
        "クローズ",
        "チケット",
        "必ず",
        "至急",
        "早急",
        "すぐに",
    ),
    *(
        "しばらくお待ち",
        "ご査収",
        "何卒",
        "ご理解賜",
        "取り急ぎ",
        "殿",
        "各位",
        "拝見させ",
        "ご覧になられ",
        "になります。",
    ),
    *(
        "かと思います",
        "一応",
        "なるほど",
        "お問合せ",
        "下さい",
        "致します",
        "頂",
        "出来",
        "宜しく",
        "〜",
        "～",
        "㈱",
        "−",
        "再開",
    ),
)


@pytest.mark.parametrize("path", sorted((shipped_templates() / "ja").rglob("*.txt")), ids=lambda path: path.parent.name)
def test_japanese_templates_use_none_of_the_words_that_are_never_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [word for word in NEVER_JA if word in text] == []
    assert [one for one in text if unicodedata.name(one, "").startswith(("HALFWIDTH", "CIRCLED DIGIT"))] == []


@pytest.mark.parametrize("path", sorted((shipped_templates() / "en").rglob("*.txt")), ids=lambda path: path.parent.name)
def test_english_templates_say_case_and_use_no_exclamation_marks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.search(r"\bticket|!(?!=)|\bASAP\b|no-reply|organiz|apologiz", text, re.IGNORECASE) is None


@every_letter
def test_an_english_letter_says_please_sparingly(case: tuple[Sample, str]) -> None:
    paragraphs = rendered(case).text.split("\n\n")

    assert [one for one in paragraphs if len(re.findall(r"\bplease\b", one, re.IGNORECASE)) > 2] == []
