"""Conversations: maintenance that was announced is called off, moved to another time, or noted as it really was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mailbot.desk.announcing import AnnouncementState
from tests.stages.cast import BROWN, DOE, SATO, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation
from tests.stages.mail_clients import Received, bounced

if TYPE_CHECKING:
    from mailbot.desk.uptime import PlannedStop
    from mailbot.desk.uptime_month import Uptime

SERVICE = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the customer portal" }\n\n[calendars.office]',
)
MAINTENANCE = (
    "#告知 メンテナンス\nサービス：顧客ポータル\n開始：12/20 22:00\n終了：12/20 23:00\n除外：はい\n件名：機器の交換"
)


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk whose customers were told of maintenance three weeks ahead."""
    made = make_desk(SERVICE)
    made.hears(SUZUKI.writes("告知", MAINTENANCE))
    lets_it_go(made)
    return made


def preview(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-announcement-preview")


def lets_it_go(desk: Conversation) -> None:
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))


def says(desk: Conversation, *lines: str) -> None:
    desk.hears(SUZUKI.writes("告知", "\n".join(lines)))


def letters(desk: Conversation, address: str) -> list[Received]:
    return [one for one in desk.all_letters(address) if one.key == "maintenance"]


def stops(desk: Conversation) -> tuple[PlannedStop, ...]:
    with desk.store.unit() as unit:
        return unit.planned_stops(MONDAY)


def at(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 12, day, hour, minute, tzinfo=MONDAY.tzinfo)


def uptime_of_december(desk: Conversation) -> Uptime:
    reports = desk.sweep.reports
    assert reports is not None
    with desk.store.unit() as unit:
        report = reports.reporting.report(unit, date(2026, 12, 1), desk.clock(), unit.contract("C-1001"))
    return report.availability[0]


@pytest.mark.parametrize("words", ["#告知 中止 1", "#announce cancel 1", "#告知 1 中止"])
def test_what_is_called_off_is_told_to_all_who_knew(desk: Conversation, words: str) -> None:
    says(desk, words, "", "交換する機器の納入が遅れるためです。")
    assert len(letters(desk, YAMADA.address)) == 1
    assert "メンテナンス中止のお知らせ" in preview(desk).text
    assert "直す場合は #告知 中止 1 で" in preview(desk).text
    lets_it_go(desk)

    letter = letters(desk, YAMADA.address)[-1]
    assert letter.subject.startswith("【メンテナンス中止】顧客ポータル 12月20日(日)")
    assert "交換する機器の納入が遅れるためです。" in letter.text
    assert "called off" in letters(desk, DOE.address)[-1].subject
    assert len(letters(desk, SATO.address)) == 2
    assert stops(desk) == ()


def test_nothing_changes_before_the_word(desk: Conversation) -> None:
    says(desk, "#告知 中止 1")
    assert len(stops(desk)) == 1
    desk.hears(SUZUKI.replies(preview(desk), "#取消"))

    assert len(stops(desk)) == 1
    assert len(letters(desk, YAMADA.address)) == 1


def test_the_writers_name_is_no_reason(desk: Conversation) -> None:
    says(desk, "#告知 中止 1", "", "鈴木花子")
    lets_it_go(desk)

    assert "鈴木" not in letters(desk, YAMADA.address)[-1].text


def test_who_never_got_the_first_letter_is_not_written_to_again(desk: Conversation) -> None:
    desk.hears(bounced(letters(desk, SATO.address)[0].letter, to="support@vendor.example"), envelope_from="")
    says(desk, "#告知 中止 1")
    lets_it_go(desk)

    assert len(letters(desk, SATO.address)) == 1
    assert len(letters(desk, YAMADA.address)) == 2


def test_a_new_time_is_told_with_the_one_before_and_counts_from_its_own_letter(desk: Conversation) -> None:
    says(desk, "#告知 変更 1", "開始：12/27 22:00", "終了：12/28 0:00")
    assert "メンテナンス日時変更のお知らせ" in preview(desk).text
    lets_it_go(desk)

    letter = letters(desk, YAMADA.address)[-1]
    assert letter.subject.startswith("【メンテナンス日時変更】顧客ポータル 12月27日(日)")
    assert "変更前：2026年12月20日(日) 22:00 から 2026年12月20日(日) 23:00 まで" in letter.text
    (stop,) = stops(desk)
    assert (stop.start, stop.end) == (at(27, "22:00"), at(28, "00:00"))
    assert stop.announced_at is not None
    assert stop.announced_at > MONDAY


