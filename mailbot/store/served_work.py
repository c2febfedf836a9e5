"""What a unit asks about the cases of whole contracts, to answer their admin contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select

from mailbot.store.case_rows import WHOLE, whole_cases
from mailbot.store.columns import Instant
from mailbot.store.tables import cases, clock
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mailbot.desk.cases import Case

_OF_CONTRACTS = (
    WHOLE.where(
        cases.c.contract_id.in_(bindparam("contracts", expanding=True)),
        or_(cases.c.closed_at.is_(None), cases.c.closed_at >= bindparam("since", type_=Instant)),
    )
    .order_by(cases.c.closed_at.is_not(None), cases.c.id.desc())
    .limit(bindparam("most"))
)
_NEXT_DUE = (
    select(clock.c.case_id, func.min(clock.c.due).label("due"))
    .where(clock.c.case_id.in_(bindparam("case_ids", expanding=True)), clock.c.state == "running")
    .group_by(clock.c.case_id)
)


class ServedWork(Work):
    """Questions about a contract's cases."""

    def cases_of_contracts(self, contract_ids: Sequence[str], since: datetime, *, limit: int) -> tuple[Case, ...]:
        """Open cases and those that ended since, open ones first, then the newest first."""
        self.settle()
        values = {"contracts": list(contract_ids), "since": since, "most": limit}
        return whole_cases(self._connection, self._connection.execute(_OF_CONTRACTS, values))

    def next_due_of(self, case_ids: Sequence[int]) -> Mapping[int, datetime]:
        """The next due time of those that have a running clock."""
        self.settle()
        rows = self._connection.execute(_NEXT_DUE, {"case_ids": list(case_ids)})
        return {row.case_id: row.due for row in rows if row.due is not None}
