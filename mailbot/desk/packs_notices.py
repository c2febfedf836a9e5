"""Which notices a contract is owed now: few units left, none left, the end ahead, the end; each once."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import dropwhile, groupby
from typing import TYPE_CHECKING

from mailbot.desk.ledger import NO_PACK, Column, LineKind, Tally
from mailbot.desk.ledger_balance import Balance, balance
from mailbot.desk.packs import PackKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date, datetime

    from mailbot.desk.ledger import Account, Line

STALE_AFTER = timedelta(days=31)
"""An end that lies further back is not told any more: it was before the contract came to this desk."""


class NoticeKind(enum.StrEnum):
    """Of which a contact is told unasked (row E5); consumption is told by the act that causes it."""

    LOW = "low"
    EMPTY = "empty"
    RENEWAL = "renewal"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsNotice:
    """One notice. `key` is unique in the contract and stable: a notice whose key was told is never due again.

    `ends` is the last day of what it is about, `due_on` since when it is due. `left` are the units that can still be
    asked for, `lapsed` those lost at the end, `coming` those of packs that begin later.
    """

    kind: NoticeKind
    key: str
    due_on: date
    ends: date | None
    left: int
    lapsed: int = 0
    coming: int = 0


def notices_due(
    account: Account,
    at: datetime,
    *,
    notice_date: Callable[[date, int], date],
    contract_until: date | None = None,
    told: Collection[str] = (),
    newest_first: Iterable[Line] | None = None,
) -> tuple[UnitsNotice, ...]:
    """What is due at an instant and not told, in the order of `NoticeKind`.

    `notice_date(end, days)` is the day that lies so many days before an end, rolled back to a business day
    (`Hours.notice_date`). `contract_until` is the contract's last day, None for one without. `newest_first` are all
    lines of the contract, from the newest on; of them no more are taken than were written since units ran low, and
    none while they have not. Without it, the account's lines are all. A contract without units is only told of its own
    end, one of the free tier of nothing.
    """
    now = balance(account, at)
    end = last_covered_day(account, now, contract_until)
    lines = backwards(account) if newest_first is None else newest_first
    due = (*_of_units(account, now, lines), *_of_renewal(account, now, end, notice_date), *_of_ends(account, now, end))
    return tuple(notice for notice in due if notice.key not in told)


def backwards(account: Account) -> Iterator[Line]:
    """The account's lines from the newest on."""
    return iter(sorted(account.lines, key=lambda line: -line.seq))


def units_key(account: Account, now: Balance, kind: NoticeKind, newest_first: Iterable[Line], *, since: int = 0) -> str:
    """What names the notice of few units or none: the newest order, and the act by which they became so few; what came
    back above the level and ran low again is another one. `since` as in `last_fall`."""
    newest = max((one.pack.id for one in now.bought), default=0)
    fell = last_fall(account, now, newest_first, kind, since=since)
    return f"{kind}:{newest}:{fell}" if fell else f"{kind}:{newest}"


def last_fall(account: Account, now: Balance, newest_first: Iterable[Line], kind: NoticeKind, *, since: int = 0) -> str:
    """What last brought the available units down to the level that a notice of this kind tells of (`low` or `empty`):
    the place (`seq`) of the newest line of an act, or the day on which a pack was valid no more; empty if nothing did.
    An act counts as a whole: what it takes and brings at once.

    Read from the newest line back to that act, or to the line `since`. Lines that came after the account was read are
    not counted.
    """
    level = (account.terms.low or 0) if kind is NoticeKind.LOW else 0
    past = _Past(account, account.today(now.at))
    newest = account.last_seq
    known = dropwhile(lambda line: line.seq > newest, newest_first)
    for _, act in groupby(known, key=lambda line: line.cause):
        lines = tuple(act)
        if lines[0].seq < since:
            return ""
        if ended := past.back_to(account.today(lines[0].at), level):
            return ended.isoformat()
        after = past.available
        past.take_back(lines)
        if past.available > level >= after:
            return str(lines[0].seq)
    return ""


