"""`held …`: mail that waits for a person's word."""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.printing import columns, in_zone, print_json
from mailbot.cli.read import read_as_text
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem
from mailbot.config import load_config
from mailbot.desk.decision import Reason
from mailbot.desk.records import HeldMail, InboxState
from mailbot.desk.words import HELD_WORDS, NOT_LET_IN
from mailbot.edges.clock import system_clock
from mailbot.wiring import proof_of, reader_of

OPERATOR = "operator"


def list_held(config_path: Path, *, as_json: bool) -> None:
    """Every mail that waits, the oldest first."""
    config = load_config(config_path)
    zone = ZoneInfo(config.desk.timezone)
    with books(config) as store:
        waiting = store.held()
    if as_json:
        for one in waiting:
            print_json(as_object(one, zone))
        return
    rows = [
        (
            str(one.inbox_id),
            in_zone(one.received_at, zone) or "",
            one.level.value,
            one.sender,
            one.subject[:40],
            _words(one),
            _next_step(one),
        )
        for one in waiting
    ]
    print(
        columns(rows, head=("N", "received", "proof", "from", "subject", "why", "to go on"))
        if rows
        else "nothing is held"
    )


def as_object(held: HeldMail, zone: ZoneInfo) -> dict[str, object]:
    """A held mail in JSON."""
    return {
        "number": held.inbox_id,
        "received_at": in_zone(held.received_at, zone),
        "from": held.sender,
        "subject": held.subject,
        "proof": held.level.value,
        "reason": held.reason,
        "hint": held.hint,
        "state": held.state.value,
        "told": held.told,
    }


def show_held(config_path: Path, number: int, *, raw: bool, as_json: bool) -> None:
    """One held mail: why, and how it is read; `--raw` writes its bytes."""
    config = load_config(config_path)
    zone = ZoneInfo(config.desk.timezone)
    with books(config) as store:
        found = store.held_show(number)
    if found is None:
        raise Problem(f"no mail {number} is held; see `mailbot held list`")
    if raw:
        sys.stdout.buffer.write(found.whole.raw)
        return
    if as_json:
        print_json(as_object(found.mail, zone))
        return
    proof = proof_of(found.whole, trust=config.trust, look_up=None)
    print(f"{_words(found.mail)}{f' ({found.mail.hint})' if found.mail.hint else ''}")
    print(read_as_text(reader_of(config)(found.whole.raw), proof, f"held {number}"))


def release_held(config_path: Path, number: int) -> None:
    """Let it in; the next `process` handles it."""
    with books(load_config(config_path)) as store:
        found = store.held_show(number)
        if found is not None:
            _refuse_in_vain(found.mail)
        _done(store.release(number, OPERATOR, system_clock()), number)
    print(f"mail {number} is let in")


def drop_held(config_path: Path, number: int) -> None:
    """Nothing more is done about it."""
    with books(load_config(config_path)) as store:
        _done(store.drop(number, OPERATOR, system_clock()), number)
    print(f"mail {number} is dropped; its bytes are kept")


def retry_held(config_path: Path, number: int) -> None:
    """Judge it anew."""
    with books(load_config(config_path)) as store:
        _done(store.retry(number, OPERATOR, system_clock()), number)
    print(f"mail {number} is processed again")


def _refuse_in_vain(held: HeldMail) -> None:
    """Nobody is told "let in" of a mail that would be held again for the same reason."""
    if held.state is InboxState.FAILED:
        raise Problem(f"mail {held.inbox_id} was not held but failed; use `mailbot held retry {held.inbox_id}`")
    why = {reason.value: words for reason, words in NOT_LET_IN.items()}.get(held.reason)
    if why is not None:
        raise Problem(f"mail {held.inbox_id} cannot be let in: {why}")


def _next_step(held: HeldMail) -> str:
    if held.state is InboxState.FAILED:
        return f"held retry {held.inbox_id}"
    return "" if held.reason in set(NOT_LET_IN) else f"held release {held.inbox_id}"


def _done(worked: bool, number: int) -> None:
    if not worked:
        raise Problem(f"no mail {number} is held; see `mailbot held list`")


def _words(held: HeldMail) -> str:
    known = {reason.value: words for reason, words in HELD_WORDS.items()}
    return known.get(held.reason, HELD_WORDS[Reason.FAILED])["en"]
