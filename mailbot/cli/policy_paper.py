"""`policy show` and `policy changes`: a policy of the configuration on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.cli.printing import print_json
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.desk.policy_keys import suggest
from mailbot.desk.policy_paper import policy_paper
from mailbot.desk.policy_paper_changes import changes_paper
from mailbot.desk.policy_paper_values import as_json
from mailbot.edges.clock import system_clock
from mailbot.edges.paper import as_html, as_text
from mailbot.edges.templates import TemplateTrouble
from mailbot.wiring import hours_of

if TYPE_CHECKING:
    from mailbot.config import Config
    from mailbot.desk.policy import Policy
    from mailbot.desk.policy_paper_values import Paper

FORMATS = ("text", "html", "json")
LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the paper is wanted, as given on the command line; empty where nothing was said."""

    on: str = ""
    format: str = "text"
    language: str = ""


def show_policy(config_path: Path, name: str, asked: Asked) -> None:
    """Print what a policy promises on a date, by default today."""
    print_paper(config_path, name, asked, changes=False)


def show_changes(config_path: Path, name: str, asked: Asked) -> None:
    """Print the before/after tables of a policy and its calendars."""
    print_paper(config_path, name, asked, changes=True)


def print_paper(config_path: Path, name: str, asked: Asked, *, changes: bool) -> None:
    """Print one of the two papers in the format that was asked for."""
    if asked.format not in FORMATS:
        raise WrongUse(f"--format is one of {', '.join(FORMATS)}, not {asked.format!r}")
    config = load_config(config_path)
    paper = paper_of(config, name, asked, changes=changes)
    if asked.format == "json":
        print_json({"policy": name, **as_json(paper)})
    elif asked.format == "html":
        print(_page(paper, config), end="")
    else:
        print(as_text(paper), end="")


def paper_of(config: Config, name: str, asked: Asked, *, changes: bool) -> Paper:
    """The document; WrongUse for a policy, date or language that is none."""
    policy = _policy(config, name)
    language = _language(asked.language or config.desk.language)
    make = changes_paper if changes else policy_paper
    return make(
        policy,
        hours_of(config.calendars, config.path.parent),
        on=_day(asked.on, config.desk.timezone),
        language=language,
        desk=config.delivery.from_names.in_language(language) or config.desk.name,
        timezone=config.desk.timezone,
        contract_calendars=sorted({one.calendar for one in config.contracts if one.policy == name}),
    )


def _page(paper: Paper, config: Config) -> str:
    """The page in the desk's own layout where it has one."""
    own = config.desk.templates
    try:
        return as_html(paper, [own] if own else [])
    except TemplateTrouble as trouble:
        raise Problem(str(trouble)) from trouble


def _policy(config: Config, name: str) -> Policy:
    if name not in config.policies:
        raise WrongUse(f"there is no policy {name!r}{suggest(name, config.policies)}")
    return config.policies[name]


def _language(asked: str) -> str:
    if asked not in LANGUAGES:
        raise WrongUse(f"--language is one of {', '.join(LANGUAGES)}, not {asked!r}")
    return asked


def _day(asked: str, timezone: str) -> date:
    if not asked:
        return system_clock().astimezone(ZoneInfo(timezone)).date()
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise WrongUse(f"--on {asked!r} is no date; write it as 2026-04-01") from None
