"""What DNS says of a domain, in words: SPF, DKIM and DMARC, and whether customers' mail can be proven."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mailbot.edges.dns_records import dkim_of, dmarc_of, has_usual_dkim_key, proof_within_reach, spf_of
from mailbot.mail.resolving import TemporaryDnsTrouble

GOOD_SPF = "v=spf1 include:_spf.provider.example -all"


class Zone:
    """DNS as told; names that end in `silent.example` do not answer."""

    def __init__(self, records: Mapping[str, str | list[str]]) -> None:
        self.records = records
        self.asked: list[str] = []

    def txt(self, name: str) -> tuple[bytes, ...]:
        self.asked.append(name)
        if name.endswith("silent.example"):
            raise TemporaryDnsTrouble(name)
        found = self.records.get(name, [])
        return tuple(text.encode() for text in ([found] if isinstance(found, str) else found))


@pytest.mark.parametrize(
    ("records", "says"),
    [
        ([], "there is no SPF record"),
        (["other=1", "v=spf10 -all"], "there is no SPF record"),
        ([GOOD_SPF, "v=spf1 -all"], "there are 2 SPF records"),
        (["v=spf1 include:a.example"], "does not say what holds for all others"),
        (["v=spf1 mx +all"], "lets everybody send"),
        (["v=spf1 all"], "lets everybody send"),
        (["v=spf1 " + " ".join(f"include:s{n}.example" for n in range(11)) + " -all"], "asks DNS 11 times"),
    ],
)
def test_a_bad_spf_record_is_told_with_what_to_do(records: list[str], says: str) -> None:
    found = spf_of("vendor.example", Zone({"vendor.example": records}))

    assert found.is_well is False
    assert says in found.words


@pytest.mark.parametrize(
    "record", [GOOD_SPF, "v=spf1 a mx ~all", "V=SPF1 redirect=_spf.provider.example", "v=spf1 -all"]
)
def test_a_good_spf_record_is_shown(record: str) -> None:
    found = spf_of("vendor.example", Zone({"vendor.example": ["google-site-verification=x", record]}))

    assert found.is_well is True
    assert found.words == record


def test_dmarc_is_found_at_the_domain_or_above_it() -> None:
    zone = Zone({"_dmarc.vendor.example": "v=DMARC1; p=quarantine"})

    assert dmarc_of("vendor.example", zone).is_well is True
    above = dmarc_of("desk.mail.vendor.example", zone)
    assert (above.is_well, above.name) == (True, "_dmarc.vendor.example")


def test_a_long_domain_is_asked_for_a_few_times_only() -> None:
    zone = Zone({})

    dmarc_of(".".join("abcdefghijklmnop") + ".example", zone)

    assert len(zone.asked) <= 8


@pytest.mark.parametrize(
    ("records", "says"),
    [
        ([], "there is no DMARC record"),
        (["v=DMARC1; rua=mailto:x@vendor.example"], "has no policy"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "there are 2 DMARC records"),
    ],
)
def test_a_bad_dmarc_record_is_told(records: list[str], says: str) -> None:
    found = dmarc_of("vendor.example", Zone({"_dmarc.vendor.example": records}))

    assert found.is_well is False
    assert says in found.words


def test_a_dkim_key_is_there_missing_or_withdrawn() -> None:
    zone = Zone(
        {"s1._domainkey.vendor.example": "v=DKIM1; k=rsa; p=MIGf", "s2._domainkey.vendor.example": "v=DKIM1; p="}
    )

    assert dkim_of("vendor.example", "s1", zone).is_well is True
    assert "withdrawn" in dkim_of("vendor.example", "s2", zone).words
    assert "no DKIM key of this name" in dkim_of("vendor.example", "s3", zone).words
    assert has_usual_dkim_key("vendor.example", zone) is True
    assert has_usual_dkim_key("other.example", zone) is False


def test_no_answer_is_neither_good_nor_bad() -> None:
    zone = Zone({})

    for found in (
        spf_of("silent.example", zone),
        dmarc_of("silent.example", zone),
        dkim_of("silent.example", "s1", zone),
        proof_within_reach("silent.example", zone),
    ):
        assert found.is_well is None
        assert "DNS did not answer" in found.words
    assert has_usual_dkim_key("silent.example", zone) is None


def test_a_customer_s_domain_is_provable_or_it_is_said_what_is_missing() -> None:
    zone = Zone(
        {
            "_dmarc.a.example": "v=DMARC1; p=none",
            "selector1._domainkey.b.example": "v=DKIM1; p=MIGf",
            "c.example": GOOD_SPF,
        }
    )

    assert proof_within_reach("a.example", zone).is_well is True
    assert proof_within_reach("b.example", zone).is_well is True
    assert "level B at best" in proof_within_reach("c.example", zone).words
    assert "may never be proven" in proof_within_reach("d.example", zone).words
