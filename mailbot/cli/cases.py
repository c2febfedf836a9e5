"""`case …`: what a case is, why its times are what they are, and what happened to it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.case_objects import case_object, event_object, head_object
from mailbot.cli.printing import columns, in_zone, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import Config, load_config
from mailbot.desk.cases import Case, Status
from mailbot.desk.clocks import State
from mailbot.desk.clocks.explain import explain
from mailbot.desk.policy_keys import suggest
from mailbot.desk.subjects import numbers_in
from mailbot.edges.clock import system_clock
from mailbot.stages.house import House
from mailbot.stages.ports import Unit
from mailbot.store import Store
from mailbot.store.reading import CaseFilter
from mailbot.wiring import house_of_reading

SHOWN = (
    "number", "status", "subject", "contract", "contact", "category", "priority", "level", "units", "assignee",
    "opened_at",
)  # fmt: skip


def list_cases(config_path: Path, statuses: tuple[str, ...], contract: str, *, as_json: bool) -> None:
    """The queue: the gravest priority first, within it in order of arrival (row B6); what is finished only by name."""
    config = load_config(config_path)
    zone = ZoneInfo(config.desk.timezone)
    wanted = CaseFilter(contract_id=contract)
    if statuses:
        wanted = CaseFilter(contract_id=contract, statuses=frozenset(_status(one) for one in statuses))
    with books(config) as store:
        house = house_of_reading(config, store)
        with store.unit() as unit:
            listed = [(graveness(house, unit, case), case) for case in store.cases(wanted)]
        listed.sort(key=lambda pair: (-pair[0], pair[1].received_at, pair[1].id))
        found = [(case, next_due(store, case)) for _, case in listed]
    if as_json:
        for case, due in found:
            print_json(head_object(case, zone) | {"next_due": in_zone(due, zone)})
        return
    rows = [
        (case.number, case.status.value, case.priority, case.contract_id, in_zone(due, zone) or "-", case.subject[:40])
        for case, due in found
    ]
    print(
        columns(rows, head=("number", "status", "priority", "contract", "next due", "subject")) if rows else "no cases"
    )


def graveness(house: House, unit: Unit, case: Case) -> int:
    """The place of a case's priority in the policy that rules it; bigger is graver."""
    priority = house.policies.pinned(unit, case).priority(case.priority)
    return priority.order if priority is not None else 0


def next_due(store: Store, case: Case) -> datetime | None:
    """The due time of the clock that is due first, or None."""
    dues = [clock.due for clock in store.history(case.id).clocks if clock.due and State(clock.state).is_open]
    return min(dues, default=None)


def _status(word: str) -> Status:
    try:
        return Status(word)
    except ValueError:
        raise WrongUse(f"there is no status {word!r}{suggest(word, [one.value for one in Status])}") from None


def show_case(config_path: Path, number: str, *, as_json: bool) -> None:
    """A case whole, its clocks as they stand now."""
    config = load_config(config_path)
    with books(config) as store:
        case = found_case(store, config, number)
        shown = case_object(store, house_of_reading(config, store), case, config, present(store))
    if as_json:
        print_json(shown)
        return
    for name in SHOWN:
        print(f"{name + ':':12}{'-' if shown[name] in (None, '') else shown[name]}")
    for clock in shown["clocks"]:  # type: ignore[attr-defined]  # a list of objects, as case_object makes it
        print(f"clock:      {clock['name']}: {clock['state']}, due {clock['due'] or '-'}")
    for mail in shown["messages"]:  # type: ignore[attr-defined]  # likewise
        print(f"mail:       {mail['at']} {mail['direction']:8} {mail['from']}: {mail['subject']}")


def explain_case(config_path: Path, number: str, language: str, *, as_json: bool) -> None:
    """Each clock's derivation in words (row C8)."""
    config = load_config(config_path)
    with books(config) as store:
        case = found_case(store, config, number)
        house = house_of_reading(config, store)
        with store.unit() as unit:
            contract = unit.contract(case.contract_id)
            version = house.policies.pinned(unit, case)
        if contract is None:
            raise Problem(f"{case.number}: its contract {case.contract_id} is not in the store")
        playing = house.policies.play(version, contract, store.history(case.id).events, case, present(store))
        hours = house.policies.calendars.of_case(case)
    for clock in playing.clocks:
        steps = explain(version, hours, playing, clock.name, language=language or config.desk.language)
        if as_json:
            print_json({"case": case.number, "clock": clock.name, "state": clock.state.value, "steps": list(steps)})
            continue
        print(f"{clock.name} ({clock.state.value})")
        for step in steps:
            print(f"  {step}")


def history_of_case(config_path: Path, number: str, *, as_json: bool) -> None:
    """Every event in order."""
    config = load_config(config_path)
    zone = ZoneInfo(config.desk.timezone)
    with books(config) as store:
        case = found_case(store, config, number)
        events = [event_object(one, zone) for one in store.history(case.id).events]
    for event in events:
        if as_json:
            print_json(event)
        else:
            rest = " ".join(f"{key}={value}" for key, value in event.items() if key not in {"at", "kind", "by"})
            print(f"{event['at']}  {event['kind']:16} {event['by']:16} {rest}".rstrip())


def present(store: Store) -> datetime:
    """Now; in a store that was rehearsed upon, no earlier than what has happened there."""
    now = system_clock()
    return max(now, store.newest_event() or now)


def found_case(store: Store, config: Config, number: str) -> Case:
    """The case of a number as people write it: INC-000123, inc-123, or 123."""
    prefix = config.desk.case_prefix
    spelt = numbers_in(f"{prefix}-{number}" if number.isdigit() else number, prefix)
    case = store.case_by_number(spelt[0]) if spelt else None
    if case is None:
        raise Problem(f"there is no case {number}; see `mailbot case list`")
    return case
