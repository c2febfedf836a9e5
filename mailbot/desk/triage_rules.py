"""What triage looks at, and the rules that it follows: values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailbot.desk.labels import NO_LABELS, Labels
from mailbot.desk.mail import address_key

if TYPE_CHECKING:
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What rules may look at: the subject and what is new in the text (never quotes), the way it came, and whose
    it is. Addresses are address keys.
    """

    subject: str = ""
    text: str = ""
    sender: frozenset[str] = frozenset()
    recipients: tuple[str, ...] = ()
    priority_header: str = ""
    contract: str = ""
    client: str = ""

    @classmethod
    def of(cls, mail: InboundMail, *, contract: Contract | None = None, recipients: Sequence[str] = ()) -> Subject:
        """The subject of triage that a mail is, on the contract under which it will be opened."""
        author = mail.author.address if mail.author else ""
        contact = contract.contact_at(author) if contract else None
        visible = (*mail.delivered_to, *(one.address for one in (*mail.to, *mail.cc)))
        return cls(
            subject=mail.subject,
            text=mail.new_text,
            sender=frozenset(address_key(one) for one in (author, *(contact.addresses if contact else ()))),
            recipients=tuple(recipients) or tuple(address_key(one) for one in visible),
            priority_header=mail.priority_header,
            contract=contract.id if contract else "",
            client=contract.client if contract else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """All keys that are given must hold; of each list one suffices. Without any it always holds."""

    words: tuple[str, ...] = ()
    subject_words: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    header: str = ""
    contact: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    client: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Sets what it names if `when` holds; `reason` is how to say so to the customer, where that helps."""

    name: str
    when: Condition = field(default_factory=Condition)
    category: str = ""
    priority: str = ""
    private: bool | None = None
    reason: Labels = field(default_factory=lambda: NO_LABELS)
