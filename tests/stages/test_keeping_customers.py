"""Conversations: what customers are told by the clock - a late answer, moved times, the end by silence - and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, DOE, FIRST, SECOND, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.keeping_desk import QUIET, MakeKeeper, jumps, keeper, make_keeper, passes, tokyo

__all__ = ["keeper", "make_keeper"]

NEWER = """
[[policies.standard.versions]]
from = 2026-12-02
applies = "date"
[policies.standard.versions.clocks.resolve]
stop = ["resolved"]
target = { weeks = 1 }
"""
TEXT = "お問い合わせの件、手順をお送りいたします。ご確認ください。"


def asked(desk: Conversation) -> None:
    """A question came on Monday 30 November at 10:00: to be answered by Tuesday's close."""
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()


def staff_say(desk: Conversation, words: str) -> None:
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), words))


def to_yamada(desk: Conversation) -> list[str]:
    return [one.key for one in desk.letters(YAMADA.address)]


def answered(desk: Conversation) -> None:
    """Answered on Monday 30 November: closed by silence at the close of Wednesday 9 December, announced on the 7th."""
    asked(desk)
    staff_say(desk, TEXT)
    desk.forget_letters()


# An answer that will be late


def test_a_forecast_that_is_two_days_late_is_told_at_once(keeper: Conversation) -> None:
    asked(keeper)

    staff_say(keeper, "#見込み 12/3 15:00")

    letter = keeper.letter(YAMADA.address)
    assert letter.subject == f"[{FIRST}] 【回答予定の変更】印刷について"
    assert "2026年12月1日(火) 17:00" in letter.text
    assert "新しい回答予定：2026年12月3日(木) 15:00 まで" in letter.text
    assert b"Auto-Submitted: auto-generated" in letter.letter.content
    assert keeper.events().count(EventKind.LATE_TOLD) == 1


@pytest.mark.parametrize("written", ["#見込み 12/2 17:00", "#見込み 12月2日(水)", "#forecast 2026-12-02 15:00"])
def test_a_forecast_that_is_less_late_is_only_recorded(keeper: Conversation, written: str) -> None:
    asked(keeper)

    staff_say(keeper, written)

    assert to_yamada(keeper) == []
    assert EventKind.FORECAST in keeper.events()


def test_a_later_forecast_is_told_too_and_the_same_one_is_not(keeper: Conversation) -> None:
    asked(keeper)
    staff_say(keeper, "#見込み 12/3 15:00")
    keeper.forget_letters()

    staff_say(keeper, "#見込み 12/3 15:00")
    assert to_yamada(keeper) == []
    staff_say(keeper, "#見込み 12/4 12:00")

    letter = keeper.letter(YAMADA.address)
    assert "2026年12月3日(木) 15:00 まで" in letter.text
    assert "新しい回答予定：2026年12月4日(金) 12:00 まで" in letter.text


def test_without_a_forecast_the_customer_hears_when_the_first_late_day_closes(keeper: Conversation) -> None:
    asked(keeper)

    passes(keeper, tokyo(12, 2, "17:00"))
    assert to_yamada(keeper) == []
    wish = keeper.last(SUZUKI.address, "staff-forecast-wanted")
    assert "12月2日(水) 17:00" in wish.text
    passes(keeper, tokyo(12, 2, "17:01"))

    letter = keeper.letter(YAMADA.address)
    assert letter.key == "late-notice"
    assert "次回のご連絡：2026年12月4日(金) 17:00 まで" in letter.text


def test_news_that_was_promised_comes(keeper: Conversation) -> None:
    asked(keeper)
    passes(keeper, tokyo(12, 4, "16:59"))
    keeper.forget_letters()

    staff_say(keeper, "#見込み 12/8 12:00")

    assert "2026年12月8日(火) 12:00" in keeper.letter(YAMADA.address).text
    passes(keeper, tokyo(12, 8, "12:00"))
    assert to_yamada(keeper) == []
    passes(keeper, tokyo(12, 8, "12:01"))
    assert to_yamada(keeper) == ["late-notice"]


def test_a_late_notice_at_night_after_an_outage_waits_for_the_opening(keeper: Conversation) -> None:
    asked(keeper)

    jumps(keeper, tokyo(12, 3, "03:00"))
    assert to_yamada(keeper) == []
    passes(keeper, tokyo(12, 3, "10:00"))

    assert to_yamada(keeper) == ["late-notice"]


