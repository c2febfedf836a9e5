"""Times and names of a fault as somebody writes them at night on a telephone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mailbot.desk.fault_names import part_of_one, with_colons
from mailbot.desk.fault_times import told_ahead, told_past

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 30, 3, 10, tzinfo=TOKYO)


def at(hour: int, minute: int = 0, day: int = 30) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2:50", at(2, 50)),
        ("2:50頃", at(2, 50)),
        ("２時５０分ごろ", at(2, 50)),
        ("3時ごろ", at(3)),
        ("今日の2時半", at(2, 30)),
        ("午後11時", at(23, day=29)),
        ("11:30 pm", at(23, 30, day=29)),
        ("今", NOW),
        ("now", NOW),
        ("10分前", at(3)),
        ("1 hour ago", at(2, 10)),
        ("11/30 2:40", at(2, 40)),
        ("2026-11-30T02:40:00+09:00", at(2, 40)),
        ("きのう", None),
        ("25:00", None),
    ],
)
def test_what_has_been_is_the_last_such_time(text: str, meant: datetime | None) -> None:
    assert told_past(text, NOW, TOKYO) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4:00", at(4)),
        ("4時", at(4)),
        ("4:00まで", at(4)),
        ("by 4:00", at(4)),
        ("1時間後", at(4, 10)),
        ("1時間半後", at(4, 40)),
        ("30分後に", at(3, 40)),
        ("in 30 minutes", at(3, 40)),
        ("in an hour", at(4, 10)),
        ("in half an hour", at(3, 40)),
        ("11/30 9:00", at(9)),
        ("あとで", None),
    ],
)
def test_what_comes_is_the_next_such_time(text: str, meant: datetime | None) -> None:
    assert told_ahead(text, NOW, TOKYO) == meant


def test_a_time_of_the_day_that_has_passed_comes_again_tomorrow() -> None:
    assert told_ahead("2:00", NOW, TOKYO) == datetime(2026, 12, 1, 2, 0, tzinfo=TOKYO)


def test_a_part_of_a_title_names_a_service_if_it_is_of_one_alone() -> None:
    known = {"顧客ポータル": "portal", "portal": "portal", "業務ポータル": "work"}

    assert part_of_one("顧客ポ", known) == "portal"
    assert part_of_one("ポータル", known) is None
    assert part_of_one("顧客", known) is None


def test_a_label_needs_no_colon_and_a_sentence_is_no_label() -> None:
    said = with_colons(
        "サービス 顧客ポータル\n発生　2:50\nサービスが止まりました\n\niPhoneから送信", {"サービス", "発生"}
    )

    assert said == "サービス：顧客ポータル\n発生：2:50\nサービスが止まりました\n"
