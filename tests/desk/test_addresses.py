"""Which addresses a letter can be sent to, and how they are spelt."""

from __future__ import annotations

import pytest

from mailbot.desk.addresses import is_writable, written


@pytest.mark.parametrize(
    ("address", "spelt"),
    [
        ("yamada@client.example", "yamada@client.example"),
        ("a..b@client.example", '"a..b"@client.example'),
        ('"a b"@client.example', '"a b"@client.example'),
        ("x@日本.example", "x@xn--wgv71a.example"),
        ("x@[192.0.2.1]", "x@[192.0.2.1]"),
        ("田中@client.example", ""),
        ("tanaka;foo@client.example", ""),
        ("nobody", ""),
        ("@client.example", ""),
        ("x@", ""),
        ("x@client.example>", ""),
    ],
)
def test_an_address_is_spelt_or_cannot_be_written(address: str, spelt: str) -> None:
    assert (written(address), is_writable(address)) == (spelt, bool(spelt))
