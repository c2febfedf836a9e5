"""Looks up the announcement that a mail answers, or by whose token it asks not to be sent more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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
