"""What a unit asks to count a month: its cases with all their events, and the faults as they were known by then."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, or_, select, text

from mailbot.desk.answering import standing
from mailbot.desk.cases import Event, EventKind
from mailbot.store.case_rows import WHOLE, whole_cases
from mailbot.store.columns import Instant
from mailbot.store.faults_work import faults_in
from mailbot.store.tables import cases, event, fault, fault_event, fault_text, message_text
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from mailbot.desk.cases import Case
    from mailbot.desk.faults import Fault

AT_A_TIME = 500
"""Cases whose rows are read at once."""
_RECEIVED = cases.c.received_at < bindparam("until", type_=Instant)
_OPEN = WHOLE.where(text("cases.status not in ('closed', 'merged')"), _RECEIVED)
_ENDED = WHOLE.where(cases.c.closed_at >= bindparam("since", type_=Instant), _RECEIVED)
_OF_CONTRACT = cases.c.contract_id == bindparam("of_contract")
_EVENTS = (
    select(event.c.case_id, event.c.at, event.c.kind, event.c.by, event.c.facts)
    .where(event.c.case_id.in_(bindparam("case_ids", expanding=True)))
    .order_by(event.c.case_id, event.c.seq)
)
_TEXTS = select(message_text.c.message_id, message_text.c.text).where(
    message_text.c.message_id.in_(bindparam("message_ids", expanding=True))
)
_later = fault_event.alias()
_FAULTS = (
    select(fault_event, fault.c.number, fault_text.c.texts)
    .join(fault, fault.c.id == fault_event.c.fault_id)
    .outerjoin(fault_text, (fault_text.c.fault_id == fault_event.c.fault_id) & (fault_text.c.seq == fault_event.c.seq))
    .where(
        or_(
            fault.c.over_at.is_(None),
            fault.c.over_at >= bindparam("since", type_=Instant),
            exists().where(_later.c.fault_id == fault.c.id, _later.c.at >= bindparam("since", type_=Instant)),
        ),
        fault_event.c.at <= bindparam("until", type_=Instant),
    )
    .order_by(fault_event.c.fault_id, fault_event.c.seq)
)


class ReportWork(Work):
    """Questions about a whole month; they hold nobody up."""

    def cases_of_month(self, contract_id: str, since: datetime, until: datetime) -> tuple[Case, ...]:
        """The cases received before `until` that had not ended before `since`, by id; those of one contract, or with
        an empty id of all."""
        self.settle()
        found = [*self._asked(_OPEN, contract_id, since, until), *self._asked(_ENDED, contract_id, since, until)]
        return tuple(sorted(found, key=lambda one: one.id))

    def events_of_cases(self, case_ids: Sequence[int]) -> Mapping[int, tuple[Event, ...]]:
        """What happened to each of these cases and was not taken back."""
        self.settle()
        found: dict[int, tuple[Event, ...]] = {}
        for some in _slices(case_ids):
            rows = self._connection.execute(_EVENTS, {"case_ids": list(some)})
            for case_id, own in groupby(rows, key=lambda row: row.case_id):
                found[case_id] = standing([_event(row) for row in own])
        return found

    def texts_of(self, message_ids: Sequence[int]) -> Mapping[object, str]:
        """The texts of these messages of cases, by id; those that were erased are left out."""
        self.settle()
        found: dict[object, str] = {}
        for some in _slices(message_ids):
            for row in self._connection.execute(_TEXTS, {"message_ids": list(some)}):
                found[row.message_id] = row.text or ""
        return found

    def faults_known(self, since: datetime, until: datetime) -> tuple[Fault, ...]:
        """The faults that ran at `since` or later, as what was recorded up to `until` says."""
        return faults_in(self._connection, _FAULTS, {"since": since, "until": until})

    def _asked(self, question: Select[Any], contract_id: str, since: datetime, until: datetime) -> tuple[Case, ...]:
        asked = question.where(_OF_CONTRACT) if contract_id else question
        values = {"since": since, "until": until, "of_contract": contract_id}
        rows = self._connection.execute(asked, values).all()
        return tuple(one for some in _slices(rows) for one in whole_cases(self._connection, some))


def _slices(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[at : at + AT_A_TIME] for at in range(0, len(rows), AT_A_TIME)]


def _event(row: Any) -> Event:
    return Event(at=row.at, kind=EventKind(row.kind), by=row.by, facts=row.facts)
