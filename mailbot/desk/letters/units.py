"""The letters about units that a client has bought: what a case will cost or has used, what is left, when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.letters.policy import AutoSubmitted, Frame, NoticeToCustomer, ToCustomer
from mailbot.desk.packs_left import NOT_TOLD_APART, LeftByOrder

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class PackShare:
    """How many units of one order a case used; `reference` is empty for those beyond what was ordered."""

    reference: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCost:
    """What one case of a level costs."""

    labels: Labels
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsLine:
    """How a contract's units stand: `left` may still be asked for, `promised` of them are meant for accepted cases that
    nobody has begun; `reserved` is set aside for cases that are open.

    Without `counts` nothing is counted, and the figures mean nothing. `reserved_here` and `used_here` are those of the
    case that the letter is about; `used_here` is None where it is about none.
    """

    contract: str
    unit: Labels
    left: int
    reserved: int = 0
    valid_until: date | None = None
    counts: bool = True
    costs: tuple[LevelCost, ...] = ()
    minutes: int = 0
    """Minutes of work that one unit pays for; 0 where units are not counted by time."""
    promised: int = 0
    by_order: LeftByOrder = NOT_TOLD_APART
    reserved_here: int = 0
    used_here: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(ToCustomer):
    """What a case is expected to cost in all, before it costs more than usual (row E4).

    `asks`: nothing is begun until an admin contact agrees, or, of a case that has `begun`, nothing beyond the units
    `before`, which count for it already and, where `agreed`, had a consent of their own. `left_after` is what would
    be left; below zero the units do not suffice, and then `how_to_order` says what to do.
    """

    key: ClassVar[str] = "estimate"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-generated"

    number: str
    subject: str
    units: int
    unit: Labels
    level: Labels | None = None
    usual: int = 1
    left_after: int = 0
    asks: bool = True
    begun: bool = False
    before: int = 0
    agreed: bool = False
    how_to_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsBalance(ToCustomer):
    """What is left on the reader's own contracts, and what a case costs there, when they ask for it (row E4)."""

    key: ClassVar[str] = "units-balance"

    accounts: tuple[UnitsLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsConsumed(NoticeToCustomer):
    """What a case used and what is left (row E4). `packs` says of which orders, where they are several; `returned`
    are units that had been taken and were given back; `minutes` the working time, where that is what counts."""

    key: ClassVar[str] = "units-consumed"

    number: str
    subject: str
    contract: str
    unit: Labels
    used: int
    left: int
    level: Labels | None = None
    valid_until: date | None = None
    minutes: int = 0
    packs: tuple[PackShare, ...] = ()
    defect: bool = False
    merged: bool = False
    returned: int = 0
    lapsed: bool = False
    """Whether what was given back is of an order that has ended, and so can be used no more."""
    by_order: LeftByOrder = NOT_TOLD_APART
    corrects: bool = False
    """Whether other figures were told before, which were taken back or changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEmpty(ToCustomer):
    """A new matter was not begun, for no units are left for it (row A6). `since` is the last day of the packs that
    have ended, `begins` the first of the next one; `by_order` tells of those that begin later. Nothing of the mail
    comes back."""

    key: ClassVar[str] = "pack-empty"

    contract: str
    unit: Labels
    because: str
    """A key of `packs_cover.Standing`."""
    since: date | None = None
    begins: date | None = None
    by_order: LeftByOrder = NOT_TOLD_APART
    how_to_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLow(NoticeToCustomer):
    """Few units are left, or none (row E5)."""

    key: ClassVar[str] = "pack-low"

    contract: str
    unit: Labels
    left: int
    valid_until: date | None = None
    by_order: LeftByOrder = NOT_TOLD_APART
    how_to_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal(NoticeToCustomer):
    """The contract ends, about sixty days ahead (row E5). `left` is None where nothing is counted."""

    key: ClassVar[str] = "renewal"
    frame: ClassVar[Frame] = "announcement"

    client: str
    contract: str
    until: date
    unit: Labels | None = None
    left: int | None = None
    by_order: LeftByOrder = NOT_TOLD_APART
    how_to_order: str = ""

    @property
    def may_object(self) -> bool:
        """The end of a contract is told in any case."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class PackExpired(NoticeToCustomer):
    """Units, or the contract itself, have ended. `lapsed` were lost by it, `left` may still be used; where others go
    on (`goes_on`), support does."""

    key: ClassVar[str] = "pack-expired"

    contract: str
    until: date
    unit: Labels | None = None
    lapsed: int = 0
    left: int = 0
    coming: int = 0
    goes_on: bool = False
    how_to_order: str = ""


UNITS_LETTERS = (Estimate, UnitsBalance, UnitsConsumed, PackEmpty, PackLow, Renewal, PackExpired)
UnitsLetter = Estimate | UnitsBalance | UnitsConsumed | PackEmpty | PackLow | Renewal | PackExpired
