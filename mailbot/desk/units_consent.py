"""Whether a customer's mail on a case is the consent that an estimate asked for (row E4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.own_lines import Signer
from mailbot.desk.people import Role
from mailbot.desk.plain_yes import agrees

if TYPE_CHECKING:
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.situation import Situation


def consented(situation: Situation, mail: InboundMail) -> int:
    """The units that the mail agrees to; 0 where it does not reply to the estimate that waits, where its writer is no
    admin contact of the contract, or where it says anything but a plain yes.
    The writer is proven: it is asked after that."""
    matter, contract = situation.units.matter, situation.case_contract
    if matter is None or not (matter.estimated and situation.units.answers_estimate):
        return 0
    if contract is None or mail.author is None:
        return 0
    contact = contract.contact_at(mail.author.address)
    if contact is None or Role.ADMIN not in contact.roles or mail.attachments:
        return 0
    return matter.estimated if agrees(mail.new_text, Signer.of(contact, contract)) else 0
