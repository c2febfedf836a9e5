"""Letters about promises with plausible values; a part of the samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.hours import Skipped
from mailbot.desk.labels import CLOCK_LABELS
from mailbot.desk.letters import (
    Changed,
    Closed,
    ClosingNotice,
    InterimReport,
    LateNotice,
    MovedClock,
    NewReplyBy,
    Resolved,
)

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter

NUMBER, SUBJECT = "INC-000123", "受注画面が開きません"
RECEIVED = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
UNIT = {"ja": "単位", "en": "units"}
SIGNATURE = "鈴木\n例示サポート"
GREETING = "山田 様\n\nお世話になっております。鈴木です。\n"
YEAR_END = (Skipped(first=date(2026, 12, 29), last=date(2027, 1, 3), kind="closure", name="year-end"),)
HOLIDAY_AND_WEEKEND = (
    Skipped(first=date(2026, 11, 21), last=date(2026, 11, 22), kind="weekend", name=""),
    Skipped(first=date(2026, 11, 23), last=date(2026, 11, 23), kind="holiday", name="勤労感謝の日"),
)


def promise_samples() -> Iterator[tuple[str, Letter]]:
    """Reports and notices to customers, each in every variant that its template distinguishes."""
    yield from _interim()
    yield from _late()
    yield from _moved()
    yield from _ending()
    yield from _resolved()


def _interim() -> Iterator[tuple[str, Letter]]:
    report = InterimReport(
        number=NUMBER,
        subject=SUBJECT,
        n=2,
        as_of=RECEIVED + timedelta(hours=2),
        status="受注画面の一覧が表示されない状態が続いております",
        done="サーバーの再起動、および記録の採取",
        next="採取した記録から原因を特定し、回避策をご案内いたします",
        forecast=DUE,
        next_update=RECEIVED + timedelta(hours=4),
    )
    bare = replace(report, n=1, status={"ja": "対応中", "en": "open"}, done="", next="", forecast=None)
    by_person = replace(bare, status="", by_person=True, signature=SIGNATURE)
    words = "データベースの復元は、11月20日(金) 17:00 頃に終わる見込みです。\n終わり次第、動作を確認いたします。"
    yield "plain", report
    yield "bare", bare
    yield "last", replace(bare, status="", next_update=None)
    yield "by-person", replace(report, by_person=True, signature=SIGNATURE)
    yield "own-words", replace(by_person, text=words)
    yield "greets", replace(by_person, text=GREETING + words)


def _late() -> Iterator[tuple[str, Letter]]:
    notice = LateNotice(
        number=NUMBER,
        subject=SUBJECT,
        as_of=RECEIVED,
        old_due=DUE,
        new_due=LATER,
        reason="開発元での調査に時間を要しているため",
        status="再現する条件を確認しました",
    )
    unknown = replace(notice, as_of=DUE + timedelta(minutes=1), new_due=None, next_news=LATER, reason="", status="")
    words = "再現する条件がようやく分かりました。\n修正版を作っております。"
    yield "plain", notice
    yield "bare", replace(notice, reason="", status="", subject="")
    yield "earlier", replace(notice, old_due=LATER, new_due=DUE, reason="", status="")
    yield "no-forecast", unknown
    yield "no-forecast-yet-in-time", replace(unknown, as_of=RECEIVED)
    labels = {"ja": "対応中", "en": "open"}
    yield "overdue", replace(unknown, new_due=LATER + timedelta(days=3), committed=True, status=labels)
    yield "by-person", replace(notice, by_person=True, signature=SIGNATURE, text=words)
    yield "greets", replace(notice, by_person=True, reason="", status="", text=GREETING + words)


def _moved() -> Iterator[tuple[str, Letter]]:
    minor, urgent = {"ja": "軽微", "en": "Minor"}, {"ja": "緊急", "en": "Urgent"}
    answer = MovedClock(name="answer", labels=CLOCK_LABELS["answer"], old_due=LATER, new_due=DUE)
    moved = NewReplyBy(
        number=NUMBER,
        subject=SUBJECT,
        received_at=RECEIVED,
        changes=(Changed(what="priority", before=minor, after=urgent),),
        clocks=(answer, MovedClock(name="start", labels=CLOCK_LABELS["start"], new_due=RECEIVED + timedelta(hours=1))),
        reason={"ja": "業務が停止しているとのご連絡のため", "en": "you told us that your work is at a standstill"},
    )
    question, fault = {"ja": "操作のご質問", "en": "Question"}, {"ja": "障害", "en": "Fault"}
    lowered = replace(
        moved,
        changes=(
            Changed(what="category", before=fault, after=question),
            Changed(what="priority", before=urgent, after=minor),
        ),
        clocks=(
            replace(answer, old_due=DUE, new_due=LATER, committed=True),
            MovedClock(name="update", labels=CLOCK_LABELS["update"], old_due=RECEIVED + timedelta(hours=1)),
        ),
        reason="回避策により業務を続けられるとのご連絡をいただいたため",
        skipped=HOLIDAY_AND_WEEKEND,
    )
    yield "plain", moved
    yield "two-changes", lowered
    yield "policy", replace(moved, changes=(Changed(what="policy"),), clocks=(answer,), reason="", subject="")
    yield "level", replace(moved, changes=(Changed(what="level", after={"ja": "A", "en": "A"}),), clocks=(answer,))
    yield "gone", replace(lowered, changes=lowered.changes[:1], clocks=lowered.clocks[1:], skipped=())


def _ending() -> Iterator[tuple[str, Letter]]:
    notice = ClosingNotice(
        number=NUMBER,
        subject=SUBJECT,
        answered_at=DUE,
        close_on=datetime(2026, 12, 3, 8, 0, tzinfo=UTC),
        days=7,
    )
    over_year_end = datetime(2027, 1, 8, 8, 0, tzinfo=UTC)
    closed = Closed(number=NUMBER, subject=SUBJECT, closed_at=notice.close_on, by="silence", days=7)
    yield "plain", notice
    yield "waiting", replace(notice, waiting=True, days=1)
    yield (
        "units-over-year-end",
        replace(
            notice,
            answered_at=datetime(2026, 12, 24, 8, 0, tzinfo=UTC),
            close_on=over_year_end,
            unit=UNIT,
            skipped=YEAR_END,
        ),
    )
    yield "silence", closed
    yield "units", replace(closed, unit=UNIT, days=0, subject="")
    yield "by-staff", replace(closed, by="staff")


def _resolved() -> Iterator[tuple[str, Letter]]:
    account = Resolved(
        number=NUMBER,
        subject=SUBJECT,
        what="受注画面の一覧が表示されませんでした",
        began=RECEIVED - timedelta(minutes=42),
        resolved_at=RECEIVED + timedelta(hours=2),
        impact="受注の新規登録（約2時間42分）",
        cause="更新プログラムの設定に誤りがありました",
        remedy="設定を修正し、サーバーを再起動しました",
        prevention="更新の前に、設定を照合する手順を加えました",
        ours=True,
    )
    words = "ご協力いただいたおかげで、原因を特定できました。\n詳しくは次のとおりです。"
    bare = Resolved(number=NUMBER, subject=SUBJECT, what="印刷すると余白がずれました")
    cause_open = replace(account, cause="", prevention="", report_by=LATER, close_on=LATER + timedelta(days=7))
    yield "plain", account
    yield "bare", bare
    yield "cause-open", cause_open
    yield "by-person", replace(account, by_person=True, text=words, signature=SIGNATURE)
    yield "greets", replace(bare, by_person=True, text=f"{GREETING}{words}", subject="", signature=SIGNATURE)
