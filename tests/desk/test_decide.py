"""The whole table of deciding: who, how proven, on which thread, what kind of mail -> what, why, and which letters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from mailbot.desk.announcements import AnnouncementKind
from mailbot.desk.announcing import Announced, AnnouncementState
from mailbot.desk.answering import Answering, OtherAnswer
from mailbot.desk.cases import FoundBy, Status
from mailbot.desk.decide import decide
from mailbot.desk.decision import NAMES, HoldAnswer, Reason
from mailbot.desk.ledger import Account
from mailbot.desk.loops import LAST_ROUND
from mailbot.desk.mail import Address, Bounce, BouncedRecipient, Nature, Unreadable
from mailbot.desk.people import Colleague, Contract, Ourselves, StaffMember, Stranger
from mailbot.desk.proof import Level, Strangers, Trust
from mailbot.desk.situation import BouncedLetter, Situation
from mailbot.desk.units import UnitsFacts
from tests.desk_fixtures import (
    BROWN,
    CASE,
    CONTRACT,
    DESK,
    GONE,
    NOW,
    PARTNER,
    SATO,
    STRANGER,
    SUZUKI,
    TANAKA,
    VERSION,
    YAMADA,
    by_staff,
    mail,
    opener,
    situation,
    thread,
)
from tests.ledger_fixtures import INCIDENTS

ANNOUNCED = Announced(
    id=1,
    kind=AnnouncementKind.VERSION,
    is_duty=False,
    state=AnnouncementState.SENT,
    by="staff:suzuki",
    recipient=YAMADA,
)
OF_FAULT = replace(ANNOUNCED, kind=AnnouncementKind.FAULT, is_duty=True, fault="FLT-0001")
CLOSED = replace(CASE, status=Status.CLOSED)
PRIVATE = replace(CASE, private=True)
NOTHING_LEFT = UnitsFacts(accounts={CONTRACT.id: Account(contract_id=CONTRACT.id, terms=INCIDENTS)})
ENDED = replace(CONTRACT, valid_until=date(2026, 11, 29))
FUTURE = replace(CONTRACT, valid_from=date(2026, 12, 1))
LOST_ONLY = replace(CONTRACT, openers=(), category_openers={"lost": ("@client.example",)})
COLLEAGUE = Colleague(contracts=(CONTRACT,))
FROM_TANAKA, FROM_SATO, FROM_PARTNER = mail(sender=TANAKA), mail(sender=SATO), mail(sender=PARTNER)
FROM_STRANGER = mail(sender=STRANGER)
ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
ACKNOWLEDGED = (f"case-opened {YAMADA}",)
COPIES = (f"staff-new-case {SUZUKI.address}", f"staff-new-case {BROWN.address}")
REFUSED = (f"staff-command-refused {SUZUKI.address}",)
RECEIPT = (f"staff-receipt {SUZUKI.address}",)
HELD_ANSWER = (f"staff-answer-held {SUZUKI.address}",)
ANSWERED = Answering(others=(OtherAnswer(staff=BROWN, at=NOW),))
BY_NOBODY_KNOWN = Answering(others=(OtherAnswer(staff=None, at=NOW),))


def strangers(choice: Strangers, **more: Any) -> dict[str, Any]:
    return {"house": {"trust": Trust(strangers=choice, **more)}}


def by_mailbox(**written: Any) -> Situation:
    """An answer to Yamada that lay in the Sent folder of the desk's own mailbox."""
    sheet = {"sender": DESK, "to": (Address(address=YAMADA),)} | written
    return situation(Ourselves(), mail=mail(**sheet), thread=thread(), sent_from="support", came_in=False)


@dataclass(frozen=True, slots=True)
class Row:
    phrase: str
    situation: Situation
    decision: str
    reason: Reason
    letters: tuple[str, ...] = ()


