"""A folder of mails to cases with acknowledgements delivered, stage by stage, beside Roundup's mail gateway.

Run: ``python benchmarks/thousand_mails.py``. Both get the same mails in the same run, one after the other, and hand
their letters to a mail server in a process of its own. Roundup is installed into a temporary environment for the run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.our_stages import STAGES, run_ours  # noqa: E402 - the path comes first
from benchmarks.sample_mails import sample_mails  # noqa: E402 - likewise

COUNTED_MAILS = 200
"""Mails of the run in which system calls are counted: counting slows a run down, so its times are not shown."""


def take_letters() -> None:
    """A mail server that takes every letter; prints its port, and in the end how many letters it took."""
    from aiosmtpd.controller import Controller

    class Sink:
        taken = 0

        async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            self.taken += 1
            return "250 taken"

    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()
    print(sink.taken, flush=True)


@contextmanager
def running_sink(outcome: dict[str, Any]) -> Iterator[int]:
    """Its port; how many letters it took is added to the outcome."""
    command = [sys.executable, __file__, "--sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout is not None
        yield int(sink.stdout.readline())
        outcome["letters"] = int(sink.communicate()[0])


def run(command: Sequence[str], *, counting: bool = False) -> dict[str, Any]:
    """One run in a process of its own: what it prints as JSON, or how often it made the disk catch up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    counter = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync"] if counting else []
    ran = subprocess.run([*counter, *command], check=False, capture_output=True, text=True, env=kept)
    if ran.returncode:
        raise SystemExit(f"{command[1]} failed:\n{ran.stderr}")
    if not counting:
        return dict(json.loads(ran.stdout.splitlines()[-1]))
    calls = re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s.*(?:fsync|fdatasync)$", ran.stderr, re.MULTILINE)
    return {"syncs": sum(map(int, calls))}


def ours(place: Path, mails: Path, into: str, *, counting: bool = False) -> dict[str, Any]:
    """`into` is "sink" or "folder"."""
    outcome: dict[str, Any] = {}
    place.mkdir()
    command = [sys.executable, __file__, "--ours", str(place), str(mails)]
    if into == "folder":
        return run([*command, 'folder = "outgoing"'], counting=counting)
    with running_sink(outcome) as port:
        outcome |= run([*command, f'url = "smtp://127.0.0.1:{port}"'], counting=counting)
    return outcome


def roundup(python: Path, place: Path, mails: Path, *, counting: bool = False) -> dict[str, Any]:
    """The same mails through Roundup's gateway."""
    outcome: dict[str, Any] = {}
    script = str(Path(__file__).with_name("roundup_gateway.py"))
    with running_sink(outcome) as port:
        outcome |= run([str(python), script, str(place), str(mails), str(port)], counting=counting)
    return outcome


def install_roundup(place: Path) -> Path | None:
    """Into an environment of its own; None, with the reason on the screen, where that does not work."""
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "roundup"]
    kept = {name: value for name, value in os.environ.items() if name != "PIP_CONSTRAINT"}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=kept, timeout=300)
    if ran.returncode:
        print(f"Roundup cannot be installed, so it is left out: {ran.stderr.strip().splitlines()[-1:]}")
        return None
    return python


def write_mails(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number, (_, raw) in enumerate(sample_mails(count)):
        (folder / f"{number:05}.eml").write_bytes(raw)
    return folder


def compare(count: int) -> None:
    """Prints one table."""
    with tempfile.TemporaryDirectory(prefix="thousand-mails-") as name:
        place = Path(name)
        mails, few = write_mails(place / "mails", count), write_mails(place / "few", COUNTED_MAILS)
        columns = {f"mailbot, {into}": ours(place / into, mails, into) for into in ("sink", "folder")}
        python = install_roundup(place / "environment")
        if python is not None:
            columns["Roundup, sink"] = roundup(python, place / "tracker", mails)
        if shutil.which("strace"):
            for into in ("sink", "folder"):
                counted = ours(place / f"{into}-counted", few, into, counting=True)
                columns[f"mailbot, {into}"]["syncs"] = counted["syncs"]
            if python is not None:
                counted = roundup(python, place / "tracker-counted", few, counting=True)
                columns["Roundup, sink"]["syncs"] = counted["syncs"]
        size = sum(path.stat().st_size for path in mails.iterdir()) / count
    print_table(columns, count, size)


def print_table(columns: Mapping[str, Mapping[str, Any]], count: int, size: float) -> None:
    print(f"{count} mails of {size / 1000:.1f} kB on average; milliseconds a mail\n")
    print(f"{'':30}" + "".join(f"{name:>18}" for name in columns))
    for stage in STAGES:
        shown = (column.get("stages", {}).get(stage) for column in columns.values())
        print(f"{stage:30}" + "".join("" if one is None else f"{one / count * 1e3:18.2f}" for one in shown))
    for name, key in (("all", "seconds"), ("of it processor time", "processor")):
        print(f"{name:30}" + "".join(f"{column[key] / count * 1e3:18.2f}" for column in columns.values()))
    for name in ("cases", "letters"):
        print(f"{name:30}" + "".join(f"{column.get(name, ''):>18}" for column in columns.values()))
    syncs = [column["syncs"] / COUNTED_MAILS if "syncs" in column else None for column in columns.values()]
    print(f"{'fsync a mail':30}" + "".join("" if one is None else f"{one:18.2f}" for one in syncs))
    for name, column in columns.items():
        if column["cases"] != count or column.get("unfinished"):
            print(f"{name}: {column['cases']} cases, {column.get('unfinished')}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--ours", nargs=3, metavar=("PLACE", "MAILS", "DELIVERY"), help="one run of ours alone")
    parser.add_argument("--sink", action="store_true", help="the mail server that takes the letters")
    chosen = parser.parse_args()
    if chosen.sink:
        take_letters()
    elif chosen.ours:
        place, mails, delivery = chosen.ours
        print(json.dumps(run_ours(Path(place), Path(mails), delivery)))
    else:
        compare(chosen.mails)


if __name__ == "__main__":
    main()
