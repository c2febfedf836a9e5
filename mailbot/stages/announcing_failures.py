"""Who did not get an announcement: told to staff at the first failure of a day, and of the rest the next morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.announcing import AnnouncementState
from mailbot.stages.announcing_release import Releasing
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, staff_token_of

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.announcing import KeptAnnouncement
    from mailbot.stages.ports import Unit

WATCHED = timedelta(days=7)
MOST_WATCHED = 50
"""For so long, and so many, announcements that went are looked through for letters that came back since."""


def tell_of_failure(house: House, unit: Unit, outbox_id: int, now: datetime) -> bool:
    """Instead of a letter for each address that failed, how the announcement went, once a day; False for a letter that
    is no announcement."""
    kept = unit.announcement_of_outbox(outbox_id)
    if kept is None:
        return False
    _tell(house, unit, kept, now)
    return True


def tell_of_later_failures(house: House, unit: Unit, now: datetime) -> int:
    """How announcements went of whose letters more have failed or come back since staff were told; how many."""
    newest = unit.newest_announcements(MOST_WATCHED)
    went = (
        one for one in newest if one.state is AnnouncementState.SENT and one.goes_at and now - one.goes_at < WATCHED
    )
    return sum(_tell(house, unit, one, now) for one in went)


def _tell(house: House, unit: Unit, kept: KeptAnnouncement, now: datetime) -> bool:
    """Whether staff are told: of something that they do not know, and once a day."""
    on = f"failed-on:{kept.id}:{house.today(now).isoformat()}"
    if unit.occasion_taken(on):
        return False
    letter = Releasing(house=house, unit=unit, now=now).status(kept)
    if not letter.failed or not unit.take_occasion(f"failed:{kept.id}:{letter.failed}"):
        return False
    unit.take_occasion(on)
    concerned = {kept.draft.by, kept.approved_by}
    members = [one for one in house.present(now) if f"staff:{one.handle}" in concerned]
    for member in members or house.present(now):
        where = Addressed(
            cause=f"{kept.cause}:failed:{letter.failed}",
            desk_address=house.address,
            token_for=staff_token_of(member),
        )
        unit.queue(house.correspondence.write(letter, house.readers.staff(member), where, now))
    return True
