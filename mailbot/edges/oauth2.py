"""Access tokens for mail accounts (RFC 6749), by client credentials or a refresh token, kept while they are good."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from mailbot.edges.tls import client_context, is_loopback

MOST_OCTETS = 65_536
"""An answer that is longer is none of a token server."""
USED_SHARE = 0.8
"""A token is fetched anew when so much of its life is over (REALITIES 98)."""
SHORTEST_LIFE = 30.0
ASSUMED_LIFE = 300.0
"""Seconds; how long a token is taken to live whose server does not say."""


class TokenRefused(ValueError):
    """The token server says no, or says nothing that can be used: a person has to look at the account."""


class TokenDelayed(ConnectionError):
    """The token server cannot be reached, or has trouble of its own: the same may work later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthAccount:
    """Who asks for tokens, and where. With a refresh token it asks in a person's name, without one in its own
    (client credentials). Secrets are read at each question.
    """

    token_url: str
    client_id: str
    client_secret: Callable[[], str] | None = field(default=None, repr=False)
    refresh_token: Callable[[], str] | None = field(default=None, repr=False)
    scope: str = ""
    ca_file: Path | None = None
    seconds: float = 20.0

    def __post_init__(self) -> None:
        url = urllib.parse.urlsplit(self.token_url)
        if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.hostname or "")):
            raise ValueError(f"oauth2 token_url {self.token_url}: write https://…, since secrets are sent there")

    def question(self) -> dict[str, str]:
        """What is asked of the server (RFC 6749, 4.4.2 and 6). Raises what the secrets raise."""
        asked = {"client_id": self.client_id, "grant_type": "client_credentials"}
        if self.client_secret is not None:
            asked["client_secret"] = self.client_secret()
        if self.refresh_token is not None:
            asked |= {"grant_type": "refresh_token", "refresh_token": self.refresh_token()}
        return asked | ({"scope": self.scope} if self.scope else {})


class TokenSource:
    """Gives the account's token when called. Threads may share it: only one of them asks the server."""

    def __init__(self, account: OAuthAccount) -> None:
        self._account = account
        self._turn = threading.Lock()
        self._token = ""
        self._until = 0.0

    def __call__(self) -> str:
        """A token that is good for a while. Raises TokenRefused, TokenDelayed, and what reading a secret raises."""
        with self._turn:
            if not self._token or monotonic() >= self._until:
                asked_at = monotonic()
                self._token, life = _understood(self._asked())
                self._until = asked_at + max(SHORTEST_LIFE, life * USED_SHARE)
            return self._token

    def forget(self) -> None:
        """The mail server refused the token: the next one is fetched anew."""
        with self._turn:
            self._token = ""

    def _asked(self) -> Mapping[str, object]:
        account = self._account
        body = urllib.parse.urlencode(account.question()).encode()
        secure = account.token_url.startswith("https:")
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if secure:
            handlers.append(urllib.request.HTTPSHandler(context=client_context(account.ca_file)))
        opener = urllib.request.build_opener(*handlers)
        try:
            with opener.open(account.token_url, data=body, timeout=account.seconds) as answer:
                said = answer.read(MOST_OCTETS)
        except urllib.error.HTTPError as error:
            raise _refusal(error) from None
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise TokenDelayed(f"the token server {account.token_url} cannot be asked: {reason}") from None
        return _document(said)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Secrets go where the operator said, and nowhere else."""

    def redirect_request(self, *_anything: object) -> None:
        return None


def _refusal(error: urllib.error.HTTPError) -> Exception:
    """RFC 6749, 5.2: `error` and `error_description` say why; only these two are shown."""
    with error:
        try:
            said = _document(error.read(MOST_OCTETS))
        except TokenRefused:
            said = {}
    words = ": ".join(_line(said[key]) for key in ("error", "error_description") if isinstance(said.get(key), str))
    words = f"the token server says {error.code}{f' ({words})' if words else ''}"
    if error.code >= 500 or error.code == 429:
        return TokenDelayed(words)
    return TokenRefused(f"{words}: look at client_id, client_secret, scope and refresh_token of oauth2")


def _document(said: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(said)
    except ValueError:
        raise TokenRefused("the token server answers no JSON: is token_url the address for tokens?") from None
    return found if isinstance(found, dict) else {}


def _understood(answer: Mapping[str, object]) -> tuple[str, float]:
    """The token and its life in seconds (RFC 6749, 5.1)."""
    token, life = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise TokenRefused("the token server gives no access_token: is token_url the address for tokens?")
    try:
        return token, float(life) if isinstance(life, int | float | str) else ASSUMED_LIFE
    except ValueError:
        return token, ASSUMED_LIFE


def _line(words: object) -> str:
    return "".join(one if one.isprintable() else " " for one in str(words))[:200]
