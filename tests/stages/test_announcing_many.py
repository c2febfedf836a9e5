"""An announcement to 5,000 people, through a server that defers some and refuses others, the desk killed on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailbot.desk.announcing import AnnouncementState
from mailbot.desk.people import Contact, Contract, Role
from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.edges.smtp_account import SmtpAccount
from mailbot.edges.smtp_out import SmtpCourier
from mailbot.stages import announcing_round
from mailbot.wiring import desk as wiring_desk
from tests.servers.scripted_smtp import Peer, Script, scripted_smtp
from tests.stages.cast import BROWN, SUZUKI
from tests.stages.conversation import Conversation, Killed, Postman, SetClock, configured, opened

PEOPLE, FIRMS = 5_000, 50
SERVICES = '[services.portal]\ntitle = { ja = "顧客ポータル" }\n\n[calendars.office]'


class Line:
    """The way to the server, which breaks down when a test says so; `has` is what the provider filed as sent."""

    def __init__(self, peer: Peer) -> None:
        self.courier = SmtpCourier(
            SmtpAccount(host="127.0.0.1", port=peer.port, tls="none", user="", ehlo_name="desk.test", connections=1)
        )
        self.kept = Postman(Path())
        self.left: Counter[str] = Counter()
        self.ids: set[str] = set()
        self.dies_at = 0
        self.tried = 0
        self.carried: list[DueLetter] = []

    def send(self, letter: DueLetter) -> Delivery:
        if letter.letter != "release-note":
            self.carried.append(letter)
            return Delivery(ending=Sent.DONE, words="250 OK")
        self.tried += 1
        if self.tried == self.dies_at:
            raise Killed
        delivery = self.courier.send(letter)
        if delivery.words.startswith("250"):
            self.left[letter.recipient] += 1
            self.ids.add(letter.message_id)
        return delivery

    def has(self, message_id: str) -> bool | None:
        return message_id in self.ids


def reply_to(seen: Counter[str]) -> Script:
    """Every tenth is deferred the first time, every hundredth does not exist."""

    def answer(line: str) -> str:
        found = re.search(r"p(\d+)@", line)
        number = int(found[1]) if found else 1
        seen[str(number)] += 1
        if number % 100 == 0:
            return "550 5.1.1 no such user"
        if number % 10 == 0 and seen[str(number)] == 1:
            return "450 4.2.0 greylisted"
        return "250 2.1.5 OK"

    return Script(recipients=answer)


def contracts() -> list[Contract]:
    each = PEOPLE // FIRMS
    return [
        Contract(
            id=f"M-{firm:03d}",
            client=f"例示{firm}株式会社",
            policy="standard",
            calendar="office",
            valid_from=date(2020, 1, 1),
            services=("portal",),
            contacts=tuple(
                Contact(
                    name=f"担当 {firm * each + one + 1}",
                    addresses=(f"p{firm * each + one + 1}@m{firm}.example",),
                    roles=frozenset({Role.NOTICE}),
                )
                for one in range(each)
            ),
        )
        for firm in range(FIRMS)
    ]


@pytest.fixture
def line() -> Iterator[Line]:
    with scripted_smtp(reply_to(Counter())) as peer:
        made = Line(peer)
        yield made
        made.courier.close()


@pytest.fixture
def desk(tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[Conversation]:
    monkeypatch.setattr(wiring_desk, "courier_of", lambda _: line)
    monkeypatch.setattr(wiring_desk, "sent_folder_of", lambda _: line)
    monkeypatch.setattr(wiring_desk, "log_undelivered", lambda _: None)
    clock, url = SetClock(), f"sqlite:///{tmp_path / 'desk.db'}"
    quick = ('folder = "outgoing"', 'folder = "outgoing"\nper_minute = 0')
    path = configured(tmp_path, [("[calendars.office]", SERVICES), quick])
    made = Conversation(
        folder=tmp_path,
        clock=clock,
        postman=line,  # type: ignore[arg-type]  # it has what the conversation asks of a postman
        desk=opened(path, url, clock),
        url=url,
        config_path=path,
    )
    made.store.put_contracts(contracts(), "", clock(), "test")
    yield made
    made.desk.close()


def killed(desk: Conversation) -> None:
    """The process goes down wherever it is, and another one begins."""
    with pytest.raises(Killed):
        desk.works()
    desk.reopen()


def test_each_of_5000_gets_it_exactly_once_or_is_listed(
    desk: Conversation, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.hears(SUZUKI.writes("告知", "#告知 新版\nサービス：顧客ポータル\n版：4.3\n件名：帳票\n\n改めました。"))
    shown = desk.last(BROWN.address, "staff-announcement-preview")
    desk.receives(BROWN.replies(shown, "#approve"))
    wrote = announcing_round._Writing.write
    rounds = iter(range(1_000))

    def dying(self: announcing_round._Writing, rows: tuple[object, ...]) -> None:
        wrote(self, rows)  # type: ignore[arg-type]  # whatever the stage gave
        if next(rounds) == 7:
            raise Killed

    monkeypatch.setattr(announcing_round._Writing, "write", dying)
    killed(desk)
    line.dies_at = 2_345
    killed(desk)
    desk.later(minutes=6)
    desk.works()
    desk.later(hours=1)
    desk.works()

    numbers = {int(one.partition("@")[0][1:]) for one in line.left if one.startswith("p")}
    assert set(line.left.values()) == {1}
    assert numbers == {one for one in range(1, PEOPLE + 1) if one % 100}
    with desk.store.unit() as unit:
        (kept,) = unit.newest_announcements(5)
        table = unit.announcement_table(kept.id)
    assert kept.state is AnnouncementState.SENT
    counted = Counter(one.state for one in table)
    others = len(table) - PEOPLE
    assert counted == {"sent": PEOPLE - PEOPLE // 100 + others, "refused": PEOPLE // 100}
    refused = [one for one in table if one.state == "refused"]
    assert all(one.words.startswith("550") for one in refused)
    told = [one.key for one in desk.all_letters(SUZUKI.address)]
    assert told.count("staff-announcement-status") == 1
    assert "staff-delivery-failed" not in told
    assert kept.at <= desk.clock() - timedelta(hours=1)
