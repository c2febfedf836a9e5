"""Whether commands about faults and announcements can run: what they name exists, and their lines can be read."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.alone import sends_alone
from mailbot.desk.announcement_orders import Ordered, read_announcement_lines
from mailbot.desk.announcements import AnnouncementKind, Change
from mailbot.desk.announcements_changes import change_in, has_begun, notes_stop, read_stopped
from mailbot.desk.announcing import AnnouncementState
from mailbot.desk.command_words import Word
from mailbot.desk.commands import Instructions, read_instructions
from mailbot.desk.fault_words import announcement_kind, announcement_number, asks_for_status, fault_numbers
from mailbot.desk.faults import FaultEventKind, FaultFacts
from mailbot.desk.faults_orders import FaultReading, Trouble, read_fault_lines, troubles_with, with_default_times
from mailbot.desk.mail import InboundMail
from mailbot.desk.people import StaffMember
from mailbot.desk.sign_offs import is_sign_off
from mailbot.desk.staffcopy import own_words
from mailbot.desk.subjects import numbers_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailbot.desk.announcing import Announced
    from mailbot.desk.command_checks import Asked
    from mailbot.desk.faults import Fault
    from mailbot.desk.hours import Hours
    from mailbot.desk.situation import HouseRules, Situation

WITHDRAWS = ("取下げ", "取り下げ", "取下", "withdraw", "withdrawn")
RECOVERS = ("復旧", "recovered")
APPROVED_KIND = "announcements"
"""The word of `approve` under which announcements wait for another member."""


def below(situation: Situation) -> Instructions:
    """The instructions of a staff member's mail, with the text below its commands."""
    mail = situation.mail
    assert isinstance(mail, InboundMail)
    text = own_words(mail).text if situation.thread else mail.new_text
    return read_instructions(text)


def language_of(situation: Situation) -> str:
    """The language in which the writer is answered; unlabelled text is taken to be in it."""
    person = situation.person
    language = person.staff.language if isinstance(person, StaffMember) else ""
    return language if language in {"ja", "en"} else "ja"


def reading_of(situation: Situation, text: str) -> FaultReading:
    """What a mail says of a fault; its writer's signature is no news."""
    reading = read_fault_lines(
        text,
        now=situation.now,
        zone=ZoneInfo(situation.house.timezone),
        services=situation.house.services,
        language=language_of(situation),
    )
    person = situation.person
    if not isinstance(person, StaffMember) or not is_sign_off(reading.rest, person.staff, situation.house.own_names):
        return reading
    news = {language: text for language, text in reading.facts.text.items() if text != reading.rest}
    return replace(reading, rest="", facts=replace(reading.facts, text=MappingProxyType(news)))


def ordered(situation: Situation, text: str, kind: AnnouncementKind, hours: Hours | None) -> Ordered:
    """The announcement that a mail describes; its writer's signature is no text of it."""
    found = read_announcement_lines(
        text,
        kind,
        now=situation.now,
        zone=ZoneInfo(situation.house.timezone),
        services=situation.house.services,
        hours=hours,
        language=language_of(situation),
    )
    person, said = situation.person, found.announcement.text
    if not isinstance(person, StaffMember):
        return found
    own_names = situation.house.own_names
    kept = {one: words for one, words in said.items() if not is_sign_off(words, person.staff, own_names)}
    return replace(found, announcement=replace(found.announcement, text=MappingProxyType(kept)))


def kind_of_event(facts: FaultFacts, fault: Fault | None, argument: str) -> FaultEventKind:
    """What a mail makes happen to a fault: news with the time of the next are told, other facts are only corrected;
    of one that is over, what explains it is told as a part of its recovery."""
    said = argument.casefold()
    if fault is None:
        return FaultEventKind.DECLARED
    if any(word in said for word in WITHDRAWS):
        return FaultEventKind.WITHDRAWN
    if fault.recovered is not None and facts.began is not None and facts.began >= fault.recovered:
        return FaultEventKind.RELAPSED
    if facts.recovered or any(word in said for word in RECOVERS):
        return FaultEventKind.RECOVERED
    if fault.recovered is not None:
        explains = facts.cause or facts.remedy or facts.prevention or facts.text
        return FaultEventKind.RECOVERED if explains else FaultEventKind.CORRECTED
    return FaultEventKind.UPDATED if facts.text or facts.next_news else FaultEventKind.CORRECTED


def event_of(
    situation: Situation, facts: FaultFacts, fault: Fault | None, argument: str
) -> tuple[FaultEventKind, FaultFacts]:
    """The kind of event, and its facts with the times that go without saying."""
    kind = kind_of_event(facts, fault, argument)
    if kind is FaultEventKind.RECOVERED and fault is not None and fault.recovered is not None:
        return kind, facts
    return kind, with_default_times(facts, kind, situation.received_at)


def _incident(asked: Asked) -> str:
    situation, instructions = asked.situation, below(asked.situation)
    numbers = fault_numbers(asked.argument)
    resolves = instructions.has(Word.RESOLVE)
    if (asked.argument or resolves) and len(numbers) != 1:
        return "fault-number"
    fault = situation.named.faults.get(numbers[0]) if numbers else None
    if numbers and fault is None:
        return "no-such-fault"
    if fault is not None and fault.withdrawn and not any(one in asked.argument.casefold() for one in WITHDRAWS):
        return "fault-withdrawn"
    return _wrong_event(asked, fault, instructions.text, resolves=resolves)


