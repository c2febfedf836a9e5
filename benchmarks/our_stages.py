"""mailbot's side of the thousand mails: ingest, process and deliver in this process, with the time of each stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, cast

from benchmarks.sample_mails import BOUNDARY_SERVER, DESK, PEOPLE

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
        self.write_if_possible = timers.timed("write letters", correspondence.write_if_possible)

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
    lanes = 1 if config.delivery.folder else config.delivery.connections
    deliver = Deliver(books, courier, lanes=lanes, clock=system_clock)

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
