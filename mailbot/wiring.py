"""From a configuration to a running desk: the only place where store, edges and stages are put together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.desk.hours import Hours, canonical_json, prepare
from mailbot.desk.letters import DeskCard
from mailbot.desk.mail import address_key, domain_of
from mailbot.desk.proof import Level, Proof
from mailbot.desk.situation import HouseRules
from mailbot.desk.tokens import Keyring
from mailbot.edges.clock import Clock
from mailbot.edges.dns import Dns
from mailbot.edges.folder_out import FolderCourier
from mailbot.edges.holidays import national_holidays
from mailbot.edges.ics import closed_dates
from mailbot.edges.templates import Stationery, shipped_templates
from mailbot.mail.evidence import better_of, prove
from mailbot.mail.limits import Limits
from mailbot.mail.message_ids import content_key
from mailbot.mail.reading import OwnMarks, read
from mailbot.stages.collect import Collect
from mailbot.stages.correspondence import Correspondence
from mailbot.stages.deliver import Deliver
from mailbot.stages.house import House
from mailbot.stages.identify import Addresses, Identify, Loops
from mailbot.stages.policies import Policies
from mailbot.stages.process import Process, Processed
from mailbot.stages.readers import Readers
from mailbot.stages.sweep import Sweep
from mailbot.store import Store, open_store
from mailbot.store import upgrade_store as upgrade_tables
from mailbot.wiring_doors import courier_of, doors_of, sent_folder_of
from mailbot.worker import DoorLoop, Worker, log

if TYPE_CHECKING:
    from mailbot.config.shape import Words
    from mailbot.desk.hours import CalendarSpec
    from mailbot.desk.mail import InboundMail, Unreadable
    from mailbot.desk.proof import Trust
    from mailbot.desk.records import Claimed
    from mailbot.mail.resolving import Resolver


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

    @contextmanager
    def doors_open(self) -> Iterator[None]:
        """Only the doors, for as long as the block lasts; the stages are run by hand."""
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


def hours_of(calendars: Mapping[str, CalendarSpec], folder: Path) -> dict[str, Hours]:
    """Every calendar of a configuration, prepared; paths of iCalendar files are relative to the configuration."""
    countries = {country for spec in calendars.values() for country in spec.countries()}
    paths = {path for spec in calendars.values() for path in spec.ics_paths()}
    known = replace(national_holidays(countries), ics={path: closed_dates(folder / path) for path in paths})
    return {name: prepare(name, calendars, known) for name in calendars}


def store_of(config: Config, url: str = "") -> Store:
    """The store that the configuration names, or the one of `url`, opened."""
    return open_store(
        url or config.store.url,
        password=_store_password(config),
        case_prefix=config.desk.case_prefix,
        first_number=config.desk.first_number,
        lease=config.limits.lease,
    )


def open_desk(config: Config, clock: Clock) -> Desk:
    """Open the store, apply what the configuration declares, and put everything together."""
    store = store_of(config)
    try:
        store.declare_contracts(config.contracts, clock(), "configuration")
        return put_together(config, clock, store)
    except BaseException:
        store.close()
        raise


def put_together(config: Config, clock: Clock, store: Store) -> Desk:
    """A desk over an open store."""
    settings = config.desk
    keyring = keyring_of(config, store)
    house = house_of(config, keyring)
    addresses = Addresses(domain=domain_of(settings.address), plus=settings.plus)
    identify = Identify(
        house=house.rules,
        addresses=addresses,
        keyring=keyring,
        policies=house.policies,
        zone=ZoneInfo(settings.timezone),
        loops=Loops(mails=config.limits.loop_mails, window=config.limits.loop_window),
    )
    process = Process(
        books=store,
        read=reader_of(config),
        prove=partial(proof_of, trust=config.trust, look_up=Dns() if config.trust.dkim else None),
        identify=identify,
        house=house,
        tell=log_processed,
        tries=config.limits.tries,
    )
    collect = Collect(store, content_key)
    courier = courier_of(config)
    deliver = Deliver(
        store,
        courier,
        sent_folder=sent_folder_of(config),
        lanes=1 if isinstance(courier, FolderCourier) else config.delivery.connections,
        per_minute=config.delivery.per_minute,
    )
    stages = (("process", process), ("deliver", deliver), ("sweep", Sweep(books=store, house=house)))
    doors: tuple[tuple[str, DoorLoop], ...] = doors_of(config, collect, store, clock, addresses.plain)
    worker = Worker(stages=stages, doors=doors, clock=clock)

    def close() -> None:
        deliver.close()
        if not isinstance(courier, FolderCourier):
            courier.close()
        store.close()

    return Desk(
        config=config,
        store=store,
        house=house,
        identify=identify,
        process=process,
        collect=collect,
        worker=worker,
        close=close,
    )


def keyring_of(config: Config, store: Store) -> Keyring:
    """The keys of the store, or the configured secret in their place (DECISIONS 47)."""
    if config.desk.secret is not None:
        return Keyring(keys={"cfg": config.desk.secret.read().encode()}, current="cfg")
    keys, current = store.keyring()
    return Keyring(keys=keys, current=current)


def house_of_reading(config: Config, store: Store) -> House:
    """The house for commands that only look."""
    return house_of(config, keyring_of(config, store))


def upgrade_store(config: Config) -> tuple[str, str]:
    """Migrate the database of the configuration; its revision before (empty for a new one) and after."""
    return upgrade_tables(config.store.url, password=_store_password(config))


def _store_password(config: Config) -> str:
    return config.store.password.read() if config.store.password else ""


def house_of(config: Config, keyring: Keyring) -> House:
    """The desk's rules, policies and letters."""
    settings = config.desk
    hours = hours_of(config.calendars, config.path.parent)
    addresses = Addresses(domain=domain_of(settings.address), plus=settings.plus)
    return House(
        rules=HouseRules(
            trust=config.trust,
            rules=config.rules,
            staff=config.staff,
            addresses=frozenset(address_key(one) for one in config.addresses),
            case_prefix=settings.case_prefix,
            ask_unproven=settings.ask_unproven,
        ),
        policies=Policies(
            policies=config.policies,
            hours=hours,
            calendar_texts={name: canonical_json(spec) for name, spec in config.calendars.items()},
        ),
        correspondence=Correspondence(
            stationery=stationery_of(config, hours),
            keyring=keyring,
            addresses=addresses,
            from_name=lambda language: config.delivery.from_names.in_language(language) or settings.name,
            loop_id=address_key(settings.address),
            zone=ZoneInfo(settings.timezone),
        ),
        readers=Readers(languages=settings.languages, timezone=settings.timezone),
        address=settings.address,
        phone=settings.phone,
        phone_hours=_labels(settings.phone_hours, settings.languages),
        mail_limit=config.limits.mail_size,
    )


