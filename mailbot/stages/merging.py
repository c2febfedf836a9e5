"""Making one case of two: the one ends in the other, with its people, and everybody concerned is told (row D5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, EventKind, Participant, Status
from mailbot.desk.charging import inherited
from mailbot.desk.clocks import next_due
from mailbot.desk.clocks.handed import promised
from mailbot.desk.command_words import offered
from mailbot.desk.letters import Author, CaseMerged, StaffMerged
from mailbot.desk.promises import released_at
from mailbot.desk.subjects import numbers_in
from mailbot.desk.words import STATUS_WORDS
from mailbot.stages.accounting import settle
from mailbot.stages.acts_units import matter_of
from mailbot.stages.copies import OFFERED, on_case, receivers_of
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import clock_line, entry, open_clocks, token_of

if TYPE_CHECKING:
    from mailbot.desk.clocks import Playing
    from mailbot.desk.commands import Command
    from mailbot.desk.people import Staff
    from mailbot.stages.acting import Acting

ANSWERED = frozenset({Status.ANSWERED, Status.WAITING, Status.RESOLVED})
UNANSWERED = frozenset({Status.NEW, Status.OPEN})


def merge(acting: Acting, case: Case, command: Command) -> Case:
    """This case ends in the one that is named; its clocks end with it, and mail to it reaches the other from now on.

    An unanswered case that goes into an answered one is to that one a mail of the customer's: what nobody has
    answered must not be closed by silence. Who takes part here takes part there; nobody is sent what was said before.
    """
    number = numbers_in(command.argument, acting.house.rules.case_prefix)[0]
    other = acting.situation.named.cases[number]
    handed = {**_units_of(acting, case), **_promises_of(acting, case)}
    acting.happens(case, EventKind.MERGED, case=other.id, number=other.number)
    acting.happens(case, EventKind.CLOSED)
    acting.unit.set_merged(case.id, other.id, acting.situation.now)
    acting.unit.link(case.id, other.id, "merged")
    acting.unit.audit(entry(acting.situation.now, acting.actor, "case.merged", f"case:{case.id}", case=other.id))
    joined = _joined(acting, case, other)
    other = _absorbed(acting, case, replace(other, participants=(*other.participants, *joined)), handed)
    _give_back(acting, case)
    version = acting.house.policies.pinned(acting.unit, other)
    playing = acting.house.play(acting.unit, other, acting.contract(other), version, acting.situation.now)
    _tell_openers(acting, case, other, playing)
    _tell_staff(acting, case, other, joined, playing)
    return replace(case, status=Status.MERGED, merged_into=other.id)


def _joined(acting: Acting, case: Case, other: Case) -> tuple[Participant, ...]:
    """Who newly takes part in the case that goes on; a contact's second address is nobody new."""
    contacts = {one.contact_id for one in other.participants if one.contact_id}
    new = [
        replace(one, id=0, is_opener=False)
        for one in case.participants
        if other.participant_at(one.address) is None and one.contact_id not in contacts
    ]
    joined = tuple(acting.unit.add_participant(other.id, one) for one in new)
    for person in joined:
        acting.happens(other, EventKind.PARTICIPANT, participant=person.id)
    return joined


def _give_back(acting: Acting, case: Case) -> None:
    """What the case took comes back before the other one takes it, so that the last unit suffices for both."""
    version = acting.house.policies.pinned(acting.unit, case)
    settle(acting.house, acting.unit, case, acting.contract(case), version, acting.situation.now)


def _units_of(acting: Acting, case: Case) -> dict[str, object]:
    """What the case has cost and was agreed to, which the other inherits; nothing where no units are counted."""
    matter = matter_of(acting, case)
    return inherited(matter) if matter is not None else {}


def _promises_of(acting: Acting, case: Case) -> dict[str, object]:
    """What nobody has answered keeps its dates; an answered case hands nothing over."""
    if case.status not in UNANSWERED:
        return {}
    house, unit, contract = acting.house, acting.unit, acting.contract(case)
    version = house.policies.pinned(unit, case)
    return promised(house.policies.play(version, contract, unit.events_of(case.id), case, acting.situation.now))


