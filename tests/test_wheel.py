"""The built wheel carries all that the desk needs: templates, migrations, the demo's desk, the example to copy."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what lies here, without the network."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = place.glob("mailbot-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `mailbot` of an environment with the wheel and with the libraries of this one, but without this checkout."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    own = next(place.glob("lib/python*/site-packages"))
    # Only the folder: a .pth file in it, which would lead back to the checkout, is not followed this way.
    (own / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    return place / "bin" / "mailbot"


def ran_in(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MAILBOT"))}
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False, timeout=120)


def test_every_template_migration_and_shipped_file_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    templates = {f"mailbot/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "templates").rglob("*.*")}
    versions = {path.relative_to(ROOT).as_posix() for path in (ROOT / "mailbot/store/migrations").rglob("*.py")}
    shipped = {"mailbot/cli/demo.toml", "mailbot/config.example.toml", "mailbot/py.typed"}

    assert (templates | versions | shipped) - names == set()
    assert len(templates) > 50
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/"))]


def test_the_demo_runs_from_the_installed_wheel_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    where = ran_in(tmp_path, str(installed.with_name("python")), "-c", "import mailbot; print(mailbot.__file__)")
    ran = ran_in(tmp_path, str(installed), "demo", "--no-stay", "--folder", str(tmp_path / "desk"))

    assert str(installed.parent.parent) in where.stdout
    assert ran.returncode == 0, ran.stderr
    assert "お問い合わせ" in ran.stdout
    assert "Kind regards" in ran.stdout
    assert len(list((tmp_path / "desk" / "outgoing").glob("*.eml"))) > 8


def test_the_migrations_run_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    ran_in(tmp_path, str(installed), "demo", "--no-stay", "--folder", str(tmp_path / "desk"))
    config = tmp_path / "desk" / "config.toml"
    kept = config.read_text("utf-8").replace("sqlite:///desk.db", "sqlite:///new.db").partition("logins = [")
    config.write_text(kept[0] + kept[2].partition("\n]\n")[2], "utf-8")

    ran = ran_in(tmp_path, str(installed), "-c", str(config), "db", "upgrade")

    assert ran.returncode == 0, ran.stderr
    assert "upgraded from nothing to" in ran.stdout
