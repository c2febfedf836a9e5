"""What the relay guard has to know of a case, asked of the store for one mail of a member of staff."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from mailbot.desk.answering import REPEATED_WITHIN, UNKNOWN_COPY, Answering, OtherAnswer, Told, UndoableAct
from mailbot.desk.cases import EventKind
from mailbot.desk.clientele import bare_name
from mailbot.desk.command_words import Word
from mailbot.desk.commands import read_instructions
from mailbot.desk.leaks import Inside
from mailbot.desk.mail import address_key
from mailbot.desk.people import StaffMember
from mailbot.desk.proof import Level
from mailbot.desk.relay_guard import WAITING_ANSWERS
from mailbot.desk.spoken_numbers import spoken_numbers
from mailbot.desk.words import is_for_staff

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mailbot.desk.answering import CaseWords, CausedLetter, StaffAct
    from mailbot.desk.cases import Case, Thread
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract, Person, Staff
    from mailbot.desk.situation import HouseRules, Situation
    from mailbot.stages.ports import Unit

WAITING_REASONS = tuple(sorted(WAITING_ANSWERS))
MOST_SPOKEN = 200
"""Numbers that one mail may name without their form and that are looked up."""
SAME_SECOND = timedelta(microseconds=1)
_TOLD_STAFF = frozenset(
    {
        EventKind.REMINDED,
        EventKind.BREACH_TOLD,
        EventKind.ESCALATED,
        EventKind.FORECAST_WANTED,
        EventKind.INTERIM_WANTED,
    }
)
"""What the clock made the desk say to staff alone; nothing has happened between people by it."""


class Asking(Protocol):
    """The mail that the questions are about."""

    @property
    def mail(self) -> InboundMail: ...
    @property
    def inbox_id(self) -> int: ...


def answering_of(
    unit: Unit, asking: Asking, common: Situation, person: Person, thread: Thread | None, contract: Contract | None
) -> Answering | None:
    """For a proven member of staff who writes on a case; None for anybody else. Linear in the case's mails."""
    if not isinstance(person, StaffMember) or not common.proof.level.reaches(Level.A):
        return None
    house, mail = common.house, asking.mail
    if thread is None:
        return _of_a_caller(unit, house, mail)
    case, staff = thread.case, person.staff
    words = unit.case_words(case.id)
    told = unit.told_of(asking.inbox_id, WAITING_REASONS) if common.let_in_by else Told()
    cause = unit.letter_cause(case.id, (*mail.in_reply_to, *reversed(mail.references)))
    acts = unit.newest_acts(case.id)
    lately = unit.answers_since(case.id, common.received_at - REPEATED_WITHIN)
    return Answering(
        inside=_inside(unit, house, mail, case, contract, words),
        lately=words.answered if any(staff.has_address(address) for address, _ in lately) else (),
        others=_others(unit, house, case, mail, staff, common, told),
        held=unit.held_answers(case.id),
        newest=_newest(unit, case, staff, acts, cause),
        told=told,
        meant=_held_meant(cause),
        unsent=_unsent(unit, staff, acts, common.received_at - house.relay_delay),
        acted_by=unit.last_actor(case.id),
    )


def _of_a_caller(unit: Unit, house: HouseRules, mail: InboundMail) -> Answering | None:
    """What the subject of a case must not carry that is opened for somebody who telephoned (row A7)."""
    if not read_instructions(mail.new_text).has(Word.OPEN_FOR):
        return None
    names = (*house.own_names, *(one.name for one in house.staff))
    inside = Inside(
        clientele=unit.clientele(),
        own_names=names,
        common_names=house.common_names,
        own_addresses=house.addresses,
        prefix=house.case_prefix,
        issued=_issued(unit, mail, house.case_prefix),
    )
    return Answering(inside=inside)


def _issued(unit: Unit, mail: InboundMail, prefix: str) -> frozenset[str]:
    """Which of the numbers that a mail seems to name are those of cases."""
    texts = (mail.text, mail.signature, *(one.name for one in mail.attachments))
    return unit.issued(spoken_numbers("\n".join(texts), prefix)[:MOST_SPOKEN])


