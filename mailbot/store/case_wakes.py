"""When each case is to be looked at next, in an index of that time: finding what is due costs what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from mailbot.store.once import Upsert
from mailbot.store.tables import case_wake, cases

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_SET = Upsert(case_wake)
_DROP = delete(case_wake).where(case_wake.c.case_id == bindparam("of_case"))
_DUE = (
    select(case_wake.c.case_id)
    .join(cases, cases.c.id == case_wake.c.case_id)
    .where(case_wake.c.at <= bindparam("now"))
    .order_by(case_wake.c.at, case_wake.c.wanted_at, case_wake.c.case_id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=cases)
)


def set_wake(connection: Connection, case_id: int, at: datetime | None, wanted_at: datetime | None) -> None:
    """`wanted_at` is when it fell due, earlier than `at` where it had to wait; without `at` nothing is due any more."""
    if at is None:
        connection.execute(_DROP, {"of_case": case_id})
    else:
        _SET.into(connection, {"case_id": case_id, "at": at, "wanted_at": wanted_at or at})


def cases_to_wake(connection: Connection, now: datetime, limit: int) -> tuple[int, ...]:
    """The cases whose time has come, those first that have waited longest for it; held to the end of the unit, and
    those that another worker holds are left to it."""
    return tuple(connection.scalars(_DUE, {"now": now, "limit": limit}))
