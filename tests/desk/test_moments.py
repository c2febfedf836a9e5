"""Times as people write them, and labelled reports: what is read, and that nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.accounts import ACCOUNT_LABELS, REPORT_LABELS, is_account, read_labelled
from mailbot.desk.moments import Spoken, spoken_ahead, spoken_past

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("written", "day", "clock"),
    [
        ("12/3 15:00", date(2026, 12, 3), time(15)),
        ("１２／３　１５：００", date(2026, 12, 3), time(15)),
        ("12月3日 15時", date(2026, 12, 3), time(15)),
        ("12月3日(木) 15時30分までに", date(2026, 12, 3), time(15, 30)),
        ("12/3（木・祝）午後3時半", date(2026, 12, 3), time(15, 30)),
        ("12/3の午前9時頃", date(2026, 12, 3), time(9)),
        ("2026-12-03T15:00", date(2026, 12, 3), time(15)),
        ("2026/12/03 15:00", date(2026, 12, 3), time(15)),
        ("2027年1月6日 10:00", date(2027, 1, 6), time(10)),
        ("3 Dec 15:00", date(2026, 12, 3), time(15)),
        ("December 3, 2026 15:00", date(2026, 12, 3), time(15)),
        ("12/3", date(2026, 12, 3), None),
        ("1/6 10:00", date(2027, 1, 6), time(10)),
        ("11/30 10:01", date(2026, 11, 30), time(10, 1)),
        ("11/30", date(2026, 11, 30), None),
    ],
)
def test_a_day_to_come_is_read(written: str, day: date, clock: time | None) -> None:
    assert spoken_ahead(written, NOW, TOKYO) == Spoken(day=day, at=clock)


@pytest.mark.parametrize(
    "written",
    [
        "明日 15:00",
        "15:00",
        "Friday",
        "",
        "11/29 10:00",
        "11/30 10:00",
        "2026-11-30 10:00",
        "13/3 10:00",
        "2/30 10:00",
        "12/3 25:00",
        "2026-12-03T15:00+00:00",
    ],
)
def test_what_names_no_clear_day_to_come_is_not(written: str) -> None:
    assert spoken_ahead(written, NOW, TOKYO) is None


def test_a_day_and_a_clock_make_an_instant_in_the_zone() -> None:
    spoken = spoken_ahead("12/3 15:00", NOW, TOKYO)

    assert spoken is not None
    assert spoken.on(TOKYO) == datetime(2026, 12, 3, 6, 0, tzinfo=UTC)
    assert Spoken(day=date(2026, 12, 3), at=None).on(TOKYO) is None


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("11月29日 22:10", datetime(2026, 11, 29, 22, 10, tzinfo=TOKYO)),
        ("12/28 9:00", datetime(2025, 12, 28, 9, 0, tzinfo=TOKYO)),
        ("2026-12-28 9:00", None),
        ("昨夜", None),
        ("11/29", None),
    ],
)
def test_a_time_gone_by_is_read(written: str, at: datetime | None) -> None:
    assert spoken_past(written, NOW, TOKYO) == at


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_ahead_or_nothing(written: str) -> None:
    spoken = spoken_ahead(written, NOW, TOKYO)

    assert spoken is None or spoken.day >= NOW.date()


@given(st.integers(1, 299), st.integers(0, 23), st.integers(0, 59))
@settings(max_examples=100, deadline=None)
def test_every_day_of_the_coming_months_is_read_as_it_is_written(days: int, hour: int, minute: int) -> None:
    day = NOW.date() + timedelta(days=days)

    for written in (f"{day.month}/{day.day} {hour}:{minute:02d}", f"{day.month}月{day.day}日{hour}時{minute}分"):
        assert spoken_ahead(written, NOW, TOKYO) == Spoken(day=day, at=time(hour, minute))


def test_labelled_lines_are_fields_and_all_else_stays() -> None:
    said = read_labelled(
        "山田様\n\n現在の状況：調べています。\n   続いています。\n実施したこと: 再起動\n\nよろしく。\n今後の予定：",
        REPORT_LABELS,
    )

    assert dict(said.fields) == {"status": "調べています。\n続いています。", "done": "再起動"}
    assert said.rest == "山田様\n\n\nよろしく。"
    assert said.get("next") == ""


def test_an_account_needs_two_of_its_labels() -> None:
    assert is_account("■事象：停止しました。\n■原因：部品の故障")
    assert is_account("What: it stopped\nCause: a broken part")
    assert not is_account("原因：部品の故障です。よろしくお願いいたします。")
    assert not is_account("http://client.example/ をご覧ください。")


@given(st.lists(st.sampled_from(["事象：a", "原因：b", "ふつうの文", "", "対処 : c", "x: y"]), max_size=8))
@settings(max_examples=100, deadline=None)
def test_no_word_of_a_text_is_lost(lines: list[str]) -> None:
    said = read_labelled("\n".join(lines), ACCOUNT_LABELS)

    kept = "\n".join((said.rest, *said.fields.values()))
    assert all(line.rpartition("：")[2].rpartition(" : ")[2].strip() in kept for line in lines)