ROWS = (
    # The kind of mail alone
    Row("a mail that cannot be read", situation(mail=Unreadable(reason="empty")), "hold", Reason.UNREADABLE),
    Row("our own Message-ID comes back", situation(is_ours=True), "ignore", Reason.OWN_MAIL),
    Row("our own mark comes back", situation(mail=mail(nature=Nature.OWN)), "ignore", Reason.OWN_MAIL),
    Row("it claims to be from the desk", situation(Ourselves()), "hold", Reason.OWN_ADDRESS),
    # What people sent from the mailbox itself
    Row("an answer from the mailbox", by_mailbox(), "record", Reason.SENT_ANSWER),
    Row("an answer from the mailbox to another address of the same contact",
        by_mailbox(to=(Address(address="yamada@phone.example"),)), "record", Reason.SENT_ANSWER),
    Row("a mail from the mailbox to a stranger", by_mailbox(to=(Address(address=STRANGER),)), "ignore",
        Reason.SENT_ELSEWHERE),
    Row("a mail from the mailbox about no case", replace(by_mailbox(), thread=None), "ignore", Reason.SENT_ELSEWHERE),
    Row("a mail from the mailbox with another number", by_mailbox(subject="[INC-000999] 印刷"), "ignore",
        Reason.OTHER_NUMBER),
    Row("an automatic mail from the mailbox", by_mailbox(nature=Nature.AUTO_REPLY), "ignore", Reason.AUTOMATIC),
    Row("a letter of ours in the Sent folder", by_mailbox(nature=Nature.OWN), "ignore", Reason.OWN_MAIL),
    Row("an answer that was filed twice", replace(by_mailbox(), repeats=CASE), "ignore", Reason.DUPLICATE),
    Row("somebody else's mail in the Sent folder", situation(sent_from="support", came_in=False), "ignore",
        Reason.NOT_OURS),
    Row("somebody else's mail in the Sent folder that came in too", situation(sent_from="support"), "open",
        Reason.NEW_MATTER, ACKNOWLEDGED + COPIES),
    Row("a receipt", situation(Stranger(), mail=mail(nature=Nature.RECEIPT)), "ignore", Reason.RECEIPT),
    Row("a contact's receipt of nothing", situation(mail=mail(nature=Nature.RECEIPT)), "hold", Reason.AUTOMATIC),
    Row("a contact's report", situation(mail=mail(nature=Nature.REPORT)), "hold", Reason.AUTOMATIC),
    Row("a contact's bounce of nothing", situation(mail=mail(nature=Nature.BOUNCE)), "hold", Reason.AUTOMATIC),
    Row("a person's mail to a bounce address", situation(thread=thread(FoundBy.ADDRESS), at_bounce_address=True),
        "ignore", Reason.AUTO_REPLY),
    Row("the same without a case", situation(at_bounce_address=True), "hold", Reason.AUTOMATIC),
    Row("a contact wants no more announcements of a kind",
        situation(mail=mail(text="配信停止", new_text="配信停止"), announced=ANNOUNCED), "objection", Reason.OBJECTION,
        (f"objection-noted {YAMADA}",)),
    Row("a contact answers the news of a fault", situation(announced=OF_FAULT), "open", Reason.NEW_MATTER,
        ACKNOWLEDGED + COPIES),
    Row("a contact thanks for the news of a fault",
        situation(mail=mail(text="了解しました。", new_text="了解しました。"), announced=OF_FAULT), "ignore",
        Reason.THANKS),
    Row("a contact is away when the news of a fault comes",
        situation(mail=mail(nature=Nature.AUTO_REPLY), announced=OF_FAULT), "ignore", Reason.AUTO_REPLY),
    Row("a contact asks the desk for their cases", situation(mail=mail(text="#一覧", new_text="#一覧")), "serve",
        Reason.REQUEST, (f"own-cases {YAMADA}",)),
    Row("a mail that belongs to a case already", situation(repeats=CASE), "ignore", Reason.DUPLICATE),
    Row("an answer that has left already", replace(by_staff(ANSWER), repeats=CASE), "ignore", Reason.DUPLICATE),
    Row("who may open in another category only, told lately",
        situation(opener(LOST_ONLY, contact=None), mail=FROM_TANAKA, refused_lately=True), "hold",
        Reason.NOT_FOR_CATEGORY),
    Row("a stranger who knows a number, where strangers are refused",
        situation(Stranger(), mail=FROM_STRANGER, thread=thread(FoundBy.NUMBER), **strangers(Strangers.REFUSE)),
        "hold", Reason.NOT_OF_CASE, (f"refused-stranger {STRANGER}",)),
    Row("a stranger who has a case's letter, where strangers are refused",
        situation(Stranger(), mail=FROM_STRANGER, thread=thread(), **strangers(Strangers.REFUSE)),
        "hold", Reason.NOT_OF_CASE),
    Row("a contact's second address on their case",
        situation(mail=mail(sender="yamada@phone.example"), thread=thread()), "follow-up", Reason.PARTICIPANT),
    Row(
        "a receipt on a case", situation(mail=mail(nature=Nature.RECEIPT), thread=thread()), "ignore", Reason.RECEIPT
    ),
    Row("a report of abuse", situation(Stranger(), mail=mail(nature=Nature.REPORT)), "ignore", Reason.REPORT),
    Row("a bounce of nothing that we know", situation(Stranger(), mail=mail(nature=Nature.BOUNCE)), "ignore",
        Reason.BOUNCED),
    Row(
        "a bounce of a letter of ours",
        situation(
            mail=mail(
                nature=Nature.BOUNCE, bounce=Bounce(recipients=(BouncedRecipient(address=YAMADA, permanent=True),))
            ),
            bounced=BouncedLetter(outbox_id=7, case_id=1, letter="case-opened"),
        ),
        "bounce",
        Reason.BOUNCED,
    ),
    Row(
        "a bounce that names nobody",
        situation(
            mail=mail(nature=Nature.BOUNCE), bounced=BouncedLetter(outbox_id=7, case_id=1, letter="case-opened")
        ),
        "bounce",
        Reason.BOUNCED,
    ),
    Row("a contact's automatic mail", situation(mail=mail(nature=Nature.AUTO_REPLY)), "hold", Reason.AUTOMATIC),
    Row(
        "a stranger's automatic mail",
        situation(Stranger(), mail=mail(nature=Nature.AUTO_REPLY, sender=STRANGER)),
        "hold",
        Reason.AUTOMATIC,
    ),
    Row(
        "a contact's automatic mail on a case",
        situation(mail=mail(nature=Nature.AUTO_REPLY), thread=thread(FoundBy.NUMBER)),
        "ignore",
        Reason.AUTO_REPLY,
    ),
    Row(
        "a participant's automatic mail on a case",
        situation(COLLEAGUE, mail=mail(nature=Nature.AUTO_REPLY, sender=TANAKA), thread=thread(FoundBy.NUMBER)),
        "ignore",
        Reason.AUTO_REPLY,
    ),
    Row(
        "staff's automatic mail on a case",
        situation(
            StaffMember(staff=SUZUKI), mail=mail(nature=Nature.AUTO_REPLY, sender=SUZUKI.address), thread=thread()
        ),
        "ignore",
        Reason.AUTO_REPLY,
    ),
    Row(
        "an automatic mail from elsewhere that answers a letter of the case",
        situation(Stranger(), mail=mail(nature=Nature.AUTO_REPLY, sender=STRANGER), thread=thread()),
        "ignore",
        Reason.AUTO_REPLY,
    ),
    Row(
        "a stranger's automatic mail with the number",
        situation(
            Stranger(), mail=mail(nature=Nature.AUTO_REPLY, sender=STRANGER), thread=thread(FoundBy.NUMBER), level="D"
        ),
        "hold",
        Reason.AUTOMATIC,
    ),
    Row(
        "an automatic mail without a sender",
        situation(Stranger(), mail=mail(nature=Nature.AUTO_REPLY, sender=""), thread=thread(FoundBy.NUMBER)),
        "hold",
        Reason.AUTOMATIC,
    ),
    Row(
        "a contact's automatic mail that was let in",
        situation(mail=mail(nature=Nature.AUTO_REPLY), let_in_by="operator"),
        "open",
        Reason.NEW_MATTER,
        COPIES,
    ),
    Row("no sender", situation(Stranger(), mail=mail(sender="")), "hold", Reason.NO_SENDER),
    # New matters of openers
    Row("a proven contact", situation(), "open", Reason.NEW_MATTER, ACKNOWLEDGED + COPIES),
    Row("a weakly proven contact", situation(level="B"), "open", Reason.NEW_MATTER, ACKNOWLEDGED + COPIES),
    Row("an unproven contact", situation(level="D"), "hold", Reason.UNPROVEN),
    Row(
        "a weakly proven contact of a strict desk",
        situation(level="B", house={"trust": Trust(require=Level.A)}),
        "hold",
        Reason.UNPROVEN,
    ),
    Row(
        "a weakly proven contact of a lenient domain",
        situation(level="B", house={"trust": Trust(require=Level.A, domains={"client.example": Level.B})}),
        "open",
        Reason.NEW_MATTER,
        ACKNOWLEDGED + COPIES,
    ),
    Row(
        "an unproven contact who is asked",
        situation(level="D", house={"ask_unproven": True}),
        "hold",
        Reason.UNPROVEN,
        (f"held-unproven {YAMADA}",),
    ),
    Row(
        "an unproven contact who was asked lately",
        situation(level="D", house={"ask_unproven": True}, asked_lately=True),
        "hold",
        Reason.UNPROVEN,
    ),
    Row(
        "an unproven somebody of a domain that may open",
        situation(opener(contact=None), level="D", house={"ask_unproven": True}),
        "hold",
        Reason.UNPROVEN,
    ),
    Row(
        "an unproven contact who was let in",
        situation(level="D", let_in_by="operator"),
        "open",
        Reason.NEW_MATTER,
        ACKNOWLEDGED + COPIES,
    ),
    Row("who wants no answer", situation(mail=mail(acknowledge=False)), "open", Reason.NEW_MATTER, COPIES),
    Row("the null sender", situation(mail=mail(return_path="")), "open", Reason.NEW_MATTER, COPIES),
    Row("old mail at first contact", situation(answerable=False), "open", Reason.NEW_MATTER, COPIES),
    Row("who has long been answering our letters", situation(rounds=LAST_ROUND), "open", Reason.NEW_MATTER, COPIES),
    Row("proven list mail", situation(mail=mail(nature=Nature.LIST)), "open", Reason.NEW_MATTER, COPIES),
    Row(
        "weakly proven list mail",
        situation(mail=mail(nature=Nature.LIST), level="B"),
        "hold",
        Reason.MAILING_LIST,
    ),
    Row("a stranger's list mail", situation(Stranger(), mail=replace(FROM_STRANGER, nature=Nature.LIST), level="B"),
        "hold", Reason.MAILING_LIST),
    Row(
        "a mail too large", situation(oversize=True), "hold", Reason.TOO_LARGE, (f"too-large {YAMADA}",)
    ),
    Row("a mail too large, unproven", situation(oversize=True, level="D"), "hold", Reason.TOO_LARGE),
    Row(
        "a stranger's mail too large",
        situation(Stranger(), mail=FROM_STRANGER, oversize=True),
        "hold",
        Reason.TOO_LARGE,
    ),
    Row(
        "an ended contract",
        situation(opener(ENDED)),
        "hold",
        Reason.CONTRACT_ENDED,
        (f"contract-expired {YAMADA}",),
    ),
    Row("an ended contract, told lately", situation(opener(ENDED), refused_lately=True), "hold",
        Reason.CONTRACT_ENDED),
    Row(
        "an ended contract, a robot",
        situation(opener(ENDED), mail=mail(acknowledge=False)),
        "hold",
        Reason.CONTRACT_ENDED,
    ),
    Row("no units left", situation(units=NOTHING_LEFT), "hold", Reason.NO_UNITS, (f"pack-empty {YAMADA}",)),
    Row("no units left, told lately", situation(units=NOTHING_LEFT, refused_lately=True), "hold", Reason.NO_UNITS),
    Row("no units left, a robot", situation(units=NOTHING_LEFT, mail=mail(acknowledge=False)), "hold",
        Reason.NO_UNITS),
    Row("no units left, unproven", situation(units=NOTHING_LEFT, level="D"), "hold", Reason.UNPROVEN),
    Row("no units left, let in", situation(units=NOTHING_LEFT, let_in_by="staff:suzuki"), "open", Reason.NEW_MATTER,
        (f"case-opened {YAMADA}", *COPIES)),
    Row("no units left, after closing", situation(units=NOTHING_LEFT, thread=thread(case=CLOSED)), "hold",
        Reason.NO_UNITS, (f"pack-empty {YAMADA}",)),
    Row("an ended contract, unproven", situation(opener(ENDED), level="D"), "hold", Reason.UNPROVEN),
    Row(
        "a contract that has not begun",
        situation(opener(FUTURE)),
        "hold",
        Reason.CONTRACT_ENDED,
    ),
    Row(
        "who may open in another category only",
        situation(opener(LOST_ONLY, contact=None), mail=FROM_TANAKA),
        "refuse",
        Reason.NOT_FOR_CATEGORY,
        (f"refused-colleague {TANAKA}",),
    ),
    # Everybody else's new matters
    Row("a proven colleague", situation(COLLEAGUE, mail=FROM_TANAKA), "refuse", Reason.COLLEAGUE,
        (f"refused-colleague {TANAKA}",)),
    Row("a weakly proven colleague", situation(COLLEAGUE, mail=FROM_TANAKA, level="B"), "refuse", Reason.COLLEAGUE,
        (f"refused-colleague {TANAKA}",)),
    Row("an unproven colleague", situation(COLLEAGUE, mail=FROM_TANAKA, level="D"), "hold", Reason.UNPROVEN),
    Row("a colleague refused lately", situation(COLLEAGUE, mail=FROM_TANAKA, refused_lately=True), "refuse",
        Reason.COLLEAGUE),
    Row("a colleague's robot", situation(COLLEAGUE, mail=replace(FROM_TANAKA, return_path="")), "refuse",
        Reason.COLLEAGUE),
    Row("a colleague who has had too many letters", situation(COLLEAGUE, mail=FROM_TANAKA, budget_spent=True),
        "refuse", Reason.COLLEAGUE),
    Row("a colleague who was let in", situation(COLLEAGUE, mail=FROM_TANAKA, let_in_by="operator"), "hold",
        Reason.NO_CONTRACT),
    Row("a stranger", situation(Stranger(), mail=FROM_STRANGER), "hold", Reason.STRANGER),
    Row("a stranger who was let in", situation(Stranger(), mail=FROM_STRANGER, let_in_by="operator"), "hold",
        Reason.NO_CONTRACT),
    Row("a stranger, ignored", situation(Stranger(), mail=FROM_STRANGER, **strangers(Strangers.IGNORE)), "ignore",
        Reason.STRANGER),
    Row("a proven stranger, refused", situation(Stranger(), mail=FROM_STRANGER, **strangers(Strangers.REFUSE)),
        "refuse", Reason.STRANGER, (f"refused-stranger {STRANGER}",)),
    Row("a weakly proven stranger, refused in silence",
        situation(Stranger(), mail=FROM_STRANGER, level="B", **strangers(Strangers.REFUSE)), "refuse",
        Reason.STRANGER),
    Row("a stranger's list, refused in silence",
        situation(Stranger(), mail=replace(FROM_STRANGER, nature=Nature.LIST), **strangers(Strangers.REFUSE)),
        "refuse", Reason.STRANGER),
    # On a case
    Row("its opener", situation(thread=thread()), "follow-up", Reason.PARTICIPANT),
    Row("its opener, weakly proven, by number", situation(thread=thread(FoundBy.NUMBER), level="B"), "follow-up",
        Reason.PARTICIPANT),
    Row("somebody copied in", situation(COLLEAGUE, mail=FROM_TANAKA, thread=thread()), "follow-up",
        Reason.PARTICIPANT),
    Row("another contact of the contract, by number",
        situation(mail=FROM_SATO, thread=thread(FoundBy.NUMBER)), "follow-up", Reason.SAME_CONTRACT),
    Row("another contact of the contract, on a private case",
        situation(mail=FROM_SATO, thread=thread(case=PRIVATE)), "hold", Reason.NOT_OF_CASE),
    Row("the opener of a private case", situation(thread=thread(case=PRIVATE)), "follow-up", Reason.PARTICIPANT),
    Row("a contact of another contract",
        situation(opener(replace(CONTRACT, id="C-9")), mail=mail(sender="x@other.example"), thread=thread()),
        "hold", Reason.NOT_OF_CASE),
    Row("a contact of a contract that is gone", situation(mail=FROM_SATO, thread=thread(), case_contract=None), "hold",
        Reason.NOT_OF_CASE),
    Row("a colleague who was not copied in",
        situation(COLLEAGUE, mail=mail(sender="other@client.example"), thread=thread()), "hold", Reason.NOT_OF_CASE),
    Row("a stranger with the number", situation(Stranger(), mail=FROM_STRANGER, thread=thread(FoundBy.NUMBER)),
        "hold", Reason.NOT_OF_CASE),
    Row("a stranger with somebody's token",
        situation(Stranger(), mail=FROM_STRANGER, thread=thread(FoundBy.ADDRESS, participant=1)), "hold",
        Reason.NOT_OF_CASE),
    Row("a stranger let in on a case",
        situation(Stranger(), mail=FROM_STRANGER, thread=thread(FoundBy.NUMBER), let_in_by="operator"), "follow-up",
        Reason.LET_IN),
    Row("a stranger let in on a closed case",
        situation(Stranger(), mail=FROM_STRANGER, thread=thread(case=CLOSED), let_in_by="operator"), "hold",
        Reason.CLOSED_CASE),
    Row("an ended contract's opener on an open case", situation(opener(ENDED), thread=thread()), "follow-up",
        Reason.PARTICIPANT),
    Row("unproven, by number", situation(thread=thread(FoundBy.NUMBER), level="D"), "hold", Reason.UNPROVEN),
    Row("unproven, by references", situation(thread=thread(), level="D"), "hold", Reason.UNPROVEN),
    Row("unproven, with the own address token", situation(thread=thread(FoundBy.ADDRESS, participant=1), level="D"),
        "follow-up", Reason.TOKEN_ONLY),
    Row("unproven, with the own Message-ID token",
        situation(thread=thread(FoundBy.MESSAGE_ID, participant=1), level="D"), "follow-up", Reason.TOKEN_ONLY),
    Row("unproven, with another's token", situation(thread=thread(FoundBy.ADDRESS, participant=2), level="D"), "hold",
        Reason.UNPROVEN),
    Row("unproven, with a token of nobody's", situation(thread=thread(FoundBy.ADDRESS), level="D"), "hold",
        Reason.UNPROVEN),
    Row("unproven contact who is no participant, with a token",
        situation(mail=FROM_SATO, thread=thread(FoundBy.ADDRESS, participant=1), level="D"), "hold", Reason.UNPROVEN),
    Row("unproven, with a token, on a closed case",
        situation(thread=thread(FoundBy.ADDRESS, case=CLOSED, participant=1), level="D"), "hold", Reason.UNPROVEN),
    Row("its opener after closing", situation(thread=thread(case=CLOSED)), "open", Reason.CLOSED_CASE,
        (f"linked-case {YAMADA}", *COPIES)),
    Row("another contact after closing", situation(mail=FROM_SATO, thread=thread(case=CLOSED)), "open",
        Reason.CLOSED_CASE, (f"linked-case {SATO}", *COPIES)),
    Row("somebody copied in, after closing", situation(COLLEAGUE, mail=FROM_TANAKA, thread=thread(case=CLOSED)),
        "hold", Reason.CLOSED_CASE),
    Row("its opener after closing and the contract's end", situation(opener(ENDED), thread=thread(case=CLOSED)),
        "hold", Reason.CONTRACT_ENDED, (f"contract-expired {YAMADA}",)),
    # Staff
    Row("staff, weakly proven", by_staff(ANSWER, level="B"), "hold", Reason.UNPROVEN_STAFF),
    Row("staff, unproven and let in", by_staff(ANSWER, level="D", let_in_by="operator"), "hold",
        Reason.UNPROVEN_STAFF),
    Row("staff who have left", by_staff(ANSWER, staff=GONE), "hold", Reason.STAFF_LEFT),
    Row("an answer", by_staff(ANSWER), "relay", Reason.STAFF_ANSWER,
        (f"staff-answer {YAMADA}", f"staff-answer {TANAKA}")),
    Row("an answer with commands", by_staff(f"#解決\n{ANSWER}"), "relay", Reason.STAFF_ANSWER,
        (f"staff-answer {YAMADA}", f"staff-answer {TANAKA}", *RECEIPT)),
    Row("an answer where all mails get receipts", by_staff(ANSWER, house={"receipts_always": True}), "relay",
        Reason.STAFF_ANSWER, (f"staff-answer {YAMADA}", f"staff-answer {TANAKA}", *RECEIPT)),
    Row("an answer where answers need approval", by_staff(ANSWER, house={"approve": frozenset({"answers"})}), "hold",
        Reason.NEEDS_APPROVAL, (f"staff-answer-held {SUZUKI.address}", f"staff-approval-wanted {BROWN.address}")),
    Row("an answer that a colleague has approved",
        by_staff(ANSWER, let_in_by="approved:brown", house={"approve": frozenset({"answers"})}), "relay",
        Reason.STAFF_ANSWER, (f"staff-answer {YAMADA}", f"staff-answer {TANAKA}", *RECEIPT)),
    Row("an answer that names another case", by_staff(f"{ANSWER}\nINC-000099", answering=Answering()), "hold",
        Reason.LEAK, HELD_ANSWER),
    Row("an answer that speaks of a file and has none",
        by_staff(f"{ANSWER}\n手順書を添付します。", answering=Answering()), "hold", Reason.FORGOTTEN_FILE, HELD_ANSWER),
    Row("an answer after another's", by_staff(ANSWER, answering=ANSWERED), "hold", Reason.SECOND_ANSWER,
        (*HELD_ANSWER, f"staff-answer-held {BROWN.address}")),
    Row("an answer after another's, let go", by_staff(ANSWER, answering=ANSWERED, let_in_by="staff:brown"), "relay",
        Reason.STAFF_ANSWER, (f"staff-answer {YAMADA}", f"staff-answer {TANAKA}", *RECEIPT)),
    Row("an answer after one from the mailbox itself", by_staff(ANSWER, answering=BY_NOBODY_KNOWN), "hold",
        Reason.SECOND_ANSWER, HELD_ANSWER),
    Row("an answer that went to a colleague, too",
        replace(by_staff(ANSWER, answering=Answering()), mail=mail(sender=SUZUKI.address, text=ANSWER, new_text=ANSWER,
            cc=(Address(address=BROWN.address),))), "hold", Reason.TO_COLLEAGUE, HELD_ANSWER),
    Row("an answer that is addressed to a stranger alone",
        replace(by_staff(ANSWER, answering=Answering()), mail=mail(sender=SUZUKI.address, text=ANSWER, new_text=ANSWER,
            to=(Address(address="engineer@stranger.example"),))), "hold", Reason.TO_STRANGER, HELD_ANSWER),
    Row("the same answer again", by_staff(ANSWER, answering=Answering(lately=(ANSWER,))), "hold", Reason.REPEATED,
        HELD_ANSWER),
    Row("commands after another's answer", by_staff("#解決", answering=ANSWERED), "commands", Reason.STAFF_COMMANDS,
        RECEIPT),
    Row("a machine of staff, let in",
        replace(by_staff(ANSWER, let_in_by="operator"), mail=mail(sender=SUZUKI.address, nature=Nature.AUTO_REPLY)),
        "hold", Reason.AUTOMATIC),
    Row("commands alone", by_staff("#解決"), "commands", Reason.STAFF_COMMANDS, RECEIPT),
    Row("help without a case", by_staff("#help", case=None), "commands", Reason.STAFF_COMMANDS,
        (f"staff-help {SUZUKI.address}",)),
    Row("an unknown command", by_staff("#解結"), "refuse", Reason.COMMAND_REFUSED, REFUSED),
    Row("an answer without a case", by_staff(ANSWER, case=None), "refuse", Reason.STAFF_WITHOUT_CASE, REFUSED),
    Row("a machine of staff that answers refusals", by_staff(ANSWER, case=None, rounds=20), "refuse",
        Reason.STAFF_WITHOUT_CASE),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.phrase)
