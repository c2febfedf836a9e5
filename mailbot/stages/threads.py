"""To which case a mail belongs by what it bears: signed addresses and ids, known ids, numbers in its subject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, FoundBy, Status, Thread
from mailbot.desk.subjects import numbers_in
from mailbot.desk.tokens import REPLY, Keyring, Token, read_message_id, read_tag
from mailbot.stages.naming_announced import thread_of_fault

if TYPE_CHECKING:
    from mailbot.desk.mail import InboundMail
    from mailbot.stages.identify import Addresses
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """The threads of one mail. `recipients` are the desk's own addresses that it came to; `prefix` is that of case
    numbers."""

    unit: Unit
    mail: InboundMail
    recipients: tuple[str, ...]
    keyring: Keyring
    addresses: Addresses
    prefix: str

    def found(self, token: Token | None) -> Thread | None:
        """By the token of a bounce address if there is one, else by whatever else the mail bears."""
        thread = (self._by_token(token, FoundBy.ADDRESS) if token else None) or self._thread()
        return None if thread is None else self._with_old_number(thread)

    def _thread(self) -> Thread | None:
        """By signed address, signed Message-ID, any known id, then the number in the subject; newest id first."""
        ids = tuple(reversed(dict.fromkeys((*self.mail.references, *self.mail.in_reply_to))))
        for address in self.recipients:
            token = read_tag(self.keyring, self.addresses.tag(address), purpose=REPLY)
            if token is not None and (found := self._by_token(token, FoundBy.ADDRESS)):
                return found
        for one in ids:
            token = read_message_id(self.keyring, one, self.addresses.domain)
            if token is not None and (found := self._by_token(token, FoundBy.MESSAGE_ID)):
                return found
        if ids and (known := self.unit.case_of_messages(ids)):
            return Thread(case=self._survivor(known[0]), found_by=FoundBy.REFERENCES, named=known[0].number)
        for number in numbers_in(self.mail.subject, self.prefix):
            if case := self.unit.case_numbered(number):
                return Thread(case=self._survivor(case), found_by=FoundBy.NUMBER, named=number)
        return self._answered_before() or thread_of_fault(self.unit, self.mail)

    def _answered_before(self) -> Thread | None:
        """The open case of an answer to this mail that overtook it on the way (REALITIES 56)."""
        case = self.unit.case_awaiting(self.mail.message_id) if self.mail.message_id else None
        if case is None or case.status.is_final:
            return None
        return Thread(case=case, found_by=FoundBy.REFERENCES)

    def _by_token(self, token: Token, found_by: FoundBy) -> Thread | None:
        case = self.unit.case(token.case_id) if token.case_id else None
        if case is None:
            return None
        return Thread(
            case=self._survivor(case),
            found_by=found_by,
            participant_id=token.participant_id,
            for_staff=token.staff_handle,
            named=case.number,
        )

    def _survivor(self, case: Case) -> Case:
        """A merged case's mails go to the one that it was merged into (REALITIES 61)."""
        while case.status is Status.MERGED and (survivor := self.unit.case(case.merged_into)):
            case = survivor
        return case

    def _with_old_number(self, thread: Thread) -> Thread:
        """People go on writing below an old subject: the number of a case that was merged into this one means it."""
        numbers = numbers_in(self.mail.subject, self.prefix)
        if not numbers or {thread.case.number, thread.named} & set(numbers):
            return thread
        named = ((number, self.unit.case_numbered(number)) for number in numbers)
        merged = (number for number, case in named if case and self._survivor(case).id == thread.case.id)
        return replace(thread, named=next(merged, thread.named))