def test_a_move_keeps_the_promised_notice(desk: Conversation) -> None:
    desk.later(days=10)
    says(desk, "#告知 変更 1", "開始：12/21 22:00", "終了：12/21 23:00")
    assert "除外されません" in preview(desk).text
    assert "このままでは送れません" in preview(desk).text

    says(desk, "#告知 変更 1", "開始：12/21 22:00", "終了：12/21 23:00", "除外：いいえ")
    assert "除外されません" in preview(desk).text
    assert "このままでは送れません" not in preview(desk).text
    says(desk, "#告知 変更 1", "開始：12/11 22:00", "終了：12/11 23:00", "除外：いいえ")
    assert "このままでは送れません" in preview(desk).text


def test_what_was_moved_may_be_moved_again_and_called_off(desk: Conversation) -> None:
    says(desk, "#告知 変更 1", "開始：12/27 22:00", "終了：12/27 23:00")
    lets_it_go(desk)
    says(desk, "#告知 変更 1", "開始：12/26 22:00", "終了：12/26 23:00")
    lets_it_go(desk)
    assert "変更前：2026年12月27日(日) 22:00" in letters(desk, YAMADA.address)[-1].text
    says(desk, "#告知 中止 2")
    lets_it_go(desk)

    assert "12月26日(土)" in letters(desk, YAMADA.address)[-1].subject
    assert stops(desk) == ()
    says(desk, "#告知 中止 1")
    assert "終わっていないメンテナンス" in desk.last(SUZUKI.address, "staff-command-refused").text


def test_a_later_wish_takes_the_place_of_one_that_waits(desk: Conversation) -> None:
    says(desk, "#告知 変更 1", "開始：12/27 22:00", "終了：12/27 23:00")
    says(desk, "#告知 中止 1")
    lets_it_go(desk)

    with desk.store.unit() as unit:
        states = [one.state for one in unit.changes_of(1)]
    assert states == [AnnouncementState.REPLACED, AnnouncementState.SENT]
    assert len(letters(desk, YAMADA.address)) == 2


@pytest.mark.parametrize("words", ["#告知 中止 9", "#告知 変更 9", "#告知 中止"])
def test_only_what_was_announced_is_changed(desk: Conversation, words: str) -> None:
    says(desk, words)

    assert "終わっていないメンテナンス" in desk.last(SUZUKI.address, "staff-command-refused").text


def test_a_move_names_both_times(desk: Conversation) -> None:
    says(desk, "#告知 変更 1", "開始：12/27 22:00")

    assert "終了：この行が必要です" in desk.last(SUZUKI.address, "staff-command-refused").text


def test_the_real_times_count_and_what_runs_over_is_down_time(desk: Conversation) -> None:
    desk.clock.now = at(21, "09:00")
    says(desk, "#告知 実績 1", "開始：12/20 22:10", "終了：12/20 23:25")
    status = desk.last(SUZUKI.address, "staff-announcement-status").text
    assert "実際の停止：12月20日(日) 22:10 から 12月20日(日) 23:25 まで" in status
    assert "予告の外：25分" in status
    assert len(letters(desk, YAMADA.address)) == 1

    found = uptime_of_december(desk)
    assert (found.excluded, found.down) == (50, 25)


def test_a_stop_that_did_not_come_about_is_left_out_of_nothing(desk: Conversation) -> None:
    desk.clock.now = at(21, "09:00")
    says(desk, "#告知 実績 1", "停止：いいえ")

    assert "実際の停止：なし" in desk.last(SUZUKI.address, "staff-announcement-status").text
    found = uptime_of_december(desk)
    assert (found.excluded, found.down) == (0, 0)


