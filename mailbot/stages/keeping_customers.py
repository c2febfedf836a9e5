"""Telling the customer: of an answer that will be late, of times that moved, of the end that silence brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from mailbot.desk.addresses import is_writable
from mailbot.desk.cases import EventKind, Status
from mailbot.desk.letters import Changed, Closed, ClosingNotice, LateNotice, MovedClock, NewReplyBy
from mailbot.desk.promises import AnnounceClosing, CloseBySilence, TellLate, TellNewTimes
from mailbot.desk.promises_words import AT_WORK, STAFF_LOOKED, TERMS_CHANGED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mailbot.desk.cases import Event, Participant
    from mailbot.desk.clocks import ClockState
    from mailbot.desk.hours import Skipped
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import CustomerLetter
    from mailbot.stages.keeping_case import Kept

CustomerDeed = TellLate | TellNewTimes | AnnounceClosing | CloseBySilence


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldToCustomer:
    """Writes the letter of one deed to the opener of the case."""

    kept: Kept

    def tell(self, deed: CustomerDeed) -> None:
        """Nothing goes to a machine that opened a case, nor to an opener who gets no mail or cannot be written to."""
        opener = self._reader()
        if opener is not None and is_writable(opener.address):
            house = self.kept.house
            reader = house.readers.participant(opener, self.kept.contract)
            where = self.kept.to_customer(opener, deed)
            self.kept.unit.queue(house.correspondence.write(self._letter(deed), reader, where, self.kept.now))

    def _reader(self) -> Participant | None:
        opener = self.kept.case.opener
        is_machine = bool(self.kept.matter.events[0].facts.get("machine"))
        return opener if opener is not None and opener.gets_mail and not is_machine else None

    def _letter(self, deed: CustomerDeed) -> CustomerLetter:
        match deed:
            case TellLate():
                return self._late(deed)
            case TellNewTimes():
                return self._new_times(deed)
            case AnnounceClosing():
                return self._closing(deed)
            case CloseBySilence():
                terms = self.kept.version.auto_close
                return Closed(
                    number=self.kept.case.number,
                    subject=self.kept.case.subject,
                    closed_at=self.kept.now,
                    by="silence",
                    days=terms.business_days if terms else 0,
                )

    def _late(self, deed: TellLate) -> LateNotice:
        case, clock = self.kept.case, self.kept.clock(deed.clock)
        return LateNotice(
            number=case.number,
            subject=case.subject,
            as_of=self.kept.now,
            old_due=self._told_before(deed),
            new_due=deed.forecast,
            next_news=deed.next_news,
            status=AT_WORK.get(case.status, ""),
            committed=clock.spec is not None and clock.spec.kind == "committed",
        )

    def _told_before(self, deed: TellLate) -> datetime:
        """The time that the customer counts on: the last one they were told, else the one of the promise."""
        since = self.kept.matter.begun(self.kept.clock(deed.clock))
        told = [
            event.facts["forecast"]
            for event in self.kept.matter.done(EventKind.LATE_TOLD, clock=deed.clock)
            if event.at >= since and "forecast" in event.facts
        ]
        last = told[-1] if told else deed.due
        return last if isinstance(last, datetime) else deed.due

    def _new_times(self, deed: TellNewTimes) -> NewReplyBy:
        case = self.kept.case
        pairs = tuple(zip(deed.before, deed.after, strict=True))
        return NewReplyBy(
            number=case.number,
            subject=case.subject,
            received_at=case.received_at,
            changes=tuple(self._changes(deed)),
            clocks=tuple(_moved(old, new) for old, new in pairs),
            reason=TERMS_CHANGED if all(one.kind is EventKind.POLICY for one in deed.changes) else STAFF_LOOKED,
            skipped=self._skipped_by(deed),
        )

    def _changes(self, deed: TellNewTimes) -> Iterator[Changed]:
        """Each kind of change once, from what it was to what it is."""
        for what, kind in _KINDS.items():
            events = [event for event in deed.changes if event.kind is kind]
            if not events:
                continue
            if what == "policy":
                yield Changed(what="policy")
                continue
            before = self._labels(what, self._key_before(kind, events[0]))
            after = self._labels(what, str(events[-1].facts.get("to", "")))
            if before != after:
                yield Changed(what=what, before=before, after=after)

    def _key_before(self, kind: EventKind, change: Event) -> str:
        key = str(self.kept.matter.events[0].facts.get(kind.value, ""))
        for event in self.kept.matter.events:
            if event is change:
                break
            if event.kind is kind:
                key = str(event.facts.get("to", ""))
        return key

    def _labels(self, what: str, key: str) -> Labels | None:
        version = self.kept.version
        known = {"priority": version.priority, "category": version.category, "level": version.level}
        found = known[what](key)
        return found.labels if found else None

    def _skipped_by(self, deed: TellNewTimes) -> tuple[Skipped, ...]:
        ahead = [new for new in deed.after if new is not None and new.due is not None]
        if not ahead:
            return ()
        last = max(ahead, key=lambda clock: clock.due or self.kept.now)
        assert last.due is not None
        return self.kept.matter.hours(last.calendar).skipped(self.kept.case.received_at, last.due)

    def _closing(self, deed: AnnounceClosing) -> ClosingNotice:
        case, terms = self.kept.case, self.kept.version.auto_close
        assert terms is not None  # nothing else announces a closing
        return ClosingNotice(
            number=case.number,
            subject=case.subject,
            answered_at=deed.answered_at,
            close_on=deed.close_on,
            days=terms.business_days,
            waiting=case.status is Status.WAITING,
            skipped=self.kept.matter.hours(terms.calendar).skipped(deed.answered_at, deed.close_on),
        )


_KINDS: Mapping[Literal["priority", "category", "level", "policy"], EventKind] = {
    "priority": EventKind.PRIORITY,
    "category": EventKind.CATEGORY,
    "level": EventKind.LEVEL,
    "policy": EventKind.POLICY,
}


def _moved(old: ClockState | None, new: ClockState | None) -> MovedClock:
    clock = new or old
    assert clock is not None
    assert clock.spec is not None
    return MovedClock(
        name=clock.name,
        labels=clock.spec.labels,
        old_due=old.due if old else None,
        new_due=new.due if new else None,
        committed=clock.spec.kind == "committed",
    )
