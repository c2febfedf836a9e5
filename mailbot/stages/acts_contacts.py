"""The commands that put, change, take away and list contacts, and what takes such a change back (row A8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.checks_contacts import planned_contacts
from mailbot.desk.contact_words import change_words, list_words, next_words
from mailbot.desk.ledger import Act

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.stages.acting import Acting

ContactAct: TypeAlias = Callable[["Acting", "Case | None", "Command"], "Case | None"]


def contact(acting: Acting, case: Case | None, command: Command) -> Case | None:
    """Does what one command says of contacts; the receipt tells the whole card before and after, or the list."""
    for plan in planned_contacts(acting.situation):
        if plan.line != command.line or plan.contract is None:
            continue
        if plan.before is None and plan.after is None:
            acting.cards.extend(list_words(acting.unit.contract(plan.contract.id) or plan.contract))
            continue
        change = acting.unit.change_contact(plan.contract.id, plan.before, plan.after, _act(acting, acting.cause))
        acting.cards.extend(change_words(change))
        if change.after is not None:
            acting.cards.append(next_words(change.contract_id, change.after))
    return case


def about_contacts(other: ContactAct) -> ContactAct:
    """Takes back the changes of contacts of the mail that `#undo` is about; what else it means is done as well."""

    def act(acting: Acting, case: Case | None, command: Command) -> Case | None:
        for meant in acting.situation.contacts.meant:
            back = acting.unit.undo_contact(meant.change, _act(acting, f"{acting.cause}:undo"))
            acting.cards.extend(change_words(back, taken_back=True))
        return other(acting, case, command)

    return act


def _act(acting: Acting, cause: str) -> Act:
    return Act(at=acting.situation.now, cause=cause, actor=acting.actor)
