"""Authentication-Results in the shapes that providers write and attackers try."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.authentication_results import UNREADABLE, Verdict, read_nameless_results, read_results

GMAIL = (
    "mx.google.com; dkim=pass header.i=@client.example header.s=s1 header.b=abc12345; "
    "spf=pass (google.com: domain of yamada@client.example designates 203.0.113.5 as permitted sender) "
    "smtp.mailfrom=yamada@client.example; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=client.example"
)
M365 = (
    "spf=pass (sender IP is 203.0.113.5) smtp.mailfrom=client.example; dkim=pass (signature was verified) "
    "header.d=client.example;dmarc=pass action=none header.from=client.example;compauth=pass reason=100"
)


def verdicts(value: str) -> list[tuple[str, str]]:
    results = read_results(value)
    return [] if results is None else [(one.method, one.result) for one in results.verdicts]


def test_gmails_field_is_read_with_its_properties() -> None:
    results = read_results(GMAIL)

    assert results is not None
    assert results.authserv_id == "mx.google.com"
    assert [one.result for one in results.verdicts] == ["pass", "pass", "pass"]
    assert results.of("dmarc")[0].value("header.from") == "client.example"
    assert results.of("dkim")[0].value("header.d", "header.i") == "@client.example"


def test_microsofts_field_names_nobody_and_is_read_all_the_same() -> None:
    results = read_nameless_results(M365)

    assert results is not None
    assert results.authserv_id == ""
    assert results.of("dmarc")[0].value("header.from") == "client.example"
    assert results.of("dkim")[0].value("header.d") == "client.example"
    assert read_results(M365) is None


def test_a_field_with_a_name_is_no_nameless_one() -> None:
    assert read_nameless_results("mx.evil.example; dmarc=pass header.from=client.example") is None
    assert read_nameless_results('"unclosed') is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("MX.Vendor.Example; dmarc=pass header.from=a.example", "mx.vendor.example"),
        ('"mx.vendor.example"; dmarc=pass header.from=a.example', "mx.vendor.example"),
        ("mx.vendor.example 1; dmarc=pass header.from=a.example", "mx.vendor.example"),
        ("mx.vendor.example (Postfix (inner)) 1 ; dmarc=pass header.from=a.example", "mx.vendor.example"),
        ("mx.vendor.example; dmarc=pass header.from=a.example;", "mx.vendor.example"),
        ("mx.vendor.example; dmarc=pass header.from=a.example; ; ", "mx.vendor.example"),
    ],
)
def test_spellings_of_the_same_field_are_read_alike(value: str, name: str) -> None:
    results = read_results(value)

    assert results is not None
    assert results.authserv_id == name
    assert results.of("dmarc")[0].result == "pass"


@pytest.mark.parametrize(
    "value",
    [
        "",
        ";",
        "mx.vendor.example 2; dmarc=pass header.from=a.example",
        "mx.vendor.example extra words; dmarc=pass header.from=a.example",
        "dmarc=pass header.from=a.example",
        "mx.vendor.example; dmarc=pass (unclosed header.from=a.example",
        "mx.vendor.example; dmarc=pass ) header.from=a.example",
        'mx.vendor.example; dmarc=pass header.from="a.example',
        "mx.vendor.example; dmarc=pass (" + "x" * 9000 + ")",
        "mx.vendor.example" + "; dkim=pass header.d=a.example" * 60,
    ],
)
def test_what_has_no_name_or_does_not_close_says_nothing(value: str) -> None:
    assert read_results(value) is None


@pytest.mark.parametrize(
    "injected",
    [
        'spf=pass smtp.mailfrom="x; dmarc=pass header.from=good.example"@evil.example',
        "spf=pass (dmarc=pass header.from=good.example) smtp.mailfrom=evil.example",
        "spf=pass (a (b; dmarc=pass) c) smtp.mailfrom=evil.example",
        r"spf=pass (\) ; dmarc=pass header.from=good.example) smtp.mailfrom=evil.example",
        r'spf=pass smtp.mailfrom="a\"; dmarc=pass header.from=good.example"@evil.example',
        "spf=pass smtp.mailfrom=evil.example dmarc=pass header.from=good.example",
        'spf=pass reason="; dmarc=pass header.from=good.example" smtp.mailfrom=evil.example',
        "spf=pass smtp.mailfrom=evil.example (; dmarc=pass",
        "spf=dmarc=pass smtp.mailfrom=evil.example",
        "spf=pass smtp.mailfrom=dmarc=pass@evil.example",
        "none; spf=pass smtp.mailfrom=evil.example",
        "(dmarc=pass header.from=good.example) spf=pass smtp.mailfrom=evil.example",
    ],
)
def test_no_dmarc_verdict_grows_out_of_another_value(injected: str) -> None:
    assert "dmarc" not in dict(verdicts(f"mx.vendor.example; {injected}"))


def test_a_result_that_cannot_be_read_stays_as_one_that_never_passes() -> None:
    assert verdicts("mx.vendor.example; dmarc=pass header.from=<good.example>") == [("dmarc", UNREADABLE)]
    assert verdicts("mx.vendor.example; dkim/1=pass header.d=<x>; spf=none") == [("dkim", UNREADABLE), ("spf", "none")]


def test_nothing_was_checked_is_an_empty_answer() -> None:
    assert verdicts("mx.vendor.example; none") == []


def test_a_deeply_nested_comment_costs_nothing() -> None:
    nested = "(" * 3000 + ")" * 3000

    assert verdicts(f"mx.vendor.example; dmarc=pass {nested} header.from=a.example") == [("dmarc", UNREADABLE)]


def test_a_property_that_is_there_twice_with_two_values_has_none() -> None:
    verdict = Verdict(
        method="dmarc", result="pass", properties=(("header.from", "a.example"), ("header.from", "b.example"))
    )

    assert verdict.value("header.from") == ""
    assert verdict.value("header.d") == ""


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from('abc.;="() \\@/1é'), max_size=80))
def test_any_text_is_read_without_an_exception(value: str) -> None:
    for results in (read_results(value), read_nameless_results(value)):
        assert results is None or all(one.method == one.method.lower() for one in results.verdicts)
