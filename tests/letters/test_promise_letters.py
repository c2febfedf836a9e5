"""The letters of promises kept, moved and late: who speaks, which rows stand, and what a reply to them does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.desk.clocks.wording import SENTENCES
from mailbot.desk.commands import read_instructions
from mailbot.desk.letters import (
    LETTERS,
    CaseOpened,
    ClosingNotice,
    ExplainedClock,
    HeldUnproven,
    InterimReport,
    LastMail,
    LateNotice,
    Letter,
    MovedClock,
    NewReplyBy,
    Resolved,
    StaffBeforeBreach,
    StaffEscalation,
    StaffExplained,
    StaffIntakeStopped,
)
from mailbot.desk.letters.parts import EXCERPT_CHARACTERS, EXCERPT_LINES
from mailbot.desk.letters.samples import DESK, READERS, Sample, samples
from mailbot.desk.subjects import strip_prefixes
from mailbot.edges.templates import Stationery, shipped_templates
from mailbot.mail.attribution import is_reply_marker

STATIONERY = Stationery([shipped_templates()], DESK)
JA, EN = READERS["ja"], READERS["en"]
FROM_EITHER = (InterimReport, LateNotice, Resolved)
MARKED = {"interim-report", "late-notice", "closing-notice", "closed", "resolved"}
each_language = pytest.mark.parametrize("language", sorted(READERS))


def sample(key: str, variant: str = "plain") -> Letter:
    return next(one.letter for one in samples() if (one.letter.key, one.variant) == (key, variant))


def reports() -> list[InterimReport | LateNotice | Resolved]:
    return [one.letter for one in samples() if isinstance(one.letter, FROM_EITHER)]


def test_a_report_of_the_desk_is_an_automatic_notice_and_a_persons_goes_out_like_an_answer() -> None:
    for letter in reports():
        if letter.by_person:
            assert (letter.auto_submitted, letter.automatic, letter.kind, letter.lane) == ("", False, "answer", 0)
        else:
            assert (letter.auto_submitted, letter.automatic) == ("auto-generated", True)
            assert (letter.kind, letter.lane) == ("notice", 2)


def test_letters_of_the_desks_own_accord_wait_at_night_and_urgent_ones_do_not() -> None:
    opened, closing = sample("case-opened"), sample("closing-notice")

    assert isinstance(opened, CaseOpened)
    assert isinstance(closing, ClosingNotice)
    assert (opened.kind, closing.kind, NewReplyBy.kind, HeldUnproven.kind) == ("answer", "notice", "notice", "notice")
    assert (StaffEscalation.kind, StaffEscalation.lane, StaffIntakeStopped.kind) == ("urgent", 0, "urgent")
    assert StaffBeforeBreach.kind == "staff"


def test_a_persons_report_is_signed_by_the_person_alone() -> None:
    letter = STATIONERY.render(sample("interim-report", "by-person"), JA)

    assert letter.text.endswith("\n\n鈴木\n例示サポート\n")
    assert "03-0000-0000" not in letter.text
    assert "自動" not in letter.html


@each_language
@pytest.mark.parametrize("key", ["interim-report", "late-notice", "resolved"])
def test_who_writes_a_greeting_of_their_own_is_not_greeted_over(key: str, language: str) -> None:
    letter = STATIONERY.render(sample(key, "greets"), READERS[language])

    assert letter.text.startswith("山田 様\n\nお世話になっております。鈴木です。\n")
    assert letter.text.count("お世話になって") == 1
    assert "Dear" not in letter.text
    assert letter.text.count("INC-000123") == 1


@pytest.mark.parametrize("key", ["interim-report", "late-notice", "resolved"])
def test_what_a_person_wrote_stands_whole_and_is_not_set_as_a_quotation(key: str) -> None:
    words = "一行目：値\n\n  字下げ\n---\n{{ 7*7 }} <b>\nhttps://www.vendor.example/a"
    letter = sample(key, "by-person")
    assert isinstance(letter, FROM_EITHER)

    rendered = STATIONERY.render(replace(letter, text=words), JA)

    assert f"\n\n{words}\n\n" in rendered.text
    assert 'class="t said"' not in rendered.html
    assert '<a href="https://www.vendor.example/a"' in rendered.html
    assert "{{ 7*7 }} &lt;b&gt;" in rendered.html


@each_language
def test_a_row_without_words_is_left_out(language: str) -> None:
    for key in sorted({"interim-report", "late-notice", "resolved", "new-reply-by", "closed"}):
        for one in samples():
            if one.letter.key == key:
                text = STATIONERY.render(one.letter, READERS[language]).text
                assert re.search(r"：\s*$|: *$", text, re.MULTILINE) is None, one.variant
    bare = STATIONERY.render(sample("resolved", "bare"), READERS[language]).text
    assert not any(word in bare for word in ("原因", "再発", "お詫び", "Cause", "apologise"))


def test_a_late_notice_names_a_date_or_when_there_is_news() -> None:
    notice = sample("late-notice")
    assert isinstance(notice, LateNotice)

    with pytest.raises(ValueError, match="further news"):
        replace(notice, new_due=None, next_news=None)


def test_a_late_notice_speaks_of_what_has_passed_only_when_it_has() -> None:
    notice = sample("late-notice")
    assert isinstance(notice, LateNotice)

    on_time = STATIONERY.render(replace(notice, as_of=notice.old_due), JA).text
    passed = STATIONERY.render(replace(notice, as_of=notice.old_due + timedelta(seconds=1)), JA).text

    assert "難しい状況です" in on_time
    assert "までを目標としていた回答が、遅れております" in passed
    assert on_time.count("申し訳ございません") == passed.count("申し訳ございません") == 1


def test_words_of_several_lines_stay_in_their_row() -> None:
    report = sample("interim-report")
    assert isinstance(report, InterimReport)

    text = STATIONERY.render(replace(report, done="再起動\n優先度：緊急\n---"), JA).text

    assert "実施したこと：再起動 優先度：緊急 ---\n" in text


def test_an_apology_stands_only_where_it_is_ours() -> None:
    account = sample("resolved")
    assert isinstance(account, Resolved)

    assert "お詫び" in STATIONERY.render(account, JA).text
    assert "お詫び" not in STATIONERY.render(replace(account, ours=False), JA).text
    assert "sorry" not in STATIONERY.render(replace(account, ours=False), EN).text.lower()


def test_only_a_worse_time_asks_whether_the_reader_can_live_with_it() -> None:
    moved = sample("new-reply-by")
    assert isinstance(moved, NewReplyBy)
    clock = moved.clocks[0]
    later = replace(clock, old_due=clock.new_due, new_due=clock.old_due)

    assert not moved.worse
    assert not replace(moved, clocks=(MovedClock(name="start", labels={}, new_due=clock.new_due),)).worse
    for worse in (later, replace(clock, new_due=None)):
        letter = replace(moved, clocks=(worse,))
        assert letter.worse
        assert "差し支えがある場合は" in STATIONERY.render(letter, JA).text
    assert "差し支え" not in STATIONERY.render(moved, JA).text


@each_language
def test_a_subject_bears_its_mark_behind_the_number_and_loses_both_when_a_reply_comes(language: str) -> None:
    for one in samples():
        if one.letter.key in MARKED:
            subject = STATIONERY.render(one.letter, READERS[language]).subject
            own = getattr(one.letter, "subject", "")
            assert subject.startswith(("[INC-000123] 【", "[INC-000123] ["))
            assert strip_prefixes(f"Re: {subject}", "INC") == own or not own


@each_language
def test_a_reminder_begins_with_a_line_that_the_desk_knows_and_none_of_its_lines_is_a_command(language: str) -> None:
    for one in reminders():
        lines = STATIONERY.render(one.letter, READERS[language]).text.splitlines()
        if one.letter.frame == "copy":
            assert is_reply_marker(lines[0])
        assert [line for line in lines if line.lstrip().startswith("#")] == []


def reminders() -> list[Sample]:
    added = {letter.key for letter in LETTERS if letter.__module__ == "mailbot.desk.letters.reminders"}
    return [one for one in samples() if one.letter.key in added]


@each_language
def test_a_reminders_preheader_tells_nothing_internal(language: str) -> None:
    """It may stand above the line when a mail program quotes it."""
    for one in reminders():
        preheader = STATIONERY.render(one.letter, READERS[language]).preheader
        owner = getattr(one.letter, "owner", "")
        assert not owner or owner not in preheader
        assert "@" not in preheader
        assert not any(word in preheader for word in ("最後の動き", "dmarc", "mail of the customer"))


@pytest.mark.parametrize(
    ("text", "excerpt", "is_cut"),
    [
        ("一行", "一行", False),
        ("\n 一行  \n", "一行", False),
        ("", "", False),
        ("x\n" * (EXCERPT_LINES + 1), "x\n" * (EXCERPT_LINES - 1) + "x", True),
        ("x\n" * EXCERPT_LINES, "x\n" * (EXCERPT_LINES - 1) + "x", False),
        ("y" * (EXCERPT_CHARACTERS + 1), "y" * EXCERPT_CHARACTERS, True),
    ],
)
def test_a_reminder_shows_the_beginning_of_a_mail_and_says_if_there_is_more(
    text: str, excerpt: str, is_cut: bool
) -> None:
    mail = LastMail(text=text, received_at=DUE_MAIL.received_at)

    assert (mail.excerpt, mail.is_cut) == (excerpt, is_cut)


DUE_MAIL = LastMail(
    text="x", received_at=next(s.letter for s in samples() if isinstance(s.letter, CaseOpened)).received_at
)


@each_language
def test_every_sentence_that_explains_a_clock_can_stand_in_a_letter(language: str) -> None:
    steps = tuple({"ja": ja, "en": en} for ja, en in SENTENCES.values())
    explained = sample("staff-explained")
    assert isinstance(explained, StaffExplained)

    letter = STATIONERY.render(
        replace(explained, clocks=(ExplainedClock(labels={"ja": "初回回答"}, steps=steps),)), READERS[language]
    )

    flat = re.sub(r"\s", "", letter.text)
    assert [one for one in steps if re.sub(r"\s", "", one[language]) not in flat] == []
    assert letter.html.count('scope="row"') == 1


def test_a_reply_to_a_reminder_with_the_example_is_one_command() -> None:
    text = STATIONERY.render(sample("staff-forecast-wanted"), JA).text
    example = re.search(r"返信の例：(.*)", text)

    assert example is not None
    told = read_instructions(example[1])
    assert told.text == ""
    assert len(told.commands) + len(told.unknown) == 1
