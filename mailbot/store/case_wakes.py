"""When each case is to be looked at next, in an index of that time: finding what is due costs what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, literal, select, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from mailbot.store.columns import Instant
from mailbot.store.once import Upsert
from mailbot.store.tables import case_wake, cases

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

SET = Upsert(case_wake)
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
        SET.into(connection, wake_row(case_id, at, wanted_at))


def wake_row(case_id: int, at: datetime, wanted_at: datetime | None) -> dict[str, object]:
    return {"case_id": case_id, "at": at, "wanted_at": wanted_at or at}


def cases_to_wake(connection: Connection, now: datetime, limit: int) -> tuple[int, ...]:
    """The cases whose time has come, those first that have waited longest for it; held to the end of the unit, and
    those that another worker holds are left to it."""
    return tuple(connection.scalars(_DUE, {"now": now, "limit": limit}))


def wake_open_cases(connection: Connection, now: datetime) -> None:
    """Every case that is not finished is looked at again soon: what rules them has changed."""
    spelt = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    unfinished = text("status not in ('closed', 'merged')")
    when = literal(now, type_=Instant)
    waking: Any = spelt(case_wake).from_select(
        ["case_id", "at", "wanted_at"], select(cases.c.id, when, when).where(unfinished)
    )
    new = waking.excluded
    changed = {"at": new.at, "wanted_at": new.wanted_at}
    connection.execute(
        waking.on_conflict_do_update(index_elements=["case_id"], set_=changed, where=case_wake.c.at > new.at)
    )
