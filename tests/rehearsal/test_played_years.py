"""The two paying regimes of the guide, a year each: the transcript is what the desk does, and every unit of it is what
a naive count over the story alone comes to (rows E1-E6)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from mailbot.cli import rehearsing
from mailbot.cli.rehearsing import rehearse_story
from mailbot.desk.ledger import LineKind
from mailbot.rehearsal import Rehearsal
from tests.rehearsal.transcripts import GUIDE, transcript

ORDER = re.compile(r"#注文 (\S+) (\d+)")
MINUTES = re.compile(r"#時間 (\d+)分")
ROW = re.compile(r"^\d{4}年\d+月\d+日\(.\)\s+(?P<what>.+?)\s+(?P<change>[+-]?\d+)\s+(?P<left>\d+)$", re.MULTILINE)


@dataclass(slots=True)
class Matter:
    """One matter as a clerk with paper would keep it."""

    subject: str
    minutes: list[int] = field(default_factory=list)
    grave: bool = False
    begun: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A played year: its configuration, its story, its contract, what was bought beforehand, and what
    nobody had used when it ended.
    """

    regime: str
    story: str
    contract: str
    bought: int
    lapsed: int

    @property
    def mails(self) -> list[dict[str, str]]:
        told = tomllib.loads((GUIDE / "stories" / f"{self.story}.toml").read_text(encoding="utf-8"))
        mails: list[dict[str, str]] = told["mails"]
        return mails

    @property
    def transcript(self) -> str:
        return transcript(self.story)


INCIDENTS = Year(regime="incidents", story="incidents-year", contract="C-0002", bought=10, lapsed=1)
HALF_HOURS = Year(regime="own-addresses", story="half-hours-year", contract="C-0101", bought=10, lapsed=0)
YEARS = pytest.mark.parametrize("year", [INCIDENTS, HALF_HOURS], ids=["incidents", "half-hours"])


def matters_of(year: Year) -> list[Matter]:
    """What happened to each matter, from the mails of the story and nothing else."""
    found: list[Matter] = []
    for mail in year.mails:
        text = mail["text"].strip()
        if "answers" not in mail:
            if not text.startswith("#"):
                found.append(Matter(mail["subject"]))
        elif mail["from"].endswith("@vendor.example"):
            about = next(one for one in reversed(found) if mail["answers"] in one.subject)
            found += _by_staff(about, text)
    return found


def _by_staff(matter: Matter, text: str) -> Iterator[Matter]:
    answers = any(line and not line.startswith("#") for line in text.splitlines())
    matter.begun |= answers or "#着手" in text or "#担当" in text
    matter.grave |= "#レベル A" in text
    matter.free |= "#不具合" in text
    matter.minutes += [int(found) for found in MINUTES.findall(text)]
    for part in re.findall(r"#分割 (.+)", text):
        yield Matter(part.strip())
    if "#統合" in text:
        matter.free = True


