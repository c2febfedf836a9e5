"""Claiming what came in, and the ways a claim ends; each row is one worker's at a time and is finished once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, case, func, literal_column, select, text, update

from mailbot.desk.decision import Reason
from mailbot.desk.proof import Arrival, Door
from mailbot.desk.records import Claimed, InboxState, NoLongerOurs, Outcome
from mailbot.store.columns import AT_ONCE
from mailbot.store.once import Upsert
from mailbot.store.opened import Opened
from mailbot.store.raw import contents_of, under_header
from mailbot.store.tables import arrival as arrivals
from mailbot.store.tables import inbox, inbox_text, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import BindParameter, Connection, Row, Select


LOOK_EVERY: Final = timedelta(seconds=30)
"""How often a worker looks whether another one has died and left claims behind."""

REST: Final = timedelta(seconds=10)
"""How long a mail rests with which two workers died: workers killed in a row cost no innocent mail its tries."""

_DUE = (
    select(inbox.c.id, inbox.c.tries)
    .order_by(inbox.c.next_at, inbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_DUE_FRESH = _DUE.where(inbox.c.next_at == AT_ONCE)
_DUE_AGAIN = _DUE.where(inbox.c.next_at > AT_ONCE, inbox.c.next_at <= bindparam("now"))
_IN_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_LAST_ARRIVAL = select(func.max(arrivals.c.id)).where(arrivals.c.inbox_id == inbox.c.id).scalar_subquery()
_CLAIM = (
    update(inbox)
    .where(inbox.c.id.in_(_IN_IDS))
    .values(
        state=InboxState.CLAIMED,
        tries=inbox.c.tries + 1,
        owner=bindparam("claimer"),
        next_at=bindparam("until"),
        seen_arrival=_LAST_ARRIVAL,
    )
)
_CLAIMED = select(inbox.c.id, inbox.c.raw_digest, inbox.c.tries, inbox.c.let_in_by).where(inbox.c.id.in_(_IN_IDS))
_ARRIVALS = select(arrivals).where(arrivals.c.inbox_id.in_(_IN_IDS)).order_by(arrivals.c.received_at, arrivals.c.id)
_OURS = inbox.c.owner == bindparam("ours")
_IS_CLAIMED = inbox.c.state == literal_column(f"'{InboxState.CLAIMED}'")
_FINISH = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), _IS_CLAIMED, _OURS)
    .values(
        owner=None,
        next_at=None,
        state=bindparam("ending"),
        decision=bindparam("decided"),
        reason=bindparam("because"),
        case_id=bindparam("of_case"),
        level=bindparam("proven"),
        told=bindparam("is_told"),
        ended_at=bindparam("at"),
    )
    .returning(inbox.c.seen_arrival)
)
_PUT_BACK = (
    update(inbox)
    .where(inbox.c.id.in_(_IN_IDS), _IS_CLAIMED, _OURS)
    .values(state=InboxState.NEW, owner=None, next_at=bindparam("until"), tries=inbox.c.tries - bindparam("uncounted"))
)
_NEWER_EVIDENCE = (
    select(arrivals.c.id)
    .where(
        arrivals.c.inbox_id == bindparam("row"),
        arrivals.c.id > bindparam("seen"),
        arrivals.c.trusted | (arrivals.c.login != ""),
    )
    .limit(1)
)
_CAME_IN_SINCE = (
    select(arrivals.c.id)
    .where(arrivals.c.inbox_id == bindparam("row"), arrivals.c.id > bindparam("seen"), arrivals.c.door != Door.SENT)
    .limit(1)
)
_KEEP_TEXT = Upsert(inbox_text)
_KEEP_WORDS = Upsert(inbox_text, only=("words",))


class Inbox(Opened):
    """The store as the process stage claims from it."""

    def claim(self, now: datetime, limit: int) -> tuple[Claimed, ...]:
        """Up to `limit` rows in the order in which they came; the try is counted before anything is read.

        What waited for a later time goes first. A row that was tried before comes alone (DECISIONS 27). Rows
        whose lease ran out, or whose worker is dead, are claimed like others. Raises TryLater.
        """
        self._begin_work(now)
        with self._database.writing() as connection:
            ids = _due(connection, now, limit)
            if ids:
                lease = {"claimer": self.owner, "until": now + self._lease}
                connection.execute(_CLAIM, {"ids": ids, **lease})
        if not ids:
            return ()
        with self._database.reading() as connection:
            return whole_rows(connection, ids)

    def put_back(self, inbox_ids: Sequence[int], *, until: datetime, uncount: bool) -> None:
        """Leaves rows of ours for later; with `uncount` it was no try (DNS trouble, a lock: DECISIONS 27)."""
        if not inbox_ids:
            return
        later = {"ids": list(inbox_ids), "until": max(until, AT_ONCE), "uncounted": int(uncount), "ours": self.owner}
        with self._database.writing() as connection:
            connection.execute(_PUT_BACK, later)

    def set_aside(self, inbox_id: int, reason: str, *, sender: str = "", subject: str = "") -> None:
        """Ends a row of ours as failed, whole, with the reason; staff are shown it beside held mail. A row that
        another worker took over meanwhile is left to it."""
        failed = Outcome(state=InboxState.FAILED, decision="failed", reason="set-aside", tell=True)
        words = {"inbox_id": inbox_id, "sender": sender, "subject": subject, "words": reason, "hint": ""}
        with suppress(NoLongerOurs), self._database.writing() as connection:
            _end(connection, inbox_id, self.owner, failed, self._hear(None))
            _KEEP_WORDS.into(connection, words)

    def release_dead_leases(self) -> int:
        """Frees the claims of workers whose process is gone, in inbox and outbox; how many workers those were."""
        with self._database.reading() as connection:
            owners = _owners(connection) - {self.owner}
        gone = sorted(owner for owner in owners if self._presence.is_gone(owner))
        if gone:
            rests = case((inbox.c.tries > 1, self._hear(None) + REST), else_=AT_ONCE)
            with self._database.writing() as connection:
                for table, when in ((inbox, rests), (outbox, AT_ONCE)):
                    connection.execute(update(table).where(table.c.owner.in_(gone)).values(owner=None, next_at=when))
        return len(gone)

    def _begin_work(self, now: datetime) -> None:
        """Shows that we live before anything is claimed; at the first time, and then every half minute, frees what
        the dead have left."""
        self._hear(now)
        self._presence.announce()
        with self._turn:
            is_due = now - self._looked_at >= LOOK_EVERY
            self._looked_at = max(self._looked_at, now) if is_due else self._looked_at
        if is_due:
            self.release_dead_leases()


def finish_row(connection: Connection, owner: str, inbox_id: int, outcome: Outcome, now: datetime) -> None:
    """Ends a claim as decided, within the unit that carries the decision out.

    Better evidence that arrived since the claim was read runs a held row again, and so does any arrival a mail that
    had only lain in the Sent folder. Raises NoLongerOurs.
    """
    seen = _end(connection, inbox_id, owner, outcome, now)
    if outcome.reason == Reason.NOT_OURS:
        _run_again_if(connection, _CAME_IN_SINCE, inbox_id, seen)
    if outcome.state not in (InboxState.HELD, InboxState.FAILED):
        return
    words = {"sender": outcome.sender, "subject": outcome.subject, "words": "", "hint": outcome.hint}
    _KEEP_TEXT.into(connection, {"inbox_id": inbox_id, **words})
    _run_again_if(connection, _NEWER_EVIDENCE, inbox_id, seen)


def _run_again_if(connection: Connection, question: Select[tuple[int]], inbox_id: int, seen: int) -> None:
    """Processes a row once more whose claim had not seen such an arrival."""
    if connection.scalar(question, {"row": inbox_id, "seen": seen}) is not None:
        again = {"state": InboxState.NEW, "next_at": AT_ONCE, "tries": 0}
        connection.execute(update(inbox).where(inbox.c.id == inbox_id).values(**again))


def _end(connection: Connection, inbox_id: int, owner: str, outcome: Outcome, now: datetime) -> int:
    """The last arrival that the claim had seen. Raises NoLongerOurs when the claim is not ours (any more)."""
    ending = {
        "row": inbox_id,
        "ours": owner,
        "ending": outcome.state,
        "decided": outcome.decision,
        "because": outcome.reason,
        "of_case": outcome.case_id,
        "proven": outcome.level,
        "is_told": not outcome.tell,
        "at": now,
    }
    seen = connection.execute(_FINISH, ending).scalar_one_or_none()
    if seen is None:
        raise NoLongerOurs(f"inbox row {inbox_id} is not claimed by {owner}")
    return int(seen)


def _due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """A row that was tried before, alone; or as many fresh ones as wanted."""
    for question in (_DUE_AGAIN, _DUE_FRESH):
        rows = connection.execute(question, {"now": now, "limit": limit}).all()
        if rows and rows[0].tries:
            return [rows[0].id]
        if rows:
            return [row.id for row in rows if not row.tries]
    return []


def whole_rows(connection: Connection, ids: Sequence[int]) -> tuple[Claimed, ...]:
    """Rows with their bytes and arrivals, in the order of the ids; one whose bytes were erased has none."""
    rows = {row.id: row for row in connection.execute(_CLAIMED, {"ids": ids})}
    coming: dict[int, list[Row[*tuple[Any, ...]]]] = {inbox_id: [] for inbox_id in ids}
    for row in connection.execute(_ARRIVALS, {"ids": ids}):
        coming[row.inbox_id].append(row)
    digests = [row.raw_digest for row in rows.values()]
    digests += [row.header_digest for several in coming.values() for row in several if row.header_digest]
    contents = contents_of(connection, digests)
    return tuple(_claimed(rows[inbox_id], coming[inbox_id], contents) for inbox_id in ids if inbox_id in rows)


def _claimed(
    row: Row[*tuple[Any, ...]], coming: Sequence[Row[*tuple[Any, ...]]], contents: Mapping[str, bytes]
) -> Claimed:
    raw = contents.get(row.raw_digest, b"")
    return Claimed(
        inbox_id=row.id,
        raw=raw,
        arrivals=tuple(map(_arrival, coming)),
        tries=row.tries,
        let_in_by=row.let_in_by,
        raws=tuple(
            under_header(contents[one.header_digest], raw) if one.header_digest in contents else raw for one in coming
        ),
    )


def _arrival(row: Row[*tuple[Any, ...]]) -> Arrival:
    return Arrival(
        door=Door(row.door),
        source=row.source,
        received_at=row.received_at,
        envelope_from=row.envelope_from,
        recipients=tuple(row.recipients),
        trusted=row.trusted,
        login=row.login,
        profile=row.profile,
        answerable=row.answerable,
        oversize=row.oversize,
    )


def _owners(connection: Connection) -> set[str]:
    found: set[str] = set()
    for table in (inbox, outbox):
        asked: Select[tuple[str]] = select(table.c.owner).where(text("owner is not null")).distinct()
        found.update(connection.scalars(asked))
    return found