def stationery_of(config: Config, hours: Mapping[str, Hours]) -> Stationery:
    """The writing desk: the operator's templates before the shipped ones."""
    settings = config.desk
    first = next(iter(hours.values()), None)
    opening = {one: first.opening_hours_in_words(one) for one in settings.languages} if first else None
    own = (settings.templates,) if settings.templates else ()
    card = DeskCard(
        name=settings.name,
        phone=settings.phone,
        opening_hours=_labels(settings.phone_hours, settings.languages) or opening,
        public_contact=_labels(settings.public_contact, settings.languages),
        timezone=settings.timezone,
        language=settings.language,
    )
    return Stationery((*own, shipped_templates()), card)


def _labels(words: Words, languages: tuple[str, ...]) -> dict[str, str] | None:
    return {language: words.in_language(language) for language in languages} if words else None


def reader_of(config: Config) -> Callable[[bytes], InboundMail | Unreadable]:
    """How this desk reads mail: its limits, and the marks by which it knows its own."""
    limits = Limits(size=config.limits.mail_size)
    own = OwnMarks(
        loop_id=address_key(config.desk.address),
        addresses=frozenset(address_key(one) for one in config.addresses),
    )
    return partial(read, limits=limits, own=own)


def proof_of(claimed: Claimed, *, trust: Trust, look_up: Resolver | None) -> Proof:
    """The best proof over all arrivals, each judged by its own bytes (DECISIONS 26)."""
    if not claimed.raws:
        return prove(claimed.raw, claimed.arrivals, trust, look_up)
    best = Proof(level=Level.D)
    for raw, arrival in zip(claimed.raws, claimed.arrivals, strict=True):
        best = better_of(prove(raw, (arrival,), trust, look_up), best)
    return best


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
