"""A test mail to the desk's own address and back: does it arrive, is it stamped, does plus addressing exist (G9)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mailbot.cli.checking import Checked, error, fine, warning
from mailbot.desk.mail import Address, address_key, domain_of
from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.edges.dns_records import dkim_of
from mailbot.edges.doors import words_of
from mailbot.mail.authentication_results import read_results
from mailbot.mail.compose import Outgoing, compose
from mailbot.mail.resolving import Resolver
from mailbot.mail.trace import HeaderBlock, read_block

PATIENCE = 60
"""Seconds that a mail may take to its own mailbox."""
PAUSE = 1
_TAG = re.compile(r"\b([ds])\s*=\s*([^;\s]+)")


class Carrier(Protocol):
    """Sends one letter and says how it ended."""

    def send(self, letter: DueLetter) -> Delivery: ...


class NewMail(Protocol):
    """The headers of what has arrived in the mailbox since it was opened; may be asked again and again."""

    def headers(self) -> Sequence[bytes]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What a round trip needs. `wait` sleeps for so many seconds; `pinned` are the configured authserv-ids."""

    address: str
    plus: str
    pinned: tuple[str, ...]
    profile: str
    courier: Carrier
    mailbox: NewMail
    resolver: Resolver
    now: datetime
    wait: Callable[[float], None]


def go_round(trip: Trip) -> Iterator[Checked]:
    """Sends the test mails and tells what became of them. Nothing is deleted: they stay in the mailbox, and a desk
    that finds them knows them for its own mail and does nothing."""
    plain_id, plain = _send(trip, trip.address)
    if plain.ending is not Sent.DONE:
        yield error("round trip", f"the test mail to {trip.address} was not taken: {plain.words}")
        return
    tagged_id, tagged = _send(trip, _tagged(trip))
    try:
        found = _arrived(trip, {plain_id, tagged_id} if tagged.ending is Sent.DONE else {plain_id})
    except OSError as trouble:
        yield error("round trip", f"the mailbox could not be read while waiting: {words_of(trouble)}")
        return
    if plain_id not in found:
        yield error("round trip", _lost(trip))
        return
    yield fine("round trip", f"a mail to {trip.address} arrived")
    yield _plus(trip, has_plus=tagged_id in found)
    yield from _stamps(trip, found[plain_id])
    yield from _signatures(trip, found[plain_id])


def _lost(trip: Trip) -> str:
    return (
        f"the test mail to {trip.address} was taken but did not arrive within {PATIENCE} seconds: is it the mailbox of "
        "the desk's address, and is the folder right (a junk folder, a rule)?"
    )


def _tagged(trip: Trip) -> str:
    local, _, domain = trip.address.rpartition("@")
    return f"{local}{trip.plus or '+'}check@{domain}"


def _send(trip: Trip, recipient: str) -> tuple[str, Delivery]:
    message_id = f"<check.{secrets.token_hex(8)}@{domain_of(trip.address)}>"
    content = compose(
        Outgoing(
            from_=Address(address=trip.address, name="mailbot check"),
            to=Address(address=recipient),
            subject="mailbot check",
            text="This is a test by `mailbot check --connect`. You may delete it.\n",
            message_id=message_id,
            date=trip.now,
            auto_submitted="auto-generated",
            loop_id=address_key(trip.address),
        )
    )
    letter = DueLetter(
        outbox_id=0,
        letter="check",
        recipient=recipient,
        envelope_from=trip.address,
        message_id=message_id,
        content=content,
        attempts=1,
        queued_at=trip.now,
    )
    return message_id, trip.courier.send(letter)


def _arrived(trip: Trip, wanted: set[str]) -> dict[str, HeaderBlock]:
    """The header blocks of the wanted mails, waited for until all are there or patience ends."""
    found: dict[str, HeaderBlock] = {}
    for _ in range(PATIENCE // PAUSE):
        for block in map(read_block, trip.mailbox.headers()):
            for message_id in block.values("message-id"):
                if message_id.strip() in wanted:
                    found[message_id.strip()] = block
        if wanted <= set(found):
            break
        trip.wait(PAUSE)
    return found


def _plus(trip: Trip, *, has_plus: bool) -> Checked:
    if has_plus and trip.plus:
        return fine("desk.plus", "plus addressing works")
    if has_plus:
        return warning(
            "desk.plus", 'plus addressing works here: set plus = "+" in [desk], and each letter gets its own'
        )
    if trip.plus:
        words = f'mail to {_tagged(trip)} did not arrive: turn plus addressing on at your server, or set plus = ""'
        return error("desk.plus", words)
    return fine("desk.plus", "this server has no plus addressing, and none is configured")


def _stamps(trip: Trip, block: HeaderBlock) -> Iterator[Checked]:
    """Who stamped the results. A mail from ourselves is stamped by our own server, if it stamps at all."""
    names = [
        results.authserv_id for value in block.values("authentication-results") if (results := read_results(value))
    ]
    if not names:
        if trip.profile == "m365" and block.values("authentication-results"):
            yield fine("trust", "the server stamps its results without a name, as profile m365 expects")
            return
        words = (
            "your server put no Authentication-Results on this mail; some do it only for mail from outside: look at "
            "the headers of such a mail, or let mailbot check DKIM itself (dkim = true)"
        )
        yield warning("trust", words)
        return
    top = names[0]
    if top.lower() in {pinned.lower() for pinned in trip.pinned}:
        yield fine("trust", f"{top} stamps the results, as configured")
        return
    yield warning("trust", f'if this is your own server, write in [trust]: authserv_ids = ["{top}"]')


def _signatures(trip: Trip, block: HeaderBlock) -> Iterator[Checked]:
    own = domain_of(trip.address)
    signed = [dict(_TAG.findall(value)) for value in block.values("dkim-signature")]
    mine = [tags for tags in signed if tags.get("d", "").lower() == own and tags.get("s")]
    if not mine:
        words = (
            f"the test mail bore no DKIM signature of {own}; some servers sign only what leaves for outside: look at a "
            "letter that went to another provider"
        )
        yield warning("DKIM", words)
    for tags in mine:
        found = dkim_of(own, tags["s"], trip.resolver)
        yield (fine if found.is_well else warning)(f"DKIM {found.name}", found.words)
