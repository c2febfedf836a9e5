"""What people ask of the store: lists of cases, one case's history, and how much waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from mailbot.desk.cases import Status
from mailbot.desk.records import AuditEntry, History, InboxState
from mailbot.store import case_rows
from mailbot.store.case_messages import messages_of
from mailbot.store.columns import AT_ONCE
from mailbot.store.opened import Opened
from mailbot.store.tables import audit, case_link, case_wake, cases, contract_version, event, inbox, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Select

    from mailbot.desk.cases import Case

UNFINISHED = frozenset(Status) - {Status.CLOSED, Status.MERGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases to list. Empty fields do not filter; `after` and `limit` page through them by id."""

    statuses: frozenset[Status] = UNFINISHED
    contract_id: str = ""
    assignee: str = ""
    after: int = 0
    limit: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How another case belongs to one: the number of the other, and the word for it."""

    number: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractVersion:
    """A contract as it stood from one change on: a document that names no person."""

    at: datetime
    actor: str
    document: Mapping[str, Any]


class Reading(Opened):
    """Questions for the command line and for reports; none of them changes anything or holds anybody up."""

    def cases(self, wanted: CaseFilter | None = None) -> tuple[Case, ...]:
        """Cases in the order of their opening; without a filter those that are not finished."""
        question = _filtered(wanted or CaseFilter())
        with self._database.reading() as connection:
            return case_rows.whole_cases(connection, connection.execute(question))

    def audit_of(self, subject: str) -> tuple[AuditEntry, ...]:
        """What was done to one subject (`contract:C-1`) by whom, the oldest first."""
        asked = select(audit).where(audit.c.subject == subject).order_by(audit.c.seq)
        with self._database.reading() as connection:
            return tuple(
                AuditEntry(at=row.at, actor=row.actor, action=row.action, subject=row.subject, facts=row.facts)
                for row in connection.execute(asked)
            )

    def versions_of(self, contract_id: str) -> tuple[ContractVersion, ...]:
        """The contract as it stood from each change on, without its persons; the oldest first."""
        asked = (
            select(contract_version)
            .where(contract_version.c.contract_id == contract_id)
            .order_by(contract_version.c.version)
        )
        with self._database.reading() as connection:
            return tuple(
                ContractVersion(at=row.at, actor=row.actor, document=row.document) for row in connection.execute(asked)
            )

    def case_by_number(self, number: str) -> Case | None:
        with self._database.reading() as connection:
            return case_rows.case_of_number(connection, number)

    def history(self, case_id: int) -> History:
        """All that happened to a case; empty for an unknown one."""
        with self._database.reading() as connection:
            return History(
                events=case_rows.all_events_of(connection, case_id),
                messages=messages_of(connection, case_id),
                clocks=case_rows.clocks_of(connection, case_id),
            )

    def links(self, case_id: int) -> tuple[Link, ...]:
        """Cases that belong to this one, in either direction."""
        pairs = ((case_link.c.case_id, case_link.c.other_id), (case_link.c.other_id, case_link.c.case_id))
        with self._database.reading() as connection:
            rows = [
                row
                for own, other in pairs
                for row in connection.execute(
                    select(cases.c.number, case_link.c.kind).join(cases, cases.c.id == other).where(own == case_id)
                )
            ]
        return tuple(Link(number=row.number, kind=row.kind) for row in sorted(rows))

    def counts(self) -> Mapping[str, int]:
        """How much waits, as `inbox.STATE`, `outbox.STATE` and `cases.STATUS`; what is done is not counted."""
        questions = (
            ("inbox", inbox.c.state, text("state not in ('done', 'dropped')")),
            ("outbox", outbox.c.state, text("state <> 'sent'")),
            ("cases", cases.c.status, text("status not in ('closed', 'merged')")),
        )
        with self._database.reading() as connection:
            return {
                f"{name}.{state}": number
                for name, column, unfinished in questions
                for state, number in connection.execute(
                    select(column, func.count()).where(unfinished).group_by(column).order_by(column)
                )
            }

    def cases_received(self, first: datetime, until: datetime) -> tuple[Case, ...]:
        """The cases received in a half-open span, whatever became of them, in the order of their opening."""
        question = case_rows.WHOLE.where(cases.c.received_at >= first, cases.c.received_at < until).order_by(cases.c.id)
        with self._database.reading() as connection:
            return case_rows.whole_cases(connection, connection.execute(question))

    def next_due(self) -> datetime | None:
        """When the next thing falls due: a letter, a mail put back, a look at a case. None if nothing ever does."""
        questions = (
            select(func.min(inbox.c.next_at)).where(inbox.c.state == InboxState.NEW),
            select(func.min(outbox.c.next_at)),
            select(func.min(case_wake.c.at)),
        )
        with self._database.reading() as connection:
            times = [connection.scalar(question) for question in questions]
        return min((at for at in times if at is not None), default=None)

    def newest_event(self) -> datetime | None:
        """The newest instant that the desk has lived through: of an event or of a mail's receipt (DECISIONS 48)."""
        with self._database.reading() as connection:
            newest = [connection.scalar(select(func.max(at))) for at in (event.c.at, inbox.c.received_at)]
        known = [at for at in newest if at is not None and at > AT_ONCE]
        return max(known, default=None)


def _filtered(wanted: CaseFilter) -> Select[Any]:
    question = case_rows.WHOLE.where(cases.c.id > wanted.after, cases.c.status.in_(sorted(wanted.statuses)))
    if wanted.statuses <= UNFINISHED:
        question = question.where(text("status not in ('closed', 'merged')"))
    if wanted.contract_id:
        question = question.where(cases.c.contract_id == wanted.contract_id)
    if wanted.assignee:
        question = question.where(cases.c.assignee == wanted.assignee)
    return question.order_by(cases.c.id).limit(wanted.limit)