def test_what_is_decided(row: Row) -> None:
    decision = decide(row.situation)

    assert (NAMES[type(decision)], decision.reason) == (row.decision, row.reason)
    assert tuple(f"{one.letter} {one.to}" for one in decision.letters) == row.letters


def test_every_reason_is_reached_by_a_row() -> None:
    by_the_process = {Reason.FAILED, Reason.UNITS_SHORT}  # the last needs a ledger: see the conversations

    assert {row.reason for row in ROWS} | by_the_process == set(Reason)


def test_every_decision_is_reached_by_a_row() -> None:
    assert {row.decision for row in ROWS} == set(NAMES.values())


def test_rows_have_phrases_of_their_own() -> None:
    assert len({row.phrase for row in ROWS}) == len(ROWS)


UNTOLD = {
    "it claims to be from the desk",
    "a stranger's automatic mail",
    "a stranger's automatic mail with the number",
    "an automatic mail without a sender",
    "weakly proven list mail",
    "a stranger's list mail",
    "an unproven colleague",
    "a stranger",
}
"""What is held in silence; of everything else staff are told."""


@pytest.mark.parametrize("row", [row for row in ROWS if row.decision == "hold"], ids=lambda row: row.phrase)
def test_staff_are_told_of_what_is_held_unless_it_may_be_anybody_s(row: Row) -> None:
    decision = decide(row.situation)

    if isinstance(decision, HoldAnswer):
        assert decision.letters  # told at once, by letters of its own
    else:
        assert getattr(decision, "tell", None) is (row.phrase not in UNTOLD)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.phrase)
