"""Dates, lengths, lists and salutations in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.letters import Reader
from mailbot.desk.wording import day, days, duration, has_salutation, instant, listing, salutation, size
from mailbot.desk.zone_names import zone_of_clock_times

TOKYO = ZoneInfo("Asia/Tokyo")
LATE = datetime(2026, 12, 28, 8, 0, tzinfo=UTC)


def test_an_instant_is_told_on_the_readers_wall_clock() -> None:
    assert instant(LATE, TOKYO, "ja") == "2026年12月28日(月) 17:00"
    assert instant(LATE, TOKYO, "en") == "Mon 28 Dec 2026, 17:00 JST"


def test_the_year_may_be_dropped() -> None:
    assert instant(LATE, TOKYO, "ja", with_year=False) == "12月28日(月) 17:00"
    assert instant(LATE, TOKYO, "en", with_year=False) == "Mon 28 Dec, 17:00 JST"


def test_a_holiday_is_marked_inside_the_bracket() -> None:
    holidays = {date(2026, 11, 23)}

    assert day(date(2026, 11, 23), "ja", with_year=False, holidays=holidays) == "11月23日(月・祝)"
    assert day(date(2026, 11, 24), "ja", with_year=False, holidays=holidays) == "11月24日(火)"
    assert day(date(2026, 11, 23), "en", holidays=holidays) == "Mon 23 Nov 2026"


@pytest.mark.parametrize(
    ("zone", "ja", "en"),
    [
        ("Asia/Tokyo", "2026年12月28日(月) 17:00", "Mon 28 Dec 2026, 17:00 JST"),
        ("UTC", "2026年12月28日(月) 08:00（協定世界時）", "Mon 28 Dec 2026, 08:00 UTC"),
        ("Europe/London", "2026年12月28日(月) 08:00（英国時間）", "Mon 28 Dec 2026, 08:00 GMT"),
        ("America/Chicago", "2026年12月28日(月) 02:00（米国中部時間）", "Mon 28 Dec 2026, 02:00 CST (UTC-6)"),
        ("Asia/Kathmandu", "2026年12月28日(月) 13:45（UTC+5:45）", "Mon 28 Dec 2026, 13:45 UTC+5:45"),
        ("Pacific/Marquesas", "2026年12月27日(日) 22:30（UTC-9:30）", "Sun 27 Dec 2026, 22:30 UTC-9:30"),
        ("Africa/Abidjan", "2026年12月28日(月) 08:00（UTC）", "Mon 28 Dec 2026, 08:00 GMT"),
    ],
)
def test_a_zone_other_than_the_desks_is_named(zone: str, ja: str, en: str) -> None:
    tz = ZoneInfo(zone)

    assert instant(LATE, tz, "ja", desk_tz=TOKYO) == ja
    assert instant(LATE, tz, "en", desk_tz=TOKYO) == en


def test_the_desks_own_zone_is_named_to_a_reader_of_another_desk() -> None:
    assert instant(LATE, TOKYO, "ja", desk_tz=ZoneInfo("Europe/London")) == "2026年12月28日(月) 17:00（日本時間）"


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        instant(datetime(2026, 1, 1), TOKYO, "ja")  # noqa: DTZ001 - the fault that is tested


def test_a_range_has_both_its_ends() -> None:
    first, last = date(2026, 12, 29), date(2027, 1, 3)

    assert days(first, last, "ja") == "2026年12月29日(火)から2027年1月3日(日)まで"
    assert days(first, last, "en") == "Tue 29 Dec 2026 to Sun 3 Jan 2027"
    assert days(first, first, "ja", with_year=False) == "12月29日(火)"


@pytest.mark.parametrize(
    ("length", "ja", "en"),
    [
        (timedelta(hours=2, minutes=30), "2時間30分", "2 hours 30 minutes"),
        (timedelta(hours=1), "1時間", "1 hour"),
        (timedelta(minutes=1, seconds=59), "1分", "1 minute"),
        (timedelta(seconds=59), "0分", "0 minutes"),
        (timedelta(days=2, minutes=5), "48時間5分", "48 hours 5 minutes"),
        (timedelta(minutes=-5), "0分", "0 minutes"),
    ],
)
def test_a_length_of_time(length: timedelta, ja: str, en: str) -> None:
    assert duration(length, "ja") == ja
    assert duration(length, "en") == en


@settings(max_examples=200)
@given(st.integers(0, 100_000))
def test_a_length_of_time_says_every_minute(minutes: int) -> None:
    words = duration(timedelta(minutes=minutes), "ja").replace("時間", " h ").replace("分", " m").split()
    said = dict(zip(words[1::2], map(int, words[::2]), strict=True))

    assert said.get("h", 0) * 60 + said.get("m", 0) == minutes


def test_a_size_is_rounded_up() -> None:
    assert size(30 * 1024 * 1024, "ja") == "30MB"
    assert size(30 * 1024 * 1024 + 1, "en") == "31 MB"
    assert size(1500, "en") == "2 kB"


def test_a_list_in_a_sentence() -> None:
    assert listing([], "ja") == ""
    assert listing(["土日"], "ja") == "土日"
    assert listing(["土日", "祝日"], "ja") == "土日と祝日"
    assert listing(["甲", "乙", "丙"], "ja") == "甲、乙、丙"
    assert listing(["a", "b"], "en") == "a and b"
    assert listing(["a", "b", "c"], "en") == "a, b and c"


def person(**known: str) -> Reader:
    return replace(Reader(address="yamada@client.example"), **known)  # type: ignore[arg-type]  # only texts are given


@pytest.mark.parametrize(
    ("reader", "lines"),
    [
        (
            person(company="株式会社例示商事", department="情報システム部", title="部長", name="山田 太郎"),
            ("株式会社例示商事 情報システム部", "部長 山田 太郎 様"),
        ),
        (person(company="株式会社例示商事", name="山田 太郎"), ("株式会社例示商事", "山田 太郎 様")),
        (person(name="山田 太郎"), ("山田 太郎 様",)),
        (person(), ("ご担当者様",)),
        (person(title="部長"), ("ご担当者様",)),
        (person(company="例示商事㈱", department="総務課"), ("例示商事株式会社 総務課", "ご担当者様")),
        (person(company="(株)例示", name="山田"), ("株式会社例示", "山田 様")),
        (person(company="（有）例示", name="山田"), ("有限会社例示", "山田 様")),
        (person(company="例示大学", name="山田 花子", honorific="先生"), ("例示大学", "山田 花子 先生")),
        (person(name="山田 太郎", honorific="殿"), ("山田 太郎 様",)),
        (person(name="山田 太郎", honorific="Mr"), ("山田 太郎 様",)),
        (person(name="山田部長"), ("山田部長",)),
        (person(name="山田 太郎 様"), ("山田 太郎 様",)),
        (
            person(company="株式会社例示商事", department="情報システム部", honorific="御中"),
            ("株式会社例示商事 情報システム部 御中",),
        ),
        (person(name="例示商事 御中", honorific="御中"), ("例示商事 御中",)),
        (person(honorific="御中"), ("ご担当者様",)),
        (person(name="山田\n太郎"), ("山田 太郎 様",)),
    ],
)
def test_a_japanese_salutation_has_one_honorific_in_its_place(reader: Reader, lines: tuple[str, ...]) -> None:
    assert salutation(reader, "ja") == lines


@pytest.mark.parametrize(
    ("reader", "line"),
    [
        (person(name="Taro Yamada", company="Example Trading", title="Manager"), "Dear Taro Yamada,"),
        (person(name="Yamada", honorific="Dr"), "Dear Dr Yamada,"),
        (person(name="山田 太郎", honorific="様"), "Dear 山田 太郎,"),
        (person(company="Example Trading"), "Dear Example Trading team,"),
        (person(company="Example Trading", honorific="御中"), "Dear Example Trading team,"),
        (person(), "Hello,"),
    ],
)
def test_an_english_salutation(reader: Reader, line: str) -> None:
    assert salutation(reader, "en") == (line,)


@settings(max_examples=200)
@given(
    st.builds(
        person,
        company=st.text(max_size=20),
        department=st.text(max_size=20),
        title=st.text(max_size=9),
        name=st.text(max_size=20),
    )
)
def test_a_salutation_is_at_most_two_lines_and_none_is_blank(reader: Reader) -> None:
    lines = salutation(reader, "ja")

    assert 1 <= len(lines) <= 2
    assert all(line.strip() and "\n" not in line for line in lines)
    assert len(salutation(reader, "en")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "山田様\n本文",
        "株式会社例示商事\n情報システム部\n山田 太郎 様\n",
        "例示商事御中、\n本文",
        "山田先生\n",
        "Dear Mr Yamada,\n",
        "\n\nhello Taro\n",
    ],
)
def test_a_salutation_is_found_in_the_first_lines(text: str) -> None:
    assert has_salutation(text)


@pytest.mark.parametrize(
    "text", ["", "本文です。\n二行目\n三行目\n山田様", "様子を見ています\n", "Dearest things\n", "先生方へ\n"]
)
def test_other_first_lines_are_no_salutation(text: str) -> None:
    assert not has_salutation(text)


@pytest.mark.parametrize(
    ("zone", "ja", "en"),
    [
        ("Asia/Tokyo", "日本時間", "JST"),
        ("Europe/London", "英国時間", "London time"),
        ("America/New_York", "米国東部時間", "New York time"),
        ("Asia/Kathmandu", "UTC+5:45", "UTC+5:45"),
    ],
)
def test_clock_times_without_a_date_have_a_zone_too(zone: str, ja: str, en: str) -> None:
    assert zone_of_clock_times(ZoneInfo(zone), "ja") == ja
    assert zone_of_clock_times(ZoneInfo(zone), "en") == en
