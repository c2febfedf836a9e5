"""The heart: one pure function from a situation to a decision. Who may do what is written here and nowhere else."""

from __future__ import annotations

from typing import assert_never

from mailbot.desk.cases import Case, FoundBy, Participant, Thread
from mailbot.desk.courtesies import only_thanks
from mailbot.desk.decision import (
    Decision,
    FollowUp,
    Hold,
    Ignore,
    LetterPlan,
    NoteBounce,
    Reason,
    Refuse,
)
from mailbot.desk.mail import InboundMail, Nature, Unreadable
from mailbot.desk.objecting import objects
from mailbot.desk.openings import may_acknowledge, open_or_refuse, people_copied
from mailbot.desk.people import Colleague, Contract, Opener, Ourselves, StaffMember, Stranger
from mailbot.desk.proof import Level, Strangers
from mailbot.desk.requesting import serve
from mailbot.desk.sentmail import from_mailbox
from mailbot.desk.situation import Situation
from mailbot.desk.staffmail import from_staff
from mailbot.desk.units_consent import consented


def decide(situation: Situation) -> Decision:
    """What becomes of a mail. The order is fixed, and nothing that can send comes before the screens (DESIGN 2)."""
    mail = situation.mail
    if isinstance(mail, Unreadable):
        return Hold(reason=Reason.UNREADABLE, hint=mail.reason, tell=True)
    if situation.sent_from and (sent := from_mailbox(situation, mail)) is not None:
        return sent
    screened = screen(situation, mail)
    if screened is not None:
        return screened
    if situation.repeats is not None:
        return Ignore(reason=Reason.DUPLICATE, case=situation.repeats)
    match situation.person:
        case Ourselves():
            return Hold(reason=Reason.OWN_ADDRESS)
        case StaffMember(staff=staff):
            return from_staff(situation, mail, staff)
        case Opener() | Colleague() | Stranger():
            return from_customer(situation, mail)
        case _:
            assert_never(situation.person)


def screen(situation: Situation, mail: InboundMail) -> Decision | None:
    """What is decided by the kind of mail alone, whoever it says it is from; None for what a person wrote."""
    if situation.is_ours or mail.nature is Nature.OWN:
        return Ignore(reason=Reason.OWN_MAIL)
    if situation.at_bounce_address and mail.nature is not Nature.BOUNCE:
        return _automatic(situation)
    match mail.nature:
        case Nature.BOUNCE:
            return _bounce(situation, mail)
        case Nature.RECEIPT:
            return _told_by_machine(situation, Reason.RECEIPT, _case_to_note_on(situation))
        case Nature.REPORT:
            return _told_by_machine(situation, Reason.REPORT, None)
        case Nature.AUTO_REPLY if not situation.let_in_by:
            return _automatic(situation)
        case Nature.HUMAN | Nature.LIST | Nature.AUTO_REPLY:
            return None
        case _:
            assert_never(mail.nature)


def _bounce(situation: Situation, mail: InboundMail) -> Decision:
    letter = situation.bounced
    recipients = mail.bounce.recipients if mail.bounce else ()
    permanent = any(one.permanent for one in recipients)
    if letter is None:
        return _told_by_machine(situation, Reason.BOUNCED, None)
    return NoteBounce(reason=Reason.BOUNCED, outbox_id=letter.outbox_id, case_id=letter.case_id, permanent=permanent)


def _told_by_machine(situation: Situation, reason: Reason, case: Case | None) -> Decision:
    """A receipt or report, noted on its case; without one, and in a known person's name, it waits for a look."""
    if case is None and isinstance(situation.person, Opener | Colleague | StaffMember):
        return Hold(reason=Reason.AUTOMATIC, hint=reason.value, tell=True)
    return Ignore(reason=reason, case=case)


def _automatic(situation: Situation) -> Decision:
    """An auto-reply is noted on its case and changes nothing; without a case it waits for a look (REALITIES 28), unless
    it is of a member of staff whom a list or a digest has met away, or answers what went to many."""
    case = _case_to_note_on(situation)
    if case is not None:
        return Ignore(reason=Reason.AUTO_REPLY, case=case)
    if isinstance(situation.person, StaffMember) and situation.proof.level.reaches(Level.A):
        return Ignore(reason=Reason.AUTO_REPLY)
    if situation.announced is not None:
        return Ignore(reason=Reason.AUTO_REPLY)
    known = not isinstance(situation.person, Stranger | Ourselves)
    return Hold(reason=Reason.AUTOMATIC, tell=known)


