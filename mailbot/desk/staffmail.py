"""Mail from staff: an answer to be relayed, commands to be run, or neither, and then why."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.accounts import is_account
from mailbot.desk.addressing import is_among_colleagues, receivers
from mailbot.desk.cases import Case, FoundBy, Status
from mailbot.desk.checks_guard import (
    closed_refused,
    company_refused,
    ending_refused,
    leaking_opening,
    leaking_subjects,
)
from mailbot.desk.command_checks import fault, find_keyed, wrong_arguments
from mailbot.desk.command_words import ANSWERED_BY, WITHOUT_CASE, Word, offered
from mailbot.desk.commands import (
    SHORT_REMAINDER,
    Command,
    Instructions,
    UnknownLine,
    late_command,
    late_lines,
    read_instructions,
    with_bare_approval,
)
from mailbot.desk.decision import Decision, Hold, Ignore, LetterPlan, Reason, Refuse, Relay, RunCommands
from mailbot.desk.loops import LAST_ROUND_OF_STAFF
from mailbot.desk.mail import ONE_PRESS, InboundMail, Nature
from mailbot.desk.matters import clashes, letters_of, pointer_of, readers_of
from mailbot.desk.opening_for import Telephoned, beside_call, call_line, telephoned
from mailbot.desk.people import Staff, StaffMember
from mailbot.desk.proof import Level
from mailbot.desk.relay_guard import guarded
from mailbot.desk.sign_offs import is_doubtful, is_footer_alone, is_sign_off
from mailbot.desk.staffcopy import own_words
from mailbot.desk.subjects import numbers_in

if TYPE_CHECKING:
    from mailbot.desk.situation import Situation

SAID_BY_THE_DESK = (Word.REPORT, Word.OUT_OF_SCOPE)
"""What goes to the customer even where no text stands below it: in words that the desk keeps ready."""
AFTER_CLOSING = frozenset({Word.NOTE, Word.EXPLAIN, Word.SHOW, Word.UNDO, Word.DEFECT, Word.REASON}) | (
    WITHOUT_CASE - {Word.SEND, Word.APPROVE}
)
"""What still runs on a closed case."""
CORRECTING = frozenset({Word.UNITS, Word.TIME, Word.CONSENT})
"""What else runs on one that is closed, and was not merged: mistyped units can be mended."""


def from_staff(situation: Situation, mail: InboundMail, staff: Staff) -> Decision:
    """Staff always need the highest proof, and nobody can let them in without it (DECISIONS 1, REALITIES 22)."""
    if not situation.proof.level.reaches(Level.A):
        return Hold(reason=Reason.UNPROVEN_STAFF, hint=situation.proof.evidence, tell=True)
    if not staff.active:
        return Hold(reason=Reason.STAFF_LEFT, tell=True)
    if mail.nature is Nature.AUTO_REPLY:
        return Hold(reason=Reason.AUTOMATIC, tell=True)
    instructions = read_instructions(mail.new_text)
    case = situation.thread.case if situation.thread else None
    if mail.nature_reason in ONE_PRESS:
        return _refused(case, staff, ("one-press: ",)) if case else Ignore(reason=Reason.AUTO_REPLY)
    if case is None:
        return _without_case(situation, staff, instructions)
    own = own_words(mail)
    if own.why and not instructions.has(Word.NOTE):
        return _refused(case, staff, (own.why,))
    if not instructions.has(Word.NOTE):
        instructions = read_instructions(own.text)
    return _on_case(situation, mail, case, staff, without_sign_off(situation, instructions, staff))


def _on_case(situation: Situation, mail: InboundMail, case: Case, staff: Staff, instructions: Instructions) -> Decision:
    """What becomes of the writer's own words."""
    instructions = _as_addressed(situation, mail, case, staff, instructions)
    why = refusals(situation, mail, case, instructions)
    if why or instructions.unknown:
        return _refused(case, staff, why, instructions.unknown)
    if instructions.keeps_text or not (instructions.text or any(instructions.has(word) for word in SAID_BY_THE_DESK)):
        ran = _run(case, staff, instructions)
        return replace(ran, letters=(*letters_of(situation, case, instructions), *ran.letters))
    relay = _relay(situation, mail, case, staff, instructions)
    goes_out = any(plan.letter == public_letter(instructions) for plan in relay.letters)
    return guarded(situation, mail, relay) if goes_out or not relay.direct else relay


def _as_addressed(
    situation: Situation, mail: InboundMail, case: Case, staff: Staff, instructions: Instructions
) -> Instructions:
    """A text that is addressed to colleagues alone is a note, whether it says so or not."""
    says = instructions.text and not instructions.keeps_text
    if not says or any(map(instructions.has, SAID_BY_THE_DESK)) or not is_among_colleagues(situation, mail, case):
        return instructions
    note = Command(word=Word.NOTE, argument="", line=offered(Word.NOTE)["en" if staff.language == "en" else "ja"])
    return replace(instructions, commands=(*instructions.commands, note))


