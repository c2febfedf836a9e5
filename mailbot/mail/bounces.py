"""Delivery reports: who was not reached, for how long, which of our mails it is about (RFC 3464; REALITIES 40-44)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.desk.mail import Bounce, BouncedRecipient
from mailbot.mail.bounce_prose import prose_recipients, split_returned, status_in
from mailbot.mail.bounce_reasons import is_permanent
from mailbot.mail.cleaning import one_line
from mailbot.mail.headers import Block, read_block, unfolded
from mailbot.mail.parts import Part

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers"}
)
_REACHED = frozenset({"delivered", "relayed", "expanded", "deliverable"})
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ID = re.compile(r"<[^<>\s]{1,500}>")
_MOST = 200
_LONGEST_REPORT = 256 * 1024


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The machine part of a delivery report: recipients that failed or wait, and whether any was reached."""

    recipients: tuple[BouncedRecipient, ...]
    has_reached: bool


def read_status(raw: bytes, root: Part) -> StatusReport | None:
    """The delivery-status part of a report, None if there is none. Success notices carry no failed recipients."""
    part = next((part for part in root.walk() if part.type in _STATUS_TYPES), None)
    if part is None:
        return None
    octets = part.body(raw)[0][:_LONGEST_REPORT]
    recipients: dict[str, BouncedRecipient] = {}
    has_reached = False
    for group in _groups(octets):
        action = group.text("action").split(" ")[0].strip(".;").lower()
        if action in _REACHED:
            has_reached = True
            continue
        found = _recipient(group, action)
        if found is not None and len(recipients) < _MOST:
            recipients.setdefault(found.address.lower(), found)
    return StatusReport(tuple(recipients.values()), has_reached)


def _groups(octets: bytes) -> list[Block]:
    """The header groups between empty lines; the first speaks of the message, the rest of one recipient each."""
    groups: list[Block] = []
    at = 0
    while at < len(octets) and len(groups) < 2 * _MOST:
        block = read_block(octets, at)
        if block.body_at <= at:
            at = octets.find(b"\n", at) + 1 or len(octets)
            continue
        if block.fields:
            groups.append(block)
        at = block.body_at
    return groups


def _recipient(group: Block, action: str) -> BouncedRecipient | None:
    final, original = _typed_address(group, "final-recipient"), _typed_address(group, "original-recipient")
    address = final if _is_routable(final) else original or final
    if not address:
        return None
    diagnostic = group.text("diagnostic-code")
    status = next(iter(_STATUS.findall(group.text("status"))), "")
    if not status or status.endswith(".0.0"):
        status = status_in(diagnostic) or status
    return BouncedRecipient(address=address, permanent=is_permanent(status, action, diagnostic), status=status)


def _is_routable(address: str) -> bool:
    """Whether it is an address of the net, not a server's inner name for it (`@relay:user@host`, `user@daemon`)."""
    return address.count("@") == 1 and "." in address.rpartition("@")[2] and ":" not in address


def _typed_address(group: Block, name: str) -> str:
    """`rfc822; <user@host>` without its type; empty unless it is an address."""
    value = unfolded(group.first(name) or b"")
    plain = value.partition(";")[2] if ";" in value else value
    match = re.search(r"<([^<>]+)>", plain)
    address = (match[1] if match else plain).strip().strip("<>\"'").split(" ")[0]
    return one_line(address) if "@" in address and not (address.startswith("@") and ":" not in address) else ""


def read_bounce(raw: bytes, root: Part, text: str, own: frozenset[str]) -> Bounce:
    """The bounce in full: machine part first, then X-Failed-Recipients, then what the text says. Total."""
    human, returned_text = split_returned(text)
    returned = _returned_block(raw, root, returned_text)
    report = read_status(raw, root)
    recipients = report.recipients if report else ()
    if not recipients:
        failed = root.block.text("x-failed-recipients")
        addresses = [one_line(piece) for piece in failed.split(",") if "@" in piece]
        addresses = addresses or prose_recipients(human, returned, _not_recipients(root.block, own))
        status = status_in(human)
        recipients = tuple(
            BouncedRecipient(address=address, permanent=is_permanent(status, words=human), status=status)
            for address in addresses[:_MOST]
        )
    return Bounce(recipients=recipients, message_id=_returned_id(returned, returned_text or text))


def _not_recipients(block: Block, own: frozenset[str]) -> frozenset[str]:
    """Addresses that a report names for other reasons: its own sender and receiver."""
    named = re.findall(
        r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+", " ".join(block.texts("from") + block.texts("to") + block.texts("reply-to"))
    )
    return frozenset(address.lower() for address in named) | own


def _returned_block(raw: bytes, root: Part, returned_text: str) -> Block:
    for part in root.walk():
        if part.type in _RETURNED_TYPES:
            octets, _ = part.body(raw)
            block = read_block(octets.lstrip(b"\r\n"))
            if block.fields:
                return block
    return read_block(returned_text.encode("utf-8", "replace"))


def _returned_id(returned: Block, text: str) -> str:
    """The Message-ID of the mail that came back, with its brackets; empty if the report does not hold it."""
    for value in returned.texts("message-id"):
        match = _ID.search(value)
        if match:
            return match[0]
    found = re.search(r"^[ \t>]{0,8}message-id:\s{0,4}(<[^<>\s]{1,500}>)", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""
