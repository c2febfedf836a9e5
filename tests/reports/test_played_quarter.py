"""A quarter played through the whole desk in virtual time: each figure of each report that went out is what a second
count of the same quarter says."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mailbot.config import load_config
from mailbot.desk.reports_writing import report_json
from mailbot.rehearsal import Played, Rehearsal
from mailbot.rehearsal.story import StoryMail
from mailbot.store.tables import audit
from mailbot.wiring.reports import reporting_of
from tests.reports.counted import Counting, usage_csv
from tests.reports.quarter import BROWN, CLIENTS, MATTERS, SUZUKI, TOKYO, Quarter, quarter

MONTHS = (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
DUE = (
    datetime(2026, 11, 2, 10, tzinfo=TOKYO),
    datetime(2026, 12, 1, 10, tzinfo=TOKYO),
    datetime(2027, 1, 4, 10, tzinfo=TOKYO),
)
"""The office opens: after a Sunday, on a Tuesday, and after the closing days of the new year."""
READERS = {one.contract: one.people for one in CLIENTS} | {"": (SUZUKI, BROWN)}


@dataclass(slots=True)
class PlayedQuarter:
    """What the quarter was, and every letter that left in it."""

    told: Quarter
    rehearsal: Rehearsal
    letters: list[Played] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)

    def goes_on(self, until: datetime) -> None:
        self._heard(self.rehearsal.until(until))

    def gets(self, mail: StoryMail) -> None:
        self.goes_on(mail.at)
        self._heard(self.rehearsal.receive(mail))

    def _heard(self, happened: Any) -> None:
        for one in happened:
            if one.letter is not None:
                self.letters.append(one)
            if one.outcome is not None and one.outcome.outcome is not None:
                self.decisions.append(one.outcome.outcome.decision)

    def received(self, address: str, key: str) -> list[Played]:
        return [one for one in self.letters if one.key == key and to(one) == address]

    def report(self, contract: str, month: date) -> list[Played]:
        """The letters with a month's report on a contract, or the desk's own."""
        key = "monthly-report" if contract else "staff-monthly-report"
        named = f"report-{month:%Y-%m}{'-' if contract else ''}{contract}.json"
        return [one for one in self.letters if one.key == key and named in files(one)]


def to(one: Played) -> str:
    assert one.letter is not None
    return one.letter.to[0].address


def files(one: Played) -> dict[str, bytes]:
    mail = BytesParser(policy=default).parsebytes(one.raw)
    return {str(part.get_filename()): content(part) for part in mail.iter_attachments()}


def content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The quarter with the fifth of January behind it: reports were made, looked at and let go."""
    folder = tmp_path_factory.mktemp("quarter")
    path = Path(shutil.copy(Path(__file__).parent / "quarter.toml", folder / "config.toml"))
    for month in MONTHS:
        (folder / f"usage-{month:%Y-%m}.csv").write_bytes(usage_csv(month))
    told = quarter()
    rehearsal = Rehearsal(load_config(path), datetime(2026, 10, 1, tzinfo=TOKYO))
    playing = PlayedQuarter(told, rehearsal)
    mails = [*told.mails, *(mail for place, due in enumerate(DUE) for mail in approvals(place, due))]
    opens = list(DUE)
    for mail in sorted(mails, key=lambda one: one.at):
        while opens and mail.at >= opens[0]:
            playing.goes_on(opens.pop(0))
        playing.gets(mail)
    playing.goes_on(datetime(2027, 1, 5, 12, tzinfo=TOKYO))
    yield playing
    rehearsal.close()


def approvals(place: int, due: datetime) -> list[StoryMail]:
    """A quarter of an hour after they were made, one member lets each of them go."""
    at = due.replace(minute=15)
    month = ("October", "November", "December")[place]
    return [
        StoryMail(at=at.replace(minute=15 + number), sender=BROWN, answers=f"{month} 2026, {client}", text="#approve")
        for number, client in enumerate(("株式会社例示商事", "例示物流株式会社", "Overseas Ltd"))
    ]


def test_the_quarter_went_as_it_was_told(played: PlayedQuarter) -> None:
    numbers = {matter.number: matter.subject for matter in played.told.matters}
    store = played.rehearsal.desk.store

    assert played.decisions.count("open") == MATTERS
    assert "refuse" not in played.decisions
    assert "hold" not in played.decisions
    assert {number: case.subject for number in numbers if (case := store.case_by_number(number))} == numbers


