"""Addresses as received, with names for people and no tricks (REALITIES 12, 88; READING-MAIL D4, D6, D7)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail import fields
from mailbot.mail.addresses import read_addresses


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"a@b.example", [("", "a@b.example")]),
        (b"A B <a@b.example>", [("A B", "a@b.example")]),
        (b'"B, A" <a@b.example>, c@d.example', [("B, A", "a@b.example"), ("", "c@d.example")]),
        (b"taro..yamada@docomo.example", [("", "taro..yamada@docomo.example")]),
        (b"=?utf-8?B?5bGx55Sw?= <taro.@ezweb.example>", [("山田", "taro.@ezweb.example")]),
        (b"taro..a@x.example; (note, x) jiro..b@x.example", [("", "taro..a@x.example"), ("", "jiro..b@x.example")]),
        (b'"a \\"b\\" , c" <..d@x.example>', [('a "b" , c', "..d@x.example")]),
        (b"Team: a..b@x.example, c@x.example;", [("", "a..b@x.example"), ("", "c@x.example")]),
        (b"<@relay.example:..a@x.example>", [("", "..a@x.example")]),
        (b"name <not an address>, ..x@y.example", [("", "..x@y.example")]),
        (b"undisclosed-recipients:;", []),
        (b"nobody", []),
        (b"", []),
        (b"a@b.example <a@b.example>", [("a@b.example", "a@b.example")]),
        (b"james@x.example (James Smythe)", [("James Smythe", "james@x.example")]),
        (b"a@x.example (A (of B)), c@x.example", [("", "a@x.example"), ("", "c@x.example")]),
        (b"Group: a@x.example (A), b@x.example;", [("A", "a@x.example"), ("", "b@x.example")]),
        (b"james@x.example (=?utf-8?B?5bGx55Sw?=)", [("山田", "james@x.example")]),
        (b"james@x.example (boss@good.example)", [("boss@good.example", "james@x.example")]),
        (b"Joe <joe@x.example", [("Joe", "joe@x.example")]),
        (b"John\r\n  Doe <j@d.example>", [("John Doe", "j@d.example")]),
        (b"=?utf-8?B?PGdvb2RAZ29vZC5leGFtcGxlPg==?= <evil@x.example>", [("<good@good.example>", "evil@x.example")]),
        (b"=?utf-8?Q?a=0D=0ABcc:_b?= <a@x.example>", [("a Bcc: b", "a@x.example")]),
    ],
)
def test_addresses_are_found_as_they_are(raw: bytes, found: list[tuple[str, str]]) -> None:
    assert [(address.name, address.address) for address in read_addresses(raw)] == found


def test_addresses_beyond_the_limit_are_left_out() -> None:
    assert len(read_addresses(b"a@b.example," * 50, 10)) == 10


@pytest.mark.parametrize(
    ("raw", "name", "honest"),
    [
        (b'"boss@client.example" <evil@x.example>', "boss@client.example", ""),
        (b'"Boss (boss@client.example)" <evil@x.example>', "Boss (boss@client.example)", ""),
        ('"boss＠client.example" <evil@x.example>'.encode(), "boss＠client.example", ""),
        (b"=?utf-8?B?PGdvb2RAZ29vZC5leGFtcGxlPg==?= <evil@x.example>", "<good@good.example>", ""),
        (b'"a@Client.example" <A@client.example>', "a@Client.example", "a@Client.example"),
        (b"Sam @ Vendor <sam@x.example>", "Sam @ Vendor", "Sam @ Vendor"),
        (b"Nobody <n@x.example>", "Nobody", "Nobody"),
    ],
)
def test_a_name_that_shows_another_address_is_read_and_is_not_honest(raw: bytes, name: str, honest: str) -> None:
    (address,) = read_addresses(raw)

    assert (address.name, address.honest_name) == (name, honest)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Fri, 20 Nov 2026 10:15:00 +0900", datetime(2026, 11, 20, 1, 15, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:15:00 +0900 (JST)", datetime(2026, 11, 20, 1, 15, tzinfo=UTC)),
        ("20 Nov 2026 10:15:00 JST", datetime(2026, 11, 20, 1, 15, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:15", datetime(2026, 11, 20, 10, 15, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("Fri, 99 Nov 2026 10:15", None),
    ],
)
def test_dates_are_moments_or_nothing(text: str, moment: datetime | None) -> None:
    assert fields.moment(text) == moment


def test_a_failing_scanner_is_a_finding_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: object) -> object:
        raise ValueError(arguments)

    monkeypatch.setattr(fields, "parse_address_header", fails)
    monkeypatch.setattr(fields, "parse_mail_date", fails)

    assert fields.moment("Fri, 20 Nov 2026 10:15:00 +0900") is None
    assert [address.address for address in read_addresses(b"a@b.example")] == ["a@b.example"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120))
def test_any_octets_hold_addresses_or_none(raw: bytes) -> None:
    assert all("@" in address.address for address in read_addresses(raw))
