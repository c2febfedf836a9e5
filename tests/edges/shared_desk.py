"""A whole desk, in memory, at a shared mailbox of a test's own server: doors, stages, folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Select, select

from mailbot.config import load_config
from mailbot.desk.shelves import Shelf
from mailbot.edges.doors import Pauses
from mailbot.edges.imap import ImapAccount
from mailbot.edges.imap_door import ImapDoor, ImapDoorParts
from mailbot.mail.message_ids import content_key
from mailbot.stages.folders import Folders
from mailbot.store import Store, open_store
from mailbot.store.tables import audit, outbox, outbox_content
from mailbot.wiring import Desk, put_together
from tests.stages.mail_clients import Person

CONFIG = Path(__file__).parents[1] / "stages" / "desk.toml"
SHELVES = {
    Shelf.HELD: "mailbot/Held",
    Shelf.ACCEPT: "mailbot/Accept",
    Shelf.DONE: "mailbot/Done",
    Shelf.REFUSED: "mailbot/Refused",
}
YAMADA = Person("yamada@client.example", "山田 太郎")
FORGED = Person("yamada@client.example", "山田 太郎", proof="D")
"""Somebody in Yamada's name: held, and a person may let it in."""
NOT_STAFF = Person("suzuki@vendor.example", "鈴木 花子", proof="D")
"""Somebody in the name of staff: held, and nobody may let it in."""


class SharedDesk:
    """One worker. `looks` is a round of the door, `works` runs the stages; both together are what happens in time."""

    def __init__(self, account: ImapAccount, store: Store, desk: Desk, *, shows: bool = True) -> None:
        self.store = store
        self.desk = desk
        folders = Folders(books=store, house=desk.house, content_key=content_key, clock=now)
        account = replace(account, shelves=SHELVES if shows else {})
        self.door = ImapDoor(
            ImapDoorParts(
                account=account,
                inbox=desk.collect,
                books=store,
                clock=now,
                owner=store.owner,
                pauses=Pauses(first=0.01, longest=0.05),
                shelves=folders,
            )
        )

    def looks(self) -> int:
        return self.door.once()

    def works(self) -> None:
        self.desk.worker.once()

    def settles(self) -> None:
        """What is there is taken in, processed, and moved to where it belongs."""
        self.looks()
        self.works()
        self.looks()

    def held(self) -> list[str]:
        return [one.reason for one in self.store.held()]

    def letters(self, key: str) -> list[str]:
        """To whom letters of this kind went."""
        return sorted(self._asked(select(outbox_content.c.recipient).join(outbox).where(outbox.c.letter == key)))

    def released_by(self) -> list[str]:
        """Who let mails in, by the audit log."""
        return self._asked(select(audit.c.actor).where(audit.c.action == "held.released"))

    def _asked(self, question: Select[tuple[str]]) -> list[str]:
        with self.store._database.reading() as connection:
            return list(connection.scalars(question))


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def shared_desk(
    account: ImapAccount, folder: Path, *, url: str = "sqlite://", shows: bool = True
) -> Iterator[SharedDesk]:
    """A desk at this mailbox, which delivers into a folder."""
    path = folder / "config.toml"
    path.write_text(CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
    config = load_config(path)
    store = open_store(url, case_prefix=config.desk.case_prefix)
    store.declare_contracts(config.contracts, now(), "configuration")
    desk = put_together(config, now, store)
    try:
        yield SharedDesk(account, store, desk, shows=shows)
    finally:
        desk.close()
