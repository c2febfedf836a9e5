"""The word of staff about a monthly report that waits for it: it goes, or nobody gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.command_words import Word
from mailbot.desk.letters.staff_reports import StaffReportDecided
from mailbot.desk.monthly_reports import ReportState
from mailbot.desk.records import Direction
from mailbot.stages.house import entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.monthly_reports import KeptReport
    from mailbot.stages.acting import Acting
    from mailbot.stages.acts import Act
    from mailbot.stages.desk_acts import DeskAct


def about_reports(let_go: DeskAct, other: DeskAct) -> DeskAct:
    """`let_go` for a mail that answers about a monthly report, else what the word means otherwise."""

    def act(acting: Acting, case: Case | None, command: Command) -> Case | None:
        is_about = case is None and acting.situation.named.report is not None
        return (let_go if is_about else other)(acting, case, command)

    return act


def release_report(acting: Acting, case: Case | None, _command: Command) -> Case | None:
    """The next sweep writes and sends it, and tells who let it go. The word is about the month: what others have asked
    for goes as well."""
    kept = _rule(acting, ReportState.GOING, "report.approved")
    for one in acting.unit.reports_waiting(kept.contract_id, kept.month) if kept.asked else ():
        acting.unit.rule_report(one.id, one.state, ReportState.GOING, acting.actor)
    return case


def drop_report(acting: Acting, case: Case | None, _command: Command) -> Case | None:
    """Nothing leaves."""
    kept = _rule(acting, ReportState.DROPPED, "report.dropped")
    contract = acting.unit.contract(kept.contract_id)
    client = contract.client if contract else ""
    letter = StaffReportDecided(contract=kept.contract_id, client=client, month=kept.month, sent=False)
    acting.tell(letter, None)
    return case


def _reason(acting: Acting, case: Case, command: Command) -> Case:
    """Keeps why a promise of the case was missed; the month's report says so beside it."""
    message = acting.keep(case, Direction.INTERNAL, command.argument)
    acting.happens(case, EventKind.MISS_EXPLAINED, message=message)
    return case


def _rule(acting: Acting, becomes: ReportState, action: str) -> KeptReport:
    kept = acting.situation.named.report
    assert kept is not None  # else the word is about something else
    if acting.unit.rule_report(kept.id, ReportState.WAITING, becomes, acting.actor):
        subject = f"contract:{kept.contract_id}"
        acting.unit.audit(entry(acting.situation.now, acting.actor, action, subject, month=f"{kept.month:%Y-%m}"))
    return kept


REPORT_ACTS: Mapping[Word, Act] = {Word.REASON: _reason}
