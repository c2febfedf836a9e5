"""How the desk logs in at its mailboxes and at its mail server: by password or by OAuth2, never by nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mailbot.config.fields import is_loopback
from mailbot.desk.complaints import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.config.parts import Parts, Place
    from mailbot.config.secrets import Secret
    from mailbot.config.shape import OAuthSettings

HOW = 'write password = { env = "NAME" } or { file = "path" }, or oauth2 = { … }'


def check_logins(parts: Parts, warnings: list[Complaint]) -> None:
    """Adds faults to the parts, and what is not used to the warnings."""
    for place, mailbox in parts.imap.items():
        if not mailbox.password and not mailbox.oauth2:
            parts.faults.append(Complaint((*place, "password"), f"is missing: {HOW}"))
        if mailbox.password and mailbox.oauth2:
            warnings.append(Complaint((*place, "password"), "is not used beside oauth2: take one of them out"))
    found = parts.delivery
    user = urlsplit(found.url).username if found and found.url else None
    if found and found.url and user and not found.password and not found.oauth2:
        parts.faults.append(Complaint(("delivery", "password"), f"is missing, as url names a user: {HOW}"))
    for key, given in (("password", found and found.password), ("oauth2", found and found.oauth2)):
        if found and found.url and given and not user:
            text = "has no user: write the user into url, as in smtp+starttls://user@host:587"
            parts.faults.append(Complaint(("delivery", key), text))
    for place, oauth2 in oauth_accounts(parts):
        parts.faults.extend(_faults(place, oauth2))


def oauth_accounts(parts: Parts) -> Iterator[tuple[Place, OAuthSettings]]:
    """Every OAuth2 account that the configuration names."""
    for place, mailbox in parts.imap.items():
        if mailbox.oauth2:
            yield (*place, "oauth2"), mailbox.oauth2
    if parts.delivery and parts.delivery.oauth2:
        yield ("delivery", "oauth2"), parts.delivery.oauth2


def oauth_secrets(parts: Parts) -> Iterator[tuple[Place, Secret | None]]:
    """Their secrets, each with its place."""
    for place, oauth2 in oauth_accounts(parts):
        yield (*place, "client_secret"), oauth2.client_secret
        yield (*place, "refresh_token"), oauth2.refresh_token


def _faults(place: Place, oauth2: OAuthSettings) -> Iterator[Complaint]:
    url = urlsplit(oauth2.token_url)
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.hostname or "")):
        yield Complaint((*place, "token_url"), "must begin with https://, since secrets are sent there")
    if not oauth2.client_secret and not oauth2.refresh_token:
        yield Complaint((*place, "client_secret"), 'is missing: write client_secret = { env = "NAME" }')
