"""The ladder of evidence (REALITIES 1 to 24): what proves a From and what does not."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.proof import Arrival, Door, Level, Proof, Trust
from mailbot.mail.evidence import TemporaryDnsTrouble, better_of, prove
from mailbot.mail.resolving import Resolver
from tests.mail.dkim_signing import Dns, dns, signed

NOW = datetime.now(UTC)
TRUST = Trust(authserv_ids=("mx.vendor.example",))
DMARC = "Authentication-Results: mx.vendor.example; dmarc=pass header.from=client.example"
FROM = "From: yamada@client.example"
REST = "To: support@vendor.example\r\nSubject: VPN\r\n\r\nThe line is down.\r\n"
OURS = "Received: from mail.client.example (mail.client.example [203.0.113.5]) by mx.vendor.example; now"
FOREIGN = "Received: from pc (pc [192.0.2.9]) by mail.client.example; now"


def mail(*lines: str) -> bytes:
    return ("".join(f"{line}\r\n" for line in lines) + REST).encode("utf-8", "surrogateescape")


def arrival(*, trusted: bool = True, door: Door = Door.IMAP, login: str = "", profile: str = "") -> Arrival:
    return Arrival(door=door, source="1", received_at=NOW, trusted=trusted, login=login, profile=profile)


def proven(raw: bytes, trust: Trust = TRUST, look_up: Resolver | None = None, *arrivals: Arrival) -> tuple[Level, str]:
    proof = prove(raw, arrivals or (arrival(),), trust, look_up)
    return proof.level, proof.evidence


def level(*lines: str) -> Level:
    return proven(mail(*lines))[0]


# --- what the boundary says


def test_a_dmarc_pass_for_the_from_domain_is_a() -> None:
    assert proven(mail(DMARC, FROM)) == (Level.A, "dmarc=pass (mx.vendor.example)")


def test_a_dkim_pass_aligned_with_from_is_a() -> None:
    field = "Authentication-Results: mx.vendor.example; dkim=pass header.d=mail.client.example"

    assert proven(mail(field, FROM)) == (Level.A, "dkim=pass mail.client.example (mx.vendor.example)")


def test_an_aligned_spf_pass_is_b() -> None:
    field = "Authentication-Results: mx.vendor.example; spf=pass smtp.mailfrom=yamada@client.example; dmarc=none"

    assert proven(mail(field, FROM)) == (Level.B, "spf=pass client.example (mx.vendor.example)")


@pytest.mark.parametrize(
    "said",
    [
        "dmarc=pass header.from=evil.example",
        "dmarc=pass",
        "dmarc=bestguesspass header.from=client.example",
        "dmarc=temperror header.from=client.example",
        "dmarc=pass header.from=client.example; dmarc=none header.from=client.example",
        "dmarc=pass header.from=client.example header.from=evil.example",
        "dkim=pass header.d=evil.example",
        "dkim=pass",
        "dkim=pass header.d=example",
        "dkim=pass header.d=client.example; dkim=fail header.d=client.example",
        "dkim=neutral header.d=client.example",
        "spf=pass smtp.mailfrom=x@evil.example",
        "spf=softfail smtp.mailfrom=yamada@client.example",
        "spf=pass smtp.helo=client.example",
        "spf=pass smtp.mailfrom=client.example; dmarc=fail header.from=client.example",
        "dkim=pass header.d=client.example; dmarc=fail (p=none) header.from=client.example",
        "dmarc=pass (unclosed header.from=client.example",
        "none",
    ],
)
def test_what_the_boundary_says_of_others_or_against_the_sender_is_d(said: str) -> None:
    assert level(f"Authentication-Results: mx.vendor.example; {said}", FROM) is Level.D


def test_a_failed_signature_of_a_list_does_not_spoil_the_senders() -> None:
    field = (
        "Authentication-Results: mx.vendor.example; dkim=fail header.d=list.example; dkim=pass header.d=client.example"
    )

    assert level(field, FROM) is Level.A


def test_an_spf_failure_of_a_forwarder_does_not_spoil_the_signature() -> None:
    said = "spf=fail smtp.mailfrom=client.example; dkim=pass header.d=client.example"

    assert level(f"Authentication-Results: mx.vendor.example; {said}", FROM) is Level.A


# --- which Authentication-Results are believed


def test_the_header_counts_only_on_a_trusted_arrival() -> None:
    proof = prove(mail(DMARC, FROM), (arrival(trusted=False),), TRUST, None)

    assert proof.level is Level.D
    assert proof.looked_at == ("Authentication-Results: not believed at this door",)


def test_the_header_of_bytes_that_came_by_an_untrusted_door_does_not_count_for_a_later_trusted_arrival() -> None:
    assert proven(mail(DMARC, FROM), TRUST, None, arrival(trusted=False), arrival())[0] is Level.D
    assert proven(mail(DMARC, FROM), TRUST, None, arrival(), arrival(trusted=False))[0] is Level.A


def test_without_a_pinned_server_no_header_is_believed() -> None:
    assert proven(mail(DMARC, FROM), Trust()) == (Level.D, "Authentication-Results: no authserv-id is pinned")
    assert proven(mail(FROM), Trust()) == (Level.D, "Authentication-Results: none")


@pytest.mark.parametrize(
    "name", ["mx.evil.example", "mx.vendor.example.evil.example", "vendor.example", "xmx.vendor.example"]
)
def test_a_server_that_is_not_pinned_exactly_is_not_believed(name: str) -> None:
    assert level(DMARC.replace("mx.vendor.example", name), FROM) is Level.D


def test_case_and_quotes_of_the_servers_name_do_not_matter() -> None:
    assert level(DMARC.replace("mx.vendor.example", '"MX.Vendor.Example"'), FROM) is Level.A


def test_a_forged_header_below_a_foreign_received_is_not_believed() -> None:
    assert level(OURS, FOREIGN, DMARC, FROM) is Level.D
    assert level(FOREIGN, DMARC, FROM) is Level.D


def test_a_header_above_or_below_our_own_received_is_believed() -> None:
    assert level(DMARC, OURS, FOREIGN, FROM) is Level.A
    assert level(OURS, DMARC, FOREIGN, FROM) is Level.A
    inner = "Received: from mx.vendor.example by imap.vendor.example with LMTP; now"
    assert level("Return-Path: <a@b.example>", inner, OURS, DMARC, FOREIGN, FROM) is Level.A
    filtered = "Received: from mx.vendor.example (localhost [127.0.0.1]) by localhost (filter); now"
    assert level(inner, filtered, DMARC, OURS, FROM) is Level.A


def test_a_received_forged_in_our_name_does_not_lengthen_the_trusted_top() -> None:
    forged = OURS.replace("mail.client.example", "mx.vendor.example")

    assert level(OURS, forged, DMARC, FROM) is Level.D
    no_address = "Received: from mail.client.example by mx.vendor.example; now"
    assert level(no_address, forged, DMARC, FROM) is Level.D


def test_an_address_that_is_none_makes_no_client_an_outsider() -> None:
    odd = "Received: from x ([1.2.3.4.5]) by mx.vendor.example; now"

    assert level(odd, DMARC, FROM) is Level.A


def test_a_client_that_calls_itself_by_our_name_is_still_outside() -> None:
    claimed = "Received: from mx.vendor.example (evil [198.51.100.7]) by mx.vendor.example; now"

    assert level(claimed, OURS, DMARC, FROM) is Level.D


def test_a_listed_relay_is_inside() -> None:
    relay = "Received: from relay.partner.example (relay [198.51.100.7]) by mx.vendor.example; now"
    trust = Trust(authserv_ids=("mx.vendor.example",), relays=("198.51.100.0/24", "no address"))

    assert proven(mail(relay, OURS, DMARC, FROM), trust)[0] is Level.A
    assert level(relay, OURS, DMARC, FROM) is Level.D


def test_below_a_real_verdict_a_forged_one_does_not_count() -> None:
    real = "Authentication-Results: mx.vendor.example; spf=none; dmarc=none header.from=client.example"

    assert level(real, DMARC, OURS, FROM) is Level.D
    assert level(real, OURS, DMARC, FROM) is Level.D
    assert level(OURS, real, DMARC, FROM) is Level.D


def test_a_failure_in_any_field_of_the_trusted_top_counts() -> None:
    failed = DMARC.replace("pass", "fail")

    assert level(DMARC, failed, FROM) is Level.D
    assert level(failed, DMARC, FROM) is Level.D


def test_several_fields_of_one_boundary_speak_together() -> None:
    spf = "Authentication-Results: mx.vendor.example; spf=pass smtp.mailfrom=client.example"
    dkim = "Authentication-Results: mx.vendor.example;\r\n\tdkim=pass (ok)\r\n\theader.d=client.example"

    assert level(spf, dkim, FROM) is Level.A


def test_a_server_named_by_one_word_can_be_pinned() -> None:
    trust = Trust(authserv_ids=("mailhost", " "))

    assert proven(mail(DMARC.replace("mx.vendor.example", "mailhost"), FROM), trust)[0] is Level.A


# --- profiles


@pytest.mark.parametrize("inner", ["2002:a05:6102:1234:b0:4a1:1:2", "2002:ac9:644e:0:0:0:0:0", "10.200.58.164"])
def test_gmail_is_pinned_by_its_profile_and_writes_below_its_own_received(inner: str) -> None:
    lines = (
        "Delivered-To: support@vendor.example",
        f"Received: by {inner} with SMTP id ab12; now",
        "Received: from mail.client.example (mail.client.example. [203.0.113.5]) by mx.google.com with ESMTPS; now",
        "Received-SPF: pass",
        DMARC.replace("mx.vendor.example", "mx.google.com"),
        FOREIGN,
        FROM,
    )

    assert proven(mail(*lines), Trust(profile="gmail"))[0] is Level.A
    assert proven(mail(*lines), Trust())[0] is Level.D
    assert proven(mail(*lines), Trust(), None, arrival(profile="gmail"))[0] is Level.A


M365_INNER = "Received: from A.prod.outlook.com (2603:1096:400::7) by B.prod.outlook.com with HTTPS; now"
M365_EDGE = "Received: from mail.client.example (203.0.113.5) by C.mail.protection.outlook.com (10.1.2.3); now"
M365_SAYS = (
    "Authentication-Results: spf=pass (sender IP is 203.0.113.5) smtp.mailfrom=client.example; dkim=none;"
    "dmarc=pass action=none header.from=client.example;compauth=pass reason=100"
)
M365 = Trust(profile="m365")


def test_microsoft_is_believed_by_its_topmost_nameless_field() -> None:
    assert proven(mail(M365_INNER, M365_SAYS, M365_EDGE, FROM), M365) == (Level.A, "dmarc=pass (Microsoft 365)")
    assert proven(mail(M365_INNER, M365_SAYS, M365_EDGE, FROM))[0] is Level.D


def test_below_microsofts_own_field_or_its_edge_nothing_counts() -> None:
    failed = M365_SAYS.replace("dmarc=pass", "dmarc=fail")

    assert proven(mail(M365_INNER, failed, M365_SAYS, M365_EDGE, FROM), M365)[0] is Level.D
    assert proven(mail(M365_INNER, M365_EDGE, M365_SAYS, FROM), M365)[0] is Level.D
    assert proven(mail(FOREIGN, M365_SAYS, FROM), M365)[0] is Level.D


def test_a_pinned_gateway_before_microsoft_is_believed_too() -> None:
    trust = Trust(profile="m365", authserv_ids=("mx.vendor.example",))

    assert proven(mail(DMARC, FROM), trust)[0] is Level.A


MARK = "X-MS-Exchange-Organization-AuthAs: Internal"


def test_the_mark_of_the_own_tenant_counts_if_every_hop_was_inside() -> None:
    assert proven(mail(M365_INNER, FROM, MARK), M365) == (Level.A, "same tenant (Microsoft 365)")


@pytest.mark.parametrize(
    "lines",
    [
        (M365_INNER, M365_EDGE, FROM, MARK),
        (M365_INNER, FOREIGN, FROM, MARK),
        (FROM, MARK),
        (M365_INNER, FROM, MARK, "X-MS-Exchange-Organization-AuthAs: Anonymous"),
        (M365_INNER, FROM, MARK.replace("Internal", "Anonymous")),
        (M365_INNER, M365_SAYS.replace("dmarc=pass", "dmarc=fail"), FROM, MARK),
    ],
)
def test_the_mark_from_an_outside_path_does_not_count(lines: tuple[str, ...]) -> None:
    assert proven(mail(*lines), M365)[0] is Level.D


def test_the_mark_counts_in_no_other_profile() -> None:
    assert level(M365_INNER, FROM, MARK) is Level.D


# --- our own door


def test_a_login_as_the_from_address_on_our_own_door_is_a() -> None:
    own = arrival(door=Door.SMTP, trusted=False, login="Yamada@Client.Example")

    assert proven(mail(FROM), Trust(), None, own) == (Level.A, "authenticated login")


@pytest.mark.parametrize(
    "other",
    [
        arrival(door=Door.SMTP, trusted=False, login="tanaka@client.example"),
        arrival(door=Door.IMAP, trusted=False, login="yamada@client.example"),
        arrival(door=Door.SMTP, trusted=False),
    ],
)
def test_another_login_or_door_is_not(other: Arrival) -> None:
    assert proven(mail(FROM), Trust(), None, other)[0] is Level.D


def test_a_login_at_a_later_arrival_counts() -> None:
    own = arrival(door=Door.SMTP, trusted=False, login="yamada@client.example")

    assert proven(mail(FROM), Trust(), None, arrival(trusted=False), own)[0] is Level.A


# --- the signature itself


def test_an_aligned_signature_that_verifies_here_is_a_at_any_door() -> None:
    raw = signed(mail(FROM), fields=(b"from", b"to", b"subject"))

    assert proven(raw, Trust(), dns(), arrival(trusted=False)) == (
        Level.A,
        "dkim=pass d=client.example (verified here)",
    )


def test_a_signature_counts_not_if_switched_off_or_without_dns() -> None:
    raw = signed(mail(FROM), fields=(b"from", b"to", b"subject"))

    assert proven(raw, Trust(dkim=False), dns())[0] is Level.D
    assert proven(raw, Trust(), None)[0] is Level.D


def test_somebody_elses_signature_is_not_even_looked_up() -> None:
    resolver = dns("evil.example")
    raw = signed(mail(FROM), domain="evil.example", fields=(b"from", b"to", b"subject"))
    proof = prove(raw, (arrival(),), Trust(), resolver)

    assert proof.level is Level.D
    assert "DKIM signature of evil.example: not the From domain's" in proof.looked_at
    assert "s1._domainkey.evil.example" not in resolver.asked


def test_a_dmarc_failure_of_the_boundary_beats_a_signature_that_verifies_here() -> None:
    failed = DMARC.replace("pass", "fail") + "\r\n"
    raw = failed.encode() + signed(mail(FROM), fields=(b"from", b"to", b"subject"))

    assert proven(raw, TRUST, dns()) == (Level.D, "dmarc=fail (mx.vendor.example)")


def test_a_boundary_pass_needs_no_dns_at_all() -> None:
    resolver = dns()

    assert proven(mail(DMARC, FROM), TRUST, resolver)[0] is Level.A
    assert resolver.asked == []


def test_dns_trouble_means_later_unless_weaker_evidence_is_there() -> None:
    raw = signed(mail(FROM), fields=(b"from", b"to", b"subject"))
    down = Dns(down=frozenset({"s1._domainkey.client.example"}))
    spf = b"Authentication-Results: mx.vendor.example; spf=pass smtp.mailfrom=client.example\r\n"

    with pytest.raises(TemporaryDnsTrouble):
        proven(raw, TRUST, down)
    assert proven(spf + raw, TRUST, down)[0] is Level.B


def test_dns_trouble_in_the_tree_walk_means_later_too() -> None:
    field = "Authentication-Results: mx.vendor.example; dkim=pass header.d=mail.client.example"
    down = Dns(down=frozenset({"_dmarc.client.example"}))

    with pytest.raises(TemporaryDnsTrouble):
        proven(mail(field, FROM), TRUST, down)


# --- the From itself


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((DMARC, FROM, "From: suzuki@client.example"), "several From fields"),
        ((DMARC, "From: yamada@client.example, suzuki@client.example"), "several addresses in From"),
        ((DMARC,), "no From"),
        ((DMARC, "From: nobody"), "From cannot be read"),
        ((DMARC, "From: group: yamada@client.example;"), "From cannot be read"),
        ((DMARC, 'From: "open <yamada@client.example>'), "From cannot be read"),
        ((DMARC, "From: yamada@client.example <x@evil.example>"), "From cannot be read"),
        ((DMARC, "From: <yamada@client.example> <x@evil.example>"), "From cannot be read"),
        ((DMARC, "From: <yamada@client.example> x"), "From cannot be read"),
        ((DMARC, "From: <@evil.example:yamada@client.example>"), "From cannot be read"),
        ((DMARC, 'From: "x@evil.example" yamada@client.example'), "From can be read in two ways"),
        ((DMARC, "From: \x1b$B;3\x1b(Byamada@client.example"), "From can be read in two ways"),
        ((DMARC, "From: (open yamada@client.example"), "From cannot be read"),
        ((DMARC, "From: " + "x" * 9000 + "@client.example"), "From is too long"),
        ((DMARC, "X-A: b\rFrom: evil@evil.example", FROM), "a bare carriage return in the header block"),
        ((DMARC, "X-A: \0", FROM), "a NUL in the header block"),
        ((DMARC, "no field", FROM), "a header line without a name"),
        ((DMARC, "X-A: b", " \t", FROM), "a blank line in the header block"),
        ((DMARC, *["X-A: b"] * 2100, FROM), "the header block is too large"),
        ((DMARC, "X-A: " + "b" * 300_000, FROM), "the header block is too large"),
    ],
)
def test_a_from_that_readers_could_take_differently_is_d(lines: tuple[str, ...], reason: str) -> None:
    assert proven(mail(*lines)) == (Level.D, reason)


@pytest.mark.parametrize(
    "field",
    [
        "From: Yamada Taro <yamada@CLIENT.example>",
        'From: "Yamada, Taro" <yamada@client.example>',
        'From: "x@evil.example" <yamada@client.example>',
        'From: "a \\" <x@evil.example>" <yamada@client.example>',
        "From: yamada@client.example (Taro (Sales), \\) x)",
        "From: yamada@client.example <yamada@client.example>",
        "From: =?utf-8?b?5bGx55Sw?= <yamada@client.example>",
        "From: \x1b$B;3ED<@\x1b(B <yamada@client.example>",
        "From: \udcb6\udcac <yamada@client.example>",
        'From: "yamada.."@client.example',
        "From: yamada..t.@client.example",
        "From : yamada@client.example",
        "From:\r\n Yamada\r\n <yamada@client.example>",
    ],
)
def test_spellings_of_one_sender_are_read_alike(field: str) -> None:
    assert level(DMARC, field) is Level.A


def test_an_international_domain_is_compared_as_its_a_label() -> None:
    field = "Authentication-Results: mx.vendor.example; dmarc=pass header.from=xn--wgv71a119e.example"

    assert level(field, "From: yamada@日本語.example") is Level.A


def test_a_mail_from_an_mbox_and_one_with_bare_line_feeds_are_read() -> None:
    raw = b"From yamada@client.example Tue Nov 24 10:00:00 2026\r\n" + mail(DMARC, FROM)

    assert proven(raw)[0] is Level.A
    assert proven(raw.replace(b"\r\n", b"\n"))[0] is Level.A
    assert proven(b"\r\n" + raw)[0] is Level.D
    assert proven(DMARC.encode() + b"\r\n" + FROM.encode())[0] is Level.A


# --- the rest


def test_the_better_of_two_proofs_keeps_what_both_looked_at() -> None:
    weak = Proof(level=Level.D, evidence="nothing", looked_at=("a", "b"))
    strong = Proof(level=Level.A, evidence="dmarc=pass", looked_at=("b", "c"))

    for best in (better_of(weak, strong), better_of(strong, weak)):
        assert best == Proof(level=Level.A, evidence="dmarc=pass", looked_at=("b", "c", "a"))


def test_of_two_equal_proofs_the_one_that_says_why_is_kept() -> None:
    why = Proof(level=Level.D, evidence="dmarc=fail", looked_at=("dmarc=fail",))

    assert better_of(Proof(level=Level.D), why) == why
    assert better_of(why, Proof(level=Level.D)) == why


def test_without_an_arrival_the_question_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="arrival"):
        prove(mail(FROM), (), TRUST, None)


def test_the_level_that_a_domain_needs_is_the_desks_business() -> None:
    trust = Trust(domains=MappingProxyType({"client.example": Level.A}))

    assert trust.required_for("client.example") is Level.A


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([DMARC, OURS, FOREIGN, FROM, "", " x", "Authentication-Results: ;", "Received: by"]),
            st.text(max_size=30),
        ),
        max_size=8,
    )
)
def test_whatever_comes_gets_a_level_and_no_mail_without_our_word_is_proven(lines: list[str]) -> None:
    raw = ("\r\n".join(lines)).encode("utf-8", "replace")
    proof = prove(raw, (arrival(),), TRUST, None)

    assert proof.level in {Level.A, Level.D}
    assert proof.level is Level.D or DMARC in lines
