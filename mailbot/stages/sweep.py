"""The sweep stage: what the clock and ended deliveries ask for. One thing at a time, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.decision import Reason
from mailbot.desk.letters import StaffDeliveryFailed, StaffHeldList
from mailbot.desk.mail import address_key
from mailbot.desk.records import InboxState, TryLater
from mailbot.desk.words import BOUNCE_WORDS, LETTER_WORDS, is_for_staff
from mailbot.mail.compose import OutgoingFile
from mailbot.stages.copies import on_case
from mailbot.stages.correspondence import Addressed
from mailbot.stages.faults import also_told
from mailbot.stages.held_items import held_item
from mailbot.stages.house import House, staff_token_of
from mailbot.stages.opening import happened

if TYPE_CHECKING:
    from mailbot.desk.people import Staff
    from mailbot.desk.records import EndedLetter, HeldMail
    from mailbot.stages.announcing_round import AnnouncingRound
    from mailbot.stages.digest import Digest
    from mailbot.stages.intake_watch import IntakeWatch
    from mailbot.stages.keeping import Keeping
    from mailbot.stages.ports import Books, Unit
    from mailbot.stages.report_round import ReportRound
    from mailbot.stages.units_round import UnitsRound

GATHER = timedelta(minutes=10)
"""The first held mail is told of at once; those after it together, so often at most."""
SEAL_EVERY = timedelta(minutes=10)
MOST_LISTED = 20
MOST_ATTACHED = 5 * 1024 * 1024
"""Octets of unread mails that one letter brings along; the others are read with `mailbot held show`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The stage over the store and the house."""

    books: Books
    house: House
    watch: IntakeWatch | None = None
    keeping: Keeping | None = None
    digest: Digest | None = None
    announcing: AnnouncingRound | None = None
    units: UnitsRound | None = None
    reports: ReportRound | None = None
    tell: Callable[[EndedLetter, Exception], None] = lambda _letter, _error: None
    """Hears of an ended letter whose case could not be brought up to date."""
    _sealed: list[datetime] = field(default_factory=list, repr=False)

    def some(self, now: datetime, limit: int) -> int:
        """Do what is due; says how many things were done."""
        self._seal(now)
        with self.books.unit(now) as unit:
            ended = unit.ended_letters(limit)
            for letter in ended:
                self._alone(self._note, unit, letter, now)
                self._alone(self._play, unit, letter, now)
            unit.mark_ended_noted([letter.outbox_id for letter in ended])
            told = self._tell_of_held(unit, now)
            warned = self.watch.tell(unit, now) if self.watch else 0
            kept = self.keeping.some(unit, now, limit) if self.keeping else 0
            begun = self.digest.some(unit, now) if self.digest else 0
            announced = self.announcing.some(unit, now) if self.announcing else 0
            counted = self.units.some(unit, now, limit) if self.units else 0
            reported = self.reports.some(unit, now) if self.reports else 0
        return len(ended) + told + warned + kept + begun + announced + counted + reported

    def _seal(self, now: datetime) -> None:
        """From time to time the heads of the audit chains are sealed into a root (DECISIONS 44)."""
        if not self._sealed or self._sealed[-1] <= now - SEAL_EVERY:
            self._sealed[:] = [now]
            self.books.seal_audit(now)

    def _alone(
        self, step: Callable[[Unit, EndedLetter, datetime], None], unit: Unit, letter: EndedLetter, now: datetime
    ) -> None:
        """What cannot be done for one letter is told in the log and left behind; the others go on."""
        try:
            with unit.savepoint():
                step(unit, letter, now)
        except TryLater:
            raise
        except Exception as error:  # noqa: BLE001 - one letter's trouble must not stop every other's
            self.tell(letter, error)

    def _note(self, unit: Unit, letter: EndedLetter, now: datetime) -> None:
        """An answer that left stops the clocks at the moment of its sending; a letter that did not is shown."""
        case = unit.case(letter.case_id) if letter.case_id else None
        if not letter.is_sent:
            self._tell_of_failure(unit, letter, now)
        elif case is not None and letter.satisfies_clock:
            facts = dict(letter.facts)
            actor = str(facts.pop("by", "desk"))
            kind = EventKind(str(facts.pop("event", EventKind.REPLY)))
            facts.pop("also", None)
            for case_id in (case.id, *also_told(letter)):
                unit.add_event(case_id, happened(letter.at, kind, actor, **facts))

    def _play(self, unit: Unit, letter: EndedLetter, now: datetime) -> None:
        """How the clocks stand once an answer has left; apart, so that it stays noted if they cannot be played."""
        told = letter.case_id and letter.is_sent and letter.satisfies_clock
        for case_id in (letter.case_id, *also_told(letter)) if told else ():
            case = unit.case(case_id)
            contract = unit.contract(case.contract_id) if case is not None else None
            if case is not None and contract is not None:
                self.house.play(unit, case, contract, self.house.policies.pinned(unit, case), now)

    def _tell_of_failure(self, unit: Unit, ended: EndedLetter, now: datetime) -> None:
        if is_for_staff(ended.letter):
            return
        if self.announcing is not None and self.announcing.tell_of_failure(unit, ended.outbox_id, now):
            return
        case = unit.case(ended.case_id) if ended.case_id else None
        letter = StaffDeliveryFailed(
            number=case.number if case else "",
            subject=case.subject if case else ended.subject,
            letter=LETTER_WORDS.get(ended.letter, LETTER_WORDS[""]),
            recipient=ended.recipient,
            reason=BOUNCE_WORDS["permanent"],
            failed_at=ended.at,
            words=ended.words,
        )
        cause = f"outbox:{ended.outbox_id}"
        contract = unit.contract(case.contract_id) if case else None
        members = self.house.staff_for(case, now) if case else self.house.present(now)
        for member in members:
            where = (
                on_case(self.house, case, contract, member, cause=cause)
                if case
                else Addressed(cause=cause, desk_address=self.house.address, token_for=staff_token_of(member))
            )
            reader = self.house.readers.staff(member)
            unit.queue(self.house.correspondence.write(letter, reader, where, now))

    def _tell_of_held(self, unit: Unit, now: datetime) -> int:
        """Staff learn of held mails, gathered; each mail once."""
        held = unit.held_untold()
        members = self.house.present(now)
        if not held or any(self._told_lately(unit, member, now) for member in members):
            return 0
        items = tuple(map(held_item, held[:MOST_LISTED]))
        letter = StaffHeldList(items=items, more=max(0, len(held) - MOST_LISTED))
        cause = f"held:{_digest_of(held)}"
        files = _unread_mails(unit, held[:MOST_LISTED])
        for member in members:
            where = Addressed(
                cause=cause, desk_address=self.house.address, token_for=staff_token_of(member), files=files
            )
            reader = self.house.readers.staff(member)
            unit.queue(self.house.correspondence.write(letter, reader, where, now))
        unit.mark_told([one.inbox_id for one in held])
        return len(held)

    def _told_lately(self, unit: Unit, member: Staff, now: datetime) -> bool:
        last = unit.last_sent(StaffHeldList.key, address_key(member.address))
        return last is not None and last > now - GATHER


def _digest_of(held: Sequence[HeldMail]) -> str:
    """The same for the same mails held for the same reasons, of which staff are told once."""
    said = "\n".join(f"{one.inbox_id} {one.reason} {one.hint}" for one in held)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _unread_mails(unit: Unit, held: Sequence[HeldMail]) -> tuple[OutgoingFile, ...]:
    """The raw mails that could not be read or handled, as files, while they are small enough together."""
    files: list[OutgoingFile] = []
    room = MOST_ATTACHED
    for one in held:
        if one.reason == Reason.UNREADABLE or one.state is InboxState.FAILED:
            content = unit.held_bytes(one.inbox_id)
            if 0 < len(content) <= room:
                room -= len(content)
                files.append(OutgoingFile(name=f"message-{one.inbox_id}.eml", type="message/rfc822", content=content))
    return tuple(files)
