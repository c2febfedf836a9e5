"""Conversations: what staff are told by the clock - reminders, breaches, wishes for a report - and who is on call."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, FIRST, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.keeping_desk import ON_CALL, QUIET, MakeKeeper, jumps, keeper, make_keeper, passes, tokyo

__all__ = ["keeper", "make_keeper"]

BOTH = {SUZUKI.address, BROWN.address}
TEXT = "お問い合わせの件、手順をお送りいたします。ご確認ください。"


def got(desk: Conversation, key: str) -> set[str]:
    """Who has newly received this letter; what else came is forgotten."""
    return {address for address, one in desk.new_keys() if one == key}


def asked(desk: Conversation, subject: str = "印刷について") -> None:
    """A question came on Monday at 10:00: to be answered by Tuesday's close."""
    desk.hears(YAMADA.writes(subject))
    desk.forget_letters()


def test_staff_are_reminded_at_the_shares_of_the_policy(keeper: Conversation) -> None:
    asked(keeper)

    # 14 opening hours from Monday 10:00 to Tuesday 17:00: half is Monday's close, 80 % is Tuesday 14:12.
    passes(keeper, tokyo(11, 30, "16:59"))
    assert keeper.new_keys() == set()
    passes(keeper, tokyo(11, 30, "17:00"))
    assert keeper.new_keys() == {(one, "staff-before-breach") for one in BOTH}
    passes(keeper, tokyo(12, 1, "14:11"))
    assert keeper.new_keys() == set()
    passes(keeper, tokyo(12, 1, "14:12"))
    assert got(keeper, "staff-before-breach") == BOTH
    assert "80%" in keeper.last(SUZUKI.address, "staff-before-breach").text


def test_only_the_owner_is_reminded(keeper: Conversation) -> None:
    asked(keeper)
    keeper.hears(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), "#担当"))
    keeper.forget_letters()

    passes(keeper, tokyo(12, 1, "09:00"))

    assert keeper.new_keys() == {(SUZUKI.address, "staff-before-breach")}
    assert "鈴木 花子" in keeper.last(SUZUKI.address, "staff-before-breach").text


def test_a_breach_is_told_once_and_exactly_on_time_is_none(keeper: Conversation) -> None:
    asked(keeper)
    passes(keeper, tokyo(12, 1, "17:00"))
    keeper.forget_letters()
    jumps(keeper, tokyo(12, 1, "17:00"))
    assert keeper.new_keys() == set()

    passes(keeper, tokyo(12, 1, "17:01"))
    assert keeper.new_keys() == {(one, "staff-breached") for one in BOTH}
    passes(keeper, tokyo(12, 2, "09:00"))

    assert keeper.new_keys() == set()
    assert keeper.events().count(EventKind.BREACH_TOLD) == 1


def test_an_answer_in_time_ends_all_reminders(keeper: Conversation) -> None:
    asked(keeper)
    keeper.hears(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), TEXT))
    keeper.forget_letters()

    passes(keeper, tokyo(12, 2, "12:00"))

    assert {key for _, key in keeper.new_keys()} <= {"staff-before-breach"}
    assert EventKind.BREACH_TOLD not in keeper.events()


def test_a_reminder_of_its_own_clock_replaces_the_version_s(make_keeper: MakeKeeper) -> None:
    desk = make_keeper(("target = { business_days = 1 }\n", "target = { business_days = 1 }\nreminders = false\n"))
    asked(desk)

    passes(desk, tokyo(12, 1, "16:59"))

    assert desk.new_keys() == set()


def test_a_wait_for_the_customer_moves_the_reminder_and_reopening_goes_on(keeper: Conversation) -> None:
    desk = keeper
    asked(desk)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), f"#回答待ち\n{TEXT}"))
    passes(desk, tokyo(12, 3, "10:00"))
    desk.forget_letters()

    # Resolution within 5 business days, on Monday 7 December; the closes of three days lie inside the wait.
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer")))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), f"#解決\n{TEXT}"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "まだ直っていません。続けてお願いします。"))

    assert desk.status() is Status.OPEN
    with desk.store.unit() as unit:
        case = unit.case_numbered(FIRST)
        assert case is not None
    resolve = {row.name: row for row in desk.store.history(case.id).clocks}["resolve"]
    assert (resolve.state, resolve.due) == ("running", tokyo(12, 10, "17:00"))


def test_after_an_outage_of_two_days_there_is_one_letter_of_a_kind_and_case(keeper: Conversation) -> None:
    for number in range(3):
        keeper.hears(YAMADA.writes(f"印刷について {number}"))
    keeper.forget_letters()

    jumps(keeper, tokyo(12, 3, "11:00"))

    to_suzuki = [one.key for one in keeper.letters(SUZUKI.address)]
    to_yamada = [one.key for one in keeper.letters(YAMADA.address)]
    assert sorted(to_suzuki) == ["staff-before-breach"] * 3 + ["staff-breached"] * 3
    assert to_yamada == ["late-notice"] * 3
    keeper.forget_letters()
    passes(keeper, tokyo(12, 3, "16:00"))
    assert keeper.new_keys() == set()


def test_a_promise_that_was_kept_during_the_outage_is_no_news(keeper: Conversation) -> None:
    asked(keeper)
    answer = SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), TEXT)
    keeper.clock.now = tokyo(12, 3, "11:00")

    keeper.hears(answer)

    assert [one.key for one in keeper.letters(YAMADA.address)] == ["staff-answer"]
    assert EventKind.BREACH_TOLD not in keeper.events()


