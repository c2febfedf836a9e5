"""`held release` says "let in" only of mail that can be let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.cli.held import list_held, release_held
from mailbot.cli.ingesting import ingest_paths
from mailbot.cli.running import run_once
from mailbot.cli.troubles import Problem

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
AT = "2026-11-24T10:00+09:00"
MAIL = (
    "From: {sender}\r\nTo: support@vendor.example\r\nSubject: question\r\nMessage-ID: <one@x.example>\r\n\r\nHow?\r\n"
)


def held(folder: Path, sender: str) -> Path:
    path = folder / "config.toml"
    path.write_text(SMALL, encoding="utf-8")
    (folder / "one.eml").write_text(MAIL.format(sender=sender), encoding="ascii", newline="")
    ingest_paths(path, [str(folder / "one.eml")], AT, ("support@vendor.example",), None, as_json=False)
    run_once(path, AT)
    return path


@pytest.mark.parametrize(
    ("sender", "words"), [("suzuki@vendor.example", "own account"), ("support@vendor.example", "the desk itself")]
)
def test_mail_that_would_be_held_again_is_refused_with_the_reason(tmp_path: Path, sender: str, words: str) -> None:
    path = held(tmp_path, sender)

    with pytest.raises(Problem, match=words):
        release_held(path, 1)


def test_mail_that_can_be_let_in_is_offered_and_let_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = held(tmp_path, "yamada@client.example")

    list_held(path, as_json=False)
    release_held(path, 1)

    said = capsys.readouterr().out
    assert "held release 1" in said
    assert "mail 1 is let in" in said
