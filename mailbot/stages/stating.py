"""Sending a contract's statement to those who pay for it: each statement once to each of them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.cases import Participant
from mailbot.desk.people import Role
from mailbot.desk.statements import statement
from mailbot.desk.statements_history import Agreed, History
from mailbot.desk.statements_letter import statement_letter
from mailbot.desk.statements_paper import Shown, statement_paper
from mailbot.desk.statements_rows import statement_csv
from mailbot.desk.statements_words import LANGUAGES
from mailbot.mail.compose import OutgoingFile
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from mailbot.desk.ledger import Account
    from mailbot.desk.offers import Offers
    from mailbot.desk.people import Contact, Contract
    from mailbot.desk.policy_paper_values import Paper
    from mailbot.desk.records import NewLetter
    from mailbot.desk.statements import Statement
    from mailbot.stages.ports import Unit

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One receiver of a statement; `new` is False for one who had this very statement before."""

    contact: Contact
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stating:
    """Writes the letters of a statement; `page` prints a document for screens and paper."""

    house: House
    unit: Unit
    page: Callable[[Paper], str]
    actor: str

    def send(
        self, contract: Contract, made: Statement, shown: Shown, now: datetime, *, leaves_at: datetime | None = None
    ) -> tuple[Stated, ...]:
        """Queues the statement for each of its receivers, in their language; nothing leaves before `leaves_at`. The
        same figures of the same period go to nobody twice; corrected ones go again.
        """
        cause = f"statement:{contract.id}:{made.first}:{made.last}:{_digest(made, shown)}"
        told = []
        for contact in receivers_of(contract):
            letter = self._letter(contract, contact, made, shown, cause, leaves_at or now)
            if letter is not None:
                letter = replace(letter, not_before=leaves_at if leaves_at and leaves_at > now else None)
                told.append(Stated(contact=contact, new=self.unit.queue(letter)))
        new = [one.contact.id for one in told if one.new]
        if new:
            period = {"first": made.first.isoformat(), "last": made.last.isoformat()}
            subject = f"contract:{contract.id}"
            self.unit.audit(entry(now, self.actor, "statement.sent", subject, **period, contacts=new))
        return tuple(told)

    def _letter(
        self, contract: Contract, contact: Contact, made: Statement, shown: Shown, cause: str, now: datetime
    ) -> NewLetter | None:
        person = Participant(address=contact.address, name=contact.name, contact_id=contact.id)
        reader = self.house.readers.participant(person, contract)
        name = file_name(made)
        page = self.page(statement_paper(made, shown, reader.language))
        files = (
            OutgoingFile(name=f"{name}.html", type="text/html", content=page.encode()),
            OutgoingFile(name=f"{name}.csv", type="text/csv", content=statement_csv(made, shown.numbers)),
        )
        where = Addressed(
            cause=cause,
            desk_address=self.house.address_for(contract),
            calendar=contract.calendar,
            contact_id=contact.id,
            files=files,
        )
        letter = statement_letter(made, shown, [file.name for file in files])
        return self.house.correspondence.write_if_possible(letter, reader, where, now)


def receivers_of(contract: Contract) -> tuple[Contact, ...]:
    """The billing contacts; where there are none, the admin contacts."""
    billing = tuple(one for one in contract.contacts if Role.BILLING in one.roles)
    return billing or tuple(one for one in contract.contacts if Role.ADMIN in one.roles)


def statement_of(
    contract: Contract, account: Account, first: date, last: date, *, history: History, at: datetime
) -> Statement:
    """The statement of a contract by its own dates, made at an instant; `account` has every line."""
    return statement(
        account,
        first,
        last,
        licences=contract.licences,
        began=contract.valid_from,
        until=contract.last_day,
        history=history,
        today=account.today(at),
    )


def history_of(unit: Unit, contract: Contract, offers: Offers) -> History:
    """What is kept of how the contract and its orders stood; its prices are those that its terms had on each day."""
    return History(
        sold=unit.order_versions(contract.id),
        agreed=tuple(
            Agreed(at=at, licences=one.licences, prices=offers.terms_of(one).prices, until=one.valid_until)
            for at, one in unit.contract_versions(contract.id)
        ),
    )


def shown_with(
    contract: Contract, account: Account, at: datetime, numbers: Mapping[int, str], from_name: Callable[[str], str]
) -> Shown:
    """What a contract's statements are shown with; `from_name` is what the desk calls itself in a language."""
    terms, zone = account.terms, account.zone
    assert isinstance(zone, ZoneInfo)
    return Shown(
        client=contract.client,
        desk={one: from_name(one) for one in LANGUAGES},
        made_on=account.today(at),
        zone=zone,
        unit=terms.unit if terms.kind.counts else {},
        block=terms.block,
        numbers=numbers,
    )


def has_statements(account: Account) -> bool:
    """Whether there is anything to state: units are counted, or something costs."""
    return account.terms.kind.counts or account.terms.prices is not None or bool(account.lines)


def case_numbers(unit: Unit, account: Account) -> dict[int, str]:
    """The numbers of the cases that stand in a ledger, by id."""
    ids = sorted({line.case_id for line in account.lines} - {0})
    parts = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return {case.id: case.number for part in parts for case in unit.cases_seen(part)}


def file_name(made: Statement) -> str:
    """`statement-C-0001-2026-04-01-2026-04-30`, for a file without its ending."""
    return f"statement-{_UNSAFE.sub('-', made.contract_id).strip('-')}-{made.first}-{made.last}"


def _digest(made: Statement, shown: Shown) -> str:
    return hashlib.sha256(statement_csv(made, shown.numbers)).hexdigest()[:12]