def _absorbed(acting: Acting, case: Case, other: Case, handed: dict[str, object]) -> Case:
    acting.happens(other, EventKind.ABSORBED, case=case.id, number=case.number, **handed)
    if case.status not in UNANSWERED or other.status not in ANSWERED:
        return other
    acting.happens(other, EventKind.CUSTOMER_MAIL, case=case.id)
    if other.status is Status.RESOLVED:
        acting.happens(other, EventKind.REOPENED)
    return acting.becomes(other, Status.OPEN)


def _tell_openers(acting: Acting, case: Case, other: Case, playing: Playing) -> None:
    """The opener of each case, once; of another person's case they learn the number alone."""
    opener, kept = case.opener, other.opener
    same = (
        opener is not None
        and kept is not None
        and (opener.key == kept.key or opener.contact_id == kept.contact_id != 0)
    )
    ended = CaseMerged(
        number=case.number,
        subject=case.subject,
        other_number=other.number,
        other_subject=other.subject if same else "",
        clocks=tuple(clock_line(clock) for clock in open_clocks(playing)),
    )
    if opener is not None:
        _tell(acting, case, opener, ended)
    if kept is not None and not same:
        goes_on = replace(
            ended, number=other.number, subject=other.subject, other_number=case.number, goes_on=True, clocks=()
        )
        _tell(acting, other, kept, goes_on)


def _tell(acting: Acting, case: Case, person: Participant, letter: CaseMerged) -> None:
    """A notice, which quiet hours hold (row D11)."""
    if not person.gets_mail:
        return
    house, contract = acting.house, acting.contract(case)
    version, now = acting.house.policies.pinned(acting.unit, case), acting.situation.now
    leaves_at = released_at(version, now, house.correspondence.zone.key, urgent=False)
    where = Addressed(
        cause=acting.cause,
        desk_address=house.address_for(contract),
        calendar=contract.calendar,
        token_for=token_of(person),
        case_id=case.id,
        contact_id=person.contact_id,
    )
    thread = house.correspondence.public_thread(where, acting.unit.public_ids(case.id))
    reader = house.readers.participant(person, contract)
    queued = house.correspondence.write_if_possible(letter, reader, replace(where, answered=thread), leaves_at)
    if queued is not None:
        acting.unit.queue(replace(queued, not_before=leaves_at if leaves_at > now else None))


def _tell_staff(acting: Acting, case: Case, other: Case, joined: tuple[Participant, ...], playing: Playing) -> None:
    """Whoever follows either case, in the thread of the one that goes on; the writer has a receipt besides."""
    first, last = next_due(playing), acting.unit.newest_mail(case.id)
    opener, contract = other.opener, acting.contract(other)
    letter = StaffMerged(
        number=other.number,
        subject=other.subject,
        client=contract.client,
        contact=Author(address=opener.address, name=opener.name) if opener else Author(address=""),
        receivers=receivers_of(other),
        merged_number=case.number,
        merged_subject=case.subject,
        by=acting.staff.name,
        joined=tuple(one.address for one in joined),
        status=STATUS_WORDS[other.status],
        next_clock=clock_line(first) if first else None,
        text=last.text if last else "",
        commands=tuple(offered(word) for word in OFFERED),
    )
    for member in _followers(acting, case, other):
        where = on_case(acting.house, other, contract, member, cause=acting.cause)
        reader = acting.house.readers.staff(member)
        acting.unit.queue(acting.house.correspondence.write(letter, reader, where, acting.situation.now))


def _followers(acting: Acting, case: Case, other: Case) -> tuple[Staff, ...]:
    owner = acting.house.owner(case)
    followers = acting.house.staff_for(other, acting.situation.now)
    return tuple(dict.fromkeys((*followers, *([owner] if owner else []))))
