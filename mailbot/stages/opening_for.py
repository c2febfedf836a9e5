"""Opens the case that a member of staff asks for in a caller's name (row A7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.stages.opening_by_staff import CALL, OpeningByStaff

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.opening_for import Telephoned
    from mailbot.stages.acting import Acting


def open_for_caller(acting: Acting, opening: Telephoned) -> Case:
    """The case with its clocks from the call on, the caller's acknowledgement, and the copies to staff with the files.

    The staff member's own mail leads to the case, so that what they write below it later is found.
    """
    return OpeningByStaff(
        house=acting.house,
        unit=acting.unit,
        claimed=acting.claimed,
        situation=replace(acting.situation, received_at=opening.at),
        decision=opening.decision,
        mail=opening.mail,
        staff=acting.staff,
        place=CALL,
        written_id=acting.mail.message_id,
    ).carry_out()
