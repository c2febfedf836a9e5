"""Making a case of its own of a part of another one (row D8)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, EventKind
from mailbot.desk.decision import OpenCase
from mailbot.desk.decision import Reason as Why
from mailbot.desk.mail import Address
from mailbot.desk.matters import brought_at
from mailbot.desk.subjects import strip_prefixes
from mailbot.desk.triage import Ground, Reason, Triage
from mailbot.stages.opening_by_staff import OpeningByStaff

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.commands import Command
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.acting import Acting


def split(acting: Acting, case: Case, command: Command) -> Case:
    """A new case of the same contract, people, language and privacy, linked with the first, which goes on.

    Its clocks count from the receipt of the mail that brought the matter (`desk.matters.brought_at`), under the
    policy version of that date: that the desk sees late that there were two matters is not the customer's delay.
    Category and priority are the first case's where that version knows them. It has its own thread, and no owner, save
    where it alerts and its owner splits it.
    """
    at = brought_at(acting.unit.events_of(case.id))
    contract = acting.contract(case)
    version = _version(acting, case, contract, at)
    before = acting.unit.newest_mail(case.id)
    opening = OpeningByStaff(
        house=acting.house,
        unit=acting.unit,
        claimed=acting.claimed,
        situation=replace(acting.situation, received_at=at, versions={contract.id: version}),
        decision=_decision(acting, case, command, contract, version),
        mail=_matter(acting, case),
        staff=acting.staff,
        place=f"split:{len(acting.unit.events_of(case.id))}",
        shown="" if acting.text or before is None else before.text,
    )
    new = opening.carry_out()
    acting.unit.link(new.id, case.id, "split")
    acting.happens(case, EventKind.LINKED, case=new.id, number=new.number, how="split")
    acting.happens(new, EventKind.LINKED, case=case.id, number=case.number, how="split")
    _keep_owner(acting, case, new, version)
    return case


def _keep_owner(acting: Acting, case: Case, new: Case, version: PolicyVersion) -> None:
    """What alerts and is split off by its owner stays theirs."""
    category, priority = version.category(new.category), version.priority(new.priority)
    alerts = (category is not None and category.alerts) or (priority is not None and priority.alerts)
    if not alerts or case.assignee != acting.staff.handle:
        return
    acting.unit.set_facts(new.id, {"assignee": case.assignee})
    acting.happens(new, EventKind.ASSIGNED, to=case.assignee)
    kept = replace(new, assignee=case.assignee)
    acting.house.play(acting.unit, kept, acting.contract(case), version, acting.situation.now)


def _version(acting: Acting, case: Case, contract: Contract, at: datetime) -> PolicyVersion:
    """The policy version of the day; the first case's own where the policy is no longer configured."""
    policies = acting.house.policies
    found = policies.of_contracts((contract,), acting.house.today(at))
    return found.get(contract.id) or policies.pinned(acting.unit, case)


def _decision(acting: Acting, case: Case, command: Command, contract: Contract, version: PolicyVersion) -> OpenCase:
    kept = Reason(ground=Ground.STAFF, words={"ja": f"{case.number} と同じ", "en": f"as of {case.number}"})
    category = version.category(case.category) or version.default_category
    priority = version.priority(case.priority) or version.default_priority
    people = sorted((replace(one, id=0) for one in case.participants), key=lambda one: not one.is_opener)
    opener = case.opener
    return OpenCase(
        reason=Why.STAFF_COMMANDS,
        contract=contract,
        contact=contract.contact_at(opener.address) if opener else None,
        triage=Triage(
            category=category.key,
            category_reason=kept,
            priority=priority.key,
            priority_reason=kept,
            private=case.private,
        ),
        subject=strip_prefixes(command.argument, acting.house.rules.case_prefix),
        people=tuple(people),
        acknowledge=True,
        continues=case,
    )


def _matter(acting: Acting, case: Case) -> InboundMail:
    """What staff say that the matter is, as if the customer had written it; the files stay with the first case."""
    opener = case.opener
    return replace(
        acting.mail,
        senders=(Address(address=opener.address, name=opener.name),) if opener else acting.mail.senders,
        to=(),
        cc=(),
        text=acting.text,
        new_text=acting.text,
        quoted="",
        signature="",
        message_id="",
        in_reply_to=(),
        references=(),
        attachments=(),
    )
