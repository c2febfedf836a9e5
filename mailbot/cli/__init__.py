"""The command line. Each command imports what it needs when it is called, so that `--help` is quick."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from mailbot import __version__
from mailbot.cli.printing import PROBLEMS, WRONG_USE, complain

PLACES = (Path("config.toml"), Path("/etc/mailbot/config.toml"))

app = typer.Typer(
    name="mailbot",
    help="A support desk that lives in e-mail."
    " Begin with `mailbot demo`, or write a config.toml and `mailbot check` it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="One JSON object, or one a line where there are many.")]
At = Annotated[str, typer.Option("--at", metavar="TIME", help="Set the clock, for rehearsals: 2026-12-28T18:20+09:00.")]


@dataclass(slots=True)
class Chosen:
    """What was said before the command."""

    config: Path | None = None


chosen = Chosen()


def version_asked(asked: bool) -> None:
    """Print the version and stop."""
    if asked:
        typer.echo(f"mailbot {__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    config: Annotated[
        Path | None,
        typer.Option(
            "-c", "--config", help="The configuration; else $MAILBOT_CONFIG, ./config.toml, /etc/mailbot/config.toml."
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=version_asked, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Remember the configuration that was named."""
    chosen.config = config


def found_config() -> Path | None:
    """The configuration in force, for commands that can do without one."""
    named = chosen.config or (Path(os.environ["MAILBOT_CONFIG"]) if os.environ.get("MAILBOT_CONFIG") else None)
    return named or next((place for place in PLACES if place.is_file()), None)


def config_path() -> Path:
    """The configuration in force; a usage error says where it was looked for."""
    found = found_config()
    if found is not None:
        return found
    looked = ", ".join(str(place) for place in PLACES)
    complain(f"no configuration: name one with -c or $MAILBOT_CONFIG (looked for {looked})")
    raise typer.Exit(WRONG_USE)


Command = TypeVar("Command", bound=Callable[..., Any])


def troubles_in_words(command: Command) -> Command:
    """Let a command end with words and an exit code instead of a traceback, where the trouble is the user's to mend."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from mailbot.cli.troubles import in_words

        try:
            return command(*args, **kwargs)
        except Exception as error:
            words = in_words(error)
            if words is None:
                raise
            complain(words.text)
            raise typer.Exit(words.code) from None

    return guarded  # type: ignore[return-value]  # the wrapper has the command's own signature


def main() -> None:
    """The entry point of the package."""
    from mailbot.cli import (  # noqa: F401 - they add their commands
        commands,
        contact_commands,
        contract_commands,
        fault_commands,
        policy_commands,
        report_commands,
    )

    app(prog_name="mailbot")


__all__ = ["PROBLEMS", "At", "Json", "app", "chosen", "config_path", "found_config", "main", "troubles_in_words"]
