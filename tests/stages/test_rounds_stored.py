"""What a round of the sweep did is remembered only once it is stored: after a failed commit it is done again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mailbot.stages.report_round import ReportRound
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.units_desk import TOKYO, incidents, make_seller

__all__ = ["make_seller"]

CLOSING = (
    ('national_holidays = "JP"', 'national_holidays = "JP"\nclosed_yearly = [["12-29", "01-03"]]'),
    ('digest = ""', 'digest = ""\nannounce_closing = 10'),
)
SERVICE = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the customer portal" }\n\n[calendars.office]',
)
OPENS = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：11/30 9:40\n次報：11/30 11:30"


def fails_to_store(desk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep does everything that is due, and nothing of it is stored."""
    with monkeypatch.context() as broken:
        broken.setattr(ReportRound, "some", _fails)
        with pytest.raises(OSError, match="disk"):
            desk.sweep.some(desk.clock.now, 50)


def _fails(*_: object) -> int:
    raise OSError("the disk is full")


def keys(desk: Conversation, address: str) -> list[str]:
    return [one.key for one in desk.all_letters(address)]


def test_a_notice_that_was_not_stored_goes_the_same_day(make_seller: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_seller(incidents(10))
    desk.works()
    desk.clock.now = datetime(2027, 1, 29, 10, tzinfo=TOKYO)
    fails_to_store(desk, monkeypatch)
    assert "renewal" not in keys(desk, YAMADA.address)

    desk.works()

    assert keys(desk, YAMADA.address).count("renewal") == 1


def test_closing_days_whose_draft_was_not_stored_are_drafted_the_same_day(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(*CLOSING)
    desk.works()
    desk.later(days=16)
    fails_to_store(desk, monkeypatch)
    assert "staff-announcement-preview" not in keys(desk, SUZUKI.address)

    desk.works()
    desk.works()

    assert keys(desk, SUZUKI.address).count("staff-announcement-preview") == 1


def test_news_of_a_fault_whose_reminder_was_not_stored_is_asked_for_again(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(SERVICE)
    desk.hears(SUZUKI.writes("障害", OPENS))
    desk.clock.now += timedelta(minutes=75)
    fails_to_store(desk, monkeypatch)
    before = keys(desk, SUZUKI.address).count("staff-news-due")

    desk.works()
    desk.works()

    assert keys(desk, SUZUKI.address).count("staff-news-due") == before + 1
