"""The figures of a month: counted again here in another way, and written to the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
import math
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.cases import Status
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts, fault_from_events
from mailbot.desk.reports import Count, Report, ReportInput, ReportLabels, Scope, UnitsLine, month_of
from mailbot.desk.reports_cases import CaseRecord, Promise, Why
from mailbot.desk.reports_figures import nearest_rank, report_of, week_key
from mailbot.desk.reports_usage import UsageRow
from mailbot.desk.reports_writing import NAMES, report_csv, report_json
from mailbot.desk.uptime import Service
from mailbot.desk.uptime_month import Happenings, uptime

TOKYO = ZoneInfo("Asia/Tokyo")
NOVEMBER = month_of(date(2026, 11, 12), "Asia/Tokyo")
SERVICES = {"mail": Service(name="mail", parts=("form",), target=Decimal("99.5")), "disk": Service(name="disk")}


def at(day: int, clock: str = "10:00", month: int = 11) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02d}-{day:02d}T{clock}:00+09:00")


def case(id_: int, received: datetime, closed: datetime | None = None, **more: Any) -> CaseRecord:
    plain = CaseRecord(
        id=id_,
        number=f"INC-{id_:06d}",
        contract="C-1",
        subject=f"件 {id_}",
        category="question",
        priority="normal",
        status=Status.CLOSED if closed else Status.OPEN,
        received_at=received,
        closed_at=closed,
    )
    return replace(plain, **more)


def report(*cases: CaseRecord, **more: Any) -> Report:
    return report_of(ReportInput(period=more.pop("period", NOVEMBER), cases=cases, services=SERVICES, **more))


def test_a_month_is_that_of_its_zone() -> None:
    assert (NOVEMBER.first, NOVEMBER.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (NOVEMBER.begins, NOVEMBER.ends) == (at(1, "00:00"), at(1, "00:00", month=12))
    assert NOVEMBER.holds(at(30, "23:59"))
    assert not NOVEMBER.holds(NOVEMBER.ends)
    assert not NOVEMBER.holds(None)


def test_cases_count_as_received_closed_and_open_at_the_end() -> None:
    found = report(
        case(1, at(5), at(9)),
        case(2, at(20, month=10), at(2)),
        case(3, at(6)),
        case(4, at(7), at(2, month=12)),
        case(5, at(3, month=12)),
    )

    assert found.totals == Count(key="", opened=3, closed=2, open=2)
    assert [one.number for one in found.open_matters] == ["INC-000003", "INC-000004"]


def test_a_case_closed_as_the_month_ends_is_open_in_it() -> None:
    assert report(case(1, at(5), NOVEMBER.ends)).totals == Count(key="", opened=1, closed=0, open=1)


def test_keys_without_any_figure_are_left_out() -> None:
    found = report(
        case(1, at(5, month=10), at(6, month=10), category="old"), case(2, at(5), category="fault", priority="urgent")
    )

    assert found.by_category == (Count(key="fault", opened=1, closed=0, open=1),)
    assert found.by_priority == (Count(key="urgent", opened=1, closed=0, open=1),)


def test_weeks_are_those_of_iso_cut_to_the_month() -> None:
    found = report(case(1, at(1, "23:59"), at(2, "00:00")), case(2, at(30)))

    assert [(one.key, one.opened, one.closed, one.open) for one in found.by_week] == [
        ("2026-W44", 1, 0, 1),
        ("2026-W45", 0, 1, 0),
        ("2026-W46", 0, 0, 0),
        ("2026-W47", 0, 0, 0),
        ("2026-W48", 0, 0, 0),
        ("2026-W49", 1, 0, 1),
    ]
    assert week_key(date(2027, 1, 3)) == "2026-W53"


def kept(at_: datetime, clock: str = "answer") -> Promise:
    return Promise(clock=clock, due=at_, met_at=at_, breached_at=None)


def broken(at_: datetime, met: datetime | None = None, clock: str = "answer") -> Promise:
    return Promise(
        clock=clock, due=at_, met_at=met, breached_at=at_, paused_minutes=30, late_minutes=45, late_elapsed=90,
        why=Why.LATE if met else Why.OPEN, said="部品待ち",
    )  # fmt: skip


def test_targets_count_when_they_were_decided_and_misses_are_explained() -> None:
    found = report(
        case(1, at(5), promises=(kept(at(6)), broken(at(10), at(11)), kept(at(12), "resolve"))),
        case(2, at(30), promises=(kept(at(1, month=12)), kept(at(31, month=10)))),
        case(3, at(8), promises=(broken(at(9)),)),
    )

    assert [(one.clock, one.met, one.missed) for one in found.targets] == [("answer", 1, 2), ("resolve", 1, 0)]
    assert [
        (one.number, one.why, one.met_at, one.paused_minutes, one.late_minutes, one.said) for one in found.misses
    ] == [
        ("INC-000001", Why.LATE, at(11), 30, 45, "部品待ち"),
        ("INC-000003", Why.OPEN, None, 30, 45, "部品待ち"),
    ]


def test_times_are_of_what_was_answered_and_resolved_in_the_month() -> None:
    answered = [
        case(n, at(5), first_answer_at=at(6), answer_minutes=n * 10, answer_elapsed=n * 100) for n in range(1, 11)
    ]
    before = case(11, at(5, month=10), first_answer_at=at(6, month=10), answer_minutes=999, answer_elapsed=999)
    resolved = case(12, at(5), resolved_at=at(7), resolution_minutes=60, resolution_elapsed=2880)

    answer, resolution = report(*answered, before, resolved).times

    assert (answer.count, answer.median_business, answer.p90_business) == (10, 50, 90)
    assert (answer.median_elapsed, answer.p90_elapsed) == (500, 900)
    assert (resolution.name, resolution.count, resolution.median_business, resolution.p90_elapsed) == (
        "resolution",
        1,
        60,
        2880,
    )


def test_without_anything_to_measure_there_are_no_times() -> None:
    assert [(one.count, one.median_business, one.p90_elapsed) for one in report().times] == [(0, None, None)] * 2


def fault(number: str, *services: str, began: datetime, recovered: datetime | None = None, **facts: Any) -> Any:
    told = FaultFacts(services=services, began=began, recovered=recovered, symptom={"ja": "停止"}, **facts)
    return fault_from_events(number, [FaultEvent(at=began, kind=FaultEventKind.DECLARED, facts=told)])


def test_faults_that_ran_in_the_month_are_told_with_their_minutes_in_it() -> None:
    found = report(
        case(1, at(5)),
        faults=(
            fault("F-3", "mail", began=at(30, "23:00"), recovered=at(1, "01:00", month=12), cases=(1, 77)),
            fault("F-2", "disk", began=at(9), recovered=at(9, "10:30")),
            fault("F-1", "mail", began=at(9, month=10), recovered=at(10, month=10)),
            fault("F-4", "mail", began=at(1, month=12)),
        ),
    )

    assert [(one.number, one.minutes, one.recovered, one.cases) for one in found.faults] == [
        ("F-2", 30, at(9, "10:30"), ()),
        ("F-3", 60, None, ("INC-000001",)),
    ]
    assert found.faults[0].title == {"ja": "停止"}


def test_in_a_month_that_is_not_over_a_fault_lasts_until_now() -> None:
    found = report(faults=(fault("F-1", "mail", began=at(9)),), as_of=at(9, "12:00"))

    assert (found.as_of, found.faults[0].minutes) == (at(9, "12:00"), 120)
    assert report(as_of=at(9, month=12)).as_of == NOVEMBER.ends


def test_a_contract_sees_only_its_own() -> None:
    happenings = Happenings(as_of=NOVEMBER.ends)
    found = report(
        case(1, at(5), category="wish"),
        case(2, at(5), contract="C-2", category="wish", promises=(broken(at(9)),)),
        scope=Scope(contract="C-1", client="例示商事", services=("mail",)),
        faults=(
            fault("F-1", "form", began=at(9), recovered=at(10), cases=(1, 2)),
            fault("F-2", "disk", began=at(9), recovered=at(10)),
        ),
        uptimes=tuple(uptime(one, NOVEMBER.first, NOVEMBER.tz, happenings) for one in SERVICES.values()),
        units=(UnitsLine(contract="C-1", pack="P", used=3, left=7), UnitsLine(contract="C-2", pack="Q", used=9)),
        usage=(
            UsageRow(month=NOVEMBER.first, name="a", value=Decimal(1), contract="C-1"),
            UsageRow(month=NOVEMBER.first, name="b", value=Decimal(2), contract="C-2"),
            UsageRow(month=NOVEMBER.first, name="c", value=Decimal(3)),
            UsageRow(month=date(2026, 10, 1), name="d", value=Decimal(4), contract="C-1"),
        ),
    )

    assert found.totals.opened == 1
    assert [(one.number, one.cases) for one in found.faults] == [("F-1", ("INC-000001",))]
    assert [one.service for one in found.availability] == ["mail"]
    assert [one.pack for one in found.units] == ["P"]
    assert [one.name for one in found.usage] == ["a", "c"]
    assert [one.number for one in found.wishes] == ["INC-000001"]
    assert found.misses == ()
    for written in (report_json(found), report_csv(found)):
        for foreign in (b"C-2", b"INC-000002", b"F-2", b"disk"):
            assert foreign not in written


def test_the_desk_sees_all() -> None:
    usage = UsageRow(month=NOVEMBER.first, name="b", value=Decimal(2), contract="C-2")

    found = report(case(1, at(5)), case(2, at(5), contract="C-2"), usage=(usage,))

    assert found.totals.opened == 2
    assert len(found.usage) == 1


def test_wishes_are_those_that_live_in_the_month() -> None:
    found = report(
        case(1, at(5, month=9), category="wish", feasibility="possible", cost="33,000円（税込）"),
        case(2, at(5, month=9), at(6, month=10), category="change"),
        case(3, at(5, month=10), at(2), category="feature"),
        case(4, at(5)),
        case(5, at(6), category="改善"),
        wishes=frozenset({"wish", "change", "feature", "改善"}),
    )

    assert [(one.number, one.feasibility, one.status) for one in found.wishes] == [
        ("INC-000001", "possible", "open"), ("INC-000003", "", "closed"), ("INC-000005", "", "open"),
    ]  # fmt: skip


VALUES = st.lists(st.integers(0, 1000), max_size=30)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.integers(1, 100))
def test_the_nearest_rank_is_the_smallest_value_that_covers_the_share(values: list[int], percent: int) -> None:
    found = nearest_rank(values, percent)

    if not values:
        assert found is None
        return
    covering = [one for one in values if sum(other <= one for other in values) * 100 >= percent * len(values)]
    assert found == min(covering)
    assert found == sorted(values)[math.ceil(percent * len(values) / 100) - 1]


def random_cases(seed: int, count: int) -> list[CaseRecord]:
    chance = random.Random(seed)
    cases = []
    for id_ in range(1, count + 1):
        received = at(1, month=10) + timedelta(minutes=chance.randrange(92 * 1440))
        closed = received + timedelta(minutes=chance.randrange(20 * 1440)) if chance.random() < 0.7 else None
        answered = received + timedelta(minutes=chance.randrange(3000)) if chance.random() < 0.9 else None
        elapsed = int((answered - received).total_seconds()) // 60 if answered else None
        decided = [received + timedelta(minutes=chance.randrange(9000)) for _ in range(chance.randrange(3))]
        promises = tuple(kept(one) if chance.random() < 0.6 else broken(one) for one in decided)
        cases.append(
            case(
                id_,
                received,
                closed,
                contract=chance.choice(["C-1", "C-2", "C-3"]),
                category=chance.choice(["question", "fault", "wish"]),
                priority=chance.choice(["normal", "urgent"]),
                first_answer_at=answered,
                answer_elapsed=elapsed,
                answer_minutes=elapsed,
                promises=promises,
            )
        )
    return cases


def test_three_hundred_cases_come_out_as_another_count_has_them() -> None:
    cases = random_cases(7, 300)
    for contract in ("", "C-1", "C-2", "C-3"):
        for month in (10, 11, 12):
            period = month_of(date(2026, month, 1), "Asia/Tokyo")
            found = report(*cases, period=period, scope=Scope(contract=contract))
            mine = [one for one in cases if not contract or one.contract == contract]
            prefix = f"2026-{month:02d}"

            def is_in(instant: datetime | None, prefix: str = prefix) -> bool:
                return instant is not None and instant.astimezone(TOKYO).isoformat().startswith(prefix)

            for key in ("question", "fault", "wish"):
                of_key = [one for one in mine if one.category == key]
                line = next(one for one in found.by_category if one.key == key)
                assert line.opened == len([one for one in of_key if is_in(one.received_at)])
                assert line.closed == len([one for one in of_key if is_in(one.closed_at)])
                assert line.open == len(
                    [
                        one
                        for one in of_key
                        if one.received_at.astimezone(TOKYO).strftime("%Y-%m") <= prefix
                        and (one.closed_at is None or one.closed_at.astimezone(TOKYO).strftime("%Y-%m") > prefix)
                    ]
                )
            decided = [p for one in mine for p in one.promises if is_in(p.breached_at or p.met_at)]
            assert [(one.met, one.missed) for one in found.targets] == [
                (sum(p.why is Why.KEPT for p in decided), sum(p.why is not Why.KEPT for p in decided))
            ]
            assert len(found.misses) == found.targets[0].missed
            took = sorted(one.answer_elapsed or 0 for one in mine if is_in(one.first_answer_at))
            assert found.times[0].count == len(took)
            assert found.times[0].median_elapsed == took[math.ceil(len(took) / 2) - 1]
            assert found.times[0].p90_elapsed == took[math.ceil(len(took) * 0.9 - 1e-9) - 1]
            assert sum(week.opened for week in found.by_week) == found.totals.opened
            assert sum(week.closed for week in found.by_week) == found.totals.closed
            assert found.by_week[-1].open == found.totals.open == len(found.open_matters)
            assert sum(one.opened for one in found.by_priority) == found.totals.opened


def full_report(seed: int = 3) -> Report:
    cases = random_cases(seed, 40)
    random.Random(seed).shuffle(cases)
    happenings = Happenings(as_of=NOVEMBER.ends)
    return report(
        *cases,
        faults=(fault("F-1", "mail", began=at(9), recovered=at(10), cases=(1,)),),
        uptimes=(uptime(SERVICES["mail"], NOVEMBER.first, NOVEMBER.tz, happenings),),
        units=(UnitsLine(contract="C-1", pack="P", used=3, left=7, valid_until=date(2027, 3, 31)),),
        usage=(UsageRow(month=NOVEMBER.first, name="=cmd", value=Decimal("1E+3"), unit="通"),),
        labels=ReportLabels(categories={"wish": {"ja": "ご要望", "en": "Wish"}}),
    )


def test_the_same_happenings_give_the_same_bytes_whatever_their_order() -> None:
    cases = random_cases(5, 60)
    backwards = [replace(one) for one in reversed(cases)]

    assert report_json(report(*cases)) == report_json(report(*backwards))
    assert report_csv(report(*cases)) == report_csv(report(*backwards))


def test_json_is_canonical_and_says_how_it_counts() -> None:
    written = report_json(full_report())
    plain = json.loads(written)

    assert written == (json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
    assert plain["definitions"]["percentile"].startswith("nearest rank")
    assert plain["period"] == {"first": "2026-11-01", "last": "2026-11-30", "tz": "Asia/Tokyo"}
    assert plain["as_of"] == "2026-12-01T00:00:00+09:00"
    assert plain["availability"][0]["target"] == "99.5"
    assert len(plain["availability"][0]["days"]) == 30
    assert plain["usage"][0]["value"] == "1000"
    assert plain["labels"]["categories"] == {"wish": {"en": "Wish", "ja": "ご要望"}}
    assert plain["misses"][0]["why"] in {"open", "late"}


def rows(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_csv_has_every_figure_under_its_section() -> None:
    found = full_report()

    heading, *body = rows(report_csv(found))

    assert heading == ["section", "item", "figure", "value"]
    assert {len(row) for row in body} == {4}
    assert {row[0].partition(".")[0] for row in body} == {"period", "scope", *NAMES}
    assert ["totals", "", "opened", str(found.totals.opened)] in body
    assert ["units", "C-1 / P", "left", "7"] in body
    assert ["availability", "mail", "percent", found.availability[0].percent] in body
    assert ["availability.days", "mail", "30.day", "2026-11-30"] in body
    for line in found.by_category:
        assert ["by_category", line.key, "closed", str(line.closed)] in body
    assert report_csv(found).startswith(b"\xef\xbb\xbf")


def test_csv_hands_no_formula_to_a_spreadsheet() -> None:
    hostile = case(1, at(5), subject="=HYPERLINK(1)", category="@x", contract="-C")
    late = replace(broken(at(9)), late_minutes=-5, said="+1")

    cells = {cell for row in rows(report_csv(report(replace(hostile, promises=(late,))))) for cell in row}

    assert not {cell for cell in cells if cell.startswith(("=", "@", "+"))}
    assert {"'=HYPERLINK(1)", "'@x", "'-C", "'+1", "-5"} <= cells


def test_times_are_written_in_the_zone_of_the_period() -> None:
    found = report(case(1, at(5).astimezone(UTC)))

    assert b"2026-11-05T10:00:00+09:00" in report_json(found)


def test_a_merged_case_is_no_case_of_its_own() -> None:
    merged = case(2, at(6), at(7), status=Status.MERGED, first_answer_at=at(6), answer_minutes=5, answer_elapsed=5)
    found = report(case(1, at(5)), replace(merged, promises=(broken(at(6)),)))

    assert found.totals == Count(key="", opened=1, closed=0, open=1)
    assert sum(one.opened + one.closed for one in found.by_week) == 1
    assert found.times[0].count == 0
    assert [one.number for one in found.misses] == ["INC-000002"]


def test_an_open_matter_tells_what_is_overdue() -> None:
    (matter,) = report(case(1, at(5), overdue=at(6), next_due=at(9))).open_matters

    assert (matter.overdue, matter.next_due) == (at(6), at(9))
