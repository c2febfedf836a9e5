"""`mailbot demo`: a whole desk on one machine, a short day of real mails through it, and then yours."""

from __future__ import annotations

import os
import secrets
import smtplib
import socket
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.demo_scenes import SCENES, Scene
from mailbot.config import load_config
from mailbot.edges.clock import system_clock
from mailbot.wiring import Desk, open_desk
from mailbot.worker import stop_on_signals

TOKYO = ZoneInfo("Asia/Tokyo")
WANTED_PORT = 2525
PASSWORD = "MAILBOT_DEMO_PASSWORD"  # noqa: S105 - the name of an environment variable
SHOWN_LINES = 24


@dataclass(slots=True)
class DayClock:
    """Shows the played moment while the day is played, the real time afterwards."""

    shown: datetime | None = None

    def __call__(self) -> datetime:
        return self.shown or system_clock()


@dataclass(slots=True, kw_only=True)
class Demo:
    """The running demo: its folder, its door, and the letters already shown."""

    folder: Path
    port: int
    password: str
    clock: DayClock
    desk: Desk
    seen: set[Path] = field(default_factory=set)
    received: dict[str, list[EmailMessage]] = field(default_factory=dict)

    def play(self, scenes: tuple[Scene, ...], day: datetime) -> None:
        """Send each scene's mail over SMTP at its hour, let the desk work, and show who received what."""
        for number, scene in enumerate(scenes, start=1):
            hour, minute = (int(part) for part in scene.at.split(":"))
            self.clock.shown = day.replace(hour=hour, minute=minute)
            print(f"\n{'=' * 78}\n{number}. {scene.at}  {scene.title}\n{'=' * 78}")
            self.send(scene)
            self.desk.worker.once()
            if not self.show_new():
                print("   (nobody receives anything)")

    def send(self, scene: Scene) -> None:
        """One mail, as its sender's mail client would send it."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"] = scene.sender, "support@vendor.example"
        mail["Date"] = format_datetime(self.clock())
        mail["Message-ID"] = make_msgid(domain=scene.sender.rpartition("@")[2])
        mail["Subject"] = scene.subject
        for name, value in scene.headers:
            mail[name] = value
        body = scene.text
        if scene.answers:
            answered = self._last(scene.sender, scene.answers)
            mail.replace_header("Subject", f"Re: {str(answered['Subject']).removeprefix('Re: ')}")
            mail["In-Reply-To"] = answered["Message-ID"]
            mail["References"] = f"{answered.get('References', '')} {answered['Message-ID']}".strip()
            body = f"{scene.text}\n\n{_quoted(answered)}"
        mail.set_content(body, cte="base64")
        print(
            f"   {scene.sender} -> support@vendor.example: {mail['Subject']}\n   | "
            + scene.text.replace("\n", "\n   | ")
        )
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as server:
            if scene.login:
                server.login(scene.login, self.password)
            server.send_message(mail)

    def _last(self, sender: str, words: str) -> EmailMessage:
        return next(one for one in reversed(self.received[sender]) if words in str(one["Subject"]))

    def show_new(self) -> int:
        """Print the letters that were delivered since the last look."""
        shown = 0
        for path in sorted(self._letters()):
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.seen.add(path)
            self.received.setdefault(_receiver(letter), []).append(letter)
            print(f"\n   >>> {_receiver(letter)} receives:\n{_excerpt(letter)}")
            shown += 1
        return shown

    def _letters(self) -> Iterator[Path]:
        return (path for path in (self.folder / "outgoing").glob("*.eml") if path not in self.seen)

    def stay(self) -> None:
        """Keep the desk running for the newcomer's own mail until Ctrl-C."""
        self.clock.shown = None
        stop = threading.Event()
        stop_on_signals(stop)
        stages = threading.Thread(target=self.desk.worker.run, args=(stop,), name="worker")
        stages.start()
        print(_invitation(self))
        while not stop.wait(0.5):
            self.show_new()
        stages.join()


def _receiver(letter: EmailMessage) -> str:
    addresses = letter["To"].addresses
    return str(addresses[0].addr_spec)


def _excerpt(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    lines = [f"From: {letter['From']}", f"Subject: {letter['Subject']}", "", *text.strip().splitlines()]
    cut = [*lines[:SHOWN_LINES], f"... {len(lines) - SHOWN_LINES} more lines"] if len(lines) > SHOWN_LINES else lines
    return "\n".join(f"   | {line}".rstrip() for line in cut)


def _quoted(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    quoted = "\n".join(f"> {line}" for line in text.strip().splitlines())
    return f"{letter['Date']} {letter['From']}:\n{quoted}"


def _invitation(demo: Demo) -> str:
    return f"""
{"=" * 78}
The desk is running. Write to it yourself, for example as the registered contact:

  curl --url smtp://127.0.0.1:{demo.port} --user yamada:{demo.password} \\
       --mail-from yamada@client.example --mail-rcpt support@vendor.example \\
       --upload-file - <<MAIL
  From: yamada@client.example
  To: support@vendor.example
  Subject: How do I change the paper size?

  Please tell me how to print on A5.
  MAIL

Any mail client will do: server 127.0.0.1, port {demo.port}, no TLS, password {demo.password}
(users: yamada and doe are registered contacts, tanaka is a colleague who is not, suzuki is staff).
What anybody receives appears here and lies in {demo.folder}/outgoing.
To ask the desk: mailbot -c {demo.folder}/config.toml case list
Ctrl-C stops it.
"""


def run_demo(*, folder: Path | None, stay: bool) -> int:
    """Set the desk up in a new folder, play the day, and stay for the newcomer's own mail."""
    demo = _set_up(folder)
    demo.clock.shown = _last_working_day(system_clock())
    with demo.desk.doors_open():
        demo.play(SCENES, demo.clock.shown)
        print(f"\nThe day is over. Everything that was sent lies in {demo.folder}/outgoing.")
    if stay:
        demo.stay()
    demo.desk.close()
    return 0


def _set_up(folder: Path | None) -> Demo:
    place = folder or Path(tempfile.mkdtemp(prefix="mailbot-demo-"))
    place.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    password = secrets.token_hex(4)
    os.environ[PASSWORD] = password
    template = resources.files("mailbot.cli").joinpath("demo.toml").read_text(encoding="utf-8")
    config_path = place / "config.toml"
    config_path.write_text(template.replace("@PORT@", str(port)), encoding="utf-8")
    clock = DayClock(shown=_last_working_day(system_clock()))
    desk = open_desk(load_config(config_path), clock)
    return Demo(folder=place, port=port, password=password, clock=clock, desk=desk)


def _free_port() -> int:
    for wanted in (WANTED_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def _last_working_day(now: datetime) -> datetime:
    """The last weekday before today, so that the played day lies in the past and in opening hours."""
    day = now.astimezone(TOKYO) - timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)