def test_an_answer_that_is_still_on_its_way_spares_the_notice(keeper: Conversation) -> None:
    asked(keeper)
    keeper.clock.now = tokyo(12, 3, "11:00")
    keeper.receives(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), TEXT))

    keeper.sweep.some(keeper.clock(), 20)
    assert to_yamada(keeper) == []
    keeper.process.some(keeper.clock(), 20)
    keeper.clock.now = tokyo(12, 3, "11:02")
    keeper.sweep.some(keeper.clock(), 20)
    keeper.works()

    assert to_yamada(keeper) == ["staff-answer"]


# Times that a change moves


def test_a_higher_priority_moves_the_time_and_the_customer_is_told(keeper: Conversation) -> None:
    asked(keeper)

    staff_say(keeper, "#優先度 緊急")

    # 420 minutes from Monday 10:00; before, five business days.
    letter = keeper.letter(YAMADA.address)
    assert letter.key == "new-reply-by"
    assert "「重要」から「緊急」に変更" in letter.text
    assert "解決（目標）：2026年11月30日(月) 17:00 まで" in letter.text
    assert "2026年12月7日(月) 17:00" in letter.text
    keeper.works()
    assert to_yamada(keeper) == []


def test_a_lower_priority_is_told_with_a_reason(keeper: Conversation) -> None:
    asked(keeper)

    staff_say(keeper, "#優先度 軽微")

    letter = keeper.letter(YAMADA.address)
    assert "2026年12月14日(月) 17:00" in letter.text
    assert "理由：" in letter.text


def test_a_change_that_moves_nothing_is_not_told(keeper: Conversation) -> None:
    asked(keeper)

    staff_say(keeper, "#区分 障害")
    staff_say(keeper, "#優先度 重要")

    assert to_yamada(keeper) == []


def test_two_changes_in_one_mail_are_one_letter_and_there_and_back_is_none(keeper: Conversation) -> None:
    asked(keeper)
    staff_say(keeper, "#優先度 軽微\n#区分 障害")
    assert to_yamada(keeper) == ["new-reply-by"]

    staff_say(keeper, "#優先度 緊急\n#優先度 軽微")

    assert to_yamada(keeper) == []


def test_a_time_that_the_change_puts_into_the_past_is_breached_and_not_promised(keeper: Conversation) -> None:
    asked(keeper)
    passes(keeper, tokyo(12, 1, "12:00"))
    keeper.forget_letters()

    staff_say(keeper, "#優先度 緊急")

    assert "new-reply-by" not in to_yamada(keeper)
    assert EventKind.BREACH_TOLD in keeper.events()


def test_a_policy_that_follows_the_date_goes_on_under_its_new_version(make_keeper: MakeKeeper) -> None:
    newer = (
        '[[rules]]\nname = "standstill"\n',
        (
            '[[policies.standard.versions]]\nfrom = 2026-12-02\napplies = "date"\n'
            '[policies.standard.versions.clocks.resolve]\nstop = ["resolved"]\ntarget = { weeks = 1 }\n\n'
            '[[rules]]\nname = "standstill"\n'
        ),
    )
    keys = (
        'priorities = [\n  { key = "minor", labels = { ja = "軽微", en = "Minor" } },',
        'applies = "date"\npriorities = [\n  { key = "minor", labels = { ja = "軽微", en = "Minor" } },',
    )
    desk = make_keeper(newer, keys)
    desk.hears(DOE.writes("How do I print?"))
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-new-case"), "#start"))
    desk.forget_letters()

    passes(desk, tokyo(12, 2, "09:59"))
    assert desk.letters(DOE.address) == []
    assert EventKind.POLICY in desk.events()
    passes(desk, tokyo(12, 2, "10:00"))

    letter = desk.letter(DOE.address)
    assert letter.key == "new-reply-by"
    assert "service terms" in letter.text


def test_a_version_that_is_given_later_reaches_cases_that_were_asleep(make_keeper: MakeKeeper, tmp_path: Path) -> None:
    dated = ("priorities = [\n", 'applies = "date"\npriorities = [\n')
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    desk = make_keeper(dated, url=url)
    answered(desk)
    newer = desk.config_path.read_text(encoding="utf-8") + NEWER
    desk.config_path.write_text(newer, encoding="utf-8")

    desk.clock.now = tokyo(12, 2, "10:00")
    desk.reopen()
    desk.works()

    assert EventKind.POLICY in desk.events()


# The end by silence


def test_silence_closes_a_case_after_seven_business_days_with_a_notice_before(keeper: Conversation) -> None:
    answered(keeper)

    passes(keeper, tokyo(12, 7, "09:59"))
    assert to_yamada(keeper) == []
    passes(keeper, tokyo(12, 7, "10:00"))
    notice = keeper.letter(YAMADA.address)
    assert notice.subject == f"[{FIRST}] 【終了予定】印刷について"
    assert "2026年12月9日(水) 17:00" in notice.text
    passes(keeper, tokyo(12, 9, "17:00"))
    assert keeper.status() is Status.ANSWERED
    passes(keeper, tokyo(12, 9, "17:01"))

    assert keeper.status() is Status.CLOSED
    assert keeper.letter(YAMADA.address).key == "closed"
    passes(keeper, tokyo(12, 24, "12:00"))
    assert to_yamada(keeper) == []


def test_any_mail_of_the_customer_cancels_the_closing(keeper: Conversation) -> None:
    answered(keeper)
    passes(keeper, tokyo(12, 7, "10:00"))
    notice = keeper.last(YAMADA.address, "closing-notice")

    keeper.hears(YAMADA.replies(notice, "ありがとうございます。"))
    keeper.forget_letters()
    passes(keeper, tokyo(12, 9, "18:00"))

    assert keeper.status() is Status.OPEN
    assert "closed" not in to_yamada(keeper)


def test_nothing_is_closed_while_staff_owe_what_they_announced(keeper: Conversation) -> None:
    answered(keeper)
    staff_say(keeper, "#見込み 12/18 15:00")

    passes(keeper, tokyo(12, 17, "18:00"))

    assert keeper.status() is Status.ANSWERED
    assert not {"closing-notice", "closed"} & set(to_yamada(keeper))


def test_an_unproven_answer_to_the_announcement_holds_the_closing_back(keeper: Conversation) -> None:
    answered(keeper)
    passes(keeper, tokyo(12, 7, "10:00"))
    notice = keeper.last(YAMADA.address, "closing-notice")

    keeper.hears(YAMADA.replies(notice, "まだ解決しておりません。"), trusted=False)
    passes(keeper, tokyo(12, 11, "18:00"))

    assert keeper.status() is Status.ANSWERED
    assert "closed" not in to_yamada(keeper)


def test_a_machine_s_mail_cancels_nothing(keeper: Conversation) -> None:
    answered(keeper)
    passes(keeper, tokyo(12, 7, "10:00"))

    keeper.hears(YAMADA.is_out_of_office(keeper.last(YAMADA.address, "closing-notice")))
    passes(keeper, tokyo(12, 9, "17:01"))

    assert keeper.status() is Status.CLOSED


def test_a_mail_after_the_end_opens_a_linked_case(keeper: Conversation) -> None:
    answered(keeper)
    passes(keeper, tokyo(12, 9, "17:01"))

    keeper.hears(YAMADA.replies(keeper.last(YAMADA.address, "closed"), "まだ続いています。お願いします。"))

    assert keeper.last(YAMADA.address, "linked-case").subject.startswith(f"Re: [{SECOND}]")


def test_a_closing_waits_until_its_announcement_has_stood_its_time(keeper: Conversation) -> None:
    answered(keeper)

    # Down over the announcement and the closing; back on Thursday night.
    jumps(keeper, tokyo(12, 10, "23:30"))
    assert (keeper.status(), to_yamada(keeper)) == (Status.ANSWERED, [])
    passes(keeper, tokyo(12, 11, "10:00"))
    assert "2026年12月15日(火) 17:00" in keeper.letter(YAMADA.address).text
    passes(keeper, tokyo(12, 15, "17:00"))
    assert keeper.status() is Status.ANSWERED
    passes(keeper, tokyo(12, 15, "17:01"))

    assert keeper.status() is Status.CLOSED


def test_mail_that_came_during_an_outage_is_heard_before_silence_closes(keeper: Conversation) -> None:
    answered(keeper)
    passes(keeper, tokyo(12, 7, "10:00"))
    reply = YAMADA.replies(keeper.last(YAMADA.address, "closing-notice"), "まだ解決していません。お願いします。")
    keeper.clock.now = tokyo(12, 10, "11:00")
    keeper.receives(reply)

    keeper.sweep.some(keeper.clock(), 20)
    assert keeper.status() is Status.ANSWERED
    keeper.works()
    keeper.clock.now = tokyo(12, 10, "11:02")
    keeper.works()

    assert keeper.status() is Status.OPEN


