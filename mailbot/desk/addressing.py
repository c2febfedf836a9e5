"""Whom a mail of the desk's own people went to besides the desk: customers who have it already, colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.people import StaffMember

if TYPE_CHECKING:
    from mailbot.desk.cases import Case, Participant
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Staff
    from mailbot.desk.situation import Situation


def receivers(situation: Situation, mail: InboundMail, case: Case) -> tuple[Participant, ...]:
    """Those who take part, get mail and stand in To or Cc, by the address that they take part with or another one of
    theirs."""
    found: dict[int, Participant] = {}
    for one in (*mail.to, *mail.cc):
        contact = situation.case_contract.contact_at(one.address) if situation.case_contract else None
        same = (person for person in case.participants if contact and contact.id and person.contact_id == contact.id)
        person = case.participant_at(one.address) or next(same, None)
        if person is not None and person.gets_mail:
            found[person.id] = person
    return tuple(found.values())


def colleagues(situation: Situation, mail: InboundMail) -> tuple[Staff, ...]:
    """The other members of staff in To and Cc, those who have left among them."""
    writer = situation.person.staff.handle if isinstance(situation.person, StaffMember) else ""
    keys = [one.address for one in (*mail.to, *mail.cc)]
    return tuple(one for one in situation.house.staff if one.handle != writer and any(map(one.has_address, keys)))


def is_among_colleagues(situation: Situation, mail: InboundMail, case: Case) -> bool:
    """Whether To names nobody but staff and no customer got the mail: then it is said inside, whatever it says."""
    staff = situation.house.staff
    to_staff = bool(mail.to) and all(any(one.has_address(to.address) for one in staff) for to in mail.to)
    return to_staff and not receivers(situation, mail, case)
