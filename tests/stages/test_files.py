"""Files that a letter carries: looked for once in a mail, however many there are and however many people get them."""

from __future__ import annotations

import pytest

from mailbot.desk.mail import InboundMail
from mailbot.mail import parts, reading
from mailbot.mail.limits import Limits
from mailbot.mail.reading import attachment_bytes, files_of, read
from mailbot.stages.files import for_staff
from tests.stages.cast import SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation

FILES = tuple((f"report-{number}.pdf", b"%PDF-1.7 " + bytes((number,))) for number in range(9))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that a mail is looked through."""
    found: list[int] = []
    grow = parts.grow

    def counting(raw: bytes, start: int, limits: Limits) -> parts.Tree:
        found.append(len(raw))
        return grow(raw, start, limits)

    monkeypatch.setattr(reading, "grow", counting)
    return found


def test_all_files_of_a_mail_are_taken_out_in_one_look(looks: list[int]) -> None:
    raw = YAMADA.writes("x", "x").but(files=FILES).raw
    mail = read(raw)
    assert isinstance(mail, InboundMail)
    looks.clear()

    files, left_out = for_staff(raw, mail.attachments)

    assert [(file.name, file.content) for file in files] == list(FILES)
    assert (left_out, len(looks)) == ({}, 1)


def test_files_that_a_mail_does_not_have_are_told() -> None:
    raw = YAMADA.writes("x", "x").raw

    assert files_of(raw, []) == {}
    with pytest.raises(LookupError):
        attachment_bytes(raw, 7)


def test_an_answer_to_several_people_looks_for_its_files_once(desk: Conversation, looks: list[int]) -> None:
    desk.hears(YAMADA.writes("印刷について", "教えてください。").but(cc=(SATO.address,)))
    copy = desk.last(SUZUKI.address, "staff-new-case")
    counted: list[int] = []

    for files in ((), FILES):
        looks.clear()
        desk.hears(SUZUKI.replies(copy, "手順書をお送りします。", files=files))
        counted.append(len(looks))

    assert len(desk.last(YAMADA.address, "staff-answer").mail.attachments) == len(FILES)
    assert len(desk.last(SATO.address, "staff-answer").mail.attachments) == len(FILES)
    assert counted[1] - counted[0] == 1
