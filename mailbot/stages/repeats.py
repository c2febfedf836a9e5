"""Whether a mail belongs to a case already: asked by its Message-ID and its sender."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.mail import InboundMail, address_key
from mailbot.desk.people import Person, StaffMember
from mailbot.desk.proof import Level
from mailbot.desk.repeats import REUSED_ID, is_repeated

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """One mail among those that were kept. `case` has the very mail; `reused` says that its id meant another one."""

    case: Case | None = None
    reused: bool = False

    def marked(self, mail: InboundMail) -> InboundMail:
        """The mail, with the reuse of its id among its problems (REALITIES 51)."""
        return replace(mail, problems=(*mail.problems, REUSED_ID)) if self.reused else mail


def repeats_of(unit: Unit, common: Situation, mail: InboundMail, person: Person) -> Repeats:
    """Whether the mail came before, though perhaps with other bytes: lists add their footers on the way.

    What staff write is compared by its id alone: an answer must never leave twice, and programs and servers file the
    same one differently. A mail that was kept with less
    proof is no reason to drop this one.
    """
    author = mail.author.address if mail.author else ""
    sender = address_key(person.staff.address if isinstance(person, StaffMember) else author)
    known = unit.case_of_messages((mail.message_id,)) if mail.message_id and sender else None
    earlier = unit.kept_mails(known[0].id, mail.message_id, sender) if known else ()
    if known is None or not earlier:
        return Repeats()
    if common.sent_from:
        return Repeats(case=known[0])
    if isinstance(person, StaffMember):
        return Repeats(case=known[0] if common.proof.level is Level.A else None)
    alike = [one for one in earlier if is_repeated(mail, one.subject, one.text)]
    enough = bool(common.let_in_by) or any(one.level.reaches(common.proof.level) for one in alike)
    return Repeats(case=known[0] if alike and enough else None, reused=not alike)
