"""What one look of the sweep costs with 1,000, 10,000 and 100,000 open cases of which ten are due.

Run: ``python -m benchmarks.sweep [CASES…]``. Each store is an SQLite file in a temporary folder.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailbot.config import load_config
from mailbot.desk.cases import Event, EventKind, Participant
from mailbot.desk.records import NewCase
from mailbot.stages.house import House
from mailbot.stages.keeping import Keeping
from mailbot.store import Store, open_store
from mailbot.store.unit import Unit
from mailbot.wiring.house import house_of, keyring_of

CONFIG = """
[desk]
name = "Example Support"
address = "support@vendor.example"
languages = ["en"]
[delivery]
folder = "outgoing"
[trust]
authserv_ids = ["mx.vendor.example"]
[[staff]]
name = "Sam Brown"
addresses = ["brown@vendor.example"]
[calendars.office]
tz = "Asia/Tokyo"
weekly = { "mon-fri" = ["10:00-17:00"] }
national_holidays = "JP"
[policies.standard]
late_notice = { clock = "answer", days = 2 }
auto_close = { business_days = 7, notice = 2 }
[policies.standard.clocks.answer]
from = "each_customer_mail"
stop = ["reply"]
target = { business_days = 5 }
[policies.standard.clocks.resolve]
stop = ["resolved"]
target = { weeks = 3 }
pause_while_waiting = true
[[contracts]]
id = "C-1"
client = "Example Ltd"
policy = "standard"
calendar = "office"
from = 2020-01-01
contacts = [{ name = "Jane Doe", addresses = ["doe@client.example"] }]
"""
RECEIVED = datetime(2026, 12, 7, 2, 0, tzinfo=UTC)
NOW = RECEIVED + timedelta(minutes=30)
EARLIER = RECEIVED - timedelta(days=7)
"""So long ago that the answer was due on the day of the look."""
DUE = 10
LOOKS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Seconds."""

    filling: float
    idle: float
    """A look when nothing is due."""
    due: float
    """A look that finds ten cases due, does what is to be done, and commits."""


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print(f"{'open cases':>12} {'nothing due':>14} {'ten due':>12} {'each':>10} {'opening one':>14}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = measured(Path(folder), size)
        each = f"{found.due / DUE * 1000:.2f} ms"
        opening = f"{found.filling / size * 1000:.2f} ms"
        print(f"{size:>12,} {found.idle * 1000:>11.2f} ms {found.due * 1000:>9.1f} ms {each:>10} {opening:>14}")


def measured(folder: Path, size: int) -> Figures:
    path = folder / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    config = load_config(path)
    store = open_store(f"sqlite:///{folder / 'desk.db'}")
    store.declare_contracts(config.contracts, EARLIER, "configuration")
    house = house_of(config, keyring_of(config, store))
    begun = time.perf_counter()
    fill(store, house, size, RECEIVED)
    filled = time.perf_counter() - begun
    keeping = Keeping(house=house)
    idle = [timed(store, keeping, NOW) for _ in range(LOOKS)]
    due: list[float] = []
    for _ in range(5):
        fill(store, house, DUE, EARLIER)
        due.append(timed(store, keeping, NOW))
    store.close()
    return Figures(filling=filled, idle=statistics.median(idle), due=statistics.median(due))


def timed(store: Store, keeping: Keeping, now: datetime) -> float:
    begun = time.perf_counter()
    with store.unit(now) as unit:
        keeping.some(unit, now, 100)
    return time.perf_counter() - begun


def fill(store: Store, house: House, size: int, received_at: datetime) -> None:
    """Cases as they are opened, with their clocks and the time of the next look."""
    left = size
    while left:
        with store.unit(received_at) as unit:
            for _ in range(min(left, 1_000)):
                open_one(unit, house, received_at)
        left -= min(left, 1_000)


def open_one(unit: Unit, house: House, received_at: datetime) -> None:
    contract = unit.contract("C-1")
    assert contract is not None
    version = house.policies.on(contract.policy, received_at.date())
    policy, calendar = house.policies.keep(unit, version, contract.calendar)
    case = unit.open_case(
        NewCase(
            contract_id=contract.id,
            subject="The printer stands still",
            category=version.default_category.key,
            category_reason="",
            priority=version.default_priority.key,
            priority_reason="",
            unsure="",
            received_at=received_at,
            policy_digest=policy,
            calendar_digest=calendar,
            language="en",
            private=False,
            participants=(Participant(address="doe@client.example", name="Jane Doe", is_opener=True),),
        )
    )
    unit.add_event(case.id, Event(at=received_at, kind=EventKind.RECEIVED))
    house.play(unit, case, contract, version, received_at)


if __name__ == "__main__":
    main()
