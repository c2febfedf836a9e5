"""The desk on a real mailbox and a real mail server: Dovecot by IMAP over TLS with IDLE, Postfix by STARTTLS."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailbot.desk.cases import Case
from mailbot.desk.mail import InboundMail
from mailbot.store import Store
from tests.e2e.desk_mails import letter_of, proven, question, reply
from tests.e2e.desk_process import SUPPORT, DeskProcess, Watch, all_cases, books_at, config_text
from tests.servers.dovecot import Dovecot
from tests.servers.ground import wait_until
from tests.servers.postfix import Postfix

YAMADA = "yamada@client.test"
DOORS = """
[store]
url = "sqlite:///desk.db"

[[intake.imap]]
name = "support"
host = "localhost"
port = {imaps}
user = "{mailbox}"
password = {{ env = "SUPPORT_PASSWORD" }}
ca_file = "{imap_ca}"

[delivery]
url = "smtp+starttls://localhost:{smtp}"
ca_file = "{smtp_ca}"
"""


class MailboxDesk:
    """The running worker between a support mailbox in Dovecot and the customers' mailboxes behind Postfix."""

    def __init__(self, process: DeskProcess, store: Store, dovecot: Dovecot, mailbox: str) -> None:
        self.process = process
        self.store = store
        self.dovecot = dovecot
        self.mailbox = mailbox

    def receives(self, raw: bytes) -> None:
        self.dovecot.deliver(self.mailbox, raw, sender="bounces@client.test")

    def letters(self, person: str) -> list[InboundMail]:
        return [letter_of(raw) for raw in self.dovecot.mails(person)]

    def letters_about(self, person: str, word: str) -> list[InboundMail]:
        return [one for one in self.letters(person) if word in one.subject]

    def cases_about(self, word: str) -> list[Case]:
        return [one for one in self.store.cases(all_cases()) if word in one.subject]

    def held_about(self, word: str) -> int:
        return sum(word in one.subject for one in self.store.held())

    def acknowledges(self, person: str, word: str) -> InboundMail:
        """Waits for the acknowledgement, of which there must be one."""
        wait_until(lambda: self.letters_about(person, word) != [], f"{person} is told about {word}", 20)
        (letter,) = self.letters_about(person, word)
        return letter

    def is_reading(self) -> bool:
        return self.dovecot.connections(self.mailbox) > 0 and self.store.cursor("support/INBOX") is not None


@contextmanager
def running_desk(folder: Path, dovecot: Dovecot, postfix: Postfix, mailbox: str = SUPPORT) -> Iterator[MailboxDesk]:
    doors = DOORS.format(
        mailbox=mailbox,
        imaps=dovecot.imaps,
        imap_ca=dovecot.certificate.certificate,
        smtp=postfix.smtp,
        smtp_ca=postfix.certificate.certificate,
    )
    process = DeskProcess(folder, config_text(doors), secrets={"SUPPORT_PASSWORD": "pw"})
    with process.running(), books_at(f"sqlite:///{folder / 'desk.db'}") as store:
        desk = MailboxDesk(process, store, dovecot, mailbox)
        wait_until(desk.is_reading, f"the desk reads its mailbox, see {process.log}", 20)
        yield desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot, postfix: Postfix) -> Iterator[MailboxDesk]:
    with running_desk(tmp_path_factory.mktemp("desk"), dovecot, postfix) as running:
        yield running


def test_a_mail_in_the_mailbox_is_acknowledged_through_postfix_within_seconds(desk: MailboxDesk) -> None:
    times: list[float] = []
    for number in range(5):
        word = f"印刷の質問{number}"
        mail = proven(question(YAMADA, word, "A5 で印刷する方法を教えてください。"))
        times.append(seconds_to_answer(desk, mail))
        (case,) = desk.cases_about(word)
        letter = desk.acknowledges(YAMADA, word)
        assert case.number in letter.subject
        assert letter.in_reply_to == (letter_of(mail).message_id,)
    print("from delivery to acknowledgement:", ", ".join(f"{one:.2f} s" for one in times))
    assert statistics.median(times) < 5


def seconds_to_answer(desk: MailboxDesk, mail: bytes) -> float:
    """From the delivery into the support mailbox until the customer's mailbox holds one letter more."""
    with desk.dovecot.client(YAMADA) as customer:

        def holds() -> int:
            customer.noop()
            return len(customer.search(["ALL"]))

        known, watch = holds(), Watch()
        desk.receives(mail)
        wait_until(lambda: holds() > known, "the acknowledgement has arrived", 20)
        return watch.seconds


