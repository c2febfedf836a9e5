"""`mailbot once` with a mailbox that cannot be reached: words that name it, and everything else is done."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.cli import app, commands
from mailbot.cli.running import books
from mailbot.config import load_config

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
MAILBOX = """
[[intake.imap]]
name = "support"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "support@vendor.example"
password = {{ env = "MAILBOT_TEST_PASSWORD" }}
"""


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_unreachable_mailbox_is_named_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("MAILBOT_TEST_PASSWORD", "geheim")
    path = tmp_path / "config.toml"
    path.write_text(SMALL + MAILBOX.format(port=closed_port), encoding="utf-8")

    assert commands.__name__  # its import brings the commands in
    ended = CliRunner().invoke(app, ["-c", str(path), "once"])

    assert ended.exit_code == 1
    assert "a mailbox could not be read to its end" in ended.output
    assert f"127.0.0.1:{closed_port}: " in ended.output
    assert "mailbot check --connect" in ended.output
    assert "Traceback" not in ended.output
    assert isinstance(ended.exception, SystemExit)
    with books(load_config(path)) as store:
        assert [one.id for one in store.contracts()] == ["C-1"]
