"""`check --connect`: every server and record that the configuration leans on, tried one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from mailbot.cli.checking import Checked, error, fine, warning
from mailbot.cli.connecting_folders import folders_checked
from mailbot.cli.round_trip import Trip, go_round
from mailbot.config import Config, SecretMissing
from mailbot.config.check_contracts import FREE_MAIL
from mailbot.config.shape import ImapSettings
from mailbot.desk.mail import domain_of
from mailbot.desk.records import Sent
from mailbot.edges.dns import Dns
from mailbot.edges.dns_records import RecordFinding, dmarc_of, proof_within_reach, spf_of
from mailbot.edges.doors import words_of
from mailbot.edges.imap import ImapAccount, ImapError, Mailbox
from mailbot.edges.imap_shared import SharedMailbox
from mailbot.edges.smtp_out import SmtpCourier
from mailbot.mail.resolving import Resolver
from mailbot.store import Unreachable
from mailbot.store.engine import Database
from mailbot.store.meta import SCHEMA, store_version
from mailbot.wiring import courier_of, imap_account


def connected(config: Config, now: datetime, *, resolver: Resolver | None = None) -> Iterator[Checked]:
    """Tries store, mailboxes, delivery, the round trip, then DNS. Troubles are findings, never raised."""
    asking = resolver or Dns()
    yield store_checked(config)
    reachable = []
    for mailbox in config.imap:
        checked = list(mailbox_checked(imap_account(config, mailbox), mailbox))
        yield from checked
        if checked[0].gravity == "fine":
            reachable.append(mailbox)
    yield from delivery_checked(config, reachable, now, asking)
    yield from records_checked(config, asking)


def store_checked(config: Config) -> Checked:
    """Whether the store answers, and whether it is of this version; never makes one."""
    file = sqlite_file(config)
    if file is not None and not file.exists():
        return fine("store", f"there is no {file} yet; it is made at the first start")
    try:
        password = config.store.password.read() if config.store.password else ""
        with closing(Database(config.store.url, password)) as database:
            found = store_version(database)
    except (SecretMissing, Unreachable) as trouble:
        return error("store", str(trouble))
    except Exception as trouble:  # noqa: BLE001 - whatever a database or its driver says is a finding
        return error("store", f"{config.store.url} cannot be used: {words_of(trouble)}")
    if found is None:
        return fine("store", "it answers and is empty; its tables are made at the first start")
    if found < SCHEMA:
        return error("store", f"it is at version {found}, this mailbot needs {SCHEMA}: run mailbot db upgrade")
    if found > SCHEMA:
        return error("store", f"it is at version {found}, newer than this mailbot ({SCHEMA}): install that version")
    return fine("store", f"it answers, at version {found}")


def sqlite_file(config: Config) -> Path | None:
    """The file of an SQLite store; None for PostgreSQL."""
    url = config.store.url
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def mailbox_checked(account: ImapAccount, settings: ImapSettings) -> Iterator[Checked]:
    """Login and folder, the Sent folder, IDLE, and the folders that show states."""
    place = f"intake.imap {account.name}"
    try:
        with SharedMailbox(account) as mailbox:
            selected = mailbox.select()
            yield fine(place, f"logged in to {account.host}, {account.folder} is there (next UID {selected.uidnext})")
            if account.idle and not mailbox.can_idle():
                seconds = round(account.poll_seconds)
                yield fine(place, f"the server has no IDLE: it is asked every {seconds} seconds")
            if settings.sent_folder:
                yield _sent_folder(mailbox, settings.sent_folder, place)
            if settings.folders:
                yield from folders_checked(mailbox, account, place)
    except (SecretMissing, ImapError, OSError, ValueError) as trouble:
        yield error(place, f"{account.host}:{account.port}, {account.folder}: {words_of(trouble)}")


def _sent_folder(mailbox: SharedMailbox, named: str, place: str) -> Checked:
    try:
        folder = mailbox.sent_folder(named)
        mailbox.select(folder)
    except (ImapError, OSError) as trouble:
        return error(f"{place} sent_folder", f"{named}: {words_of(trouble)}")
    return fine(f"{place} sent_folder", f"{folder} is there")


def delivery_checked(
    config: Config, reachable: list[ImapSettings], now: datetime, resolver: Resolver
) -> Iterator[Checked]:
    """The way out, and the round trip of a test mail through it."""
    if config.delivery.folder is not None:
        yield fine("delivery", f"letters are written into {config.delivery.folder}; nothing is sent")
        return
    try:
        courier = courier_of(config)
    except (OSError, ValueError) as trouble:
        yield error("delivery", words_of(trouble))
        return
    if not isinstance(courier, SmtpCourier):
        return
    with closing(courier):
        greeting = courier.greet()
        if greeting.ending is not Sent.DONE:
            yield error("delivery", f"{config.delivery.url}: {greeting.words}")
            return
        yield fine("delivery", f"connected and logged in: {greeting.words}")
        if not reachable:
            yield warning("round trip", "no mailbox is read by IMAP, so that a test mail could not be looked for")
            return
        yield from _round_trip(config, reachable[0], courier, now, resolver)


def _round_trip(
    config: Config, mailbox: ImapSettings, courier: SmtpCourier, now: datetime, resolver: Resolver
) -> Iterator[Checked]:
    try:
        with Mailbox(imap_account(config, mailbox)) as opened:
            trip = Trip(
                address=config.desk.address,
                plus=config.desk.plus,
                pinned=config.trust.authserv_ids,
                profile=mailbox.profile or config.trust.profile,
                courier=courier,
                mailbox=Arriving(opened),
                resolver=resolver,
                now=now,
                wait=time.sleep,
            )
            yield from go_round(trip)
    except (SecretMissing, ImapError, OSError) as trouble:
        yield error("round trip", words_of(trouble))


class Arriving:
    """What comes into an open mailbox from now on."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._next = mailbox.select().uidnext

    def headers(self) -> list[bytes]:
        """Selects the folder anew, since servers tell of new mail only then or on request."""
        self._mailbox.select()
        found = (self._mailbox.header(uid) for uid in self._mailbox.uids(self._next))
        return [header for header in found if header is not None]


def records_checked(config: Config, resolver: Resolver) -> Iterator[Checked]:
    """The desk's own domain, then those of its customers."""
    own = domain_of(config.desk.address)
    for ask in (spf_of, dmarc_of):
        found = ask(own, resolver)
        yield _told(found)
    for domain in customer_domains(config):
        found = proof_within_reach(domain, resolver)
        if not found.is_well:
            yield warning(f"customer domain {domain}", found.words)


def _told(found: RecordFinding) -> Checked:
    make: Callable[[str, str], Checked] = fine if found.is_well else warning
    return make(f"{found.record} {found.name}", found.words)


def customer_domains(config: Config) -> tuple[str, ...]:
    """Domains of contracts and of their contacts, without those at which everybody may have an address."""
    found = {domain for contract in config.contracts for domain in contract.domains}
    found |= {
        domain_of(address)
        for contract in config.contracts
        for contact in contract.contacts
        for address in contact.addresses
    }
    return tuple(sorted(found - FREE_MAIL - {domain_of(config.desk.address)}))
