"""How mail comes in and goes out: nothing readable on the network, no two doors in one place, secrets kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mailbot.config.check_logins import check_logins, oauth_secrets
from mailbot.config.fields import is_loopback
from mailbot.desk.complaints import Complaint
from mailbot.desk.mail import address_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mailbot.config.parts import Parts, Place
    from mailbot.config.secrets import Secret
    from mailbot.config.shape import ImapSettings, SmtpSettings

_OPEN = "would send password and mail readable over the network"


def check_doors(parts: Parts, warnings: list[Complaint]) -> None:
    """Adds faults to the parts, and what only looks odd to the warnings."""
    _check_delivery(parts)
    _check_imap(parts)
    check_logins(parts, warnings)
    _check_listening(parts, warnings)
    if parts.smtp:
        _check_smtp(parts, parts.smtp, warnings)
    for place, file in _named_files(parts):
        if file and not file.is_file():
            parts.faults.append(Complaint(place, f"there is no file {file}"))
    for place, secret in _secrets(parts):
        if secret and (exposure := secret.exposure()):
            warnings.append(Complaint(place, exposure))
    if not parts.imap and not parts.lmtp and not parts.smtp and not parts.incomplete:
        text = "there is no door for mail: add [[intake.imap]], or feed mail in with mailbot ingest"
        warnings.append(Complaint(("intake",), text))


def _check_delivery(parts: Parts) -> None:
    found = parts.delivery
    if found is None:
        return
    if bool(found.url) == bool(found.folder):
        text = "name one way out: url for a server, or folder to have letters written into files"
        parts.faults.append(Complaint(("delivery",), text))
    if not found.url:
        return
    url = urlsplit(found.url)
    if url.scheme == "smtp" and not is_loopback(url.hostname or ""):
        text = f"smtp:// to another machine {_OPEN}: write smtp+starttls:// or smtps://"
        parts.faults.append(Complaint(("delivery", "url"), text))


def _check_imap(parts: Parts) -> None:
    names: set[str] = set()
    for place, mailbox in parts.imap.items():
        if mailbox.tls == "none" and not is_loopback(mailbox.host):
            text = f'"none" to another machine {_OPEN}: write "implicit" or "starttls"'
            parts.faults.append(Complaint((*place, "tls"), text))
        if mailbox.name in names:
            text = f"another mailbox is named {mailbox.name} already: give each a name of its own"
            parts.faults.append(Complaint((*place, "name"), text))
        names.add(mailbox.name)
        parts.faults.extend(_folder_faults(place, mailbox))


def _folder_faults(place: Place, mailbox: ImapSettings) -> Iterator[Complaint]:
    """What the Sent folder and the folders that show states cannot be."""
    if mailbox.watch_sent and not mailbox.sent_folder:
        yield Complaint((*place, "watch_sent"), 'names no folder to watch: add sent_folder = "auto", or its name')
    if mailbox.watch_sent and not mailbox.trusted:
        text = "what lies in the Sent folder counts as sent by the desk: a mailbox that is not trusted cannot say that"
        yield Complaint((*place, "watch_sent"), text)
    if mailbox.sent_folder and _same(mailbox.sent_folder, mailbox.folder):
        yield Complaint((*place, "sent_folder"), "is the folder for mail to the desk: name the one for sent mail")
    taken = [mailbox.folder, mailbox.sent_folder]
    for shelf, name in mailbox.folders.items():
        if any(_same(name, other) for other in taken):
            text = f"{name} is the name of another folder already: give each a name of its own"
            yield Complaint((*place, "folder_names", shelf.value), text)
        taken.append(name)


def _same(name: str, other: str) -> bool:
    """INBOX is the one name in which case does not matter (RFC 3501, 5.1), but people see no difference in others."""
    return name.casefold() == other.casefold()


def _check_listening(parts: Parts, warnings: list[Complaint]) -> None:
    if parts.lmtp and parts.smtp and parts.lmtp.listen == parts.smtp.listen:
        text = f"{parts.smtp.listen} is the LMTP door's place already: choose another port"
        parts.faults.append(Complaint(("intake", "smtp", "listen"), text))
    if parts.lmtp and not _is_local(parts.lmtp.listen):
        text = "whoever reaches this door is believed: let it listen on 127.0.0.1 or on a unix: socket"
        warnings.append(Complaint(("intake", "lmtp", "listen"), text))


def _is_local(listen: str) -> bool:
    return listen.startswith("unix:") or is_loopback(listen.rpartition(":")[0])


def _check_smtp(parts: Parts, smtp: SmtpSettings, warnings: list[Complaint]) -> None:
    place = ("intake", "smtp")
    if bool(smtp.certificate) != bool(smtp.private_key):
        parts.faults.append(Complaint(place, "certificate and private_key go together: write both or neither"))
    if smtp.logins and not smtp.certificate and not _is_local(smtp.listen):
        text = "passwords would cross the network readable: give the door a certificate and a private_key"
        parts.faults.append(Complaint((*place, "logins"), text))
    users: set[str] = set()
    for which, login in enumerate(smtp.logins):
        if login.user in users:
            text = f"the user {login.user} is named twice"
            parts.faults.append(Complaint((*place, "logins", which, "user"), text))
        users.add(login.user)
        if not parts.incomplete and address_key(login.address) not in _people(parts):
            text = f"{login.address} is neither staff nor a contact: mail from it opens nothing"
            warnings.append(Complaint((*place, "logins", which, "address"), text))


def _people(parts: Parts) -> frozenset[str]:
    staff = [address for one in parts.staff.values() for address in one.addresses]
    contacts = [
        address
        for contract in parts.contracts.values()
        for contact in contract.contacts
        for address in contact.addresses
    ]
    return frozenset(map(address_key, staff + contacts))


def _named_files(parts: Parts) -> Iterator[tuple[Place, Path | None]]:
    for place, mailbox in parts.imap.items():
        yield (*place, "ca_file"), mailbox.ca_file
    if parts.smtp:
        yield ("intake", "smtp", "certificate"), parts.smtp.certificate
        yield ("intake", "smtp", "private_key"), parts.smtp.private_key
    if parts.delivery:
        yield ("delivery", "ca_file"), parts.delivery.ca_file


def _secrets(parts: Parts) -> Iterator[tuple[Place, Secret | None]]:
    if parts.desk:
        yield ("desk", "secret"), parts.desk.secret
    if parts.store:
        yield ("store", "password"), parts.store.password
    if parts.delivery:
        yield ("delivery", "password"), parts.delivery.password
    for place, mailbox in parts.imap.items():
        yield (*place, "password"), mailbox.password
    yield from oauth_secrets(parts)
    for which, login in enumerate(parts.smtp.logins if parts.smtp else ()):
        yield ("intake", "smtp", "logins", which, "password"), login.password
