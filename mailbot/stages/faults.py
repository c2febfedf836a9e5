"""What a fault means for the cases that belong to it: links, whom its news reaches, and what a report can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import Event, EventKind, Status
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts
from mailbot.desk.labels import label_in
from mailbot.stages.house import entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from mailbot.desk.announcing import AnnouncementDraft
    from mailbot.desk.cases import Case
    from mailbot.desk.faults import Fault
    from mailbot.desk.records import EndedLetter
    from mailbot.desk.situation import Situation
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


def link_to_fault(unit: Unit, case: Case, situation: Situation) -> None:
    """A case that was opened by an answer to the news of a fault belongs to that fault."""
    number = situation.announced.fault if situation.announced else ""
    if not number:
        return
    put_on(unit, case, number, "desk", situation.received_at)
    linked = {"fault": number, "number": number}
    unit.add_event(case.id, Event(at=situation.now, kind=EventKind.LINKED, facts=linked))


def put_on(unit: Unit, case: Case, number: str, by: str, at: datetime) -> None:
    """The case gets the news of the fault from now on."""
    facts = FaultFacts(cases=(case.id,))
    unit.add_fault_event(number, FaultEvent(at=at, kind=FaultEventKind.LINKED, by=by, facts=facts))


def take_off(unit: Unit, case: Case, number: str, by: str, at: datetime) -> None:
    """The case gets no more news of the fault."""
    facts = FaultFacts(cases=(case.id,))
    unit.add_fault_event(number, FaultEvent(at=at, kind=FaultEventKind.UNLINKED, by=by, facts=facts))


MORE = frozenset({EventKind.CUSTOMER_MAIL, EventKind.UNVERIFIED_MAIL, EventKind.WAITING})
"""What happens to a case that was not known when its fault's cases were to be resolved."""


def left_open(unit: Unit, draft: AnnouncementDraft, until: datetime | None = None) -> tuple[Case, ...]:
    """The cases that the draft of a recovery was to resolve and does not, for more came in since, `until` it went."""
    if not draft.resolves or draft.meant_at is None:
        return ()
    open_cases = resolvable(unit, draft.announcement.fault)
    return tuple(one for one in open_cases if _has_more(unit, one, draft.meant_at, until))


def _has_more(unit: Unit, case: Case, since: datetime, until: datetime | None) -> bool:
    events = unit.events_of(case.id)
    return any(one.kind in MORE and one.at > since and (until is None or one.at <= until) for one in events)


def resolvable(unit: Unit, number: str) -> Iterator[Case]:
    """The cases of a fault that are neither over nor resolved."""
    for case_id in unit.cases_of_fault(number):
        case = unit.case(case_id)
        if case is not None and not case.status.is_final and case.status is not Status.RESOLVED:
            yield case


def resolve_linked(
    house: House, unit: Unit, number: str, by: str, now: datetime, *, but: Collection[Case] = ()
) -> None:
    """Every case of a fault that is not over is resolved at this moment, `but` for these."""
    spared = {one.id for one in but}
    for case in tuple(resolvable(unit, number)):
        contract = unit.contract(case.contract_id)
        if contract is None or case.id in spared:
            continue
        unit.add_event(case.id, Event(at=now, kind=EventKind.RESOLVED, by=by))
        unit.set_status(case.id, Status.RESOLVED, now)
        resolved = unit.case(case.id)
        assert resolved is not None  # it was changed above
        house.play(unit, resolved, contract, house.policies.pinned(unit, resolved), now)
        unit.audit(entry(now, by, "case.resolved", f"case:{case.id}", fault=number))


def also_told(letter: EndedLetter) -> tuple[int, ...]:
    """The further cases of the reader's about which the letter was, too."""
    also = letter.facts.get("also", ())
    return tuple(one for one in also if isinstance(one, int)) if isinstance(also, list | tuple) else ()


_DRAFT = {
    "ja": ("現在の状況", "回避策", "今後の予定", "原因を調べ、復旧の作業を続けております。進み次第ご報告いたします。"),
    "en": ("Status", "Workaround", "Next", "We go on with the repair and will report as soon as there is news."),
}


def report_draft(unit: Unit, case: Case, language: str) -> str:
    """The interim report that the newest news of the case's fault makes; empty for a case of none that runs."""
    running = [one for one in unit.faults_of_case(case.id) if one.is_running]
    return _newest(running[-1], language) if running else ""


def _newest(fault: Fault, language: str) -> str:
    status, workaround, ahead, goes_on = _DRAFT.get(language, _DRAFT["en"])
    told = [label_in(one.text, language, otherwise="") for one in fault.updates]
    known = next((text for text in reversed(told) if text), "") or label_in(
        fault.symptom or fault.title, language, otherwise=fault.number
    )
    around = label_in(fault.workaround, language, otherwise="")
    colon = "：" if language == "ja" else ": "
    lines = [f"{status}{colon}{known}", *([f"{workaround}{colon}{around}"] if around else [])]
    return "\n".join((*lines, f"{ahead}{colon}{goes_on}"))
