"""What carrying out a decision stands on: the rules, the policies, the writing desk; and the questions they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.letters import ClockLine, Labels
from mailbot.desk.offers import NO_OFFERS, Offers
from mailbot.desk.promises import Matter, wakes_next
from mailbot.desk.records import AuditEntry
from mailbot.mail.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailbot.desk.cases import Case, Event, Participant
    from mailbot.desk.clocks import ClockState, Playing
    from mailbot.desk.mail import InboundMail, Unreadable
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.situation import HouseRules
    from mailbot.stages.correspondence import Correspondence
    from mailbot.stages.policies import Policies
    from mailbot.stages.ports import Unit
    from mailbot.stages.readers import Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One desk, ready to act. `address` is its own; `phone` with `phone_hours` is what urgent letters name."""

    rules: HouseRules
    policies: Policies
    correspondence: Correspondence
    readers: Readers
    address: str
    phone: str = ""
    phone_hours: Labels | None = None
    signature: Labels | None = None
    """What stands below an answer whose writer has no signature of their own."""
    mail_limit: int = 0
    """The largest mail that is read, in bytes."""
    read: Callable[[bytes], InboundMail | Unreadable] = read
    """How a mail is read that was kept."""
    offers: Offers = NO_OFFERS
    """The terms by which contracts' units are counted."""

    def signature_in(self, language: str) -> str:
        """The desk's signature for readers of this language, or nothing."""
        return (self.signature or {}).get(language, "")

    def address_for(self, contract: Contract | None) -> str:
        """The address that letters on a contract come from: its own, or the desk's (row A5)."""
        return contract.address if contract is not None and contract.address else self.address

    def play(self, unit: Unit, case: Case, contract: Contract, version: PolicyVersion, now: datetime) -> Playing:
        """Play a case's events anew, bring the ledger up to them, store how its clocks stand, and when the clock next
        asks for something."""
        from mailbot.stages.accounting import settle
        from mailbot.stages.policies import rows_of

        events = unit.events_of(case.id)
        in_force = self.policies.in_force(unit, case, events) if _is_moved(events) else version
        settle(self, unit, case, contract, in_force, now)
        playing = self.policies.play(version, contract, events, case, now)
        unit.set_clocks(case.id, rows_of(playing))
        wake = None if case.status.is_final else wakes_next(self.matter(case, contract, in_force, events, playing))
        unit.set_wake(case.id, *(wake or (None,)))
        return playing

    def matter(
        self, case: Case, contract: Contract, version: PolicyVersion, events: tuple[Event, ...], playing: Playing
    ) -> Matter:
        """A case as its promises see it; `version` is the one in force for it."""
        zone = self.correspondence.zone
        return Matter(
            playing=playing,
            version=version,
            events=events,
            hours_of=self.policies.calendars.of_case(case),
            contract_calendar=contract.calendar,
            zone=zone.key,
            next_policy=self.policies.follows(contract, version, playing.now, zone),
        )

    def today(self, now: datetime) -> date:
        """The date of a moment where the desk is."""
        return now.astimezone(self.correspondence.zone).date()

    def present(self, now: datetime) -> tuple[Staff, ...]:
        """Who is active and not on leave; while all are away, everybody active: mail must not end with nobody."""
        active = tuple(member for member in self.rules.staff if member.active)
        today = self.today(now)
        return tuple(member for member in active if member.away_until(today) is None) or active

    def on_call(self, now: datetime) -> tuple[tuple[Staff, str], ...]:
        """Who is on call at this moment, each with the address to reach them at: the rota's own while its calendar is
        open, else the usual one. While nobody is, everybody who is there: urgent mail must not end with nobody."""
        present = self.present(now)
        found = tuple((member, address) for member in present if (address := self._reached_at(member, now)))
        return found or tuple((member, member.address) for member in present)

    def _reached_at(self, member: Staff, now: datetime) -> str:
        hours = self.policies.hours.get(member.on_call_calendar)
        if hours is not None and hours.is_open(now):
            return member.on_call_address or member.address
        return member.address if member.on_call else ""

    def owner(self, case: Case) -> Staff | None:
        """Who owns a case; nobody where its owner has left."""
        return next((one for one in self.rules.staff if one.active and one.handle == case.assignee), None)

    def staff_for(self, case: Case, now: datetime) -> tuple[Staff, ...]:
        """Who gets a copy: the owner if there is one, else everybody who is there (DECISIONS 34). While the owner is
        on leave, the others get it, too."""
        owner = self.owner(case)
        if owner is None:
            return self.present(now)
        if owner.away_until(self.today(now)) is None:
            return (owner,)
        return (owner, *(one for one in self.present(now) if one is not owner))


def on_call_told(house: House, version: PolicyVersion, contract: Contract, case: Case) -> bool:
    """Whether the acknowledgement says that the person on call was alerted: of an urgent case that came while the desk
    was closed, where it asks to telephone (row B7)."""
    category, priority = version.category(case.category), version.priority(case.priority)
    if not house.phone or category is None or priority is None or not priority.telephone or not version.escalate:
        return False
    hours = house.policies.calendars.of_case(case)(category.calendar or contract.calendar)
    somebody = any(one.active and (one.on_call or one.on_call_calendar) for one in house.rules.staff)
    return (category.alerts or priority.alerts) and somebody and not hours.is_open(case.received_at)


def opener_language(house: House, case: Case, contract: Contract) -> str:
    """The language of letters to whoever opened a case."""
    opener = case.opener
    return house.readers.participant(opener, contract).language if opener else house.readers.languages[0]


def _is_moved(events: Sequence[Event]) -> bool:
    return any(event.kind is EventKind.POLICY for event in events)


def clock_line(clock: ClockState) -> ClockLine:
    """A clock that has a due time, as letters show it."""
    assert clock.due is not None
    assert clock.spec is not None
    return ClockLine(name=clock.name, labels=clock.spec.labels, due=clock.due, committed=clock.spec.kind == "committed")


def open_clocks(playing: Playing) -> tuple[ClockState, ...]:
    """The clocks that are still to be kept and have a due time, the first due first."""
    found = [clock for clock in playing.clocks if clock.state.is_open and clock.due is not None and clock.spec]
    return tuple(sorted(found, key=lambda clock: (clock.due or playing.now, clock.name)))


def token_of(participant: Participant) -> str:
    """For whom a token is made: a participant of a case."""
    return f"p{participant.id}"


def staff_token_of(member: Staff) -> str:
    """For whom a token is made: a staff member."""
    return f"s-{member.handle}"


def entry(now: datetime, actor: str, action: str, subject: str, **facts: object) -> AuditEntry:
    """A line of the audit log; `facts` are ids and keys only (DECISIONS 44)."""
    return AuditEntry(at=now, actor=actor, action=action, subject=subject, facts=facts)