def cost(year: Year, matter: Matter) -> int:
    if matter.free or not matter.begun:
        return 0
    if year is HALF_HOURS:
        return sum((minutes + 29) // 30 for minutes in matter.minutes)
    return 3 if matter.grave else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the desk has in the end: units used by each matter, units left, and what is wrong with its ledgers."""

    used: Counter[str]
    left: int
    faults: tuple[object, ...]


def books_of(rehearsal: Rehearsal, contract: str) -> Books:
    """A plain sum over the lines of a contract."""
    with rehearsal.desk.store.unit() as unit:
        lines = unit.lines_of(contract)
        cases = {case.id: case.subject for case in unit.cases_seen(sorted({one.case_id for one in lines} - {0}))}
    used: Counter[str] = Counter()
    brought = 0
    for line in lines:
        if line.kind in {LineKind.CONSUMED, LineKind.GIVEN_BACK}:
            used[cases[line.case_id]] += line.units if line.kind is LineKind.CONSUMED else -line.units
        elif line.kind in {LineKind.GRANTED, LineKind.EXPIRED}:
            brought += line.units if line.kind is LineKind.GRANTED else -line.units
    return Books(used=used, left=brought - used.total(), faults=rehearsal.desk.store.verify_ledgers())


@YEARS
def test_the_year_is_played_as_it_is_told_and_each_unit_is_where_a_clerk_has_it(
    year: Year, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found: list[Books] = []

    class Kept(Rehearsal):
        def close(self) -> None:
            found.append(books_of(self, year.contract))
            super().close()

    monkeypatch.setattr(rehearsing, "Rehearsal", Kept)

    story = GUIDE / "stories" / f"{year.story}.toml"
    assert rehearse_story(GUIDE / "regimes" / f"{year.regime}.toml", story, as_json=False) == 0

    printed = capsys.readouterr().out
    assert printed == transcript(year.story, printed)
    (books,) = found
    wanted = Counter({one.subject: units for one in matters_of(year) if (units := cost(year, one))})
    ordered = sum(int(units) for mail in year.mails for _, units in ORDER.findall(mail["text"]))
    assert +books.used == wanted
    assert books.left == year.bought + ordered - wanted.total() - year.lapsed
    assert books.faults == ()


@YEARS
def test_the_statement_of_the_year_adds_up(year: Year) -> None:
    rows = [
        (row["what"], int(row["change"]), int(row["left"]))
        for row in ROW.finditer(year.transcript[year.transcript.index("ご利用明細") :])
    ]
    left = 0

    assert len(rows) == 11 + (year is HALF_HOURS)
    for what, change, after in rows:
        left += change
        assert left == after, what
    used = -sum(change for what, change, _ in rows if what.startswith("INC-"))
    assert used == sum(cost(year, one) for one in matters_of(year))


def test_the_half_hours_are_charged_as_the_price_list_says() -> None:
    """50,000 yen, 500 for each of 40 licences, 3,000 a unit for two lots of ten, and a tenth of tax on the whole."""
    net = 50_000 + 40 * 500 + 2 * 10 * 3_000
    shown = HALF_HOURS.transcript

    assert f"小計（税抜）    {net:,}円" in shown
    assert f"合計（税込）    {net * 110 // 100:,}円" in shown


@pytest.mark.parametrize(
    ("year", "letter", "days"),
    [
        (INCIDENTS, "estimate", ["2026-06-08"]),
        (INCIDENTS, "pack-low", ["2026-11-09", "2027-01-18"]),
        (INCIDENTS, "pack-expired", ["2027-04-12"]),
        (HALF_HOURS, "estimate", ["2026-05-18"]),
        (HALF_HOURS, "pack-low", ["2026-07-06", "2026-09-08", "2026-11-16"]),
        (HALF_HOURS, "pack-empty", ["2026-11-24"]),
    ],
)
def test_each_notice_is_told_once_on_its_day(year: Year, letter: str, days: list[str]) -> None:
    received = re.compile(r"^(\S+) \S+ \S+  -> (\S+)@(?:maker|works)\.example receives (\S+):", re.MULTILINE)
    told = [(day, person) for day, person, key in received.findall(year.transcript) if key == letter]
    readers = Counter(person for _, person in told)

    assert sorted({day for day, _ in told}) == days
    assert set(readers.values()) == {len(days)}


def test_the_renewal_is_offered_sixty_days_before_the_end_on_a_business_day() -> None:
    """9 April 2027 less sixty days is Monday 8 February."""
    assert date(2027, 4, 9) - timedelta(days=60) == date(2027, 2, 8)
    assert "2027-02-08 Mon 09:00  -> saburo@maker.example receives renewal:" in INCIDENTS.transcript
    assert "2027-01-29 Fri 09:00  -> jiro@works.example receives renewal:" in HALF_HOURS.transcript


def test_the_months_and_the_year_are_stated_on_the_first_business_day_after() -> None:
    """Half hours by the month, those left out in which nothing happened; incidents by the term."""
    sent = re.compile(r"^(\S+) \S+ (\S+)  -> \S+ receives statement: .*（(C-\d+)）$", re.MULTILINE)
    months = sent.findall(HALF_HOURS.transcript)

    assert [day for day, _, contract in months if contract == "C-0101"] == [
        "2026-05-01",
        "2026-06-01",
        "2026-08-03",
        "2026-10-01",
        "2026-11-02",
        "2026-12-01",
    ]
    assert [day for day, _, contract in months if contract == "C-0102"] == [
        "2026-05-01",
        "2027-04-01",
    ]  # bought; lapsed
    assert {clock for _, clock, _ in months} == {"09:00"}
    assert sent.findall(INCIDENTS.transcript) == [
        ("2027-04-01", "09:00", "C-0001"),
        ("2027-04-01", "09:00", "C-0002"),
    ]