def test_a_reply_by_a_mail_clients_rules_joins_its_case(desk: MailboxDesk) -> None:
    desk.receives(proven(question(YAMADA, "余白の質問", "余白を変えられますか。")))
    letter = desk.acknowledges(YAMADA, "余白の質問")

    desk.receives(proven(reply(YAMADA, letter, "左側だけで結構です。")))

    wait_until(lambda: len(desk.letters_about("suzuki@vendor.test", "余白の質問")) == 2, "staff see the reply", 20)
    (case,) = desk.cases_about("余白の質問")
    messages = desk.store.history(case.id).messages
    assert [one.direction.value for one in messages if one.direction.value == "in"] == ["in", "in"]
    assert len(desk.letters_about(YAMADA, "余白の質問")) == 1


@pytest.mark.parametrize(
    ("word", "sender", "by", "result"),
    [
        ("売り込み", "sales@stranger.test", "mx.vendor.test", "pass"),
        ("偽の証明", YAMADA, "mx.evil.test", "pass"),
        ("証明なし", YAMADA, "mx.vendor.test", "fail"),
    ],
    ids=["a proven stranger", "Authentication-Results of another server", "a contact whose checks failed"],
)
def test_who_may_not_open_is_held_and_hears_nothing(
    desk: MailboxDesk, word: str, sender: str, by: str, result: str
) -> None:
    desk.receives(proven(question(sender, word, "ご確認ください。"), by=by, result=result))

    wait_until(lambda: desk.held_about(word) == 1, "it is held", 20)
    assert desk.cases_about(word) == []
    assert desk.letters_about(sender, word) == []


def test_a_stranger_who_answers_a_letter_does_not_get_into_the_case(desk: MailboxDesk) -> None:
    desk.receives(proven(question(YAMADA, "転送された手紙", "よろしくお願いします。")))
    letter = desk.acknowledges(YAMADA, "転送された手紙")

    desk.receives(proven(reply("sales@stranger.test", letter, "私にも教えてください。")))

    wait_until(lambda: desk.held_about("転送された手紙") == 1, "it is held", 20)
    (case,) = desk.cases_about("転送された手紙")
    assert [one.from_address for one in desk.store.history(case.id).messages if one.direction.value == "in"] == [YAMADA]


def test_a_person_at_the_mailbox_who_reads_and_flags_changes_nothing(desk: MailboxDesk) -> None:
    for number in range(3):
        desk.receives(proven(question(YAMADA, f"共有{number}", "よろしくお願いします。")))
        with desk.dovecot.client(desk.mailbox) as person:
            newest = max(person.search(["ALL"]))
            person.add_flags([newest], [b"\\Seen", b"\\Flagged", b"\\Answered"])
    for number in range(3):
        desk.acknowledges(YAMADA, f"共有{number}")

    assert len(desk.cases_about("共有")) == 3


def test_cut_connections_and_a_restart_of_the_server_lose_and_double_nothing(desk: MailboxDesk) -> None:
    words = [f"切断{number:02}" for number in range(12)]
    for place, word in enumerate(words):
        if place == 8:
            desk.dovecot.restart()
        desk.receives(proven(question(YAMADA, word, "よろしくお願いします。")))
        if place in (2, 5) and desk.dovecot.connections(desk.mailbox):
            desk.dovecot.kick(desk.mailbox)
    watch = Watch()
    wait_until(lambda: len(desk.cases_about("切断")) == 12, f"all are cases, see {desk.process.log}", 40)
    print(f"all 12 are cases {watch.seconds:.2f} s after the last delivery")

    wait_until(lambda: len(desk.letters_about(YAMADA, "切断")) == 12, "all are acknowledged", 20)
    threading.Event().wait(1)  # what would come twice would come now
    assert sorted(one.subject for one in desk.cases_about("切断")) == words
    assert len(desk.letters_about(YAMADA, "切断")) == 12


def test_a_killed_worker_goes_on_with_its_mailbox_and_sigterm_ends_it_with_zero(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    with running_desk(tmp_path, dovecot, postfix, mailbox="second@vendor.test") as desk:
        desk.receives(proven(question(YAMADA, "終了前", "よろしくお願いします。")))
        desk.acknowledges(YAMADA, "終了前")
        desk.process.kill()
        desk.receives(proven(question(YAMADA, "停止中", "よろしくお願いします。")))
        watch = Watch()
        desk.process.start()
        desk.acknowledges(YAMADA, "停止中")
        print(f"acknowledged {watch.seconds:.2f} s after the start that followed kill -9")

        watch = Watch()
        assert desk.process.terminate() == 0
        print(f"SIGTERM took {watch.seconds:.2f} s")
        assert "stopped" in desk.process.words()
        assert [one.subject for one in desk.store.cases(all_cases())] == ["終了前", "停止中"]
