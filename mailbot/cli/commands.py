"""The commands and their arguments; what each does lies in the module that it imports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli import At, Json, app, config_path, found_config, troubles_in_words
from mailbot.cli.printing import PROBLEMS

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH…", help=".eml files, folders, Maildirs, mboxes, or - for standard input.")
]
Number = Annotated[str, typer.Argument(metavar="N", help="A case number: INC-000123, or 123.")]
Held = Annotated[int, typer.Argument(metavar="N", help="The number of a held mail, as `held list` shows it.")]

case_app = typer.Typer(help="Look at cases.", no_args_is_help=True)
held_app = typer.Typer(
    help="Look at mail that was held or set aside, and decide what becomes of it.", no_args_is_help=True
)
contract_app = typer.Typer(help="Contracts and their contacts.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
policy_app = typer.Typer(help="Support policies.", no_args_is_help=True)
for name, group in (
    ("case", case_app),
    ("held", held_app),
    ("contract", contract_app),
    ("db", db_app),
    ("policy", policy_app),
):
    app.add_typer(group, name=name)


@app.command()
@troubles_in_words
def run(
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="STAGE", help="Only these: collect, process, deliver, sweep. May be repeated."),
    ] = None,
) -> None:
    """Run the worker until SIGTERM; it finishes the unit in hand. Example: mailbot run"""
    from mailbot.cli.running import run_worker

    run_worker(config_path(), tuple(only or ()))


@app.command()
@troubles_in_words
def once(at: At = "") -> None:
    """Run every stage until nothing is due, then stop. Example: mailbot once --at 2026-12-28T18:20+09:00"""
    from mailbot.cli.running import run_once

    run_once(config_path(), at)


@app.command()
@troubles_in_words
def ingest(
    paths: Paths,
    at: At = "",
    recipient: Annotated[list[str] | None, typer.Option("--recipient", help="The address it was sent to.")] = None,
    envelope_from: Annotated[str | None, typer.Option("--envelope-from", help="The envelope sender.")] = None,
    as_json: Json = False,
) -> None:
    """Take mails in from files. Example: mailbot ingest mails/ --recipient support@vendor.example"""
    from mailbot.cli.ingesting import ingest_paths

    raise typer.Exit(ingest_paths(config_path(), paths, at, tuple(recipient or ()), envelope_from, as_json=as_json))


@app.command()
@troubles_in_words
def read(paths: Paths, as_json: Json = False) -> None:
    """Show how each mail is read; changes nothing and needs no configuration. Example: mailbot read mail.eml --json"""
    from mailbot.cli.reading import read_paths

    raise typer.Exit(read_paths(found_config(), paths, as_json=as_json))


@app.command()
@troubles_in_words
def decide(paths: Paths, at: At = "", as_json: Json = False) -> None:
    """Show what would become of each mail, and why; changes nothing. Example: mailbot decide mail.eml"""
    from mailbot.cli.deciding import decide_paths

    raise typer.Exit(decide_paths(config_path(), paths, at, as_json=as_json))


@case_app.command("list")
@troubles_in_words
def case_list(
    status: Annotated[
        list[str] | None, typer.Option("--status", help="Only these states; without it, all open ones.")
    ] = None,
    contract: Annotated[str, typer.Option("--contract", help="Only this contract.")] = "",
    as_json: Json = False,
) -> None:
    """List cases in the order of work. Example: mailbot case list --status waiting"""
    from mailbot.cli.cases import list_cases

    list_cases(config_path(), tuple(status or ()), contract, as_json=as_json)


@case_app.command("show")
@troubles_in_words
def case_show(number: Number, as_json: Json = False) -> None:
    """Show a case whole. Example: mailbot case show INC-000123"""
    from mailbot.cli.cases import show_case

    show_case(config_path(), number, as_json=as_json)


@case_app.command("explain")
@troubles_in_words
def case_explain(
    number: Number,
    language: Annotated[str, typer.Option("--language", help="ja or en; without it, the desk's.")] = "",
    as_json: Json = False,
) -> None:
    """Derive each reply-by time of a case, step by step. Example: mailbot case explain INC-000123"""
    from mailbot.cli.cases import explain_case

    explain_case(config_path(), number, language, as_json=as_json)


@case_app.command("history")
@troubles_in_words
def case_history(number: Number, as_json: Json = False) -> None:
    """List what happened to a case. Example: mailbot case history INC-000123"""
    from mailbot.cli.cases import history_of_case

    history_of_case(config_path(), number, as_json=as_json)


@held_app.command("list")
@troubles_in_words
def held_list(as_json: Json = False) -> None:
    """List held and failed mails, the oldest first. Example: mailbot held list"""
    from mailbot.cli.held import list_held

    list_held(config_path(), as_json=as_json)


@held_app.command("show")
@troubles_in_words
def held_show(
    number: Held, raw: Annotated[bool, typer.Option("--raw", help="The untouched mail, to standard output.")] = False,
    as_json: Json = False,
) -> None:  # fmt: skip  # two options on one line
    """Show a held mail. Example: mailbot held show 17"""
    from mailbot.cli.held import show_held

    show_held(config_path(), number, raw=raw, as_json=as_json)


@held_app.command("release")
@troubles_in_words
def held_release(number: Held) -> None:
    """Let a held mail in, as if its sender were proven. Example: mailbot held release 17"""
    from mailbot.cli.held import release_held

    release_held(config_path(), number)


@held_app.command("drop")
@troubles_in_words
def held_drop(number: Held) -> None:
    """Do no more about a held mail; it is kept. Example: mailbot held drop 17"""
    from mailbot.cli.held import drop_held

    drop_held(config_path(), number)


@held_app.command("retry")
@troubles_in_words
def held_retry(number: Held) -> None:
    """Process a failed or unreadable mail again, after an upgrade. Example: mailbot held retry 17"""
    from mailbot.cli.held import retry_held

    retry_held(config_path(), number)


@app.command()
@troubles_in_words
def hours(
    calendar: Annotated[str, typer.Argument(metavar="CALENDAR", help="A calendar of the configuration.")],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="open, add, between, days or next.")],
    arguments: Annotated[
        list[str], typer.Argument(metavar="T…", help="Times (ISO 8601), durations (90m, 8h, 3bd, 1w).")
    ],
    language: Annotated[str, typer.Option("--language", help="ja or en; without it, the desk's.")] = "",
    as_json: Json = False,
) -> None:
    """Ask a calendar. Example: mailbot hours office add 2026-12-28T16:00 8h"""
    from mailbot.cli.asking_hours import ask_hours

    raise typer.Exit(ask_hours(config_path(), calendar, question, arguments, language, as_json=as_json))


@policy_app.command("play")
@troubles_in_words
def policy_play(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One JSON story a line: policy, calendars and events.")],
) -> None:
    """Play policies over events and print their clocks. Example: mailbot policy play stories.jsonl"""
    from mailbot.cli.asking_hours import play_file

    raise typer.Exit(play_file(file))


@app.command()
@troubles_in_words
def check(
    connect: Annotated[
        bool, typer.Option("--connect", help="Also try every server, and send a test mail round.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check the configuration, whole. Example: mailbot check --connect"""
    from mailbot.cli.check import run_check

    raise typer.Exit(run_check(config_path(), connect=connect, as_json=as_json))


