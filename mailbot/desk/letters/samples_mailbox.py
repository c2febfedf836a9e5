"""The letter about a shared mailbox with plausible values; a part of the samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mailbot.desk.letters.staff_mailbox import StaffMailboxNote
from mailbot.desk.mailbox_words import COMMANDS_SENT, INTERNAL_SENT, NOT_LET_IN

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter


def mailbox_samples() -> Iterator[tuple[str, Letter]]:
    """Commands that went to the customer, words that should not have gone, and a mail that cannot be let in."""
    subject = "帳票の印刷設定について"
    yield (
        "sent",
        StaffMailboxNote(
            number="INC-000123",
            subject=subject,
            notes=(COMMANDS_SENT, INTERNAL_SENT),
            lines=("#解決", "#優先度 緊急"),
            sent=True,
        ),
    )
    yield (
        "not-let-in",
        StaffMailboxNote(
            subject="請求書の件",
            notes=(
                {
                    "ja": f"{NOT_LET_IN['ja']}差出人がありません",
                    "en": f"{NOT_LET_IN['en']}it names no sender",
                },
            ),
        ),
    )
