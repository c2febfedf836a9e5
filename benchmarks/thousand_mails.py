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
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.sample_mails import BOUNDARY_SERVER, DESK, PEOPLE, sample_mails  # noqa: E402 - the path comes first

STAGES = (
    "ingest",
    "claim",
    "read",
    "prove",
    "identify, decide, carry out",
    "write letters",
    "commit",
    "carry letters",
    "note letters",
)
COUNTED_MAILS = 200
"""Mails of the run in which system calls are counted: counting slows a run down, so its times are not shown."""
TOGETHER = 50
"""Mails of one commit, as `mailbot ingest` has it."""
CONFIG = """
[desk]
name = "例示サポート"
address = "{desk}"
timezone = "Asia/Tokyo"
languages = ["ja", "en"]
[store]
url = "sqlite:///desk.db"
[delivery]
{delivery}
[trust]
authserv_ids = ["{boundary}"]
dkim = false
require = "A"
[[staff]]
name = "鈴木"
addresses = ["suzuki@vendor.example"]
[calendars.office]
tz = "Asia/Tokyo"
weekly = {{ "mon-fri" = ["10:00-12:00", "13:00-17:00"] }}
national_holidays = "JP"
closed_yearly = [["12-29", "01-03"]]
[[policies.standard.versions]]
from = 2020-01-01
[policies.standard.versions.clocks.answer]
target = {{ business_days = 1, outside = "deemed" }}
from = "each_customer_mail"
stop = ["reply"]
[policies.standard.versions.clocks.resolve]
target = {{ weeks = 1, outside = "deemed" }}
stop = ["resolved"]
[[rules]]
name = "slow"
when = {{ words = ["遅く", "エラー", "takes a minute"] }}
category = "question"
[[contracts]]
id = "C-1"
client = "株式会社例示商事"
domains = ["client.example"]
policy = "standard"
calendar = "office"
from = 2020-01-01
language = "ja"
contacts = [
{contacts}
]
"""


class Timers:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*args: Any, **kwargs: Any) -> Any:
            begun = perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                self.seconds[stage] += perf_counter() - begun

        return measured


class TimedStore:
    """The store as the stages see it, with the time that it takes; everything else is the store's own."""

    def __init__(self, store: Any, timers: Timers) -> None:
        self._store = store
        self._timers = timers
        self.claim = timers.timed("claim", store.claim)
        self.claim_letters = timers.timed("note letters", store.claim_letters)
        self.note_deliveries = timers.timed("note letters", store.note_deliveries)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def unit(self, now: Any = None) -> Iterator[Any]:
        begun = perf_counter()
        with self._store.unit(now) as unit:
            entered = perf_counter()
            yield unit
            left = perf_counter()
        self._timers.seconds["commit"] += perf_counter() - left + entered - begun
        self._timers.seconds["unit"] += left - entered


class TimedWriting:
    """The correspondence, with the time that writing takes."""

    def __init__(self, correspondence: Any, timers: Timers) -> None:
        self._correspondence = correspondence
        self.write = timers.timed("write letters", correspondence.write)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._correspondence, name)


def run_ours(place: Path, mails: Path, delivery: str) -> Mapping[str, Any]:
    """Ingest, process and deliver one after the other, so that their times add up."""
    from mailbot.config import load_config
    from mailbot.config.shape import LogSettings
    from mailbot.edges.clock import system_clock
    from mailbot.logs import set_up_logs
    from mailbot.stages.deliver import Deliver
    from mailbot.wiring import courier_of, open_desk

    set_up_logs(LogSettings(level="warning"))
    contacts = "\n".join(f'  {{ name = "担当 {at}", addresses = ["{one}"] }},' for at, one in enumerate(PEOPLE))
    text = CONFIG.format(desk=DESK, delivery=delivery, boundary=BOUNDARY_SERVER, contacts=contacts)
    (place / "config.toml").write_text(text, encoding="utf-8")
    config = load_config(place / "config.toml")
    desk, timers = open_desk(config, system_clock), Timers()
    books = cast("Any", TimedStore(desk.store, timers))
    courier = cast("Any", courier_of(config))
    house = replace(desk.house, correspondence=cast("Any", TimedWriting(desk.house.correspondence, timers)))
    process = replace(
        desk.process,
        books=books,
        house=house,
        read=timers.timed("read", desk.process.read),
        prove=timers.timed("prove", desk.process.prove),
    )
    deliver = Deliver(books, courier, lanes=1 if config.delivery.folder else config.delivery.connections)

    begun, used = perf_counter(), process_time()
    timers.timed("ingest", ingest)(desk, mails)
    for stage in (process, timers_of_delivery(deliver, timers)):
        while stage.some(system_clock(), desk.worker.batch):
            pass
    total, used = perf_counter() - begun, process_time() - used

    waiting = dict(desk.store.counts())
    deliver.close()
    desk.close()
    seconds = dict(timers.seconds)
    seconds["identify, decide, carry out"] = seconds.pop("unit") - seconds["write letters"]
    seconds["carry letters"] -= seconds["note letters"]
    cases = waiting.pop("cases.new", 0)
    return {"seconds": total, "processor": used, "stages": seconds, "cases": cases, "unfinished": waiting}


def timers_of_delivery(deliver: Any, timers: Timers) -> Any:
    """The deliver stage with its time taken."""
    deliver.some = timers.timed("carry letters", deliver.some)
    return deliver


def ingest(desk: Any, mails: Path) -> None:
    """As `mailbot ingest` does it."""
    from mailbot.desk.proof import Arrival, Door
    from mailbot.edges.files import mails_at

    found = [
        (raw, Arrival(door=Door.FILE, source=source, received_at=desk.worker.clock(), trusted=True))
        for source, raw in mails_at(str(mails))
    ]
    for at in range(0, len(found), TOGETHER):
        desk.collect.many(found[at : at + TOGETHER])


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
