"""What a case comes to in units, and the moves of units that its events ask for, as values."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailbot.desk.cases import Event
    from mailbot.desk.ledger import Why


class Move(enum.StrEnum):
    """What an event does in the ledger (`ledger_acts`)."""

    RESERVE = "reserve"
    CHARGE = "charge"
    SESSION = "session"
    CLOSE = "close"
    GIVE_BACK = "give_back"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One event that moves units. `seq` is its place among all events of the case, from 1 on, which names the act.

    `units` are the case's in all; `minutes` those of a session. `overdraw`: it may go below what was bought.
    `first` and `last` are the places of the events that were taken back.
    """

    seq: int
    event: Event
    move: Move
    units: int = 0
    minutes: int = 0
    why: Why | None = None
    overdraw: bool = False
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterUnits:
    """How a case stands. `wanted` is what it costs in all by its level or by staff's word, `agreed` what its customer
    consented to; `units` is what may be taken for it: the last cost that needed no consent, or has it.

    `estimated` is the cost that the customer was asked about, until they agree or are asked no more, else 0.
    """

    unasked: int
    wanted: int
    units: int
    level: str = ""
    agreed: int = 0
    allowed: int = 0
    """What staff let it cost by a word of their own, without the customer's (`#accept` on a closed case)."""
    estimated: int = 0
    worked: int = 0
    """Units of the time recorded so far, which nobody needs to agree to; what a lower cost gave back is none."""
    minutes: int = 0
    """The time recorded so far."""
    is_started: bool = False
    is_ended: bool = False
    is_permitted: bool = False
    """Whether staff said that it may be served beyond what was bought."""
    is_free: bool = False
    """Whether it costs nothing: a defect, merged, out of scope, or nothing to be answered."""

    @property
    def granted(self) -> int:
        """What its customer was told or agreed to before any more is asked for; nothing of a case not begun."""
        return max(self.agreed, self.units, self.worked) if self.is_started else self.agreed

    @property
    def is_beyond(self) -> bool:
        """Whether it costs more than its customer has agreed to (row E4), be it by work that was done already."""
        return not self.is_free and self.wanted > max(self.unasked, self.agreed)

    @property
    def needs_consent(self) -> bool:
        """Whether its customer is to be asked before more is taken for it."""
        return self.is_beyond and self.wanted > max(self.worked, self.allowed)
