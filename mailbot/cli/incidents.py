"""`incident …`: faults from the command line, in the same labelled lines as by mail."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.cli.announcing import OPERATOR, drafted
from mailbot.cli.printing import DONE, columns, in_zone, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.desk.cases import EventKind
from mailbot.desk.checks_faults import kind_of_event
from mailbot.desk.contract_columns import guarded
from mailbot.desk.fault_words import fault_numbers
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts, found_in
from mailbot.desk.faults_events import COLUMNS, row
from mailbot.desk.faults_orders import read_fault_lines, troubles_with, with_default_times
from mailbot.desk.labels import label_in
from mailbot.desk.subjects import numbers_in
from mailbot.edges.clock import system_clock
from mailbot.stages.acts_faults import QUIET, draft_of_fault
from mailbot.stages.opening import happened
from mailbot.wiring import house_of_reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mailbot.config import Config
    from mailbot.desk.faults import Fault
    from mailbot.store.unit import Unit

MOST = 10_000


def list_faults(path: Path, words: str, *, as_json: bool) -> None:
    """The faults with these words, the newest first."""
    config = load_config(path)
    zone, now = ZoneInfo(config.desk.timezone), system_clock()
    found = _found(config, words)
    if as_json:
        for one in found:
            print_json(row(one, config.desk.language, zone, as_of=now))
        return
    rows = [
        (
            one.number,
            ", ".join(one.services),
            label_in(one.title or one.symptom, config.desk.language, otherwise="")[:40],
            in_zone(one.began, zone) or "",
            in_zone(one.recovered, zone) or ("withdrawn" if one.withdrawn else "running"),
            str(len(one.cases)),
        )
        for one in found
    ]
    head = ("number", "services", "title", "since", "until", "cases")
    print(columns(rows, head=head) if rows else "there is no such fault")


def _found(config: Config, words: str) -> tuple[Fault, ...]:
    with books(config) as store, store.unit() as unit:
        return found_in(unit.newest_faults(MOST), words)


def show_fault(path: Path, number: str, *, as_json: bool) -> None:
    """One fault with all that happened to it."""
    config = load_config(path)
    zone, now = ZoneInfo(config.desk.timezone), system_clock()
    with books(config) as store, store.unit() as unit:
        fault = _fault(unit, number)
        events = unit.fault_events(fault.number)
    fields = row(fault, config.desk.language, zone, as_of=now)
    if as_json:
        print_json({**fields, "events": [{"at": one.at, "kind": one.kind.value, "by": one.by} for one in events]})
        return
    for name, value in fields.items():
        if value:
            print(f"{name}: {value}")
    for event in events:
        text = label_in(event.facts.text, config.desk.language, otherwise="")
        print(f"{in_zone(event.at, zone)}  {event.kind.value}  {event.by}  {text}".rstrip())


def _fault(unit: Unit, number: str) -> Fault:
    spelt = next(iter(fault_numbers(number)), "")
    fault = unit.fault(spelt) if spelt else None
    if fault is None:
        raise Problem(f"there is no fault {number}; see `mailbot incident list`")
    return fault


def record(path: Path, number: str, file: Path, *, argument: str = "", confirm: bool) -> int:
    """What labelled lines say of a fault: recorded, and where customers are to be told, drafted."""
    config = load_config(path)
    text, now = _text(file), system_clock()
    with books(config) as store:
        house = house_of_reading(config, store)
        with store.unit(now) as unit:
            before = _fault(unit, number) if number else None
            event = _event(config, unit, text, before, argument, now)
            fault = unit.declare_fault(event) if before is None else unit.add_fault_event(before.number, event)
            print(f"{fault.number}: {event.kind.value}")
            if event.kind in QUIET:
                return DONE
            told = tuple(
                one.announcement.kind for one in unit.announcements_of_fault(fault.number) if one.state.is_told
            )
            seq = len(unit.fault_events(fault.number))
            draft = draft_of_fault(fault, event.kind, event.facts, told=told, seq=seq, by=OPERATOR)
            return drafted(house, unit, draft, now, confirm=confirm)


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file} cannot be read: {error}") from None


def _event(config: Config, unit: Unit, text: str, fault: Fault | None, argument: str, now: datetime) -> FaultEvent:
    zone = ZoneInfo(config.desk.timezone)
    language = config.desk.language
    reading = read_fault_lines(text, now=now, zone=zone, services=config.services, language=language)
    kind = kind_of_event(reading.facts, fault, argument)
    facts = with_default_times(reading.facts, kind, now)
    troubles = reading.troubles or troubles_with(kind, facts, fault)
    if troubles:
        raise WrongUse("\n".join(one.words("en") for one in troubles))
    cases = tuple(_case_id(config, unit, one) for one in reading.case_numbers)
    return FaultEvent(at=now, kind=kind, by=OPERATOR, facts=replace(facts, cases=cases))


def _case_id(config: Config, unit: Unit, number: str) -> int:
    spelt = next(iter(numbers_in(number, config.desk.case_prefix)), "")
    case = unit.case_numbered(spelt) if spelt else None
    if case is None:
        raise Problem(f"there is no case {number}")
    return case.id


def link_case(path: Path, number: str, case: str) -> None:
    """A case belongs to a fault from now on."""
    config, now = load_config(path), system_clock()
    with books(config) as store, store.unit(now) as unit:
        fault = _fault(unit, number)
        case_id = _case_id(config, unit, case)
        facts = FaultFacts(cases=(case_id,))
        unit.add_fault_event(fault.number, FaultEvent(at=now, kind=FaultEventKind.LINKED, by=OPERATOR, facts=facts))
        linked: Mapping[str, object] = {"fault": fault.number, "number": fault.number}
        unit.add_event(case_id, happened(now, EventKind.LINKED, OPERATOR, **linked))
    print(f"{case} is linked to {fault.number}")


def export_faults(path: Path, words: str, *, as_json: bool) -> None:
    """The history of faults, to standard output."""
    config = load_config(path)
    zone, now = ZoneInfo(config.desk.timezone), system_clock()
    rows = [row(one, config.desk.language, zone, as_of=now) for one in _found(config, words)]
    if as_json:
        for one in rows:
            print_json(one)
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: guarded(value) for key, value in one.items()} for one in rows)
