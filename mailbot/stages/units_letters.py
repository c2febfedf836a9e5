"""The letters about a contract's units, to its admin and billing contacts; each is written once for what caused it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.addresses import is_writable
from mailbot.desk.cases import Participant
from mailbot.desk.charging import matter_units
from mailbot.desk.ledger import LineKind, Why
from mailbot.desk.ledger_balance import balance, usage
from mailbot.desk.letters import (
    Estimate,
    LevelCost,
    PackLow,
    PackShare,
    UnitsConsumed,
    UnitsLine,
)
from mailbot.desk.packs import PackKind
from mailbot.desk.packs_cover import estimate
from mailbot.desk.packs_left import left_by_order
from mailbot.desk.packs_notices import NoticeKind, notices_due, units_key
from mailbot.desk.people import Role
from mailbot.desk.promises import released_at
from mailbot.stages.correspondence import Addressed
from mailbot.stages.notice_times import notice_leaves_at
from mailbot.stages.units_notices import notice_letter
from mailbot.stages.units_promised import promised_now

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from mailbot.desk.cases import Case
    from mailbot.desk.ledger import Account
    from mailbot.desk.ledger_balance import Usage
    from mailbot.desk.letters import CustomerLetter
    from mailbot.desk.packs_notices import UnitsNotice
    from mailbot.desk.people import Contact, Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit

ACCOUNTED_TO = frozenset({Role.ADMIN, Role.BILLING})
"""Who hears how many units were used and are left (row E4)."""
_OF_UNITS = frozenset({NoticeKind.LOW, NoticeKind.EMPTY})
"""What the ledger alone tells of."""
Written: TypeAlias = "Callable[[str, str], CustomerLetter]"
"""Makes the letter for a reader of a language, who may see this subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsLetters:
    """Writes for one contract at one instant; notices wait for the end of the quiet hours of `version` (row D11)."""

    house: House
    unit: Unit
    contract: Contract
    version: PolicyVersion | None
    now: datetime
    not_before: datetime | None = None
    """Until when the answer waits that caused what is told: until then it may be taken back."""

    def consumed(self, account: Account, case: Case, *, cause: str, corrects: bool = False) -> bool:
        """What a case used, once its handling has ended; nothing where it never used any (row E4). It `corrects` the
        figure that was told before of the same case."""
        found = usage(account, case.id, self.now)
        owed = bool(found.used or found.returned)
        return owed and self._account_for(account, case, found, cause, corrects=corrects)

    def corrected(self, account: Account, case: Case, *, cause: str) -> bool:
        """What holds now of a case, after other figures were told that were taken back."""
        return self._account_for(account, case, usage(account, case.id, self.now), cause, corrects=True)

    def _account_for(self, account: Account, case: Case, found: Usage, cause: str, *, corrects: bool = False) -> bool:
        letter = UnitsConsumed(
            number=case.number,
            subject="",
            contract=self.contract.id,
            unit=account.terms.unit,
            used=found.used,
            left=found.left,
            level=found.level.labels or {"ja": found.level.key, "en": found.level.key} if found.level else None,
            valid_until=found.valid_until,
            by_order=left_by_order(found.after),
            minutes=found.minutes if account.terms.kind is PackKind.TIME else 0,
            packs=_shares(found),
            defect=found.freed is Why.DEFECT,
            merged=found.freed is Why.MERGED,
            returned=found.returned if not found.used else 0,
            lapsed=_came_back_late(account, case.id, self.now),
            corrects=corrects,
        )
        return self._tell(lambda _, subject: replace(letter, subject=subject), cause, case=case)

    def running_low(self, account: Account) -> int:
        """What the ledger alone says: that few units are left, or none (row E5)."""
        return self.notices(account, only=_OF_UNITS)

    def withdraw_low(self, account: Account) -> None:
        """After something was taken back at this instant: what it let be told and does not hold any more stays here, if
        it still is."""
        back = min((line.undoes for line in account.lines if line.undoes and line.at == self.now), default=0)
        if not back:
            return
        due = {one.kind for one in self._due(account)}
        now = balance(account, self.now)
        for kind in _OF_UNITS - due:
            key = units_key(account, now, kind, self.unit.newest_lines(self.contract.id), since=back)
            self.unit.withdraw(self._cause(key), [PackLow.key])

    def _cause(self, key: str) -> str:
        """What a notice is written for once."""
        return f"units:{self.contract.id}:{key}"

    def _due(self, account: Account) -> tuple[UnitsNotice, ...]:
        return notices_due(
            account,
            self.now,
            notice_date=self._notice_date,
            contract_until=self._contract_until,
            newest_first=self.unit.newest_lines(self.contract.id),
        )

    def notices(self, account: Account, *, only: Collection[NoticeKind] = frozenset(NoticeKind)) -> int:
        """Whatever the contract is owed now and has not been told; how many."""
        told = 0
        for notice in self._due(account):
            if notice.kind not in only:
                continue
            cause = self._cause(notice.key)
            if not self.unit.letters_caused(cause):
                told += self._tell(partial(self._noticed, account, notice), cause)
        return told

    def _noticed(self, account: Account, notice: UnitsNotice, language: str, _subject: str) -> CustomerLetter:
        return notice_letter(self.house, self.contract, account, notice, self.now, language)

    @property
    def _contract_until(self) -> date | None:
        renewal = self.version.renewal if self.version else None
        if renewal is None or renewal.end_date is None:
            return self.contract.last_day
        return max(renewal.end_date, self.contract.renewed_until or renewal.end_date)

    def _notice_date(self, end: date, days: int) -> date:
        renewal = self.version.renewal if self.version else None
        name = (renewal.calendar if renewal else "") or self.contract.calendar
        return self.house.policies.hours[name].notice_date(end, days, renewal.roll if renewal else "backward")

    def estimate(self, account: Account, case: Case, units: int, *, cause: str, asks: bool) -> bool:
        """What a case will cost, to the admin contacts (row E4)."""
        return self._tell(
            lambda language, subject: self.estimated(
                account, replace(case, subject=subject), units, language=language, asks=asks
            ),
            cause,
            case=case,
            roles=frozenset({Role.ADMIN}),
            asks=asks,
        )

    def estimated(self, account: Account, case: Case, units: int, *, language: str, asks: bool) -> Estimate:
        """The letter for a reader of this language."""
        promised = promised_now(self.unit, account, self.now, beside=case.id).units
        level, matter = account.terms.level_of(units), matter_units(account.terms, self.unit.events_of(case.id))
        return Estimate(
            number=case.number,
            subject=case.subject,
            units=units,
            unit=account.terms.unit,
            level=level.labels or {"ja": level.key, "en": level.key} if level else None,
            usual=account.terms.units_of(),
            left_after=estimate(account, self.now, units=units, case_id=case.id, promised=promised).left_after,
            asks=asks,
            begun=matter.is_started,
            before=matter.granted,
            agreed=0 < matter.granted <= matter.agreed,
            how_to_order=self.house.offers.how_to_order(self.contract, language),
        )

    def _tell(
        self,
        letter: Written,
        cause: str,
        *,
        case: Case | None = None,
        roles: frozenset[Role] = ACCOUNTED_TO,
        asks: bool = False,
    ) -> bool:
        """To each contact who holds one of the roles; whether anybody could be written to. Of a private case only those
        who take part in it are asked: nobody else's answer would be heard."""
        readers = [one for one in self.contract.contacts if one.roles & roles and is_writable(one.address)]
        if case is not None and case.private and asks:
            readers = [one for one in readers if _takes_part(case, one)]
        told = [self._is_told(one, letter, cause, case) for one in readers]
        return any(told)

    def _is_told(self, contact: Contact, letter: Written, cause: str, case: Case | None) -> bool:
        person = Participant(address=contact.address, name=contact.name, contact_id=contact.id)
        reader = self.house.readers.participant(person, self.contract)
        said = letter(reader.language, _subject_for(case, contact))
        leaves_at = self._leaves_at(said, case)
        where = self._where(contact, cause, case)
        written = self.house.correspondence.write_if_possible(said, reader, where, leaves_at)
        if written is None:
            return False
        self.unit.queue(replace(written, not_before=leaves_at if leaves_at > self.now else None))
        return True

    def _leaves_at(self, letter: CustomerLetter, case: Case | None) -> datetime:
        """Notices wait for the end of the quiet hours; those of no case, which a day brings, until the desk opens."""
        if self.version is None or letter.kind != "notice":
            return self.now
        now = max(self.now, self.not_before or self.now)
        if case is None:
            return notice_leaves_at(self.house, self.contract, self.version, now)
        return released_at(self.version, now, self.house.correspondence.zone.key, urgent=False)

    def _where(self, contact: Contact, cause: str, case: Case | None) -> Addressed:
        where = Addressed(
            cause=cause,
            desk_address=self.house.address_for(self.contract),
            calendar=self.contract.calendar,
            contact_id=contact.id,
        )
        if case is None:
            return where
        where = replace(where, case_id=case.id, token_for=_token_of(case, contact))
        thread = self.house.correspondence.public_thread(where, self.unit.public_ids(case.id))
        return replace(where, answered=thread)


