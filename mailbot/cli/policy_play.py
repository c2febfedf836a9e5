"""`mailbot policy play`: plays a story of policy and events, with the calendars that it brings along."""

from __future__ import annotations

from collections.abc import Mapping

from mailbot.desk.clocks.scenario import play_scenario, read_scenario
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours import Hours, prepare, read_calendar
from mailbot.edges.holidays import national_holidays


def play_line(line: Mapping[str, object]) -> dict[str, object]:
    """One story in, what the clocks do out: `name, after, final, breaches, notices, auto_closed, sends,
    renewal_by, availability`, as far as they apply. Raises Complaints with paths from the story inwards.
    """
    return play_scenario(read_scenario(line), _calendars(line.get("calendars")))


def _calendars(found: object) -> dict[str, Hours]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise Complaints([Complaint(("calendars",), "must be a table of calendars")])
    specs = {str(name): read_calendar(str(name), keys) for name, keys in found.items()}
    holidays = national_holidays({country for spec in specs.values() for country in spec.countries()})
    return {name: prepare(name, specs, holidays) for name in specs}
