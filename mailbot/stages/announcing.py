"""Announcements before they go: whom they reach, what speaks against them, and the preview for staff."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from mailbot.desk.alone import is_alone, sends_alone
from mailbot.desk.announcements_changes import OFFERED, has_begun
from mailbot.desk.announcements_checks import Code, Finding, Notice, check, check_fault, check_reach
from mailbot.desk.announcements_reach import LeftOutWhy, Reach, Register, reach
from mailbot.desk.announcing import AnnouncementRow, RowState
from mailbot.desk.cases import Participant
from mailbot.desk.checks_faults import needs_approval_of
from mailbot.desk.fault_words import words_of
from mailbot.desk.faults import fault_from_events
from mailbot.desk.faults_texts import texts_of
from mailbot.desk.letters.announcements import ObjectionNoted
from mailbot.desk.letters.staff_announcing import ContractCount, Needs, PreviewText, StaffAnnouncementPreview
from mailbot.desk.mail import address_key
from mailbot.desk.promises import released_at
from mailbot.stages.announcing_letters import letter_of
from mailbot.stages.announcing_receivers import Receivers
from mailbot.stages.faults import left_open, resolvable
from mailbot.stages.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.desk.announcements import Announcement
    from mailbot.desk.announcing import AnnouncementDraft, KeptAnnouncement
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import Reader
    from mailbot.desk.letters.announcements import AnnouncementLetter
    from mailbot.desk.people import Contract
    from mailbot.stages.ports import Unit

AGAIN_WITHIN = timedelta(days=1)
LOOKED_THROUGH = 50
"""For so long, and among so many, an announcement that says the same again is warned of."""
LANGUAGES: tuple[Literal["ja", "en"], ...] = ("ja", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One announcement as it would go now. `problems` are refusals and warnings."""

    draft: AnnouncementDraft
    rows: tuple[AnnouncementRow, ...]
    reached: Reach
    findings: tuple[Finding, ...]
    goes_at: datetime

    @property
    def going(self) -> tuple[AnnouncementRow, ...]:
        return tuple(row for row in self.rows if row.state is RowState.WAITING)

    @property
    def is_again(self) -> bool:
        """Whether the same went out lately."""
        return any(one.code is Code.SAME_AGAIN for one in self.findings)

    @property
    def is_refused(self) -> bool:
        return any(one.refuses for one in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcing:
    """What is done about announcements in one unit, at one moment."""

    house: House
    unit: Unit
    now: datetime

    def plan(self, draft: AnnouncementDraft) -> Plan:
        """Whom it reaches now, each person once; who opened a linked case gets it in that case's thread."""
        contracts = {one.id: one for one in self.unit.contracts_in_use()}
        reached = reach(draft.announcement, self._register(tuple(contracts.values())), self.house.today(self.now))
        rows = tuple(Receivers(house=self.house, unit=self.unit).rows(draft.announcement, reached))
        concerned = {one.contract_id for one in rows}
        goes_at = max(
            [self.leaves_at(contracts[one], draft.announcement) for one in concerned if one in contracts],
            default=self.now,
        )
        return Plan(
            draft=draft,
            rows=rows,
            reached=reached,
            findings=(
                *self._said_before(draft),
                *self._begun(draft.announcement),
                *self._findings(draft, rows, [contracts.get(one) for one in concerned], goes_at),
            ),
            goes_at=goes_at,
        )

    def leaves_at(self, contract: Contract | None, told: Announcement) -> datetime:
        """When a letter may leave under the quiet hours of the reader's contract; what is pressing, at once."""
        if told.kind.is_pressing or contract is None:
            return self.now
        version = self.house.policies.on(contract.policy, self.house.today(self.now))
        return released_at(version, self.now, self.house.correspondence.zone.key, urgent=False)

    def _register(self, contracts: tuple[Contract, ...]) -> Register:
        keys = {address_key(address) for one in contracts for who in one.contacts for address in who.addresses}
        return Register(
            contracts=contracts,
            services=self.house.rules.services,
            objections=self.unit.objections(keys),
            language=self.house.readers.languages[0],
            timezone=self.house.readers.timezone,
        )

    def _findings(
        self,
        draft: AnnouncementDraft,
        rows: Sequence[AnnouncementRow],
        contracts: Sequence[Contract | None],
        goes_at: datetime,
    ) -> Iterator[Finding]:
        """Each once, by the calendar and the terms of the contract that it is worst for."""
        told = draft.announcement
        terms = {(one.calendar, one.policy) for one in contracts if one is not None}
        known = [one for one in sorted(terms) if one[0] in self.house.policies.hours]
        seen = set()
        for calendar, policy in known:
            version = self.house.policies.on(policy, self.house.today(self.now))
            notice = Notice(exclude_days=version.exclusions.planned_days)
            for finding in check(told, goes_at, self.house.policies.hours[calendar], notice):
                if finding.code not in seen:
                    seen.add(finding.code)
                    yield finding
        going = [row.language for row in rows if row.state is RowState.WAITING]
        if told.kind.is_of_fault and going:
            yield from self._of_fault(draft, [self.reader(row).language for row in rows if not row.problem])
        else:
            yield from check_reach(told, going)

    def _begun(self, told: Announcement) -> Iterator[Finding]:
        """A change of maintenance that runs by now, whose stop would be counted no more."""
        if told.change is None or told.was_starts is None or told.was_ends is None:
            return
        holds = self.unit.standing_of(told.about)
        noted = holds.stopped_by(None) if holds else None
        if has_begun((told.was_starts, told.was_ends), noted, self.now):
            yield Finding(code=Code.HAS_BEGUN, refuses=True)

    def _said_before(self, draft: AnnouncementDraft) -> Iterator[Finding]:
        """What went out lately and said the same."""
        for one in self.unit.newest_announcements(LOOKED_THROUGH):
            if (
                one.goes_at
                and self.now - one.goes_at < AGAIN_WITHIN
                and one.state.is_told
                and one.draft.says_what(draft)
            ):
                yield Finding(code=Code.SAME_AGAIN, refuses=False, by=one.goes_at, number=one.id)
                return

    def _of_fault(self, draft: AnnouncementDraft, languages: Sequence[str]) -> Iterator[Finding]:
        told = draft.announcement
        events = self.unit.fault_events(told.fault)
        fault = fault_from_events(told.fault, events[: draft.seq] or events)
        texts = texts_of(fault, draft.facts)
        promised = None if fault.withdrawn else fault.next_news
        yield from check_fault(told.kind, texts, languages, report_by=promised, now=self.now)

    def preview(
        self, kept: KeptAnnouncement, plan: Plan, writer: str, *, drafted: bool = False
    ) -> StaffAnnouncementPreview:
        """What staff confirm: the letters word for word, and whom they go to."""
        told, going = plan.draft.announcement, plan.going
        why = Counter(one.why for one in plan.reached.left_out)
        needs = self._needs(plan)
        return StaffAnnouncementPreview(
            id=kept.id,
            kind_words=words_of(told),
            writer=writer,
            needs=needs,
            approvers=self._far(kept) if needs == "approval" else (),
            texts=tuple(self._texts(kept, going)),
            total=len(going),
            in_threads=sum(bool(row.case_id) for row in going),
            contracts=tuple(self._counts(going)),
            objected=why[LeftOutWhy.OBJECTED],
            unwritable=why[LeftOutWhy.UNWRITABLE],
            silent=plan.reached.silent,
            findings=tuple(self._words(one) for one in plan.findings),
            fault=told.fault,
            mend=_mended_by(kept),
            duty=told.is_duty,
            not_before=plan.goes_at if plan.goes_at > self.now else None,
            resolves=self._resolved_by(plan.draft),
            drafted=drafted,
        )

    def _resolved_by(self, draft: AnnouncementDraft) -> int:
        """How many cases are resolved when it goes."""
        if not draft.resolves:
            return 0
        return sum(1 for _ in resolvable(self.unit, draft.announcement.fault)) - len(left_open(self.unit, draft))

    def _needs(self, plan: Plan) -> Needs:
        """Whose word lets it go."""
        told, by = plan.draft.announcement, plan.draft.by
        if plan.is_refused:
            return "none"
        if not needs_approval_of(self.house.rules):
            return "word"
        return "alone" if sends_alone(self.house.rules, told.kind, by, self.now) else "approval"

    def _far(self, kept: KeptAnnouncement) -> tuple[str, ...]:
        """Who could approve, where its writer is alone at night and has to call somebody."""
        handle = kept.draft.by.removeprefix("staff:")
        if not kept.announcement.kind.is_pressing or handle == kept.draft.by:
            return ()
        others = (one.name for one in self.house.present(self.now) if one.handle != handle)
        return tuple(others) if is_alone(self.house.rules, handle, self.now) else ()

    def _words(self, finding: Finding) -> Labels:
        zone = self.house.correspondence.zone
        return {language: finding.words(language, zone) for language in LANGUAGES}

    def _texts(self, kept: KeptAnnouncement, going: Sequence[AnnouncementRow]) -> Iterator[PreviewText]:
        """The letter in each language that is written, to the first who gets it in that."""
        counts = Counter(self.reader(row).language for row in going)
        shown: set[str] = set()
        letter = self.letter(kept)
        for row in going:
            reader = self.reader(row)
            if reader.language in shown:
                continue
            shown.add(reader.language)
            printed = self.house.correspondence.stationery.render(self.numbered(letter, row), reader)
            yield PreviewText(
                language=reader.language, subject=printed.subject, text=printed.text, count=counts[reader.language]
            )

    def _counts(self, going: Sequence[AnnouncementRow]) -> Iterator[ContractCount]:
        counts = Counter(row.contract_id for row in going)
        for contract_id, count in sorted(counts.items()):
            contract = self.unit.contract(contract_id)
            yield ContractCount(contract=contract_id, client=contract.client if contract else "", count=count)

    def letter(self, kept: KeptAnnouncement) -> AnnouncementLetter:
        """What all of its readers get; those with a case of their own, with that case's number."""
        number = kept.announcement.fault
        events = self.unit.fault_events(number) if number else ()
        return letter_of(kept.draft, self.house.rules.services, events=events, now=self.now)

    def numbered(self, letter: AnnouncementLetter, row: AnnouncementRow) -> AnnouncementLetter:
        """The letter for one of its readers."""
        case = self.unit.case(row.case_id) if row.case_id else None
        return letter if case is None or isinstance(letter, ObjectionNoted) else replace(letter, number=case.number)

    def reader(self, row: AnnouncementRow) -> Reader:
        """Who reads a row's letter, in the language and zone that they are registered with anywhere."""
        contract = self.unit.contract(row.contract_id)
        contact = contract.contact_at(row.address) if contract else None
        person = Participant(address=row.address, name=contact.name if contact else "", contact_id=row.contact_id)
        reader = self.house.readers.participant(person, contract)
        language = row.language if row.language in self.house.readers.languages else reader.language
        return replace(reader, language=language, timezone=row.timezone or reader.timezone)


def _mended_by(kept: KeptAnnouncement) -> Labels:
    """The command that sends a draft anew."""
    told = kept.announcement
    if told.fault:
        return {"ja": f"#障害 {told.fault}", "en": f"#incident {told.fault}"}
    if told.change:
        return {language: f"{words} {told.about}" for language, words in OFFERED[told.change].items()}
    return {"ja": f"#告知 {kept.id}", "en": f"#announce {kept.id}"}
