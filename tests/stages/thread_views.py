"""How mail programs show a mailbox as conversations: grouped by References, by base subject, by Outlook's topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mailbot.desk.mail import InboundMail


@dataclass(frozen=True, slots=True)
class Held:
    """A mail in a mailbox, as far as threads go."""

    message_id: str
    subject: str
    ancestors: tuple[str, ...]

    @classmethod
    def of(cls, mail: InboundMail) -> Held:
        """References, or In-Reply-To without them (RFC 5256, REFERENCES, step 1)."""
        return cls(mail.message_id, mail.subject, mail.references or mail.in_reply_to[:1])


def by_references(mails: Sequence[Held]) -> list[list[Held]]:
    """RFC 5256, REFERENCES, step 1, on mails in the order of their coming; the later merging by subject is left out.

    Mails whose common ancestor is not in the mailbox are one conversation all the same.
    """
    parent: dict[str, str] = {}

    def top(one: str) -> str:
        while one in parent:
            one = parent[one]
        return one

    def link(above: str, below: str) -> None:
        if below not in parent and top(above) != below:
            parent[below] = above

    for mail in mails:
        for above, below in pairwise(mail.ancestors):
            link(above, below)
        parent.pop(mail.message_id, None)
        for above in mail.ancestors[-1:]:
            link(above, mail.message_id)
    return _grouped(mails, lambda mail: top(mail.message_id))


def by_base_subject(mails: Sequence[Held]) -> list[list[Held]]:
    """ORDEREDSUBJECT of RFC 5256, with the prefixes of Japanese programs beside Re: and Fw:."""
    return _grouped(mails, lambda mail: base_subject(mail.subject))


def by_topic(mails: Sequence[Held]) -> list[list[Held]]:
    """Outlook and Gmail: only prefixes go, marks in brackets make a conversation of their own."""
    return _grouped(mails, lambda mail: _without_leaders(mail.subject))


_BLOB = re.compile(r"\[[^\[\]]*\]\s*")
_LEADER = re.compile(r"(?:re|fwd?|返信|転送)\s*(?:\[[^\[\]]*\])?\s*:\s*", re.IGNORECASE)


def base_subject(subject: str) -> str:
    """RFC 5256, 2.1, steps 1 to 5."""
    text = " ".join(subject.split())
    while True:
        found = _LEADER.match(text) or _leader_behind_blobs(text) or _BLOB.match(text)
        if found is None or not text[found.end() :]:
            return text.casefold()
        text = text[found.end() :]


def _leader_behind_blobs(text: str) -> re.Match[str] | None:
    return re.compile(rf"(?:{_BLOB.pattern})+{_LEADER.pattern}", re.IGNORECASE).match(text)


def _without_leaders(subject: str) -> str:
    text = " ".join(subject.split())
    while found := _LEADER.match(text):
        text = text[found.end() :]
    return text.casefold()


def _grouped(mails: Iterable[Held], key: Callable[[Held], Hashable]) -> list[list[Held]]:
    found: dict[Hashable, list[Held]] = {}
    for mail in mails:
        found.setdefault(key(mail), []).append(mail)
    return list(found.values())
