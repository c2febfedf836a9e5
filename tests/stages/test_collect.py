"""Collect gives every mail its content key on the way into the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from mailbot.desk.proof import Arrival, Door
from mailbot.desk.records import Cursor, Taken
from mailbot.stages.collect import Collect

ARRIVAL = Arrival(door=Door.FILE, source="x", received_at=datetime(2026, 11, 22, tzinfo=UTC))


class Step:
    def __init__(self) -> None:
        self.taken: list[tuple[object, ...]] = []

    def take_in(self, raw: bytes, arrival: Arrival, *, content_key: str) -> Taken:
        self.taken.append((raw, arrival, content_key))
        return Taken(inbox_id=len(self.taken), is_new=True)

    def take_in_many(self, mails: Sequence[tuple[bytes, Arrival, str]]) -> tuple[Taken, ...]:
        return tuple(self.take_in(raw, arrival, content_key=key) for raw, arrival, key in mails)

    def take_in_at_cursor(
        self, raw: bytes, arrival: Arrival, *, content_key: str, mailbox: str, cursor: Cursor
    ) -> Taken:
        self.taken.append((raw, arrival, content_key, mailbox, cursor))
        return Taken(inbox_id=len(self.taken), is_new=True)


def test_every_way_in_carries_the_content_key() -> None:
    step = Step()
    collect = Collect(step, lambda raw: f"key of {raw.decode()}")
    cursor = Cursor(uidvalidity=1, uid=2)

    collect.one(b"a", ARRIVAL)
    taken = collect.many([(b"b", ARRIVAL), (b"c", ARRIVAL)])
    collect.one_at_cursor(b"d", ARRIVAL, mailbox="support/INBOX", cursor=cursor)

    assert [one.inbox_id for one in taken] == [2, 3]
    assert step.taken == [
        (b"a", ARRIVAL, "key of a"),
        (b"b", ARRIVAL, "key of b"),
        (b"c", ARRIVAL, "key of c"),
        (b"d", ARRIVAL, "key of d", "support/INBOX", cursor),
    ]
