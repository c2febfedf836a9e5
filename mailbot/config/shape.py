"""The whole configuration as frozen values; what wiring builds a desk from. No rules live here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from mailbot.desk.offers import NO_OFFERS, Offers
from mailbot.desk.people import Role
from mailbot.desk.proof import Trust

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mailbot.config.findings import Finding
    from mailbot.config.secrets import Secret
    from mailbot.desk.hours import CalendarSpec
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.policy import Policy
    from mailbot.desk.shelves import Shelf
    from mailbot.desk.triage import Rule
    from mailbot.desk.uptime import Service

Tls = Literal["implicit", "starttls", "none"]
ReportFile = Literal["html", "csv", "json", "pdf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text that people read: one for all languages, or one for each."""

    otherwise: str = ""
    by_language: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def in_language(self, language: str) -> str:
        return self.by_language.get(language, self.otherwise)

    def in_all(self, languages: Iterable[str]) -> Mapping[str, str]:
        """The text for each of these languages; empty where there is none at all."""
        return MappingProxyType({one: self.in_language(one) for one in languages if self.in_language(one)})

    def __bool__(self) -> bool:
        return bool(self.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """Who the desk is. `languages` are in order of preference, the first is the desk's own.

    `plus` is the separator of plus addressing, empty where the server has none (DECISIONS 31). `templates` is
    the operator's own folder of letters. `secret` overrides the signing key made at first start (DECISIONS 47).
    """

    name: str
    address: str
    addresses: tuple[str, ...] = ()
    """Further addresses of the desk, beside `address` and those of contracts."""
    signature: Words = Words()
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("ja", "en")
    phone: str = ""
    phone_hours: Words = Words()
    public_contact: Words = Words()
    case_prefix: str = "INC"
    first_number: int = 1
    plus: str = ""
    templates: Path | None = None
    secret: Secret | None = None
    contracts_files: tuple[Path, ...] = ()
    receipts: Literal["needed", "all"] = "needed"
    ask_unproven: bool = False
    approve: frozenset[str] = frozenset({"announcements", "reports"})
    """Kinds of letters that another member of staff has to approve (DECISIONS 36)."""
    urgent_alone: bool = False
    """Whether the first news of a fault needs no approval at night while nobody else is on call."""
    common_names: tuple[str, ...] = ()
    """Names of clients that are words like any other to the relay guard."""
    relay_delay: timedelta = timedelta(0)
    undo_within: timedelta = timedelta(minutes=10)
    digest: bool = True
    digest_at: time | None = None
    """The clock time of the morning's digest; None: when `digest_calendar` opens."""
    digest_calendar: str = ""
    """Empty for the calendar of most contracts."""
    announce_closing: int = 0
    """Business days before closing days at which the desk drafts their announcement; 0 is never."""
    sent_means: Literal["waiting", "answered"] = "waiting"
    """What an answer makes of its case that was sent from the mailbox itself (row D6)."""

    @property
    def language(self) -> str:
        return self.languages[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """`url` as SQLAlchemy takes it; the path of an SQLite file is absolute here. `password` is PostgreSQL's."""

    url: str
    password: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthSettings:
    """Where access tokens come from that stand in for a password (XOAUTH2); without `refresh_token` by client
    credentials."""

    token_url: str
    client_id: str
    client_secret: Secret | None = None
    scope: str = ""
    refresh_token: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapSettings:
    """One mailbox to read. `profile` says what its server's headers look like (empty: as in `[trust]`).

    `sent_folder` is where its account keeps what was sent ("auto": the one that the server names): looked into after
    an uncertain sending (DECISIONS 32), and read for what people send from there if `watch_sent` says so. `folders` are
    the names of those that show what became of a mail; empty if the mailbox stays as it is (row D6).
    """

    name: str
    host: str
    port: int
    tls: Tls
    user: str
    password: Secret | None = None
    oauth2: OAuthSettings | None = None
    folder: str = "INBOX"
    sent_folder: str = ""
    watch_sent: bool = False
    folders: Mapping[Shelf, str] = field(default_factory=lambda: MappingProxyType({}))
    ca_file: Path | None = None
    profile: str = ""
    trusted: bool = True
    idle: bool = True
    poll: timedelta = timedelta(minutes=1)
    since: date | None = None
    batch: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LmtpSettings:
    """A socket for the mail server beside us. `listen` is `HOST:PORT`, or `unix:PATH`. Sizes in bytes."""

    listen: str
    max_size: int
    max_recipients: int
    max_connections: int
    timeout: timedelta
    hostname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpLogin:
    """Who may log in on our own SMTP door, and as which registered address (DECISIONS 6)."""

    user: str
    address: str
    password: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """Our own SMTP door; the networks whose Authentication-Results count are `[trust] relays`."""

    listen: str
    max_size: int
    max_recipients: int
    max_connections: int
    timeout: timedelta
    hostname: str = ""
    certificate: Path | None = None
    private_key: Path | None = None
    logins: tuple[SmtpLogin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """Where letters go: to the server of `url`, or into `folder`; exactly one of the two is set.

    `from_names` gives the display name of From by language; empty means the desk's name. `per_minute` 0 is
    without a limit.
    """

    url: str = ""
    folder: Path | None = None
    password: Secret | None = None
    oauth2: OAuthSettings | None = None
    ca_file: Path | None = None
    ehlo_name: str = ""
    per_minute: int = 0
    connections: int = 2
    timeout: timedelta = timedelta(minutes=1)
    from_names: Words = Words()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """The monthly report: whether it goes out by itself, when, to whom, with which files; and where usage figures lie.

    `usage_csv` is a path with `{month}` for 2026-11, and may have `{contract}`.
    """

    monthly: bool = False
    calendar: str = ""
    """The calendar whose first business day it is; empty for that of most contracts."""
    at: time | None = None
    """The clock time on that day; None: when the calendar opens."""
    to: frozenset[Role] = frozenset({Role.ADMIN})
    attach: tuple[ReportFile, ...] = ("html", "csv")
    staff: tuple[str, ...] = ()
    """Handles of those who get the desk's own report; empty for everybody active."""
    usage_csv: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """Bounds against floods, loops and giants (DECISIONS 33; REALITIES 29, 30, 81). Sizes in bytes."""

    mail_size: int = 30_000_000
    automatic_per_hour: int = 5
    automatic_per_day: int = 20
    loop_mails: int = 20
    loop_window: timedelta = timedelta(minutes=10)
    tries: int = 3
    batch: int = 10
    lease: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """How the log is written; bodies never are."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One configuration, one desk (DECISIONS 53): every value checked, every default filled in.

    `contracts` are all declared ones, those of `contracts_files` included, each with `declared_in`.
    `warnings` are what `check` should say although the desk can run.
    """

    path: Path
    desk: DeskSettings
    store: StoreSettings
    delivery: DeliverySettings
    imap: tuple[ImapSettings, ...] = ()
    lmtp: LmtpSettings | None = None
    smtp: SmtpSettings | None = None
    trust: Trust = Trust()
    staff: tuple[Staff, ...] = ()
    services: Mapping[str, Service] = field(default_factory=lambda: MappingProxyType({}))
    calendars: Mapping[str, CalendarSpec] = field(default_factory=lambda: MappingProxyType({}))
    policies: Mapping[str, Policy] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[Rule, ...] = ()
    offers: Offers = NO_OFFERS
    contracts: tuple[Contract, ...] = ()
    reports: ReportSettings = ReportSettings()
    limits: LimitSettings = LimitSettings()
    logging: LogSettings = LogSettings()
    warnings: tuple[Finding, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses at which the desk is written to: its own, then those of contracts, each once."""
        own = (self.desk.address, *self.desk.addresses, *(contract.address for contract in self.contracts))
        return tuple(dict.fromkeys(address for address in own if address))
