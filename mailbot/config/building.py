"""Sections as read become settings: paths made absolute, secrets made references, names filled in."""

from __future__ import annotations

from datetime import time
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mailbot.config.secrets import Secret
from mailbot.config.shape import (
    DeliverySettings,
    DeskSettings,
    ImapSettings,
    LimitSettings,
    LmtpSettings,
    LogSettings,
    OAuthSettings,
    ReportSettings,
    SmtpLogin,
    SmtpSettings,
    StoreSettings,
    Words,
)
from mailbot.desk.mail import domain_key
from mailbot.desk.people import Role, Staff
from mailbot.desk.proof import Level, Strangers, Trust
from mailbot.desk.shelves import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mailbot.config import sections
    from mailbot.config.fields import SecretReference

PORTS = {"implicit": 993, "starttls": 143, "none": 143}
_SQLITE = "sqlite:///"


class Builder:
    """Builds settings whose paths are relative to one folder, that of the configuration."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, text: str) -> Path | None:
        return (self.folder / text).absolute() if text else None

    def secret(self, reference: SecretReference | None) -> Secret | None:
        return None if reference is None else self._secret(reference)

    def _secret(self, reference: SecretReference) -> Secret:
        return Secret(env=reference.env, file=self.path(reference.file))

    def desk(self, found: sections.DeskSection) -> DeskSettings:
        return DeskSettings(
            name=found.name,
            address=found.address,
            addresses=tuple(found.addresses),
            signature=words(found.signature),
            timezone=found.timezone,
            languages=tuple(found.languages),
            phone=found.phone,
            phone_hours=words(found.phone_hours),
            public_contact=words(found.public_contact),
            case_prefix=found.case_prefix,
            first_number=found.first_number,
            plus=found.plus,
            templates=self.path(found.templates),
            secret=self.secret(found.secret),
            contracts_files=tuple((self.folder / name).absolute() for name in found.contracts_files),
            receipts=found.receipts,
            ask_unproven=found.ask_unproven,
            approve=frozenset(found.approve),
            urgent_alone=found.urgent_alone,
            common_names=tuple(found.common_names),
            relay_delay=found.relay_delay,
            undo_within=found.undo_within,
            digest=found.digest != "",
            digest_at=time.fromisoformat(found.digest) if found.digest else None,
            digest_calendar=found.digest_calendar,
            announce_closing=found.announce_closing,
            sent_means=found.sent_means,
        )

    def store(self, found: sections.StoreSection) -> StoreSettings:
        url = found.url
        if url.startswith(_SQLITE):
            url = _SQLITE + str((self.folder / url.removeprefix(_SQLITE)).absolute())
        return StoreSettings(url=url, password=self.secret(found.password))

    def oauth2(self, found: sections.OAuthSection | None) -> OAuthSettings | None:
        if found is None:
            return None
        return OAuthSettings(
            token_url=found.token_url,
            client_id=found.client_id,
            client_secret=self.secret(found.client_secret),
            scope=found.scope,
            refresh_token=self.secret(found.refresh_token),
        )

    def imap(self, found: sections.ImapSection) -> ImapSettings:
        return ImapSettings(
            name=found.name or found.user,
            host=found.host,
            port=found.port or PORTS[found.tls],
            tls=found.tls,
            user=found.user,
            password=self.secret(found.password),
            oauth2=self.oauth2(found.oauth2),
            folder=found.folder,
            sent_folder=found.sent_folder,
            watch_sent=found.watch_sent,
            folders=_folders(found) if found.folders else MappingProxyType({}),
            ca_file=self.path(found.ca_file),
            profile=found.profile,
            trusted=found.trusted,
            idle=found.idle,
            poll=found.poll,
            since=found.since,
            batch=found.batch,
        )

    def listen(self, text: str) -> str:
        """A socket's path made absolute; host and port stay as they are."""
        kind, colon, path = text.partition(":")
        return f"unix:{self.path(path)}" if kind == "unix" and colon else text

    def lmtp(self, found: sections.LmtpSection) -> LmtpSettings:
        return LmtpSettings(
            listen=self.listen(found.listen),
            max_size=found.max_size,
            max_recipients=found.max_recipients,
            max_connections=found.max_connections,
            timeout=found.timeout,
            hostname=found.hostname,
        )

    def smtp(self, found: sections.SmtpSection) -> SmtpSettings:
        return SmtpSettings(
            listen=self.listen(found.listen),
            max_size=found.max_size,
            max_recipients=found.max_recipients,
            max_connections=found.max_connections,
            timeout=found.timeout,
            hostname=found.hostname,
            certificate=self.path(found.certificate),
            private_key=self.path(found.private_key),
            logins=tuple(
                SmtpLogin(user=login.user, address=login.address, password=self._secret(login.password))
                for login in found.logins
            ),
        )

    def delivery(self, found: sections.DeliverySection) -> DeliverySettings:
        return DeliverySettings(
            url=found.url,
            folder=self.path(found.folder),
            password=self.secret(found.password),
            oauth2=self.oauth2(found.oauth2),
            ca_file=self.path(found.ca_file),
            ehlo_name=found.ehlo_name,
            per_minute=found.per_minute,
            connections=found.connections,
            timeout=found.timeout,
            from_names=words(found.from_names),
        )


