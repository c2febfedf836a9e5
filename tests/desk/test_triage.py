"""Triage: rules in order, the policy's defaults, a reason for everything (row B1, DECISIONS 16)."""

from datetime import date
from typing import Any

import pytest

from mailbot.desk.complaints import Complaints
from mailbot.desk.mail import Address, InboundMail
from mailbot.desk.people import Contact, Contract
from mailbot.desk.policy_reading import read_policy, read_version
from mailbot.desk.triage import (
    Ground,
    Reason,
    Subject,
    Triage,
    read_reason,
    read_rules,
    triage,
    unknown_values,
)

VERSION = read_version(
    {
        "from": "2020-01-01",
        "categories": {"question": {"default": True}, "fault": {}, "security": {"alerts": True}},
        "priorities": {"minor": {"default": True}, "important": {}, "urgent": {"alerts": True}},
    }
)


def judged(subject: str = "", text: str = "", *rules: dict[str, Any], **keys: Any) -> Triage:
    return triage(read_rules(rules), VERSION, Subject(subject=subject, text=text, **keys))


FAULT = {"name": "fault", "when": {"words": ["障害", "エラー", "down"]}, "category": "fault"}
URGENT = {"name": "urgent", "when": {"tag": ["緊急", "至急", "urgent"]}, "priority": "urgent"}


def test_without_rules_the_policys_defaults_hold_and_say_so() -> None:
    found = judged("印刷について")

    assert (found.category, found.priority, found.private) == ("question", "minor", False)
    assert found.category_reason == Reason(ground=Ground.DEFAULT, word="category")
    assert found.priority_reason.in_words("ja") == "より高い優先度に当たる記載が見当たらない"
    assert (found.asked, found.lowered, found.unsure) == ("", False, "")


def test_each_attribute_is_set_by_the_first_rule_that_matches() -> None:
    both = {"name": "both", "when": {"words": ["エラー"]}, "category": "security", "priority": "important"}

    found = judged("【緊急】エラーが出ます", "", FAULT, URGENT, both)

    assert (found.category, found.priority) == ("fault", "urgent")
    assert (found.category_reason.rule, found.priority_reason.rule) == ("fault", "urgent")


def test_private_is_an_attribute_of_its_own() -> None:
    secret = {"when": {"words": ["人事"]}, "private": True}
    never = {"when": {"words": ["公開"]}, "private": False}

    assert judged("人事の件", "", secret).private
    assert not judged("公開の人事の件", "", never, secret).private


def test_a_value_that_the_policy_does_not_know_skips_the_rule_and_staff_are_told() -> None:
    wrong = {"name": "wrong", "when": {"words": ["障害"]}, "category": "outage", "priority": "highest"}

    found = judged("障害です", "", wrong, FAULT)

    assert (found.category, found.priority) == ("fault", "minor")
    assert found.unsure == "wrong: category outage, wrong: priority highest"


@pytest.mark.parametrize(
    ("when", "keys", "ground"),
    [
        ({"words": ["障害"]}, {"subject": "障害です"}, Ground.SUBJECT),
        ({"words": ["障害"]}, {"text": "障害です"}, Ground.WORD),
        ({"subject_words": ["障害"]}, {"subject": "障害です"}, Ground.SUBJECT),
        ({"tag": ["緊急"]}, {"subject": "【緊急】件"}, Ground.TAG),
        ({"to": ["fault@vendor.example"]}, {"recipients": ("fault@vendor.example",)}, Ground.ADDRESS),
        ({"header": "high"}, {"priority_header": "high"}, Ground.HEADER),
        ({"contact": ["Yamada@Client.example"]}, {"sender": frozenset({"yamada@client.example"})}, Ground.CONTACT),
        ({"contact": ["@client.example"]}, {"sender": frozenset({"sato@client.example"})}, Ground.CONTACT),
        ({"contract": ["C-1"]}, {"contract": "C-1"}, Ground.CONTRACT),
        ({"client": ["Client KK"]}, {"client": "Client KK"}, Ground.CONTRACT),
        ({}, {}, Ground.ALWAYS),
    ],
)
def test_each_condition_matches_what_it_names_and_nothing_else(
    when: dict[str, Any], keys: dict[str, Any], ground: Ground
) -> None:
    rule = {"name": "r", "when": when, "category": "fault"}

    hit = judged("", "", rule) if not keys else triage(read_rules([rule]), VERSION, Subject(**keys))
    miss = triage(read_rules([rule]), VERSION, Subject(subject="別件", text="別件", contract="C-2"))

    assert (hit.category, hit.category_reason.ground) == ("fault", ground)
    assert (miss.category == "question") == bool(when)
    for language in ("ja", "en"):
        assert hit.category_reason.in_words(language)


def test_all_conditions_of_a_rule_must_hold() -> None:
    rule = {"when": {"words": ["障害"], "contract": ["C-1"]}, "category": "fault"}

    assert judged("障害です", "", rule, contract="C-1").category == "fault"
    assert judged("障害です", "", rule, contract="C-2").category == "question"


def contract_of(contact: Contact) -> Contract:
    return Contract(
        id="C-1", client="Client KK", policy="p", calendar="desk", valid_from=date(2026, 1, 1), contacts=(contact,)
    )


