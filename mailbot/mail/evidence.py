"""How far a mail proves its From (row A3): the ladder of evidence climbed, everything looked at noted.

Whose Authentication-Results are believed (RFC 8601, 5 and 7.1; DECISIONS 6):

1. only if the door vouches for the headers on top (`Arrival.trusted` of the arrival that brought these bytes);
2. only fields that name a pinned authserv-id exactly, case aside. The profile `gmail` pins `mx.google.com`; the
   profile `m365` takes the topmost field that names nobody, as Microsoft writes it, above the outside hop;
3. only fields above the first Received that our own boundary did not write (`trace.own_groups`), and of those only
   the topmost group that holds any;
4. of each method the topmost field decides, and any `fail` beats any `pass` of the same kind; a DMARC `fail` for the
   From domain ends the matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailbot.desk.mail import address_key, domain_key
from mailbot.desk.proof import Door, Level, Proof
from mailbot.mail.addresses import read_addresses
from mailbot.mail.alignment import Alignment, Mechanism
from mailbot.mail.author import Author, read_author
from mailbot.mail.boundary import FIELD, Believed, Boundary, believed
from mailbot.mail.dkim_check import check_signatures
from mailbot.mail.headers import read_block as read_fields
from mailbot.mail.resolving import Resolver, TemporaryDnsTrouble
from mailbot.mail.trace import HeaderBlock, read_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.proof import Arrival, Trust
    from mailbot.mail.authentication_results import Verdict

__all__ = ["Resolver", "TemporaryDnsTrouble", "better_of", "prove"]

_Verdicts = tuple[tuple[str, "Verdict"], ...]


def prove(raw: bytes, arrivals: Sequence[Arrival], trust: Trust, look_up: Resolver | None) -> Proof:
    """The best evidence that the mail is from its From address: level A, B or D.

    `raw` is what the first of `arrivals` brought, so its headers are believed only if that arrival is trusted; of
    later arrivals only the login counts (for their own headers ask again with their bytes and take `better_of`).
    Without `look_up` nothing is asked of DNS. Raises TemporaryDnsTrouble if the mail might be proven but for an
    answer that DNS did not give this time, and ValueError without any arrival.
    """
    if not arrivals:
        raise ValueError("prove needs the arrival that brought these bytes")
    block = read_block(raw)
    author = read_author(block.values("from"))
    if trouble := block.trouble or author.trouble or _disagreement(raw, author):
        return Proof(level=Level.D, evidence=trouble, looked_at=(f"From: {trouble}",))
    return _Climb(raw=raw, block=block, author=author, trust=trust, look_up=look_up).climb(arrivals)


def _disagreement(raw: bytes, author: Author) -> str:
    """Why the address that would be proven might not be the one that the desk acts upon (REALITIES 13)."""
    fields = read_fields(raw).all("from")
    seen = [address_key(one.address.replace('"', "")) for octets in fields for one in read_addresses(octets)]
    return "" if seen == [address_key(author.address)] else "From can be read in two ways"


def better_of(one: Proof, other: Proof) -> Proof:
    """The better of two proofs of the same mail, which has looked at all that both looked at (DECISIONS 26)."""
    best, rest = sorted((one, other), key=lambda proof: (proof.level.value, not proof.evidence))
    seen = tuple(dict.fromkeys((*best.looked_at, *rest.looked_at)))
    return Proof(level=best.level, evidence=best.evidence, looked_at=seen)


@dataclass(slots=True, kw_only=True)
class _Climb:
    """One mail on the ladder: what is known of it, what was looked at so far, and whether DNS was in trouble."""

    raw: bytes
    block: HeaderBlock
    author: Author
    trust: Trust
    look_up: Resolver | None
    looked_at: list[str] = field(default_factory=list)
    unsure: bool = False
    alignment: Alignment = field(init=False)

    def __post_init__(self) -> None:
        self.alignment = Alignment(self.look_up)

    def climb(self, arrivals: Sequence[Arrival]) -> Proof:
        if any(self._is_login(arrival) for arrival in arrivals):
            return self._proof(Level.A, "authenticated login")
        said = self._boundary(arrivals[0])
        if failed := [one for one in said.about("dmarc") if one[1].result == "fail"]:
            self._note(tuple(failed))
            return self._proof(Level.D, _phrase(*failed[0]))
        if strong := self._strong(said) or self._own_signature(arrivals[0]):
            return self._proof(Level.A, strong)
        if weak := self._aligned(said.about("spf"), Mechanism.SPF, ("smtp.mailfrom", "smtp.from")):
            return self._proof(Level.B, weak)
        if self.unsure:
            raise TemporaryDnsTrouble("DNS gave no answer on which the proof of the sender hangs")
        return self._proof(Level.D, "; ".join(self.looked_at[:3]) or "nothing proves the sender")

    def _proof(self, level: Level, evidence: str) -> Proof:
        return Proof(level=level, evidence=evidence, looked_at=tuple(self.looked_at))

    def _note(self, about: _Verdicts) -> None:
        self.looked_at.extend(_phrase(by, verdict) for by, verdict in about)

    def _is_login(self, arrival: Arrival) -> bool:
        if arrival.door is not Door.SMTP or not arrival.login:
            return False
        same = address_key(arrival.login) == address_key(self.author.address)
        self.looked_at.append(f"login {'is' if same else 'is not'} the From address")
        return same

    def _boundary(self, arrival: Arrival) -> Believed:
        if not arrival.trusted or arrival.door is Door.SENT:
            if self.block.values(FIELD):
                self.looked_at.append("Authentication-Results: not believed at this door")
            return Believed()
        profile = arrival.profile or self.trust.profile
        ours = Boundary(profile=profile, authserv_ids=self.trust.authserv_ids, relays=self.trust.relays)
        said = believed(self.block, ours)
        self.looked_at.extend(said.notes)
        return said

    def _strong(self, said: Believed) -> str:
        if said.same_tenant:
            self.looked_at.append("the mark of the own tenant")
            return "same tenant (Microsoft 365)"
        return self._dmarc(said) or self._aligned(said.about("dkim"), Mechanism.DKIM, ("header.d", "header.i"))

    def _dmarc(self, said: Believed) -> str:
        """A DMARC pass for exactly the From domain, if nothing beside it says otherwise."""
        about = said.about("dmarc")
        self._note(about)
        good = about and all(verdict.result == "pass" and self._is_author(verdict) for _, verdict in about)
        return _phrase(*about[0]) if good else ""

    def _is_author(self, verdict: Verdict) -> bool:
        domain = domain_key(verdict.value("header.from").rpartition("@")[2])
        if domain != self.author.domain:
            self.looked_at.append(f"dmarc={verdict.result} is for {_shown(domain)}, not for From")
        return domain == self.author.domain

    def _aligned(self, about: _Verdicts, mechanism: Mechanism, names: tuple[str, ...]) -> str:
        """A pass for a domain aligned with From, if no failure for such a domain stands beside it."""
        self._note(about)
        passed = [one for one in about if one[1].result == "pass" and self._concerns_author(one[1], mechanism, names)]
        failed = [one for one in about if one[1].result == "fail"] if passed else []
        if not passed or any(self._concerns_author(verdict, mechanism, names) for _, verdict in failed):
            return ""
        return _phrase(*passed[0])

    def _concerns_author(self, verdict: Verdict, mechanism: Mechanism, names: tuple[str, ...]) -> bool:
        domain = domain_key(verdict.value(*names).rpartition("@")[2])
        same = self._is_aligned(domain, mechanism)
        if not same:
            self.looked_at.append(f"{verdict.method}={verdict.result} is for {_shown(domain)}, not for From")
        return same

    def _is_aligned(self, domain: str, mechanism: Mechanism) -> bool:
        try:
            return self.alignment.aligned(self.author.domain, domain, mechanism)
        except TemporaryDnsTrouble:
            self.unsure = True
            self.looked_at.append(f"DNS gave no answer on {_shown(domain)}")
            return False

    def _own_signature(self, arrival: Arrival) -> str:
        """A signature that verifies here, made by a domain aligned with From."""
        if not self.trust.dkim or self.look_up is None:
            return ""
        signatures = check_signatures(
            self.raw, self.block, self.look_up, at=arrival.received_at, wanted=self._is_wanted
        )
        self.looked_at.extend(signature.in_words() for signature in signatures)
        self.unsure = self.unsure or any(signature.unsure for signature in signatures)
        passed = [signature for signature in signatures if signature.passed]
        return f"dkim=pass d={passed[0].domain} (verified here)" if passed else ""

    def _is_wanted(self, domain: str) -> bool:
        aligned = self._is_aligned(domain, Mechanism.DKIM)
        if not aligned:
            self.looked_at.append(f"DKIM signature of {_shown(domain)}: not the From domain's")
        return aligned


def _phrase(by: str, verdict: Verdict) -> str:
    """A verdict for staff: `dmarc=pass (mx.vendor.example)`, with the domain where it is not From's own claim."""
    domain = verdict.value("header.d", "header.i", "smtp.mailfrom").rpartition("@")[2]
    of = f" {_shown(domain)}" if domain and verdict.method in {"dkim", "spf"} else ""
    return f"{verdict.method[:20]}={verdict.result[:20]}{of} ({_shown(by)})"


def _shown(domain: str) -> str:
    """A domain that came with the mail, fit to be shown in a line."""
    return "".join(sign for sign in domain[:80] if sign.isprintable()) or "no domain"
