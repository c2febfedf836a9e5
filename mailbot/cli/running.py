"""`run`, `once`, `db upgrade`, `verify`: the desk at work, and the care of its store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.printing import DONE, PROBLEMS
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import Config, SecretMissing, load_config
from mailbot.edges.clock import Clock, set_clock, system_clock
from mailbot.edges.doors import words_of
from mailbot.edges.imap import ImapError
from mailbot.edges.imap_door import ImapDoor
from mailbot.logs import set_up_logs
from mailbot.store import Store
from mailbot.wiring import Desk, open_desk, store_of, upgrade_store
from mailbot.worker import stop_on_signals

COLLECT = "collect"
STAGES = (COLLECT, "process", "deliver", "sweep")


def run_worker(path: Path, only: tuple[str, ...]) -> None:
    """The worker with its doors, until a signal; refuses a store that was rehearsed upon (DECISIONS 48)."""
    unknown = [stage for stage in only if stage not in STAGES]
    if unknown:
        raise WrongUse(f"--only {unknown[0]}: there are {', '.join(STAGES)}")
    config = load_config(path)
    set_up_logs(config.logging)
    with opened(config, system_clock) as desk:
        if desk.store.is_rehearsal():
            raise Problem("this store was rehearsed upon with --at; run a real desk on a store of its own")
        worker = desk.worker
        if not only or COLLECT in only:
            open_sockets(desk)
        if only:
            worker = replace(
                worker,
                stages=tuple(stage for stage in worker.stages if stage[0] in only),
                doors=worker.doors if COLLECT in only else (),
            )
        stop = threading.Event()
        stop_on_signals(stop)
        worker.run(stop)
        if worker.broken:
            raise Problem(f"stopped, because a door failed: {', '.join(worker.broken)}; the log says why")


def open_sockets(desk: Desk) -> None:
    """The doors' sockets, or words why one cannot be had."""
    try:
        desk.listen()
    except OSError as error:
        raise Problem(f"a door cannot be opened: {error}; see [intake.lmtp] and [intake.smtp] listen") from None


def run_once(path: Path, at: str) -> None:
    """Every stage until nothing is due; the doors stay shut. What is there is worked on and sent, also where a mailbox
    could not be read, which is told in the end."""
    config = load_config(path)
    set_up_logs(config.logging)
    with rehearsing(config, at) as desk:
        doors = [] if at else [door for _, door in desk.worker.doors if isinstance(door, ImapDoor)]
        failed = _tried(doors, ImapDoor.once)
        desk.worker.once()
        failed |= _tried([door for door in doors if door.status.name not in failed], ImapDoor.settle)
    if failed:
        said = "\n".join(f"  {name}: {words}" for name, words in failed.items())
        advice = "what was there already was worked on; look at it with `mailbot check --connect`"
        raise Problem(f"a mailbox could not be read to its end:\n{said}\n{advice}")


def _tried(doors: Sequence[ImapDoor], look: Callable[[ImapDoor], int]) -> dict[str, str]:
    """Has each mailbox looked at once: read up to its end, or its folders brought to what became of its mail. The
    trouble with those that could not be."""
    failed: dict[str, str] = {}
    for door in doors:
        try:
            look(door)
        except (SecretMissing, ImapError, OSError) as trouble:
            failed[door.status.name] = f"{door.server}: {words_of(trouble)}"
    return failed


@contextmanager
def opened(config: Config, clock: Clock) -> Iterator[Desk]:
    """A desk, closed in the end."""
    desk = open_desk(config, clock)
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def books(config: Config) -> Iterator[Store]:
    """Only the store, for commands that look or change a single thing; closed in the end."""
    store = store_of(config)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def rehearsing(config: Config, at: str) -> Iterator[Desk]:
    """A desk by the real clock or, with `--at`, by one that stands still; then only with delivery into a folder.

    Such a store is marked for good, and time does not go back in it (DECISIONS 48).
    """
    if not at:
        with opened(config, system_clock) as desk:
            yield desk
        return
    moment = moment_of(at, config)
    if config.delivery.folder is None:
        raise WrongUse("--at rehearses, so letters must not leave: set [delivery] folder in place of url")
    with opened(config, set_clock(moment)) as desk:
        newest = desk.store.newest_event()
        if newest is not None and moment < newest:
            shown = newest.astimezone(ZoneInfo(config.desk.timezone)).isoformat()
            raise WrongUse(f"--at {at} lies before the newest event of this store ({shown}); time does not go back")
        desk.store.mark_rehearsal()
        yield desk


def moment_of(at: str, config: Config) -> datetime:
    """A time of the command line; in the desk's zone where it names none."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise WrongUse(f"--at {at}: write it like 2026-12-28T18:20+09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(config.desk.timezone))


def upgrade_database(path: Path) -> None:
    """Migrate the store, and say what was done."""
    before, after = upgrade_store(load_config(path))
    print(
        f"the database is at revision {after}" if before == after else f"upgraded from {before or 'nothing'} to {after}"
    )


def verify_store(path: Path) -> int:
    """Check the audit chain and the ledgers of units; prints every break."""
    with books(load_config(path)) as store:
        breaks = store.verify_audit()
        wrong = store.verify_ledgers()
    for broken in (*breaks, *wrong):
        print(broken)
    print(f"the audit log was changed: {len(breaks)} breaks" if breaks else "the audit log is whole")
    print(f"the ledger of units was changed: {len(wrong)} breaks" if wrong else "the ledger of units is whole")
    return PROBLEMS if breaks or wrong else DONE