def _refused(case: Case, staff: Staff, why: tuple[str, ...], unknown: tuple[UnknownLine, ...] = ()) -> Refuse:
    return Refuse(
        reason=Reason.COMMAND_REFUSED,
        staff=staff,
        case=case,
        why=why,
        unknown=unknown,
        letters=(LetterPlan(letter="staff-command-refused", to=staff.address),),
    )


def without_sign_off(situation: Situation, instructions: Instructions, staff: Staff) -> Instructions:
    """Commands with nothing below them but the writer's name or signature are commands alone (DECISIONS 40), and what
    a telephone writes below a mail is no text. What a command keeps inside is kept whole, names aside."""
    text = instructions.text
    if instructions.commands and not instructions.keeps_text:
        is_empty = is_sign_off(text, staff, situation.house.own_names)
    else:
        is_empty = bool(instructions.commands) and _is_name_of(staff, text)
    return replace(instructions, text="") if is_empty or is_footer_alone(text) else instructions


def public_letter(instructions: Instructions | Relay) -> str:
    """Which letter carries a text to the customer: a report, the account of a resolved matter, or a plain answer."""
    words = {command.word for command in instructions.commands}
    if Word.OUT_OF_SCOPE in words:
        return "out-of-scope"
    if Word.RESOLVE in words and is_account(instructions.text):
        return "resolved"
    return "interim-report" if Word.REPORT in words else "staff-answer"


def _is_name_of(staff: Staff, text: str) -> bool:
    bare = unicodedata.normalize("NFKC", text).strip(" -―—\t\n").casefold()
    names = {staff.handle.casefold(), staff.name.casefold(), *staff.name.casefold().split()}
    spelt = {name.replace(" ", "") for name in names}
    return bare.rstrip("。").removesuffix("拝").removesuffix("です").replace(" ", "") in spelt


def _without_case(situation: Situation, staff: Staff, instructions: Instructions) -> Decision:
    """Commands of the desk as a whole run from any mail; everything else needs a case."""
    if situation.named.announced is not None or situation.named.report is not None:
        instructions = with_bare_approval(instructions)
    instructions = without_sign_off(situation, instructions, staff)
    if instructions.has(Word.OPEN_FOR):
        return _for_a_caller(situation, staff, instructions)
    why = wrong_arguments(situation, None, instructions.commands)
    why = (*_strays(instructions), *why)
    if not why and not instructions.unknown:
        return _run(None, staff, instructions)
    return _refused_without_case(situation, staff, why, instructions.unknown)


def _strays(instructions: Instructions) -> tuple[str, ...]:
    """What of a mail that names no case needs one, by its line. What stands beside an order, a forwarded mail or a
    note, is let be: an order is usually sent on as it came."""
    orders = instructions.has(Word.ORDER)
    known = WITHOUT_CASE | ({Word.RESOLVE} if instructions.has(Word.INCIDENT) else set())
    known |= {Word.NOTE} if orders else set()
    strays = [one.line for one in instructions.commands if one.word not in known]
    late = late_command(instructions.text) if not instructions.commands else None
    if late is not None and late.word in WITHOUT_CASE:
        return (f"late-command: {late.line}",)
    if strays and orders:
        return tuple(f"no-case: {one}" for one in strays)
    is_said = bool(instructions.text) and not (instructions.keeps_text or orders)
    return ("no-case",) if strays or is_said or not instructions.commands else ()


def _for_a_caller(situation: Situation, staff: Staff, instructions: Instructions) -> Decision:
    """A case for somebody who telephoned (row A7); what stands beside it is checked on the case as it will be."""
    assert isinstance(situation.mail, InboundMail)
    opening = telephoned(situation, situation.mail, instructions)
    beside = beside_call(instructions)
    if isinstance(opening, Telephoned) and not (beside or instructions.unknown):
        beside = (
            *leaking_opening(situation, opening.decision),
            *wrong_arguments(situation, opening.prospect, instructions.commands),
        )
    if isinstance(opening, Telephoned) and not (beside or instructions.unknown):
        decision = _run(None, staff, instructions)
        return replace(decision, opening=opening, letters=(*opening.decision.letters, *decision.letters))
    wrong = () if isinstance(opening, Telephoned) else (fault(opening, call_line(instructions)),)
    return _refused_without_case(situation, staff, (*wrong, *beside), instructions.unknown)


def _refused_without_case(
    situation: Situation, staff: Staff, why: tuple[str, ...], unknown: tuple[UnknownLine, ...]
) -> Refuse:
    return Refuse(
        reason=Reason.STAFF_WITHOUT_CASE,
        staff=staff,
        why=why,
        unknown=unknown,
        letters=(LetterPlan(letter="staff-command-refused", to=staff.address),)
        if situation.rounds < LAST_ROUND_OF_STAFF
        else (),
    )