def test_a_case_that_a_machine_opened_gets_no_notices(keeper: Conversation) -> None:
    mail = YAMADA.writes("監視の通知", headers=(("Auto-Submitted", "auto-generated"),))
    keeper.hears(mail)
    keeper.store.release(keeper.held()[0].inbox_id, "operator", keeper.clock())
    keeper.works()
    keeper.forget_letters()

    passes(keeper, tokyo(12, 3, "12:00"))

    assert keeper.events().count(EventKind.LATE_TOLD) == 1
    assert to_yamada(keeper) == []


def test_staff_who_close_a_case_let_the_customer_know(keeper: Conversation) -> None:
    asked(keeper)

    staff_say(keeper, "#完了")

    assert keeper.letter(YAMADA.address).key == "closed"
    passes(keeper, tokyo(12, 3, "12:00"))
    assert to_yamada(keeper) == []


# Quiet hours


def test_quiet_hours_hold_the_backlog_and_release_it_in_order(make_keeper: MakeKeeper) -> None:
    desk = make_keeper(QUIET)
    for number in range(4):
        desk.hears(YAMADA.writes(f"印刷について {number}"))
    desk.forget_letters()
    desk.clock.now = tokyo(12, 1, "22:30")
    for copy in [one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-new-case"][:3]:
        desk.hears(SUZUKI.replies(copy, "#見込み 12/9 12:00"))

    assert to_yamada(desk) == []
    passes(desk, tokyo(12, 2, "08:59"))
    assert to_yamada(desk) == []
    passes(desk, tokyo(12, 2, "09:00"))

    told = desk.letters(YAMADA.address)
    assert [one.subject.split()[0] for one in told] == [f"[INC-00000{number}]" for number in (1, 2, 3)]
    assert {one.mail.date for one in told} == {tokyo(12, 2, "09:00")}


def test_acknowledgements_and_answers_are_never_held(make_keeper: MakeKeeper) -> None:
    desk = make_keeper(QUIET)
    desk.clock.now = tokyo(11, 30, "23:00")

    desk.hears(YAMADA.writes("印刷について"))
    assert to_yamada(desk) == ["case-opened"]
    staff_say(desk, TEXT)

    assert to_yamada(desk) == ["staff-answer"]


def test_a_closing_by_staff_at_night_is_told_in_the_morning_and_dated_so(make_keeper: MakeKeeper) -> None:
    desk = make_keeper(QUIET)
    asked(desk)
    jumps(desk, tokyo(12, 1, "23:00"))

    staff_say(desk, "#完了")
    assert "closed" not in to_yamada(desk)
    jumps(desk, tokyo(12, 2, "09:00"))

    letter = desk.letter(YAMADA.address)
    assert (letter.key, letter.mail.date) == ("closed", tokyo(12, 2, "09:00"))


def test_an_urgent_matter_is_exempt(make_keeper: MakeKeeper) -> None:
    desk = make_keeper(QUIET)
    desk.hears(YAMADA.writes("業務が停止しています"))
    desk.forget_letters()
    jumps(desk, tokyo(12, 1, "23:00"))
    desk.forget_letters()

    staff_say(desk, "#見込み 12/9 12:00")

    assert to_yamada(desk) == ["late-notice"]


# What is stored


def test_what_is_stored_is_what_playing_the_events_anew_gives(keeper: Conversation) -> None:
    asked(keeper)
    stored_as_played(keeper)
    staff_say(keeper, "#優先度 緊急")
    stored_as_played(keeper)
    for moment in (tokyo(11, 30, "15:00"), tokyo(12, 1, "12:00"), tokyo(12, 3, "18:00")):
        passes(keeper, moment)
        stored_as_played(keeper)
    staff_say(keeper, f"#回答待ち\n{TEXT}")
    stored_as_played(keeper)


def stored_as_played(desk: Conversation) -> None:
    case, house = desk.case(), desk.desk.house
    history = desk.store.history(case.id)
    with desk.store.unit() as unit:
        contract = unit.contract(case.contract_id)
        version = house.policies.pinned(unit, case)
    assert contract is not None
    played = house.policies.play(version, contract, history.events, case, desk.clock())
    assert {row.name: (row.state, row.due) for row in history.clocks} == {
        one.name: (one.state, one.due) for one in played.clocks
    }
