"""`mailbot demo`: the played day shows what each person receives, and the desk then answers a newcomer's own mail."""

from __future__ import annotations

import re
import signal
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.desk_mails import letter_of, question
from tests.e2e.desk_process import command, environment, mailbot
from tests.servers.ground import wait_until


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the demo printed, and its folder."""
    folder = tmp_path_factory.mktemp("demo") / "desk"
    return mailbot("demo", "--no-stay", "--folder", str(folder), folder=folder.parent), folder


def scene(words: str, number: int) -> str:
    """The part of the output that tells of one scene."""
    found = re.search(rf"^{number}\. .*?(?=^={{78}}$\n^\d+\. |\Z)", words, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1, ["yamada@client.example receives", "INC-000001", "株式会社例示商事", "suzuki@vendor.example receives"]),
        (2, ["yamada@client.example receives", "鈴木", "「用紙」から A5"]),
        (3, ["suzuki@vendor.example receives", "余白も変更できますか"]),
        (6, ["tanaka@client.example receives"]),
        (7, ["suzuki@vendor.example receives", "保留 1件", "至急：振込先の変更"]),
        (8, ["(nobody receives anything)"]),
        (9, ["(nobody receives anything)"]),
        (10, ["suzuki@vendor.example receives", "#解決"]),
    ],
    ids=[
        "the acknowledgement and the staff copy",
        "the relayed answer",
        "the follow-up in the same case",
        "the refusal of the colleague",
        "the notice of the held mail",
        "silence towards the stranger",
        "silence towards the out-of-office reply",
        "the receipt of the command",
    ],
)
def test_the_played_day_shows(day: tuple[str, Path], number: int, shown: list[str]) -> None:
    words = scene(day[0], number)

    assert [one for one in shown if one not in words] == []


def test_a_refused_colleague_learns_of_no_contact_and_the_held_mail_of_nothing(day: tuple[str, Path]) -> None:
    refusal = scene(day[0], 6).partition("tanaka@client.example receives:")[2].partition(">>>")[0]

    assert "yamada" not in refusal
    assert "山田" not in refusal
    assert ">>> yamada" not in scene(day[0], 7)


def test_all_letters_of_the_day_lie_in_the_folder(day: tuple[str, Path]) -> None:
    words, folder = day

    letters = [letter_of(path.read_bytes()) for path in (folder / "outgoing").glob("*.eml")]

    assert len(letters) == words.count(" receives:") > 8
    assert len({one.message_id for one in letters}) == len(letters)


@contextmanager
def staying(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    printed = folder / "printed.txt"
    with printed.open("wb") as output:
        running = subprocess.Popen(
            command("demo", "--folder", str(folder / "desk")),
            cwd=folder,
            env=environment({"PYTHONUNBUFFERED": "1"}),
            stdout=output,
            stderr=output,
        )
    try:
        yield running, printed
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()


def test_the_desk_stays_answers_a_newcomers_own_mail_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    mail = question("yamada@client.example", "紙の大きさ", "A5 で印刷できますか。", to="support@vendor.example")
    with staying(tmp_path) as (running, printed):
        wait_until(lambda: "Ctrl-C stops it" in printed.read_text("utf-8"), "the day is played", 30)
        words = printed.read_text("utf-8")
        port, password = re.search(r"port (\d+), no TLS, password (\w+)", words).groups()  # type: ignore[union-attr]  # asserted by the wait

        with smtplib.SMTP("127.0.0.1", int(port), timeout=10) as server:
            server.login("yamada", password)
            server.send_message(mail)
        wait_until(lambda: "紙の大きさ" in printed.read_text("utf-8")[len(words) :], "the answer is printed", 15)
        answer = printed.read_text("utf-8")[len(words) :]
        running.send_signal(signal.SIGINT)

        assert running.wait(timeout=15) == 0
        assert ">>> yamada@client.example receives" in answer
        assert "INC-000004" in answer
        assert "Traceback" not in printed.read_text("utf-8")