def _case_to_note_on(situation: Situation) -> Case | None:
    """The case on which automatic mail is noted: one whose letters it answers, or that its sender belongs to.

    A number alone, which anybody may have learnt, leads a stranger's machine nowhere (row D2).
    """
    thread = situation.thread
    if thread is None:
        return None
    belongs = (
        _may_open_on(situation, thread)
        or isinstance(situation.person, StaffMember)
        or (
            isinstance(situation.mail, InboundMail)
            and situation.mail.author is not None
            and thread.case.participant_at(situation.mail.author.address) is not None
        )
    )
    return thread.case if belongs or thread.found_by is not FoundBy.NUMBER else None


def from_customer(situation: Situation, mail: InboundMail) -> Decision:
    """A mail of somebody who is no staff: to its case if it names one, else perhaps a new matter."""
    if mail.author is None:
        return Hold(reason=Reason.NO_SENDER, tell=True)
    if situation.oversize:
        return _too_large(situation, mail)
    if mail.nature is Nature.LIST and not situation.is_proven(Level.A):
        return Hold(reason=Reason.MAILING_LIST)
    if (served := objects(situation, mail) or serve(situation, mail)) is not None:
        return served
    if situation.thread is not None:
        return on_a_case(situation, mail, situation.thread)
    if situation.announced is not None and only_thanks(situation, mail):
        return Ignore(reason=Reason.THANKS)
    return new_matter(situation, mail)


def _too_large(situation: Situation, mail: InboundMail) -> Decision:
    """Only its headers were read; a proven opener is told, and staff see it in the mailbox."""
    assert mail.author is not None
    known = isinstance(situation.person, Opener) and _proven_as_customer(situation, mail)
    letters = (
        (LetterPlan(letter="too-large", to=mail.author.address),) if known and may_acknowledge(situation, mail) else ()
    )
    return Hold(reason=Reason.TOO_LARGE, tell=True, letters=letters)


def on_a_case(situation: Situation, mail: InboundMail, thread: Thread) -> Decision:
    """A thread is a suggestion, never a permission: the sender must belong to the case (row D2, DECISIONS 5)."""
    assert mail.author is not None
    participant = _participant(situation, mail, thread)
    registered = _may_open_on(situation, thread)
    belongs = (participant is not None and participant.may_write) or (registered and not thread.case.private)
    if not belongs:
        return _not_of_case(situation, mail, thread)
    if not _proven_as_customer(situation, mail):
        return _token_only(situation, thread, participant.id if participant else 0)
    if thread.case.status.is_final:
        return _after_closing(situation, mail, thread)
    return FollowUp(
        reason=Reason.PARTICIPANT if participant else Reason.SAME_CONTRACT,
        thread=thread,
        by=participant,
        joins=people_copied(situation, mail, situation.case_contract, known=thread.case.participants)
        if registered
        else (),
        verified=True,
        consents=consented(situation, mail),
    )


def _participant(situation: Situation, mail: InboundMail, thread: Thread) -> Participant | None:
    """Who of the case wrote: by the address, or by another one of the same registered contact."""
    assert mail.author is not None
    contact = situation.case_contract.contact_at(mail.author.address) if situation.case_contract else None
    same = (one for one in thread.case.participants if contact and contact.id and one.contact_id == contact.id)
    return thread.case.participant_at(mail.author.address) or next(same, None)


def _may_open_on(situation: Situation, thread: Thread) -> bool:
    contract = situation.case_contract
    if contract is None or not isinstance(situation.person, Opener):
        return False
    return any(one.id == thread.case.contract_id for one in situation.person.contracts)


def _not_of_case(situation: Situation, mail: InboundMail, thread: Thread) -> Decision:
    """Held. To whoever knows a case's number alone it looks as if that were none: numbers can be guessed."""
    if situation.let_in_by and thread.case.status.is_final:
        return Hold(reason=Reason.CLOSED_CASE, hint=thread.case.number, tell=True, case=thread.case)
    if situation.let_in_by:
        return FollowUp(
            reason=Reason.LET_IN,
            thread=thread,
            by=None,
            joins=people_copied(situation, mail, None, known=thread.case.participants, with_author=True),
            verified=True,
        )
    guessed = thread.found_by is FoundBy.NUMBER and isinstance(situation.person, Stranger | Colleague)
    return Hold(
        reason=Reason.NOT_OF_CASE,
        hint=f"{thread.case.number} ({thread.found_by})",
        tell=True,
        case=thread.case,
        letters=new_matter(situation, mail).letters if guessed else (),
    )


