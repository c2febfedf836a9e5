"""Samples of announcements, and of what staff see of them before and after they went."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.letters.announcements import (
    ClosingDaysNotice,
    Maintenance,
    ObjectionNoted,
    OutageProgress,
    OutageRecovered,
    OutageStart,
    ReleaseNote,
    SecurityWarning,
)
from mailbot.desk.letters.staff_announcing import (
    ContractCount,
    FaultLine,
    PreviewText,
    StaffAnnouncementPreview,
    StaffAnnouncementStatus,
    StaffFaults,
    StaffNewsDue,
    StopLine,
    Undelivered,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import Letter

BEGAN = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
SERVICE: Labels = {"ja": "顧客ポータル", "en": "the customer portal"}
SYMPTOM: Labels = {"ja": "ログインできない", "en": "nobody can log in"}
SCOPE: Labels = {"ja": "すべてのお客様", "en": "all clients"}
HALF_AN_HOUR = timedelta(minutes=30)
OUTAGE: Labels = {"ja": "障害のお知らせ", "en": "outage"}


def announcing_samples() -> Iterator[tuple[str, Letter]]:
    """Every variant that a template distinguishes."""
    yield from _outages()
    yield from _ahead()
    yield from _previews()
    yield from _of_staff()


def _outages() -> Iterator[tuple[str, Letter]]:
    start = OutageStart(
        fault="FLT-0001",
        services=SERVICE,
        symptom=SYMPTOM,
        scope=SCOPE,
        began=BEGAN,
        next_news=BEGAN + timedelta(hours=1),
    )
    yield "plain", start
    yield (
        "workaround",
        replace(
            start,
            number="INC-000123",
            scope={},
            workaround={"ja": "予備の画面をお使いください", "en": "use the spare page"},
            action={"ja": "再起動はお控えください", "en": "do not restart your machines"},
            cause={"ja": "認証サーバーの故障", "en": "a broken server"},
            next_news=None,
        ),
    )
    progress = OutageProgress(
        fault="FLT-0001",
        services=SERVICE,
        symptom=SYMPTOM,
        scope=SCOPE,
        began=BEGAN,
        n=2,
        as_of=BEGAN + timedelta(hours=2),
        text={"ja": "予備の機器に切り替えています。", "en": "We are switching to the spare machine."},
        next_news=BEGAN + timedelta(hours=3),
    )
    yield "plain", progress
    yield "withdrawn", replace(progress, text={}, next_news=None, withdrawn=True)
    yield "in-thread", replace(progress, number="INC-000123", scope={}, next_news=None)
    yield from _recoveries()


def _recoveries() -> Iterator[tuple[str, Letter]]:
    recovered = OutageRecovered(
        fault="FLT-0001",
        services=SERVICE,
        symptom=SYMPTOM,
        scope=SCOPE,
        began=BEGAN,
        recovered=BEGAN + timedelta(minutes=98),
        lasted=timedelta(minutes=98),
        cause={"ja": "認証サーバーの故障", "en": "a broken server"},
        remedy={"ja": "予備の機器への切替", "en": "a spare machine took over"},
        prevention={"ja": "監視の追加", "en": "closer watch"},
        action={"ja": "一度ログアウトしてください", "en": "log out once"},
    )
    yield "plain", recovered
    bare = replace(recovered, cause={}, remedy={}, prevention={}, action={})
    yield "no-cause", replace(bare, next_news=BEGAN + timedelta(days=7))
    yield "unknown", replace(bare, number="INC-000123", text={"ja": "監視を続けます。", "en": "We keep watching it."})


def _ahead() -> Iterator[tuple[str, Letter]]:
    maintenance = Maintenance(
        services=SERVICE, starts=BEGAN + timedelta(days=15), ends=BEGAN + timedelta(days=15, hours=3), stops=True
    )
    yield "plain", maintenance
    yield (
        "urgent",
        replace(
            maintenance,
            services={},
            title={"ja": "通信機器の交換", "en": "new network equipment"},
            what={"ja": "機器の交換", "en": "equipment is replaced"},
            action={"ja": "作業中のデータを保存してください", "en": "save your work before"},
            text={"ja": "ご不便をおかけします。", "en": "We are sorry for the trouble."},
            stops=False,
            urgent=True,
        ),
    )
    before = {"was_starts": BEGAN + timedelta(days=8), "was_ends": BEGAN + timedelta(days=8, hours=3)}
    yield "moved", replace(maintenance, **before)  # type: ignore[arg-type]  # the keys and types stand above
    why = {"ja": "準備が整わないためです。", "en": "We are not ready for it."}
    yield "called-off", replace(maintenance, stops=False, called_off=True, text=why)
    yield "called-off-bare", replace(maintenance, services={}, stops=False, called_off=True)
    warning = SecurityWarning(title={"ja": "不審なメール", "en": "forged mails"})
    yield "plain", warning
    yield (
        "act",
        replace(
            warning,
            services=SERVICE,
            what={"ja": "全員", "en": "everybody"},
            action={"ja": "パスワードの変更", "en": "change your password"},
            text={"ja": "当社を名乗るメールが出回っています。", "en": "Mails in our name are about."},
            act_by=BEGAN + timedelta(days=3),
        ),
    )
    yield from _closing_and_release()


def _closing_and_release() -> Iterator[tuple[str, Letter]]:
    closing = ClosingDaysNotice(
        first=date(2026, 12, 29),
        last=date(2027, 1, 3),
        last_close=datetime(2026, 12, 28, 8, 0, tzinfo=UTC),
        first_opening=datetime(2027, 1, 4, 1, 0, tzinfo=UTC),
        may_object=True,
    )
    yield "plain", closing
    yield "text", replace(closing, text={"ja": "障害時は電話でご連絡ください。", "en": "Telephone us in an outage."})
    release = ReleaseNote(services=SERVICE, version="4.3", may_object=True)
    yield "plain", release
    yield (
        "whole",
        replace(
            release,
            title={"ja": "帳票の改善", "en": "better reports"},
            starts=BEGAN,
            what={"ja": "印刷の設定", "en": "print settings"},
            action={"ja": "ございません", "en": "nothing"},
            text={"ja": "詳しくは手引きをご覧ください。", "en": "The manual tells more."},
        ),
    )
    yield (
        "plain",
        ObjectionNoted(
            kinds=({"ja": "新版のお知らせ", "en": "new versions"}, {"ja": "休業のご案内", "en": "closing days"})
        ),
    )


def _previews() -> Iterator[tuple[str, Letter]]:
    texts = (
        PreviewText(language="ja", subject="【障害】顧客ポータル", text="株式会社例示商事\n山田 様\n\n本文", count=3),
        PreviewText(language="en", subject="[Outage] the customer portal", text="Dear Jane Doe,\n\nText", count=1),
    )
    preview = StaffAnnouncementPreview(
        id=7,
        kind_words=OUTAGE,
        writer="鈴木 花子",
        needs="approval",
        fault="FLT-0001",
        mend={"ja": "#障害 FLT-0001", "en": "#incident FLT-0001"},
        texts=texts,
        total=4,
        in_threads=1,
        contracts=(ContractCount(contract="C-1", client="株式会社例示商事", count=4),),
        resolves=2,
    )
    yield "plain", preview
    yield (
        "word",
        replace(
            preview,
            needs="word",
            fault="",
            mend={"ja": "#告知 7", "en": "#announce 7"},
            duty=False,
            resolves=0,
            in_threads=0,
            contracts=(),
            drafted=True,
        ),
    )
    many = tuple(ContractCount(contract=f"C-{one}", client="例示", count=1) for one in range(1, 33))
    yield (
        "refused",
        replace(
            preview,
            needs="none",
            objected=1,
            unwritable=1,
            silent=("C-9",),
            contracts=many,
            not_before=BEGAN,
            findings=({"ja": "宛先がありません", "en": "there is nobody to send it to"},),
        ),
    )
    yield from _further(preview)


def _further(preview: StaffAnnouncementPreview) -> Iterator[tuple[str, Letter]]:
    yield "night", replace(preview, approvers=("Sam Brown",), texts=())
    yield "alone", replace(preview, needs="alone", texts=())
    yield "again", replace(preview, again=True, texts=())
    yield "command-line", replace(preview, writer="", texts=())
    french = PreviewText(language="fr", subject="Panne", text="Texte", count=1)
    yield "other-language", replace(preview, texts=(french,))


def _of_staff() -> Iterator[tuple[str, Letter]]:
    status = StaffAnnouncementStatus(
        id=7,
        kind_words=OUTAGE,
        state={"ja": "送信中", "en": "being sent"},
        title=SYMPTOM,
        sent=40,
        pending=3,
        failed=2,
        left_out=1,
        at=BEGAN,
        undelivered=(
            Undelivered(
                address="yamada@client.example",
                contract="C-1",
                state={"ja": "不達", "en": "came back"},
                words="550 5.1.1 no such user",
            ),
        ),
        more=4,
    )
    yield "plain", status
    yield "done", replace(status, title={}, undelivered=(), more=0, left_out=0)
    window = (BEGAN + timedelta(days=15), BEGAN + timedelta(days=15, hours=3))
    late = StopLine(
        starts=window[0], ends=window[1], stopped=window[0], resumed=window[1] + HALF_AN_HOUR, beyond=HALF_AN_HOUR
    )
    yield "stopped", replace(status, undelivered=(), more=0, stop=late)
    none = replace(late, resumed=window[0], beyond=timedelta(0))
    yield "not-stopped", replace(status, undelivered=(), more=0, stop=none)
    running = FaultLine(
        number="FLT-0002",
        title=SYMPTOM,
        services=SERVICE,
        began=BEGAN,
        next_news=BEGAN + timedelta(hours=1),
        cases=2,
    )
    over = replace(running, number="FLT-0001", recovered=BEGAN + timedelta(hours=2), next_news=None, cases=0)
    faults = StaffFaults(lines=(running, over, replace(over, number="FLT-0003", withdrawn=True)))
    yield "plain", faults
    due = BEGAN + timedelta(hours=1)
    draft = "#障害 FLT-0002\n状況：機器を調べています。\n次報："
    wanted = StaffNewsDue(fault=running, due=due, draft=draft)
    yield "plain", wanted
    yield "overdue", replace(wanted, overdue=True)
    yield "cause", replace(wanted, fault=over, over=True)
    yield "found", replace(faults, words="ログイン", lines=(replace(running, next_news=None),))