def test_a_security_incident_at_three_in_the_morning_reaches_who_is_on_call(keeper: Conversation) -> None:
    jumps(keeper, tokyo(12, 1, "03:00"))
    keeper.hears(YAMADA.writes("不正アクセスの疑い", "見知らぬ利用者の記録があります。"))

    assert got(keeper, "staff-escalation") == {ON_CALL}
    alarm = keeper.last(ON_CALL, "staff-escalation")
    assert "Security" in alarm.text
    assert "見知らぬ利用者の記録があります。" in alarm.text
    passes(keeper, tokyo(12, 1, "04:00"))
    assert keeper.new_keys() == set()


def test_while_the_rota_rests_everybody_learns_of_it(keeper: Conversation) -> None:
    keeper.hears(YAMADA.writes("不正アクセスの疑い"))

    assert got(keeper, "staff-escalation") == BOTH


def test_nobody_is_alarmed_where_the_policy_says_so(make_keeper: MakeKeeper) -> None:
    desk = make_keeper(("reminders = [0.5, 0.8]\n", "reminders = [0.5, 0.8]\nescalate = false\n"))
    jumps(desk, tokyo(12, 1, "03:00"))

    desk.hears(YAMADA.writes("不正アクセスの疑い"))

    assert got(desk, "staff-escalation") == set()


def test_an_urgent_acknowledgement_at_night_says_that_somebody_was_alerted(keeper: Conversation) -> None:
    jumps(keeper, tokyo(12, 1, "03:00"))
    keeper.hears(YAMADA.writes("業務が停止しています"))

    assert "当番" in keeper.last(YAMADA.address, "case-opened").text
    alarm = " ".join(keeper.last(ON_CALL, "staff-escalation").text.split())
    assert "The customer knows that you have been alerted" in alarm


def test_an_urgent_promise_that_breaks_reaches_the_person_on_call_too(keeper: Conversation) -> None:
    keeper.hears(YAMADA.writes("業務が停止しています"))
    keeper.hears(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), "#担当"))
    keeper.forget_letters()

    # The interim report was due three opening hours after the receipt, at 13:00, the resolution at 17:00.
    passes(keeper, tokyo(11, 30, "17:01"))

    assert got(keeper, "staff-escalation") == {ON_CALL, *BOTH}
    assert keeper.events().count(EventKind.ESCALATED) == 3


def test_reports_are_asked_for_until_recovery(keeper: Conversation) -> None:
    keeper.hears(YAMADA.writes("業務が停止しています"))
    keeper.forget_letters()

    passes(keeper, tokyo(11, 30, "12:30"))
    wish = keeper.last(SUZUKI.address, "staff-interim-due")
    assert "11月30日(月) 13:00" in wish.text
    keeper.hears(SUZUKI.replies(wish, "#中間報告"))
    report = keeper.last(YAMADA.address, "interim-report")
    assert report.subject == f"[{FIRST}] 【中間報告】業務が停止しています"
    assert "第1報" in report.text
    assert "引き続き対応しております" in report.text
    assert "11月30日(月) 15:30" in report.text
    assert b"Auto-Submitted" not in report.letter.content
    assert (keeper.status(), keeper.events()[-1]) == (Status.OPEN, EventKind.REPORT)

    passes(keeper, tokyo(11, 30, "15:00"))
    second = "#中間報告\n現在の状況：原因を調べています。\n実施したこと：再起動しました。\n今後の予定：部品を替えます。"
    keeper.hears(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-interim-due"), second))
    report = keeper.last(YAMADA.address, "interim-report")
    assert "第2報" in report.text
    assert "実施したこと：再起動しました。" in report.text

    account = "#解決\n事象：印刷が停止しました。\n原因：部品の故障です。\n対処：部品を替えました。"
    keeper.hears(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), account))
    told = keeper.last(YAMADA.address, "resolved")
    assert told.subject == f"[{FIRST}] 【解決のご報告】業務が停止しています"
    assert "原因：部品の故障です。" in told.text
    keeper.forget_letters()
    passes(keeper, tokyo(12, 2, "12:00"))
    assert got(keeper, "staff-interim-due") == set()
    assert keeper.status() is Status.RESOLVED


def test_quiet_hours_hold_reminders_but_no_alarm(make_keeper: MakeKeeper) -> None:
    desk = make_keeper(QUIET)
    asked(desk)
    desk.clock.now = tokyo(12, 1, "23:00")
    desk.works()
    assert desk.new_keys() == set()

    desk.hears(YAMADA.writes("不正アクセスの疑い"))
    assert got(desk, "staff-escalation") == {ON_CALL}
    passes(desk, tokyo(12, 2, "09:00"))

    assert got(desk, "staff-breached") == BOTH


def test_times_are_explained_on_request(keeper: Conversation) -> None:
    asked(keeper)

    keeper.hears(BROWN.replies(keeper.last(BROWN.address, "staff-new-case"), "#explain"))

    letter = keeper.letter(BROWN.address)
    assert letter.key == "staff-explained"
    assert "First answer: by Tue 1 Dec, 17:00 JST" in letter.text
    assert "within 1 business day" in letter.text


@pytest.mark.parametrize(
    "written", ["#見込み 昨日", "#見込み そのうち", "#forecast Friday", "#見込み 2026-11-01 10:00"]
)
def test_a_forecast_without_a_clear_day_to_come_is_asked_about(keeper: Conversation, written: str) -> None:
    asked(keeper)

    keeper.hears(SUZUKI.replies(keeper.last(SUZUKI.address, "staff-new-case"), written))

    assert keeper.letter(SUZUKI.address).key == "staff-command-refused"
    assert EventKind.FORECAST not in keeper.events()
