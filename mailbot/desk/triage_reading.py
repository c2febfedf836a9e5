"""Reading the rules of triage as a person declares them: every fault at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.policy_clock_reading import read_labels
from mailbot.desk.policy_keys import Table
from mailbot.desk.triage_rules import Condition, Rule

HEADERS = ("", "high", "low")


def read_rules(rows: Sequence[object]) -> tuple[Rule, ...]:
    """The rules in their order. Raises Complaints with paths like `[0].when.words`."""
    faults: list[Complaint] = []
    rules = tuple(_rule(row, place, faults) for place, row in enumerate(rows))
    if faults:
        raise Complaints(faults)
    return rules


def _rule(row: object, place: int, faults: list[Complaint]) -> Rule:
    table = Table(row, (place,), faults)
    rule = Rule(
        name=table.text("name", otherwise=f"rule {place + 1}"),
        when=_condition(table),
        category=table.text("category"),
        priority=table.text("priority"),
        private=table.flag("private") if "private" in table else None,
        reason=read_labels(table, key="reason"),
    )
    if isinstance(row, Mapping) and not rule.category and not rule.priority and rule.private is None:
        table.complain("a rule sets something: category, priority or private")
    table.finish()
    return rule


def _condition(outer: Table) -> Condition:
    table = outer.table("when")
    if table is None:
        return Condition()
    when = Condition(
        words=table.texts("words"),
        subject_words=table.texts("subject_words"),
        tag=table.texts("tag"),
        to=table.texts("to"),
        header=table.choice("header", HEADERS, otherwise=""),
        contact=table.texts("contact"),
        contract=table.texts("contract"),
        client=table.texts("client"),
    )
    for key in ("to", "contact"):
        for address in table.texts(key):
            if "@" not in address:
                table.complain(f'"{address}" is no address; write "name@domain" or "@domain"', key)
    table.finish()
    return when