def words(found: dict[str, str]) -> Words:
    """Texts by language; one without a language, or else the first, stands for every other."""
    otherwise = found.get("", next(iter(found.values()), ""))
    by_language = {language: text for language, text in found.items() if language}
    return Words(otherwise=otherwise, by_language=MappingProxyType(by_language))


def trust(found: sections.TrustSection) -> Trust:
    return Trust(
        authserv_ids=tuple(found.authserv_ids),
        profile=found.profile,
        relays=tuple(found.relays),
        list_ids=tuple(one.strip().strip("<>").lower() for one in found.list_ids),
        dkim=found.dkim,
        require=Level(found.require),
        domains=MappingProxyType({domain_key(domain): Level(level) for domain, level in found.domains.items()}),
        strangers=Strangers(found.strangers),
    )


def staff(found: sections.StaffSection) -> Staff:
    """The handle is, unless given, the local part of the first address in small letters."""
    return Staff(
        handle=found.handle or found.addresses[0].rpartition("@")[0].lower(),
        name=found.name,
        addresses=tuple(found.addresses),
        on_call=found.on_call,
        on_call_address=found.rota.address if found.rota else "",
        on_call_calendar=found.rota.calendar if found.rota else "",
        language=found.language,
        active=found.active,
        leave=tuple(sorted(found.leave)),
    )


def reports(found: sections.ReportsSection) -> ReportSettings:
    return ReportSettings(
        monthly=found.monthly,
        calendar=found.calendar,
        at=time.fromisoformat(found.at) if found.at else None,
        to=frozenset(map(Role, found.to)),
        attach=tuple(dict.fromkeys(found.attach)),
        staff=tuple(dict.fromkeys(found.staff)),
        usage_csv=found.usage_csv,
    )


def limits(found: sections.LimitsSection) -> LimitSettings:
    return LimitSettings(**{key: getattr(found, key) for key in type(found).model_fields})


def logging(found: sections.LoggingSection) -> LogSettings:
    return LogSettings(level=found.level, format=found.format)


def delivery_host(url: str) -> str:
    """The host of a delivery URL, empty where there is none."""
    return unquote(urlsplit(url).hostname or "")


def _folders(found: sections.ImapSection) -> Mapping[Shelf, str]:
    names = found.folder_names
    return MappingProxyType(
        {Shelf.HELD: names.held, Shelf.ACCEPT: names.accept, Shelf.DONE: names.done, Shelf.REFUSED: names.refused}
    )
