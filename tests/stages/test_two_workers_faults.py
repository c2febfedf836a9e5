"""Two workers over one PostgreSQL announce the same fault: each contact is told exactly once (rows F3, G8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from mailbot.desk.announcing import AnnouncementState
from mailbot.desk.cases import Status
from mailbot.desk.people import Contact, Contract, Role
from mailbot.stages import announcing_round
from tests.stages.cast import BROWN, FIRST, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.test_two_workers import both_work
from tests.store.databases import empty_postgresql

PEOPLE, FIRMS = 120, 6
EACH = PEOPLE // FIRMS
SERVICE = ("[calendars.office]", '[services.portal]\ntitle = { ja = "顧客ポータル" }\n\n[calendars.office]')
OPENS = f"#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：11/30 9:40\n次報：11/30 11:30\n関連：{FIRST}"


@pytest.fixture
def database(postgresql_server: str) -> Iterator[str]:
    with empty_postgresql(postgresql_server) as url:
        yield url


def contracts() -> list[Contract]:
    """Firms that use the service; the first person of each is a contact of the next firm as well."""
    return [
        Contract(
            id=f"M-{firm}",
            client=f"例示{firm}株式会社",
            policy="standard",
            calendar="office",
            valid_from=date(2020, 1, 1),
            services=("portal",),
            contacts=tuple(_contact(one % PEOPLE) for one in range(firm * EACH, (firm + 1) * EACH + 1)),
        )
        for firm in range(FIRMS)
    ]


def _contact(number: int) -> Contact:
    roles = frozenset({Role.NOTICE})
    return Contact(name=f"担当 {number}", addresses=(f"p{number}@many.example",), roles=roles)


def test_each_contact_is_told_once_however_many_approve(
    make_desk: MakeDesk, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing_round, "SLICE", 10)
    quick = ('folder = "outgoing"', 'folder = "outgoing"\nper_minute = 0')
    one, other = make_desk(SERVICE, quick, url=database), make_desk(SERVICE, quick, url=database)
    one.store.put_contracts(contracts(), "", one.clock(), "test")
    one.hears(YAMADA.writes("ログインできません", "ポータルにログインできません。ご確認をお願いします。"))
    one.hears(SUZUKI.writes("障害", OPENS))
    _approved_by_both(one, other)

    told = Counter(letter.recipient for letter in one.postman.carried if letter.letter == "outage-start")
    assert {address for address in told if "many" in address} == {f"p{n}@many.example" for n in range(PEOPLE)}
    assert told[YAMADA.address] == 1
    assert set(told.values()) == {1}
    with one.store.unit() as unit:
        (kept,) = unit.newest_announcements(5)
    assert kept.state is AnnouncementState.SENT

    one.hears(SUZUKI.writes("復旧", "#障害 FLT-0001\n#解決\n復旧：11/30 9:55\n原因：故障"))
    _approved_by_both(one, other)
    over = Counter(letter.recipient for letter in one.postman.carried if letter.letter == "outage-recovered")
    assert over == told
    assert one.status(FIRST) is Status.RESOLVED


def _approved_by_both(one: Conversation, other: Conversation) -> None:
    """The same word comes in twice, at either worker, and both go on until nothing is due."""
    shown = one.last(BROWN.address, "staff-announcement-preview")
    for number, desk in enumerate((one, other)):
        desk.clock.now = one.clock.now
        desk.receives(BROWN.replies(shown, "#approve"), source=f"{shown.letter.outbox_id} {number}")
    both_work([one, other])
    for _ in range(3):
        one.later(minutes=5)
        other.clock.now = one.clock.now
        both_work([one, other])
