"""Fetches mails of an IMAP mailbox in UID order, so that no single one can stop those behind it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.edges.doors import words_of
from mailbot.edges.imap import Envelope, Mailbox

log = logging.getLogger(__name__)

FETCH_OCTETS = 8_000_000
"""As much as is asked for in one FETCH, unless a single mail is larger."""

STUMBLES = 3
"""After so many failures with one mail its header is taken instead, after twice as many an empty mail stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A mail as far as it could be had. `oversize` is 0 when it is whole; else its size, and `raw` is its header
    (or empty, where the server gave not even that): the mail itself stays in the mailbox."""

    envelope: Envelope
    raw: bytes
    oversize: int = 0


class Fetcher:
    """Remembers, over all connections of a door, with which mails the fetching failed and how often."""

    def __init__(self, name: str, max_size: int) -> None:
        self._name = name
        self._max_size = max_size
        self._stumbles: dict[int, int] = {}
        self._singly_until = 0

    def fetched(self, mailbox: Mailbox, uids: Sequence[int]) -> Iterator[Fetched]:
        """The mails in order; what vanished meanwhile is left out. Raises what the connection raises: the mails before
        it have been given then, and the next call deals more carefully with the rest."""
        for group in self._groups(mailbox.envelopes(uids)):
            bodies = self._bodies(mailbox, [envelope.uid for envelope in group if self._is_wanted(envelope)])
            for envelope in group:
                if not self._is_wanted(envelope):
                    yield self._header(mailbox, envelope)
                elif envelope.uid in bodies:
                    yield self._whole(mailbox, envelope, bodies[envelope.uid])

    def taken(self, uid: int) -> None:
        """Forgets what was wrong with a mail that is in the inbox now."""
        self._stumbles.pop(uid, None)

    def _groups(self, envelopes: Sequence[Envelope]) -> Iterator[list[Envelope]]:
        """Runs of mails that are fetched together; those too large count nothing, since only their headers are."""
        group: list[Envelope] = []
        octets = 0
        for envelope in envelopes:
            size = envelope.size if envelope.size <= self._max_size else 0
            if group and (octets + size > FETCH_OCTETS or envelope.uid <= self._singly_until):
                yield group
                group, octets = [], 0
            group.append(envelope)
            octets += size
        if group:
            yield group

    def _is_wanted(self, envelope: Envelope) -> bool:
        return envelope.size <= self._max_size and self._stumbles.get(envelope.uid, 0) < STUMBLES

    def _bodies(self, mailbox: Mailbox, uids: Sequence[int]) -> dict[int, bytes | None]:
        """All in one answer; if that cannot be had, the next time each by itself, to know which mail it is."""
        if not uids:
            return {}
        try:
            return mailbox.bodies(uids)
        except Exception:
            self._singly_until = max(self._singly_until, uids[-1])
            if len(uids) == 1:
                self._stumble(uids[0])
            raise

    def _whole(self, mailbox: Mailbox, envelope: Envelope, body: bytes | None) -> Fetched:
        if body is not None:
            return Fetched(envelope=envelope, raw=body)
        log.warning("%s: mail %d has no body on the server; its header is taken", self._name, envelope.uid)
        return self._header(mailbox, envelope)

    def _header(self, mailbox: Mailbox, envelope: Envelope) -> Fetched:
        size = max(envelope.size, 1)
        if self._stumbles.get(envelope.uid, 0) >= 2 * STUMBLES:
            log.warning("%s: mail %d cannot be fetched; it stays there", self._name, envelope.uid)
            return Fetched(envelope=envelope, raw=b"", oversize=size)
        try:
            return Fetched(envelope=envelope, raw=mailbox.header(envelope.uid) or b"", oversize=size)
        except Exception as error:
            log.info("%s: header of mail %d: %s", self._name, envelope.uid, words_of(error))
            self._stumble(envelope.uid)
            raise

    def _stumble(self, uid: int) -> None:
        self._stumbles[uid] = self._stumbles.get(uid, 0) + 1
