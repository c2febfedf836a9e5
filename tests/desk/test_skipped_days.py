"""The sentence that names the days which were not counted (LETTERS 1.10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mailbot.desk.hours import Skipped
from mailbot.desk.skipped_days import not_counted


def part(first: date, last: date | None = None, *, kind: str = "holiday", name: str = "") -> Skipped:
    return Skipped(first=first, last=last or first, kind=kind, name=name)


WEEKEND = part(date(2026, 11, 21), date(2026, 11, 22), kind="weekend")
HOLIDAY = part(date(2026, 11, 23), name="勤労感謝の日")
YEAR_END = part(date(2026, 12, 29), date(2027, 1, 3), kind="closure", name="year-end")
SUMMER = part(date(2026, 8, 13), date(2026, 8, 16), kind="closure")


@pytest.mark.parametrize(
    ("skipped", "ja", "en"),
    [
        ((), "", ""),
        ((WEEKEND,), "土日は、営業日に数えておりません。", "Not counted as business days: weekends."),
        (
            (WEEKEND, HOLIDAY),
            "土日と11月23日(月・祝)は、営業日に数えておりません。",
            "Not counted as business days: weekends and Mon 23 Nov (public holiday).",
        ),
        (
            (YEAR_END,),
            "年末年始休業（2026年12月29日(火)から2027年1月3日(日)まで）は、日数に含めておりません。",
            "Our year-end closure (Tue 29 Dec 2026 to Sun 3 Jan 2027) is not counted.",
        ),
        (
            (SUMMER,),
            "休業日（8月13日(木)から8月16日(日)まで）は、日数に含めておりません。",
            "Our closing days (Thu 13 Aug to Sun 16 Aug) are not counted.",
        ),
        (
            (part(date(2026, 12, 26), date(2026, 12, 27), kind="weekend"), YEAR_END),
            "土日と年末年始休業（2026年12月29日(火)から2027年1月3日(日)まで）は、日数に含めておりません。",
            "Not counted as business days: weekends and our year-end closure (Tue 29 Dec 2026 to Sun 3 Jan 2027).",
        ),
        (
            (part(date(2026, 11, 18), kind="other"),),
            "定休日は、営業日に数えておりません。",
            "Not counted as business days: our regular closing days.",
        ),
        (
            (part(date(2027, 1, 11), name="成人の日"),),
            "2027年1月11日(月・祝)は、営業日に数えておりません。",
            "Not counted as business days: Mon 11 Jan 2027 (public holiday).",
        ),
    ],
)
def test_the_days_are_named(skipped: tuple[Skipped, ...], ja: str, en: str) -> None:
    assert not_counted(skipped, "ja", year=2026) == ja
    assert not_counted(skipped, "en", year=2026) == en


def test_a_closure_that_holidays_and_weekends_interrupt_is_named_once() -> None:
    pieces = (
        part(date(2026, 12, 29), date(2026, 12, 31), kind="closure", name="year-end"),
        part(date(2027, 1, 1), name="元日"),
        part(date(2027, 1, 2), date(2027, 1, 3), kind="weekend"),
        part(date(2027, 1, 4), kind="closure", name="year-end"),
    )

    assert not_counted(pieces, "ja", year=2026) == (
        "年末年始休業（2026年12月29日(火)から2027年1月4日(月)まで）は、日数に含めておりません。"
    )


def test_two_closures_that_business_days_part_stay_two() -> None:
    later = part(date(2026, 8, 20), date(2026, 8, 21), kind="closure")

    assert not_counted((later, SUMMER), "ja", year=2026) == (
        "休業日（8月13日(木)から8月16日(日)まで）と休業日（8月20日(木)から8月21日(金)まで）は、日数に含めておりません。"
    )


def test_a_closure_with_a_name_of_its_own_bears_it_in_japanese() -> None:
    named = part(date(2026, 8, 13), kind="closure", name="夏季休業")

    assert not_counted((named,), "ja", year=2026) == "夏季休業（8月13日(木)）は、日数に含めておりません。"
    assert "closing days" in not_counted((named,), "en", year=2026)


def test_many_holidays_are_counted_instead_of_named() -> None:
    many = tuple(part(date(2026, 5, 1) + timedelta(days=3 * n)) for n in range(6))

    assert not_counted(many, "ja", year=2026) == "祝日（6日）は、営業日に数えておりません。"
    assert not_counted(many, "en", year=2026) == "Not counted as business days: 6 public holidays."
