"""What a unit asks and changes about faults: their events are only ever added; texts lie in a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from mailbot.desk.faults import FaultEvent, FaultEventKind, fault_from_events
from mailbot.desk.faults_events import LABELLED, facts_as_json, facts_from_json
from mailbot.store.columns import Instant
from mailbot.store.once import Insert
from mailbot.store.tables import cases, counter, fault, fault_case, fault_event, fault_text
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from mailbot.desk.faults import Fault

PREFIX: Final = "FLT"
DIGITS: Final = 4
_COUNTER: Final = "fault"
_FIRST = Insert(counter)
_NEXT = update(counter).where(counter.c.name == _COUNTER).values(value=counter.c.value + 1).returning(counter.c.value)
_NEW = insert(fault).returning(fault.c.id)
_HELD = select(fault.c.id).where(fault.c.number == bindparam("called")).with_for_update()
_EVENTS = (
    select(fault_event, fault.c.number, fault_text.c.texts)
    .join(fault, fault.c.id == fault_event.c.fault_id)
    .outerjoin(fault_text, (fault_text.c.fault_id == fault_event.c.fault_id) & (fault_text.c.seq == fault_event.c.seq))
    .order_by(fault_event.c.fault_id, fault_event.c.seq)
)
_OF_NUMBERS = _EVENTS.where(fault.c.number.in_(bindparam("numbers", expanding=True)))
_OF_CASE = _EVENTS.where(
    fault_event.c.fault_id.in_(select(fault_case.c.fault_id).where(fault_case.c.case_id == bindparam("of_case")))
)
_SINCE = _EVENTS.where(or_(fault.c.over_at.is_(None), fault.c.over_at >= bindparam("since", type_=Instant)))
_NEWEST = _EVENTS.where(
    fault_event.c.fault_id.in_(select(fault.c.id).order_by(fault.c.id.desc()).limit(bindparam("most")))
)
_CASES = (
    select(cases.c.id)
    .join(fault_case, fault_case.c.case_id == cases.c.id)
    .join(fault, fault.c.id == fault_case.c.fault_id)
    .where(fault.c.number == bindparam("called"))
    .order_by(cases.c.id)
)
_LINK = Insert(fault_case)


def faults_in(connection: Connection, question: Any, values: Mapping[str, object]) -> tuple[Fault, ...]:
    """The faults whose events a question gives, in the order of their numbers."""
    events: dict[str, list[FaultEvent]] = {}
    for row in connection.execute(question, values):
        facts = facts_from_json({**row.facts, **(row.texts or {})})
        event = FaultEvent(at=row.at, kind=FaultEventKind(row.kind), by=row.by, facts=facts)
        events.setdefault(row.number, []).append(event)
    return tuple(fault_from_events(number, several) for number, several in events.items())


class FaultsWork(Work):
    """The faults of one unit. Each is known by its number, like `FLT-0001`."""

    def declare_fault(self, event: FaultEvent) -> Fault:
        """Opens a fault by the event that declares it; cases that it names are linked."""
        _FIRST.into(self._connection, {"name": _COUNTER, "value": 0})
        value = self._connection.execute(_NEXT).scalar_one()
        number = f"{PREFIX}-{value:0{DIGITS}d}"
        declared = fault_from_events(number, [event])
        row = {"number": number, "began": declared.began, "over_at": declared.recovered}
        fault_id = self._connection.execute(_NEW, row).scalar_one()
        self._write_event(fault_id, 1, event)
        return declared

    def add_fault_event(self, number: str, event: FaultEvent) -> Fault:
        """Adds what happened to a fault, and gives back how it stands then. Raises LookupError for no such number."""
        fault_id = self._connection.execute(_HELD, {"called": number}).scalar_one_or_none()
        if fault_id is None:
            raise LookupError(f"there is no fault {number}")
        newest = select(func.max(fault_event.c.seq)).where(fault_event.c.fault_id == fault_id)
        self._write_event(fault_id, int(self._connection.execute(newest).scalar_one()) + 1, event)
        after = self.fault(number)
        assert after is not None  # it was held above
        over_at = event.at if after.withdrawn else after.recovered
        known = update(fault).where(fault.c.id == fault_id)
        self._connection.execute(known.values(began=after.began, over_at=over_at))
        return after

    def fault(self, number: str) -> Fault | None:
        """One fault as it stands."""
        return next(iter(faults_in(self._connection, _OF_NUMBERS, {"numbers": [number]})), None)

    def fault_events(self, number: str) -> tuple[FaultEvent, ...]:
        """All that happened to it, in the order in which it was recorded."""
        rows = self._connection.execute(_OF_NUMBERS, {"numbers": [number]})
        return tuple(
            FaultEvent(
                at=row.at,
                kind=FaultEventKind(row.kind),
                by=row.by,
                facts=facts_from_json({**row.facts, **(row.texts or {})}),
            )
            for row in rows
        )

    def faults_of_case(self, case_id: int) -> tuple[Fault, ...]:
        """The faults that a case is linked to."""
        self.settle()
        return faults_in(self._connection, _OF_CASE, {"of_case": case_id})

    def faults_since(self, since: datetime) -> tuple[Fault, ...]:
        """Those that run, and those that were over at this instant or later; withdrawn ones among them."""
        return faults_in(self._connection, _SINCE, {"since": since})

    def newest_faults(self, limit: int) -> tuple[Fault, ...]:
        """The newest faults of all, by number."""
        return faults_in(self._connection, _NEWEST, {"most": limit})

    def cases_of_fault(self, number: str) -> tuple[int, ...]:
        """The ids of the cases that are linked to it."""
        self.settle()
        return tuple(self._connection.scalars(_CASES, {"called": number}))

    def _write_event(self, fault_id: int, seq: int, event: FaultEvent) -> None:
        told = facts_as_json(event.facts)
        texts = {key: value for key, value in told.items() if key in LABELLED}
        facts = {key: value for key, value in told.items() if key not in LABELLED}
        row = {"fault_id": fault_id, "seq": seq, "kind": event.kind.value, "at": event.at, "by": event.by}
        self._connection.execute(insert(fault_event), {**row, "facts": facts})
        if texts:
            self._connection.execute(insert(fault_text), {"fault_id": fault_id, "seq": seq, "texts": texts})
        self._link(fault_id, event)

    def _link(self, fault_id: int, event: FaultEvent) -> None:
        ids: Sequence[int] = event.facts.cases
        if event.kind is FaultEventKind.UNLINKED:
            gone = delete(fault_case).where(fault_case.c.fault_id == fault_id, fault_case.c.case_id.in_(ids))
            self._connection.execute(gone)
        else:
            self.settle()
            _LINK.all_into(self._connection, [{"fault_id": fault_id, "case_id": one} for one in ids])
