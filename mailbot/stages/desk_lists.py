"""How the desk stands, as lists for one reader: open cases in order of promise, held mail, who is away and on call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.checks_desk import OF_STAFF, why_not_let_in
from mailbot.desk.clocks import State
from mailbot.desk.command_words import Word, offered
from mailbot.desk.decision import Reason
from mailbot.desk.letters import Away, HeldLine, QueueLine, QueueSection
from mailbot.desk.queues import MOST_LINES, Kind, beside, reply_link, wanted
from mailbot.desk.subjects import numbers_in, reply_subject
from mailbot.desk.words import STATUS_WORDS
from mailbot.stages.held_items import reason_in_words
from mailbot.stages.house import House, clock_line, open_clocks

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from mailbot.desk.cases import Case
    from mailbot.desk.clocks import Playing
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.queues import Standing, Wanted
    from mailbot.desk.records import HeldMail
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists of one moment. A case is looked at once, whoever reads of it."""

    house: House
    unit: Unit
    now: datetime
    _seen: dict[int, QueueLine] = field(default_factory=dict, repr=False)

    def sections(
        self,
        kinds: Sequence[Kind],
        reader: Staff,
        *,
        assignee: str | None = None,
        contracts: tuple[str, ...] | None = None,
        counted: Set[Kind] = frozenset(),
    ) -> tuple[QueueSection, ...]:
        """The lists of these kinds, the reader's own cases first in each; empty ones are there, too. Of those in
        `counted` only how many cases they have."""
        active = [member.handle for member in self.house.rules.staff if member.active]
        found = []
        for kind in kinds:
            asked = wanted(kind, self.now, self.house.correspondence.zone, active=active)
            today = wanted(Kind.TODAY, self.now, self.house.correspondence.zone, active=active)
            asked = beside(asked, kinds, today)
            asked = replace(asked, assignee=assignee, contracts=contracts)
            if kind in counted:
                found.append(QueueSection(kind=kind.value, lines=(), total=self._count(asked)))
                continue
            standing, total = self._own_first(asked, reader)
            lines = self.lines(standing, reader, waiting=kind is Kind.WAITING)
            found.append(QueueSection(kind=kind.value, lines=lines, total=total))
        return tuple(found)

    def _count(self, asked: Wanted) -> int:
        return self.unit.standing(replace(asked, limit=1))[1]

    def _own_first(self, asked: Wanted, reader: Staff) -> tuple[tuple[Standing, ...], int]:
        all_of_them, total = self.unit.standing(asked)
        if asked.assignee is not None or asked.kind is Kind.UNASSIGNED:
            return all_of_them, total
        own, _ = self.unit.standing(replace(asked, assignee=reader.handle))
        others = [one for one in all_of_them if one.assignee != reader.handle]
        return (*own, *others)[:MOST_LINES], total

    def lines(self, standing: Sequence[Standing], reader: Staff, *, waiting: bool = False) -> tuple[QueueLine, ...]:
        """The cases as lines for this reader; those that wait for the customer say when silence ends them."""
        unseen = [one.case_id for one in standing if one.case_id not in self._seen]
        for case in self.unit.cases_seen(unseen):
            self._seen[case.id] = self._line(case)
        written = [self._for(self._seen[one.case_id], one, reader) for one in standing if one.case_id in self._seen]
        return tuple(replace(one, clock=None, late=None) for one in written) if waiting else tuple(written)

    def _for(self, line: QueueLine, standing: Standing, reader: Staff) -> QueueLine:
        language = self.house.readers.staff(reader).language
        subject = reply_subject(line.number, line.subject, language)
        return replace(line, link=reply_link(line.link, subject), mine=standing.assignee == reader.handle)

    def _line(self, case: Case) -> QueueLine:
        """`link` is only the address to write to as yet."""
        contract = self.unit.contract(case.contract_id)
        owner = next((one.name for one in self.house.rules.staff if one.active and one.handle == case.assignee), "")
        line = QueueLine(
            number=case.number,
            subject=case.subject,
            client=contract.client if contract else case.contract_id,
            link=self.house.address_for(contract),
            status=STATUS_WORDS[case.status],
            owner=owner,
        )
        if contract is None or case.status.is_final:
            return line
        try:
            return self._with_times(line, case, contract)
        except LookupError:  # what the case was promised by is gone; it must stand in the list all the same
            return line

    def _with_times(self, line: QueueLine, case: Case, contract: Contract) -> QueueLine:
        playing = self.play(case, contract)
        clocks = [one for one in open_clocks(playing) if one.state is not State.PAUSED]
        closes_on = playing.silence.closes_at if playing.silence else None
        if not clocks:
            return replace(line, closes_on=closes_on)
        first = clock_line(clocks[0])
        hours = self.house.policies.calendars.of_case(case)(clocks[0].calendar or contract.calendar)
        late = hours.open_time_between(first.due, self.now) if first.due < self.now else None
        return replace(line, clock=first, late=late, closes_on=closes_on)

    def play(self, case: Case, contract: Contract) -> Playing:
        """The clocks of a case at this moment; nothing is stored."""
        version = self.house.policies.pinned(self.unit, case)
        return self.house.policies.play(version, contract, self.unit.events_of(case.id), case, self.now)

    def held(self, reader: Staff) -> tuple[tuple[HeldLine, ...], int]:
        """Held mail, newest first, at most as many as a list has lines; and how many there are."""
        found = self.unit.held_waiting(MOST_LINES)
        total = self.unit.held_count() if len(found) == MOST_LINES else len(found)
        return tuple(self.held_line(one, reader) for one in found), total

    def held_line(self, held: HeldMail, reader: Staff) -> HeldLine:
        """One held mail with the words about it."""
        of_staff = held.reason in OF_STAFF
        return HeldLine(
            number=held.inbox_id,
            sender=held.sender,
            subject=held.subject,
            reason=reason_in_words(held),
            received_at=held.received_at,
            show=self._word_about(Word.HELD, held, reader),
            accept="" if why_not_let_in(held) else self._word_about(Word.ACCEPT, held, reader),
            refuse="" if of_staff else self._word_about(Word.REFUSE, held, reader),
            send=self._word_that_sends(held, reader) if of_staff else "",
            approves=held.reason == Reason.NEEDS_APPROVAL,
        )

    def _word_that_sends(self, held: HeldMail, reader: Staff) -> str:
        """Lets an answer of staff go, in the case that its subject names; empty where it names none."""
        if not numbers_in(held.subject, self.house.rules.case_prefix):
            return ""
        word = Word.APPROVE if held.reason == Reason.NEEDS_APPROVAL else Word.SEND
        language = self.house.readers.staff(reader).language
        line = f"{offered(word).get(language, f'#{word}')} {held.inbox_id}"
        return reply_link(self.house.address, held.subject, line)

    def _word_about(self, word: Word, held: HeldMail, reader: Staff) -> str:
        language = self.house.readers.staff(reader).language
        line = f"{offered(word).get(language, f'#{word}')} {held.inbox_id}"
        return reply_link(self.house.address, line.removeprefix("#"), line)

    def away(self) -> tuple[Away, ...]:
        """Who is on leave today, and through which day."""
        today = self.house.today(self.now)
        spans = ((one, one.away_until(today)) for one in self.house.rules.staff if one.active)
        return tuple(Away(name=member.name, until=until) for member, until in spans if until)

    def on_call(self) -> tuple[str, ...]:
        """The names of who is on call at this moment; empty where nobody is in particular."""
        named = [one for one in self.house.rules.staff if one.on_call or one.on_call_calendar]
        return tuple(member.name for member, _ in self.house.on_call(self.now) if member in named)