@pytest.mark.parametrize("contract", ["C-1", "C-2", "C-3", ""])
@pytest.mark.parametrize("month", MONTHS, ids=lambda month: f"{month:%Y-%m}")
def test_each_figure_is_what_a_second_count_says(played: PlayedQuarter, contract: str, month: date) -> None:
    letters = played.report(contract, month)
    sent = [content for one in letters for name, content in files(one).items() if name.endswith(".json")]
    report = json.loads(sent[0])

    counted = Counting(quarter=played.told, contract=contract, first=month).figures()

    assert sorted(map(to, letters)) == sorted(READERS[contract])
    assert len(set(sent)) == 1
    for section, figures in counted.items():
        assert cut(section, report[section], figures) == figures, section


def cut(section: str, found: Any, counted: Any) -> Any:
    """Of what a report says, the figures that were counted a second time."""
    if isinstance(counted, dict):
        return {key: found[key] for key in counted}
    keys = tuple(counted[0]) if counted else ()
    rows = [{key: row[key] for key in keys or row} for row in found]
    return sorted(rows, key=lambda row: (row["number"], row["clock"])) if section == "misses" else rows


def test_the_quarter_has_something_of_everything(played: PlayedQuarter) -> None:
    """A count that agrees about nothing would prove nothing."""
    figures = [Counting(quarter=played.told, contract="", first=month).figures() for month in MONTHS]

    def rows(section: str, place: int) -> list[Any]:
        found = figures[place][section]
        assert isinstance(found, list)
        return found

    assert {row["why"] for place in range(3) for row in rows("misses", place)} == {"late", "open", "closed"}
    for place in range(3):
        assert any(row["paused_minutes"] for row in rows("misses", place))
        assert len(rows("wishes", place)) > 5
        assert rows("units", place)[0]["used"] > 10
        assert all(row["met"] > 20 for row in rows("targets", place))
    assert [row["number"] for row in rows("faults", 0)] == ["FLT-0001"]
    assert [(row["minutes"], row["recovered"]) for row in rows("faults", 1)] == [(80, None)]
    assert [row["minutes"] for row in rows("faults", 2)] == [85]
    assert len(rows("faults", 0)[0]["cases"]) == 3
    assert [row["met"] for row in rows("availability", 0)] == [False, True]


def test_the_reports_went_when_they_were_due_and_had_been_approved(played: PlayedQuarter) -> None:
    for month, due in zip(MONTHS, DUE, strict=True):
        asked = [one for one in played.letters if one.key == "staff-report-wanted" and one.at.month == due.month]
        own = played.report("", month)
        sent = [letter for contract in ("C-1", "C-2", "C-3") for letter in played.report(contract, month)]

        assert len(asked) == 3 * 2
        assert all(due <= one.at < due.replace(minute=15) for one in (*asked, *own))
        assert all(one.at >= due.replace(minute=15) for one in sent)


def test_nobody_reads_of_other_clients(played: PlayedQuarter) -> None:
    marks = {one.contract: {m.mark for m in played.told.matters if m.contract == one.contract} for one in CLIENTS}
    for contract in marks:
        others = set().union(*(own for other, own in marks.items() if other != contract))
        for month in MONTHS:
            for letter in played.report(contract, month):
                text = b"".join(files(letter).values()).decode()
                assert not {mark for mark in others if mark in text}
                assert not {other for other in marks if other != contract and f'"{other}"' in text}


def test_who_got_what_stands_in_the_audit_log(played: PlayedQuarter) -> None:
    with played.rehearsal.desk.store.unit() as unit:
        found = unit._connection.execute(select(audit).where(audit.c.action == "report.sent")).all()

    assert len(found) == 12
    assert {(one.actor, one.facts["month"]) for one in found if one.subject == "contract:C-1"} == {
        ("staff:brown", f"{month:%Y-%m}") for month in MONTHS
    }
    assert all(len(one.facts["contacts"]) == 2 for one in found if one.subject == "contract:C-1")


@pytest.mark.parametrize("contract", ["C-1", "C-2", "C-3", ""])
def test_what_went_out_can_be_counted_again_to_the_same_bytes(played: PlayedQuarter, contract: str) -> None:
    """October's report in January, after all that happened since."""
    desk = played.rehearsal.desk
    now = datetime(2027, 1, 5, 12, tzinfo=TOKYO)

    with desk.store.unit(now) as unit:
        owner = unit.contract(contract) if contract else None
        again = reporting_of(desk.config, desk.house).report(unit, MONTHS[0], now, owner)

    sent = files(played.report(contract, MONTHS[0])[0])
    whose = f"-{contract}" if contract else ""
    assert report_json(again) == sent[f"report-2026-10{whose}.json"]
