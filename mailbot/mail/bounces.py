"""Delivery reports: who was not reached, for how long, which of our mails it is about (RFC 3464; REALITIES 40-44)."""

from __future__ import annotations

import re
from functools import lru_cache

from mailbot.desk.mail import Bounce, BouncedRecipient
from mailbot.mail.bounce_notices import read_notice
from mailbot.mail.bounce_prose import prose_recipients, split_returned, status_in, words_by_address
from mailbot.mail.bounce_reasons import is_permanent
from mailbot.mail.bounce_status import MOST, STATUS_TYPES, Failed, StatusReport, read_groups, read_written_groups
from mailbot.mail.cleaning import one_line
from mailbot.mail.headers import Block, read_block
from mailbot.mail.parts import Part, TooDeep, grow

_RETURNED_TYPES = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers"}
)
_ID = re.compile(r"<[^<>\s]{1,500}>")


def read_status(raw: bytes, root: Part) -> StatusReport | None:
    """The delivery-status part of a report, None if there is none. Success notices carry no failed recipients."""
    part = next((part for part in root.walk() if part.type in STATUS_TYPES), None)
    return None if part is None else read_groups(part.body(raw)[0])


def read_bounce(raw: bytes, root: Part, text: str, own: frozenset[str]) -> Bounce:
    """The bounce in full. In order: machine part, notice in JSON, X-Failed-Recipients, a report inside the attached
    mail, a machine part written into the text, what the text says. Total.
    """
    human, returned_text = split_returned(text)
    returned = _returned_block(raw, root, returned_text)
    notice = read_notice(text)
    if notice is not None:
        told = [
            Failed(address=one.address, action=one.action, status=one.status, diagnostic=one.diagnostic)
            for one in notice.recipients
        ]
        return Bounce(recipients=_judged(told, ""), message_id=next(iter(_ID.findall(notice.message_id)), ""))
    failed = _by_machine(raw, root)
    if not failed:
        failed = _by_words(root.block, text, human, returned, own)
    return Bounce(recipients=_judged(failed, human), message_id=_returned_id(returned, returned_text or text))


def _by_machine(raw: bytes, root: Part) -> list[Failed]:
    report = read_status(raw, root)
    if report and report.failed:
        return list(report.failed)
    if root.block.first("x-failed-recipients") is None:
        return _inside_attached_mail(raw, root)
    return []


def _inside_attached_mail(raw: bytes, root: Part) -> list[Failed]:
    """What a report says that some gateway wrapped into another mail."""
    for part in root.walk():
        if part.type != "message/rfc822":
            continue
        octets = part.body(raw)[0]
        try:
            report = read_status(octets, grow(octets, len(octets) - len(octets.lstrip(b"\r\n"))).root)
        except TooDeep:
            return []
        return list(report.failed) if report else []
    return []


def _by_words(block: Block, text: str, human: str, returned: Block, own: frozenset[str]) -> list[Failed]:
    addresses = [one_line(piece) for piece in block.text("x-failed-recipients").split(",") if "@" in piece]
    if not addresses:
        written = read_written_groups(text)
        if written and written.failed:
            return list(written.failed)
        addresses = prose_recipients(human, returned, _not_recipients(block, own), block.text("from"))
    words = words_by_address(human, addresses)
    about = {address: words.get(address.lower(), "") for address in addresses[:MOST]}
    statuses = {address: status_in(said) for address, said in about.items()}
    general = "" if any(statuses.values()) else status_in(human)
    return [
        Failed(address=address, action="", status=statuses[address] or general, diagnostic=said)
        for address, said in about.items()
    ]


def _judged(failed: list[Failed], human: str) -> tuple[BouncedRecipient, ...]:
    """The recipients with whether they are dead: by what their own server said, else by the report's words."""
    words = words_by_address(human, [one.address for one in failed])
    context = human if len(failed) == 1 else ""

    @lru_cache(maxsize=16)
    def by_all_words(status: str, action: str) -> bool | None:
        return is_permanent(status, action, human, context, is_whole=True)

    judged: list[BouncedRecipient] = []
    for one in failed:
        permanent = is_permanent(one.status, one.action, one.diagnostic, context)
        if permanent is None:
            permanent = is_permanent(one.status, one.action, words.get(one.address.lower(), ""), context)
        if permanent is None:
            permanent = by_all_words(one.status, one.action)
        judged.append(BouncedRecipient(address=one.address, permanent=permanent, status=one.status))
    return tuple(judged)


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
