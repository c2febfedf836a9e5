"""Answers that customers got from the writer directly: recorded like one from the mailbox itself, not sent again."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mailbot.desk.addressing import receivers
from mailbot.desk.cases import EventKind
from mailbot.desk.guard_words import SENT_DIRECTLY, had_words
from mailbot.desk.letters import InterimReport
from mailbot.desk.mail import address_key
from mailbot.desk.mailbox_words import INTERNAL_SENT
from mailbot.desk.staffcopy import holds_internal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.cases import Case
    from mailbot.desk.decision import Relay
    from mailbot.desk.letters import Labels
    from mailbot.desk.people import Contact
    from mailbot.stages.acting import Acting


def record_direct(acting: Acting, case: Case, decision: Relay, *, letter: str, message: int, asks: bool) -> None:
    """The opener has the answer: it counts from the mail's receipt, as nothing of it will be seen to leave."""
    if any(one.is_opener for one in decision.direct):
        kind = EventKind.REPORT if letter == InterimReport.key else EventKind.REPLY
        acting.happens(case, kind, ask=asks, message=message)


def named_directly(acting: Acting, decision: Relay) -> tuple[str, ...]:
    """Who got it directly, as the receipt names them."""
    note = SENT_DIRECTLY[acting.house.readers.staff(acting.staff).language]
    return tuple(f"{one.name or one.address}{note}" for one in decision.direct)


def warned_directly(acting: Acting, decision: Relay | None) -> tuple[Labels, ...]:
    """What cannot be called back: our copy for staff, where the mail brought it to the customer."""
    return (INTERNAL_SENT,) if decision and decision.direct and holds_internal(acting.mail.text) else ()


def had_directly(acting: Acting, case: Case | None) -> tuple[str, ...]:
    """Who has a mail from its writer already, whatever the desk makes of it: those who take part in the case, and any
    contact of a client."""
    takers = receivers(acting.situation, acting.mail, case) if case else ()
    taken = {address_key(one.address) for one in takers}
    names = [one.name or one.address for one in takers]
    names += [one.name or one.address for one in _contacts(acting) if not taken.intersection(one.addresses)]
    return tuple(dict.fromkeys(names))


def _contacts(acting: Acting) -> Iterator[Contact]:
    """The registered contacts in To and Cc; colleagues are none."""
    for key in {address_key(one.address): None for one in (*acting.mail.to, *acting.mail.cc) if one.address}:
        if not any(member.has_address(key) for member in acting.house.rules.staff):
            found = (contract.contact_at(key) for contract in acting.unit.contracts_of(key))
            yield from (one for one in islice(filter(None, found), 1))


def told_directly(acting: Acting, case: Case) -> tuple[Labels, ...]:
    """That commands, or a note, went to customers too."""
    names = had_directly(acting, case)
    return (had_words(names), *unrecallable(acting, case)) if names else ()


def unrecallable(acting: Acting, case: Case | None) -> tuple[Labels, ...]:
    """What they read of a mail that was refused: our copy for staff."""
    return (INTERNAL_SENT,) if had_directly(acting, case) and holds_internal(acting.mail.text) else ()
