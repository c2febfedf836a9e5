"""A whole desk: store, stages and doors put together from a configuration."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.desk.complaints import Complaints
from mailbot.edges.clock import Clock
from mailbot.edges.dns import Dns
from mailbot.edges.paper import as_html
from mailbot.edges.smtp_door import SocketDoor
from mailbot.edges.smtp_out import SmtpCourier
from mailbot.mail.message_ids import content_key
from mailbot.stages.announcing_round import AnnouncingRound
from mailbot.stages.collect import Collect
from mailbot.stages.deliver import Deliver, Undelivered
from mailbot.stages.digest import Digest
from mailbot.stages.fault_news import FaultNews
from mailbot.stages.folders import Folders
from mailbot.stages.house import House
from mailbot.stages.identify import Identify, Loops
from mailbot.stages.intake_watch import IntakeWatch
from mailbot.stages.keeping import Keeping
from mailbot.stages.process import Process, Processed, place_of
from mailbot.stages.report_round import ReportRound
from mailbot.stages.stating_round import StatingRound
from mailbot.stages.sweep import Sweep
from mailbot.stages.units_round import UnitsRound
from mailbot.store import Store
from mailbot.wiring.doors import courier_of, doors_of, sent_folder_of, statuses_of
from mailbot.wiring.house import digest_times_of, house_of, keyring_of, proof_of, reader_of
from mailbot.wiring.reports import report_writing_of, reporting_of
from mailbot.wiring.stores import store_of
from mailbot.worker import Worker, log

if TYPE_CHECKING:
    from mailbot.desk.contracts import Change
    from mailbot.desk.records import EndedLetter
    from mailbot.desk.tokens import Keyring
    from mailbot.stages.ports import Courier


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A desk, put together and not yet running; `close` it in the end."""

    config: Config
    store: Store
    house: House
    identify: Identify
    process: Process
    collect: Collect
    worker: Worker
    close: Callable[[], None]

    def listen(self) -> None:
        """Open the sockets of the doors now, so that trouble shows at once. Raises OSError."""
        for _, door in self.worker.doors:
            if isinstance(door, SocketDoor):
                door.listen()

    @contextmanager
    def doors_open(self) -> Iterator[None]:
        """Only the doors, for as long as the block lasts; the stages are run by hand."""
        self.listen()
        stop = threading.Event()
        threads = [threading.Thread(target=door.run, args=(stop,), name=name) for name, door in self.worker.doors]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def open_desk(config: Config, clock: Clock) -> Desk:
    """Open the store, apply what the configuration declares, and put everything together."""
    store = store_of(config)
    try:
        log_declared(store.declare_contracts(config.contracts, clock(), "configuration", offers=config.offers))
        return put_together(config, clock, store)
    except BaseException:
        store.close()
        raise


def put_together(
    config: Config,
    clock: Clock,
    store: Store,
    *,
    courier: Courier | None = None,
    tell: Callable[[Processed], None] | None = None,
) -> Desk:
    """A desk over an open store. `courier` takes the letters, and `tell` hears of each mail, in place of the usual."""
    keyring = keyring_of(config, store)
    house = house_of(config, keyring)
    identify = _identify(config, house, keyring)
    process = _process(config, house, identify, store, tell or log_processed)
    wakers = {name: threading.Event() for name in ("process", "deliver", "sweep")}
    collect = Collect(store, content_key, wakers["process"].set)
    courier = courier or courier_of(config)
    deliver = _deliver(config, store, courier, clock)
    folders = Folders(books=store, house=house, content_key=content_key, clock=clock, wake=wakers["process"].set)
    doors = doors_of(config, collect, store, clock, identify.addresses.plain, folders)
    watch = IntakeWatch(
        standings=lambda: [status for _, door in doors for status in statuses_of(door)], house=house, started=clock()
    )
    stages = (("process", process), ("deliver", deliver), ("sweep", _sweep(config, house, store, watch)))

    def close() -> None:
        deliver.close()
        if isinstance(courier, SmtpCourier):
            courier.close()
        store.close()

    return Desk(
        config=config,
        store=store,
        house=house,
        identify=identify,
        process=process,
        collect=collect,
        worker=Worker(
            stages=stages,
            doors=doors,
            clock=clock,
            warm=house.correspondence.stationery.warm,
            wakers=wakers,
            batch=config.limits.batch,
        ),
        close=close,
    )


