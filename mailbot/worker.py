"""The loop around the stages and the doors: runs them until told to stop, each in a thread of its own."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from mailbot.desk.records import TryLater

log = structlog.get_logger("mailbot")

IDLE_SECONDS = 1.0
"""How long a stage with nothing to do waits, if nobody wakes it: another worker may have left work."""
CLASH_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)
"""The pauses of `once` where the store cannot serve it now, in seconds."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""The growing pauses of a stage in trouble, in seconds."""


class Stage(Protocol):
    """A kind of work: `some` does up to `limit` units of what is due and says how many it did."""

    def some(self, now: datetime, limit: int) -> int: ...


class DoorLoop(Protocol):
    """A way in that runs until told to stop."""

    def run(self, stop: threading.Event) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """The stages in the order of a mail's way, the doors, and the clock that all of them share."""

    stages: Sequence[tuple[str, Stage]]
    doors: Sequence[tuple[str, DoorLoop]]
    clock: Callable[[], datetime]
    warm: Callable[[], None] = lambda: None
    """What makes the first mail as quick as the others; called before `run` claims anything."""
    batch: int = 20
    """How many units a stage may take in one go; those of process share one commit."""
    wakers: dict[str, threading.Event] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """The doors that ended by themselves, which stops the worker: somebody has to look."""

    def once(self) -> int:
        """Run every stage until nothing is due; says how many units were done."""
        done = 0
        while ran := sum(self._drained(stage) for _, stage in self.stages):
            done += ran
        return done

    def _drained(self, stage: Stage) -> int:
        """All that a stage has to do. A store that gave way to another worker's is asked again after a moment, a few
        times; nothing was changed by then."""
        done, clashes = 0, 0
        while True:
            try:
                ran = stage.some(self.clock(), self.batch)
            except TryLater:
                clashes += 1
                if clashes > len(CLASH_PAUSES):
                    raise
                time.sleep(CLASH_PAUSES[clashes - 1])
                continue
            if not ran:
                return done
            done, clashes = done + ran, 0

    def run(self, stop: threading.Event) -> None:
        """Run doors and stages until `stop` is set; every stage ends the unit that it has in hand."""
        self.warm()
        threads = [
            threading.Thread(target=self._attended, args=(name, door.run, stop), name=f"door {name}")
            for name, door in self.doors
        ]
        threads += [
            threading.Thread(target=self._looped, args=(name, stage, stop), name=f"stage {name}")
            for name, stage in self.stages
        ]
        for thread in threads:
            thread.start()
        log.info("running", doors=[name for name, _ in self.doors], stages=[name for name, _ in self.stages])
        stop.wait()
        for waker in self.wakers.values():
            waker.set()
        for thread in threads:
            thread.join()
        log.info("stopped")

    def _looped(self, name: str, stage: Stage, stop: threading.Event) -> None:
        waker = self.wakers.setdefault(name, threading.Event())
        trouble = 0
        while not stop.is_set():
            waker.clear()
            try:
                ran = stage.some(self.clock(), self.batch)
                trouble = 0
            except Exception as error:  # noqa: BLE001 - a stage outlives any trouble; units count their own tries
                pause = PAUSES[min(trouble, len(PAUSES) - 1)]
                trouble += 1
                log.error("stage failed", stage=name, error=_named(error), again_in=pause)
                stop.wait(pause)
                continue
            if ran:
                self._wake_others(name)
            else:
                waker.wait(IDLE_SECONDS)

    def _wake_others(self, name: str) -> None:
        for other, waker in self.wakers.items():
            if other != name:
                waker.set()

    def wake(self, name: str) -> None:
        """Tell a stage that there is work, so that it need not wait for its next look."""
        if name in self.wakers:
            self.wakers[name].set()

    def _attended(self, name: str, run: Callable[[threading.Event], None], stop: threading.Event) -> None:
        try:
            run(stop)
        except Exception as error:  # noqa: BLE001 - told to the operator; the other doors go on
            log.error("door failed", door=name, error=_named(error))
            self.broken.append(name)
            stop.set()


def stop_on_signals(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT end the work after the unit in hand."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
