"""Letters about held answers with plausible values; a part of the samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.decision import Reason
from mailbot.desk.desk_words import HELD_ANSWER, HELD_UNPROVEN
from mailbot.desk.guard_words import GUARD_HELD
from mailbot.desk.letters import Author, HeldBecause, StaffAnswerHeld, StaffApprovalWanted
from mailbot.desk.letters.samples_queues import HELD
from mailbot.desk.letters.staff_held import StaffHeldMail

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter

SEND = {"ja": "#送信", "en": "#send"}
UNDO = {"ja": "#取消", "en": "#undo"}
LEAK = StaffAnswerHeld(
    number="INC-000123",
    subject="帳票の印刷設定について",
    held=42,
    writer="鈴木 花子",
    contact=Author(address="yamada@client.example", name="山田 太郎"),
    receivers=("yamada@client.example", "sato@client.example"),
    text="山田様\n\n余白の設定は、INC-000098 でご案内した手順と同じです。\n手順書を添付します。",
    text_language="ja",
    commands=(SEND, UNDO),
    is_own=True,
    reasons=(
        HeldBecause(
            reason=GUARD_HELD[Reason.LEAK],
            found=({"ja": "ほかの件の番号：INC-000098", "en": "the number of another case: INC-000098"},),
        ),
        HeldBecause(
            reason=GUARD_HELD[Reason.FORGOTTEN_FILE],
            found=({"ja": "手順書を添付します", "en": "手順書を添付します"},),
        ),
    ),
)
SECOND = replace(
    LEAK,
    text="山田様\n\n余白は「ページ設定」から変更できます。",
    is_own=False,
    commands=(SEND,),
    reasons=(HeldBecause(reason=GUARD_HELD[Reason.SECOND_ANSWER], found=({"ja": "佐々木 健", "en": "佐々木 健"},)),),
)


def held_samples() -> Iterator[tuple[str, Letter]]:
    """An answer that waits for its writer's word, for a colleague's, and for approval."""
    yield "leak", LEAK
    yield "second", SECOND
    yield "replaced", replace(LEAK, replaces=True)
    yield "direct", replace(LEAK, direct=("山田 太郎",))
    yield "second-direct", replace(SECOND, direct=("山田 太郎",))
    yield (
        "approval",
        replace(
            LEAK,
            commands=(UNDO,),
            reasons=(HeldBecause(reason=GUARD_HELD[Reason.NEEDS_APPROVAL]),),
            wants_approval=True,
            attachments=("手順書.pdf",),
        ),
    )
    wanted = _wanted()
    yield "plain", wanted
    yield "waived", replace(wanted, waived=LEAK.reasons)
    yield "anew", replace(wanted, replaces=True)
    yield from _shown()


def _shown() -> Iterator[tuple[str, Letter]]:
    """The text of held mail: of one that nobody vouches for, one that cannot be read, and an answer of staff."""
    shown = StaffHeldMail(
        held=HELD[0],
        trust=HELD_UNPROVEN,
        proof="D none",
        to=("support@vendor.example",),
        text="担当者様\n\n至急、次の画面でパスワードを入れ直してください。\nhttps://login.client.example/reset",
        text_language="ja",
        attachments=("画面.png", "請求書.exe（危険と判断される種類）"),
    )
    yield "plain", shown
    yield "unreadable", StaffHeldMail(held=HELD[1], trust=HELD_UNPROVEN, proof="D unreadable", unreadable=True)
    yield "answer", replace(shown, held=HELD[2], trust=HELD_ANSWER, proof="A", text=LEAK.text, attachments=())
    yield "empty", replace(shown, to=(), text="", attachments=())


def _wanted() -> StaffApprovalWanted:
    return StaffApprovalWanted(
        number=LEAK.number,
        subject=LEAK.subject,
        held=LEAK.held,
        writer=LEAK.writer,
        contact=LEAK.contact,
        receivers=LEAK.receivers,
        text=LEAK.text,
        text_language="ja",
        attachments=("手順書.pdf",),
        commands=({"ja": "#承認", "en": "#approve"},),
    )