def _sweep(config: Config, house: House, store: Store, watch: IntakeWatch) -> Sweep:
    return Sweep(
        books=store,
        house=house,
        watch=watch,
        keeping=Keeping(house=house, watch=watch, tell=log_unkept),
        digest=Digest(house=house, times=digest_times_of(config, house), tell=log_no_digest),
        announcing=AnnouncingRound(
            house=house,
            news=FaultNews(house=house),
            closing_ahead=config.desk.announce_closing,
            tell=log_no_draft,
        ),
        units=UnitsRound(house=house, tell=log_uncounted, stating=_stating(config, house)),
        reports=ReportRound(
            reporting=reporting_of(config, house),
            writing=report_writing_of(config, house),
            monthly=config.reports.monthly,
            tell=log_no_report,
        ),
        tell=log_unnoted,
    )


def _stating(config: Config, house: House) -> StatingRound:
    """Statements in the desk's own layout where it has one."""
    folders = (config.desk.templates,) if config.desk.templates else ()
    return StatingRound(house=house, page=partial(as_html, folders=folders))


def _identify(config: Config, house: House, keyring: Keyring) -> Identify:
    return Identify(
        house=house.rules,
        addresses=house.correspondence.addresses,
        keyring=keyring,
        policies=house.policies,
        zone=ZoneInfo(config.desk.timezone),
        loops=Loops(
            mails=config.limits.loop_mails,
            window=config.limits.loop_window,
            letters_per_hour=config.limits.automatic_per_hour,
            letters_per_day=config.limits.automatic_per_day,
        ),
    )


def _process(
    config: Config, house: House, identify: Identify, store: Store, tell: Callable[[Processed], None]
) -> Process:
    return Process(
        books=store,
        read=reader_of(config),
        prove=partial(proof_of, trust=config.trust, look_up=Dns() if config.trust.dkim else None),
        prove_offline=partial(proof_of, trust=config.trust, look_up=None),
        identify=identify,
        house=house,
        tell=tell,
        tries=config.limits.tries,
    )


def _deliver(config: Config, store: Store, courier: Courier, clock: Clock) -> Deliver:
    return Deliver(
        store,
        courier,
        sent_folder=sent_folder_of(config),
        lanes=config.delivery.connections if isinstance(courier, SmtpCourier) else 1,
        per_minute=config.delivery.per_minute,
        tell=log_undelivered,
        clock=clock,
    )


def log_declared(changes: Sequence[Change]) -> None:
    """What the configuration changed: how many contracts, and each order; the audit trail names the keys."""
    if changes:
        log.info("contracts", **Counter(change.kind.value for change in changes))
    for change in changes:
        for one in change.fields:
            if one.key == "packs":
                log.info("order", contract=change.contract_id, before=one.before or None, after=one.after or None)


def log_undelivered(letters: Sequence[Undelivered]) -> None:
    """A letter that is late or was given up; staff are told of the latter by the sweep."""
    for one in letters:
        log.warning(
            "letter",
            outbox=one.letter.outbox_id,
            letter=one.letter.letter,
            ending=one.delivery.ending.value,
            final=one.final,
        )


def log_unnoted(letter: EndedLetter, error: Exception) -> None:
    """A letter that ended and whose case could not be brought up to date, by a fault of ours."""
    log.error("ended letter", outbox=letter.outbox_id, case=letter.case_id, trouble=place_of(error))


def log_unkept(number: str, error: Exception) -> None:
    """A case whose promises could not be looked after, by a fault of ours; it is tried again."""
    log.error("case", case=number, trouble=place_of(error))


def log_uncounted(contract: str, error: Exception) -> None:
    """A contract whose units could not be looked after, by a fault of ours; it is looked at again tomorrow."""
    log.error("units", contract=contract, trouble=place_of(error))


def log_no_digest(error: Exception) -> None:
    """The morning's digest could not be written, by a fault of ours; there is none on this day."""
    log.error("digest", trouble=place_of(error))


def log_no_draft(error: Exception) -> None:
    """An announcement could not be drafted from the calendar, by a fault of ours; it is tried again tomorrow."""
    log.error("announcement", trouble=place_of(error))


def log_no_report(cause: str, error: Exception) -> None:
    """A monthly report could not be made or written; it is tried again an hour later."""
    words = str(error) if isinstance(error, Complaints) else place_of(error)
    log.error("report", report=cause, trouble=words)


def log_processed(processed: Processed) -> None:
    """One line a mail: what became of it and why, never a word of it (STYLE 19)."""
    outcome = processed.outcome
    if outcome is None:
        log.warning("mail", inbox=processed.inbox_id, trouble=processed.trouble)
        return
    log.info(
        "mail",
        inbox=processed.inbox_id,
        decision=outcome.decision,
        reason=outcome.reason,
        level=outcome.level.value,
        case=processed.number or None,
    )
