"""Whether a customer's mail asks something of the desk itself, and of which contracts it may be answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.decision import LetterPlan, Reason, Serve
from mailbot.desk.mail import InboundMail
from mailbot.desk.monthly_reports import concerned as in_force_in
from mailbot.desk.monthly_reports import month_after
from mailbot.desk.openings import may_acknowledge
from mailbot.desk.people import Contract, Opener, Role
from mailbot.desk.report_months import asked_month
from mailbot.desk.requests import Request, read_request

if TYPE_CHECKING:
    from mailbot.desk.situation import Situation

ANSWERED_WITH = {Request.LIST: "own-cases", Request.REPORT: "monthly-report", Request.COST: "units-balance"}
"""The letter that answers each request."""


def serve(situation: Situation, mail: InboundMail) -> Serve | None:
    """The answer to a request; None for what is no request, or from nobody who may ask (DECISIONS 42).

    Only a proven admin contact is served, on those of their contracts whose policy knows the request; all others
    have written an ordinary mail, which goes its ordinary way.
    """
    assert mail.author is not None
    person = situation.person
    requested = read_request(mail.new_text)
    if requested is None or not isinstance(person, Opener) or person.contact is None:
        return None
    if not situation.is_proven(situation.house.trust.required_for(mail.author.domain)):
        return None
    concerned = tuple(
        one for one in person.contracts if _may_ask(situation, one, mail.author.address, requested.request)
    )
    month = asked_month(requested.argument, situation.local_date) if requested.request is Request.REPORT else None
    if requested.request is Request.REPORT:
        concerned = _in_force(concerned, month)
    if not concerned or not may_acknowledge(situation, mail):
        return None
    return Serve(
        reason=Reason.REQUEST,
        requested=requested,
        contact=concerned[0].contact_at(mail.author.address) or person.contact,
        contracts=concerned,
        month=month,
        case=situation.thread.case if situation.thread else None,
        letters=(LetterPlan(letter=ANSWERED_WITH[requested.request], to=mail.author.address),),
    )


def _in_force(contracts: tuple[Contract, ...], month: date | None) -> tuple[Contract, ...]:
    """Those of which there is a report of this month; none where no finished month was named."""
    if month is None:
        return ()
    return in_force_in(contracts, month, month_after(month) - timedelta(days=1))


def _may_ask(situation: Situation, contract: Contract, address: str, request: Request) -> bool:
    if request is Request.COST and contract.id not in situation.units.accounts:
        return False
    contact = contract.contact_at(address)
    version = situation.versions.get(contract.id)
    return contact is not None and Role.ADMIN in contact.roles and version is not None and request in version.requests
