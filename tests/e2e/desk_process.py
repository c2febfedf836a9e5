"""The desk as an operator runs it: a folder with a config.toml, and `mailbot` as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from mailbot.desk.cases import Status
from mailbot.store import Store, open_store
from mailbot.store.reading import CaseFilter

ROOT = Path(__file__).resolve().parents[2]
SUPPORT = "support@vendor.test"
PEOPLE = tuple(f"contact{number:02}@client.test" for number in range(20))

HEAD = """
[desk]
name = "Vendor サポート"
address = "support@vendor.test"
timezone = "Asia/Tokyo"
languages = ["ja", "en"]
phone = "03-0000-0000"

[trust]
authserv_ids = ["mx.vendor.test"]
dkim = false
require = "A"

[[staff]]
name = "鈴木"
addresses = ["suzuki@vendor.test"]

[calendars.office]
tz = "Asia/Tokyo"
weekly = { "mon-fri" = ["10:00-12:00", "13:00-17:00"] }
national_holidays = "JP"
closed_yearly = [["12-29", "01-03"]]

[[policies.standard.versions]]
from = 2020-01-01
[policies.standard.versions.clocks.answer]
calendar = "office"
target = { business_days = 1, outside = "deemed" }
from = "each_customer_mail"
stop = ["reply"]

[[contracts]]
id = "C-1"
client = "Client KK"
domains = ["client.test"]
policy = "standard"
calendar = "office"
from = 2026-01-01
language = "ja"
contacts = [
  { name = "山田 太郎", addresses = ["yamada@client.test"] },
"""


def config_text(*parts: str) -> str:
    """A whole configuration; `parts` are its doors, its delivery and its store."""
    contacts = "".join(f'  {{ name = "担当 {place}", addresses = ["{one}"] }},\n' for place, one in enumerate(PEOPLE))
    return "\n".join((f"{HEAD}{contacts}]", *parts))


class DeskProcess:
    """One `mailbot run` in its folder. What it logs is appended to `log`."""

    def __init__(
        self, folder: Path, config: str, *, name: str = "run", secrets: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.log = folder / f"{name}.log"
        self.config = folder / f"{name}.toml"
        self.config.write_text(config, encoding="utf-8")
        self._environment = environment(secrets or {})
        self._running: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                command("-c", str(self.config), "run", *arguments),
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """`kill -9`, whatever it is doing."""
        self._end(signal.SIGKILL)

    def terminate(self) -> int:
        """SIGTERM; its exit code."""
        return self._end(signal.SIGTERM)

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def _end(self, number: signal.Signals) -> int:
        assert self._running is not None
        self._running.send_signal(number)
        return self._running.wait(timeout=30)

    @contextmanager
    def running(self, *arguments: str) -> Iterator[None]:
        """Killed at the end if it still runs, so that a failing test leaves nothing behind."""
        self.start(*arguments)
        try:
            yield
        finally:
            if self.is_running:
                self.kill()


def command(*arguments: str) -> Sequence[str]:
    return (sys.executable, "-m", "mailbot", *arguments)


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """This one, with the checkout on the path and without a configuration of the person who tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILBOT_")}
    return kept | {"PYTHONPATH": str(ROOT), **more}


def mailbot(*arguments: str, folder: Path, expected: int = 0, stdin: bytes = b"") -> str:
    """One command that ends by itself; what it printed. Its exit code must be the expected one."""
    ran = subprocess.run(
        command(*arguments), cwd=folder, env=environment({}), input=stdin, capture_output=True, timeout=60, check=False
    )
    words = ran.stdout.decode() + (ran.stderr.decode() if ran.returncode else "")
    assert ran.returncode == expected, f"{arguments}: {ran.returncode}\n{words}\n{ran.stderr.decode()}"
    return words


@contextmanager
def books_at(url: str) -> Iterator[Store]:
    """The desk's store, opened beside the worker that uses it."""
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def all_cases() -> CaseFilter:
    return CaseFilter(statuses=frozenset(Status), limit=100_000)


class Watch:
    """A stopwatch."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun
