"""`check --connect`: whether a mailbox can show states by folders, and what happens where its server cannot do all."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.cli.checking import Checked, error, fine, warning
from mailbot.edges.doors import words_of
from mailbot.edges.imap import ImapAccount, ImapError
from mailbot.edges.imap_shared import ReadOnly, SharedMailbox


def folders_checked(mailbox: SharedMailbox, account: ImapAccount, place: str) -> Iterator[Checked]:
    """The right to move mails out of the folder that is read, how they move, and which folders are still missing.
    Changes nothing. Leaves that folder open."""
    place = f"{place} folders"
    able = mailbox.abilities()
    if not able.moves and able.expunges_singly:
        yield fine(place, "the server has no MOVE: mails are copied, and then exactly these are expunged (UIDPLUS)")
    elif not able.moves:
        text = "the server has neither MOVE nor UIDPLUS: mails are copied and stay behind, marked as deleted"
        yield warning(place, f"{text}; a person or the server has to expunge them from time to time")
    try:
        mailbox.open_for_writing(account.folder)
        missing = [path for path in map(mailbox.path, account.shelves.values()) if not mailbox.has_folder(path)]
    except ReadOnly:
        yield error(place, f"the account may not change {account.folder}: its mails are read, and stay where they are")
        return
    except (ImapError, OSError) as trouble:
        yield error(place, words_of(trouble))
        return
    yield fine(place, f"made at the first start: {', '.join(missing)}" if missing else "all of them are there")
