"""Conversations: the month's reports are made once, wait for a word, go, and are given to their readers on request."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import default

import pytest

from mailbot.desk.uptime_month import Uptime
from mailbot.wiring import house_of_reading
from mailbot.wiring.reports import reporting_of
from tests.stages.cast import BROWN, DOE, FIRST, MORI, SATO, SUZUKI, TANAKA, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation
from tests.stages.mail_clients import Person, Received

SERVICES = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "Portal" }\n\n[calendars.office]',
)
MONTHLY = ("[calendars.office]", "[reports]\nmonthly = true\n\n[calendars.office]")
UNASKED = ('digest = ""', 'digest = ""\napprove = []')
TUESDAY = timedelta(days=1)
"""From the last day of November to its report's."""


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk on the first business day of December, with a case of November."""
    return begun(make_desk(SERVICES, MONTHLY))


def begun(desk: Conversation) -> Conversation:
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.clock.now = MONDAY + TUESDAY
    desk.works()
    return desk


def keys(desk: Conversation, person: Person) -> list[str]:
    return [one.key for one in desk.all_letters(person.address)]


def asked(desk: Conversation, person: Person, contract: str) -> Received:
    found = [one for one in desk.all_letters(person.address) if one.key == "staff-report-wanted"]
    return next(one for one in found if f"({contract})" in one.subject or f"（{contract}）" in one.subject)


def attached(letter: Received) -> dict[str, str]:
    mail = BytesParser(policy=default).parsebytes(letter.letter.content)
    return {str(one.get_filename()): content(one).decode() for one in mail.iter_attachments()}


def content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def test_reports_are_made_on_the_first_business_day_and_wait(desk: Conversation) -> None:
    assert keys(desk, SUZUKI).count("staff-report-wanted") == len(desk.desk.config.contracts)
    assert keys(desk, SUZUKI).count("staff-monthly-report") == 1
    assert "受付：1件" in asked(desk, SUZUKI, "C-1001").text
    assert set(attached(asked(desk, SUZUKI, "C-1001"))) == {"report-2026-11-C-1001.html", "report-2026-11-C-1001.csv"}
    assert "monthly-report" not in keys(desk, YAMADA)


def test_they_are_made_once(desk: Conversation) -> None:
    before = len(desk.all_letters())
    for _ in range(5):
        desk.later(hours=7)
        desk.works()

    assert len([one for one in desk.all_letters() if "report" in one.key]) == len(
        [one for one in desk.all_letters()[:before] if "report" in one.key]
    )


def test_nothing_is_made_on_the_last_day_of_the_month(make_desk: MakeDesk) -> None:
    desk = make_desk(SERVICES, MONTHLY)
    desk.hears(YAMADA.writes("印刷について"))
    desk.later(hours=13)
    desk.works()

    assert not [one for one in desk.all_letters() if "report" in one.key]


def test_another_process_makes_none_again(make_desk: MakeDesk, tmp_path: object) -> None:
    desk = begun(make_desk(SERVICES, MONTHLY, url=f"sqlite:///{tmp_path}/desk.db"))
    before = len(desk.all_letters())
    desk.reopen()
    desk.later(minutes=5)
    desk.works()

    assert len(desk.all_letters()) == before


def test_a_desk_that_stood_still_makes_them_later(make_desk: MakeDesk) -> None:
    desk = make_desk(SERVICES, MONTHLY, UNASKED)
    desk.hears(YAMADA.writes("印刷について"))
    desk.clock.now = MONDAY + timedelta(days=24)
    desk.works()

    assert keys(desk, YAMADA).count("monthly-report") == 1
    assert "2026年11月" in desk.last(YAMADA.address, "monthly-report").subject


def test_a_desk_to_which_nobody_had_written_reports_nothing(make_desk: MakeDesk) -> None:
    desk = make_desk(SERVICES, MONTHLY, UNASKED)
    desk.clock.now = MONDAY + timedelta(days=3)
    desk.hears(YAMADA.writes("印刷について"))

    assert not [one for one in desk.all_letters() if "report" in one.key]


def test_a_word_lets_a_report_go_once(desk: Conversation) -> None:
    wanted = asked(desk, BROWN, "C-1001")
    desk.hears(BROWN.replies(wanted, "#approve"))

    assert keys(desk, YAMADA).count("monthly-report") == 1
    assert keys(desk, SATO).count("monthly-report") == 1
    assert "monthly-report" not in keys(desk, DOE)
    assert desk.last(BROWN.address, "staff-report-decided").subject.startswith("Sent")
    desk.hears(SUZUKI.replies(asked(desk, SUZUKI, "C-1001"), "#承認"))
    assert keys(desk, YAMADA).count("monthly-report") == 1
    assert "もう承認を待っていません" in desk.last(SUZUKI.address, "staff-command-refused").text


def test_a_report_that_is_given_up_goes_to_nobody(desk: Conversation) -> None:
    desk.hears(SUZUKI.replies(asked(desk, SUZUKI, "C-1001"), "#取消"))
    desk.hears(BROWN.replies(asked(desk, BROWN, "C-1001"), "#approve"))

    assert "monthly-report" not in keys(desk, YAMADA)
    assert "お客様に送らないことにしました" in desk.last(SUZUKI.address, "staff-report-decided").text


def test_each_client_gets_their_own_report_in_their_language(make_desk: MakeDesk) -> None:
    desk = begun(make_desk(SERVICES, MONTHLY, UNASKED))

    assert "received" in desk.last(DOE.address, "monthly-report").text.casefold()
    assert list(attached(desk.last(DOE.address, "monthly-report"))) == [
        "report-2026-11-C-1002.html",
        "report-2026-11-C-1002.csv",
    ]
    assert "印刷について" not in "".join(attached(desk.last(DOE.address, "monthly-report")).values())
    assert "印刷について" in "".join(attached(desk.last(YAMADA.address, "monthly-report")).values())
    assert keys(desk, MORI).count("monthly-report") == 2


def test_who_asks_gets_the_report_that_staff_have_let_go(desk: Conversation) -> None:
    desk.hears(BROWN.replies(asked(desk, BROWN, "C-1001"), "#approve"))
    desk.forget_letters()
    desk.hears(YAMADA.writes("お願い", "＃報告　11月\n\n山田"))

    assert {key for address, key in desk.new_keys() if address == YAMADA.address} == {"monthly-report"}
    assert len(desk.cases()) == 1
    assert keys(desk, SATO).count("monthly-report") == 1


def test_what_staff_have_not_seen_waits_for_them(desk: Conversation) -> None:
    desk.forget_letters()
    desk.hears(YAMADA.writes("お願い", "#報告 先月"))

    assert "担当者が内容を確認したうえで" in desk.letter(YAMADA.address).text
    wanted = desk.last(BROWN.address, "staff-report-wanted")
    assert "山田 太郎" in wanted.text
    assert "佐藤 次郎" not in wanted.text
    desk.hears(BROWN.replies(wanted, "#approve"))
    assert keys(desk, YAMADA).count("monthly-report") == 1
    assert "monthly-report" not in keys(desk, SATO)


def test_a_report_comes_on_request_where_none_goes_by_itself(make_desk: MakeDesk) -> None:
    desk = begun(make_desk(SERVICES, UNASKED))
    assert "monthly-report" not in keys(desk, YAMADA)
    desk.hears(MORI.writes("please", "#report 2026-11"))

    assert keys(desk, MORI).count("monthly-report") == 2


@pytest.mark.parametrize("text", ["#報告 2026-12", "#報告 来月の件", "#報告 帳票が開けません"])
def test_what_names_no_finished_month_is_read_by_a_person(desk: Conversation, text: str) -> None:
    desk.hears(YAMADA.writes("お願い", text))

    assert len(desk.cases()) == 2


def test_nobody_else_and_nothing_unproven_gets_a_report(make_desk: MakeDesk) -> None:
    desk = begun(make_desk(SERVICES, UNASKED))
    desk.hears(TANAKA.writes("お願い", "#報告 先月"))
    desk.hears(YAMADA.writes("お願い", "#報告 先月").but(proof="D"))

    assert not [one for one in desk.all_letters() if one.key in {"monthly-report", "report-asked"}]


def test_the_list_of_cases_tells_the_faults_of_what_they_use(make_desk: MakeDesk) -> None:
    unused = ('domains = ["overseas.example"]', 'domains = ["overseas.example"]\nservices = ["mail"]')
    both = (SERVICES[0], f'[services.mail]\ntitle = "Mail"\n\n{SERVICES[1]}')
    desk = begun(make_desk(both, unused))
    opens = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：12/1 9:40\n次報：12/1 11:30"
    desk.hears(SUZUKI.writes("障害", f"{opens}\n関連：{FIRST}"))
    desk.hears(YAMADA.writes("お願い", "#一覧"), DOE.writes("please", "#list"))

    listed = desk.last(YAMADA.address, "own-cases").text
    assert "FLT-0001 顧客ポータル ログインできない" in listed
    assert "対応中" in listed
    assert "FLT-0001" not in desk.last(DOE.address, "own-cases").text


def test_a_report_that_cannot_be_made_is_tried_again(make_desk: MakeDesk) -> None:
    usage = (MONTHLY[0], '[reports]\nmonthly = true\nusage_csv = "usage.{month}.csv"\n\n[calendars.office]')
    desk = make_desk(SERVICES, usage, UNASKED)
    file = desk.folder / "usage.2026-11.csv"
    file.write_text("month,name,value\n2026-11,Sign-ins,many\n", encoding="utf-8")
    begun(desk)
    assert not [one for one in desk.all_letters() if "report" in one.key]

    file.write_text("month,name,value\n2026-11,Sign-ins,1204\n", encoding="utf-8")
    desk.later(minutes=30)
    desk.works()
    assert "monthly-report" not in keys(desk, YAMADA)
    desk.later(minutes=31)
    desk.works()
    assert "1,204" in attached(desk.last(YAMADA.address, "monthly-report"))["report-2026-11-C-1001.html"]


def test_a_contract_without_readers_holds_nothing_up(make_desk: MakeDesk) -> None:
    nobody = (
        'name = "Jane Doe", addresses = ["doe@overseas.example"]',
        'name = "Jane Doe", addresses = ["doe@overseas.example"], roles = ["billing"]',
    )
    desk = begun(make_desk(SERVICES, MONTHLY, nobody))

    assert keys(desk, SUZUKI).count("staff-report-wanted") == len(desk.desk.config.contracts) - 1


def test_what_is_let_go_at_night_waits_for_the_morning(make_desk: MakeDesk) -> None:
    nights = ("from = 2020-01-01\npriorities", 'from = 2020-01-01\nquiet = { hours = "22:00-09:00" }\npriorities')
    desk = begun(make_desk(SERVICES, MONTHLY, nights))
    desk.later(hours=13)
    desk.hears(BROWN.replies(asked(desk, BROWN, "C-1001"), "#approve"))
    assert "monthly-report" not in keys(desk, YAMADA)

    desk.later(hours=10)
    desk.works()
    assert keys(desk, YAMADA).count("monthly-report") == 1


def wanted_of(desk: Conversation, contract: str) -> list[Received]:
    found = [one for one in desk.all_letters(BROWN.address) if one.key == "staff-report-wanted"]
    return [one for one in found if contract in one.subject]


def test_asking_again_for_what_waits_asks_staff_once(desk: Conversation) -> None:
    before = len(wanted_of(desk, "C-1001"))
    for _ in range(3):
        desk.hears(YAMADA.writes("お願い", "#報告 2026-11"))

    assert keys(desk, YAMADA).count("report-asked") == 3
    assert len(wanted_of(desk, "C-1001")) == before + 1


@pytest.mark.parametrize("first", ["monthly", "asked"])
def test_one_word_lets_every_request_go_and_nobody_gets_a_report_twice(desk: Conversation, first: str) -> None:
    desk.hears(YAMADA.writes("お願い", "#報告 2026-11"), SATO.writes("お願い", "#報告 2026-11"))
    wanted = wanted_of(desk, "C-1001")
    ordered = wanted if first == "monthly" else [*reversed(wanted)]
    desk.hears(BROWN.replies(ordered[0], "#approve"))
    assert (keys(desk, YAMADA).count("monthly-report"), keys(desk, SATO).count("monthly-report")) == (1, 1)

    desk.hears(*(BROWN.replies(one, "#approve") for one in ordered[1:]))
    desk.later(minutes=5)
    desk.works()
    assert (keys(desk, YAMADA).count("monthly-report"), keys(desk, SATO).count("monthly-report")) == (1, 1)


def test_a_month_that_staff_have_given_up_may_be_asked_for_again(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("お願い", "#報告 2026-11"))
    desk.hears(BROWN.replies(wanted_of(desk, "C-1001")[-1], "#undo"))
    before = len(wanted_of(desk, "C-1001"))
    desk.hears(YAMADA.writes("お願い", "#報告 2026-11"))

    assert len(wanted_of(desk, "C-1001")) == before + 1


STOP = "#告知 メンテナンス\nサービス：顧客ポータル\n開始：11/22 10:00\n終了：11/22 12:00\n除外：はい\n件名：機器の交換"


@pytest.mark.parametrize(("narrowed", "down"), [("\n契約：C-1001", 120), ("", 0)])
def test_a_stop_is_left_out_only_for_those_who_were_told_of_it(make_desk: MakeDesk, narrowed: str, down: int) -> None:
    desk = make_desk(SERVICES, ('digest = ""', 'digest = ""\napprove = []'))
    desk.clock.now = MONDAY - timedelta(days=28)
    desk.hears(SUZUKI.writes("告知", STOP + narrowed))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-announcement-preview"), "#送信"))
    desk.clock.now = MONDAY + TUESDAY

    told, other = (portal_of(desk, contract) for contract in ("C-1001", "C-1002"))
    assert (told.down, told.excluded) == (0, 120)
    assert (other.down, other.excluded) == (down, 120 - down)


def portal_of(desk: Conversation, contract: str) -> Uptime:
    reporting = reporting_of(desk.desk.config, house_of_reading(desk.desk.config, desk.store))
    with desk.store.unit(desk.clock.now) as unit:
        report = reporting.report(unit, date(2026, 11, 1), desk.clock.now, unit.contract(contract))
    return next(one for one in report.availability if one.service == "portal")
