"""`ingest`: mails from files, a pipe or standard input into the inbox; the operator vouches for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from mailbot.cli.printing import DONE, PROBLEMS, complain, print_json
from mailbot.cli.running import rehearsing
from mailbot.config import load_config
from mailbot.desk.proof import Arrival, Door
from mailbot.edges.files import mails_at
from mailbot.logs import set_up_logs
from mailbot.wiring import Desk

TOGETHER = 50
"""Mails that share a commit."""


def ingest_paths(
    config_path: Path,
    paths: list[str],
    at: str,
    recipients: tuple[str, ...],
    envelope_from: str | None,
    *,
    as_json: bool,
) -> int:
    """Take in every mail of the paths; the same mail again adds nothing. 1 if a path could not be read."""
    config = load_config(config_path)
    set_up_logs(config.logging)
    new = known = 0
    unread: list[str] = []
    with rehearsing(config, at) as desk:
        mails = _found(paths, unread)
        while together := list(islice(mails, TOGETHER)):
            arrived = [(raw, _arrival(desk, source, recipients, envelope_from)) for source, raw in together]
            taken = desk.collect.many(arrived)
            new += sum(one.is_new for one in taken)
            known += sum(not one.is_new for one in taken)
    if as_json:
        print_json({"new": new, "known": known, "unreadable_paths": unread})
    else:
        print(f"{new} taken in, {known} known already" + (f", {len(unread)} paths not read" if unread else ""))
    return PROBLEMS if unread else DONE


def _found(paths: Iterable[str], unread: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            yield from mails_at(path)
        except OSError as error:
            complain(f"{path}: {error.strerror}" if error.strerror else str(error))
            unread.append(path)


def _arrival(desk: Desk, source: str, recipients: tuple[str, ...], envelope_from: str | None) -> Arrival:
    return Arrival(
        door=Door.FILE,
        source=source,
        received_at=desk.worker.clock(),
        envelope_from=envelope_from,
        recipients=recipients,
        trusted=True,
    )
