"""What a staff member's mail sends to the customer: an answer, an interim report, the account of a resolved matter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.accounts import ACCOUNT_LABELS, REPORT_LABELS, read_labelled
from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks import State, explain
from mailbot.desk.labels import label_in
from mailbot.desk.letters import (
    Closed,
    ExplainedClock,
    InterimReport,
    OutOfScope,
    RefusedCommand,
    Resolved,
    StaffAnswer,
    StaffExplained,
)
from mailbot.desk.matters import pointer_of, readers_of
from mailbot.desk.moments import spoken_ahead, spoken_past
from mailbot.desk.policy import Anchor
from mailbot.desk.promises import released_at
from mailbot.desk.promises_words import DRAFTS
from mailbot.desk.staffcopy import own_words
from mailbot.desk.words import REFUSAL_WORDS, STATUS_WORDS
from mailbot.stages.correspondence import Addressed
from mailbot.stages.faults import report_draft
from mailbot.stages.files import PublicFiles
from mailbot.stages.house import House, clock_line, opener_language, token_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.cases import Case, Participant
    from mailbot.desk.clocks import ClockState, Playing
    from mailbot.desk.letters import ClockLine, Letter
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.mail.compose import OutgoingFile
    from mailbot.stages.files import Sorted
    from mailbot.stages.ports import Unit


PublicLetter: TypeAlias = StaffAnswer | InterimReport | Resolved | OutOfScope
"""The letters that carry a person's own words."""