def _run(case: Case | None, staff: Staff, instructions: Instructions) -> RunCommands:
    note = instructions.text if instructions.has(Word.NOTE) or instructions.has(Word.PHONE) else ""
    return RunCommands(
        reason=Reason.STAFF_COMMANDS,
        case=case,
        staff=staff,
        commands=instructions.commands,
        note="\n".join(filter(None, [_note_argument(instructions), note])),
        text="" if note else instructions.text,
        letters=tuple(LetterPlan(letter=key, to=staff.address) for key in _answers(instructions)),
    )


def _answers(instructions: Instructions) -> tuple[str, ...]:
    """The letters that commands lead to: an answer for each that asks, and a receipt unless all of them only ask."""
    words = [command.word for command in instructions.commands]
    asked = tuple(dict.fromkeys(map(_answer_to, (one for one in instructions.commands if one.word in ANSWERED_BY))))
    return asked if all(word in ANSWERED_BY for word in words) else (*asked, "staff-receipt")


def _answer_to(command: Command) -> str:
    """Held mail is shown by its number, and listed without one."""
    is_list = command.word is Word.HELD and not command.argument
    return ANSWERED_BY[Word.LIST if is_list else command.word]


def _note_argument(instructions: Instructions) -> str:
    return "\n".join(one.argument for one in instructions.commands if one.word is Word.NOTE and one.argument)


def _relay(situation: Situation, mail: InboundMail, case: Case, staff: Staff, instructions: Instructions) -> Relay:
    direct = receivers(situation, mail, case)
    to = [one.address for one in readers_of(public_letter(instructions), case) if one not in direct]
    left_out = any(one.dangerous or one.is_mail for one in mail.attachments) or bool(own_words(mail).below)
    waits = bool(situation.let_in_by) or bool(situation.house.relay_delay)
    with_receipt = bool(instructions.commands or direct) or left_out or waits or situation.house.receipts_always
    receipt = (LetterPlan(letter="staff-receipt", to=staff.address),) if with_receipt else ()
    return Relay(
        reason=Reason.STAFF_ANSWER,
        case=case,
        staff=staff,
        text=instructions.text,
        commands=instructions.commands,
        direct=direct,
        letters=(*(LetterPlan(letter=public_letter(instructions), to=address) for address in to), *receipt),
    )


def refusals(situation: Situation, mail: InboundMail, case: Case, instructions: Instructions) -> tuple[str, ...]:
    """Why nothing of this mail runs, each as `what: line`; empty if all of it can (all or nothing)."""
    found: list[str] = []
    if number_disagrees(situation, mail, case):
        found.append(f"other-number: {mail.subject}")
    relays = bool(instructions.text) and not instructions.keeps_text
    runs = AFTER_CLOSING | (CORRECTING if case.status is Status.CLOSED else frozenset())
    if case.status.is_final and (relays or any(one.word not in runs for one in instructions.commands)):
        found.append(closed_refused(situation, case, instructions))
    if relays and _is_doubtful(situation, instructions):
        found.append(f"short-text: {instructions.text}")
    if not instructions.keeps_text:
        found += late_lines(instructions.text, mail.signature)
    if not instructions.text and not instructions.commands and not instructions.unknown:
        found.append("empty: ")
    stray = (
        *clashes(instructions, pointed=_is_pointed(situation, case, instructions)),
        *company_refused(instructions),
        *leaking_subjects(situation, instructions),
        *ending_refused(situation, instructions),
    )
    return (*found, *stray, *wrong_arguments(situation, case, instructions.commands))


def _is_pointed(situation: Situation, case: Case, instructions: Instructions) -> bool:
    """Whether the policy says where to ask instead, for the category that the case has once the commands have run."""
    version = situation.versions.get(case.contract_id)
    called = [one.argument for one in instructions.commands if one.word is Word.CATEGORY]
    changed = find_keyed(version.categories, called[-1]) if version and called else None
    return bool(pointer_of(version, changed.key if changed else case.category))


def _is_doubtful(situation: Situation, instructions: Instructions) -> bool:
    """A short text beside commands; a report and where to ask instead are meant for the customer in any case."""
    staff = situation.person.staff if isinstance(situation.person, StaffMember) else None
    if not instructions.commands or staff is None or any(map(instructions.has, SAID_BY_THE_DESK)):
        return False
    return is_doubtful(instructions.text, staff, situation.house.own_names, shortest=SHORT_REMAINDER)


def number_disagrees(situation: Situation, mail: InboundMail, case: Case) -> bool:
    """Commands act only on the case that thread and number agree on."""
    if situation.thread is None or situation.thread.found_by is FoundBy.NUMBER:
        return False
    numbers = numbers_in(mail.subject, situation.house.case_prefix)
    return bool(numbers) and not {case.number, situation.thread.named} & set(numbers)
