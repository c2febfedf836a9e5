"""Octets to an InboundMail: total, linear, and honest about what it could not read (rows G3 to G5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.mail import Attachment, Bounce, InboundMail, Nature, Unreadable
from mailbot.mail.attachments import describe
from mailbot.mail.bodies import Body, Chooser
from mailbot.mail.bounces import read_bounce
from mailbot.mail.cleaning import without_blank_runs
from mailbot.mail.headers import decode_header_text, header_block
from mailbot.mail.heading import author_local, read_heading
from mailbot.mail.html import CUT
from mailbot.mail.inside import open_up
from mailbot.mail.language import language_of
from mailbot.mail.limits import USUAL, Limits
from mailbot.mail.nature import Look, nature_of
from mailbot.mail.own_marks import LOOP_HEADER, NOBODYS, OwnMarks
from mailbot.mail.parts import TooDeep, Tree, grow
from mailbot.mail.quotes import Split, is_forward_subject, is_fresh, split

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "LOOP_HEADER",
    "Limits",
    "OwnMarks",
    "attachment_bytes",
    "decode_header_text",
    "files_of",
    "header_block",
    "read",
]


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
    return files_of(raw, [index], limits=limits)[index]


def files_of(raw: bytes, indexes: Iterable[int], *, limits: Limits = USUAL) -> dict[int, bytes]:
    """The octets of several files, by their `Attachment.index`; the mail is looked through once. Errors as above."""
    try:
        parts = _tree(raw, limits).root.walk()
    except TooDeep as trouble:
        raise LookupError("too deep") from trouble
    wanted = list(indexes)
    unknown = [index for index in wanted if not 0 <= index < len(parts)]
    if unknown:
        raise LookupError(*unknown)
    return {index: parts[index].body(raw)[0] for index in wanted}


def _tree(raw: bytes, limits: Limits) -> Tree:
    tree = grow(raw, _start(raw), limits)
    open_up(raw, tree, limits)
    return tree


def _start(raw: bytes) -> int:
    """Where the mail begins: behind line ends that some gateway put first (READING-MAIL D20)."""
    return len(raw) - len(raw.lstrip(b"\r\n"))


def _read(raw: bytes, limits: Limits, own: OwnMarks) -> InboundMail | Unreadable:
    tree = _tree(raw, limits)
    block = tree.root.block
    if not block.fields:
        return Unreadable(reason="no header fields: this is not a mail", problems=tuple(tree.problems))
    mail = read_heading(block, limits)
    body = Chooser(raw, limits.text).choose(tree.root)
    marked = without_blank_runs(body.marked)
    text = "\n".join(line for line in marked.split("\n") if line != CUT) if CUT in marked else marked
    local = author_local(block, mail.author)
    look = Look(mail=mail, block=block, root=tree.root, raw=raw, text=text, author_local=local)
    nature, reason = nature_of(look, own)
    pieces = _split(marked, mail, nature)
    problems = [*tree.problems, *body.problems, *mail.problems]
    attachments = _attachments(raw, tree, body, problems)
    return replace(
        mail,
        text=text,
        new_text=pieces.new_text,
        quoted=pieces.quoted,
        signature=pieces.signature,
        html=body.html,
        language=language_of(pieces.new_text or text or mail.subject),
        attachments=attachments,
        nature=nature,
        nature_reason=reason,
        bounce=_bounce(look, nature, own),
        encrypted=body.encrypted,
        problems=tuple(dict.fromkeys(problems)),
    )


def _split(marked: str, mail: InboundMail, nature: Nature) -> Split:
    if nature is Nature.BOUNCE:
        return Split(new_text=marked.replace(CUT, ""))
    fresh = is_fresh(mail.subject, mail.in_reply_to + mail.references)
    return split(marked, is_forward=is_forward_subject(mail.subject), is_answer=not fresh)


def _bounce(look: Look, nature: Nature, own: OwnMarks) -> Bounce | None:
    return read_bounce(look.raw, look.root, look.text, own.addresses) if nature is Nature.BOUNCE else None


def _attachments(raw: bytes, tree: Tree, body: Body, problems: list[str]) -> tuple[Attachment, ...]:
    wanted = {id(part) for part in body.files}
    parts = enumerate(tree.root.walk())
    return tuple(describe(raw, part, index, problems) for index, part in parts if id(part) in wanted)
