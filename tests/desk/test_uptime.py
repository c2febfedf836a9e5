"""Availability of a month: what is down, what is left out and why, in real minutes; checked minute by minute."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.uptime import (
    ExclusionRules,
    Outage,
    PlannedStop,
    Recurring,
    Service,
    Why,
    announce_by,
    components,
    concerned_services,
    wholes,
)
from mailbot.desk.uptime_month import Happenings, Uptime, uptime

TOKYO = "Asia/Tokyo"
ZONE = ZoneInfo(TOKYO)
NOVEMBER = date(2026, 11, 15)
MAIL = Service(name="mail", parts=("form", "survey"), target=Decimal(99))
AFTER = datetime(2026, 12, 1, tzinfo=ZONE)
VECTORS = Path(__file__).resolve().parents[3] / "shared/sla/vectors.jsonl"


def at(text: str) -> datetime:
    """`9 02:00` is the 9th of November 2026 in Tokyo."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-11-{int(day):02d}T{clock}:00+09:00")


def outage(start: str, end: str | None, *services: str, **more: Any) -> Outage:
    return Outage(key="F-1", services=services or ("mail",), start=at(start), end=at(end) if end else None, **more)


def stop(start: str, end: str, announced: datetime | None, **more: Any) -> PlannedStop:
    return PlannedStop(key="A-1", services=("mail",), start=at(start), end=at(end), announced_at=announced, **more)


def month(*happened: Outage | PlannedStop, service: Service = MAIL, as_of: datetime = AFTER, **more: Any) -> Uptime:
    happenings = Happenings(
        as_of=as_of,
        outages=tuple(one for one in happened if isinstance(one, Outage)),
        stops=tuple(one for one in happened if isinstance(one, PlannedStop)),
    )
    return uptime(service, more.pop("month", NOVEMBER), TOKYO, happenings, **more)


def figures(found: Uptime) -> tuple[float, float, float, str | None]:
    return found.excluded, found.agreed, found.down, found.percent


