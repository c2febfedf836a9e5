"""The running desk at a shared mailbox of a real Dovecot, with letters through a real Postfix (row D6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailbot.desk.cases import Status
from mailbot.desk.mail import InboundMail
from mailbot.store import Store
from tests.e2e.desk_mails import letter_of, proven, question, reply
from tests.e2e.desk_process import DeskProcess, all_cases, books_at, config_text, mailbot
from tests.servers.dovecot import Dovecot
from tests.servers.ground import wait_until
from tests.servers.postfix import Postfix

YAMADA = "yamada@client.test"
MAILBOX = "shared@vendor.test"
DOORS = """
[store]
url = "sqlite:///desk.db"

[[intake.imap]]
name = "support"
host = "localhost"
port = {imaps}
user = "shared@vendor.test"
password = {{ env = "SUPPORT_PASSWORD" }}
ca_file = "{imap_ca}"
poll = "1s"
sent_folder = "auto"
watch_sent = true
folders = true
[intake.imap.folder_names]
held = "窓口/保留"
accept = "窓口/許可"
done = "窓口/済"
refused = "窓口/拒否"

[delivery]
url = "smtp+starttls://localhost:{smtp}"
ca_file = "{smtp_ca}"
"""


@contextmanager
def desk_at(folder: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[Store]:
    doors = DOORS.format(
        imaps=dovecot.imaps,
        imap_ca=dovecot.certificate.certificate,
        smtp=postfix.smtp,
        smtp_ca=postfix.certificate.certificate,
    )
    process = DeskProcess(folder, config_text(doors), secrets={"SUPPORT_PASSWORD": "pw"})
    with process.running(), books_at(f"sqlite:///{folder / 'desk.db'}") as store:
        wait_until(lambda: store.cursor("support/INBOX") is not None, f"the desk reads, see {process.log}", 20)
        yield store
        assert process.terminate() == 0


def subjects(dovecot: Dovecot, folder: str) -> list[str]:
    with dovecot.client(MAILBOX) as client:
        if not client.folder_exists(folder):
            return []
    return [letter_of(raw).subject for raw in dovecot.mails(MAILBOX, folder)]


def newest(dovecot: Dovecot, person: str, word: str) -> InboundMail:
    found = [letter_of(raw) for raw in dovecot.mails(person)]
    return [one for one in found if word in one.subject][-1]


def test_a_case_lives_in_the_shared_mailbox_alone(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> None:
    with desk_at(tmp_path, dovecot, postfix) as store:
        asked = question(YAMADA, "封筒の余白の設定", "余白を変える方法を教えてください。")
        dovecot.deliver(MAILBOX, proven(asked), sender="bounces@client.test")
        wait_until(
            lambda: subjects(dovecot, "窓口/済") == ["封筒の余白の設定"], "the question lies where done mail lies", 30
        )

        answer = question("support@vendor.test", "Re: 封筒の余白の設定", "印刷の画面で変えられます。", to=YAMADA)
        answer["In-Reply-To"] = str(asked["Message-ID"])
        with dovecot.client(MAILBOX, "Sent") as person:
            person.append("Sent", answer.as_bytes())
        wait_until(lambda: store.cases(all_cases())[0].status is Status.WAITING, "the answer is recorded", 30)

        back = proven(reply(YAMADA, letter_of(answer.as_bytes()), "できました。もう一つ伺います。"))
        dovecot.deliver(MAILBOX, back, sender="bounces@client.test")
        wait_until(lambda: store.cases(all_cases())[0].status is Status.OPEN, "the customer's reply joins", 30)
        assert len(store.cases(all_cases())) == 1
        assert len([raw for raw in dovecot.mails(YAMADA) if "封筒の余白" in letter_of(raw).subject]) == 1


def test_a_held_mail_dragged_to_the_folder_for_it_is_let_in(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> None:
    with desk_at(tmp_path, dovecot, postfix) as store:
        unproven = proven(question(YAMADA, "証明のないメール", "よろしくお願いします。"), result="fail")
        dovecot.deliver(MAILBOX, unproven, sender="bounces@client.test")
        wait_until(lambda: subjects(dovecot, "窓口/保留") == ["証明のないメール"], "it lies with held mail", 30)
        with dovecot.client(MAILBOX, "窓口/保留") as person:
            person.move(person.search(["ALL"]), "窓口/許可")
        wait_until(lambda: "証明のないメール" in subjects(dovecot, "窓口/済"), "it was let in", 30)

        assert [one.subject for one in store.cases(all_cases())] == ["証明のないメール"]
        assert newest(dovecot, YAMADA, "証明のないメール").subject.startswith("Re: [INC-")
    assert "証明のないメール" in mailbot("-c", str(tmp_path / "run.toml"), "case", "list", folder=tmp_path)
