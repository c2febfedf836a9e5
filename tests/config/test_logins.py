"""How the desk logs in: a password or OAuth2, for mailboxes and for the mail server."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.config import Config, ConfigError, load_config
from mailbot.wiring.doors import courier_of, imap_account

TEXT = """
[desk]
name = "d"
address = "d@d.example"

[delivery]
url = "{url}"
{sending}

[[intake.imap]]
name = "support"
host = "imap.d.example"
user = "d@d.example"
{reading}
"""
PASSWORD = 'password = { env = "NO_SUCH_PASSWORD" }'
OAUTH = (
    'oauth2 = { token_url = "https://login.d.example/token", client_id = "mailbot", '
    'client_secret = { env = "NO_SUCH" } }'
)
USER = "smtps://d%40d.example@smtp.d.example"


def loaded(folder: Path, *, url: str = USER, sending: str = PASSWORD, reading: str = PASSWORD) -> Config:
    path = folder / "config.toml"
    path.write_text(TEXT.format(url=url, sending=sending, reading=reading), encoding="utf-8")
    return load_config(path)


def test_oauth2_stands_in_for_a_password_at_both_ends(tmp_path: Path) -> None:
    config = loaded(tmp_path, sending=OAUTH, reading=OAUTH)
    account = imap_account(config, config.imap[0])

    assert account.oauth2
    assert config.delivery.oauth2 is not None
    assert config.delivery.oauth2.token_url == "https://login.d.example/token"
    assert "NO_SUCH" not in repr(account)
    assert courier_of(config) is not None


def test_a_password_goes_on_to_be_one(tmp_path: Path) -> None:
    config = loaded(tmp_path)

    assert not imap_account(config, config.imap[0]).oauth2


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"reading": ""}, "intake.imap[0].password", "or oauth2 ="),
        ({"sending": ""}, "delivery.password", "or oauth2 ="),
        ({"url": "smtps://smtp.d.example", "sending": OAUTH}, "delivery.oauth2", "has no user"),
        ({"reading": OAUTH.replace("https", "http")}, "intake.imap[0].oauth2.token_url", "https://"),
        ({"reading": OAUTH.partition(", client_secret")[0] + " }"}, "intake.imap[0].oauth2.client_secret", "missing"),
    ],
)
def test_what_cannot_log_in_is_refused_with_what_to_write(
    tmp_path: Path, changes: dict[str, str], key: str, words: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path, **changes)

    assert [words in one.message for one in refused.value.findings if one.key == key] == [True]


def test_a_password_beside_oauth2_is_a_warning(tmp_path: Path) -> None:
    warned = loaded(tmp_path, reading=f"{PASSWORD}\n{OAUTH}").warnings

    assert [one.key for one in warned if "not used beside oauth2" in one.message] == ["intake.imap[0].password"]
