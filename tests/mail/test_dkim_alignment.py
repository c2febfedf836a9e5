"""One organisation or two: with the tree walk and without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from mailbot.mail.alignment import Alignment, Mechanism, is_domain, is_shared_suffix, read_record, steps, walk


@dataclass
class Records:
    known: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def txt(self, name: str) -> tuple[bytes, ...]:
        self.asked.append(name)
        return self.known.get(name, ())


@pytest.mark.parametrize(
    ("author", "proven", "expected"),
    [
        ("client.example", "client.example", True),
        ("client.example", "mail.client.example", True),
        ("mail.client.example", "client.example", True),
        ("a.b.client.example", "client.example", False),
        ("a.client.example", "b.client.example", False),
        ("client.co.jp", "co.jp", False),
        ("client.co.jp", "other.co.jp", False),
        ("mail.client.co.jp", "client.co.jp", True),
        ("shop.chuo.tokyo.jp", "chuo.tokyo.jp", False),
        ("foo.sakura.ne.jp", "sakura.ne.jp", False),
        ("sakura.ne.jp", "sakura.ne.jp", True),
        ("client.example", "evilclient.example", False),
        ("client.example", "client.example.evil", False),
        ("client.example", "example", False),
        ("example", "example", False),
        ("client.example", "", False),
        ("client..example", "client..example", False),
    ],
)
def test_without_dns_only_the_same_domain_or_a_direct_relative_is_aligned(
    author: str, proven: str, expected: bool
) -> None:
    assert Alignment(None).aligned(author, proven, Mechanism.DKIM) is expected


def test_the_tree_walk_joins_relatives_under_one_record() -> None:
    records = Records({"_dmarc.client.example": (b"v=DMARC1; p=none",)})
    alignment = Alignment(records)

    assert alignment.aligned("a.client.example", "x.y.client.example", Mechanism.SPF)
    assert not alignment.aligned("a.client.example", "other.example", Mechanism.SPF)


def test_an_owner_who_demands_exactness_gets_it_for_that_mechanism_only() -> None:
    alignment = Alignment(Records({"_dmarc.client.example": (b"v=DMARC1; p=reject; adkim=s",)}))

    assert not alignment.aligned("client.example", "mail.client.example", Mechanism.DKIM)
    assert alignment.aligned("client.example", "mail.client.example", Mechanism.SPF)
    assert alignment.aligned("client.example", "client.example", Mechanism.DKIM)


def test_psd_n_ends_an_organisation_below_its_parent() -> None:
    known = {
        "_dmarc.client.example": (b"v=DMARC1; p=none",),
        "_dmarc.unit.client.example": (b"v=DMARC1; p=none; psd=n",),
    }

    assert walk("a.unit.client.example", Records(known)).domain == "unit.client.example"
    assert not Alignment(Records(known)).aligned("unit.client.example", "client.example", Mechanism.DKIM)


def test_psd_y_is_a_suffix_and_the_organisation_lies_one_below() -> None:
    records = Records({"_dmarc.gov.example": (b"v=DMARC1; p=none; psd=y",)})

    assert walk("mail.office.gov.example", records).domain == "office.gov.example"
    assert walk("gov.example", records).domain == "gov.example"


def test_a_record_at_a_shared_suffix_makes_no_organisation_of_strangers() -> None:
    alignment = Alignment(Records({"_dmarc.co.jp": (b"v=DMARC1; p=none",), "_dmarc.jp": (b"v=DMARC1; p=none",)}))

    assert not alignment.aligned("client.co.jp", "other.co.jp", Mechanism.DKIM)
    assert alignment.aligned("client.co.jp", "mail.client.co.jp", Mechanism.DKIM)


def test_where_nobody_publishes_dmarc_direct_relatives_still_count() -> None:
    records = Records()
    alignment = Alignment(records)

    assert alignment.aligned("client.example", "mail.client.example", Mechanism.DKIM)
    assert not alignment.aligned("a.client.example", "b.client.example", Mechanism.DKIM)
    assert not alignment.aligned("a.client.example", "c.client.example", Mechanism.DKIM)
    assert records.asked.count("_dmarc.a.client.example") == 1, "each domain is walked once"


def test_a_domain_under_another_top_is_never_asked_about() -> None:
    records = Records()

    assert not Alignment(records).aligned("client.example", "client.test", Mechanism.DKIM)
    assert records.asked == []


def test_long_names_are_cut_to_eight_questions() -> None:
    names = list(steps("a.b.c.d.e.f.g.h.i.j.mail.example"))

    assert names[:2] == ["a.b.c.d.e.f.g.h.i.j.mail.example", "f.g.h.i.j.mail.example"]
    assert names[-1] == "example"
    assert len(names) == 8


@pytest.mark.parametrize(
    ("records", "found"),
    [
        ((), False),
        ((b"v=spf1 -all",), False),
        ((b"v=DMARC1; p=none",), True),
        ((b" v = DMARC1 ;p=none",), True),
        ((b"v=DMARC1", b"v=DMARC1; p=reject"), False),
        ((b"v=DMARC10; p=none",), False),
        ((b"v=spf1 -all", b"v=DMARC1; psd=odd; junk"), True),
    ],
)
def test_exactly_one_dmarc_record_counts(records: tuple[bytes, ...], found: bool) -> None:
    record = read_record(records)

    assert (record is not None) is found
    assert record is None or record.psd == "u"


def test_what_is_a_domain_and_what_is_shared() -> None:
    assert is_domain("client.example")
    assert not is_domain("x" * 300 + ".example")
    assert is_shared_suffix("com")
    assert is_shared_suffix("co.uk")
    assert not is_shared_suffix("client.example")
