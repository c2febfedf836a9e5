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
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.demo_scenes import SCENES, Scene
from mailbot.config import Config, load_config
from mailbot.config.shape import LogSettings
from mailbot.desk.mail import InboundMail
from mailbot.edges.clock import system_clock
from mailbot.logs import set_up_logs
from mailbot.mail.reading import read
from mailbot.wiring import Desk, hours_of, open_desk
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
    received: dict[str, list[InboundMail]] = field(default_factory=dict)

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
            mail.replace_header("Subject", f"Re: {answered.subject.removeprefix('Re: ')}")
            mail["In-Reply-To"] = answered.message_id
            mail["References"] = " ".join((*answered.references, answered.message_id))
            body = f"{scene.text}\n\n{_quoted(answered)}"
        mail.set_content(body, cte="base64")
        said = scene.text.replace("\n", "\n   | ")
        print(f"   {scene.sender} -> support@vendor.example: {mail['Subject']}\n   | {said}")
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as server:
            if scene.login:
                server.login(scene.login, self.password)
            server.send_message(mail)

    def _last(self, sender: str, words: str) -> InboundMail:
        return next(one for one in reversed(self.received[sender]) if words in one.subject)

    def show_new(self) -> int:
        """Print the letters that were delivered since the last look."""
        shown = 0
        for path in sorted(self._letters()):
            letter = read(path.read_bytes())
            assert isinstance(letter, InboundMail)
            self.seen.add(path)
            receiver = letter.to[0].address
            self.received.setdefault(receiver, []).append(letter)
            print(f"\n   >>> {receiver} receives:\n{_excerpt(letter)}")
            shown += 1
        return shown

    def _letters(self) -> Iterator[Path]:
        return (path for path in (self.folder / "outgoing").glob("*.eml") if path not in self.seen)

    def stay(self) -> None:
        """Keep the desk running for the newcomer's own mail until Ctrl-C."""
        self.clock.shown = None
        stop = threading.Event()
        stop_on_signals(stop)
        self.desk.listen()
        stages = threading.Thread(target=self.desk.worker.run, args=(stop,), name="worker")
        stages.start()
        print(_invitation(self))
        while not stop.wait(0.5):
            self.show_new()
        stages.join()


def _excerpt(letter: InboundMail) -> str:
    lines = [f"From: {_author(letter)}", f"Subject: {letter.subject}", "", *letter.text.strip().splitlines()]
    cut = [*lines[:SHOWN_LINES], f"... {len(lines) - SHOWN_LINES} more lines"] if len(lines) > SHOWN_LINES else lines
    return "\n".join(f"   | {line}".rstrip() for line in cut)


def _author(letter: InboundMail) -> str:
    return f"{letter.author.name} <{letter.author.address}>" if letter.author else ""


def _quoted(letter: InboundMail) -> str:
    quoted = "\n".join(f"> {line}" for line in letter.text.strip().splitlines())
    assert letter.date is not None
    return f"{letter.date.astimezone(TOKYO):%Y年%m月%d日 %H:%M} {_author(letter)}:\n{quoted}"


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
    set_up_logs(LogSettings(level="warning"))
    demo = _set_up(folder)
    assert demo.clock.shown is not None
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
    config = load_config(config_path)
    clock = DayClock(shown=_last_working_day(config, system_clock()))
    desk = open_desk(config, clock)
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


def _last_working_day(config: Config, now: datetime) -> datetime:
    """The last business day before today, so that the played day lies in the past."""
    office = hours_of(config.calendars, config.path.parent)["office"]
    day = now.astimezone(TOKYO) - timedelta(days=1)
    while not office.is_business_day(day.date()):
        day -= timedelta(days=1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)
