"""What comes back: the bounce address that a mail was sent to, and the letter that a delivery report is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.mail import InboundMail, Nature
from mailbot.desk.tokens import BOUNCE, NOBODY, Keyring, Token, mint_message_id, read_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import BouncedLetter
    from mailbot.stages.identify import Addresses
    from mailbot.stages.ports import Unit

NULL_SENDER = b"Return-Path: <>\r\n"
"""What our own door puts above a mail from the null sender before it is read (RFC 5321 4.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bouncing:
    """The questions about one mail that may have come back."""

    keyring: Keyring
    addresses: Addresses
    unit: Unit
    mail: InboundMail
    recipients: Sequence[str]

    def token(self) -> Token | None:
        """The signed token of the bounce address among the recipients: no person writes to one (DECISIONS 31)."""
        tags = (self.addresses.tag(address) for address in self.recipients)
        tokens = (read_tag(self.keyring, tag, purpose=BOUNCE) for tag in tags if tag)
        return next((one for one in tokens if one is not None), None)

    def letter(self, token: Token | None) -> BouncedLetter | None:
        """The letter of ours that a delivery report is about.

        Anybody can write a report who has had a letter of ours: it is believed at the letter's own bounce address, or
        from the null sender, which reports have (RFC 5321 4.5.5).
        """
        if self.mail.nature is not Nature.BOUNCE or (token is None and self.mail.return_path != ""):
            return None
        by_address = self._ids_of(token) if token else ()
        named = (self.mail.bounce.message_id,) if self.mail.bounce and self.mail.bounce.message_id else ()
        ids = (*by_address, *named, *self.mail.in_reply_to, *self.mail.references)
        return self.unit.sent_letter(ids) if ids else None

    def _ids_of(self, token: Token) -> tuple[str, ...]:
        """The Message-ID of the letter that a bounce address was made for, signed by any of our keys."""
        if not token.nonce:
            return ()
        recipient = f"s-{token.staff_handle}" if token.staff_handle else NOBODY
        recipient = f"p{token.participant_id}" if token.participant_id else recipient
        return tuple(
            mint_message_id(
                replace(self.keyring, current=key),
                domain=self.addresses.domain,
                case_id=token.case_id,
                recipient=recipient,
                nonce=token.nonce,
            )
            for key in self.keyring.keys
        )


def from_null_sender(claimed: Claimed) -> bool:
    """Whether any door took the mail from the null sender, which is answered by nothing (RFC 5321 4.5.5)."""
    return any(arrival.envelope_from == "" for arrival in claimed.arrivals)
