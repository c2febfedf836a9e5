"""What a unit asks and changes about cases: opening, events, messages, people, states, clocks and links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, literal, select, update

from mailbot.desk.answering import standing
from mailbot.desk.cases import Case, Event, Participant, Status
from mailbot.desk.mail import address_key
from mailbot.store import case_rows, case_wakes
from mailbot.store.case_messages import NEW_REF, keep_message, mails_from, mails_of_id, newest_mail, remember_id
from mailbot.store.case_writing import case_row, clock_row
from mailbot.store.columns import Instant, Json, kept_json
from mailbot.store.once import Insert, Plain
from mailbot.store.tables import case_link, case_text, cases, clock, event, participant, person
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mailbot.desk.records import ClockRow, NewCase, NewMessage, StoredMessage

FACTS = frozenset(
    {
        "contract_id",
        "category",
        "category_reason",
        "priority",
        "priority_reason",
        "unsure",
        "level",
        "assignee",
        "policy_digest",
        "calendar_digest",
        "language",
        "subject",
    }
)
"""What `set_facts` may change; states, people and clocks have their own ways."""

_NEW_CASE = insert(cases).returning(cases.c.id)
_NEW_TEXT = Plain(case_text)
_NEW_PERSON = Insert(person, returning="id")
_PERSON = select(person.c.id, person.c.address, person.c.name).where(person.c.key_digest == bindparam("digest"))
_NAME_PERSON = (
    update(person).where(person.c.id == bindparam("row"), person.c.name == "").values(name=bindparam("called"))
)
_NEW_PARTICIPANT = Insert(participant, returning="id")
_PARTICIPANT = select(participant.c.id).where(
    participant.c.case_id == bindparam("case_id"), participant.c.person_id == bindparam("person_id")
)
_SET_PARTICIPANT = update(participant).where(participant.c.id == bindparam("row"))
_NEXT_SEQ = func.coalesce(
    select(func.max(event.c.seq)).where(event.c.case_id == bindparam("case_id")).scalar_subquery(), 0
)
_NEW_EVENT = insert(event).from_select(
    ["case_id", "seq", "kind", "at", "by", "facts"],
    select(
        bindparam("case_id", type_=event.c.case_id.type),
        _NEXT_SEQ + 1,
        bindparam("kind", type_=event.c.kind.type),
        bindparam("at", type_=Instant),
        bindparam("by", type_=event.c.by.type),
        bindparam("facts", type_=Json),
    ),
)
_NEW_EVENTS = Plain(event)
_HOLD_CASE = select(literal(1)).where(cases.c.id == bindparam("case_id")).with_for_update(of=cases)
_DROP_CLOCKS = delete(clock).where(clock.c.case_id == bindparam("of_case"))
_NEW_CLOCKS = Plain(clock)
_NEW_LINK = Insert(case_link)


class CaseWork(Work):
    """The cases of one unit. A case that is read is held to the end of the unit."""

    def case(self, case_id: int) -> Case | None:
        self._held.append(case_id)
        self._settle_if(case_id)
        return case_rows.case_of_id(self._connection, case_id, lock=True)

    def case_numbered(self, number: str) -> Case | None:
        if self._fresh:
            self.settle()
        return case_rows.case_of_number(self._connection, number, lock=True)

    def case_of_messages(self, message_ids: Sequence[str]) -> tuple[Case, str] | None:
        """The case of the first of these Message-IDs that is known, ours or a customer's; and which it was."""
        found = case_rows.case_of_ids(self._connection, message_ids, self._behind.kept(NEW_REF))
        if found is None:
            return None
        case = self.case(found[0])
        return None if case is None else (case, found[1])

    def await_message(self, case_id: int, message_id: str) -> None:
        """Notes that a mail of the case answers one that has not come (yet)."""
        remember_id(self._behind, case_id, f"awaited {message_id}")

    def case_awaiting(self, message_id: str) -> Case | None:
        """The case of a mail that answers this one and came first."""
        found = self.case_of_messages([f"awaited {message_id}"])
        return found[0] if found else None

    def events_of(self, case_id: int) -> tuple[Event, ...]:
        if case_id in self._fresh:
            return standing([event for of, event in self._events if of == case_id])
        return case_rows.events_of(self._connection, case_id)

    def all_events_of(self, case_id: int) -> tuple[Event, ...]:
        """The whole history, with what was taken back: an event's place in it, from 1 on, is its number for good."""
        if case_id in self._fresh:
            return tuple(event for of, event in self._events if of == case_id)
        return case_rows.all_events_of(self._connection, case_id)

    def public_ids(self, case_id: int) -> tuple[str, ...]:
        """The Message-IDs of the case's public messages, oldest first: those that came in, for the id of a mail
        that staff wrote to the desk is known to nobody outside."""
        return case_rows.public_ids_of(self._connection, case_id)

    def has_message(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID belongs to any case, whoever sent it."""
        return case_rows.case_of_ids(self._connection, [message_id], self._behind.kept(NEW_REF)) is not None

    def mails_since(self, case_id: int, address_key: str, since: datetime, *, is_public: bool | None = None) -> int:
        """Messages of a case from this address, at or after `since`; all, or the public ones, or the others."""
        return mails_from(self._connection, case_id, self._digest(address_key), since, is_public=is_public)

    def kept_mails(self, case_id: int, message_id: str, address_key: str) -> tuple[StoredMessage, ...]:
        """The messages of a case with this Message-ID from this address; their text is what was new in them."""
        return mails_of_id(self._connection, case_id, message_id, self._digest(address_key))

    def open_case(self, new: NewCase) -> Case:
        """A new case with a number of its own; `new.participants` become its people, with their ids."""
        number = self._lent.numbers.draw(self._connection)
        case_id = int(self._connection.execute(_NEW_CASE, case_row(new, number)).scalar_one())
        self._behind.keep(_NEW_TEXT, {"case_id": case_id, "subject": new.subject})
        self._clockless.add(case_id)
        self._fresh.append(case_id)
        self._held.append(case_id)
        people = tuple(self.add_participant(case_id, one) for one in new.participants)
        return Case(
            id=case_id,
            number=number,
            contract_id=new.contract_id,
            subject=new.subject,
            status=Status.NEW,
            category=new.category,
            priority=new.priority,
            received_at=new.received_at,
            category_reason=new.category_reason,
            priority_reason=new.priority_reason,
            unsure=new.unsure,
            policy_digest=new.policy_digest,
            calendar_digest=new.calendar_digest,
            private=new.private,
            language=new.language,
            participants=people,
        )

    def add_event(self, case_id: int, event: Event) -> None:
        """Puts an event behind the others of the case. An unknown case is an IntegrityError."""
        if case_id in self._fresh:
            self._add_fresh_event(case_id, event)
            return
        if case_id not in self._held and self._connection.dialect.name != "sqlite":
            self._held.append(case_id)
            self._connection.execute(_HOLD_CASE, {"case_id": case_id})
        row = {"case_id": case_id, "kind": event.kind, "at": event.at, "by": event.by, "facts": event.facts}
        self._connection.execute(_NEW_EVENT, row)

    def add_message(self, new: NewMessage) -> int:
        """The id of the message, which is found by its Message-ID from now on."""
        sender = self._digest(address_key(new.from_address))
        return keep_message(self._connection, self._behind, new, sender_digest=sender)

    def remember_id(self, case_id: int, message_id: str) -> None:
        """Lets a Message-ID lead to the case."""
        remember_id(self._behind, case_id, message_id)

    def add_participant(self, case_id: int, participant: Participant) -> Participant:
        """The same with its id. Somebody who takes part already is changed to what is given here."""
        person_id = self._person(participant)
        flags = {
            "contact_id": participant.contact_id,
            "is_opener": participant.is_opener,
            "gets_mail": participant.gets_mail,
            "may_write": participant.may_write,
        }
        row_id = _NEW_PARTICIPANT.into(self._connection, {"case_id": case_id, "person_id": person_id, **flags})
        if row_id is None:
            row_id = self._connection.execute(_PARTICIPANT, {"case_id": case_id, "person_id": person_id}).scalar_one()
            self._connection.execute(_SET_PARTICIPANT.values(**flags), {"row": row_id})
        return replace(participant, id=int(row_id))

    def set_status(self, case_id: int, status: Status, at: datetime) -> None:
        """Resolving and ending are dated; taking a case up again takes both dates away."""
        dates: dict[str, Any] = {"resolved_at": None, "closed_at": None}
        if status is Status.RESOLVED:
            dates["resolved_at"] = at
        elif status.is_final:
            dates = {"closed_at": at}
        self._connection.execute(update(cases).where(cases.c.id == case_id).values(status=status, **dates))

    def set_facts(self, case_id: int, facts: Mapping[str, str]) -> None:
        """Changes facts named in `FACTS`. Raises ValueError for another name."""
        unknown = sorted(facts.keys() - FACTS)
        if unknown:
            raise ValueError(f"a case has no {', '.join(unknown)}; it has {', '.join(sorted(FACTS))}")
        plain = {name: value for name, value in facts.items() if name != "subject"}
        if plain:
            self._connection.execute(update(cases).where(cases.c.id == case_id).values(**plain))
        if "subject" in facts:
            self._settle_if(case_id)
            changed = update(case_text).where(case_text.c.case_id == case_id)
            self._connection.execute(changed.values(subject=facts["subject"]))

    def set_merged(self, case_id: int, into_id: int, at: datetime) -> None:
        """Ends a case in another."""
        self.set_status(case_id, Status.MERGED, at)
        self._connection.execute(update(cases).where(cases.c.id == case_id).values(merged_into=into_id))

    def set_clocks(self, case_id: int, clocks: Sequence[ClockRow]) -> None:
        """The whole stored view of the case's clocks, in place of the one before."""
        rows = [clock_row(case_id, one) for one in clocks]
        if case_id in self._clockless:
            self._clockless.discard(case_id)
            self._behind.keep(_NEW_CLOCKS, *rows)
            return
        self._settle_if(case_id)
        self._connection.execute(_DROP_CLOCKS, {"of_case": case_id})
        _NEW_CLOCKS.all_into(self._connection, rows)

    def set_wake(self, case_id: int, at: datetime | None, wanted_at: datetime | None = None) -> None:
        """When the case is to be looked at next, and since when that is wanted; without `at` never."""
        if case_id in self._fresh and at is not None:
            self._behind.keep(case_wakes.SET, case_wakes.wake_row(case_id, at, wanted_at))
            return
        self._settle_if(case_id)
        case_wakes.set_wake(self._connection, case_id, at, wanted_at)

    def cases_to_wake(self, limit: int) -> tuple[int, ...]:
        """The cases whose time has come, those first that have waited longest."""
        self.settle()
        found = case_wakes.cases_to_wake(self._connection, self._now, limit)
        self._held.extend(found)
        return found

    def wake_open_cases(self) -> None:
        """Every case that is not finished is looked at again soon."""
        self.settle()
        case_wakes.wake_open_cases(self._connection, self._now)

    def newest_mail(self, case_id: int) -> StoredMessage | None:
        """The newest mail that came in on the case, with what was new in it for its text."""
        self.settle()
        return newest_mail(self._connection, case_id)

    def link(self, case_id: int, other_id: int, kind: str) -> None:
        """Says how one case belongs to another, once."""
        _NEW_LINK.into(self._connection, {"case_id": case_id, "other_id": other_id, "kind": kind})

    def _settle_if(self, case_id: int) -> None:
        """What is kept back of a case of this unit is written before the case is asked for or changed."""
        if case_id in self._fresh:
            self.settle()

    def _add_fresh_event(self, case_id: int, event: Event) -> None:
        kept = replace(event, at=event.at.astimezone(UTC), facts=kept_json(event.facts))
        seq = 1 + sum(of == case_id for of, _ in self._events)
        self._events.append((case_id, kept))
        row = {"case_id": case_id, "seq": seq, "kind": kept.kind, "at": event.at, "by": kept.by, "facts": kept.facts}
        self._behind.keep(_NEW_EVENTS, row)

    def _person(self, participant: Participant) -> int:
        digest = self._digest(participant.key)
        known = self._connection.execute(_PERSON, {"digest": digest}).one_or_none()
        if known is None:
            row = {"key_digest": digest, "address": participant.address, "name": participant.name}
            person_id = _NEW_PERSON.into(self._connection, row)
            if person_id is not None:
                return int(person_id)
            known = self._connection.execute(_PERSON, {"digest": digest}).one()
        if participant.name and not known.name:
            self._connection.execute(_NAME_PERSON, {"row": known.id, "called": participant.name})
        return int(known.id)
