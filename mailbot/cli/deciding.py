"""`decide PATH…`: what would become of each mail, and why; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.printing import DONE, PROBLEMS, complain, in_zone, print_json
from mailbot.cli.running import moment_of
from mailbot.config import Config, load_config
from mailbot.desk.clocks import Playing
from mailbot.desk.decide import decide
from mailbot.desk.decision import NAMES, Decision, FollowUp, OpenCase, Relay, RunCommands
from mailbot.desk.mail import InboundMail
from mailbot.desk.people import Colleague, Opener, Ourselves, Person, StaffMember
from mailbot.desk.proof import Arrival, Door
from mailbot.desk.records import Claimed
from mailbot.desk.situation import Situation
from mailbot.edges.clock import set_clock, system_clock
from mailbot.edges.files import mails_at
from mailbot.mail.resolving import TemporaryDnsTrouble
from mailbot.stages.foreseeing import foreseen
from mailbot.wiring import Desk, put_together, store_of


class _NothingChanged(Exception):
    """Leaves a unit without a commit."""


def decide_paths(config_path: Path, paths: list[str], at: str, *, as_json: bool) -> int:
    """Print each decision; 1 if a path could not be read."""
    config = load_config(config_path)
    moment = moment_of(at, config) if at else system_clock()
    failed = False
    with _desk(config, moment) as desk:
        for path in paths:
            try:
                for _, raw in mails_at(path):
                    found = _decided(desk, raw, moment, path)
                    print_json(found) if as_json else print(_as_text(found))
            except (OSError, TemporaryDnsTrouble) as error:
                complain(str(error))
                failed = True
    return PROBLEMS if failed else DONE


@contextmanager
def _desk(config: Config, moment: datetime) -> Iterator[Desk]:
    """The desk over its store as it is; over an empty one in memory while there is none yet."""
    file = Path(config.store.url.removeprefix("sqlite:///"))
    is_new = config.store.url.startswith("sqlite:///") and not file.exists()
    store = store_of(config, "sqlite://" if is_new else "")
    if is_new:
        store.declare_contracts(config.contracts, moment, "configuration", offers=config.offers)
    desk = put_together(config, set_clock(moment), store)
    try:
        yield desk
    finally:
        desk.close()


def _decided(desk: Desk, raw: bytes, moment: datetime, file: str) -> dict[str, object]:
    arrival = Arrival(door=Door.FILE, source="decide", received_at=moment, trusted=True)
    claimed = Claimed(inbox_id=0, raw=raw, arrivals=(arrival,), tries=1)
    mail = desk.process.read(raw)
    proof = desk.process.prove(claimed)
    found: dict[str, object] = {}
    try:
        with desk.store.unit(moment) as unit:
            situation = desk.identify.situation(unit, claimed, mail, proof, moment)
            decision = decide(situation)
            playing = foreseen(desk.house, unit, situation, decision)
            found = _as_object(desk, situation, decision, playing) | {"file": file}
            raise _NothingChanged
    except _NothingChanged:
        return found


def _as_object(desk: Desk, situation: Situation, decision: Decision, playing: Playing | None) -> dict[str, object]:
    zone = ZoneInfo(desk.config.desk.timezone)
    mail = situation.mail
    triage = decision.triage if isinstance(decision, OpenCase) else None
    case = decision.thread.case if isinstance(decision, FollowUp) else getattr(decision, "case", None)
    contract = decision.contract if isinstance(decision, OpenCase) else None
    language = desk.config.desk.language
    return {
        "decision": NAMES[type(decision)],
        "reason": decision.reason.value,
        "sender": {
            "kind": kind_of(situation.person),
            "address": mail.author.address if isinstance(mail, InboundMail) and mail.author else None,
            "proof": {"level": situation.proof.level.value, "evidence": situation.proof.evidence},
        },
        "contract": contract.id if contract else case.contract_id if case else None,
        "case": case.number if case else None,
        "category": triage.category if triage else case.category if case else None,
        "category_reason": triage.category_reason.in_words(language) if triage else None,
        "priority": triage.priority if triage else case.priority if case else None,
        "priority_reason": triage.priority_reason.in_words(language) if triage else None,
        "clocks": [
            {"name": clock.name, "due": in_zone(clock.due, zone)}
            for clock in (playing.clocks if playing else ())
            if clock.due is not None and clock.state.is_open
        ],
        "letters": [{"letter": plan.letter, "to": plan.to} for plan in decision.letters],
        "commands": [one.line for one in decision.commands] if isinstance(decision, Relay | RunCommands) else [],
    }


def kind_of(person: Person) -> str:
    """The word for who a sender is, before proof."""
    match person:
        case StaffMember():
            return "staff"
        case Opener():
            return "contact" if person.contact else "opener"
        case Colleague():
            return "colleague"
        case Ourselves():
            return "desk"
        case _:
            return "stranger"


def _as_text(found: dict[str, object]) -> str:
    lines = [f"{found['file']}: {found['decision']} ({found['reason']})"]
    for name in ("contract", "case", "category", "priority"):
        if found[name]:
            reason = found.get(f"{name}_reason")
            lines.append(f"  {name}: {found[name]}" + (f" ({reason})" if reason else ""))
    sender = found["sender"]
    assert isinstance(sender, dict)
    proof = f"proof {sender['proof']['level']} {sender['proof']['evidence']}"
    lines.append(f"  sender: {sender['kind']} {sender['address']}, {proof}")
    for name in ("clocks", "letters"):
        rows = found[name]
        assert isinstance(rows, list)
        lines += [f"  {name.removesuffix('s')}: " + ", ".join(str(value) for value in row.values()) for row in rows]
    return "\n".join(lines)
