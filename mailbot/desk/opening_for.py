"""Opening a case for somebody who telephoned: what the command says, for whom, on which contract, since when (A7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.cases import Case, Status
from mailbot.desk.command_checks import find_keyed
from mailbot.desk.command_words import Word
from mailbot.desk.commands import PARTICLES, Instructions
from mailbot.desk.decision import OpenCase
from mailbot.desk.decision import Reason as Why
from mailbot.desk.mail import Address, address_key
from mailbot.desk.moments import spoken_lately
from mailbot.desk.openings import choose_contract, people_opening, planned_letters
from mailbot.desk.people import StaffMember
from mailbot.desk.subjects import strip_prefixes
from mailbot.desk.triage import Ground, Reason, Subject, Triage, triage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.situation import Situation

OLDEST_CALL = timedelta(days=31)
"""A call of longer ago is a slip of the pen: its times would have passed before anybody could keep them."""
BESIDE = frozenset(
    {Word.OPEN_FOR, Word.ASSIGN, Word.START, Word.PRIORITY, Word.CATEGORY, Word.FORECAST}
    | {Word.LEVEL, Word.UNITS, Word.DEFECT, Word.TIME}
)
"""What may stand beside `#open-for`: it holds for the case that is opened."""

RULED_AT_OPENING = frozenset({Word.OPEN_FOR, Word.PRIORITY, Word.CATEGORY})
"""What is worked into the case as it is opened, so that the caller is told the right times from the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What `#open-for` says. `at` is None where no time is given; `unread` is what is neither that nor a contract."""

    address: str
    contract: str
    at: datetime | None
    unread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephoned:
    """A case to be opened for a caller: `at` is when the desk took note, `mail` what the caller said, as if written."""

    decision: OpenCase
    at: datetime
    mail: InboundMail

    @property
    def prospect(self) -> Case:
        """The case as it will be, without number and id: what other commands of the mail are checked against."""
        return Case(
            id=0,
            number="",
            contract_id=self.decision.contract.id,
            subject=self.decision.subject,
            status=Status.NEW,
            category=self.decision.triage.category,
            priority=self.decision.triage.priority,
            received_at=self.at,
            participants=self.decision.people,
        )


def read_call(argument: str, contracts: Sequence[Contract], written_at: datetime, zone: ZoneInfo) -> Call:
    """`tanaka@client.jp`, then in any order a time gone by and the id of a contract; particles fall away."""
    words = [word for word in argument.replace("、", " ").replace(",", " ").split() if word not in PARTICLES]
    address = next((word for word in words if "@" in word), "")
    ids = {contract.id.casefold(): contract.id for contract in contracts}
    named = next((ids[word.casefold()] for word in words if word.casefold() in ids), "")
    rest = " ".join(word for word in words if word != address and word.casefold() != named.casefold())
    at = spoken_lately(rest, written_at, zone) if rest else None
    return Call(address=_bare(address), contract=named, at=at, unread=rest if rest and at is None else "")


def _bare(address: str) -> str:
    """`<tanaka@client.jp>様` without its brackets and its honorific."""
    shorter = next((address.removesuffix(one) for one in PARTICLES if address.endswith(one)), address)
    return shorter.strip("<>()「」")


def telephoned(situation: Situation, mail: InboundMail, instructions: Instructions) -> Telephoned | str:
    """The case that the mail asks for; else why there is none, as a key of the refusals (`KEY: detail`)."""
    argument = next(one.argument for one in instructions.commands if one.word is Word.OPEN_FOR)
    called = next((word for word in argument.split() if "@" in word), "")
    contracts = situation.named.callers.get(address_key(_bare(called)), ())
    call = read_call(argument, contracts, situation.received_at, ZoneInfo(situation.house.timezone))
    at = call.at or situation.received_at
    if not contracts:
        return "not-opener"
    if call.unread or at < situation.received_at - OLDEST_CALL:
        return "call-time"
    if not instructions.text and not strip_prefixes(mail.subject, situation.house.case_prefix):
        return "no-matter"
    chosen = _contract(situation, _as_called(situation, mail, call, instructions.text), call, at, contracts)
    return chosen if isinstance(chosen, str) else _opened(situation, chosen, call, instructions)


def _as_called(situation: Situation, mail: InboundMail, call: Call, text: str) -> InboundMail:
    """The mail as if the caller had written the matter; nothing of the staff member's own head stays."""
    return replace(
        mail,
        senders=(Address(address=call.address),),
        subject=strip_prefixes(mail.subject, situation.house.case_prefix),
        text=text,
        new_text=text,
        quoted="",
        signature="",
        message_id="",
        in_reply_to=(),
        references=(),
        to=(),
        cc=(),
        delivered_to=(),
        priority_header="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The contract, with its policy at the time of the call."""

    contract: Contract
    version: PolicyVersion
    mail: InboundMail
    at: datetime


def _contract(
    situation: Situation, mail: InboundMail, call: Call, at: datetime, contracts: tuple[Contract, ...]
) -> _Chosen | str:
    """As for a mail (DECISIONS 7), except that nobody guesses: where it is not clear, the staff member is asked."""
    there = replace(situation, received_at=at, local_date=at.astimezone(ZoneInfo(situation.house.timezone)).date())
    named = tuple(contract for contract in contracts if contract.id == call.contract)
    choice = choose_contract(there, mail, named or contracts)
    contract = choice.contract
    if choice.unsure:
        return f"which-contract: {choice.unsure}"
    version = situation.versions.get(contract.id)
    if not contract.is_in_force(there.local_date) or version is None:
        return "contract-ended"
    return _Chosen(contract=contract, version=version, mail=mail, at=at)


def _opened(situation: Situation, chosen: _Chosen, call: Call, instructions: Instructions) -> Telephoned | str:
    mail, contract = chosen.mail, chosen.contract
    subject = Subject.of(mail, contract=contract, recipients=situation.recipients)
    found = _as_ruled(triage(situation.house.rules, chosen.version, subject), chosen.version, instructions)
    if not contract.may_open(call.address, category=found.category):
        return "not-opener"
    people = people_opening(situation, mail, contract)
    decision = OpenCase(
        reason=Why.STAFF_COMMANDS,
        contract=contract,
        contact=contract.contact_at(call.address),
        triage=found,
        subject=mail.subject,
        people=people,
        acknowledge=True,
        letters=planned_letters(situation, people, acknowledge=True, linked=False),
    )
    return Telephoned(decision=decision, at=chosen.at, mail=mail)


def _as_ruled(found: Triage, version: PolicyVersion, instructions: Instructions) -> Triage:
    """With the category and the priority that the same mail lays down; what the policy does not know is refused."""
    by_staff = Reason(ground=Ground.STAFF)
    for command in instructions.commands:
        if command.word is Word.CATEGORY and (category := find_keyed(version.categories, command.argument)):
            found = replace(found, category=category.key, category_reason=by_staff)
        if command.word is Word.PRIORITY and (priority := find_keyed(version.priorities, command.argument)):
            found = replace(found, priority=priority.key, priority_reason=by_staff)
    return found


def beside_call(instructions: Instructions) -> tuple[str, ...]:
    """The lines that cannot stand in one mail with `#open-for`, each as `what: line`; a second one among them."""
    calls = [one for one in instructions.commands if one.word is Word.OPEN_FOR]
    strays = [one for one in instructions.commands if one.word not in BESIDE]
    return tuple(f"beside-opening: {one.line}" for one in (*calls[1:], *strays))


def call_line(instructions: Instructions) -> str:
    """The line that asks for the case, as it was written."""
    return next((one.line for one in instructions.commands if one.word is Word.OPEN_FOR), "")


def is_staff_alone(situation: Situation) -> bool:
    """Whether the mail is a staff member's that belongs to no case: only such a one opens a case for a caller."""
    return isinstance(situation.person, StaffMember) and situation.thread is None