def test_nothing_automatic_or_unproven_is_ever_answered(row: Row) -> None:
    """But for the question at the registered address, which holds nothing of the mail."""
    about = row.situation
    sender = getattr(getattr(about.mail, "author", None), "address", "")
    to_sender = [one for one in decide(about).letters if one.to == sender and one.letter != "held-unproven"]
    automatic = getattr(about.mail, "nature", None) not in {Nature.HUMAN, None}

    assert not (to_sender and (automatic or (about.proof.level is Level.D and not about.let_in_by)))


def test_a_verified_follow_up_brings_in_whom_an_opener_copies_and_nobody_else_does() -> None:
    copied = (Address(address="new@client.example", name="新人"), Address(address=PARTNER), Address(address=DESK))
    by_opener = decide(situation(mail=mail(cc=copied), thread=thread()))
    by_participant = decide(situation(COLLEAGUE, mail=mail(sender=TANAKA, cc=copied), thread=thread()))

    assert [(one.address, one.gets_mail) for one in getattr(by_opener, "joins", ())] == [
        ("new@client.example", True),
        (PARTNER, False),
    ]
    assert getattr(by_participant, "joins", None) == ()


def test_a_mail_that_only_a_token_vouches_for_is_not_verified() -> None:
    decision = decide(situation(thread=thread(FoundBy.ADDRESS, participant=1), level="D", mail=mail(cc=FROM_SATO.to)))

    assert (getattr(decision, "verified", None), getattr(decision, "joins", None)) == (False, ())


def test_a_stranger_let_in_joins_without_getting_mail() -> None:
    decision = decide(situation(Stranger(), mail=FROM_STRANGER, thread=thread(), let_in_by="operator"))

    assert [(one.address, one.gets_mail, one.may_write) for one in getattr(decision, "joins", ())] == [
        (STRANGER, False, True)
    ]


def test_a_mail_of_nobody_of_a_contract_is_held_as_unproven() -> None:
    nobody = Colleague(contracts=())

    assert decide(situation(nobody, mail=FROM_TANAKA)).reason is Reason.UNPROVEN


def test_the_versions_of_the_situation_are_those_that_judge() -> None:
    other: Contract = replace(CONTRACT, id="C-7")
    decision = decide(situation(opener(other), versions={"C-7": VERSION}))

    assert getattr(decision, "contract", None) == other