def test_a_quiet_month_is_wholly_available() -> None:
    found = month()

    assert (found.first, found.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert found.total == 30 * 24 * 60
    assert figures(found) == (0, 43200, 0, "100.0000")
    assert found.met is True
    assert found.complete
    assert not found.running
    assert len(found.days) == 30


def test_an_outage_counts_in_full_and_the_share_is_cut_not_rounded() -> None:
    found = month(outage("10 13:00", "10 13:44"), service=replace(MAIL, target=Decimal("99.9")))

    assert figures(found) == (0, 43200, 44, "99.8981")
    assert found.met is False
    assert [(one.why, one.key, one.part, one.minutes) for one in found.counted] == [(Why.FAULT, "F-1", "mail", 44)]


def test_the_target_is_compared_exactly() -> None:
    just = month(outage("10 00:00", "10 07:12"), target=Decimal(99))
    missed = month(outage("10 00:00", "10 07:13"), target=Decimal(99))

    assert (just.percent, just.met) == ("99.0000", True)
    assert (missed.percent, missed.met) == ("98.9976", False)


def test_a_whole_is_up_only_if_all_parts_are() -> None:
    found = month(outage("10 10:00", "10 11:00", "form"), outage("10 10:30", "10 11:30", "survey"))

    assert found.down == 90
    assert [one.part for one in found.counted] == ["form", "survey"]


def test_a_part_that_is_a_service_brings_its_own_parts_and_windows() -> None:
    nightly = Recurring(hours=((120, 180),))
    services = {
        "mail": Service(name="mail", parts=("store",)),
        "store": Service(name="store", parts=("disk", "mail"), maintenance=(nightly,)),
    }

    found = month(outage("10 02:30", "10 04:00", "disk"), service=services["mail"], services=services)

    assert components(services["mail"], services) == ("mail", "store", "disk")
    assert figures(found)[:3] == (1800, 41400, 60)


def test_other_services_do_no_harm() -> None:
    assert month(outage("10 10:00", "10 11:00", "elsewhere")).down == 0


def test_a_stop_announced_two_weeks_ahead_is_left_out() -> None:
    planned = stop("20 02:00", "20 04:00", at("6 02:00"))

    found = month(planned)

    assert figures(found) == (120, 43080, 0, "100.0000")
    assert [(one.why, one.key, one.minutes) for one in found.left_out] == [(Why.ANNOUNCED, "A-1", 120)]
    assert found.counted == ()


def test_a_stop_announced_a_minute_later_than_two_weeks_is_down_time() -> None:
    found = month(stop("20 02:00", "20 04:00", at("6 02:01")))

    assert figures(found)[:3] == (0, 43200, 120)
    assert [(one.why, one.minutes) for one in found.counted] == [(Why.LATE_NOTICE, 120)]


def test_a_stop_that_nobody_announced_is_down_time() -> None:
    assert month(stop("20 02:00", "20 04:00", None)).down == 120


def test_what_runs_over_the_announced_window_is_down_time() -> None:
    planned = stop("20 02:00", "20 04:00", at("1 00:00"), stopped=(at("20 02:30"), at("20 04:20")))

    found = month(planned)

    assert (found.excluded, found.down) == (90, 20)
    assert [(one.why, one.minutes) for one in found.counted] == [(Why.OVERRUN, 20)]


def test_a_stop_outside_its_window_altogether_is_down_time() -> None:
    planned = stop("20 02:00", "20 04:00", at("1 00:00"), stopped=(at("20 05:00"), at("20 05:30")))

    found = month(planned)

    assert (found.excluded, found.down) == (0, 30)


def test_causes_outside_control_are_left_out_where_the_rules_say_so() -> None:
    flood = outage("10 00:00", "10 05:00", outside_control=True)

    out = month(flood)
    counted = month(flood, rules=(ExclusionRules(outside_control=False),))

    assert (out.excluded, out.down) == (300, 0)
    assert out.left_out[0].why is Why.OUTSIDE_CONTROL
    assert (counted.excluded, counted.down) == (0, 300)


def test_each_date_is_ruled_by_its_own_version() -> None:
    rules = (
        ExclusionRules(valid_from=date(2026, 11, 11), planned_days=14),
        ExclusionRules(valid_from=date(2007, 4, 2), planned_days=0, outside_control=False),
        ExclusionRules(valid_from=date(2000, 1, 1), planned_days=None),
        ExclusionRules(valid_from=date(2027, 1, 1), planned_days=None),
    )
    over_the_change = stop("10 23:00", "11 01:00", at("9 12:00"))

    found = month(over_the_change, rules=rules)

    assert (found.excluded, found.down) == (60, 60)


def test_before_the_first_version_the_first_one_holds() -> None:
    rules = (ExclusionRules(valid_from=date(2030, 1, 1), planned_days=0),)

    assert month(stop("20 02:00", "20 04:00", at("20 01:00")), rules=rules).excluded == 120


def test_no_planned_stop_is_left_out_where_none_may_be() -> None:
    rules = (ExclusionRules(planned_days=None),)

    assert month(stop("20 02:00", "20 04:00", at("1 00:00")), rules=rules).down == 120


def test_an_announcement_at_the_beginning_is_not_ahead() -> None:
    rules = (ExclusionRules(planned_days=0),)

    assert month(stop("20 02:00", "20 04:00", at("20 02:00")), rules=rules).down == 120


def test_recurring_windows_are_outside_the_promise_on_their_days_only() -> None:
    sundays = Recurring(hours=((60, 300),), days=(6,), nth=(1, -1))

    found = month(
        outage("1 02:00", "1 06:00"), outage("8 02:00", "8 03:00"), service=replace(MAIL, maintenance=(sundays,))
    )

    assert [one.start.day for one in found.left_out] == [1, 29]
    assert (found.excluded, found.down) == (480, 60 + 60)


def test_windows_hold_between_their_dates_and_to_the_end_of_the_day() -> None:
    late = Recurring(hours=((1380, 1440),), first=date(2026, 11, 5), last=date(2026, 11, 6))

    found = month(service=replace(MAIL, maintenance=(late,)))

    assert [(one.start.day, one.end.day, one.minutes) for one in found.left_out] == [(5, 6, 60), (6, 7, 60)]


def test_stretches_under_the_least_are_told_and_not_counted() -> None:
    picky = replace(MAIL, least_outage=5)

    found = month(outage("3 10:00", "3 10:04"), outage("4 10:00", "4 10:05"), service=picky)

    assert found.down == 5
    assert [(one.why, one.minutes) for one in found.not_counted] == [(Why.SHORT, 4)]


def test_two_short_outages_that_touch_are_one_stretch() -> None:
    found = month(outage("3 10:00", "3 10:04"), outage("3 10:04", "3 10:06"), service=replace(MAIL, least_outage=5))

    assert found.down == 6


def test_what_is_still_down_counts_until_it_is_looked_at() -> None:
    found = month(outage("10 10:00", None), as_of=at("10 12:00"))

    assert found.down == 120
    assert found.running
    assert not found.complete


def test_an_outage_that_ended_later_looks_the_same_as_it_did_then() -> None:
    then = month(outage("10 10:00", None), as_of=at("10 12:00"))
    later = month(outage("10 10:00", "10 18:00"), as_of=at("10 12:00"))

    assert then == later


def test_an_outage_over_the_end_of_the_month_counts_to_the_end() -> None:
    over = Outage(key="F-1", services=("mail",), start=at("30 23:15"), end=datetime(2026, 12, 1, 3, tzinfo=ZONE))

    assert month(over).down == 45
    assert month(over, month=date(2026, 12, 1), as_of=datetime(2027, 1, 1, tzinfo=ZONE)).down == 180


def test_without_agreed_time_there_is_no_figure() -> None:
    found = month(service=replace(MAIL, maintenance=(Recurring(hours=((0, 1440),)),)))

    assert (found.agreed, found.percent, found.met) == (0, None, None)


def test_each_day_has_its_own_minutes_for_the_picture() -> None:
    found = month(
        outage("10 23:00", "11 01:30"),
        stop("20 02:00", "20 04:00", at("1 00:00")),
        is_closed=lambda day: day.weekday() >= 5,
    )

    by_day = {one.day.day: one for one in found.days}
    assert (by_day[10].down, by_day[11].down, by_day[20].excluded) == (60, 90, 120)
    assert [day for day, one in by_day.items() if one.closed] == [1, 7, 8, 14, 15, 21, 22, 28, 29]


def test_clock_changes_count_in_real_minutes() -> None:
    happenings = Happenings(as_of=datetime(2025, 12, 2, tzinfo=UTC))

    found = uptime(Service(name="mail"), date(2025, 11, 1), "America/New_York", happenings)

    assert found.total == 43260
    assert found.met is None


def test_notice_is_counted_in_days_of_24_hours_across_clock_changes() -> None:
    start = datetime(2026, 11, 10, 2, tzinfo=ZoneInfo("America/New_York"))

    assert (start.astimezone(UTC) - announce_by(start, 14).astimezone(UTC)) == timedelta(days=14)


def test_wholes_and_parts_concern_each_other() -> None:
    services = {"mail": MAIL, "suite": Service(name="suite", parts=("mail",)), "other": Service(name="other")}

    assert wholes(["form"], services) == {"form", "mail", "suite"}
    assert concerned_services(["mail"], services) == {"mail", "form", "survey", "suite"}


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not here")
def test_single_months_of_the_vectors_come_out_alike() -> None:
    lines = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    tried = 0
    for line in (one for one in lines if one["op"] == "availability"):
        asked, expected = line["in"], line["expected"]
        first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
        if (first.year, first.month) != (last.year, last.month):
            continue
        spans = {
            key: [tuple(map(datetime.fromisoformat, pair)) for pair in asked[key]] for key in ("excluded", "downtime")
        }
        happenings = Happenings(
            as_of=datetime(2030, 1, 1, tzinfo=UTC),
            outages=tuple(Outage(key="F", services=("s",), start=one, end=other) for one, other in spans["downtime"])
            + tuple(
                Outage(key="X", services=("s",), start=one, end=other, outside_control=True)
                for one, other in spans["excluded"]
            ),
        )
        found = uptime(Service(name="s"), first, asked["tz"], happenings)
        assert (found.total, found.excluded, found.agreed, found.down, found.percent) == tuple(
            expected[key] for key in ("total", "excluded", "agreed", "down", "percent")
        )
        tried += 1
    assert tried > 2


MINUTES = st.integers(-600, 43200 + 600)
LENGTHS = st.integers(1, 600)


@settings(max_examples=40, deadline=None)
@given(
    outages=st.lists(st.tuples(MINUTES, LENGTHS, st.booleans()), max_size=5),
    stops=st.lists(st.tuples(MINUTES, LENGTHS, st.integers(0, 40 * 1440)), max_size=3),
    least=st.sampled_from([0, 30]),
)
def test_every_figure_is_what_counting_minute_by_minute_gives(
    outages: list[tuple[int, int, bool]], stops: list[tuple[int, int, int]], least: int
) -> None:
    begins = at("1 00:00")
    minutes = range(-600, 43200 + 1201)
    out, down = set[int](), set[int]()
    for start, length, outside in outages:
        down |= set(range(start, start + length))
        out |= set(range(start, start + length)) if outside else set()
    for start, length, ahead in stops:
        down |= set(range(start, start + length))
        out |= set(range(start, start + length)) if ahead >= 14 * 1440 else set()
    kept = set[int]()
    run: list[int] = []
    for minute in minutes:
        if minute in down:
            run.append(minute)
            continue
        kept |= set(run) if len(run) >= least else set()
        run = []
    inside = set(range(43200))
    agreed = len(inside - out)
    lost = len((inside & kept) - out)

    def spot(minute: int) -> datetime:
        return begins + timedelta(minutes=minute)

    happened: list[Outage | PlannedStop] = [
        Outage(key="F", services=("mail",), start=spot(s), end=spot(s + n), outside_control=o) for s, n, o in outages
    ]
    happened += [
        PlannedStop(key="A", services=("mail",), start=spot(s), end=spot(s + n), announced_at=spot(s - ahead))
        for s, n, ahead in stops
    ]
    found = month(*happened, service=replace(MAIL, least_outage=least), as_of=AFTER + timedelta(days=9))

    assert (found.agreed, found.down, found.excluded) == (agreed, lost, 43200 - agreed)
    assert found.met is (Fraction(agreed - lost, agreed) >= Fraction(99, 100))
    assert sum(day.down for day in found.days) == lost
    assert sum(day.excluded for day in found.days) == found.excluded


NIGHTLY = Service(name="mail", maintenance=(Recurring(hours=((120, 180),)),))
"""Each night from 2 to 3."""


def test_maintenance_hours_are_of_the_desk_whoever_reads_the_report() -> None:
    down = Outage(key="F-1", services=("mail",), start=at("10 02:00"), end=at("10 03:00"))
    happenings = Happenings(as_of=AFTER + timedelta(days=1), outages=(down,))

    here = uptime(NIGHTLY, NOVEMBER, TOKYO, happenings, desk_tz=TOKYO)
    abroad = uptime(NIGHTLY, NOVEMBER, "Europe/London", happenings, desk_tz=TOKYO)

    assert (here.excluded, here.down) == (1800, 0)
    assert (abroad.excluded, abroad.down) == (1800, 0)


def test_a_service_may_have_a_zone_of_its_own() -> None:
    there = replace(NIGHTLY, tz="Europe/London")
    found = uptime(there, NOVEMBER, TOKYO, Happenings(as_of=AFTER), desk_tz=TOKYO)

    assert found.left_out[0].start == at("1 11:00")
    assert found.excluded == 1800
