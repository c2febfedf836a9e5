"""What DNS says of a domain's mail: SPF, DKIM and DMARC in words, with what to do (REALITIES 95).

Asks through the resolver that it is given and judges no mail.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.mail.resolving import Resolver, TemporaryDnsTrouble

USUAL_SELECTORS = ("default", "dkim", "google", "k1", "mail", "s1", "s2", "selector1", "selector2")
"""Selectors that large providers and servers use; a domain may have others, which nobody can list."""
MOST_SPF_LOOKUPS = 10
"""Terms of one SPF record that ask DNS again; more is an error for every receiver (RFC 7208 4.6.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding:
    """One kind of record: whether it is as it should be (None: DNS did not answer), and what to say of it."""

    record: str
    name: str
    is_well: bool | None
    words: str


def spf_of(domain: str, resolver: Resolver) -> RecordFinding:
    """The SPF record (RFC 7208): one, that ends in -all or ~all, with ten look-ups at most in itself."""
    found = _texts(domain, resolver)
    if found is None:
        return _unanswered("SPF", domain)
    records = [text for text in found if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
    return RecordFinding(
        record="SPF", name=domain, is_well=not (fault := _spf_fault(records)), words=fault or records[0]
    )


def _spf_fault(records: list[str]) -> str:
    if not records:
        return (
            'there is no SPF record: add one like "v=spf1 include:YOUR-PROVIDER -all", or many servers refuse your mail'
        )
    if len(records) > 1:
        return f"there are {len(records)} SPF records, which counts as none: make one of them"
    terms = records[0].lower().split()[1:]
    plain = [term.lstrip("+-~?") for term in terms]
    asking = [term for term in plain if term.startswith(("include:", "exists:", "redirect=")) or _host_term(term)]
    if len(asking) > MOST_SPF_LOOKUPS:
        return f"the SPF record asks DNS {len(asking)} times; more than {MOST_SPF_LOOKUPS} is an error: shorten it"
    if any(term in {"+all", "all"} for term in terms):
        return "the SPF record lets everybody send in your name (+all): end it with -all or ~all"
    if not any(term.endswith("all") or term.startswith("redirect=") for term in terms):
        return "the SPF record does not say what holds for all others: end it with -all or ~all"
    return ""


def _host_term(term: str) -> bool:
    return any(term == word or term.startswith((f"{word}:", f"{word}/")) for word in ("a", "mx", "ptr"))


def dmarc_of(domain: str, resolver: Resolver) -> RecordFinding:
    """The DMARC record of the domain, or of one above it (RFC 7489 6.6.3; RFC 9989 4.10), and its policy."""
    for parent in _upwards(domain):
        name = f"_dmarc.{parent}"
        found = _texts(name, resolver)
        if found is None:
            return _unanswered("DMARC", name)
        records = [text for text in found if text.replace(" ", "").lower().startswith("v=dmarc1")]
        if records:
            fault = _dmarc_fault(records)
            return RecordFinding(record="DMARC", name=name, is_well=not fault, words=fault or records[0])
    words = 'there is no DMARC record: add "v=DMARC1; p=none; rua=mailto:YOU" and make p stricter later'
    return RecordFinding(record="DMARC", name=f"_dmarc.{domain}", is_well=False, words=words)


def _dmarc_fault(records: list[str]) -> str:
    if len(records) > 1:
        return f"there are {len(records)} DMARC records, which counts as none: make one of them"
    tags = {
        key.strip().lower(): value.strip() for key, _, value in (tag.partition("=") for tag in records[0].split(";"))
    }
    policy = tags.get("p", "").lower()
    return "" if policy in {"none", "quarantine", "reject"} else "the DMARC record has no policy: add p=none at least"


def dkim_of(domain: str, selector: str, resolver: Resolver) -> RecordFinding:
    """The key of one selector (RFC 6376 3.6.1)."""
    name = f"{selector}._domainkey.{domain}"
    found = _texts(name, resolver)
    if found is None:
        return _unanswered("DKIM", name)
    keys = [text for text in found if "p=" in text]
    if not keys:
        words = "there is no DKIM key of this name: publish the one with which your server signs"
        return RecordFinding(record="DKIM", name=name, is_well=False, words=words)
    is_revoked = not _tag(keys[0], "p")
    words = "the DKIM key was withdrawn (p= is empty): publish a new one" if is_revoked else "the key is published"
    return RecordFinding(record="DKIM", name=name, is_well=not is_revoked, words=words)


def _tag(record: str, key: str) -> str:
    tags = (tag.partition("=") for tag in record.split(";"))
    return next(("".join(value.split()) for name, _, value in tags if name.strip() == key), "")


def has_usual_dkim_key(domain: str, resolver: Resolver) -> bool | None:
    """Whether any usual selector has a key; False proves nothing, and None is no answer."""
    answers = [dkim_of(domain, selector, resolver).is_well for selector in USUAL_SELECTORS]
    return True if True in answers else None if None in answers else False


def proof_within_reach(domain: str, resolver: Resolver) -> RecordFinding:
    """Whether mail of a customer's domain can be proven at all: by DKIM, or by SPF and so B at best."""
    dmarc, spf = dmarc_of(domain, resolver), spf_of(domain, resolver)
    if dmarc.is_well is None or spf.is_well is None:
        return _unanswered("proof", domain)
    has_key = has_usual_dkim_key(domain, resolver)
    if dmarc.is_well or has_key:
        return RecordFinding(record="proof", name=domain, is_well=True, words="its mail can be proven")
    means = "neither DKIM key (of a usual name) nor DMARC nor SPF: its mail may never be proven"
    if spf.is_well:
        means = "neither DKIM key (of a usual name) nor DMARC: its mail is proven by SPF alone, level B at best"
    hint = "ask the client to publish them, or expect its mail to be held"
    return RecordFinding(record="proof", name=domain, is_well=False, words=f"{means}; {hint}")


def _upwards(domain: str) -> list[str]:
    """The domain and those above it, down to two labels, eight at most (RFC 9989 4.10)."""
    labels = domain.split(".")
    starts = [0, *range(max(1, len(labels) - 7), max(1, len(labels) - 1))]
    return [".".join(labels[start:]) for start in starts]


def _texts(name: str, resolver: Resolver) -> list[str] | None:
    try:
        return [record.decode("ascii", "replace").strip() for record in resolver.txt(name)]
    except TemporaryDnsTrouble:
        return None


def _unanswered(record: str, name: str) -> RecordFinding:
    words = "DNS did not answer: try again, or look at this machine's resolver"
    return RecordFinding(record=record, name=name, is_well=None, words=words)
