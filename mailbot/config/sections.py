"""The tables of the file, key by key with their defaults; `config.example.toml` explains each."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from mailbot.config.fields import (
    ClockTime,
    Count,
    CountOrNone,
    Day,
    DeliveryUrl,
    Duration,
    DurationOrNone,
    Language,
    Leave,
    Line,
    Listen,
    MailAddress,
    Name,
    Network,
    Port,
    SecretKey,
    Section,
    Size,
    StoreUrl,
    TlsKind,
    WordsByLanguage,
    Zone,
)

Profile = Literal["", "generic", "gmail", "m365"]
ProofLevel = Literal["A", "B"]
ReportFile = Literal["html", "csv", "json", "pdf"]
Approved = Literal["answers", "announcements", "reports"]


class DeskSection(Section):
    """Beside these, `[desk]` takes the terms that hold for all policies (`SHARED_KEYS`, DECISIONS 11)."""

    name: Name
    address: MailAddress
    addresses: list[MailAddress] = Field(default_factory=list)
    signature: WordsByLanguage = Field(default_factory=dict)
    timezone: Zone = "UTC"
    languages: Annotated[list[Language], Field(min_length=1)] = Field(default_factory=lambda: ["ja", "en"])
    phone: Line = ""
    phone_hours: WordsByLanguage = Field(default_factory=dict)
    public_contact: WordsByLanguage = Field(default_factory=dict)
    case_prefix: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,9}$")] = "INC"
    first_number: Count = 1
    plus: Annotated[str, Field(pattern=r"^[+=_-]?$")] = ""
    templates: Line = ""
    secret: SecretKey | None = None
    contracts_files: list[Name] = Field(default_factory=list)
    receipts: Literal["needed", "all"] = "needed"
    ask_unproven: bool = False
    approve: list[Approved] = Field(default_factory=lambda: list[Approved](("announcements", "reports")))
    urgent_alone: bool = False
    common_names: list[Line] = Field(default_factory=list)
    relay_delay: DurationOrNone = timedelta(0)
    undo_within: Duration = timedelta(minutes=10)
    digest: ClockTime | None = None
    digest_calendar: Line = ""
    announce_closing: Annotated[int, Field(ge=0, le=60)] = 0
    sent_means: Literal["waiting", "answered"] = "waiting"


class StoreSection(Section):
    url: StoreUrl = "sqlite:///var/mailbot.db"
    password: SecretKey | None = None


class OAuthSection(Section):
    token_url: Name
    client_id: Name
    client_secret: SecretKey | None = None
    scope: Line = ""
    refresh_token: SecretKey | None = None


class FolderNamesSection(Section):
    held: Name = "mailbot/Held"
    accept: Name = "mailbot/Accept"
    done: Name = "mailbot/Done"
    refused: Name = "mailbot/Refused"


class ImapSection(Section):
    name: Line = ""
    host: Name
    port: Port | None = None
    tls: TlsKind = "implicit"
    user: Name
    password: SecretKey | None = None
    oauth2: OAuthSection | None = None
    folder: Name = "INBOX"
    sent_folder: Line = ""
    watch_sent: bool = False
    folders: bool = False
    folder_names: FolderNamesSection = Field(default_factory=FolderNamesSection)
    ca_file: Line = ""
    profile: Profile = ""
    trusted: bool = True
    idle: bool = True
    poll: Duration = timedelta(minutes=1)
    since: Day = None
    batch: Count = 50


class LmtpSection(Section):
    listen: Listen = "127.0.0.1:8024"
    max_size: Size = 30_000_000
    max_recipients: Count = 100
    max_connections: Count = 50
    timeout: Duration = timedelta(minutes=5)
    hostname: Line = ""


class LoginSection(Section):
    user: Name
    address: MailAddress
    password: SecretKey


class SmtpSection(Section):
    listen: Listen = "127.0.0.1:8025"
    max_size: Size = 30_000_000
    max_recipients: Count = 100
    max_connections: Count = 50
    timeout: Duration = timedelta(minutes=5)
    hostname: Line = ""
    certificate: Line = ""
    private_key: Line = ""
    logins: list[LoginSection] = Field(default_factory=list)


class DeliverySection(Section):
    url: DeliveryUrl = ""
    folder: Line = ""
    password: SecretKey | None = None
    oauth2: OAuthSection | None = None
    ca_file: Line = ""
    ehlo_name: Line = ""
    per_minute: CountOrNone = 0
    connections: Annotated[int, Field(ge=1, le=50)] = 2
    timeout: Duration = timedelta(minutes=1)
    from_names: WordsByLanguage = Field(default_factory=dict)


class TrustSection(Section):
    authserv_ids: list[Name] = Field(default_factory=list)
    profile: Profile = ""
    relays: list[Network] = Field(default_factory=list)
    list_ids: list[Name] = Field(default_factory=list)
    dkim: bool = True
    require: ProofLevel = "B"
    strangers: Literal["hold", "refuse", "ignore"] = "hold"
    domains: dict[str, ProofLevel] = Field(default_factory=dict)


class RotaSection(Section):
    calendar: Name
    address: MailAddress


class StaffSection(Section):
    name: Name
    handle: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9._-]{0,39})?$")] = ""
    addresses: Annotated[list[MailAddress], Field(min_length=1)]
    on_call: bool = False
    rota: RotaSection | None = None
    language: Language | Literal[""] = ""
    active: bool = True
    leave: Leave = Field(default_factory=list)


class ReportsSection(Section):
    monthly: bool = False
    calendar: Line = ""
    at: ClockTime | None = None
    to: Annotated[list[Literal["admin", "notice", "emergency", "billing"]], Field(min_length=1)] = Field(
        default_factory=lambda: list[Literal["admin", "notice", "emergency", "billing"]](("admin",))
    )
    attach: list[ReportFile] = Field(default_factory=lambda: list[ReportFile](("html", "csv")))
    staff: list[Name] = Field(default_factory=list)
    usage_csv: Line = ""


class LimitsSection(Section):
    mail_size: Size = 30_000_000
    automatic_per_hour: CountOrNone = 5
    automatic_per_day: CountOrNone = 20
    loop_mails: Count = 20
    loop_window: Duration = timedelta(minutes=10)
    tries: Annotated[int, Field(ge=1, le=20)] = 3
    batch: Annotated[int, Field(ge=1, le=1000)] = 10
    lease: Duration = timedelta(minutes=5)


class LoggingSection(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"