def test_times_are_noted_one_by_one_as_they_come(desk: Conversation) -> None:
    desk.clock.now = at(20, "22:05")
    says(desk, "#announce actual 1", "from: now")
    desk.clock.now = at(20, "22:45")
    says(desk, "#告知 実績 1", "開始：22:05", "終了：今")

    (stop,) = stops(desk)
    assert stop.stopped == (at(20, "22:05"), at(20, "22:45"))


def test_what_is_not_named_stays_as_it_was_noted(desk: Conversation) -> None:
    desk.clock.now = at(21, "09:00")
    says(desk, "#告知 実績 1", "開始：12/20 22:10", "終了：12/20 23:40")
    says(desk, "#告知 実績 1", "終了：12/20 23:30")

    (stop,) = stops(desk)
    assert stop.stopped == (at(20, "22:10"), at(20, "23:30"))
    found = uptime_of_december(desk)
    assert (found.excluded, found.down) == (50, 30)


@pytest.mark.parametrize("lines", [("#告知 中止 1",), ("#告知 変更 1", "開始：12/28 22:00", "終了：12/28 23:00")])
def test_what_has_begun_is_neither_called_off_nor_moved(desk: Conversation, lines: tuple[str, ...]) -> None:
    desk.clock.now = at(20, "22:40")
    says(desk, *lines)

    assert "#告知 実績" in desk.last(SUZUKI.address, "staff-command-refused").text
    assert len(stops(desk)) == 1


def test_what_stopped_ahead_of_its_time_and_was_noted_is_not_called_off(desk: Conversation) -> None:
    desk.clock.now = at(20, "21:55")
    says(desk, "#告知 実績 1", "開始：21:30", "終了：21:50")
    says(desk, "#告知 中止 1")

    assert "#告知 実績" in desk.last(SUZUKI.address, "staff-command-refused").text
    assert stops(desk)[0].stopped == (at(20, "21:30"), at(20, "21:50"))


def test_a_change_that_is_approved_after_the_start_comes_back(desk: Conversation) -> None:
    desk.clock.now = at(20, "21:50")
    says(desk, "#告知 中止 1")
    desk.clock.now = at(20, "22:05")
    lets_it_go(desk)

    assert "it has begun, so it can be neither called off nor moved" in preview(desk, BROWN.address).text
    assert len(letters(desk, YAMADA.address)) == 1
    assert len(stops(desk)) == 1


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("開始：12/28 22:00",), "過ぎた日付と時刻"),
        (("開始：12/1 22:00",), "お知らせした開始より7日"),
        (("開始：12/20 23:00", "終了：12/20 22:00"), "終了は開始より後です"),
        ((), "この行が必要です"),
    ],
)
def test_times_that_cannot_be_are_told(desk: Conversation, lines: tuple[str, ...], why: str) -> None:
    desk.clock.now = at(21, "09:00")
    says(desk, "#告知 実績 1", *lines)

    assert why in desk.last(SUZUKI.address, "staff-command-refused").text
    assert stops(desk)[0].stopped is None


def test_a_report_that_has_gone_out_is_not_changed_by_later_notes(desk: Conversation) -> None:
    desk.clock.now = at(21, "09:00") + timedelta(days=30)
    says(desk, "#告知 実績 1", "開始：2026/12/20 22:10", "終了：2026/12/20 23:25")

    found = uptime_of_december(desk)
    assert (found.excluded, found.down) == (60, 0)


def comes_back(desk: Conversation, address: str) -> None:
    letter = letters(desk, address)[0].letter
    desk.hears(bounced(letter, to="support@vendor.example"), envelope_from="")


def statuses(desk: Conversation) -> list[Received]:
    return [one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-announcement-status"]


def test_a_letter_that_came_back_is_told_and_the_rest_the_next_morning(desk: Conversation) -> None:
    comes_back(desk, SATO.address)
    assert len(statuses(desk)) == 1
    assert "不達：1名" in statuses(desk)[-1].text
    assert SATO.address in statuses(desk)[-1].text.replace("\u200b", "")

    comes_back(desk, DOE.address)
    desk.works()
    assert len(statuses(desk)) == 1
    for _ in range(3):
        desk.later(days=1)
        desk.works()
    assert len(statuses(desk)) == 2
    assert "不達：2名" in statuses(desk)[-1].text
