"""Reading cases: one by its id, its number or a Message-ID, with the people who take part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from mailbot.desk.answering import standing
from mailbot.desk.cases import Case, Event, EventKind, Participant, Status
from mailbot.desk.records import ClockRow, Direction
from mailbot.store.digests import digest_of_id
from mailbot.store.tables import case_text, cases, clock, event, message, message_ref, participant, person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row, Select

WHOLE = select(cases, case_text.c.subject).outerjoin(case_text, case_text.c.case_id == cases.c.id)
_BY_ID = WHOLE.where(cases.c.id == bindparam("case_id"))
_BY_NUMBER = WHOLE.where(cases.c.number == bindparam("number"))
_PEOPLE = (
    select(participant, person.c.address, person.c.name)
    .join(person, person.c.id == participant.c.person_id)
    .where(participant.c.case_id.in_(bindparam("case_ids", expanding=True)))
    .order_by(participant.c.id)
)
_REFS = select(message_ref.c.digest, message_ref.c.case_id).where(
    message_ref.c.digest.in_(bindparam("digests", expanding=True))
)
_EVENTS = (
    select(event.c.at, event.c.kind, event.c.by, event.c.facts)
    .where(event.c.case_id == bindparam("case_id"))
    .order_by(event.c.seq)
)
_CLOCKS = select(clock).where(clock.c.case_id == bindparam("case_id")).order_by(clock.c.due, clock.c.name)
_PUBLIC_IDS = (
    select(message.c.message_id)
    .where(
        message.c.case_id == bindparam("case_id"),
        message.c.is_public,
        message.c.message_id != "",
        message.c.direction == Direction.IN,
    )
    .order_by(message.c.at, message.c.id)
)


def locked(question: Select[Any]) -> Select[Any]:
    """The same question, holding its cases to the end of the unit: two mails of one case never act on the same
    history (PostgreSQL; SQLite has one writer)."""
    return question.with_for_update(of=cases)


_BY_ID_LOCKED = locked(_BY_ID)
_BY_NUMBER_LOCKED = locked(_BY_NUMBER)


def case_of_id(connection: Connection, case_id: int, *, lock: bool = False) -> Case | None:
    return _one(connection, _BY_ID_LOCKED if lock else _BY_ID, {"case_id": case_id})


def case_of_number(connection: Connection, number: str, *, lock: bool = False) -> Case | None:
    return _one(connection, _BY_NUMBER_LOCKED if lock else _BY_NUMBER, {"number": number})


def case_of_ids(
    connection: Connection, message_ids: Sequence[str], unwritten: Sequence[Mapping[str, object]] = ()
) -> tuple[int, str] | None:
    """The case of the first of these Message-IDs that we know, and that Message-ID; of several cases the newest.

    `unwritten` are rows of `message_ref` that are still to be written.
    """
    by_digest = {digest_of_id(one): one for one in reversed(message_ids)}
    if not by_digest:
        return None
    known: dict[str, int] = {}
    for row in connection.execute(_REFS, {"digests": list(by_digest)}):
        known[row.digest] = max(row.case_id, known.get(row.digest, 0))
    for new in unwritten:
        if (digest := str(new["digest"])) in by_digest:
            known[digest] = max(int(str(new["case_id"])), known.get(digest, 0))
    return next(((known[digest], one) for digest, one in reversed(by_digest.items()) if digest in known), None)


def events_of(connection: Connection, case_id: int) -> tuple[Event, ...]:
    """What has happened and was not taken back."""
    return standing(all_events_of(connection, case_id))


def all_events_of(connection: Connection, case_id: int) -> tuple[Event, ...]:
    """The whole history, with what was taken back."""
    rows = connection.execute(_EVENTS, {"case_id": case_id})
    return tuple(Event(at=row.at, kind=EventKind(row.kind), by=row.by, facts=row.facts) for row in rows)


def clocks_of(connection: Connection, case_id: int) -> tuple[ClockRow, ...]:
    rows = connection.execute(_CLOCKS, {"case_id": case_id})
    return tuple(
        ClockRow(name=row.name, state=row.state, due=row.due, met_at=row.met_at, breached_at=row.breached_at)
        for row in rows
    )


def public_ids_of(connection: Connection, case_id: int) -> tuple[str, ...]:
    return tuple(connection.scalars(_PUBLIC_IDS, {"case_id": case_id}))


def whole_cases(connection: Connection, rows: Iterable[Row[*tuple[Any, ...]]]) -> tuple[Case, ...]:
    """The cases of rows of `WHOLE`, in their order, all people read at once."""
    found = list(rows)
    if not found:
        return ()
    people: dict[int, list[Participant]] = {row.id: [] for row in found}
    for one in connection.execute(_PEOPLE, {"case_ids": list(people)}):
        people[one.case_id].append(participant_of(one))
    return tuple(_case(row, tuple(people[row.id])) for row in found)


def participant_of(row: Row[*tuple[Any, ...]]) -> Participant:
    return Participant(
        id=row.id,
        address=row.address,
        name=row.name,
        contact_id=row.contact_id,
        is_opener=row.is_opener,
        gets_mail=row.gets_mail,
        may_write=row.may_write,
    )


def _one(connection: Connection, question: Select[Any], values: dict[str, object]) -> Case | None:
    found = whole_cases(connection, connection.execute(question, values))
    return found[0] if found else None


def _case(row: Row[*tuple[Any, ...]], people: tuple[Participant, ...]) -> Case:
    return Case(
        id=row.id,
        number=row.number,
        contract_id=row.contract_id,
        subject=row.subject or "",
        status=Status(row.status),
        category=row.category,
        priority=row.priority,
        received_at=row.received_at,
        category_reason=row.category_reason,
        priority_reason=row.priority_reason,
        unsure=row.unsure,
        level=row.level,
        assignee=row.assignee,
        policy_digest=row.policy_digest,
        calendar_digest=row.calendar_digest,
        private=row.private,
        language=row.language,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        merged_into=row.merged_into,
        participants=people,
    )
