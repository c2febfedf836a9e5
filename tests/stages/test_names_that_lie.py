"""A name that shows another address than the true one is shown to nobody as a name (REALITIES 12)."""

from __future__ import annotations

from mailbot.desk.mail import InboundMail
from mailbot.mail.reading import read
from tests.stages.cast import TANAKA, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Sheet

LIE = "boss@bank.example"


def everything_said(desk: Conversation) -> str:
    """All that ever left the desk: every header and every text."""
    return "\n".join(
        f"{one.mail.senders} {one.mail.to} {one.mail.reply_to} {one.subject}\n{one.text}\n{one.mail.html}"
        for one in desk.all_letters()
    )


def test_a_lying_name_is_read_as_it_stands_and_told() -> None:
    mail = read(TANAKA.writes("x", "x").but(name=LIE).raw)

    assert isinstance(mail, InboundMail)
    assert mail.author is not None
    assert (mail.author.name, mail.author.honest_name) == (LIE, "")
    assert any("another address" in problem for problem in mail.problems)


def test_a_lying_name_of_an_author_reaches_nobody(desk: Conversation) -> None:
    desk.hears(TANAKA.writes("印刷について", "印刷できません。").but(name=LIE))

    assert desk.all_letters()
    assert LIE not in everything_said(desk)


def test_a_lying_name_in_cc_reaches_nobody(desk: Conversation) -> None:
    first = YAMADA.writes("印刷について", "印刷できません。").but(cc=(f'"{LIE}" <{TANAKA.address}>',))
    desk.hears(first)
    follow_up: Sheet = TANAKA.replies(desk.last(YAMADA.address, "case-opened"), "追記です。").but(name=LIE)
    desk.hears(follow_up)

    assert any(person.address == TANAKA.address for person in desk.case().participants)
    assert [person.name for person in desk.case().participants if person.address == TANAKA.address] == [""]
    assert LIE not in everything_said(desk)
