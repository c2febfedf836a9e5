"""What staff write of an announcement is read whole, or what is wrong is told; numbers, kinds and words likewise."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.announcement_orders import read_announcement_lines
from mailbot.desk.announcements import Announcement, AnnouncementKind, announcement_as_json
from mailbot.desk.announcing import announcement_from
from mailbot.desk.fault_words import announcement_kind, announcement_number, asks_for_status, fault_numbers
from mailbot.desk.uptime import Service

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)
SERVICES = {"portal": Service(name="portal", titles={"ja": "顧客ポータル", "en": "the portal"})}


def read(text: str, kind: AnnouncementKind = AnnouncementKind.MAINTENANCE) -> tuple[Announcement, list[str]]:
    found = read_announcement_lines(text, kind, now=NOW, zone=TOKYO, services=SERVICES)
    return found.announcement, [one["en"] for one in found.troubles]


def test_maintenance_in_both_languages() -> None:
    told, troubles = read(
        "サービス：顧客ポータル\n開始：12/20 22:00\n終了：12/20 23:00\n除外：はい\n件名：交換\ntitle: new machine\n"
        "お願い：保存してください\n契約：C-1、C-2\n\n本文です。"
    )

    assert troubles == []
    assert told.services == ("portal",)
    assert told.contracts == ("C-1", "C-2")
    assert told.title == {"ja": "交換", "en": "new machine"}
    assert told.text == {"ja": "本文です。"}
    assert told.starts == datetime(2026, 12, 20, 22, tzinfo=TOKYO)
    assert (told.stops, told.exclude, told.urgent) == (True, True, False)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("開始：きのう\n終了：12/20 23:00", 'from "きのう": write a day and time still to come'),
        ("開始：12/20 23:00\n終了：12/20 22:00", "to: must be after the start"),
        ("開始：12/20 22:00", "to: is needed"),
        ("サービス：請求\n開始：12/20 22:00\n終了：12/20 23:00", 'service "請求": is not registered'),
        ("開始：12/20 22:00\n終了：12/20 23:00\n停止：たぶん", 'stops "たぶん": must be yes or no'),
    ],
)
def test_what_cannot_be_read_is_told_by_its_label(text: str, trouble: str) -> None:
    assert read(text)[1] == [trouble]


def test_lines_below_a_title_or_a_version_are_the_text() -> None:
    told, troubles = read("版：4.3\n件名：改善\n帳票を改めました。", AnnouncementKind.VERSION)

    assert troubles == []
    assert (told.version, told.title, told.text) == ("4.3", {"ja": "改善"}, {"ja": "帳票を改めました。"})


def test_closing_days_need_a_calendar_that_closes() -> None:
    assert read("", AnnouncementKind.CLOSING)[1] == ["text: no closing days lie within the next 30 days"]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    read(text)
    fault_numbers(text)
    announcement_number(text)
    announcement_kind(text)


def test_numbers_kinds_and_questions_are_told_apart() -> None:
    assert fault_numbers("＃障害 ｆｌｔ－１ FLT-0001 XFLT-2") == ("FLT-0001",)
    assert announcement_number("状況 １２") == 12
    assert announcement_number("1 2") == 0
    assert announcement_kind("メンテナンス 12") is AnnouncementKind.MAINTENANCE
    assert announcement_kind("何か") is None
    assert asks_for_status("status 12")
    assert not asks_for_status("保守")


def test_a_kept_announcement_is_the_same_again() -> None:
    told, _ = read("開始：12/20 22:00\n終了：12/20 23:00\n緊急：はい\n期限：12/19 10:00\n件名：交換")

    assert announcement_from(announcement_as_json(told)) == told
    assert told.act_by == datetime(2026, 12, 19, 10, tzinfo=TOKYO)
    assert told.ends is not None
    assert told.starts is not None
    assert told.ends - told.starts == timedelta(hours=1)