@db_app.command("upgrade")
@troubles_in_words
def db_upgrade() -> None:
    """Bring the database to this version's form; copy it before. Example: mailbot db upgrade"""
    from mailbot.cli.running import upgrade_database

    upgrade_database(config_path())


@app.command()
@troubles_in_words
def verify() -> None:
    """Prove that the audit log and the ledger of units were not changed. Example: mailbot verify"""
    from mailbot.cli.running import verify_store

    raise typer.Exit(verify_store(config_path()))


@app.command()
@troubles_in_words
def rehearse(
    story: Annotated[Path | None, typer.Argument(metavar="STORY", help="A TOML file of timed mails.")] = None,
    past: Annotated[
        str, typer.Option("--past", metavar="MONTH", help="Play the stored cases of a month: 2026-11.")
    ] = "",
    of: Annotated[
        Path | None, typer.Option("--of", help="With --past: the configuration whose store is played.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Play a story, or the desk's own past, against a configuration. Example: mailbot rehearse story.toml"""
    from mailbot.cli.rehearsing import rehearse_past, rehearse_story
    from mailbot.cli.troubles import WrongUse

    if (story is None) == (not past):
        raise WrongUse("name either a STORY or --past MONTH")
    if story is not None:
        raise typer.Exit(rehearse_story(config_path(), story, as_json=as_json))
    raise typer.Exit(rehearse_past(config_path(), past, of, as_json=as_json))


@app.command()
@troubles_in_words
def demo(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where to put it; without it, a temporary folder.")
    ] = None,
    stay: Annotated[bool, typer.Option("--stay/--no-stay", help="Keep the desk running for your own mail.")] = True,
) -> None:
    """Bring up a whole desk, play a short day through it, and stay up for your own mail. Example: mailbot demo"""
    from mailbot.cli.demo import run_demo

    raise typer.Exit(run_demo(folder=folder, stay=stay))


__all__ = ["PROBLEMS", "contract_app"]
