"""Conversations about contacts that staff register, change and take away by mail (row A8, DECISIONS 8, 9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.config import load_config
from mailbot.desk.complaints import Complaints
from mailbot.desk.people import Contact, Contract, Role
from tests.stages.cast import BROWN, FIRST, SUZUKI, TANAKA, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Person

ADD = "#連絡先 C-1001 追加\n田中 一郎 <tanaka@client.example> 管理 請求"
ANSWERS = {"staff-receipt", "staff-command-refused"}


def says(desk: Conversation, text: str, by: Person = SUZUKI) -> str:
    """What staff get for it, in one line."""
    desk.hears(by.writes("連絡先", text))
    return _answer(desk, by)


def replies(desk: Conversation, text: str, by: Person = SUZUKI) -> str:
    """The answer to a reply to the newest receipt."""
    desk.hears(by.replies(desk.last(SUZUKI.address, "staff-receipt"), text))
    return _answer(desk, by)


def _answer(desk: Conversation, by: Person) -> str:
    return [one for one in desk.all_letters(by.address) if one.key in ANSWERS][-1].text.replace("\n", "")


def contract(desk: Conversation, which: str = "C-1001") -> Contract:
    found = desk.store.contract(which)
    assert found is not None
    return found


def card(desk: Conversation, address: str, which: str = "C-1001") -> Contact:
    found = contract(desk, which).contact_at(address)
    assert found is not None, f"{address} is no contact"
    return found


def test_a_contact_that_staff_register_is_heard_by_the_next_mail(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.hears(TANAKA.writes("印刷できません", "昨日から印刷できません。"))
    assert desk.cases() == []

    receipt = says(desk, ADD)
    assert "C-1001 の連絡先を追加しました" in receipt
    assert "登録内容：田中 一郎 <tanaka@client.example>／役割：管理、請求" in receipt
    assert "#連絡先 C-1001 変更 tanaka@client.example" in receipt
    assert "10:11 までに #取消 と返信してください" in receipt

    desk.hears(TANAKA.writes("印刷できません", "昨日から印刷できません。"))
    assert desk.case(FIRST).contract_id == "C-1001"
    assert "田中 一郎" in desk.last(TANAKA.address, "case-opened").text


def test_a_whole_card_is_written_in_labelled_lines(make_desk: MakeDesk) -> None:
    desk = make_desk()
    receipt = says(
        desk,
        "#連絡先 C-1001 追加\n名前：田中 一郎\nメール：tanaka@client.example\n役割：通知、緊急\n部署：総務部\n"
        "役職：課長\n敬称：先生\n言語：英語\n\nよろしくお願いします。\n鈴木",
    )
    assert (
        "田中 一郎 先生 <tanaka@client.example>／役割：通知、緊急／部署：総務部／役職：課長／敬称：先生／言語：en"
        in receipt
    )
    made = card(desk, "tanaka@client.example")
    assert (made.department, made.title, made.honorific, made.language) == ("総務部", "課長", "先生", "en")
    assert made.roles == {Role.NOTICE, Role.EMERGENCY}


def test_a_signature_below_is_no_part_of_the_card(make_desk: MakeDesk) -> None:
    desk = make_desk()
    sign = "例示サポート\n鈴木 花子\nTEL: 03-0000-0000\nE-mail: suzuki@vendor.example"
    assert "追加しました" in says(desk, f"{ADD}\n\n以上、よろしくお願いいたします。\n{sign}")
    assert card(desk, "tanaka@client.example").addresses == ("tanaka@client.example",)


def test_a_note_of_the_same_mail_keeps_its_text(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.hears(YAMADA.writes("新しい担当", "田中も窓口に加えてください。"))
    copy = desk.last(SUZUKI.address, "staff-new-case")
    desk.hears(SUZUKI.replies(copy, f"#メモ\n{ADD.replace(chr(10), ' ')}\n\n電話で依頼を受けました。"))
    assert "追加しました" in _answer(desk, SUZUKI)
    assert card(desk, "tanaka@client.example").roles == {Role.ADMIN, Role.BILLING}


def test_english_words_do_the_same(make_desk: MakeDesk) -> None:
    desk = make_desk()
    receipt = says(desk, "#contact C-1002 add\nTom Roe <roe@overseas.example> admin billing", BROWN)
    assert "contact of C-1002 added" in receipt
    assert "card: Tom Roe <roe@overseas.example>; Roles: admin, billing" in receipt
    receipt = says(desk, "#contact C-1002 change roe@overseas.example\nTitle: Director\nRoles: admin", BROWN)
    assert "before: Tom Roe <roe@overseas.example>; Roles: admin, billing" in receipt
    assert "after: Tom Roe <roe@overseas.example>; Roles: admin; Title: Director" in receipt
    assert "contact of C-1002 removed" in says(desk, "#contact remove C-1002 roe@overseas.example", BROWN)
    assert contract(desk, "C-1002").contact_at("roe@overseas.example") is None


def test_several_people_are_named_in_lines_of_their_own(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(
        desk,
        f"{ADD}\n高橋 次子 <takahashi@client.example> 通知\n\n"
        "-----Original Message-----\nFrom: 山田\n二人を登録ください",
    )
    assert [one.name for one in contract(desk).contacts] == ["山田 太郎", "佐藤 次郎", "田中 一郎", "高橋 次子"]


def test_a_change_says_only_what_changes_and_empties_what_is_none(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(desk, f"{ADD}")
    says(desk, "#連絡先 C-1001 変更 tanaka@client.example\n部署：総務部\n役職：部長")
    receipt = says(desk, "#連絡先 C-1001 変更 tanaka@client.example 通知\n役職：なし")
    assert "変更前：田中 一郎 <tanaka@client.example>／役割：管理、請求／部署：総務部／役職：部長" in receipt
    assert "変更後：田中 一郎 <tanaka@client.example>／役割：通知／部署：総務部" in receipt
    assert card(desk, "tanaka@client.example").title == ""


def test_the_list_shows_who_is_declared_and_who_was_made_by_mail(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(desk, ADD)
    listed = says(desk, "#連絡先 C-1001")
    assert "C-1001（株式会社例示商事）の連絡先：3人" in listed
    assert "・佐藤 次郎 <sato@client.example>／役割：管理（config.toml に記載）" in listed
    assert "・田中 一郎 <tanaka@client.example>／役割：管理、請求" in listed
    assert "#取消" not in listed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#連絡先 C-9999 追加\n田中 <tanaka@client.example>", "その契約はありません"),
        ("#連絡先 C-1001 追加", "読み取れません"),
        ("#連絡先 C-1001 追加\n田中 一郎", "読み取れない行"),
        ("#連絡先 C-1001 追加\n名前：田中 一郎", "メールアドレスがありません"),
        ("#連絡先 C-1001 追加\ntanaka@client.example", "名前がありません"),
        ("#連絡先 C-1001 追加\n田中 <tanaka@client.example> 社長", "読み取れない語"),
        ("#連絡先 C-1001 追加\n名前：田中\nメール：tanaka@client.example\n役割：社長", "その役割はありません"),
        ("#連絡先 C-1001 追加\n田中 <tanaka@gmail.example>", "お客様のドメインのアドレスではありません"),
        ("#連絡先 C-1001 追加\n鈴木 <brown@vendor.example> 社外", "担当者のアドレスです"),
        ("#連絡先 C-1001 追加\n窓口 <support@vendor.example> 社外", "窓口自身のアドレス"),
        ("#連絡先 C-1001 追加\nJane <doe@overseas.example> 社外", "別のお客様のアドレス"),
        ("#連絡先 C-1001 追加\nTom <tom@overseas.example> 社外", "別のお客様のアドレス"),
        ("#連絡先 C-1001 追加\n佐藤 <sato@client.example>", "別の連絡先として登録済み"),
        ("#連絡先 C-1001 変更 sato@client.example\n役職：部長", "設定ファイルに書かれた連絡先です"),
        ("#連絡先 C-1001 削除 sato@client.example", "config.toml"),
        ("#連絡先 C-1001 変更 none@client.example\n役職：部長", "そのアドレスの連絡先はありません"),
        ("#連絡先 C-1001 追加\n田中 <tanaka@client.example>\nこの方は来月からです", "この方は来月から"),
        ("#連絡先 C-1001 追加 田中\n#連絡先 C-1002 追加\n名前：田中", "読み取れません"),
        ("#連絡先", "指示に続く語が必要です"),
        ("#連絡先 追加 変更", "連絡先の指示を読み取れません"),
        ("#連絡先 C-1001 変更 sato@client.example", "変える内容がありません"),
        ("#連絡先 C-1001 変更 sato@client.example 社長", "読み取れない語"),
        ("#連絡先 C-1001 変更 sato@client.example\n佐藤 <s@client.example>", "連絡先の指示を読み取れません"),
        ("#連絡先 C-1001 変更 sato@client.example\n名前：様", "名前がありません"),
        ("#連絡先 C-1001 削除 sato@client.example\n役職：部長", "連絡先の指示を読み取れません"),
        ("#連絡先 C-1001 削除 none@client.example", "そのアドレスの連絡先はありません"),
        ("#連絡先 C-1001 一覧 全部", "連絡先の指示を読み取れません"),
        ("#連絡先 C-1001 追加\n役割：管理\nメール：t@client.example", "名前がありません"),
        ("#連絡先 C-1001 追加\n" + "\n".join(f"人 <p{one}@client.example>" for one in range(31)), "30人まで"),
    ],
)
def test_what_cannot_be_registered_is_refused_with_words(make_desk: MakeDesk, text: str, why: str) -> None:
    desk = make_desk()
    before = desk.store.contracts()
    answer = says(desk, text)
    assert why in answer
    assert "実行していません" in answer or "実行せず" in answer
    assert desk.store.contracts() == before


def test_an_address_outside_the_domains_is_taken_when_it_is_meant(make_desk: MakeDesk) -> None:
    desk = make_desk()
    assert "追加しました" in says(desk, "#連絡先 C-1001 追加\n田中 一郎 <tanaka@gmail.example> 管理 社外")
    says(desk, "#連絡先 C-1001 追加\n名前：高橋\nメール：t@gmail.example\n社外：はい")
    assert card(desk, "t@gmail.example").name == "高橋"
    assert "変更しました" in says(desk, "#連絡先 C-1001 変更 t@gmail.example\n部署：経理部")


def test_a_reply_takes_the_change_back(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(desk, ADD)
    receipt = desk.last(SUZUKI.address, "staff-receipt")
    assert "another member" in _refusal_of_brown(desk)
    assert "削除しました（取消）" in replies(desk, "#取消")
    assert contract(desk).contact_at("tanaka@client.example") is None
    desk.hears(SUZUKI.replies(receipt, "#取消"))
    assert "すでに取り消しています" in _answer(desk, SUZUKI)


def _refusal_of_brown(desk: Conversation) -> str:
    desk.hears(BROWN.replies(desk.last(SUZUKI.address, "staff-receipt"), "#undo"))
    return _answer(desk, BROWN)


def test_a_removed_contact_comes_back_as_the_same_person(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(desk, ADD)
    before = card(desk, "tanaka@client.example")
    says(desk, "#連絡先 C-1001 変更 tanaka@client.example\n役職：部長")
    assert "変更しました（取消）" in replies(desk, "#取消")
    assert card(desk, "tanaka@client.example") == before

    says(desk, "#連絡先 C-1001 削除 tanaka@client.example")
    assert "追加しました（取消）" in replies(desk, "#取消")
    assert card(desk, "tanaka@client.example") == before


def test_what_was_changed_since_or_long_ago_is_not_taken_back(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(desk, ADD)
    first = desk.last(SUZUKI.address, "staff-receipt")
    says(desk, "#連絡先 C-1001 変更 tanaka@client.example\n役職：部長")
    desk.hears(SUZUKI.replies(first, "#取消"))
    assert "その後に変更されています" in _answer(desk, SUZUKI)
    desk.later(minutes=15)
    assert "取り消せる時間を過ぎています" in replies(desk, "#取消")
    assert card(desk, "tanaka@client.example").title == "部長"


def test_a_command_beside_a_case_is_taken_back_with_it(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.hears(YAMADA.writes("新しい担当", "田中も窓口に加えてください。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), f"#着手\n{ADD}"))
    assert "C-1001 の連絡先を追加しました" in _answer(desk, SUZUKI)
    assert [one.key for one in desk.all_letters(YAMADA.address)] == ["case-opened"]
    assert "削除しました（取消）" in replies(desk, "#取消")
    assert contract(desk).contact_at("tanaka@client.example") is None


def by_hand(desk: Conversation) -> None:
    """A contract that the command line made, with one admin contact."""
    people = (Contact(name="例示 太郎", addresses=("taro@seven.example",)),)
    made = replace(contract(desk), id="C-7", client="七", contacts=people, domains=("seven.example",), declared_in="")
    desk.store.put_contracts([made], "", desk.clock(), "command line")


def test_the_last_admin_contact_stays(make_desk: MakeDesk) -> None:
    desk = make_desk()
    by_hand(desk)
    assert "最後の連絡先です" in says(desk, "#連絡先 C-7 削除 taro@seven.example")
    assert "最後の連絡先です" in says(desk, "#連絡先 C-7 変更 taro@seven.example 通知")
    says(desk, "#連絡先 C-7 追加 次郎 <jiro@seven.example> 管理\n#連絡先 C-7 削除 taro@seven.example")
    assert [one.name for one in contract(desk, "C-7").contacts] == ["次郎"]
    assert "二度書かれています" in says(
        desk, "#連絡先 C-7 変更 jiro@seven.example 請求 管理\n#連絡先 C-7 変更 jiro@seven.example 部署：総務部"
    )
    assert "登録内容と同じです" in says(desk, "#連絡先 C-7 変更 jiro@seven.example 管理")
    assert "最後の連絡先です" in says(
        desk, "#連絡先 C-7 変更 jiro@seven.example 通知\n#連絡先 C-7 追加 太郎 <taro@seven.example> 通知"
    )


def test_a_contact_made_by_mail_stays_beside_the_declared_ones_at_each_start(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(desk, ADD)
    made = card(desk, "tanaka@client.example")
    config = load_config(desk.config_path)
    assert desk.store.declare_contracts(config.contracts, desk.clock(), "configuration") == ()
    assert card(desk, "tanaka@client.example") == made

    declared = next(one for one in config.contracts if one.id == "C-1001")
    rest = [one for one in config.contracts if one.id != "C-1001"]
    own = Contact(name="田中", addresses=("Tanaka@client.example",))
    clashing = replace(declared, contacts=(*declared.contacts, own))
    with pytest.raises(Complaints) as refused:
        desk.store.declare_contracts((clashing, *rest), desk.clock(), "configuration")
    told = str(refused.value)
    assert "config.toml (for 田中) and was also made by mail or command line (for 田中 一郎)" in told
    assert "mailbot contract contact remove C-1001 tanaka@client.example" in told

    desk.store.declare_contracts(rest, desk.clock(), "configuration")
    desk.store.declare_contracts(config.contracts, desk.clock(), "configuration")
    assert card(desk, "tanaka@client.example") == made


def test_who_changed_what_and_when_is_kept_and_the_log_names_nobody(make_desk: MakeDesk) -> None:
    desk = make_desk()
    says(desk, ADD)
    says(desk, "#連絡先 C-1001 変更 tanaka@client.example\n役職：部長")
    with desk.store.unit() as unit:
        first, second = unit.contact_changes("C-1001")
    assert (first.actor, first.kind, second.kind) == ("staff:suzuki", "added", "changed")
    assert second.before is not None
    assert second.after is not None
    assert (second.before.title, second.after.title) == ("", "部長")
    entries = desk.store.audit_of("contract:C-1001")
    assert [one.action for one in entries] == ["contract.added", "contact.added", "contact.changed"]
    assert entries[-1].facts["fields"] == ("title",)
    assert "田中" not in str(entries)
    assert desk.store.verify_audit() == ()
