"""Looks up the announcement that a mail answers, or by whose token it asks not to be sent more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import FoundBy, Thread
from mailbot.desk.mail import InboundMail
from mailbot.desk.objecting import BY_TOKEN
from mailbot.desk.people import StaffMember
from mailbot.desk.tokens import OBJECT, read_tag

if TYPE_CHECKING:
    from mailbot.desk.announcing import Announced
    from mailbot.desk.situation import Situation
    from mailbot.stages.identify import Identify
    from mailbot.stages.ports import Unit

MOST_WORDS = 12
"""Words of a subject among which the token is looked for."""


def with_announced(unit: Unit, desk: Identify, situation: Situation) -> Situation:
    """The situation with what is known of the announcement; one look-up, and only for mail of no case."""
    mail = situation.mail
    if situation.thread is not None or isinstance(situation.person, StaffMember) or not isinstance(mail, InboundMail):
        return situation
    announced = _by_token(unit, desk, mail.subject)
    ids = tuple(reversed(dict.fromkeys((*mail.references, *mail.in_reply_to))))
    if announced is None and ids:
        announced = unit.announcement_of(ids)
    return replace(situation, announced=announced) if announced is not None else situation


def thread_of_fault(unit: Unit, mail: InboundMail) -> Thread | None:
    """The open case of the writer's own that an earlier answer to the news of the same fault has opened, or that was
    linked to it: whoever answers again goes on there."""
    ids = tuple(reversed(dict.fromkeys((*mail.references, *mail.in_reply_to))))
    announced = unit.announcement_of(ids) if ids and mail.author is not None else None
    if announced is None or not announced.fault or mail.author is None:
        return None
    for case_id in reversed(unit.cases_of_fault(announced.fault)):
        case = unit.case(case_id)
        opener = case.opener if case is not None and not case.status.is_final else None
        if case is not None and opener is not None and opener.key == mail.author.key:
            return Thread(case=case, found_by=FoundBy.REFERENCES)
    return None


def _by_token(unit: Unit, desk: Identify, subject: str) -> Announced | None:
    if "unsubscribe" not in subject.casefold():
        return None
    for word in subject.split()[:MOST_WORDS]:
        token = read_tag(desk.keyring, word, purpose=OBJECT)
        if token is not None:
            found = unit.announcement_numbered(token.case_id)
            address = unit.announced_contact(token.case_id, token.participant_id)
            return replace(found, letter=BY_TOKEN, recipient=address) if found is not None else None
    return None
