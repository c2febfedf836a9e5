"""Who gets an announcement, row by row: contacts, who opened the cases of a fault, and who was told before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.addresses import is_writable
from mailbot.desk.announcements import Change
from mailbot.desk.announcing import AnnouncementRow, RowState
from mailbot.desk.mail import address_key
from mailbot.stages.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mailbot.desk.announcements import Announcement
    from mailbot.desk.announcements_reach import Reach
    from mailbot.desk.cases import Case
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """The rows of announcements in one unit."""

    house: House
    unit: Unit

    def rows(self, told: Announcement, reached: Reach) -> Iterator[AnnouncementRow]:
        """Each person once; who opened a linked case gets news of a fault in that case's thread."""
        found = self._reached(told, reached)
        return self._of_change(told, tuple(found)) if told.change else found

    def _reached(self, told: Announcement, reached: Reach) -> Iterator[AnnouncementRow]:
        openers = self._openers(told.fault) if told.kind.is_of_fault else {}
        position = 0
        for key, cases in openers.items():
            position += 1
            yield self._opener_row(position, key, cases)
        for one in reached.receivers:
            own = {address_key(address) for address in one.contact.addresses} | {one.key}
            if own & openers.keys():
                continue
            position += 1
            yield AnnouncementRow(
                position=position,
                contract_id=one.contracts[0],
                contracts=len(one.contracts),
                address=one.address,
                language=one.language,
                timezone=one.timezone,
                contact_id=one.contact.id,
            )
        yield from _left_out(reached, position)

    def _of_change(self, told: Announcement, reached: Sequence[AnnouncementRow]) -> Iterator[AnnouncementRow]:
        """Everybody who was told of the maintenance before; of one that was moved, whom it reaches by now as well."""
        before = [one.id for one in self.unit.changes_of(told.about) if one.state.is_told]
        knowing: dict[str, AnnouncementRow] = {}
        for number in (told.about, *before):
            for row in self.unit.announcement_readers(number):
                knowing.setdefault(address_key(row.address), row)
        new = () if told.change is Change.CALLED_OFF else reached
        for row in new:
            knowing.setdefault(address_key(row.address), row)
        for position, row in enumerate(knowing.values(), start=1):
            state = RowState.LEFT_OUT if row.problem else RowState.WAITING
            yield replace(row, position=position, state=state)

    def _openers(self, number: str) -> Mapping[str, list[Case]]:
        """Who opened the linked cases that are not over, each with their cases, by address key."""
        found: dict[str, list[Case]] = {}
        for case_id in self.unit.cases_of_fault(number):
            case = self.unit.case(case_id)
            opener = case.opener if case is not None and not case.status.is_final else None
            if case is not None and opener is not None and opener.gets_mail and is_writable(opener.address):
                found.setdefault(opener.key, []).append(case)
        return found

    def _opener_row(self, position: int, key: str, cases: Sequence[Case]) -> AnnouncementRow:
        case = cases[0]
        opener = case.opener
        assert opener is not None
        assert opener.key == key
        reader = self.house.readers.participant(opener, self.unit.contract(case.contract_id))
        return AnnouncementRow(
            position=position,
            contract_id=case.contract_id,
            contracts=1,
            address=opener.address,
            language=reader.language,
            timezone=reader.timezone,
            contact_id=opener.contact_id,
            case_id=case.id,
            participant_id=opener.id,
            cases=tuple(one.id for one in cases),
        )


def _left_out(reached: Reach, position: int) -> Iterator[AnnouncementRow]:
    """Who is registered and gets none stands in the table with the reason."""
    for place, one in enumerate(reached.left_out, start=position + 1):
        yield AnnouncementRow(
            position=place,
            contract_id=one.contracts[0],
            contracts=len(one.contracts),
            address=one.address,
            language="",
            timezone="",
            contact_id=one.contact.id,
            state=RowState.LEFT_OUT,
            problem=one.why.value,
        )