def test_a_mail_is_looked_at_without_its_quotes_and_with_all_addresses_of_the_contact() -> None:
    contact = Contact(name="山田", addresses=("yamada@client.example", "taro@mobile.example"))
    mail = InboundMail(
        subject="Re: 件",
        text="了解です\n> 障害です",
        new_text="了解です",
        quoted="> 障害です",
        senders=(Address(address="Taro@mobile.example"),),
        to=(Address(address="Support@vendor.example"),),
        delivered_to=("inbox@vendor.example",),
        priority_header="high",
    )
    by_contact = {"when": {"contact": ["yamada@client.example"], "to": ["support@vendor.example"]}, "category": "fault"}

    subject = Subject.of(mail, contract=contract_of(contact))

    assert subject.text == "了解です"
    assert triage(read_rules([FAULT]), VERSION, subject).category == "question"
    assert triage(read_rules([by_contact]), VERSION, subject).category == "fault"
    assert Subject.of(mail, recipients=("c1@vendor.example",)).recipients == ("c1@vendor.example",)
    assert Subject.of(InboundMail()).contract == ""


# --- lowering


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        ("【緊急】ログインできません", "緊急"),
        ("[URGENT] cannot log in", "URGENT"),
        ("［至急］ログインできません", "至急"),
        ("Re: 【大至急】件", "大至急"),
        ("Urgent: cannot log in", "Urgent"),
        ("至急：ログインできません", "至急"),
        ("緊急ではありませんが", ""),
        ("【緊急ではありません】件", ""),
        ("[not urgent] a question", ""),
        ("【ご質問】件", ""),
    ],
)
def test_a_mark_of_haste_that_is_not_followed_is_remembered_as_it_was_written(subject: str, asked: str) -> None:
    found = judged(subject)

    assert (found.asked, found.lowered) == (asked, bool(asked))
    assert found.asked_in("ja") == asked


def test_a_mark_that_is_followed_is_not_lowered() -> None:
    found = judged("【緊急】ログインできません", "", URGENT)

    assert (found.priority, found.asked, found.lowered) == ("urgent", "", False)


def test_a_high_priority_header_counts_as_a_mark_of_haste() -> None:
    found = judged("件", priority_header="high")

    assert (found.asked, found.lowered) == ("high", True)
    assert (found.asked_in("ja"), found.asked_in("en")) == ("重要度：高", "high importance")
    assert not judged("件", priority_header="low").lowered


def test_where_no_priority_alerts_nothing_can_be_lowered() -> None:
    plain = read_version({"from": "2020-01-01"})

    assert not triage((), plain, Subject(subject="【緊急】件")).lowered


# --- reasons


def test_reasons_read_well_before_tame_and_after_because() -> None:
    found = judged("【緊急】障害です", "", URGENT, FAULT)

    assert found.priority_reason.in_words("ja") == "件名に【緊急】とある"
    assert found.priority_reason.in_words("en") == "the subject is marked [緊急]"
    assert Reason(ground=Ground.HEADER, word="high").in_words("ja") == "メールの重要度が「高」とされている"
    assert Reason(ground=Ground.HEADER, word="high").in_words("en") == "it is marked as of high importance"
    assert Reason(ground=Ground.DEFAULT).in_words("fr") == Reason(ground=Ground.DEFAULT).in_words("en")


def test_a_rule_may_word_its_own_reason() -> None:
    rule = {"when": {"words": ["印刷"]}, "priority": "minor", "reason": {"ja": "業務が止まっていない"}}

    reason = judged("印刷", "", rule).priority_reason

    assert reason.in_words("ja") == "業務が止まっていない"
    assert reason.in_words("en") == 'the subject mentions "印刷"'
    assert dict(reason.as_labels()) == {"ja": "業務が止まっていない", "en": 'the subject mentions "印刷"'}


def test_a_reason_is_stored_and_read_again_as_the_same() -> None:
    rule = {"name": "r", "when": {"words": ["印刷"]}, "priority": "minor", "reason": {"en": "it prints"}}

    for reason in (judged("印刷", "", rule).priority_reason, Reason(ground=Ground.DEFAULT)):
        assert read_reason(reason.as_text()) == reason


@pytest.mark.parametrize(
    "text", ["", "電話で確認した", "3", "{}", '{"ground": "moon"}', "[]", '{"ground":"tag","words":3}']
)
def test_what_is_no_stored_reason_is_taken_as_somebodys_words(text: str) -> None:
    assert read_reason(text).ground is Ground.STAFF
    if text:
        assert read_reason(text).in_words("ja") == text


# --- reading and checking


@pytest.mark.parametrize(
    ("row", "key", "words"),
    [
        (3, "[0]", "must be a table"),
        ({"when": {"words": ["x"]}}, "[0]", "sets something"),
        ({"category": "fault", "prio": "x"}, "[0].prio", 'did you mean "priority"'),
        ({"category": "fault", "when": {"word": ["x"]}}, "[0].when.word", 'did you mean "words"'),
        ({"category": "fault", "when": {"to": ["support"]}}, "[0].when.to", "no address"),
        ({"category": "fault", "when": {"header": "highest"}}, "[0].when.header", "high"),
        ({"private": "yes"}, "[0].private", "true or false"),
    ],
)
def test_a_broken_rule_is_named_with_its_place(row: object, key: str, words: str) -> None:
    with pytest.raises(Complaints) as found:
        read_rules([row])

    assert words in {fault.key: fault.message for fault in found.value.complaints}[key]


def test_rules_have_names_even_if_nobody_gave_them_any() -> None:
    assert [rule.name for rule in read_rules([{"category": "a"}, {"name": "x", "priority": "b"}])] == ["rule 1", "x"]


def test_values_that_no_policy_knows_are_found_beforehand() -> None:
    priorities = {"low": {"default": True}, "urgent": {}}
    policies = [read_policy("one", {"priorities": priorities}), read_policy("two", {"reopen": "continue"})]
    rules = read_rules([{"priority": "urgent"}, {"priority": "urgnt"}, {"category": "question"}])

    assert unknown_values(rules, policies) == [
        (0, 'priority "urgent" is not known to policy two'),
        (1, 'priority "urgnt" is not known to policy one, two - did you mean "urgent"?'),
    ]
