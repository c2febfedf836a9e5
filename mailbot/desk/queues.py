"""What waits at the desk, in order of promise: which lists there are, which of them is asked for, and one line of each.

Nothing here asks the store; it says which cases belong to a list, and how a line opens a ready reply.
"""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from mailbot.desk.cases import Status

MOST_LINES = 20
"""Lines of one list in a letter; the others are counted."""
DUE_SOON = timedelta(days=3)
"""How far ahead the cases of somebody who is away are looked at."""
EVER = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class Kind(enum.StrEnum):
    """The lists of cases, in the order of a letter."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    WAITING = "waiting"
    ANSWERED = "answered"
    UNASSIGNED = "unassigned"
    REST = "rest"


class Scope(enum.StrEnum):
    """What `#list` may be asked for; a client's name is none of these."""

    ALL = "all"
    MINE = "mine"
    HELD = "held"
    OVERDUE = "overdue"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLIENT = "client"


SCOPES = {
    "": Scope.ALL,
    "全部": Scope.ALL,
    "全て": Scope.ALL,
    "すべて": Scope.ALL,
    "all": Scope.ALL,
    "自分": Scope.MINE,
    "自分の": Scope.MINE,
    "私": Scope.MINE,
    "mine": Scope.MINE,
    "my": Scope.MINE,
    "保留": Scope.HELD,
    "保留中": Scope.HELD,
    "held": Scope.HELD,
    "期限超過": Scope.OVERDUE,
    "期限切れ": Scope.OVERDUE,
    "超過": Scope.OVERDUE,
    "遅れ": Scope.OVERDUE,
    "overdue": Scope.OVERDUE,
    "late": Scope.OVERDUE,
    "未担当": Scope.UNASSIGNED,
    "担当なし": Scope.UNASSIGNED,
    "unassigned": Scope.UNASSIGNED,
    "待ち": Scope.WAITING,
    "返信待ち": Scope.WAITING,
    "回答待ち": Scope.WAITING,
    "waiting": Scope.WAITING,
    "回答済み": Scope.ANSWERED,
    "回答済": Scope.ANSWERED,
    "返答待ち": Scope.ANSWERED,
    "answered": Scope.ANSWERED,
}
"""How each is written, normalised (NFKC) and in small letters."""

OF_SCOPE: dict[Scope, tuple[Kind, ...]] = {
    Scope.ALL: (Kind.OVERDUE, Kind.TODAY, Kind.WAITING, Kind.ANSWERED, Kind.UNASSIGNED),
    Scope.MINE: (Kind.OVERDUE, Kind.TODAY, Kind.LATER, Kind.WAITING, Kind.ANSWERED, Kind.REST),
    Scope.HELD: (),
    Scope.OVERDUE: (Kind.OVERDUE,),
    Scope.UNASSIGNED: (Kind.UNASSIGNED,),
    Scope.WAITING: (Kind.WAITING,),
    Scope.ANSWERED: (Kind.ANSWERED,),
    Scope.CLIENT: (Kind.OVERDUE, Kind.TODAY, Kind.LATER, Kind.WAITING, Kind.ANSWERED, Kind.REST),
}
COUNTED_AT_DAWN = frozenset({Kind.ANSWERED})
"""What the morning's digest only counts: nothing is to be done about it, unless nobody ever looks."""
SHOWS_HELD = frozenset({Scope.ALL, Scope.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases one list holds. `until` and `since` bound the first due time of a case; `assignee` and `contracts`
    narrow it (None: whoever, whichever); `without` are the owners who are there, for what nobody has."""

    kind: Kind
    since: datetime = EVER
    until: datetime = NEVER
    assignee: str | None = None
    contracts: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    limit: int = MOST_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One case of a list, as the store finds it; `first_due` is the earliest of its running clocks, `wakes_at` when
    the clock next asks for something."""

    case_id: int
    number: str
    subject: str
    contract_id: str
    status: Status
    assignee: str
    received_at: datetime
    first_due: datetime | None = None
    wakes_at: datetime | None = None


def scope_of(argument: str) -> Scope | None:
    """Which list is asked for; None where the words are no list's, and may be a client's name."""
    return SCOPES.get(unicodedata.normalize("NFKC", argument).strip().casefold())


def wanted(kind: Kind, now: datetime, zone: ZoneInfo, *, active: Sequence[str]) -> Wanted:
    """The bounds of a list at this moment; days are the desk's. What nobody has is what no active member owns."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), zone)
    match kind:
        case Kind.OVERDUE:
            return Wanted(kind=kind, until=now)
        case Kind.TODAY:
            return Wanted(kind=kind, since=now, until=midnight)
        case Kind.LATER:
            return Wanted(kind=kind, since=midnight)
        case Kind.WAITING | Kind.ANSWERED | Kind.REST:
            return Wanted(kind=kind)
        case Kind.UNASSIGNED:
            return Wanted(kind=kind, without=tuple(active))


def beside(asked: Wanted, kinds: Sequence[Kind], today: Wanted) -> Wanted:
    """The same list where it stands beside others in a letter: no case stands twice. What is due by tonight stands
    among the due ones (an answered case also where it is due later, if that is a list), and what waits for the
    customer among the waiting ones, whoever owns it."""
    if Kind.TODAY not in kinds or asked.kind not in {Kind.WAITING, Kind.ANSWERED, Kind.UNASSIGNED}:
        return asked
    if Kind.LATER in kinds and asked.kind is Kind.ANSWERED:
        return replace(asked, since=NEVER)
    return replace(asked, since=today.until)


def reply_link(address: str, subject: str, body: str = "") -> str:
    """A `mailto:` address (RFC 6068) that opens a mail with this subject and body."""
    written = {"subject": subject, "body": body} if body else {"subject": subject}
    fields = (f"{name}={quote(text, safe='', errors='replace')}" for name, text in written.items())
    return f"mailto:{quote(address, safe='@')}?{'&'.join(fields)}"


def named_like(called: str, names: Sequence[str]) -> bool:
    """Whether words name a client: one of these names as a whole, or a part of three characters or more of it,
    whatever the width and the case."""
    plain = _plain(called)
    if not plain:
        return False
    return any(plain == _plain(name) or (len(plain) > 2 and plain in _plain(name)) for name in names)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
