"""The commands of the desk as a whole, each as a function: a letter that answers it, or a word about held mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.checks_desk import is_judged_anew
from mailbot.desk.command_meanings import described
from mailbot.desk.command_words import ANSWERED_BY, Word, offered
from mailbot.desk.letters import CommandHelp, StaffFound, StaffHelp, StaffList
from mailbot.desk.named import held_numbers
from mailbot.desk.queues import MOST_LINES, OF_SCOPE, SHOWS_HELD, Scope, scope_of
from mailbot.desk.subjects import numbers_in
from mailbot.stages.acts_announcements import ANNOUNCEMENT_ACTS
from mailbot.stages.acts_contacts import about_contacts, contact
from mailbot.stages.acts_faults import FAULT_DESK_ACTS
from mailbot.stages.acts_orders import about_orders, order
from mailbot.stages.acts_reports import about_reports, drop_report, release_report
from mailbot.stages.desk_lists import Lists
from mailbot.stages.desk_record import record_of
from mailbot.stages.held_items import shown_held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.records import HeldMail
    from mailbot.stages.acting import Acting

DeskAct: TypeAlias = Callable[["Acting", "Case | None", "Command"], "Case | None"]
"""Does one command, with the case of the mail if it has one; gives back the case that the receipt is about."""

SCOPE_WORDS: Mapping[Scope, Mapping[str, str]] = {
    Scope.ALL: {"ja": "現在の状況", "en": "How the desk stands"},
    Scope.MINE: {"ja": "自分の担当", "en": "Your cases"},
    Scope.HELD: {"ja": "保留", "en": "Held mail"},
    Scope.OVERDUE: {"ja": "期限超過", "en": "Overdue"},
    Scope.UNASSIGNED: {"ja": "担当なし", "en": "Unassigned"},
    Scope.WAITING: {"ja": "お客様の返信待ち", "en": "Waiting for the customer"},
    Scope.ANSWERED: {"ja": "回答済み", "en": "Answered"},
}


def _help(acting: Acting, case: Case | None, _command: Command) -> Case | None:
    commands = tuple(CommandHelp(words=offered(word), meaning=described(word)) for word in Word)
    acting.tell(StaffHelp(commands=commands), None)
    return case


def _list(acting: Acting, case: Case | None, command: Command) -> Case | None:
    named = acting.situation.named.clients.get(command.argument, ())
    return _listed(acting, case, scope_of(command.argument) or Scope.CLIENT, command.argument, named)


def _listed(acting: Acting, case: Case | None, scope: Scope, called: str, named: tuple[str, ...]) -> Case | None:
    """The letter with the lists of one scope; `called` and `named` are a client's name and contracts."""
    lists = _lists(acting)
    held, total = lists.held(acting.staff) if scope in SHOWS_HELD else (None, 0)
    client = {"ja": called, "en": called}
    letter = StaffList(
        at=acting.situation.now,
        staff=acting.staff.name,
        asked=SCOPE_WORDS.get(scope, client),
        sections=lists.sections(
            OF_SCOPE[scope],
            acting.staff,
            assignee=acting.staff.handle if scope is Scope.MINE else None,
            contracts=named if scope is Scope.CLIENT else None,
        ),
        held=held,
        held_total=total,
        away=lists.away() if scope is Scope.ALL else (),
        on_call=lists.on_call() if scope is Scope.ALL else (),
    )
    acting.tell(letter, None)
    return case


def _search(acting: Acting, case: Case | None, command: Command) -> Case | None:
    found = acting.unit.found_by(tuple(dict.fromkeys(command.argument.split())), MOST_LINES + 1)
    lines = _lists(acting).lines(found[:MOST_LINES], acting.staff)
    acting.tell(StaffFound(words=command.argument, lines=lines, more=len(found) > MOST_LINES), None)
    return case


def _show(acting: Acting, case: Case | None, command: Command) -> Case | None:
    numbers = numbers_in(command.argument, acting.house.rules.case_prefix)
    shown = acting.situation.named.cases[numbers[0]] if numbers else case
    assert shown is not None  # a command that names no case was refused before
    acting.tell(record_of(_lists(acting), shown), shown)
    return case


def _held(acting: Acting, case: Case | None, command: Command) -> Case | None:
    """The text of held mail, each in a letter of no case; the list of it where no number is named."""
    if not command.argument:
        return _listed(acting, case, Scope.HELD, "", ())
    for held in _named(acting, command):
        acting.tell_about(shown_held(_lists(acting), held, acting.staff), f"held-{held.inbox_id}")
    return case


def _lists(acting: Acting) -> Lists:
    return Lists(house=acting.house, unit=acting.unit, now=acting.situation.now)


def _accept(acting: Acting, case: Case | None, command: Command) -> Case | None:
    for held in _named(acting, command):
        accepted = acting.unit.try_again if is_judged_anew(held) else acting.unit.let_in
        accepted(held.inbox_id, acting.actor)
    return case


def _refuse(acting: Acting, case: Case | None, command: Command) -> Case | None:
    for held in _named(acting, command):
        acting.unit.turn_away(held.inbox_id, acting.actor)
    return case


def _named(acting: Acting, command: Command) -> tuple[HeldMail, ...]:
    found = (acting.situation.named.held_mail(number) for number in held_numbers(command.argument))
    return tuple(one for one in found if one is not None)


DESK_ACTS: Mapping[Word, DeskAct] = {
    Word.HELP: _help,
    Word.LIST: _list,
    Word.SEARCH: _search,
    Word.SHOW: _show,
    Word.ACCEPT: _accept,
    Word.REFUSE: _refuse,
    Word.HELD: _held,
    Word.ORDER: order,
    Word.CONTACT: contact,
    **FAULT_DESK_ACTS,
    **ANNOUNCEMENT_ACTS,
    Word.SEND: about_reports(release_report, ANNOUNCEMENT_ACTS[Word.SEND]),
    Word.APPROVE: about_reports(release_report, ANNOUNCEMENT_ACTS[Word.APPROVE]),
    Word.UNDO: about_contacts(about_orders(about_reports(drop_report, ANNOUNCEMENT_ACTS[Word.UNDO]))),
}
"""The commands that need no case. What opens or changes one beside them gives that case back."""


def run_desk_acts(acting: Acting, case: Case | None, commands: Sequence[Command]) -> Case | None:
    """Do those of the commands that need no case, in their order; the case that the receipt is about."""
    for command in commands:
        act = DESK_ACTS.get(command.word)
        case = act(acting, case, command) if act else case
    return case


QUERIES = frozenset(ANSWERED_BY)
"""What only asks: its letter is the answer, and no receipt follows."""
