"""`report`: a month counted and written, to the screen, into files, or sent to its readers."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from mailbot.cli.printing import print_json
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.config.shape import LogSettings
from mailbot.desk.monthly_reports import ReportState
from mailbot.desk.policy_keys import suggest
from mailbot.edges.clock import system_clock
from mailbot.edges.report_pdf import PdfMissing
from mailbot.edges.templates import TemplateTrouble
from mailbot.logs import set_up_logs
from mailbot.rehearsal import Rehearsal, read_story
from mailbot.stages.calendars import CalendarGone
from mailbot.stages.house import entry
from mailbot.stages.report_writing import cause_of, file_name
from mailbot.wiring import house_of_reading, store_of
from mailbot.wiring.reports import report_writing_of, reporting_of

if TYPE_CHECKING:
    from mailbot.config import Config
    from mailbot.desk.people import Contract
    from mailbot.desk.reports import Report
    from mailbot.stages.report_writing import Form, ReportWriting
    from mailbot.store import Store
    from mailbot.store.unit import Unit

OPERATOR = "command line"
FORMS = ("text", "html", "csv", "json", "pdf")
LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A report as it was asked for; empty where nothing was said. `forms` are parted by commas; without a `language` it
    is the contract's, else the desk's. With a `story` its month is counted instead of the store's."""

    month: str
    contract: str = ""
    forms: str = "text"
    out: Path | None = None
    language: str = ""
    send: bool = False
    story: Path | None = None


def make_report(path: Path, wanted: Wanted) -> None:
    """Count the month, then print it, write it into `out`, or queue it for its readers; each reader gets it once."""
    month, forms = _month(wanted.month), _forms(wanted)
    config = load_config(path)
    if wanted.language not in {"", *LANGUAGES}:
        raise WrongUse(f"--language is one of {', '.join(LANGUAGES)}, not {wanted.language!r}")
    if wanted.story is not None and wanted.send:
        raise WrongUse("what a story tells did not happen: --story and --send do not go together")
    try:
        with _books(config, wanted.story) as store:
            _made(config, store, month, forms, wanted)
    except (CalendarGone, PdfMissing, TemplateTrouble) as trouble:
        raise Problem(str(trouble)) from trouble


@contextmanager
def _books(config: Config, story_path: Path | None) -> Iterator[Store]:
    """The desk's store, or one in memory in which a story was played."""
    if story_path is None:
        store = store_of(config)
        try:
            yield store
        finally:
            store.close()
        return
    set_up_logs(LogSettings(level="error"))
    story = read_story(story_path, ZoneInfo(config.desk.timezone))
    rehearsal = Rehearsal(config, story.mails[0].at)
    try:
        deque(rehearsal.play(story), maxlen=0)
        yield rehearsal.desk.store
    except LookupError as error:
        raise WrongUse(str(error)) from None
    finally:
        rehearsal.close()


def _made(config: Config, store: Store, month: date, forms: tuple[Form, ...], wanted: Wanted) -> None:
    house = house_of_reading(config, store)
    reporting, writing = reporting_of(config, house), report_writing_of(config, house)
    now = max(system_clock(), store.newest_event() or system_clock())
    with store.unit(now) as unit:
        contract = _contract(unit, wanted.contract)
        if reporting.period(month, contract).begins > now:
            raise WrongUse(f"{wanted.month} has not begun yet")
        report = reporting.report(unit, month, now, contract)
        if wanted.send:
            _send(unit, writing, report, contract, now)
    language = wanted.language or (contract.language if contract else "") or config.desk.language
    if wanted.out is not None:
        _write(writing, report, forms, wanted.out, language)
    elif not wanted.send:
        sys.stdout.buffer.write(writing.content(report, forms[0], language))
        sys.stdout.flush()


def _write(writing: ReportWriting, report: Report, forms: tuple[Form, ...], out: Path, language: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for form in forms:
        file = out / file_name(report, form)
        file.write_bytes(writing.content(report, form, language))
        print(file)


def _send(unit: Unit, writing: ReportWriting, report: Report, contract: Contract | None, now: datetime) -> None:
    """The whole month goes out once, whoever sends it; of one that goes on a report a day."""
    cause = cause_of(report)
    letters = writing.to_contract(report, contract, now, cause=cause) if contract else writing.to_staff(report, now)
    if not letters:
        raise Problem("nobody is registered for this report: see [reports] to, and the contract's contacts")
    queued = [letter.recipient for letter in letters if unit.queue(letter)]
    already = [letter.recipient for letter in letters if letter.recipient not in queued]
    whose = contract.id if contract else ""
    if report.as_of >= report.period.ends:
        unit.add_report(whose, report.period.first, ReportState.SENT, OPERATOR)
    if queued:
        subject = f"contract:{whose}" if whose else "desk:reports"
        unit.audit(
            entry(now, OPERATOR, "report.sent", subject, month=f"{report.period.first:%Y-%m}", letters=len(queued))
        )
    print_json({"report": cause, "queued": queued, "already": already})


def _contract(unit: Unit, called: str) -> Contract | None:
    if not called:
        return None
    found = unit.contract(called)
    if found is None:
        known = [one.id for one in unit.contracts_in_use()]
        raise WrongUse(f"there is no contract {called!r}{suggest(called, known)}")
    return found


def _month(asked: str) -> date:
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise WrongUse(f"{asked!r} is no month; write it as 2026-11") from None


def _forms(wanted: Wanted) -> tuple[Form, ...]:
    asked = tuple(dict.fromkeys(part.strip() for part in wanted.forms.split(",") if part.strip()))
    for one in asked or ("",):
        if one not in FORMS:
            raise WrongUse(f"--format is some of {', '.join(FORMS)}, parted by commas, not {one!r}")
    if len(asked) > 1 and wanted.out is None and not wanted.send:
        raise WrongUse("several formats need a folder: add --out DIR")
    return cast("tuple[Form, ...]", asked)
