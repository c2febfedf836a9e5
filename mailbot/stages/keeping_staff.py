"""Telling the people of the desk: of clocks that run out or have, of reports that are due, and whoever is on call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.command_words import Word, offered
from mailbot.desk.letters import (
    StaffBeforeBreach,
    StaffBreached,
    StaffEscalation,
    StaffForecastWanted,
    StaffInterimDue,
)
from mailbot.desk.promises import Escalate, RemindBeforeBreach, TellBreach, WantForecast, WantInterim
from mailbot.desk.promises_words import DRAFTS, last_event_in_words, why_escalated
from mailbot.stages.copies import on_case, receivers_of
from mailbot.stages.faults import report_draft
from mailbot.stages.house import clock_line, on_call_told, open_clocks, opener_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.letters import Labels, StaffLetter
    from mailbot.desk.people import Staff
    from mailbot.desk.promises import Deed
    from mailbot.stages.keeping_case import Kept

OFFERED = (Word.ASSIGN, Word.FORECAST, Word.REPORT, Word.WAITING, Word.RESOLVE, Word.EXPLAIN)
StaffDeed = RemindBeforeBreach | TellBreach | Escalate | WantForecast | WantInterim


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldToStaff:
    """Writes the letter of one deed to whoever it concerns."""

    kept: Kept

    def tell(self, deed: StaffDeed, besides: Sequence[Deed]) -> None:
        """To the owner, else to everybody; to the person on call what is urgent, who then gets no second word of the
        same (`besides` is all that is told now)."""
        if isinstance(deed, Escalate):
            self._to(self.kept.house.on_call(self.kept.now), self._escalation(deed), deed)
            return
        members = [(member, member.address) for member in self.kept.house.staff_for(self.kept.case, self.kept.now)]
        if isinstance(deed, TellBreach) and any(isinstance(one, Escalate) and one.clock for one in besides):
            alarmed = set(self.kept.house.on_call(self.kept.now))
            members = [one for one in members if one not in alarmed]
        self._to(members, self._letter(deed), deed)

    def _letter(self, deed: RemindBeforeBreach | TellBreach | WantForecast | WantInterim) -> StaffLetter:
        match deed:
            case RemindBeforeBreach():
                return StaffBeforeBreach(
                    **self._about(),  # type: ignore[arg-type]  # the keys and types stand in `_about`
                    clock=self.kept.line(deed.clock),
                    share=round(deed.share * 100),
                    last_event=self._last_event(),
                    last_mail=self.kept.last_mail(),
                )
            case TellBreach():
                clock = self.kept.clock(deed.clock)
                return StaffBreached(
                    **self._about(),  # type: ignore[arg-type]  # as above
                    clock=self.kept.line(deed.clock),
                    late=self.kept.matter.hours(clock.calendar).open_time_between(deed.due, self.kept.now),
                    last_event=self._last_event(),
                    last_mail=self.kept.last_mail(),
                )
            case WantInterim():
                return self._interim(deed)
            case WantForecast():
                return self._forecast(deed)

    def _interim(self, deed: WantInterim) -> StaffInterimDue:
        language = opener_language(self.kept.house, self.kept.case, self.kept.contract)
        return StaffInterimDue(
            **self._about(),  # type: ignore[arg-type]  # as above
            clock=self.kept.line(deed.clock),
            n=sum(event.kind is EventKind.REPORT for event in self.kept.matter.events) + 1,
            draft=report_draft(self.kept.unit, self.kept.case, language) or DRAFTS.get(language, DRAFTS["en"]),
            draft_language=language,
        )

    def _forecast(self, deed: WantForecast) -> StaffForecastWanted:
        terms = self.kept.version.late_notice
        assert terms is not None  # no late notice, no wish for a forecast
        return StaffForecastWanted(
            **self._about(),  # type: ignore[arg-type]  # as above
            clock=self.kept.line(deed.clock),
            days=terms.days,
            told_at=deed.told_at,
            counted_from=terms.from_,
            last_mail=self.kept.last_mail(),
        )

    def _escalation(self, deed: Escalate) -> StaffEscalation:
        case, version = self.kept.case, self.kept.version
        category, priority = version.category(self.kept.playing.category), version.priority(self.kept.playing.priority)
        newest = self.kept.unit.newest_mail(case.id)
        return StaffEscalation(
            **self._about(),  # type: ignore[arg-type]  # as above
            received_at=case.received_at,
            category=category.labels if category else {"ja": case.category, "en": case.category},
            priority=priority.labels if priority else {"ja": case.priority, "en": case.priority},
            reason=why_escalated(deed.why, version, deed.clock),
            clocks=tuple(clock_line(clock) for clock in open_clocks(self.kept.playing)),
            customer_told=not deed.clock and on_call_told(self.kept.house, version, self.kept.contract, case),
            text=newest.text if newest else "",
        )

    def _about(self) -> dict[str, object]:
        case = self.kept.case
        owner = next((one.name for one in self.kept.house.rules.staff if one.handle == case.assignee), "")
        return {
            "number": case.number,
            "subject": case.subject,
            "client": self.kept.contract.client,
            "contact": self.kept.contact(),
            "receivers": receivers_of(case),
            "contract": self.kept.contract.id,
            "owner": owner,
            "commands": tuple(offered(word) for word in OFFERED),
        }

    def _last_event(self) -> Labels:
        house = self.kept.house
        names = {member.handle: member.name for member in house.rules.staff}
        return last_event_in_words(self.kept.matter.events, house.correspondence.zone, names)

    def _to(self, members: Sequence[tuple[Staff, str]], letter: StaffLetter, deed: Deed) -> None:
        kept = self.kept
        for member, address in members:
            where = on_case(kept.house, kept.case, kept.contract, member, cause=kept.cause(deed))
            reader = replace(kept.house.readers.staff(member), address=address)
            kept.unit.queue(kept.house.correspondence.write(letter, reader, where, kept.now))