def _subject_for(case: Case | None, contact: Contact) -> str:
    """Of a private case, only those who take part in it learn what it is about."""
    if case is None:
        return ""
    return case.subject if not case.private or _takes_part(case, contact) else ""


def _takes_part(case: Case, contact: Contact) -> bool:
    return any(contact.has_address(one.address) and one.gets_mail for one in case.participants)


def _token_of(case: Case, contact: Contact) -> str:
    """The token of the contact, where they take part in the case; nobody's else: a reply goes by its thread."""
    mine = next((one for one in case.participants if contact.id and one.contact_id == contact.id), None)
    return f"p{mine.id}" if mine else Addressed(cause="", desk_address="").token_for


def _came_back_late(account: Account, case_id: int, now: datetime) -> bool:
    """Whether all that was given back for a case is of packs that have ended."""
    back = {one.pack_id for one in account.lines if one.case_id == case_id and one.kind is LineKind.GIVEN_BACK}
    packs = [pack for pack in account.packs if pack.id in back]
    return bool(packs) and all(pack.state(account.today(now)) == "ended" for pack in packs)


def _shares(found: Usage) -> tuple[PackShare, ...]:
    """Of which orders the units came, where they are several."""
    if len(found.packs) < 2:
        return ()
    return tuple(PackShare(reference=pack.reference if pack else "", units=units) for pack, units in found.packs)


