"""From a decision to all that it causes, inside one unit of the store; each ending of the type has its branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from mailbot.desk.cases import Participant
from mailbot.desk.decision import (
    NAMES,
    Decision,
    FollowUp,
    Hold,
    HoldAnswer,
    Ignore,
    NoteBounce,
    NoteObjection,
    OpenCase,
    RecordSent,
    Refuse,
    Relay,
    RunCommands,
    Serve,
)
from mailbot.desk.letters import ContractExpired, HeldUnproven, PackEmpty, RefusedColleague, RefusedStranger, TooLarge
from mailbot.desk.mail import InboundMail
from mailbot.desk.people import Opener, StaffMember
from mailbot.desk.records import InboxState, Outcome
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.following import Following
from mailbot.stages.house import House
from mailbot.stages.objections import Objecting
from mailbot.stages.opening import Opening
from mailbot.stages.relaying import Holding
from mailbot.stages.ruling import Ruling
from mailbot.stages.sent import Recording
from mailbot.stages.serving import Serving
from mailbot.stages.units_empty import pack_empty

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.decision import LetterPlan
    from mailbot.desk.letters import CustomerLetter, Reader
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


def carry_out(
    house: House, unit: Unit, claimed: Claimed, situation: Situation, decision: Decision
) -> tuple[Outcome, Case | None]:
    """Do what was decided and end the inbox row; all of it or, if anything raises, nothing."""
    mail = situation.mail
    if isinstance(mail, InboundMail):
        case = _act(house, unit, claimed, situation, decision, mail)
    else:
        assert isinstance(decision, Hold)
        case = None
    outcome = _outcome(situation, decision, case)
    unit.finish(claimed.inbox_id, outcome)
    return outcome, case


def _act(
    house: House, unit: Unit, claimed: Claimed, situation: Situation, decision: Decision, mail: InboundMail
) -> Case | None:
    following = Following(house=house, unit=unit, claimed=claimed, situation=situation, mail=mail)
    match decision:
        case OpenCase():
            opening = Opening(
                house=house, unit=unit, claimed=claimed, situation=situation, decision=decision, mail=mail
            )
            return opening.carry_out()
        case FollowUp():
            return following.follow_up(decision)
        case Ignore():
            return following.ignore(decision)
        case RecordSent():
            return Recording(house=house, unit=unit, claimed=claimed, situation=situation, mail=mail).record(decision)
        case NoteBounce():
            return following.note_bounce(decision)
        case Serve() | NoteObjection():
            return _serve(house, unit, claimed, situation, decision, mail)
        case Relay() | RunCommands():
            return _by_staff(house, unit, claimed, situation, decision, mail)
        case Refuse():
            _refuse(house, unit, claimed, situation, decision, mail)
            return decision.case
        case Hold():
            _hold(house, unit, claimed, situation, decision, mail)
            return decision.case
        case _:
            assert_never(decision)


def _hold(house: House, unit: Unit, claimed: Claimed, situation: Situation, decision: Hold, mail: InboundMail) -> None:
    if not isinstance(decision, HoldAnswer):
        _answer(house, unit, claimed, situation, decision, mail)
        return
    staff = decision.staff
    Holding(house=house, unit=unit, claimed=claimed, situation=situation, mail=mail, staff=staff).hold(decision)


def _serve(
    house: House, unit: Unit, claimed: Claimed, situation: Situation, decision: Serve | NoteObjection, mail: InboundMail
) -> Case | None:
    if isinstance(decision, NoteObjection):
        objecting = Objecting(house=house, unit=unit, claimed=claimed, situation=situation, mail=mail)
        objecting.carry_out(decision)
        return None
    serving = Serving(house=house, unit=unit, claimed=claimed, situation=situation, mail=mail, decision=decision)
    return serving.carry_out()


def _by_staff(
    house: House,
    unit: Unit,
    claimed: Claimed,
    situation: Situation,
    decision: Relay | RunCommands,
    mail: InboundMail,
) -> Case | None:
    text = decision.text if isinstance(decision, RunCommands) else ""
    ruling = Ruling(
        house=house, unit=unit, claimed=claimed, situation=situation, mail=mail, staff=decision.staff, text=text
    )
    return ruling.relay(decision) if isinstance(decision, Relay) else ruling.commands(decision)


def _refuse(
    house: House, unit: Unit, claimed: Claimed, situation: Situation, decision: Refuse, mail: InboundMail
) -> None:
    if isinstance(situation.person, StaffMember):
        ruling = Ruling(
            house=house, unit=unit, claimed=claimed, situation=situation, mail=mail, staff=situation.person.staff
        )
        ruling.refuse(decision)
        return
    _answer(house, unit, claimed, situation, decision, mail)


def _answer(
    house: House, unit: Unit, claimed: Claimed, situation: Situation, decision: Refuse | Hold, mail: InboundMail
) -> None:
    """The letters to a sender whose mail was not accepted; nothing of the mail comes back (REALITIES 35)."""
    contract = decision.contract
    for plan in decision.letters:
        letter = _letter(house, claimed, situation, decision, plan)
        to_claimed = plan.letter == HeldUnproven.key
        where = Addressed(
            cause=f"inbox:{claimed.inbox_id}",
            desk_address=house.address_for(contract),
            calendar=contract.calendar if contract else "",
            answered=Answered() if to_claimed else Answered(message_id=mail.message_id, references=mail.references),
        )
        reader = _reader(house, situation, decision, plan)
        written = house.correspondence.write_if_possible(letter, reader, where, situation.now)
        if written is not None:
            unit.queue(written)


def _letter(
    house: House, claimed: Claimed, situation: Situation, decision: Refuse | Hold, plan: LetterPlan
) -> CustomerLetter:
    match plan.letter:
        case RefusedStranger.key:
            return RefusedStranger()
        case RefusedColleague.key:
            return RefusedColleague()
        case HeldUnproven.key:
            return HeldUnproven(received_at=situation.received_at)
        case TooLarge.key:
            size = max((arrival.oversize for arrival in claimed.arrivals), default=0)
            return TooLarge(problem="size", received_at=situation.received_at, size=size, limit=house.mail_limit)
        case ContractExpired.key:
            assert decision.contract is not None
            until = decision.contract.last_day or decision.contract.valid_from
            return ContractExpired(contract=decision.contract.id, until=until)
        case PackEmpty.key:
            assert decision.contract is not None
            return pack_empty(house, situation, decision.contract)
        case unknown:
            raise AssertionError(f"no letter {unknown!r} for {decision.reason}")


def _reader(house: House, situation: Situation, decision: Refuse | Hold, plan: LetterPlan) -> Reader:
    """A registered person is greeted as such; anybody else gets the desk's language and no name."""
    person = situation.person
    if isinstance(person, Opener) and person.contact is not None:
        contract = decision.contract or person.contracts[0]
        participant = next((one for one in contract.contacts if one.has_address(plan.to)), person.contact)
        return house.readers.participant(Participant(address=plan.to, name=participant.name), contract)
    language = situation.contracts[0].language if situation.contracts else ""
    return house.readers.stranger(plan.to, language)


def _outcome(situation: Situation, decision: Decision, case: Case | None) -> Outcome:
    mail = situation.mail
    held = isinstance(decision, Hold)
    return Outcome(
        state=InboxState.HELD if held else InboxState.DONE,
        decision=NAMES[type(decision)],
        reason=decision.reason.value,
        case_id=case.id if case is not None else 0,
        level=situation.proof.level,
        sender=mail.author.address if isinstance(mail, InboundMail) and mail.author else "",
        subject=mail.subject if isinstance(mail, InboundMail) else "",
        hint=decision.hint if isinstance(decision, Hold) else "",
        tell=isinstance(decision, Hold) and (decision.tell or situation.let_in_by.startswith("staff:")),
    )
