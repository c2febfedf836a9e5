"""The whole record of one case as a letter to staff: facts, people, clocks, what happened, and what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mailbot.desk.command_words import offered
from mailbot.desk.letters import Author, RecordEvent, RecordMessage, StaffRecord
from mailbot.desk.record_words import words_of_event
from mailbot.desk.records import Direction
from mailbot.desk.words import STATUS_WORDS
from mailbot.stages.copies import OFFERED, receivers_of
from mailbot.stages.house import clock_line, open_clocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from mailbot.desk.cases import Case, Event
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import ClockLine
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.records import StoredMessage
    from mailbot.stages.desk_lists import Lists

MOST_EVENTS = 40
MOST_MESSAGES = 20
MOST_OF_ONE = 1_500
MOST_OF_ALL = 6_000
"""Characters of one message, and of all that a record shows; the newest come whole first."""

_DIRECTIONS: Mapping[Direction, Literal["in", "out", "internal"]] = {
    Direction.IN: "in",
    Direction.OUT: "out",
    Direction.INTERNAL: "internal",
}


def record_of(lists: Lists, case: Case) -> StaffRecord:
    """The record as it stands now. Staff see private cases, too; what is older than the letter has room for is
    counted."""
    unit, house = lists.unit, lists.house
    contract = unit.contract(case.contract_id)
    events = unit.events_of(case.id)
    messages, total = unit.newest_messages(case.id, MOST_MESSAGES)
    opener = case.opener
    category, priority = _labels(lists, case)
    return StaffRecord(
        number=case.number,
        subject=case.subject,
        client=contract.client if contract else case.contract_id,
        contract=case.contract_id,
        contact=Author(address=opener.address, name=opener.name) if opener else Author(address=""),
        receivers=receivers_of(case),
        commands=tuple(offered(word) for word in OFFERED),
        people=tuple(one.address for one in case.participants if one is not opener),
        status=STATUS_WORDS[case.status],
        category=category,
        priority=priority,
        owner=_name_of(house.rules.staff, case.assignee),
        level=case.level,
        private=case.private,
        received_at=case.received_at,
        closed_at=case.closed_at,
        links=unit.links_of(case.id),
        clocks=_clocks(lists, case, contract),
        events=_events(events[-MOST_EVENTS:], house.rules.staff),
        older_events=max(0, len(events) - MOST_EVENTS),
        messages=tuple(_messages(messages, house.rules.staff, unit.undone_mails(case.id))),
        older_messages=total - len(messages),
    )


def _labels(lists: Lists, case: Case) -> tuple[Labels, Labels]:
    """Category and priority in words; by their keys where the policy of the case is gone."""
    try:
        version = lists.house.policies.pinned(lists.unit, case)
    except LookupError:
        version = None
    category = version.category(case.category) if version else None
    priority = version.priority(case.priority) if version else None
    return (
        category.labels if category else {"ja": case.category, "en": case.category},
        priority.labels if priority else {"ja": case.priority, "en": case.priority},
    )


def _clocks(lists: Lists, case: Case, contract: Contract | None) -> tuple[ClockLine, ...]:
    if contract is None or case.status.is_final:
        return ()
    try:
        return tuple(map(clock_line, open_clocks(lists.play(case, contract))))
    except LookupError:  # what the case was promised by is gone; the rest of its record is there
        return ()


def _events(events: Sequence[Event], staff: Sequence[Staff]) -> tuple[RecordEvent, ...]:
    return tuple(
        RecordEvent(
            at=one.at,
            what=words_of_event(one, {member.handle: member.name for member in staff}),
            by=_name_of(staff, one.by.removeprefix("staff:")) if one.by.startswith("staff:") else "",
        )
        for one in events
    )


def _messages(messages: Sequence[StoredMessage], staff: Sequence[Staff], undone: Set[int]) -> Iterator[RecordMessage]:
    """In order of time; the newest have the first claim on the room that there is."""
    room = MOST_OF_ALL
    cut: dict[int, str] = {}
    for one in reversed(messages):
        cut[one.id] = one.text[: min(MOST_OF_ONE, room)]
        room -= len(cut[one.id])
    for one in messages:
        member = next((known.name for known in staff if known.has_address(one.from_address)), "")
        yield RecordMessage(
            at=one.at,
            direction=_DIRECTIONS[one.direction],
            author=member or one.from_address,
            to=one.to_addresses,
            text=cut[one.id].strip(),
            is_cut=len(cut[one.id]) < len(one.text),
            is_undone=one.inbox_id in undone,
        )


def _name_of(staff: Sequence[Staff], handle: str) -> str:
    return next((member.name for member in staff if member.handle == handle), handle)
