"""The shape of the house: sizes, imports, nothing unfinished, nothing that belongs elsewhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mailbot"
LONGEST_FILE = 300
LONGEST_FUNCTION = 50
TABLES_OF_DATA = frozenset[str]()
"""Files whose length is data (DECISIONS 52)."""


def modules() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("*.py") if "migrations/versions" not in path.as_posix())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert {name: lines for name, lines in long.items() if name not in TABLES_OF_DATA} == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = {
        f"{path.relative_to(ROOT)} {name}": lines
        for path in modules()
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    }

    assert long == {}


def test_every_module_says_what_it_holds() -> None:
    silent = [path.name for path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]

    assert silent == []


def test_nothing_is_marked_as_unfinished() -> None:
    words = r"\b(TODO|FIXME|XXX|NotImplementedError)\b|pragma: no cover|noqa(:[^-#]*)?$|type: ignore$"
    marks = re.compile(words, re.MULTILINE)

    found = [path.name for path in modules() if marks.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_the_rooms_import_only_what_they_may() -> None:
    command = [Path(sys.executable).with_name("lint-imports").as_posix(), "--no-cache"]

    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("word", ["utils", "helpers", "base", "manager", "handler", "misc", "common"])
def test_no_module_is_named_for_nothing(word: str) -> None:
    assert [path.name for path in modules() if path.stem == word] == []


def test_the_clock_is_read_in_one_place_only() -> None:
    reading = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")

    readers = [path.relative_to(PACKAGE).as_posix() for path in modules() if reading.search(path.read_text("utf-8"))]

    assert readers == ["edges/clock.py"]
