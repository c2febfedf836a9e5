"""Octets to an InboundMail: total, linear, and honest about what it could not read (rows G3 to G5)."""

from __future__ import annotations

import re

from mailbot.desk.mail import Address, Attachment, Bounce, InboundMail, Nature, Unreadable
from mailbot.mail.addresses import read_addresses, shows_another_address
from mailbot.mail.attachments import describe
from mailbot.mail.automatic import wants_no_answer
from mailbot.mail.bodies import Body, Chooser
from mailbot.mail.bounces import read_bounce
from mailbot.mail.cleaning import one_line, without_blank_runs
from mailbot.mail.fields import moment
from mailbot.mail.headers import Block, decode_header_text, header_block
from mailbot.mail.html import CUT
from mailbot.mail.language import language_of
from mailbot.mail.limits import USUAL, Limits
from mailbot.mail.nature import Look, list_id_of, nature_of
from mailbot.mail.own_marks import LOOP_HEADER, NOBODYS, OwnMarks
from mailbot.mail.parts import TooDeep, Tree, grow
from mailbot.mail.quotes import Split, is_forward_subject, split

__all__ = ["LOOP_HEADER", "Limits", "OwnMarks", "attachment_bytes", "decode_header_text", "header_block", "read"]

_ID = re.compile(r"<[^<>\s]+>")
_BARE_ID = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")
_MOST_IDS = 100
_SINGLE = ("from", "sender", "reply-to", "to", "subject", "date", "message-id", "content-type")


def read(raw: bytes, *, limits: Limits = USUAL, own: OwnMarks = NOBODYS) -> InboundMail | Unreadable:
    """Read any octets. Never raises: what is beyond `limits` or meets a fault of ours is Unreadable with the reason."""
    if len(raw) > limits.size:
        return Unreadable(reason=f"larger than {limits.size} octets")
    if not raw.strip():
        return Unreadable(reason="empty")
    try:
        return _read(raw, limits, own)
    except TooDeep as trouble:
        return Unreadable(reason=str(trouble))
    except Exception as trouble:  # noqa: BLE001 - a fault of the reader sets the mail aside whole, never loses it
        return Unreadable(reason=f"the reader failed: {type(trouble).__name__}")


def attachment_bytes(raw: bytes, index: int, *, limits: Limits = USUAL) -> bytes:
    """The octets of the file that `Attachment.index` names. Raises LookupError if the mail has no such file."""
    try:
        tree = grow(raw, _start(raw), limits)
    except TooDeep as trouble:
        raise LookupError(index) from trouble
    parts = tree.root.walk()
    if not 0 <= index < len(parts):
        raise LookupError(index)
    return parts[index].body(raw)[0]


def _start(raw: bytes) -> int:
    """Where the mail begins: behind line ends that some gateway put first (READING-MAIL D20)."""
    return len(raw) - len(raw.lstrip(b"\r\n"))


def _read(raw: bytes, limits: Limits, own: OwnMarks) -> InboundMail | Unreadable:
    tree = grow(raw, _start(raw), limits)
    block = tree.root.block
    if not block.fields:
        return Unreadable(reason="no header fields: this is not a mail", problems=tuple(tree.problems))
    body = Chooser(raw, limits.text).choose(tree.root)
    problems = tree.problems + body.problems + _header_problems(block)
    subject = block.text("subject")
    message_id = _message_id(block)
    return_path = _return_path(block)
    senders = _all_addresses(block, "from", limits)
    marked = without_blank_runs(body.marked)
    text = "\n".join(line for line in marked.split("\n") if line != CUT) if CUT in marked else marked
    look = Look(
        block=block,
        root=tree.root,
        raw=raw,
        subject=subject,
        text=text,
        from_local=_from_local(senders, block),
        message_id=message_id,
        return_path=return_path,
    )
    nature, reason = nature_of(look, own)
    pieces = _split(marked, subject, nature)
    attachments = _attachments(raw, tree, body, problems)
    return InboundMail(
        message_id=message_id,
        date=moment(block.text("date")),
        senders=senders,
        from_fields=len(block.all("from")),
        sender=next(iter(_all_addresses(block, "sender", limits)), None),
        to=_all_addresses(block, "to", limits),
        cc=_all_addresses(block, "cc", limits),
        reply_to=_all_addresses(block, "reply-to", limits),
        subject=subject,
        text=text,
        new_text=pieces.new_text,
        quoted=pieces.quoted,
        signature=pieces.signature,
        html=body.html,
        language=language_of(pieces.new_text or text or subject),
        in_reply_to=_ids(block, "in-reply-to"),
        references=_ids(block, "references"),
        attachments=attachments,
        nature=nature,
        nature_reason=reason,
        bounce=_bounce(look, nature, own),
        delivered_to=_delivered_to(block, limits),
        return_path=return_path,
        priority_header=_priority(block),
        acknowledge=not wants_no_answer(block),
        list_id=list_id_of(block),
        loop_marks=tuple(block.texts(LOOP_HEADER.lower())),
        encrypted=body.encrypted,
        problems=tuple(dict.fromkeys(problems)),
    )


