"""Printing letters: customers' words are data, an operator's own templates go first, faults name their file."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.letters import ClockLine, Reader, RefusedStranger, StaffAnswer, StaffHeldList
from mailbot.desk.letters.samples import DESK, OPENED, READERS, samples
from mailbot.desk.letters.samples_desk import NEW_CASE
from mailbot.desk.subjects import width
from mailbot.edges.stationery_source import cleaned
from mailbot.edges.stationery_text import NOT_FIRST, wrapped
from mailbot.edges.templates import Stationery, TemplateTrouble, shipped_templates

SHIPPED = shipped_templates()
STATIONERY = Stationery([SHIPPED], DESK)
JA, EN = READERS["ja"], READERS["en"]
ANSWER = next(sample.letter for sample in samples() if isinstance(sample.letter, StaffAnswer))


HOSTILE = [
    "{{ 7*7 }}{% for x in () %}",
    "件名：偽の行\n優先度：緊急",
    "<script>alert(1)</script><b>太字</b>",
    "a\x02b\x03c\x05c\x07d\x06\x0ee\x0f\x14",
    "---",
    "\u202e逆さ\u2066",
    "&lt;エスケープ済み&gt; & \"引用\" 'x'",
    "※注意書き",
]


@pytest.mark.parametrize("subject", HOSTILE)
@pytest.mark.parametrize("chosen", [JA, EN], ids=["ja", "en"])
def test_a_subject_is_shown_as_it_is_and_changes_nothing_around_it(subject: str, chosen: Reader) -> None:
    plain = STATIONERY.render(replace(OPENED, subject="印刷"), chosen)

    letter = STATIONERY.render(replace(OPENED, subject=subject), chosen)

    row = "件名：" if chosen is JA else "Subject: "
    seen = " ".join(cleaned(subject).split("\n"))
    assert f"{row}{seen}\n" in letter.text
    assert letter.text.replace(f"{row}{seen}\n", "") == plain.text.replace(f"{row}印刷\n", "")
    assert letter.html.count("<tr>") == plain.html.count("<tr>")
    assert html.escape(seen, quote=False) in letter.html.replace("&quot;", '"').replace("&#x27;", "'")
    assert "<script" not in letter.html
    assert re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", letter.text + letter.html) is None


def test_a_link_in_a_customers_subject_is_dead_in_both_parts() -> None:
    letter = STATIONERY.render(replace(OPENED, subject="http://evil.example クリック www.evil.example"), JA)

    assert "http: //evil.example クリック www. evil.example" in letter.text
    assert "http: //evil.example クリック www. evil.example" in letter.html
    assert "<a " not in letter.html


def test_a_staff_copy_shows_the_customers_words_as_written_without_live_links() -> None:
    text = "見てください：\n  <https://evil.example/?a=1&b=2>\n\n優先度：緊急\n---\n終わり"

    letter = STATIONERY.render(replace(NEW_CASE, text=text), JA)

    assert f"\n{text}\n" in letter.text
    assert "<a " not in letter.html
    assert "://evil" not in letter.html
    assert "優先度：緊急<br>" in letter.html


def test_a_long_text_is_cut_on_a_staff_copy_and_the_letter_says_so() -> None:
    letter = STATIONERY.render(replace(NEW_CASE, text="長い文。" * 20_000), JA)

    assert len(letter.html.encode()) < 30_000
    assert "途中までを載せています" in letter.text
    assert "途中までを載せています" in letter.html


@pytest.mark.parametrize(
    "unit", ["  ", "\t", "<&>", "12:34 ", "http://a ", "\n", "\n  ", "字", "\U0001f600", "2026年1月1日(木) "]
)
@pytest.mark.parametrize("reader", [JA, EN], ids=["ja", "en"])
def test_no_text_makes_a_staff_copy_too_long_for_a_mail_program(unit: str, reader: Reader) -> None:
    letter = STATIONERY.render(replace(NEW_CASE, text=f"初め{unit * 20_000}終わり"), reader)

    assert len(letter.html.encode()) < 30_000


def test_held_mail_is_listed_without_live_links_in_either_part() -> None:
    letter = STATIONERY.render(next(s.letter for s in samples() if s.letter.key == "staff-held-list"), JA)

    assert "https: //login.client.example" in letter.text
    assert "https: //login.client.example" in letter.html


def test_a_long_word_in_an_answer_costs_no_more_than_its_length() -> None:
    blob = "QUJD" * 50_000

    assert blob in STATIONERY.render(replace(ANSWER, text=blob), JA).html


words = st.text(alphabet=st.sampled_from("あ山田<>&\"' \n\t：:-*{}%#a1\u200b。、"), max_size=300)


@settings(max_examples=60, deadline=None)
@given(words)
def test_not_one_word_of_a_persons_answer_is_changed(text: str) -> None:
    letter = STATIONERY.render(replace(ANSWER, text=f"文頭\n{text}\n文末"), JA)

    assert f"文頭\n{text}\n文末" in letter.text
    page = html.unescape(re.sub(r"<[^>]*>", "", letter.html.replace("<br>\n", "\n"))).replace("\u00a0", " ")
    assert f"文頭\n{text}\n文末".replace("\t", "    ") in page


def test_links_in_a_persons_answer_and_in_the_public_contact_show_their_whole_address() -> None:
    answer = STATIONERY.render(ANSWER, JA).html
    refusal = STATIONERY.render(RefusedStranger(), JA).html

    links = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', answer + refusal)
    assert ("https://www.vendor.example/manual/print", "https://www.vendor.example/manual/print") in links
    assert ("mailto:info@vendor.example", "info@vendor.example") in links


lines = st.text(alphabet="あいう漢字、。（）「」ーっA1 -：※#", max_size=160).map(str.strip)


@settings(max_examples=200, deadline=None)
@given(lines)
def test_wrapping_loses_nothing_and_begins_no_line_with_what_may_not_stand_there(line: str) -> None:
    broken = wrapped(line)

    assert "".join(broken).replace(" ", "") == line.replace(" ", "")
    for before, after in pairwise(broken):
        assert after.strip()[0] not in NOT_FIRST or not before
    if not re.search(r"[A-Za-z0-9\-#（「、。）」ーっ：※]{20}", line) and not line.startswith("----"):
        assert all(width(one) <= 72 for one in broken)


@pytest.mark.parametrize(
    "line",
    [
        "ご連絡は2026年12月28日(月・祝) 17:00（日本時間）までに、https://www.vendor.example/path へお願いします。",
        "Please write to yamada@client.example by Mon 28 Dec 2026, 17:00 JST or Tue 29 Dec 2026, 09:00 JST, please.",
    ],
)
def test_wrapping_never_breaks_a_date_a_time_or_an_address(line: str) -> None:
    whole = re.findall(
        r"2026年12月28日\(月・祝\)|17:00（日本時間）|https:\S+|[A-Z][a-z]{2} \d\d Dec 2026,|\d\d:\d\d JST|\S+@\S+", line
    )

    for start in range(60):
        broken = wrapped("あ" * start + line)
        assert [one for one in whole if not any(one in part for part in broken)] == []


def test_the_zone_is_named_for_a_reader_elsewhere_and_dates_move_to_their_day() -> None:
    late = replace(OPENED, received_at=datetime(2026, 11, 23, 15, 30, tzinfo=UTC), skipped=())

    in_london = STATIONERY.render(late, replace(JA, timezone="Europe/London")).text
    in_tokyo = STATIONERY.render(replace(late, received_at=datetime(2026, 11, 22, 15, 30, tzinfo=UTC)), JA).text

    assert "受付日時：2026年11月23日(月・祝) 15:30（英国時間）" in in_london
    assert "（平日 10:00から17:00まで、日本時間）" in in_london
    assert "（平日 10:00から17:00まで）" in in_tokyo
    assert "受付日時：2026年11月23日(月・祝) 00:30\n" in in_tokyo


def test_a_language_without_templates_falls_back_to_the_desks() -> None:
    letter = STATIONERY.render(OPENED, replace(JA, language="fr"))

    assert "お問い合わせを受け付けました" in letter.text
    assert '<html lang="ja">' in letter.html


def test_a_label_that_looks_like_a_row_stays_in_its_row() -> None:
    clock = ClockLine(name="own", labels={"ja": "一次：回答", "en": "First: answer"}, due=OPENED.received_at)

    letter = STATIONERY.render(replace(OPENED, clocks=(clock,), skipped=()), JA)

    assert ">一次：回答<span" in letter.html


def test_an_empty_list_of_held_mail_is_a_fault_that_is_told_not_a_letter() -> None:
    with pytest.raises(TemplateTrouble):
        STATIONERY.render(StaffHeldList(items=()), JA)


def test_a_desk_without_telephone_hours_and_contact_leaves_nothing_blank() -> None:
    bare = Stationery([SHIPPED], replace(DESK, phone="", opening_hours=None, public_contact=None))

    for sample in samples():
        for reader in (JA, EN):
            text = bare.render(sample.letter, reader).text
            assert "None" not in text
            assert "（）" not in text
            assert "()" not in text
    assert bare.render(OPENED, JA).text.endswith(
        "例示サポート\n※このメールは自動でお送りしています。\n ご返信は担当者が確認いたします。\n"
    )


def test_a_case_without_a_subject_has_no_empty_row() -> None:
    letter = STATIONERY.render(replace(OPENED, subject=""), JA)

    assert "件名" not in letter.text
    assert letter.subject == "Re: [INC-000123] お問い合わせ"
