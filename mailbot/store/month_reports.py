"""What a unit asks and changes about monthly reports on their way: each once for its contract and month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, text, update

from mailbot.desk.monthly_reports import WANTED, KeptReport, ReportState
from mailbot.store.columns import Instant
from mailbot.store.digests import digest_of_id
from mailbot.store.once import Insert
from mailbot.store.tables import month_report, outbox
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_NEW = Insert(month_report, returning="id")
_ONE = select(month_report).where(month_report.c.id == bindparam("wanted"))
_MADE = select(month_report.c.contract_id).where(
    month_report.c.month == bindparam("of_month"), month_report.c.asked == 0
)
_NEWEST = select(func.max(month_report.c.month)).where(month_report.c.asked == 0)
_OF_CONTRACT = select(month_report.c.state).where(
    month_report.c.month == bindparam("of_month"),
    month_report.c.contract_id == bindparam("of_contract"),
    month_report.c.asked == 0,
)
_GOING = (
    select(month_report)
    .where(text("month_report.state in ('going', 'asked')"))
    .order_by(month_report.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CAUSES = select(outbox.c.message_digest, outbox.c.cause).where(
    outbox.c.message_digest.in_(bindparam("digests", expanding=True)), outbox.c.cause.like(f"{WANTED}:%")
)
_OF_MONTH = (
    month_report.c.month == bindparam("of_month"),
    month_report.c.contract_id == bindparam("of_contract"),
    month_report.c.asked != 0,
)
_UNDER_WAY = select(month_report.c.state).where(
    *_OF_MONTH,
    month_report.c.contact_id == bindparam("of_contact"),
    month_report.c.state.in_([ReportState.ASKED, ReportState.WAITING, ReportState.GOING]),
)
_WAITING = (
    select(month_report)
    .where(*_OF_MONTH, month_report.c.state.in_([ReportState.ASKED, ReportState.WAITING]))
    .order_by(month_report.c.id)
)
_HAD = select(month_report.c.contact_id).where(
    *_OF_MONTH,
    month_report.c.state == ReportState.SENT,
    month_report.c.by.like("staff:%"),
    month_report.c.at >= bindparam("since", type_=Instant),
)


class MonthReportWork(Work):
    """The monthly reports of one unit."""

    def add_report(
        self, contract_id: str, month: date, state: ReportState, by: str, *, asked: int = 0, contact_id: int = 0
    ) -> int:
        """Notes that a report is to go or waits; its id, or 0 when that was noted before."""
        row = {
            "contract_id": contract_id,
            "month": _spelt(month),
            "asked": asked,
            "contact_id": contact_id,
            "state": state.value,
            "by": by,
            "at": self._now,
        }
        return int(_NEW.into(self._connection, row) or 0)

    def month_report(self, report_id: int) -> KeptReport | None:
        row = self._connection.execute(_ONE, {"wanted": report_id}).one_or_none()
        return None if row is None else _kept(row)

    def reports_made(self, month: date) -> frozenset[str]:
        """The contracts whose report of this month was made; the empty id is the desk's own."""
        return frozenset(self._connection.scalars(_MADE, {"of_month": _spelt(month)}))

    def newest_report(self) -> date | None:
        """The latest month of which any report was made."""
        found = self._connection.scalar(_NEWEST)
        return date.fromisoformat(f"{found}-01") if found else None

    def report_state(self, contract_id: str, month: date) -> ReportState | None:
        """How the contract's own report of a month stands; None if it was never made."""
        found = self._connection.scalar(_OF_CONTRACT, {"of_contract": contract_id, "of_month": _spelt(month)})
        return ReportState(found) if found else None

    def report_asked(self, contract_id: str, month: date, contact_id: int) -> ReportState | None:
        """How the report stands that this contact asked for and has not got yet; None if they wait for none."""
        asked = {"of_contract": contract_id, "of_month": _spelt(month), "of_contact": contact_id}
        found = self._connection.scalar(_UNDER_WAY, asked)
        return ReportState(found) if found else None

    def reports_waiting(self, contract_id: str, month: date) -> tuple[KeptReport, ...]:
        """The reports of this contract and month that were asked for and wait for a word of staff, oldest first."""
        asked = {"of_contract": contract_id, "of_month": _spelt(month)}
        return tuple(map(_kept, self._connection.execute(_WAITING, asked)))

    def reports_had(self, contract_id: str, month: date, since: datetime) -> frozenset[int]:
        """The contacts who asked for this report and got it since then, by a word of staff."""
        asked = {"of_contract": contract_id, "of_month": _spelt(month), "since": since}
        return frozenset(self._connection.scalars(_HAD, asked))

    def reports_going(self, limit: int) -> tuple[KeptReport, ...]:
        """Those that may go and have not been written yet, and those that staff are to be asked about, oldest first."""
        return tuple(map(_kept, self._connection.execute(_GOING, {"most": limit})))

    def rule_report(self, report_id: int, was: ReportState, becomes: ReportState, by: str = "") -> bool:
        """Moves a report on; False, and no change, where it does not stand there any more."""
        values = {"state": becomes.value, "at": self._now, **({"by": by} if by else {})}
        statement = update(month_report).where(month_report.c.id == report_id, month_report.c.state == was.value)
        return self._connection.execute(statement.values(values)).rowcount == 1

    def report_of_letter(self, message_ids: Sequence[str]) -> KeptReport | None:
        """The report that one of these letters asked staff about; the first id counts first."""
        digests = [digest_of_id(one) for one in message_ids]
        rows = self._connection.execute(_CAUSES, {"digests": digests}).all() if digests else []
        causes = {row.message_digest: row.cause for row in rows}
        found = next((causes[one] for one in digests if one in causes), "")
        number = found.rpartition(":")[2]
        return self.month_report(int(number)) if number.isdecimal() else None


def _spelt(month: date) -> str:
    return f"{month:%Y-%m}"


def _kept(row: Any) -> KeptReport:
    return KeptReport(
        id=row.id,
        contract_id=row.contract_id,
        month=date.fromisoformat(f"{row.month}-01"),
        state=ReportState(row.state),
        asked=row.asked,
        contact_id=row.contact_id,
        by=row.by,
    )
