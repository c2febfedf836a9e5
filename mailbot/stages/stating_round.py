"""The daily part of statements: what a contract's terms want stated goes out once its period has ended (row E6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.addresses import is_writable
from mailbot.desk.statements_due import Span, goes_on, is_worth_sending, spans_to_state
from mailbot.stages.notice_times import notice_leaves_at
from mailbot.stages.stating import (
    Stating,
    case_numbers,
    has_statements,
    history_of,
    receivers_of,
    shown_with,
    statement_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mailbot.desk.ledger import Account
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.policy_paper_values import Paper
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class StatingRound:
    """`page` prints a document for screens and paper."""

    house: House
    page: Callable[[Paper], str]

    def state(self, unit: Unit, contract: Contract, version: PolicyVersion | None, now: datetime) -> int:
        """Queues the statements that a contract is owed, each period once; how many letters. Those that a standstill
        missed are made up for. Figures of a period that is over do not change, so nothing waits for anybody's word.
        """
        due = self._due(unit, contract, now)
        if not due:
            return 0
        terms, zone = self.house.offers.terms_of(contract), self.house.offers.zone_of(contract)
        account = unit.whole_account(contract.id, terms, zone)
        written = 0
        for span in due:
            if unit.mark_stated(contract.id, span.last) and _is_ours(unit, account, span):
                written += self._send(unit, contract, version, account, span, now)
        return written

    def _due(self, unit: Unit, contract: Contract, now: datetime) -> tuple[Span, ...]:
        """Nothing while nobody could be written to."""
        terms, zone = self.house.offers.terms_of(contract), self.house.offers.zone_of(contract)
        if terms.statement == "none" or not any(is_writable(one.address) for one in receivers_of(contract)):
            return ()
        spans = spans_to_state(
            now.astimezone(zone).date(),
            terms,
            began=contract.valid_from,
            until=contract.last_day,
            stated_until=unit.stated_until(contract.id),
        )
        hours = self.house.policies.hours.get(contract.calendar)
        today = hours.local(now).date() if hours is not None else now.astimezone(zone).date()
        return tuple(span for span in spans if goes_on(span, hours) <= today)

    def _send(
        self,
        unit: Unit,
        contract: Contract,
        version: PolicyVersion | None,
        account: Account,
        span: Span,
        now: datetime,
    ) -> int:
        history = history_of(unit, contract, self.house.offers)
        made = statement_of(contract, account, span.first, span.last, history=history, at=now)
        if not has_statements(account) or not is_worth_sending(made, account.terms.statement):
            return 0
        shown = shown_with(contract, account, now, case_numbers(unit, account), self.house.correspondence.from_name)
        stating = Stating(house=self.house, unit=unit, page=self.page, actor="desk")
        leaves_at = notice_leaves_at(self.house, contract, version, now)
        return sum(one.new for one in stating.send(contract, made, shown, now, leaves_at=leaves_at))


def _is_ours(unit: Unit, account: Account, span: Span) -> bool:
    """Whether the desk kept the books already in this period; what was before is stated by whoever kept them."""
    first = min((line.at for line in account.lines), default=None) or unit.first_mail_at()
    return first is not None and account.today(first) <= span.last
