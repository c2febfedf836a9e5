"""What people of the desk sent from the mailbox itself: to be recorded on its case, or none of the desk's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.addressing import receivers
from mailbot.desk.commands import read_instructions
from mailbot.desk.decision import Decision, Ignore, Reason, RecordSent
from mailbot.desk.mail import Nature
from mailbot.desk.people import Ourselves
from mailbot.desk.staffcopy import holds_internal
from mailbot.desk.staffmail import number_disagrees

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.situation import Situation

_BY_PEOPLE = frozenset({Nature.HUMAN, Nature.LIST})


def from_mailbox(situation: Situation, mail: InboundMail) -> Decision | None:
    """What becomes of a mail that lay in the Sent folder of the desk's own mailbox (row D6).

    It was sent already, so that nothing can be refused and nobody is answered: what is not certainly an answer on a
    case leaves the case as it is, and its clocks go on. None for a mail that came in as well and is somebody else's: a
    person put it there, and it is judged like any other.
    """
    if situation.is_ours or mail.nature is Nature.OWN:
        return Ignore(reason=Reason.OWN_MAIL)
    if not isinstance(situation.person, Ourselves):
        return None if situation.came_in else Ignore(reason=Reason.NOT_OURS)
    if mail.nature not in _BY_PEOPLE:
        return Ignore(reason=Reason.AUTOMATIC)
    if situation.repeats is not None:
        return Ignore(reason=Reason.DUPLICATE)
    if situation.thread is None:
        return Ignore(reason=Reason.SENT_ELSEWHERE)
    return _on_a_case(situation, mail, situation.thread.case)


def _on_a_case(situation: Situation, mail: InboundMail, case: Case) -> Decision:
    """Recorded where thread and number agree, and somebody of the case is among those who got it."""
    if number_disagrees(situation, mail, case):
        return Ignore(reason=Reason.OTHER_NUMBER)
    reached = receivers(situation, mail, case)
    if not reached:
        return Ignore(reason=Reason.SENT_ELSEWHERE)
    return RecordSent(
        reason=Reason.SENT_ANSWER,
        case=case,
        receivers=reached,
        commands=tuple(one.line for one in read_instructions(mail.new_text).commands),
        internal=holds_internal(mail.text),
        waits=situation.house.sent_waits,
    )
