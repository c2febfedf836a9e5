"""The parts of a desk that a configuration alone determines: rules, calendars, keys, letters, reading, proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.desk.hours import Hours, prepare
from mailbot.desk.letters import DeskCard
from mailbot.desk.mail import address_key, domain_of
from mailbot.desk.proof import Level, Proof
from mailbot.desk.situation import HouseRules
from mailbot.desk.tokens import Keyring
from mailbot.edges.holidays import national_holidays
from mailbot.edges.ics import closed_dates
from mailbot.edges.templates import Stationery, shipped_templates
from mailbot.mail.evidence import better_of, prove
from mailbot.mail.limits import Limits
from mailbot.mail.reading import OwnMarks, read
from mailbot.stages.calendars import Calendars
from mailbot.stages.correspondence import Correspondence
from mailbot.stages.digest import DigestTimes
from mailbot.stages.house import House
from mailbot.stages.identify import Addresses
from mailbot.stages.policies import Policies
from mailbot.stages.readers import Readers

if TYPE_CHECKING:
    from mailbot.config.shape import Words
    from mailbot.desk.hours import CalendarSpec
    from mailbot.desk.mail import InboundMail, Unreadable
    from mailbot.desk.proof import Trust
    from mailbot.desk.records import Claimed
    from mailbot.mail.resolving import Resolver
    from mailbot.store import Store


def hours_of(calendars: Mapping[str, CalendarSpec], folder: Path) -> dict[str, Hours]:
    """Every calendar of a configuration, prepared; paths of iCalendar files are relative to the configuration."""
    return prepared(calendars, files_of(calendars, folder))


def files_of(calendars: Mapping[str, CalendarSpec], folder: Path) -> dict[str, frozenset[date]]:
    """The dates of every iCalendar file that the calendars name."""
    paths = {path for spec in calendars.values() for path in spec.ics_paths()}
    return {path: closed_dates(folder / path) for path in paths}


def prepared(calendars: Mapping[str, CalendarSpec], files: Mapping[str, frozenset[date]]) -> dict[str, Hours]:
    """Calendars with the holidays that they ask for, ready for questions."""
    known = replace(national_holidays(_countries(calendars)), ics=files)
    return {name: prepare(name, calendars, known) for name in calendars}


def calendars_of(config: Config) -> Calendars:
    """The calendars of a configuration, and the way to those that cases keep."""
    files = files_of(config.calendars, config.path.parent)
    hours = prepared(config.calendars, files)
    return Calendars(specs=config.calendars, hours=hours, files=files, prepare=prepared)


def keyring_of(config: Config, store: Store) -> Keyring:
    """The keys of the store, or the configured secret in their place (DECISIONS 47)."""
    if config.desk.secret is not None:
        return Keyring(keys={"cfg": config.desk.secret.read().encode()}, current="cfg")
    keys, current = store.keyring()
    return Keyring(keys=keys, current=current)


def house_of_reading(config: Config, store: Store) -> House:
    """The house for commands that only look."""
    return house_of(config, keyring_of(config, store))


def house_of(config: Config, keyring: Keyring) -> House:
    """The desk's rules, policies and letters."""
    settings = config.desk
    calendars = calendars_of(config)
    hours = calendars.hours
    addresses = Addresses(domain=domain_of(settings.address), plus=settings.plus)
    return House(
        rules=HouseRules(
            trust=config.trust,
            rules=config.rules,
            staff=config.staff,
            addresses=frozenset(address_key(one) for one in config.addresses),
            case_prefix=settings.case_prefix,
            ask_unproven=settings.ask_unproven,
            approve=settings.approve,
            urgent_alone=settings.urgent_alone,
            rotas={one: hours[one] for member in config.staff if (one := member.on_call_calendar) in hours},
            relay_delay=settings.relay_delay,
            undo_within=settings.undo_within,
            own_names=_own_names(config),
            common_names=settings.common_names,
            receipts_always=settings.receipts == "all",
            timezone=settings.timezone,
            plus=settings.plus,
            services=config.services,
            offers=config.offers,
            hours=usual_hours(config, hours),
            sent_waits=settings.sent_means == "waiting",
        ),
        policies=Policies(policies=config.policies, calendars=calendars),
        correspondence=Correspondence(
            stationery=stationery_of(config, hours),
            keyring=keyring,
            addresses=addresses,
            from_name=lambda language: config.delivery.from_names.in_language(language) or settings.name,
            loop_id=address_key(settings.address),
            zone=ZoneInfo(settings.timezone),
            opening_hours=partial(_hours_in_words, config, hours),
        ),
        readers=Readers(languages=settings.languages, timezone=settings.timezone),
        address=settings.address,
        phone=settings.phone,
        phone_hours=_labels(settings.phone_hours, settings.languages),
        signature=_labels(settings.signature, settings.languages),
        mail_limit=config.limits.mail_size,
        read=reader_of(config),
        offers=config.offers,
    )


def _own_names(config: Config) -> tuple[str, ...]:
    """What the desk calls itself, its signature's lines among it."""
    languages = config.desk.languages
    spoken = (config.delivery.from_names, config.desk.signature)
    texts = [text for words in spoken for text in words.in_all(languages).values()]
    return tuple(line.strip() for text in (config.desk.name, *texts) for line in text.splitlines() if line.strip())


def _hours_in_words(
    config: Config, hours: Mapping[str, Hours], calendar: str, at: datetime
) -> Mapping[str, str] | None:
    """The hours of a contract's calendar on the day of a letter, unless the desk states its own for the telephone."""
    if config.desk.phone_hours:
        return None
    known = hours.get(calendar)
    if known is None:
        return None
    return {one: known.opening_hours_in_words(one, known.local(at).date()) for one in config.desk.languages}


def usual_hours(config: Config, hours: Mapping[str, Hours]) -> Hours | None:
    """The calendar of the desk as a whole: the one that is named for the morning, else that of most contracts, else
    the first of the configuration."""
    counted = Counter(one.calendar for one in config.contracts if one.calendar in hours)
    usual = next((name for name, _ in counted.most_common(1)), next(iter(hours), ""))
    return hours.get(config.desk.digest_calendar or usual)


def digest_times_of(config: Config, house: House) -> DigestTimes | None:
    """When the morning's digest is due, or None; by the calendar that is named, else that of most contracts, else the
    first of the configuration."""
    hours = usual_hours(config, house.policies.hours)
    if hours is None or not config.desk.digest:
        return None
    return DigestTimes(hours=hours, at=config.desk.digest_at)


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
        names=_labels(config.delivery.from_names, settings.languages),
        holidays=_Holidays(countries=national_holidays(_countries(config.calendars)).names),
    )
    return Stationery((*own, shipped_templates()), card)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holidays:
    """The dates that are a national holiday in any country of the calendars; a year is looked up when asked for."""

    countries: Mapping[str, Mapping[date, str]]

    def __contains__(self, day: object) -> bool:
        return any(day in days for days in self.countries.values())


def _countries(calendars: Mapping[str, CalendarSpec]) -> set[str]:
    return {country for spec in calendars.values() for country in spec.countries()}


def _labels(words: Words, languages: tuple[str, ...]) -> dict[str, str] | None:
    return {language: words.in_language(language) for language in languages} if words else None


def reader_of(config: Config) -> Callable[[bytes], InboundMail | Unreadable]:
    """How this desk reads mail: its limits, and the marks by which it knows its own."""
    limits = Limits(size=config.limits.mail_size)
    own = OwnMarks(
        loop_id=address_key(config.desk.address),
        addresses=frozenset(address_key(one) for one in config.addresses),
        list_ids=frozenset(config.trust.list_ids),
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