def _wrong_event(asked: Asked, fault: Fault | None, text: str, *, resolves: bool) -> str:
    situation = asked.situation
    reading = reading_of(situation, text)
    kind, facts = event_of(situation, reading.facts, fault, asked.argument)
    troubles = troubles_of(reading, kind, facts, fault)
    if resolves and kind is FaultEventKind.CORRECTED and reading.facts.says_nothing:
        return "fault-runs" if fault is not None and fault.is_running else ""
    if troubles:
        language = language_of(situation)
        words = " / ".join(one.words("ja" if language == "ja" else "en") for one in troubles)
        return f"fault-lines: {words}"
    unknown = [one for one in reading.case_numbers if not cases_named(situation, (one,))]
    if unknown:
        return f"fault-case: {', '.join(unknown)}"
    if kind is FaultEventKind.CORRECTED and facts.says_nothing and not reading.case_numbers:
        return "fault-nothing"
    return "fault-runs" if resolves and kind is not FaultEventKind.RECOVERED and fault and fault.is_running else ""


def troubles_of(
    reading: FaultReading, kind: FaultEventKind, facts: FaultFacts, fault: Fault | None
) -> tuple[Trouble, ...]:
    """All that is to be mended in a mail about a fault, each field once."""
    blamed = {one.field for one in reading.troubles}
    further = (one for one in troubles_with(kind, facts, fault) if one.field not in blamed)
    return (*reading.troubles, *further)


def cases_named(situation: Situation, numbers: tuple[str, ...]) -> tuple[int, ...]:
    """The ids of the cases that these numbers name; those that are none are left out."""
    spelt = [one for text in numbers for one in numbers_in(text, situation.house.case_prefix)]
    return tuple(case.id for number in spelt if (case := situation.named.cases.get(number)) is not None)


def _relate(asked: Asked) -> str:
    numbers = fault_numbers(asked.argument)
    if len(numbers) != 1:
        return "fault-number"
    return "" if numbers[0] in asked.situation.named.faults else "no-such-fault"


def _unlink(asked: Asked) -> str:
    why = _relate(asked)
    if why:
        return why
    fault = asked.situation.named.faults[fault_numbers(asked.argument)[0]]
    return "" if asked.case is None or asked.case.id in fault.cases else "fault-not-linked"


def _announce(asked: Asked) -> str:
    situation, argument = asked.situation, asked.argument
    number = announcement_number(argument)
    known = situation.named.announced
    if change_in(argument) or notes_stop(argument):
        return _changes(situation, argument, known if known is not None and known.id == number else None)
    if asks_for_status(argument):
        return "" if known is not None and known.id == number else "announce-gone"
    if number and (known is None or known.id != number or known.state is not AnnouncementState.DRAFT):
        return "announce-gone"
    kind = announcement_kind(argument) or (known.kind if number and known else None)
    if kind is None or kind.is_of_fault:
        return "announce-kind"
    found = ordered(situation, below(situation).text, kind, situation.house.hours)
    language = language_of(situation)
    return f"announce-lines: {' / '.join(one[language] for one in found.troubles)}" if found.troubles else ""


def _changes(situation: Situation, argument: str, known: Announced | None) -> str:
    """Whether a maintenance that was announced can be moved, called off or noted as it was."""
    change, language = change_in(argument), language_of(situation)
    window = known.window if known else None
    if window is None or (change and window[1] <= situation.now):
        return "announce-no-window" if change else "announce-no-stop"
    noted = known.noted if known else None
    if change and has_begun(window, noted, situation.now):
        return "announce-begun"
    text = below(situation).text
    troubles: Sequence[Mapping[str, str]] = ()
    if change is Change.MOVED:
        troubles = ordered(situation, text, AnnouncementKind.MAINTENANCE, None).troubles
    elif change is None:
        zone = ZoneInfo(situation.house.timezone)
        troubles = read_stopped(text, window, noted=noted, now=situation.now, zone=zone).troubles
    return f"announce-lines: {' / '.join(one[language] for one in troubles)}" if troubles else ""


def waiting_announcement(situation: Situation) -> Announced | None:
    """The draft that a word of the mail is about: the one whose preview it answers, or that it names."""
    known = situation.named.announced
    return known if known is not None and known.state is AnnouncementState.DRAFT else None


def needs_approval_of(house: HouseRules) -> bool:
    """Whether another member has to say that an announcement may go; a desk of one cannot ask for that."""
    return APPROVED_KIND in house.approve and sum(one.active for one in house.staff) > 1


def not_sendable(situation: Situation, word: Word) -> str:
    """Why the announcement that is meant does not go by this word of this writer; empty if it does."""
    waiting, person = waiting_announcement(situation), situation.person
    if waiting is None:
        return "announce-gone"
    if word is Word.UNDO or not needs_approval_of(situation.house):
        return ""
    own = isinstance(person, StaffMember) and waiting.by == f"staff:{person.staff.handle}"
    if own and sends_alone(situation.house, waiting.kind, waiting.by, situation.now):
        return ""
    if word is Word.SEND:
        return "announce-approval"
    return "announce-own" if own else ""


FAULT_CHECKS: Mapping[Word, Callable[[Asked], str]] = {
    Word.INCIDENT: _incident,
    Word.RELATE: _relate,
    Word.UNLINK: _unlink,
    Word.ANNOUNCE: _announce,
}
