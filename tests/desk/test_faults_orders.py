"""What staff write of a fault in labelled lines: Japanese, English, both, and with mistakes."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts, Severity, fault_from_events
from mailbot.desk.faults_orders import (
    LABEL_OF,
    LABELS,
    FaultReading,
    Trouble,
    Wrong,
    read_fault_lines,
    troubles_with,
    with_default_times,
)
from mailbot.desk.uptime import Service

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=TOKYO)
SERVICES = {
    "mail": Service(name="mail", titles={"ja": "配信サービス", "en": "Mail and forms"}, parts=("form",)),
    "disk": Service(name="disk"),
}


def read(text: str, language: str = "ja") -> FaultReading:
    return read_fault_lines(text, now=NOW, zone=TOKYO, services=SERVICES, language=language)


def wrongs(text: str) -> list[tuple[Wrong, str]]:
    return [(trouble.wrong, trouble.field) for trouble in read(text).troubles]


def test_a_japanese_mail_is_read_whole() -> None:
    found = read(
        "サービス：配信サービス、disk\n影響：全拠点\n発生：11月22日 10時15分\n復旧：11/22 11:40\n程度：一部停止\n"
        "原因：電源の故障\n対処：部品を交換\n再発防止：二重化\n次報：11/22 15:00\n外部要因：いいえ\n"
        "関連：INC-000012、INC-000013\n\nご迷惑をおかけしました。"
    )

    assert found.troubles == ()
    assert found.facts == FaultFacts(
        services=("mail", "disk"),
        scope={"ja": "全拠点"},
        began=datetime(2026, 11, 22, 10, 15, tzinfo=TOKYO),
        recovered=datetime(2026, 11, 22, 11, 40, tzinfo=TOKYO),
        severity=Severity.PARTIAL,
        cause={"ja": "電源の故障"},
        remedy={"ja": "部品を交換"},
        prevention={"ja": "二重化"},
        next_news=datetime(2026, 11, 22, 15, 0, tzinfo=TOKYO),
        outside_control=False,
        text={"ja": "ご迷惑をおかけしました。"},
    )
    assert found.case_numbers == ("INC-000012", "INC-000013")
    assert found.rest == "ご迷惑をおかけしました。"


def test_an_english_mail_is_read_alike() -> None:
    found = read(
        "Service: form and DISK\nScope: all sites\nSince: 2026-11-22T10:15:00+09:00\nSeverity: slow\n"
        "Next: 22 Nov 15:00\nOutside control: yes\nStatus: we look for the cause",
        "en",
    )

    assert found.troubles == ()
    assert found.facts.services == ("form", "disk")
    assert (found.facts.scope, found.facts.text) == ({"en": "all sites"}, {"en": "we look for the cause"})
    assert found.facts.began == datetime(2026, 11, 22, 10, 15, tzinfo=TOKYO)
    assert (found.facts.severity, found.facts.outside_control) == (Severity.DEGRADED, True)


def test_one_mail_may_carry_both_languages() -> None:
    found = read("影響：全拠点\nscope: all sites\n状況：調査中\nstatus: looking\n")

    assert found.facts.scope == {"ja": "全拠点", "en": "all sites"}
    assert found.facts.text == {"ja": "調査中", "en": "looking"}


def test_text_under_no_label_never_replaces_that_under_one() -> None:
    found = read("状況：調査中\n\nあいさつ文")

    assert found.facts.text == {"ja": "調査中"}
    assert found.rest == "あいさつ文"


def test_a_title_with_a_comma_or_an_and_is_one_service() -> None:
    assert read("service: Mail and forms").facts.services == ("mail",)


def test_each_mistake_is_told_with_its_line_and_nothing_is_guessed() -> None:
    assert wrongs("発生：きのう") == [(Wrong.NO_TIME, "began")]
    assert wrongs("発生：11/22 9時ごろから10:00") == []
    assert wrongs("発生：11/22") == [(Wrong.NO_TIME, "began")]
    assert wrongs("復旧：2026-11-22T13:00:00+09:00") == [(Wrong.NOT_PAST, "recovered")]
    assert wrongs("復旧：12/3 10:00") == [(Wrong.NOT_PAST, "recovered")]
    assert wrongs("次報：2026-11-22T11:00:00+09:00") == [(Wrong.NOT_AHEAD, "next_news")]
    assert wrongs("サービス：mial") == [(Wrong.NO_SERVICE, "services")]
    assert wrongs("程度：たいへん") == [(Wrong.NO_SEVERITY, "severity")]
    assert wrongs("外部要因：たぶん") == [(Wrong.NO_ANSWER, "outside_control")]


def test_a_time_long_ago_is_meant_where_its_year_is_written() -> None:
    assert wrongs("発生：2025/12/3 10:00") == []


def test_mistakes_are_told_in_the_reader_s_language() -> None:
    (trouble,) = read("サービス：mial").troubles

    assert trouble.words("ja").startswith("サービス「mial」：登録されていないサービスです")
    assert trouble.words("en") == 'service "mial": is no service that is registered - did you mean "mail"?'
    assert Trouble(wrong=Wrong.MISSING, field="next_news").words("ja") == "次報：この行が必要です"
    assert Trouble(wrong=Wrong.MISSING, field="began").words("en") == "since: is needed"


def test_every_label_has_a_name_in_both_languages() -> None:
    assert {place.partition(":")[0] for place in LABELS.values()} == set(LABEL_OF)


def test_a_declaration_needs_what_customers_are_told_first() -> None:
    lacking = troubles_with(FaultEventKind.DECLARED, FaultFacts(services=("mail",)))

    assert [(one.wrong, one.field) for one in lacking] == [
        (Wrong.MISSING, "symptom"), (Wrong.MISSING, "began"), (Wrong.MISSING, "next_news"),
    ]  # fmt: skip
    whole = FaultFacts(services=("mail",), title={"ja": "障害"}, began=NOW, next_news=NOW + timedelta(hours=1))
    assert troubles_with(FaultEventKind.DECLARED, whole) == ()


def test_a_report_needs_news_and_the_time_of_the_next() -> None:
    assert [one.field for one in troubles_with(FaultEventKind.UPDATED, FaultFacts())] == ["text", "next_news"]


@pytest.mark.parametrize("by_fault", [True, False])
def test_a_recovery_before_the_beginning_contradicts_itself(*, by_fault: bool) -> None:
    began = NOW - timedelta(hours=1)
    declared = FaultEvent(at=NOW, kind=FaultEventKind.DECLARED, facts=FaultFacts(services=("mail",), began=began))
    fault = fault_from_events("F", [declared]) if by_fault else None
    facts = FaultFacts(recovered=began - timedelta(minutes=1), began=None if by_fault else began)

    (trouble,) = troubles_with(FaultEventKind.RECOVERED, facts, fault)

    assert (trouble.wrong, trouble.field) == (Wrong.ORDER, "recovered")


def test_a_recovery_without_its_time_may_be_taken_as_of_now() -> None:
    assert with_default_times(FaultFacts(), FaultEventKind.RECOVERED, NOW).recovered == NOW
    assert with_default_times(FaultFacts(), FaultEventKind.UPDATED, NOW).recovered is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("発生復旧：:次報service サービス\n11/2210:15年月日mail。、"), max_size=80))
def test_reading_is_total(text: str) -> None:
    found = read(text)

    assert all(trouble.words("ja") and trouble.words("en") for trouble in found.troubles)