def _inside(
    unit: Unit, house: HouseRules, mail: InboundMail, case: Case, contract: Contract | None, words: CaseWords
) -> Inside:
    # Names that mails give themselves are not among them: anybody may call themselves after a client.
    people = [*(one.name for one in house.staff), *(one.name for one in (contract.contacts if contract else ()))]
    readers = [one.address for one in case.participants]
    staff = [address for one in house.staff for address in one.addresses]
    return Inside(
        clientele=unit.clientele(),
        client=bare_name(contract.client) if contract else "",
        own_names=(*house.own_names, *people),
        common_names=house.common_names,
        own_addresses=house.addresses | frozenset(map(address_key, (*readers, *staff))),
        prefix=house.case_prefix,
        numbers=frozenset({case.number, *unit.links_of(case.id)}),
        issued=_issued(unit, mail, house.case_prefix),
        notes=words.notes,
        said=words.said,
        answered=words.answered,
    )


def _others(
    unit: Unit, house: HouseRules, case: Case, mail: InboundMail, staff: Staff, common: Situation, told: Told
) -> tuple[OtherAnswer, ...]:
    """Answers of others since the copy that the mail quotes; where that is not known, those of the last minutes.

    What came before the writer's own last answer is not among them: that answer was held for it, or quoted it. Of a
    mail that a person let go, those count that came since the letter about it.
    """
    if common.let_in_by and told.at is None:
        return ()
    quoted = tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))
    copied_at = unit.letter_queued(case.id, quoted)
    # Mailboxes count whole seconds: an answer may seem to be older than a copy that was made in the same second.
    since = copied_at.replace(microsecond=0) - SAME_SECOND if copied_at else common.received_at - UNKNOWN_COPY
    since = told.at - SAME_SECOND if told.at else since
    found: list[OtherAnswer] = []
    for address, at in unit.answers_since(case.id, since):
        if staff.has_address(address):
            found.clear()
        else:
            other = next((one for one in house.staff if one.has_address(address)), None)
            found.append(OtherAnswer(staff=other, at=at))
    return tuple(found)


def _held_meant(cause: str) -> int:
    """The held answer that a letter of this cause is about; 0 where it is about something else."""
    _, _, rest = cause.partition("inbox:")
    number, _, reason = rest.partition(":")
    return int(number) if number.isdigit() and reason in WAITING_REASONS else 0


def _unsent(unit: Unit, staff: Staff, acts: Sequence[StaffAct], since: datetime) -> tuple[str, ...]:
    """Whose answers have not left yet, the writer's own aside."""
    lately = [one for one in acts if one.at > since and one.handle != staff.handle and one.undone_at is None]
    waiting = [one.handle for one in lately if any(letter.waits for letter in _answers_of(unit, one))]
    return tuple(dict.fromkeys(waiting))


def _answers_of(unit: Unit, act: StaffAct) -> tuple[CausedLetter, ...]:
    return tuple(to_customers(unit.letters_caused(f"inbox:{act.inbox_id}")))


def _newest(unit: Unit, case: Case, staff: Staff, acts: Sequence[StaffAct], cause: str) -> UndoableAct | None:
    """The act whose receipt the mail replies to; else the writer's last. Where that was taken back already, an earlier
    answer of theirs that has not left."""
    own = [one for one in acts if one.handle == staff.handle]
    if not own:
        return None
    meant = [one for one in own if cause == f"inbox:{one.inbox_id}"]
    earlier = [
        one
        for one in own[1:]
        if own[0].undone_at and not one.undone_at and any(letter.waits for letter in _answers_of(unit, one))
    ]
    act = (*meant, *earlier, own[0])[0]
    letters = _answers_of(unit, act)
    after = (EventKind(kind) for kind in unit.kinds_after(case.id, act.last_seq))
    return UndoableAct(
        act=act,
        waiting=sum(one.waits for one in letters),
        left=sum(not one.waits and not one.withdrawn for one in letters),
        followed=any(kind not in _TOLD_STAFF for kind in after),
    )


def to_customers(letters: Iterable[CausedLetter]) -> Iterable[CausedLetter]:
    """Those that are not for the desk's own people."""
    return (one for one in letters if not is_for_staff(one.letter))
