"""What a unit asks for lists of cases: what is due, waiting or nobody's, found by words, and for one whole record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select, text

from mailbot.desk.cases import Status
from mailbot.desk.queues import EVER, NEVER, Kind, Standing, named_like
from mailbot.store import case_rows
from mailbot.store.case_messages import message_of
from mailbot.store.finding import says_all
from mailbot.store.tables import (
    case_link,
    case_text,
    case_wake,
    cases,
    clock,
    contract,
    inbox,
    message,
    message_text,
)
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select

    from mailbot.desk.cases import Case
    from mailbot.desk.queues import Wanted
    from mailbot.desk.records import StoredMessage

_UNFINISHED = text("cases.status not in ('closed', 'merged')")
_DUE = (
    select(func.min(clock.c.due))
    .where(clock.c.case_id == cases.c.id, clock.c.state.in_(("running", "breached")))
    .correlate(cases)
    .scalar_subquery()
)
_WAKES = select(case_wake.c.at).where(case_wake.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
_FOUND: Select[Any] = select(
    cases.c.id,
    cases.c.number,
    cases.c.contract_id,
    cases.c.status,
    cases.c.assignee,
    cases.c.received_at,
    _DUE.label("first_due"),
    _WAKES.label("wakes_at"),
)
_CONTRACTS = select(contract.c.id, contract.c.document).where(contract.c.removed_at.is_(None))
_FIRST_MAIL = select(func.min(inbox.c.received_at))
_OPEN_OF = select(cases.c.id).where(_UNFINISHED, cases.c.contract_id.concat("") == bindparam("contract"))
"""Spelt, and not ordered, so that the index of open cases is taken: all cases of the contract are the more."""
_MESSAGES = select(
    message,
    message_text.c.from_address,
    message_text.c.to_addresses,
    message_text.c.subject,
    message_text.c.text,
    message_text.c.new_text,
).outerjoin(message_text, message_text.c.message_id == message.c.id)

_BY_SILENCE = {Kind.WAITING: Status.WAITING, Kind.ANSWERED: Status.ANSWERED}
"""The lists of cases that silence ends, in the order in which it does."""


class QueuesWork(Work):
    """The lists of one unit. None of them holds a case; each asks the open ones alone, however many are closed."""

    def standing(self, asked: Wanted) -> tuple[tuple[Standing, ...], int]:
        """The cases of one list in its order, at most `asked.limit`, and how many there are in all."""
        self.settle()
        inner = _FOUND.where(_UNFINISHED, *_narrowed(asked)).subquery()
        within = _within(asked, inner.c.first_due)
        order = inner.c.wakes_at if asked.kind in _BY_SILENCE else inner.c.first_due
        whole = (
            select(inner, case_text.c.subject, func.count().over().label("total"))
            .outerjoin(case_text, case_text.c.case_id == inner.c.id)
            .where(*within)
            .order_by(order.is_(None), order, inner.c.received_at, inner.c.id)
            .limit(asked.limit)
        )
        rows = self._connection.execute(whole).all()
        return tuple(map(_standing, rows)), rows[0].total if rows else 0

    def found_by(self, words: Sequence[str], limit: int) -> tuple[Standing, ...]:
        """The cases in which each of these words occurs somewhere, the newest first: in number, subject, names and
        addresses, texts, or the client's name. It reads texts until so many are found."""
        self.settle()
        clients = {word: self.contracts_called(word) for word in words}
        asked = (
            _FOUND.add_columns(case_text.c.subject)
            .outerjoin(case_text, case_text.c.case_id == cases.c.id)
            .where(*says_all(clients))
            .order_by(cases.c.id.desc())
            .limit(limit)
        )
        return tuple(map(_standing, self._connection.execute(asked)))

    def open_cases_of(self, contract_id: str) -> tuple[int, ...]:
        """The ids of the contract's cases that are not finished, the oldest first."""
        self.settle()
        return tuple(sorted(self._connection.scalars(_OPEN_OF, {"contract": contract_id})))

    def cases_seen(self, case_ids: Sequence[int]) -> tuple[Case, ...]:
        """Whole cases to look at, in the order of these ids, without holding them."""
        self.settle()
        rows = self._connection.execute(case_rows.WHOLE.where(cases.c.id.in_(case_ids)))
        found = {case.id: case for case in case_rows.whole_cases(self._connection, rows)}
        return tuple(found[one] for one in case_ids if one in found)

    def contracts_called(self, called: str) -> tuple[str, ...]:
        """The ids of the contracts in use of which this is the id, the client's name or a part of it."""
        rows = self._connection.execute(_CONTRACTS)
        return tuple(
            sorted(row.id for row in rows if named_like(called, (row.id, str(row.document.get("client", "")))))
        )

    def newest_messages(self, case_id: int, limit: int) -> tuple[tuple[StoredMessage, ...], int]:
        """The newest messages of a case, the oldest of them first, each with what was new in it; and how many there
        are in all."""
        self.settle()
        asked = _MESSAGES.add_columns(func.count().over().label("total")).where(message.c.case_id == case_id)
        newest = asked.order_by(message.c.at.desc(), message.c.id.desc()).limit(limit)
        rows = self._connection.execute(newest).all()
        found = tuple(replace(message_of(row), text=row.new_text or row.text or "") for row in reversed(rows))
        return found, rows[0].total if rows else 0

    def links_of(self, case_id: int) -> tuple[str, ...]:
        """The numbers of the cases that belong to this one, in either direction."""
        self.settle()
        pairs = ((case_link.c.case_id, case_link.c.other_id), (case_link.c.other_id, case_link.c.case_id))
        asked = (
            select(cases.c.number).join(case_link, cases.c.id == other).where(own == case_id) for own, other in pairs
        )
        return tuple(sorted({number for one in asked for number in self._connection.scalars(one)}))

    def first_mail_at(self) -> datetime | None:
        """When the first mail that the store knows came in; None while there is none."""
        first: datetime | None = self._connection.execute(_FIRST_MAIL).scalar_one()
        return first


