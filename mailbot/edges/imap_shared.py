"""A shared mailbox that the desk also writes to: opening folders for writing, making them, moving mails between them.

Mails move by MOVE (RFC 6851); where that is missing, they are copied and marked as deleted, and expunged one by one
where UIDPLUS (RFC 4315) allows it. A plain EXPUNGE, which would take others' mails along, is never given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from mailbot.desk.records import Cursor
from mailbot.edges.imap import ImapAccount, ImapError, Mailbox, MailboxClosed, Selected, WritingRefused

AUTO = "auto"
"""In place of a Sent folder's name: the one that the server itself calls so (SPECIAL-USE, RFC 6154)."""
SENT = b"\\Sent"
DELETED = b"\\Deleted"
_COPIED = re.compile(rb"(\d+) ([\d:,]+) ([\d:,]+)")
MOST_COPIED = 10_000
"""A COPYUID of more numbers than this is none that answers a question of ours."""


class ReadOnly(MailboxClosed):
    """The account may not change a folder."""


class NoSuchFolder(OSError):
    """The server has no folder of this kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What the server can do beyond the base protocol, as far as folders are concerned."""

    moves: bool
    expunges_singly: bool
    names_special: bool


class SharedMailbox(Mailbox):
    """The same connection, with what changes a mailbox."""

    def __init__(self, account: ImapAccount) -> None:
        super().__init__(account)
        self._own_space: tuple[str, str] | None = None

    def abilities(self) -> Abilities:
        return Abilities(
            moves=bool(self._client.has_capability("MOVE")),
            expunges_singly=bool(self._client.has_capability("UIDPLUS")),
            names_special=bool(self._client.has_capability("SPECIAL-USE")),
        )

    def path(self, name: str) -> str:
        """A folder's name as the server spells it: `/` becomes its separator, and what it keeps one's own folders
        under comes first (RFC 2342)."""
        self._own_space = self._own_space or self._personal()
        prefix, separator = self._own_space
        spelt = name.replace("/", separator) if separator else name
        return spelt if spelt.startswith(prefix) else prefix + spelt

    def _personal(self) -> tuple[str, str]:
        if self._client.has_capability("NAMESPACE"):
            spaces = self._client.namespace().personal or ()
            for prefix, separator in spaces:
                return str(prefix or ""), str(separator or "")
        for _, separator, _ in self._client.list_folders("", ""):
            return "", separator.decode("ascii", "replace") if isinstance(separator, bytes) else str(separator or "")
        return "", ""

    def sent_folder(self, name: str) -> str:
        """The name of the Sent folder. Raises NoSuchFolder where `auto` finds none."""
        if name != AUTO:
            return name
        for flags, _, folder in self._client.list_folders():
            if SENT.lower() in {bytes(flag).lower() for flag in flags}:
                return str(folder)
        raise NoSuchFolder('the server names no Sent folder (SPECIAL-USE): write its name in place of "auto"')

    def open_for_writing(self, folder: str) -> Selected:
        """Opens a folder so that its mails can be moved. Raises ReadOnly where the account may only read."""
        try:
            answer = self._client.select_folder(folder, readonly=False)
        except WritingRefused:
            raise ReadOnly(f"the account may not change {folder}") from None
        if b"UIDVALIDITY" not in answer:
            raise MailboxClosed(f"the server keeps no lasting numbers (UIDVALIDITY) for the folder {folder}")
        return Selected(uidvalidity=int(answer[b"UIDVALIDITY"]), uidnext=int(answer.get(b"UIDNEXT", 0)))

    def has_folder(self, folder: str) -> bool:
        return bool(self._client.folder_exists(folder))

    def make(self, folder: str) -> None:
        """Makes a folder; one that is there already is left as it is. Raises ImapError where it cannot be made."""
        try:
            self._client.create_folder(folder)
        except ImapError:
            if not self._client.folder_exists(folder):
                raise
        with suppress(ImapError):  # many programs show only what is subscribed; without it the folder works as well
            self._client.subscribe_folder(folder)

    def present(self, uids: Sequence[int]) -> frozenset[int]:
        """Those of the UIDs that the open folder holds."""
        return frozenset(self._fetch(uids, ["FLAGS"])) if uids else frozenset()

    def with_message_id(self, message_id: str) -> list[int]:
        """The UIDs of the open folder's mails with exactly this Message-ID, the newest first."""
        if not message_id.isascii():
            return []
        return sorted(map(int, self._client.search(["HEADER", "Message-ID", message_id])), reverse=True)

    def move(self, uids: Sequence[int], folder: str) -> Mapping[int, Cursor]:
        """Moves the mails in one step; where each lies now, as far as the server says."""
        self._forget_copies()
        self._client.move(list(uids), folder)
        return self._copied()

    def copy(self, uids: Sequence[int], folder: str) -> Mapping[int, Cursor]:
        """Copies the mails; likewise."""
        self._forget_copies()
        self._client.copy(list(uids), folder)
        return self._copied()

    def delete(self, uids: Sequence[int]) -> None:
        """Takes exactly these mails out of the open folder; where single ones cannot be expunged they stay, marked."""
        # the flags of one's own STORE are of no interest; `silent` spares reading them
        self._client.add_flags(list(uids), [DELETED], silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(list(uids))

    def _forget_copies(self) -> None:
        self._client._imap.untagged_responses.pop("COPYUID", None)  # noqa: SLF001 - imapclient hands on no response codes

    def _copied(self) -> Mapping[int, Cursor]:
        """What COPYUID (RFC 4315, 3) tells; nothing where it tells nothing that can be understood."""
        told = self._client._imap.untagged_responses.pop("COPYUID", [])  # noqa: SLF001 - as above
        found: dict[int, Cursor] = {}
        for one in told:
            match = _COPIED.fullmatch(one.strip() if isinstance(one, bytes) else b"")
            before, after = (_numbers(match[2]), _numbers(match[3])) if match else ((), ())
            if match and len(before) == len(after):
                validity = int(match[1])
                pairs = zip(before, after, strict=True)
                found |= {uid: Cursor(uidvalidity=validity, uid=there) for uid, there in pairs}
        return found


def _numbers(spelt: bytes) -> tuple[int, ...]:
    """The UIDs of a set like `4,7:9`, in its order; ranges may run down (RFC 3501, `seq-range`)."""
    numbers: list[int] = []
    for part in spelt.split(b","):
        first, _, last = part.partition(b":")
        if not first.isdigit() or (last and not last.isdigit()):
            return ()
        low, high = sorted((int(first), int(last or first)))
        if high - low > MOST_COPIED:
            return ()
        numbers += range(low, high + 1)
    return tuple(numbers)
