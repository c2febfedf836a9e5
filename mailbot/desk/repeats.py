"""Whether a mail is one that came before: what lists and scanners do to a mail on its way does not make it new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.subjects import strip_prefixes

if TYPE_CHECKING:
    from mailbot.desk.mail import InboundMail

REUSED_ID = "msgid-reuse"
"""The problem of a mail whose Message-ID its sender has used for another mail (REALITIES 51)."""
LONG_ENOUGH = 20
"""Characters of text that nobody writes twice by chance."""


def is_repeated(mail: InboundMail, subject: str, text: str) -> bool:
    """Whether a mail is, but for a footer, a banner or a list's mark, the one of this subject and new text.

    Meant for two mails of one sender with one Message-ID: whoever uses an id again for other words wrote another mail.
    """
    short, long = sorted((_squeezed(mail.new_text), _squeezed(text)), key=len)
    if len(short) >= LONG_ENOUGH:
        return short in long
    return _same_subject(mail.subject, subject) and (short in long if short else not long)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _same_subject(one: str, other: str) -> bool:
    short, long = sorted((_squeezed(strip_prefixes(one, "")), _squeezed(strip_prefixes(other, ""))), key=len)
    return long.endswith(short)