def _narrowed(asked: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.assignee is not None:
        found.append(cases.c.assignee == asked.assignee)
    if asked.contracts is not None:
        found.append(cases.c.contract_id.in_(asked.contracts))
    if asked.kind in _BY_SILENCE:
        found.append(cases.c.status == _BY_SILENCE[asked.kind])
    if asked.kind is Kind.UNASSIGNED:
        nobody = cases.c.assignee.not_in(asked.without)
        waiting = () if asked.since > EVER else (Status.WAITING,)
        found += [cases.c.status.in_((Status.NEW, Status.OPEN, *waiting)), nobody]
    if asked.kind in {Kind.REST, Kind.LATER}:
        found.append(cases.c.status != Status.WAITING)
    if asked.kind is Kind.REST:
        found.append(cases.c.status != Status.ANSWERED)
    return found


def _within(asked: Wanted, first_due: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    match asked.kind:
        case Kind.WAITING | Kind.ANSWERED | Kind.UNASSIGNED:
            later = or_(first_due.is_(None), first_due >= asked.since)
            return [later] if asked.since > EVER else []
        case Kind.REST:
            return [first_due.is_(None)]
        case Kind.OVERDUE | Kind.TODAY | Kind.LATER:
            bounds = [first_due >= asked.since] if asked.since > EVER else []
            return [*bounds, first_due < asked.until] if asked.until < NEVER else [*bounds, first_due.is_not(None)]


def _standing(row: Row[*tuple[Any, ...]]) -> Standing:
    return Standing(
        case_id=row.id,
        number=row.number,
        subject=row.subject or "",
        contract_id=row.contract_id,
        status=Status(row.status),
        assignee=row.assignee,
        received_at=row.received_at,
        first_due=row.first_due,
        wakes_at=row.wakes_at,
    )
