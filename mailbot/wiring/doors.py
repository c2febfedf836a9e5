"""The doors and the courier that a configuration asks for, constructed."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.desk.mail import address_key
from mailbot.edges.doors import Door, DoorStatus
from mailbot.edges.folder_out import FolderCourier
from mailbot.edges.imap import ImapAccount
from mailbot.edges.imap_door import ImapDoor, ImapDoorParts
from mailbot.edges.imap_sent import ImapSentFolder
from mailbot.edges.smtp_account import SmtpAccount, read_url
from mailbot.edges.smtp_door import SocketDoor, SocketDoorSettings
from mailbot.edges.smtp_out import SmtpCourier
from mailbot.wiring.logins import login_of

if TYPE_CHECKING:
    from mailbot.config import Config
    from mailbot.config.shape import ImapSettings, LmtpSettings, SmtpSettings
    from mailbot.edges.clock import Clock
    from mailbot.edges.imap_folders import Shelves
    from mailbot.stages.collect import Collect
    from mailbot.store import Store


def doors_of(
    config: Config,
    collect: Collect,
    store: Store,
    clock: Clock,
    plain: Callable[[str], str],
    shelves: Shelves | None = None,
) -> tuple[tuple[str, Door], ...]:
    """Every door of the configuration, by its name. `shelves` is asked where the mails of shared mailboxes belong."""
    ours = frozenset(address_key(one) for one in config.addresses)

    def accepts(recipient: str) -> bool:
        return plain(recipient) in ours

    doors: list[tuple[str, Door]] = []
    for mailbox in config.imap:
        parts = ImapDoorParts(
            account=imap_account(config, mailbox),
            inbox=collect,
            books=store,
            clock=clock,
            owner=store.owner,
            shelves=shelves,
        )
        doors.append((f"imap:{mailbox.name}", ImapDoor(parts)))
    if config.lmtp is not None:
        doors.append(("lmtp", SocketDoor(_lmtp(config.lmtp), collect, accepts, clock)))
    if config.smtp is not None:
        settings = _smtp(config, config.smtp)
        doors.append(("smtp", SocketDoor(settings, collect, accepts, clock)))
    return tuple(doors)


def statuses_of(door: Door) -> tuple[DoorStatus, ...]:
    """How a door is doing; one that reads several folders has a status for each."""
    return door.statuses if isinstance(door, ImapDoor) else (door.status,)


def imap_account(config: Config, mailbox: ImapSettings) -> ImapAccount:
    """A mailbox of the configuration as its door wants it."""
    login = login_of(mailbox.password, mailbox.oauth2)
    assert login is not None  # a mailbox without one is refused with the configuration
    return ImapAccount(
        name=mailbox.name,
        host=mailbox.host,
        port=mailbox.port,
        tls=mailbox.tls,
        user=mailbox.user,
        password=login.secret,
        oauth2=login.oauth2,
        refused=login.refused,
        folder=mailbox.folder,
        sent_folder=mailbox.sent_folder if mailbox.watch_sent else "",
        shelves=mailbox.folders,
        ca_file=mailbox.ca_file,
        profile=mailbox.profile or config.trust.profile,
        trusted=mailbox.trusted,
        idle=mailbox.idle,
        poll_seconds=mailbox.poll.total_seconds(),
        since=mailbox.since,
        batch=mailbox.batch,
        max_size=config.limits.mail_size,
    )


def _lmtp(settings: LmtpSettings) -> SocketDoorSettings:
    return SocketDoorSettings(
        protocol="lmtp",
        listen=settings.listen,
        hostname=settings.hostname,
        max_size=settings.max_size,
        max_recipients=settings.max_recipients,
        max_connections=settings.max_connections,
        timeout_seconds=settings.timeout.total_seconds(),
    )


def _smtp(config: Config, settings: SmtpSettings) -> SocketDoorSettings:
    logins = {login.user: login for login in settings.logins}

    def authenticate(user: str, password: str) -> str | None:
        login = logins.get(user)
        if login is None or not hmac.compare_digest(login.password.read().encode(), password.encode()):
            return None
        return login.address

    return SocketDoorSettings(
        protocol="smtp",
        listen=settings.listen,
        hostname=settings.hostname,
        max_size=settings.max_size,
        max_recipients=settings.max_recipients,
        max_connections=settings.max_connections,
        timeout_seconds=settings.timeout.total_seconds(),
        relays=config.trust.relays,
        certificate=settings.certificate,
        private_key=settings.private_key,
        auth=authenticate if logins else None,
    )


def courier_of(config: Config) -> FolderCourier | SmtpCourier:
    """Into the folder, or to the server, that `[delivery]` names."""
    delivery = config.delivery
    if delivery.folder is not None:
        return FolderCourier(Path(delivery.folder))
    url = read_url(delivery.url)
    login = login_of(delivery.password, delivery.oauth2)
    return SmtpCourier(
        SmtpAccount(
            host=url.host,
            port=url.port,
            tls=url.tls,
            user=url.user,
            password=login.secret if login else None,
            oauth2=login.oauth2 if login else False,
            refused=login.refused if login else lambda: None,
            ca_file=delivery.ca_file,
            ehlo_name=delivery.ehlo_name,
            connections=delivery.connections,
            seconds=delivery.timeout.total_seconds(),
        )
    )


def sent_folder_of(config: Config) -> ImapSentFolder | None:
    """The Sent folder in which an uncertain letter is looked for (DECISIONS 32), if a mailbox names one."""
    for mailbox in config.imap:
        if mailbox.sent_folder:
            return ImapSentFolder(imap_account(config, mailbox), mailbox.sent_folder)
    return None
