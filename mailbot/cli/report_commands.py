"""The `report` command and its arguments; what it does lies in `reports`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli import app, config_path, troubles_in_words


@app.command()
@troubles_in_words
def report(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The month: 2026-11.")],
    contract: Annotated[str, typer.Option("--contract", help="Of this contract; without it, of the whole desk.")] = "",
    form: Annotated[
        str, typer.Option("--format", help="html, csv, json, text, pdf; several with commas need --out.")
    ] = "text",
    out: Annotated[Path | None, typer.Option("--out", help="Write files into this folder.")] = None,
    language: Annotated[str, typer.Option("--language", help="ja or en; by default the contract's.")] = "",
    story: Annotated[
        Path | None, typer.Option("--story", help="Count what a story tells, played in memory, not the store.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Queue it for its readers, each once.")] = False,
) -> None:
    """Count a month and write its report. Example: mailbot report 2026-11 --contract C-1 --format html,csv --out var"""
    from mailbot.cli.reports import Wanted, make_report

    make_report(
        config_path(),
        Wanted(month=month, contract=contract, forms=form, out=out, language=language, send=send, story=story),
    )