def units_line(account: Account, now: datetime, *, case_id: int = 0) -> UnitsLine:
    """How the units of a contract stand, for letters; with what a case holds and has used, if one is named."""
    terms, held = account.terms, balance(account, now)
    own = usage(account, case_id, now) if case_id else None
    levels = (LevelCost(labels=one.labels or {"ja": one.key, "en": one.key}, units=one.units) for one in terms.levels)
    return UnitsLine(
        contract=account.contract_id,
        unit=terms.unit or {"ja": "単位", "en": "unit"},
        left=held.available,
        reserved=held.reserved,
        valid_until=held.valid_until,
        by_order=left_by_order(held),
        counts=terms.kind.counts,
        costs=tuple(levels) if terms.kind is PackKind.INCIDENTS else (),
        minutes=terms.minutes_per_unit if terms.kind is PackKind.TIME else 0,
        reserved_here=own.reserved if own else 0,
        used_here=own.used if own else None,
    )


def standing_of(house: House, unit: Unit, contract: Contract, now: datetime, *, case_id: int = 0) -> UnitsLine | None:
    """How the units of a contract stand, for letters; None where nothing is counted."""
    terms = house.offers.terms_of(contract)
    if not terms.kind.counts:
        return None
    cases = (case_id,) if case_id else ()
    account = unit.account(contract.id, terms, house.offers.zone_of(contract), cases=cases, hold=False)
    return units_line(account, now, case_id=case_id)
