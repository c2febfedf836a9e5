"""`rehearse STORY` and `rehearse --past MONTH`, printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.contract_statement import rehearsed_statement
from mailbot.cli.printing import DONE, PROBLEMS, columns, in_zone, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import WrongUse
from mailbot.config import Config, load_config
from mailbot.config.shape import LogSettings
from mailbot.desk.mail import InboundMail
from mailbot.desk.statements_paper import statement_paper
from mailbot.desk.statements_rows import statement_object
from mailbot.edges.clock import system_clock
from mailbot.edges.paper import as_text
from mailbot.logs import set_up_logs
from mailbot.rehearsal import Judged, Played, Rehearsal, StoryStatement, play_past, read_story
from mailbot.wiring import house_of_reading

RULE = "-" * 78


def rehearse_story(config_path: Path, story_path: Path, *, as_json: bool) -> int:
    """Play a story against the configuration, and print every decision, clock and letter."""
    config = load_config(config_path)
    set_up_logs(LogSettings(level="error"))
    zone = ZoneInfo(config.desk.timezone)
    story = read_story(story_path, zone)
    rehearsal = Rehearsal(config, story.mails[0].at)
    try:
        if not as_json:
            print(f"{story.title}\n{RULE}")
        for played in rehearsal.play(story):
            _show(played, rehearsal, zone, whole=story.whole, as_json=as_json)
        if not as_json:
            print(f"{RULE}\n{_standing(rehearsal, zone)}")
        for asked in story.statements:
            _state(config, rehearsal, asked, as_json=as_json)
    except (LookupError, ValueError) as error:
        raise WrongUse(str(error)) from None
    finally:
        rehearsal.close()
    return DONE


def _state(config: Config, rehearsal: Rehearsal, asked: StoryStatement, *, as_json: bool) -> None:
    """A statement of the rehearsed desk, as `contract statement` prints it."""
    made, shown = rehearsed_statement(config, rehearsal.desk, asked.contract, asked.first, asked.last)
    if as_json:
        print_json({"kind": "statement"} | statement_object(made, shown.numbers))
    else:
        print(f"{RULE}\n{as_text(statement_paper(made, shown, config.desk.language))}", end="")


def _show(played: Played, rehearsal: Rehearsal, zone: ZoneInfo, *, whole: tuple[str, ...] = (), as_json: bool) -> None:
    shown = _as_object(played, rehearsal, zone)
    if as_json:
        print_json(shown)
        return
    at = played.at.astimezone(zone).strftime("%Y-%m-%d %a %H:%M")
    if played.mail is not None:
        said = played.mail.text.strip().replace("\n", "\n    | ")
        print(f"\n{at}  {shown['from']} writes: {shown['subject']}\n    | {said}")
    elif played.outcome is not None:
        print(f"    => {shown['decision']} ({shown['reason']}) {shown['case'] or ''}".rstrip())
        for clock in _listed(shown["clocks"]):
            print(f"       {clock}")
    elif played.letter is not None:
        print(f"{at}  -> {shown['to']} receives {played.key}: {shown['subject']}")
        if not whole or played.key in whole:
            body = played.letter.text.strip().replace("\n", "\n    : ")
            print(f"    : {body}")


def _as_object(played: Played, rehearsal: Rehearsal, zone: ZoneInfo) -> dict[str, object]:
    at: dict[str, object] = {"at": in_zone(played.at, zone)}
    if played.mail is not None:
        return at | {"kind": "mail", "from": played.mail.sender, "subject": played.mail.subject or played.mail.answers}
    if played.outcome is not None:
        outcome = played.outcome.outcome
        return at | {
            "kind": "decision",
            "decision": outcome.decision if outcome else "later",
            "reason": outcome.reason if outcome else played.outcome.trouble,
            "case": played.outcome.number or None,
            "clocks": _clocks(rehearsal, played.outcome.number, zone),
        }
    assert isinstance(played.letter, InboundMail)
    return at | {
        "kind": "letter",
        "letter": played.key,
        "to": played.letter.to[0].address,
        "subject": played.letter.subject,
        "text": played.letter.text,
    }


def _clocks(rehearsal: Rehearsal, number: str, zone: ZoneInfo) -> list[str]:
    case = rehearsal.desk.store.case_by_number(number) if number else None
    if case is None:
        return []
    clocks = rehearsal.desk.store.history(case.id).clocks
    return [f"{clock.name}: {clock.state}, due {in_zone(clock.due, zone) or '-'}" for clock in clocks]


def _listed(found: object) -> list[str]:
    return [str(one) for one in found] if isinstance(found, list) else []


def _standing(rehearsal: Rehearsal, zone: ZoneInfo) -> str:
    """The cases that are still open in the end."""
    lines = [
        f"{case.number} {case.status.value}: {'; '.join(_clocks(rehearsal, case.number, zone))}"
        for case in rehearsal.cases()
    ]
    return "\n".join(lines) or "no case is open"


def rehearse_past(config_path: Path, month: str, of: Path | None, *, as_json: bool) -> int:
    """The stored cases of a month under this configuration; 1 if something would be late that was not."""
    config = load_config(config_path)
    first = _month(month)
    zone = ZoneInfo(config.desk.timezone)
    with books(load_config(of) if of else config) as store:
        until = max(system_clock(), store.newest_event() or system_clock())
        judged = list(play_past(store, house_of_reading(config, store), config, first, until))
    if as_json:
        for one in judged:
            print_json(
                {
                    "case": one.case.number,
                    "clock": one.clock,
                    "was": one.then.state.value if one.then else None,
                    "was_due": in_zone(one.then.due, zone) if one.then else None,
                    "would_be": one.now.state.value if one.now else None,
                    "would_be_due": in_zone(one.now.due, zone) if one.now else None,
                }
            )
    else:
        _print_past([one for one in judged if one.would_be_late or one.was_late], len(judged), zone)
    return PROBLEMS if any(one.would_be_late and not one.was_late for one in judged) else DONE


def _print_past(late: list[Judged], every: int, zone: ZoneInfo) -> None:
    rows = [
        (
            one.case.number,
            one.clock,
            one.then.state.value if one.then else "-",
            (in_zone(one.now.due, zone) or "-") if one.now else "-",
            one.now.state.value if one.now else "-",
        )
        for one in late
    ]
    print(columns(rows, head=("case", "clock", "was", "would be due", "would be")) if rows else "nothing would be late")
    print(f"{every} clocks played")


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise WrongUse(f"--past {text}: write the month like 2026-11") from None