def forecast_at(house: House, case: Case, contract: Contract, said: str, now: datetime) -> datetime:
    """When staff expect to answer; a day without a clock time ends with its business, the next business day's else."""
    zone = house.correspondence.zone
    spoken = spoken_ahead(said, now, zone)
    assert spoken is not None  # an argument that names no time was refused before
    at = spoken.on(zone)
    if at is not None:
        return at
    hours = house.policies.calendars.of_case(case)(contract.calendar)
    begins = datetime(spoken.day.year, spoken.day.month, spoken.day.day, tzinfo=zone)
    return hours.close_of(spoken.day) or hours.end_of_business_day(begins, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWord:
    """One mail of a staff member, as the customers of its case get it."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    mail: InboundMail
    staff: Staff
    case: Case
    contract: Contract
    files: PublicFiles = field(default_factory=PublicFiles)

    @property
    def actor(self) -> str:
        return f"staff:{self.staff.handle}"

    @property
    def now(self) -> datetime:
        return self.situation.now

    @property
    def leaves_at(self) -> datetime:
        """When its letters leave: at once, or after the time in which they can be taken back."""
        return self.now + self.house.rules.relay_delay

    def draft(self, letter: str) -> str:
        """What the desk says where staff write no text: the report that it suggests, or where the policy says to ask
        instead; in the customer's language."""
        language = opener_language(self.house, self.case, self.contract)
        if letter == OutOfScope.key:
            return label_in(pointer_of(self._version(), self.case.category), language, otherwise="")
        return report_draft(self.unit, self.case, language) or DRAFTS.get(language, DRAFTS["en"])

    def send(
        self, letter: str, text: str, *, message: int, asks: bool, without: Sequence[Participant] = ()
    ) -> tuple[str, ...]:
        """To everybody who takes part, but for those who have it already; what happens when the opener's has left
        stands in its facts. Gives back the addresses to which nothing can be written."""
        facts: dict[str, object] = {"ask": asks, "message": message, "by": self.actor}
        if letter == InterimReport.key:
            facts["event"] = EventKind.REPORT.value
        written = self._written(letter, text, asks=asks)
        had = {one.id for one in without}
        readers = [one for one in readers_of(letter, self.case) if one.id not in had]
        return tuple(person.address for person in readers if not self._is_sent(person, written, facts))

    def _is_sent(self, person: Participant, letter: PublicLetter, facts: dict[str, object]) -> bool:
        reader = self.house.readers.participant(person, self.contract)
        signed = replace(letter, signature=self.mail.signature or self.house.signature_in(reader.language))
        own = self.house.correspondence.from_name(reader.language)
        named = f"{self.staff.name}（{own}）" if reader.language == "ja" else f"{self.staff.name} ({own})"
        where = replace(self._where(person), from_name=named, files=self._files(), satisfies_clock=person.is_opener)
        queued = self.house.correspondence.write_if_possible(signed, reader, where, self.leaves_at)
        if queued is not None:
            waits = self.leaves_at if self.leaves_at > self.now else None
            self.unit.queue(replace(queued, facts=facts, not_before=waits))
        return queued is not None

    def _where(self, person: Participant) -> Addressed:
        """The customer's own thread: what was said publicly on the case, oldest first."""
        where = Addressed(
            cause=f"inbox:{self.claimed.inbox_id}",
            desk_address=self.house.address_for(self.contract),
            calendar=self.contract.calendar,
            token_for=token_of(person),
            case_id=self.case.id,
            contact_id=person.contact_id,
        )
        thread = self.house.correspondence.public_thread(where, self.unit.public_ids(self.case.id))
        return replace(where, answered=thread)

    def _files(self) -> tuple[OutgoingFile, ...]:
        return self._sorted_files()[0]

    def _sorted_files(self) -> Sorted:
        return self.files.of(self.claimed.raw, self.mail.attachments, self.house.correspondence)

    def left_out(self) -> tuple[RefusedCommand, ...]:
        """The files and words of an answer that were not passed on."""
        left_out = self._sorted_files()[1]
        files = [
            RefusedCommand(line=one.name, reason=REFUSAL_WORDS[left_out[one.index]])
            for one in self.mail.attachments
            if one.index in left_out
        ]
        below = own_words(self.mail).below
        return (*files, *([RefusedCommand(line=below, reason=REFUSAL_WORDS["below-sent"])] if below else []))

    def _written(self, letter: str, text: str, *, asks: bool) -> PublicLetter:
        if letter == InterimReport.key:
            return self._report(text)
        if letter == Resolved.key:
            return self._account(text)
        if letter == OutOfScope.key:
            return self._out_of_scope(text)
        return StaffAnswer(
            number=self.case.number,
            subject=self.case.subject,
            text=text,
            signature="",
            waiting=self._paused_clock() if asks else None,
        )

    def _report(self, text: str) -> InterimReport:
        """The next report of the case, with the time of the one after it (row D9)."""
        said = read_labelled(text, REPORT_LABELS)
        events = self.unit.events_of(self.case.id)
        update = next((one for one in self.after(EventKind.REPORT).clocks if _is_next_report(one)), None)
        forecasts = [one.facts.get("answer_at") for one in events if one.kind is EventKind.FORECAST]
        forecast = forecasts[-1] if forecasts else None
        return InterimReport(
            number=self.case.number,
            subject=self.case.subject,
            by_person=True,
            n=sum(one.kind is EventKind.REPORT for one in events) + 1,
            as_of=self.now,
            text=said.rest,
            status=said.get("status"),
            done=said.get("done"),
            next=said.get("next"),
            forecast=forecast if isinstance(forecast, datetime) and forecast > self.now else None,
            next_update=update.due if update else None,
        )

    def _account(self, text: str) -> Resolved:
        """What happened (row D10). A time that cannot be read stays among the words, as it was written."""
        said = read_labelled(text, ACCOUNT_LABELS)
        zone = self.house.correspondence.zone
        began, resolved = (spoken_past(said.get(key), self.now, zone) for key in ("began", "resolved"))
        unread = [said.get(key) for key, at in (("began", began), ("resolved", resolved)) if at is None]
        silence = self.after(EventKind.REPLY).silence
        return Resolved(
            number=self.case.number,
            subject=self.case.subject,
            by_person=True,
            text="\n".join(filter(None, (said.rest, *unread))),
            what=said.get("what") or self.case.subject,
            began=began,
            resolved_at=resolved or self.situation.received_at,
            impact=said.get("impact"),
            cause=said.get("cause"),
            remedy=said.get("remedy"),
            prevention=said.get("prevention"),
            close_on=silence.closes_at if silence else None,
        )

    def _out_of_scope(self, text: str) -> OutOfScope:
        """Where to ask instead (row B5); the case is answered by it, and closes by silence."""
        silence = self.after(EventKind.REPLY).silence
        return OutOfScope(
            number=self.case.number,
            subject=self.case.subject,
            by_person=True,
            text=text,
            close_on=silence.closes_at if silence else None,
        )

    def after(self, kind: EventKind) -> Playing:
        """How the clocks stand once this mail has left."""
        events = (*self.unit.events_of(self.case.id), Event(at=self.now, kind=kind, by=self.actor))
        return self.house.policies.play(self._version(), self.contract, events, self.case, self.now)

    def _version(self) -> PolicyVersion:
        return self.situation.versions[self.case.contract_id]

    def _paused_clock(self) -> ClockLine | None:
        """The clock that stands still until the customer answers."""
        playing = self.house.play(self.unit, self.case, self.contract, self._version(), self.now)
        pausing = [one for one in playing.clocks if one.spec and one.spec.pause_while_waiting and one.due]
        return clock_line(pausing[0]) if pausing else None

    def tell_closed(self) -> None:
        """The opener learns that staff have closed the case; a notice, which quiet hours hold (row D11)."""
        opener = self.case.opener
        if opener is None or not opener.gets_mail:
            return
        version, zone = self._version(), self.house.correspondence.zone.key
        leaves_at = released_at(version, self.now, zone, urgent=False)
        letter: Letter = Closed(
            number=self.case.number, subject=self.case.subject, closed_at=self.situation.received_at, by="staff"
        )
        reader = self.house.readers.participant(opener, self.contract)
        queued = self.house.correspondence.write_if_possible(letter, reader, self._where(opener), leaves_at)
        if queued is not None:
            self.unit.queue(replace(queued, not_before=leaves_at if leaves_at > self.now else None))

    def explanation(self) -> StaffExplained:
        """Each clock of the case step by step (row C8)."""
        events = self.unit.events_of(self.case.id)
        playing = self.house.policies.play(self._version(), self.contract, events, self.case, self.now)
        version = self.house.policies.in_force(self.unit, self.case, events)
        shown = [clock for clock in playing.clocks if clock.state is not State.NONE]
        return StaffExplained(
            number=self.case.number,
            subject=self.case.subject,
            status=STATUS_WORDS[self.case.status],
            clocks=tuple(self._explained(version, playing, clock) for clock in shown),
        )

    def _explained(self, version: PolicyVersion, playing: Playing, clock: ClockState) -> ExplainedClock:
        hours = self.house.policies.calendars.of_case(self.case)
        japanese, english = (
            explain(version, hours, playing, clock.name, language=language) for language in ("ja", "en")
        )
        steps = tuple({"ja": one, "en": other} for one, other in zip(japanese, english, strict=True))
        labels = clock.spec.labels if clock.spec else {"ja": clock.name, "en": clock.name}
        return ExplainedClock(labels=labels, steps=steps, due=clock.due)


def _is_next_report(clock: ClockState) -> bool:
    return clock.state.is_open and clock.spec is not None and clock.spec.from_ is Anchor.UPDATE
