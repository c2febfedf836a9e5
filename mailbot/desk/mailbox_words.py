"""What staff are told of a shared mailbox, in both languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


COMMANDS_SENT = _said(
    "共有メールボックスから直接送られたメールのため、指示は実行していません。指示の行も、そのままお客様に届いています。"
    "実行するには、当窓口から届いた写しに、ご自身のアドレスから返信してください",
    "The mail was sent from the shared mailbox itself, so its commands did not run, and the customer has received these"
    " lines as they stand. To run them, reply to the desk's copy from your own address",
)
INTERNAL_SENT = _said(
    "担当者向けの写しの文が含まれたまま、お客様に送られています。取り消せないため、内容を確認し、必要に応じて"
    "お客様に連絡してください",
    "It went to the customer with text from a copy meant for staff. It cannot be called back: look at what it says, and"
    " get in touch with the customer if need be",
)
NOT_LET_IN = _said(
    "受け付けのフォルダーに移されましたが、このメールは許可できないため、保留に戻しました。理由：",
    "It was moved to the folder for mail to be let in, but this mail cannot be let in, so it was put back. Reason: ",
)
