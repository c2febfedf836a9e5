"""A month collected from the store: each figure counted again in another way, the same bytes whenever it is made."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from mailbot.desk.complaints import Complaints
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts
from mailbot.desk.ledger import Act
from mailbot.desk.ledger_acts import NotEnough, close, reserve
from mailbot.desk.reports import UnitsLine
from mailbot.desk.reports_writing import report_csv, report_json
from mailbot.desk.uptime import Why
from tests.reports.month_desk import NOVEMBER, MonthDesk, at

BEGINS, ENDS = at("11-01 00:00"), at("12-01 00:00")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[MonthDesk]:
    made = MonthDesk.made(tmp_path)
    yield made
    made.store.close()


def in_november(moment: datetime | None) -> bool:
    return moment is not None and BEGINS <= moment < ENDS


class Told:
    """One generated case as the generator knows it, for the independent count."""

    def __init__(self, chance: random.Random) -> None:
        self.contract = chance.choice(["C-1", "C-1", "C-2"])
        self.category = chance.choice(["question", "question", "idea"])
        self.received = at("10-05 10:00") + timedelta(minutes=chance.randrange(70 * 24 * 60))
        answers = chance.random() < 0.8
        self.answered = self.received + timedelta(minutes=chance.randrange(10, 5000)) if answers else None
        ends = self.answered is not None and chance.random() < 0.7
        assert self.answered is not None or not ends
        self.closed = self.answered + timedelta(minutes=chance.randrange(10, 9000)) if ends and self.answered else None

    def events(self) -> list[tuple[datetime, str]]:
        found = [(self.answered, "reply"), (self.closed, "closed")]
        return [(moment, kind) for moment, kind in found if moment is not None]


def open_on(day: date) -> bool:
    return day.weekday() < 5


def due_of(received: datetime) -> datetime:
    """One business day: the close of the next business day after the day that the receipt is deemed to be of."""
    day, clock = received.date(), received.time()
    if not open_on(day) or clock.hour >= 17:
        day += timedelta(days=1)
    while not open_on(day):
        day += timedelta(days=1)
    day += timedelta(days=1)
    while not open_on(day):
        day += timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), received.tzinfo) + timedelta(hours=17)


def test_every_figure_is_that_of_an_independent_count(desk: MonthDesk) -> None:
    chance = random.Random(7)
    told = [Told(chance) for _ in range(60)]
    for one in told:
        desk.case(one.contract, one.received, *one.events(), category=one.category)

    for contract in ("", "C-1", "C-2"):
        report = desk.report(contract)
        mine = [one for one in told if contract in {"", one.contract}]
        totals = report.totals
        assert totals.opened == sum(in_november(one.received) for one in mine)
        assert totals.closed == sum(in_november(one.closed) for one in mine)
        still = [one for one in mine if one.received < ENDS and (one.closed is None or one.closed >= ENDS)]
        assert totals.open == len(still) == len(report.open_matters)
        opened = Counter(one.category for one in mine if in_november(one.received))
        assert {one.key: one.opened for one in report.by_category if one.opened} == dict(opened)

        kept = missed = 0
        for one in mine:
            due, ended = due_of(one.received), one.answered or one.closed
            if ended is not None and ended <= due:
                kept += in_november(ended)
            else:
                missed += in_november(due)
        assert [(one.met, one.missed) for one in report.targets] == [(kept, missed)]
        assert len(report.misses) == missed

        answered = sorted(
            int((one.answered - one.received).total_seconds()) // 60
            for one in mine
            if one.answered and in_november(one.answered)
        )
        first = report.times[0]
        assert first.count == len(answered)
        assert first.median_elapsed == answered[(len(answered) + 1) // 2 - 1]
        assert first.p90_elapsed == answered[-(-9 * len(answered) // 10) - 1]


def test_a_month_gives_the_same_bytes_again_and_after_later_months(desk: MonthDesk) -> None:
    chance = random.Random(11)
    cases = []
    for _ in range(30):
        one = Told(chance)
        early = [(moment, kind) for moment, kind in one.events() if moment < ENDS]
        if one.received < ENDS:
            cases.append((one, desk.case(one.contract, one.received, *early, category=one.category)))
    made = {contract: desk.report(contract) for contract in ("", "C-1", "C-2")}

    for one, case in cases:
        desk.goes_on(case, *((moment, kind) for moment, kind in one.events() if moment >= ENDS))
    for _ in range(20):
        desk.case("C-1", at("12-02 10:00"), (at("12-02 11:00"), "reply"), (at("12-02 12:00"), "closed"))
    with desk.store.unit(at("12-05 10:00")) as unit:
        facts = FaultFacts(services=("portal",), symptom={"ja": "停止"}, began=at("12-05 09:00"))
        unit.declare_fault(FaultEvent(at=at("12-05 10:00"), kind=FaultEventKind.DECLARED, facts=facts))

    for contract, before in made.items():
        for again in (desk.report(contract), desk.report(contract, now=at("12-28 09:00"))):
            assert report_json(again) == report_json(before)
            assert report_csv(again) == report_csv(before)


def test_a_case_goes_on_under_the_calendar_that_counts_its_times(desk: MonthDesk) -> None:
    desk.case("C-1", at("11-02 10:30"), (at("11-02 14:00"), "reply"), (at("11-04 11:00"), "resolved"))

    answer, resolution = desk.report("C-1").times

    assert (answer.median_business, answer.median_elapsed) == (150, 210)
    assert (resolution.median_business, resolution.median_elapsed) == (90 + 4 * 60 + 6 * 60 + 60, 2910)


def declared(desk: MonthDesk, recorded: str, began: str, recovered: str = "", **more: object) -> str:
    facts = FaultFacts(
        began=at(began),
        recovered=at(recovered) if recovered else None,
        symptom={"ja": "ログインできない"},
        **{"services": ("portal",), **more},  # type: ignore[arg-type]  # tests name the facts' own fields
    )
    with desk.store.unit(at(recorded)) as unit:
        return unit.declare_fault(FaultEvent(at=at(recorded), kind=FaultEventKind.DECLARED, facts=facts)).number


def test_availability_is_of_the_services_that_the_contract_uses(desk: MonthDesk) -> None:
    declared(desk, "11-09 10:20", "11-09 10:00", "11-09 12:05")
    declared(desk, "11-10 10:00", "11-10 03:00", "11-10 04:00", services=("mail",))

    report, whole = desk.report("C-1"), desk.report()

    (portal,) = report.availability
    minutes = 30 * 24 * 60 - 120
    assert (portal.service, portal.agreed, portal.down, portal.excluded) == ("portal", minutes, 125, 120)
    cut = (minutes - 125) * 100 * 10_000 // minutes
    assert portal.percent == f"{cut // 10_000}.{cut % 10_000:04d}"
    assert (portal.target, portal.met) == (Decimal("99.9"), False)
    assert [one.number for one in report.faults] == ["FLT-0001"]
    assert [one.service for one in whole.availability] == ["portal", "mail"]
    assert [one.number for one in whole.faults] == ["FLT-0001", "FLT-0002"]


def test_what_is_left_out_follows_the_version_of_its_date(desk: MonthDesk) -> None:
    """Until the end of November causes outside our control are down time, from December on they are left out."""
    declared(desk, "11-30 23:00", "11-30 23:00", "12-01 02:00", outside_control=True)

    november = desk.report("C-1").availability[0]
    december = desk.report("C-1", month=date(2026, 12, 1), now=at("12-20 10:00")).availability[0]

    assert [(one.why, one.minutes) for one in november.counted] == [(Why.FAULT, 60)]
    assert not december.counted
    assert (Why.OUTSIDE_CONTROL, 120) in [(one.why, one.minutes) for one in december.left_out]
    assert not december.complete


def test_a_fault_of_the_last_night_counts_although_it_is_recorded_in_the_morning(desk: MonthDesk) -> None:
    declared(desk, "12-01 09:30", "11-30 22:00", "11-30 23:00")
    declared(desk, "12-01 11:00", "11-29 22:00", "11-29 23:00")

    report = desk.report("C-1")

    assert desk.reporting.due(NOVEMBER) == at("12-01 10:00")
    assert [one.number for one in report.faults] == ["FLT-0001"]
    assert report.availability[0].down == 60


def test_units_are_told_as_they_stood_at_the_end_of_the_month(desk: MonthDesk) -> None:
    terms = desk.config.offers.by_name["incidents"].terms
    for moment in ("10-20 10:00", "11-10 10:00", "11-20 10:00", "12-01 00:00"):
        number = desk.case("C-1", at(moment)).id
        with desk.store.unit(at(moment)) as unit:
            owner = unit.contract("C-1")
            assert owner is not None
            zone = desk.config.offers.zone_of(owner)
            for kind in ("reserved", "closed"):
                account = unit.account("C-1", terms, zone, cases=[number])
                act = Act(at=at(moment), cause=f"case:{number}:{kind}")
                held = reserve(account, act, case_id=number, units=1) if kind == "reserved" else ()
                assert not isinstance(held, NotEnough)
                assert unit.append_lines(held or close(account, act, case_id=number))

    report = desk.report("C-1")

    assert report.units == (
        UnitsLine(contract="C-1", pack="PO-17", used=2, given_back=0, left=7, valid_until=date(2027, 3, 31)),
    )
    assert desk.report().units == report.units
    assert desk.report("C-2").units == ()


def test_wishes_are_the_categories_that_the_policy_marks(desk: MonthDesk) -> None:
    desk.case("C-1", at("11-02 10:30"), category="idea", subject="一覧をCSVで出したい")
    desk.case("C-1", at("11-03 10:30"))

    assert [one.subject for one in desk.report("C-1").wishes] == ["一覧をCSVで出したい"]


def test_a_private_case_counts_and_says_nothing_of_itself(desk: MonthDesk) -> None:
    desk.case("C-1", at("11-02 10:30"), private=True, subject="人事の件", category="idea")

    report, own = desk.report("C-1"), desk.report()

    assert report.totals.opened == 1
    assert (report.open_matters[0].subject, report.wishes[0].subject) == ("", "")
    assert "人事" not in report_json(report).decode()
    assert [one.subject for one in own.open_matters] == ["人事の件"]


@pytest.mark.parametrize("charset", ["utf-8-sig", "cp932"])
def test_usage_figures_come_from_the_file_of_the_month(desk: MonthDesk, charset: str) -> None:
    folder = desk.config.path.parent / "usage"
    folder.mkdir()
    rows = "年月,契約,項目,値,単位\r\n2026-11,C-1,ログイン回数,1200,回\r\n2026-11,C-2,ログイン回数,3,回\r\n"
    (folder / "2026-11.csv").write_bytes(rows.encode(charset))

    assert [(one.name, one.value, one.unit) for one in desk.report("C-1").usage] == [
        ("ログイン回数", Decimal(1200), "回")
    ]
    assert len(desk.report().usage) == 2
    assert desk.report("C-1", month=date(2026, 10, 1)).usage == ()


def test_a_usage_file_that_cannot_be_used_is_named_with_its_line(desk: MonthDesk) -> None:
    folder = desk.config.path.parent / "usage"
    folder.mkdir()
    (folder / "2026-11.csv").write_text("month,name,value\n2026-11,logins,many\n", encoding="utf-8")

    with pytest.raises(Complaints) as refused:
        desk.report("C-1")

    (fault,) = refused.value.complaints
    assert fault.path == (str(folder / "2026-11.csv"), 2)


def test_a_month_that_goes_on_is_counted_up_to_now(desk: MonthDesk) -> None:
    desk.case("C-1", at("11-02 10:30"), (at("11-02 11:00"), "reply"))
    declared(desk, "11-09 10:20", "11-09 10:00")

    report = desk.report("C-1", now=at("11-09 12:00"))

    assert report.as_of == at("11-09 12:00")
    assert json.loads(report_json(report))["availability"][0]["down"] == 120
    assert report.availability[0].running
