"""Faults, announcements and objections are kept the same on both databases, and nothing of them is told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.desk.announcements import Announcement, AnnouncementKind
from mailbot.desk.announcing import AnnouncementDraft, AnnouncementRow, AnnouncementState, RowState
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts
from mailbot.desk.records import Delivery, Sent
from mailbot.store import Store
from tests.store.mails import MINUTE, NOON, YAMADA, new_letter, open_case

HOUR = timedelta(hours=1)
DECLARED = FaultEvent(
    at=NOON,
    kind=FaultEventKind.DECLARED,
    by="staff:suzuki",
    facts=FaultFacts(services=("portal",), symptom={"ja": "遅い"}, began=NOON - HOUR, next_news=NOON + HOUR),
)
RELEASE = AnnouncementDraft(
    announcement=Announcement(kind=AnnouncementKind.VERSION, version="4.3", title={"ja": "帳票"}, text={"ja": "改善"}),
    by="staff:suzuki",
)
STOP = AnnouncementDraft(
    announcement=Announcement(
        kind=AnnouncementKind.MAINTENANCE,
        services=("portal",),
        starts=NOON + timedelta(days=20),
        ends=NOON + timedelta(days=20) + HOUR,
        stops=True,
        exclude=True,
    ),
    by="desk",
    occasion="stop:1",
)


def row(position: int, address: str = YAMADA, **changes: object) -> AnnouncementRow:
    plain = AnnouncementRow(
        position=position, contract_id="C-1", contracts=1, address=address, language="ja", timezone="", contact_id=7
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace


def test_a_fault_is_its_events_in_order(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        declared = unit.declare_fault(replace(DECLARED, facts=replace(DECLARED.facts, cases=(case.id,))))
        other = unit.declare_fault(DECLARED)
    over = FaultEvent(at=NOON + HOUR, kind=FaultEventKind.RECOVERED, facts=FaultFacts(cause={"ja": "故障"}))

    with store.unit(NOON + HOUR) as unit:
        after = unit.add_fault_event(declared.number, over)
        running = unit.faults_since(NOON + 2 * HOUR)
        of_case, cases = unit.faults_of_case(case.id), unit.cases_of_fault(declared.number)
        events = unit.fault_events(declared.number)

    assert (declared.number, other.number) == ("FLT-0001", "FLT-0002")
    assert (after.began, after.recovered) == (NOON - HOUR, NOON + HOUR)
    assert after.cause == {"ja": "故障"}
    assert [one.number for one in running] == ["FLT-0002"]
    assert [one.number for one in of_case] == ["FLT-0001"]
    assert cases == (case.id,)
    assert [one.kind for one in events] == [FaultEventKind.DECLARED, FaultEventKind.RECOVERED]


def test_a_case_that_is_unlinked_belongs_to_the_fault_no_more(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.declare_fault(DECLARED)
        for kind in (FaultEventKind.LINKED, FaultEventKind.UNLINKED):
            unit.add_fault_event("FLT-0001", FaultEvent(at=NOON, kind=kind, facts=FaultFacts(cases=(case.id,))))

        assert unit.cases_of_fault("FLT-0001") == ()
        assert unit.fault("FLT-0009") is None
        with pytest.raises(LookupError):
            unit.add_fault_event("FLT-0009", DECLARED)


def test_a_withdrawn_fault_runs_no_more(store: Store) -> None:
    with store.unit(NOON) as unit:
        unit.declare_fault(DECLARED)
        unit.add_fault_event("FLT-0001", FaultEvent(at=NOON, kind=FaultEventKind.WITHDRAWN))

        assert unit.faults_since(NOON + HOUR) == ()
        assert [one.withdrawn for one in unit.newest_faults(5)] == [True]


def test_a_draft_goes_once_and_each_receiver_is_written_once(store: Store) -> None:
    with store.unit(NOON) as unit:
        number = unit.draft_announcement(RELEASE)
        assert unit.release_announcement(number, [row(1), row(2, "sato@client.example")], goes_at=NOON, by="operator")
        assert not unit.release_announcement(number, [row(1)], goes_at=NOON, by="operator")
        assert not unit.end_draft(number, AnnouncementState.DROPPED, "operator")
    with store.unit(NOON + MINUTE) as unit:
        (going,) = unit.announcements_going(5)
        first, second = unit.announcement_rows(number, 10)
        letter = new_letter(going.cause, letter="release-note")
        unit.announce_to(number, first.position, letter)
        unit.announce_to(number, second.position, None, "unwritable")
    with store.unit(NOON + MINUTE) as unit:
        assert unit.announcement_rows(number, 10) == ()
        unit.announcement_written(number)
        assert unit.announcements_going(5) == ()
        assert [one.state for one in unit.announcement_table(number)] == ["pending", "unwritable"]
        found = unit.announcement_of([letter.message_id])

    assert going.announcement == RELEASE.announcement
    assert found is not None
    assert (found.id, found.recipient, found.is_duty) == (number, YAMADA, False)


def test_the_table_tells_what_the_server_said_and_what_came_back(store: Store) -> None:
    with store.unit(NOON) as unit:
        number = unit.draft_announcement(RELEASE)
        people = [
            row(1),
            row(2, "sato@client.example", contact_id=8),
            row(3, "x", state=RowState.LEFT_OUT, problem="objected"),
        ]
        unit.release_announcement(number, people, goes_at=NOON, by="operator")
        for one in unit.announcement_rows(number, 10):
            letter = new_letter(f"announcement:{number}", recipient=one.address, letter="release-note")
            message_id = letter.message_id.replace("<", f"<{one.position}.")
            unit.announce_to(number, one.position, replace(letter, message_id=message_id))
    first, second = store.claim_letters(NOON + MINUTE, 5)
    notes = [(first, Delivery(ending=Sent.DONE), None), (second, Delivery(ending=Sent.REFUSED, words="550 no"), None)]
    store.note_deliveries(notes, NOON + MINUTE)

    with store.unit(NOON + MINUTE) as unit:
        assert [one.state for one in unit.announcement_table(number)] == ["sent", "refused", "objected"]
        unit.announcement_bounced(first.outbox_id)
        table = unit.announcement_table(number)
        kept = unit.announcement_of_outbox(second.outbox_id)
        assert unit.announcement_of_outbox(99) is None
        assert unit.announced_contact(number, 8) == "sato@client.example"
        assert unit.announced_contact(number, 99) == ""

    assert [one.state for one in table] == ["bounced", "refused", "objected"]
    assert table[1].words == "550 no"
    assert kept is not None
    assert kept.id == number


def test_a_planned_stop_counts_from_the_first_mail_that_left(store: Store) -> None:
    with store.unit(NOON) as unit:
        number = unit.draft_announcement(STOP)
        assert unit.take_occasion("stop:1")
        assert not unit.take_occasion("stop:1")
        assert unit.planned_stops(NOON) == ()
        unit.release_announcement(number, [row(1)], goes_at=NOON, by="operator")
        (stop,) = unit.planned_stops(NOON)
        assert stop.announced_at is None
        unit.announce_to(number, 1, new_letter(f"announcement:{number}", letter="maintenance"))
    (letter,) = store.claim_letters(NOON + MINUTE, 5)
    store.note_deliveries([(letter, Delivery(ending=Sent.DONE), None)], NOON + MINUTE)

    with store.unit(NOON + MINUTE) as unit:
        (stop,) = unit.planned_stops(NOON)
        assert unit.planned_stops(NOON + timedelta(days=30)) == ()

    assert stop.announced_at == NOON + MINUTE
    assert stop.services == ("portal",)


def test_objections_are_kept_by_kind_and_once(store: Store) -> None:
    with store.unit(NOON) as unit:
        assert unit.objections([YAMADA]) == {}
        unit.object_to(YAMADA, [AnnouncementKind.VERSION], 1)
        unit.object_to(YAMADA, [AnnouncementKind.VERSION, AnnouncementKind.CLOSING], 2)

        assert unit.objections([YAMADA, "sato@client.example"]) == {
            YAMADA: frozenset({AnnouncementKind.VERSION, AnnouncementKind.CLOSING})
        }


def test_drafts_of_a_fault_are_found_by_its_number(store: Store) -> None:
    of_fault = Announcement(kind=AnnouncementKind.FAULT, fault="FLT-0001", title={"ja": "遅い"})
    with store.unit(NOON) as unit:
        number = unit.draft_announcement(AnnouncementDraft(announcement=of_fault, by="operator", seq=1, n=2))
        unit.draft_announcement(RELEASE)
        (found,) = unit.announcements_of_fault("FLT-0001")
        newest = unit.newest_announcements(5)

    assert (found.id, found.draft.seq, found.draft.n) == (number, 1, 2)
    assert [one.id for one in newest] == [number + 1, number]
