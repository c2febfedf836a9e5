"""The `announce` and `incident` commands and their arguments; what each does lies in the module that it imports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli import Json, app, config_path, troubles_in_words

FaultNumber = Annotated[str, typer.Argument(metavar="FLT", help="The number of a fault, like FLT-0001.")]
Lines = Annotated[Path, typer.Argument(metavar="FILE", help="Labelled lines as in a mail to the desk; - for input.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="Send at once, if no approval of another member is needed.")]

incident_app = typer.Typer(help="Faults that concern many.", no_args_is_help=True)
app.add_typer(incident_app, name="incident")


@app.command()
@troubles_in_words
def announce(
    what: Annotated[str, typer.Argument(metavar="FILE|status|allow", help="A TOML file, or what else is to be done.")],
    which: Annotated[
        str, typer.Argument(metavar="N|ADDRESS", help="With status an announcement, with allow who had objected.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show whom it would reach and how it reads.")] = False,
    confirm: Confirm = False,
    as_json: Json = False,
) -> None:
    """Draft an announcement, tell how one went, or end an objection. Example: mailbot announce status 12"""
    from mailbot.cli.announcing import allow_again, announce_file, status_of

    if what == "status":
        raise typer.Exit(status_of(config_path(), which, as_json=as_json))
    if what == "allow":
        raise typer.Exit(allow_again(config_path(), which))
    raise typer.Exit(announce_file(config_path(), Path(what), dry_run=dry_run, confirm=confirm, as_json=as_json))


@incident_app.command("list")
@troubles_in_words
def incident_list(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORD…", help="Only faults with all of these.")] = None,
    as_json: Json = False,
) -> None:
    """List faults, the newest first. Example: mailbot incident list login"""
    from mailbot.cli.incidents import list_faults

    list_faults(config_path(), " ".join(words or ()), as_json=as_json)


@incident_app.command("show")
@troubles_in_words
def incident_show(number: FaultNumber, as_json: Json = False) -> None:
    """Show a fault with its history. Example: mailbot incident show FLT-0001"""
    from mailbot.cli.incidents import show_fault

    show_fault(config_path(), number, as_json=as_json)


@incident_app.command("open")
@troubles_in_words
def incident_open(file: Lines, confirm: Confirm = False) -> None:
    """Open a fault; its announcement is drafted. Example: mailbot incident open fault.txt"""
    from mailbot.cli.incidents import record

    raise typer.Exit(record(config_path(), "", file, confirm=confirm))


@incident_app.command("update")
@troubles_in_words
def incident_update(number: FaultNumber, file: Lines, confirm: Confirm = False) -> None:
    """Add news, a cause or a correction to a fault. Example: mailbot incident update FLT-0001 news.txt"""
    from mailbot.cli.incidents import record

    raise typer.Exit(record(config_path(), number, file, confirm=confirm))


@incident_app.command("recover")
@troubles_in_words
def incident_recover(number: FaultNumber, file: Lines, confirm: Confirm = False) -> None:
    """Record that a fault is over: now, unless a line says when. Example: mailbot incident recover FLT-0001 end.txt"""
    from mailbot.cli.incidents import record

    raise typer.Exit(record(config_path(), number, file, argument="recovered", confirm=confirm))


@incident_app.command("link")
@troubles_in_words
def incident_link(
    number: FaultNumber, case: Annotated[str, typer.Argument(metavar="N", help="A case number.")]
) -> None:
    """Link a case to a fault. Example: mailbot incident link FLT-0001 INC-000123"""
    from mailbot.cli.incidents import link_case

    link_case(config_path(), number, case)


@incident_app.command("export")
@troubles_in_words
def incident_export(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORD…", help="Only faults with all of these.")] = None,
    as_json: Json = False,
) -> None:
    """Write the history of faults as CSV, or as JSON lines. Example: mailbot incident export > faults.csv"""
    from mailbot.cli.incidents import export_faults

    export_faults(config_path(), " ".join(words or ()), as_json=as_json)
