"""The process stage: read, prove, identify, decide, carry out; one inbox row a unit, a commit shared where safe."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.desk.decide import decide
from mailbot.desk.decision import OpenCase
from mailbot.desk.mail import InboundMail, Unreadable
from mailbot.desk.proof import Level, Proof
from mailbot.desk.records import NoLongerOurs, TryLater
from mailbot.mail.resolving import TemporaryDnsTrouble
from mailbot.stages.bouncing import NULL_SENDER, from_null_sender
from mailbot.stages.carry_out import carry_out
from mailbot.stages.units_promised import may_be_the_last, with_door_held

if TYPE_CHECKING:
    from mailbot.desk.records import Claimed, Outcome
    from mailbot.stages.house import House
    from mailbot.stages.identify import Identify
    from mailbot.stages.ports import Books, Unit

AFTER_TROUBLE = timedelta(minutes=1)
"""When a mail is tried again whose proof did not work out for now."""
AFTER_CLASH = timedelta(seconds=1)
"""When mails are tried again whose commit gave way to another worker's, or found the database busy."""

DNS_PATIENCE = timedelta(hours=4)
"""How long a mail waits for a DNS answer that its proof depends upon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What became of one inbox row, for the log: never a word of the mail."""

    inbox_id: int
    outcome: Outcome | None = None
    number: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    claimed: Claimed
    mail: InboundMail | Unreadable
    proof: Proof


class _GoesAlone(Exception):
    """A mail that has to be processed in a transaction of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The stage. `tell` hears what became of each row; a row that failed `tries` times is set aside, whole."""

    books: Books
    read: Callable[[bytes], InboundMail | Unreadable]
    prove: Callable[[Claimed], Proof]
    prove_offline: Callable[[Claimed], Proof]
    identify: Identify
    house: House
    tell: Callable[[Processed], None]
    tries: int = 3

    def some(self, now: datetime, limit: int) -> int:
        """Process up to `limit` rows; says how many it claimed.

        Reading and proving happen outside any transaction; the rest of all rows shares one, with a savepoint
        each. A row that raises goes back and runs alone the next time (DECISIONS 27). A mail that may take the last
        units of a contract has a transaction of its own, in its turn: it holds the contract, and of contracts nobody
        may hold several.
        """
        claimed = self.books.claim(now, limit)
        left = [read for one in claimed if (read := self._prepared(one, now)) is not None]
        size = len(left)
        while left:
            try:
                done, failed = self._together(left[:size], now, limit)
            except TryLater as trouble:
                self._later([read.claimed for read in left], now, trouble, wait=AFTER_CLASH)
                break
            for processed in done:
                self.tell(processed)
            for read, error in failed:
                self._failed(read.claimed, error, now, read.mail)
            went = len(done) + len(failed)
            left, size = left[went:], 1 if went < size else len(left) - went
        return len(claimed)

    def _together(
        self, ready: Sequence[_Read], now: datetime, limit: int
    ) -> tuple[list[Processed], list[tuple[_Read, Exception]]]:
        """All rows in one commit, up to the first that has to go alone; what failed left nothing behind."""
        failed: list[tuple[_Read, Exception]] = []
        done: list[Processed] = []
        with self.books.unit(now) as unit:
            for read in ready:
                try:
                    with unit.savepoint():
                        done.append(self._processed(unit, read, now, limit=limit, alone=len(ready) == 1))
                except TryLater:
                    raise
                except _GoesAlone:
                    break
                except NoLongerOurs:
                    done.append(Processed(inbox_id=read.claimed.inbox_id, trouble="taken over by another worker"))
                except Exception as error:  # noqa: BLE001 - a bug of ours costs one mail a try, never the others
                    failed.append((read, error))
        return done, failed

    def _prepared(self, claimed: Claimed, now: datetime) -> _Read | None:
        """The mail read and proven; None if the row was set aside or has to wait."""
        if claimed.tries > self.tries:
            self.books.set_aside(claimed.inbox_id, f"failed {self.tries} times")
            self.tell(Processed(inbox_id=claimed.inbox_id, trouble="set aside"))
            return None
        mail: InboundMail | Unreadable | None = None
        try:
            mail = self.read(NULL_SENDER + claimed.raw if from_null_sender(claimed) else claimed.raw)
            if isinstance(mail, Unreadable):
                return _Read(claimed=claimed, mail=mail, proof=Proof(level=Level.D, evidence="unreadable"))
            return _Read(claimed=claimed, mail=mail, proof=self._proof(claimed, now))
        except TemporaryDnsTrouble as trouble:
            self._later([claimed], now, trouble)
        except Exception as error:  # noqa: BLE001 - as above: one mail's trouble is that mail's alone
            self._failed(claimed, error, now, mail)
        return None

    def _proof(self, claimed: Claimed, now: datetime) -> Proof:
        """What the mail proves. A sender whose DNS never answers is judged without it in the end."""
        prove = self.prove if now - claimed.received_at < DNS_PATIENCE else self.prove_offline
        return prove(claimed)

    def _processed(self, unit: Unit, read: _Read, now: datetime, *, limit: int, alone: bool) -> Processed:
        situation = self.identify.situation(unit, read.claimed, read.mail, read.proof, now)
        decision = decide(situation)
        if isinstance(decision, OpenCase) and may_be_the_last(situation, decision, limit):
            if not alone:
                raise _GoesAlone
            situation = with_door_held(unit, situation, decision.contract)
            decision = decide(situation)
        outcome, case = carry_out(self.house, unit, read.claimed, situation, decision)
        return Processed(inbox_id=read.claimed.inbox_id, outcome=outcome, number=case.number if case else "")

    def _failed(self, claimed: Claimed, error: Exception, now: datetime, mail: InboundMail | Unreadable | None) -> None:
        """The row goes back, to be tried alone; after its last try it is set aside with what went wrong."""
        trouble = place_of(error)
        if claimed.tries < self.tries:
            self.books.put_back((claimed.inbox_id,), until=now, uncount=False)
        else:
            words, read = f"failed {claimed.tries} times: {trouble}", mail if isinstance(mail, InboundMail) else None
            sender = read.author.address if read and read.author else ""
            self.books.set_aside(claimed.inbox_id, words, sender=sender, subject=read.subject if read else "")
            trouble = f"set aside: {trouble}"
        self.tell(Processed(inbox_id=claimed.inbox_id, trouble=trouble))

    def _later(
        self, claimed: Sequence[Claimed], now: datetime, trouble: Exception, *, wait: timedelta = AFTER_TROUBLE
    ) -> None:
        """Trouble that is nobody's fault is no try (DECISIONS 27)."""
        self.books.put_back([one.inbox_id for one in claimed], until=now + wait, uncount=True)
        for one in claimed:
            self.tell(Processed(inbox_id=one.inbox_id, trouble=f"later: {_named(trouble)}"))


def _named(trouble: Exception) -> str:
    """Expected trouble in its own words, which are ours."""
    return f"{type(trouble).__name__}: {trouble}"


def place_of(error: Exception) -> str:
    """An unexpected error by its kind and its place: its words may be words of the mail."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "mailbot" in Path(frame.filename).parts]
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