_SERVER_NAME = re.compile(
    r"mailer-daemon|mail delivery (?:sub)?system|system administrator|システム管理者", re.IGNORECASE
)


def _from_local(senders: tuple[Address, ...], block: Block) -> str:
    """The local part of the author; `mailer-daemon` where the From names a mail server and no person."""
    text = block.text("from")
    if not senders:
        return "mailer-daemon" if _SERVER_NAME.search(text) or text.strip() == "<>" else ""
    if _SERVER_NAME.fullmatch(senders[0].name):
        return "mailer-daemon"
    local = senders[0].address.rpartition("@")[0].strip('"')
    return "mailer-daemon" if _SERVER_NAME.fullmatch(local) else local.partition("\\")[0]


def _split(marked: str, subject: str, nature: Nature) -> Split:
    if nature is Nature.BOUNCE:
        return Split(new_text=marked.replace(CUT, ""))
    return split(marked, is_forward=is_forward_subject(subject))


def _bounce(look: Look, nature: Nature, own: OwnMarks) -> Bounce | None:
    return read_bounce(look.raw, look.root, look.text, own.addresses) if nature is Nature.BOUNCE else None


def _header_problems(block: Block) -> list[str]:
    problems = [f"header {name} stands {count} times" for name in _SINGLE if (count := len(block.all(name))) > 1]
    if not block.all("from"):
        problems.append("no From")
    if any(shows_another_address(value) for value in block.all("from")):
        problems.append("From: the name shows another address than the true one")
    return problems


def _all_addresses(block: Block, name: str, limits: Limits) -> tuple[Address, ...]:
    found: list[Address] = []
    for value in block.all(name):
        found.extend(read_addresses(value, limits.addresses - len(found)))
    return tuple(found)


def _attachments(raw: bytes, tree: Tree, body: Body, problems: list[str]) -> tuple[Attachment, ...]:
    wanted = {id(part) for part in body.files}
    return tuple(
        describe(raw, part, index, problems) for index, part in enumerate(tree.root.walk()) if id(part) in wanted
    )


def _message_id(block: Block) -> str:
    """The Message-ID with its brackets, repaired where they are missing; empty if there is none."""
    value = block.text("message-id")
    match = _ID.search(value)
    if match:
        return match[0]
    bare = _BARE_ID.search(value)
    return f"<{bare[0]}>" if bare else ""


def _ids(block: Block, name: str) -> tuple[str, ...]:
    """All message ids of a field, however separated (REALITIES 53); the newest hundred."""
    text = " ".join(one_line(value.decode("utf-8", "replace")) for value in block.all(name))
    found = _ID.findall(text) or [f"<{bare}>" for bare in _BARE_ID.findall(text)]
    return tuple(dict.fromkeys(found))[-_MOST_IDS:]


def _return_path(block: Block) -> str | None:
    value = block.first("return-path")
    if value is None:
        return None
    text = one_line(value.decode("utf-8", "replace"))
    return text.partition("<")[2].partition(">")[0].strip() if "<" in text else text


def _delivered_to(block: Block, limits: Limits) -> tuple[str, ...]:
    names = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
    return tuple(dict.fromkeys(found.address for name in names for found in _all_addresses(block, name, limits)))


def _priority(block: Block) -> str:
    """`high` or `low` from Importance, X-Priority, X-MSMail-Priority or Priority; empty for normal (row B1)."""
    for name in ("importance", "x-priority", "x-msmail-priority", "priority"):
        value = block.text(name).lower()
        if value.startswith(("high", "urgent", "1", "2")):
            return "high"
        if value.startswith(("low", "non-urgent", "4", "5")):
            return "low"
    return ""
