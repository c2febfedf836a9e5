"""Commands about faults and announcements run only if all that they name exists, and every line can be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.desk.announcements import AnnouncementKind
from mailbot.desk.announcing import Announced, AnnouncementState
from mailbot.desk.checks_faults import kind_of_event, needs_approval_of
from mailbot.desk.decide import decide
from mailbot.desk.decision import Refuse, RunCommands
from mailbot.desk.faults import Down, Fault, FaultEventKind, FaultFacts
from mailbot.desk.named import Named
from mailbot.desk.people import Staff
from mailbot.desk.uptime import Service
from tests.desk_fixtures import BROWN, CASE, NOW, SUZUKI, by_staff

SERVICES = {"portal": Service(name="portal", titles={"ja": "ポータル"})}
RUNNING = Fault(number="FLT-0001", services=("portal",), declared_at=NOW, times=(Down(began=NOW - timedelta(hours=1)),))
OVER = replace(RUNNING, times=(Down(began=NOW - timedelta(hours=1), recovered=NOW),))
DRAFT = Announced(
    id=7, kind=AnnouncementKind.VERSION, is_duty=False, state=AnnouncementState.DRAFT, by=f"staff:{SUZUKI.handle}"
)


def why(text: str, *, fault: Fault | None = RUNNING, announced: Announced | None = None, **more: object) -> list[str]:
    """The keys of why a mail of no case was refused; empty if it runs."""
    named = Named(
        faults={fault.number: fault} if fault else {}, announced=announced, cases={"INC-000001": replace(CASE)}
    )
    house = {"services": SERVICES, **more}
    staff = house.pop("staff_writes", SUZUKI)
    assert isinstance(staff, Staff)
    decision = decide(by_staff(text, staff=staff, case=None, named=named, house=house))
    assert isinstance(decision, Refuse | RunCommands)
    return [one.partition(":")[0] for one in decision.why] if isinstance(decision, Refuse) else []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("#障害 ポータル", "fault-number"),
        ("#障害 FLT-0002\n確認中\n次報：12/30 10:00", "no-such-fault"),
        ("#障害", "fault-lines"),
        ("#障害 FLT-0001", "fault-nothing"),
        ("#障害 FLT-0001\n関連：INC-000099", "fault-case"),
        ("#障害 FLT-0001\n#解決", "fault-runs"),
        ("#障害 FLT-0001\n#解決\n調べています\n次報：12/30 10:00", "fault-runs"),
        ("#障害\n#解決", "fault-number"),
        ("#関連", "argument"),
        ("#告知", "argument"),
        ("#告知 何か", "announce-kind"),
        ("#告知 メンテナンス", "announce-lines"),
        ("#告知 状況 7", "announce-gone"),
        ("#告知 7 新版\n版：1", "announce-gone"),
    ],
)
def test_what_cannot_run_is_refused_with_its_reason(text: str, key: str) -> None:
    assert key in why(text)


@pytest.mark.parametrize(
    "text",
    [
        "#障害\nサービス：ポータル\n症状：遅い\n発生：11/29 9:00\n次報：12/30 10:00",
        "#障害 FLT-0001\n確認中\n次報：12/30 10:00",
        "#障害 FLT-0001\n関連：INC-000001",
        "#障害 FLT-0001 復旧",
        "#障害 FLT-0001 復旧\n#解決",
        "#障害一覧 遅い",
        "#告知 新版\n版：1\n\n改善しました。",
    ],
)
def test_what_can_be_read_runs(text: str) -> None:
    assert why(text) == []


def test_a_withdrawn_fault_is_not_taken_up_again() -> None:
    assert why("#障害 FLT-0001\n確認中\n次報：12/30 10:00", fault=replace(RUNNING, withdrawn=True)) == [
        "fault-withdrawn"
    ]
    assert why("#障害 FLT-0001\n#解決", fault=OVER) == []


def test_a_case_is_related_only_on_a_case() -> None:
    assert "no-case" in why("#関連 FLT-0001")
    named = Named(faults={"FLT-0001": RUNNING})
    assert isinstance(decide(by_staff("#関連 FLT-0001", named=named)), RunCommands)
    for text in ("#関連 FLT-0002", "#関連 FLT"):
        assert isinstance(decide(by_staff(text, named=named)), Refuse)


@pytest.mark.parametrize(
    ("text", "staff", "approve", "keys"),
    [
        ("#送信", SUZUKI, {"announcements"}, ["announce-approval"]),
        ("#承認", SUZUKI, {"announcements"}, ["announce-own"]),
        ("#承認", BROWN, {"announcements"}, []),
        ("#送信", SUZUKI, set(), []),
        ("#承認", SUZUKI, set(), []),
        ("#取消", SUZUKI, {"announcements"}, []),
    ],
)
def test_who_may_let_an_announcement_go(text: str, staff: Staff, approve: set[str], keys: list[str]) -> None:
    assert why(text, announced=DRAFT, approve=frozenset(approve), staff_writes=staff) == keys


def test_what_waits_no_more_goes_by_no_word() -> None:
    gone = replace(DRAFT, state=AnnouncementState.SENT)

    assert why("#承認", announced=gone, staff_writes=BROWN) == ["announce-gone"]
    assert why("#告知 状況 7", announced=gone) == []
    assert why("#告知 7\n版：2\n\n改善", announced=DRAFT) == []


@pytest.mark.parametrize(
    ("facts", "fault", "argument", "kind"),
    [
        (FaultFacts(), None, "", FaultEventKind.DECLARED),
        (FaultFacts(), RUNNING, "取下げ", FaultEventKind.WITHDRAWN),
        (FaultFacts(), RUNNING, "recovered", FaultEventKind.RECOVERED),
        (FaultFacts(text={"ja": "確認中"}), RUNNING, "", FaultEventKind.UPDATED),
        (FaultFacts(scope={"ja": "一部"}), RUNNING, "", FaultEventKind.CORRECTED),
        (FaultFacts(cause={"ja": "故障"}), OVER, "", FaultEventKind.RECOVERED),
        (FaultFacts(scope={"ja": "一部"}), OVER, "", FaultEventKind.CORRECTED),
        (FaultFacts(began=NOW + timedelta(hours=1)), OVER, "", FaultEventKind.RELAPSED),
    ],
)
def test_what_a_mail_makes_happen(facts: FaultFacts, fault: Fault | None, argument: str, kind: FaultEventKind) -> None:
    assert kind_of_event(facts, fault, argument) is kind


def test_a_desk_of_one_asks_nobody_for_approval() -> None:
    house = by_staff("x").house

    assert needs_approval_of(replace(house, approve=frozenset({"announcements"})))
    assert not needs_approval_of(replace(house, approve=frozenset({"announcements"}), staff=(SUZUKI,)))
    assert not needs_approval_of(replace(house, approve=frozenset()))
