"""What is there is documented, and what is documented is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from mailbot.cli import app, commands, contract_commands, fault_commands, policy_commands, report_commands

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {".venv", ".git", "tests", ".hypothesis", ".mypy_cache", ".ruff_cache", "build", "dist"}
ADDED = (commands, contract_commands, fault_commands, policy_commands, report_commands)
"""Importing these modules adds their commands to the app."""


def leaves(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def all_commands() -> list[tuple[str, Any]]:
    return list(leaves(typer.main.get_command(app)))


@pytest.mark.parametrize(("name", "command"), all_commands())
def test_every_command_has_help_with_an_example(name: str, command: Any) -> None:
    assert "Example: mailbot " in (command.help or ""), name


@pytest.mark.parametrize(("name", "_command"), all_commands())
def test_every_command_stands_in_the_operator_guide(name: str, _command: Any) -> None:
    guide = (ROOT / "docs/guide/commands.md").read_text(encoding="utf-8")

    assert f"mailbot {name}" in guide


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md")]))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    targets = [target for target in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in target and "@" not in target]

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_project_speaks_of_itself_alone() -> None:
    strange = re.compile(r"/work/|/root/|\.\./shared|\bhelper-\d|\bissue \d", re.IGNORECASE)

    found = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".md", ".toml", ".txt", ".html"}
        and not NOT_OURS & set(path.relative_to(ROOT).parts)
        and strange.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
