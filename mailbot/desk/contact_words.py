"""The words about contacts that staff read: why a card cannot be put so, and what became of one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.contact_cards import card_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailbot.desk.contact_cards import ContactChange
    from mailbot.desk.labels import Labels
    from mailbot.desk.people import Contact, Contract


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


CONTACT_REFUSALS: Mapping[str, Mapping[str, str]] = {
    "contact-form": _said(
        "連絡先の指示を読み取れません。1行目に #連絡先 C-1 追加、"
        "次の行に「山田 太郎 <yamada@client.example> 管理 請求」のように書いてください"
        "（変更・削除は #連絡先 C-1 変更 アドレス）",
        "the command cannot be read: write #contact C-1 add, and below it Taro Yamada <yamada@client.example> admin "
        "billing; or #contact C-1 change ADDRESS, #contact C-1 remove ADDRESS",
    ),
    "contact-contract": _said("その契約はありません", "there is no such contract"),
    "contact-nobody": _said(
        "この契約に、そのアドレスの連絡先はありません", "this contract has no contact of that address"
    ),
    "contact-nothing": _said(
        "変える内容がありません。下の行に「役職：部長」のように書いてください",
        "there is nothing to change: write lines below it, like Title: Director",
    ),
    "contact-name": _said("名前がありません", "the name is missing"),
    "contact-no-address": _said("メールアドレスがありません", "the mail address is missing"),
    "contact-address": _said("メールアドレスとして読み取れません", "this is no mail address"),
    "contact-role": _said(
        "その役割はありません（管理、通知、緊急、請求）", "there is no such role (admin, notice, emergency, billing)"
    ),
    "contact-language": _said("言語は「日本語」か「英語」です", "the language is ja or en"),
    "contact-zone": _said(
        "そのタイムゾーンはありません（例：Asia/Tokyo）", "there is no such time zone (like Asia/Tokyo)"
    ),
    "contact-word": _said(
        "読み取れない語があります。部署や役職は「部署：営業部」のように書いてください",
        "a word cannot be read; write a department or a title as Department: Sales",
    ),
    "contact-line": _said(
        "読み取れない行があります。「名前：」「メール：」「役割：」「部署：」「役職：」「敬称：」「言語：」の行だけを書いてください",
        "a line cannot be read: write only lines of Name:, Mail:, Roles:, Department:, Title:, Honorific:, Language:",
    ),
    "contact-which": _said(
        "どの指示の内容か分かりません。指示ごとにメールを分けてください",
        "it is not clear which command the lines belong to: write a mail for each",
    ),
    "contact-many": _said("一度に登録できるのは30人までです", "one mail may name 30 people at most"),
    "contact-twice": _said("同じ連絡先が二度書かれています", "the same contact is named twice"),
    "contact-staff": _said(
        "担当者のアドレスです。担当者はお客様の連絡先になれません",
        "the address is of a member of staff, who cannot be a contact",
    ),
    "contact-desk": _said("窓口自身のアドレスです", "the address is the desk's own"),
    "contact-other": _said(
        "別のお客様のアドレスです。契約番号とアドレスをお確かめください",
        "the address is another client's: check the contract and the address",
    ),
    "contact-outside": _said(
        "お客様のドメインのアドレスではありません。間違いなければ、同じ行の終わりに「社外」、または下に「社外：はい」と書き足してください",
        "the address is outside the client's domains: if it is right, add the word outside to the line, or a line "
        "Outside: yes",
    ),
    "contact-declared": _said(
        "設定ファイルに書かれた連絡先です。そのファイルを直してください",
        "the contact is declared in a file: change it there",
    ),
    "contact-taken": _said(
        "そのアドレスは、この契約の別の連絡先として登録済みです",
        "the address belongs to another contact of this contract already",
    ),
    "contact-same": _said("登録内容と同じです", "the card says so already"),
    "contact-last-admin": _said(
        "管理の役割を持つ最後の連絡先です。先に別の方へ管理の役割を付けてください",
        "the contract would be without an admin contact: give somebody else that role first",
    ),
    "contact-moved": _said(
        "その後に変更されています。いまの内容は #連絡先 に契約番号を続けて送るとご覧になれます",
        "the contact has changed since; #contact with the contract shows how it stands",
    ),
}
_DONE: Mapping[str, tuple[str, str]] = {
    "added": ("追加しました", "added"),
    "changed": ("変更しました", "changed"),
    "removed": ("削除しました", "removed"),
}


def change_words(change: ContactChange, *, taken_back: bool = False) -> tuple[Labels, ...]:
    """What became of a contact: the whole card before and after."""
    japanese, english = _DONE[change.kind]
    back = ("（取消）", "; the change was taken back") if taken_back else ("", "")
    head = _said(
        f"{change.contract_id} の連絡先を{japanese}{back[0]}", f"contact of {change.contract_id} {english}{back[1]}"
    )
    was = ("変更前", "before") if change.after is not None else ("削除前", "it was")
    becomes = ("変更後", "after") if change.before is not None else ("登録内容", "card")
    cards = ((*was, change.before), (*becomes, change.after))
    return (head, *(_card(ja, en, card) for ja, en, card in cards if card is not None))


def _card(japanese: str, english: str, card: Contact) -> Labels:
    return _said(f"{japanese}：{card_in_words(card, 'ja')}", f"{english}: {card_in_words(card, 'en')}")


def next_words(contract_id: str, card: Contact) -> Labels:
    """How the card is changed and taken away again."""
    return _said(
        f"直すときは #連絡先 {contract_id} 変更 {card.address}（下に「役職：部長」など）、"
        f"外すときは #連絡先 {contract_id} 削除 {card.address}",
        f"to change it: #contact {contract_id} change {card.address}, with lines like Title: Director; to take it away:"
        f" #contact {contract_id} remove {card.address}",
    )


def list_words(contract: Contract) -> tuple[Labels, ...]:
    """All contacts of a contract; those that a file declares are marked."""
    head = _said(
        f"{contract.id}（{contract.client}）の連絡先：{len(contract.contacts)}人",
        f"contacts of {contract.id} ({contract.client}): {len(contract.contacts)}",
    )
    return (head, *(_listed(contract, one) for one in contract.contacts))


def _listed(contract: Contract, card: Contact) -> Labels:
    file = contract.declared_in if contract.declared_in and not card.is_by_hand else ""
    mark = (f"（{file} に記載）", f" (declared in {file})") if file else ("", "")
    return _said(f"・{card_in_words(card, 'ja')}{mark[0]}", f"- {card_in_words(card, 'en')}{mark[1]}")


def told_in(language: str, words: Sequence[Labels]) -> tuple[str, ...]:
    """The words in one language, for the command line."""
    return tuple(one.get(language) or one["en"] for one in words)
