"""How an account logs in: by its password, or by a token that stands in for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.edges.oauth2 import OAuthAccount, TokenSource

if TYPE_CHECKING:
    from mailbot.config.secrets import Secret
    from mailbot.config.shape import OAuthSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """`secret` gives the password or, with `oauth2`, a token; `refused` is told when the server did not take it."""

    secret: Callable[[], str]
    oauth2: bool = False
    refused: Callable[[], None] = lambda: None


def login_of(password: Secret | None, oauth2: OAuthSettings | None) -> Login | None:
    """OAuth2 where both are given; None where neither is."""
    if oauth2 is not None:
        tokens = TokenSource(
            OAuthAccount(
                token_url=oauth2.token_url,
                client_id=oauth2.client_id,
                client_secret=oauth2.client_secret.read if oauth2.client_secret else None,
                refresh_token=oauth2.refresh_token.read if oauth2.refresh_token else None,
                scope=oauth2.scope,
            )
        )
        return Login(secret=tokens, oauth2=True, refused=tokens.forget)
    return Login(secret=password.read) if password is not None else None
