"""The `policy` commands that print a policy on paper, and their arguments; what each does lies in `policy_paper`."""

from __future__ import annotations

from typing import Annotated

import typer

from mailbot.cli import Json, config_path, troubles_in_words
from mailbot.cli.commands import policy_app

Policy = Annotated[str, typer.Argument(metavar="P", help="A policy of the configuration.")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="As of this date, 2026-04-01; without it, today.")]
Format = Annotated[str, typer.Option("--format", help="text, html or json.")]
PaperLanguage = Annotated[str, typer.Option("--language", help="ja or en; without it, the desk's.")]


@policy_app.command("show")
@troubles_in_words
def policy_show(
    policy: Policy, on: On = "", form: Format = "text", language: PaperLanguage = "", as_json: Json = False
) -> None:
    """Print what a policy promises, with its hours and holidays. Example: mailbot policy show standard --format html"""
    from mailbot.cli.policy_paper import Asked, show_policy

    show_policy(config_path(), policy, Asked(on=on, format="json" if as_json else form, language=language))


@policy_app.command("changes")
@troubles_in_words
def policy_changes(
    policy: Policy, on: On = "", form: Format = "text", language: PaperLanguage = "", as_json: Json = False
) -> None:
    """Print what changed from version to version, before and after. Example: mailbot policy changes standard"""
    from mailbot.cli.policy_paper import Asked, show_changes

    show_changes(config_path(), policy, Asked(on=on, format="json" if as_json else form, language=language))