class _Past:
    """How many units were available, going back from today: each line is taken back, and each pack counts on its days
    alone."""

    def __init__(self, account: Account, today: date) -> None:
        tally = Tally((*account.others, *account.lines))
        self._packs = account.packs
        self._free = {one: tally.pack(one, Column.FREE) for one in (NO_PACK, *(pack.id for pack in account.packs))}
        ends = (pack.valid_until for pack in account.packs)
        turns = {pack.valid_from for pack in account.packs} | {end + timedelta(days=1) for end in ends if end}
        self._turns = sorted(day for day in turns if day <= today)
        self._day = today

    @property
    def available(self) -> int:
        return self._on(self._day)

    def back_to(self, day: date, level: int) -> date | None:
        """Goes back to an earlier day; on the way the day on which the end of a pack brought the units down to the
        level, if any did."""
        while self._turns and self._turns[-1] > day:
            turn = self._turns.pop()
            self._day = turn - timedelta(days=1)
            if self.available > level >= self._on(turn):
                return turn
        self._day = min(self._day, day)
        return None

    def take_back(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._free[line.pack_id] = self._free.get(line.pack_id, 0) - line.on_available

    def _on(self, day: date) -> int:
        return self._free[NO_PACK] + sum(self._free[pack.id] for pack in self._packs if pack.covers(day))


def last_covered_day(account: Account, now: Balance, contract_until: date | None) -> date | None:
    """The end of all that was bought, or of the contract where that is earlier; None if there is none."""
    kind = account.terms.kind
    if kind is PackKind.FREE or (kind.counts and not now.bought):
        return None
    ends = [one.pack.valid_until for one in now.bought] if kind.counts else []
    bought = max((end for end in ends if end), default=None) if None not in ends else None
    return min((end for end in (bought, contract_until) if end), default=None)


def _of_units(account: Account, now: Balance, newest_first: Iterable[Line]) -> Iterator[UnitsNotice]:
    """Once for all that was bought so far: another order may run low again, as may what came back."""
    if not account.terms.kind.counts or not any(one.state == "valid" for one in now.bought):
        return
    low = account.terms.low
    if now.available <= 0:
        kind = NoticeKind.EMPTY
    elif low is not None and now.available <= low and not now.coming:
        kind = NoticeKind.LOW
    else:
        return
    yield UnitsNotice(
        kind=kind,
        key=units_key(account, now, kind, newest_first),
        due_on=account.today(now.at),
        ends=now.valid_until,
        left=now.available,
        coming=now.coming,
    )


def _of_renewal(
    account: Account, now: Balance, end: date | None, notice_date: Callable[[date, int], date]
) -> Iterator[UnitsNotice]:
    """Until the end; an order that puts the end off is the renewal, and the new end is another one (DECISIONS 17)."""
    days = account.terms.renewal_days
    if end is None or days is None or account.today(now.at) > end:
        return
    due_on = notice_date(end, days)
    if due_on <= account.today(now.at):
        yield _notice(NoticeKind.RENEWAL, end, due_on, now)


def _of_ends(account: Account, now: Balance, end: date | None) -> Iterator[UnitsNotice]:
    """The end of everything, and any end at which units were lost while others go on."""
    today = account.today(now.at)
    lost: Counter[date] = Counter()
    for one in now.packs:
        if one.state == "ended" and one.pack.valid_until is not None:
            lost[one.pack.valid_until] += one.free + one.expired
    ends = {past for past, units in lost.items() if units > 0} | ({end} if end else set())
    for past in sorted(ends):
        if past < today <= past + STALE_AFTER and _was_ours(account, past):
            yield _notice(NoticeKind.EXPIRED, past, past + timedelta(days=1), now, lapsed=lost[past])


def _was_ours(account: Account, end: date) -> bool:
    """Whether the desk kept the units already when they ended; what was brought in later had ended elsewhere."""
    granted = (line for line in account.lines if line.kind is LineKind.GRANTED)
    return not account.terms.kind.counts or any(account.today(line.at) <= end for line in granted)


def _notice(kind: NoticeKind, end: date, due_on: date, now: Balance, *, lapsed: int = 0) -> UnitsNotice:
    return UnitsNotice(
        kind=kind,
        key=f"{kind}:{end.isoformat()}",
        due_on=due_on,
        ends=end,
        left=now.available,
        lapsed=lapsed,
        coming=now.coming,
    )
