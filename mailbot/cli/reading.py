"""`read PATH…`: how mailbot reads each mail; works without a configuration, then nothing is known of its sender."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.cli.printing import DONE, PROBLEMS, complain, print_json
from mailbot.cli.read import read_as_json, read_as_text
from mailbot.config import load_config
from mailbot.desk.proof import Arrival, Door, Proof, Trust
from mailbot.edges.clock import system_clock
from mailbot.edges.dns import Dns
from mailbot.edges.files import mails_at
from mailbot.mail.evidence import prove
from mailbot.mail.reading import read
from mailbot.mail.resolving import TemporaryDnsTrouble
from mailbot.wiring import reader_of

if TYPE_CHECKING:
    from mailbot.desk.mail import InboundMail, Unreadable
    from mailbot.mail.resolving import Resolver

Read = Callable[[bytes], "InboundMail | Unreadable"]


def read_paths(config_path: Path | None, paths: list[str], *, as_json: bool) -> int:
    """Print how each mail is read; 1 if a path could not be opened."""
    reader, trust, look_up = _means(config_path)
    failed = False
    for path in paths:
        try:
            for source, raw in mails_at(path):
                mail = reader(raw)
                proof = _proof(raw, trust, look_up, system_clock())
                if as_json:
                    print_json(read_as_json(mail, proof, path))
                else:
                    print(read_as_text(mail, proof, source if path == "-" else path))
        except OSError as error:
            complain(f"{path}: {error.strerror}" if error.strerror else str(error))
            failed = True
    return PROBLEMS if failed else DONE


def _means(config_path: Path | None) -> tuple[Read, Trust, Resolver | None]:
    if config_path is None:
        return partial(read), Trust(dkim=False), None
    config = load_config(config_path)
    return reader_of(config), config.trust, Dns() if config.trust.dkim else None


def _proof(raw: bytes, trust: Trust, look_up: Resolver | None, now: datetime) -> Proof | None:
    """What the mail proves, as if it had come in by `ingest`; None if DNS did not answer."""
    arrival = Arrival(door=Door.FILE, source="-", received_at=now, trusted=True)
    try:
        return prove(raw, (arrival,), trust, look_up)
    except TemporaryDnsTrouble:
        return None