def _token_only(situation: Situation, thread: Thread, participant_id: int) -> Decision:
    """Level C: a token made for this very participant lets an unproven mail be added, marked (DECISIONS 1)."""
    by_token = thread.found_by in {FoundBy.ADDRESS, FoundBy.MESSAGE_ID}
    own_token = participant_id and thread.participant_id == participant_id
    if by_token and own_token and not thread.case.status.is_final:
        participant = next(one for one in thread.case.participants if one.id == participant_id)
        return FollowUp(reason=Reason.TOKEN_ONLY, thread=thread, by=participant, joins=(), verified=False)
    hint = "; ".join(filter(None, (thread.case.number, situation.proof.evidence)))
    return Hold(reason=Reason.UNPROVEN, hint=hint, tell=True, case=thread.case)


def _after_closing(situation: Situation, mail: InboundMail, thread: Thread) -> Decision:
    """A closed case is not taken up again: an opener's mail opens a linked one (row D7, DECISIONS 10)."""
    if isinstance(situation.person, Opener):
        return open_or_refuse(situation, mail, situation.person, continues=thread.case)
    return Hold(reason=Reason.CLOSED_CASE, hint=thread.case.number, tell=True, case=thread.case)


def new_matter(situation: Situation, mail: InboundMail) -> Decision:
    """Only openers open cases (row A1); everybody else gets what the desk chose, never as backscatter (A2)."""
    match situation.person:
        case Opener() as opener:
            if not _proven_as_customer(situation, mail):
                return _unproven(situation, mail, opener)
            return open_or_refuse(situation, mail, opener)
        case Colleague(contracts=contracts):
            return from_colleague(situation, mail, contracts)
        case Stranger():
            return from_stranger(situation, mail)
        case StaffMember() | Ourselves():
            raise AssertionError("staff and the desk itself were told apart before")
        case _:
            assert_never(situation.person)


def _proven_as_customer(situation: Situation, mail: InboundMail) -> bool:
    assert mail.author is not None
    return situation.is_proven(situation.house.trust.required_for(mail.author.domain))


def _unproven(situation: Situation, mail: InboundMail, opener: Opener) -> Decision:
    """Held, and staff see why (row A3); on request the registered person is asked, once a day at most (37a)."""
    ask = situation.house.ask_unproven and not situation.asked_lately and may_acknowledge(situation, mail)
    letters = (LetterPlan(letter="held-unproven", to=opener.contact.address),) if ask and opener.contact else ()
    return Hold(reason=Reason.UNPROVEN, hint=situation.proof.evidence, tell=True, letters=letters)


def from_colleague(situation: Situation, mail: InboundMail, contracts: tuple[Contract, ...]) -> Decision:
    """Of a client, but no opener: told to ask through the registered contact, if proven (DECISIONS 3)."""
    assert mail.author is not None
    if situation.let_in_by:
        return Hold(reason=Reason.NO_CONTRACT, tell=True)
    if not _proven_as_customer(situation, mail) or not contracts:
        return Hold(reason=Reason.UNPROVEN, hint=situation.proof.evidence)
    return Refuse(reason=Reason.COLLEAGUE, letters=refusal(situation, mail, "refused-colleague"))


def from_stranger(situation: Situation, mail: InboundMail) -> Decision:
    """Unknown to the desk: held, refused or ignored, as the operator chose."""
    assert mail.author is not None
    if situation.let_in_by:
        return Hold(reason=Reason.NO_CONTRACT, tell=True)
    match situation.house.trust.strangers:
        case Strangers.HOLD:
            return Hold(reason=Reason.STRANGER)
        case Strangers.IGNORE:
            return Ignore(reason=Reason.STRANGER)
        case Strangers.REFUSE:
            proven = situation.proof.level.reaches(Level.A)
            return Refuse(
                reason=Reason.STRANGER, letters=refusal(situation, mail, "refused-stranger") if proven else ()
            )
        case _:
            assert_never(situation.house.trust.strangers)


def refusal(situation: Situation, mail: InboundMail, letter: str) -> tuple[LetterPlan, ...]:
    """The refusal to write, if one may be written: to a human, once in seven days, never to a list or an old mail."""
    assert mail.author is not None
    silent = (
        situation.refused_lately
        or situation.budget_spent
        or not situation.answerable
        or not mail.acknowledge
        or mail.nature is not Nature.HUMAN
        or mail.return_path == ""
    )
    return () if silent else (LetterPlan(letter=letter, to=mail.author.address),)
