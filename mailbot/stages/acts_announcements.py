"""The commands of staff about announcements: drafted and shown, let go or given up, and maintenance that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.announcements import AnnouncementKind, Change
from mailbot.desk.announcements_changes import change_in, changed, notes_stop, occasion_of, read_stopped
from mailbot.desk.announcing import AnnouncementDraft, AnnouncementState
from mailbot.desk.checks_faults import ordered, waiting_announcement
from mailbot.desk.command_words import Word
from mailbot.desk.fault_words import announcement_kind, announcement_number, asks_for_status
from mailbot.stages.announcing import LOOKED_THROUGH, Announcing
from mailbot.stages.announcing_release import Releasing
from mailbot.stages.house import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.announcing import KeptAnnouncement
    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.stages.acting import Acting
    from mailbot.stages.desk_acts import DeskAct


def show(acting: Acting, draft: AnnouncementDraft, replaces: Sequence[int]) -> None:
    """Keeps a draft in place of older ones, and shows it to its writer and whoever may approve it."""
    releasing = _releasing(acting)
    kept, plan = releasing.draft(draft, replaces=replaces)
    releasing.show(kept, plan, acting.staff, answered=acting.mail.message_id)


def _releasing(acting: Acting) -> Releasing:
    return Releasing(house=acting.house, unit=acting.unit, now=acting.situation.now)


def _announce(acting: Acting, case: Case | None, command: Command) -> Case | None:
    """Drafts an announcement and shows it; or tells how one went."""
    situation, number = acting.situation, announcement_number(command.argument)
    known = acting.unit.announcement(number) if number else None
    change = change_in(command.argument)
    if known is not None and (change or notes_stop(command.argument)):
        _change(acting, known.root, change)
        return case
    if asks_for_status(command.argument):
        assert known is not None  # one that does not exist was refused before
        acting.tell(_releasing(acting).status(known), None)
        return case
    kind = announcement_kind(command.argument) or (known.announcement.kind if known else None)
    assert kind is not None  # as above
    found = ordered(situation, acting.text, kind, situation.house.hours)
    if known is not None and known.announcement.change:
        _draft_change(acting, known.root, known.announcement.change)
        return case
    draft = AnnouncementDraft(announcement=found.announcement, by=acting.actor)
    waiting = None if known else _waits_already(acting, draft)
    if waiting is None:
        show(acting, draft, [known.id] if known else [])
    else:
        _show_again(acting, waiting)
    return case


def _change(acting: Acting, root: int, change: Change | None) -> None:
    """A maintenance that readers know of is moved or called off, by a letter to all of them; or its real times are
    noted, which nobody is told."""
    if change is not None:
        _draft_change(acting, root, change)
        return
    now, holds = acting.situation.now, acting.unit.standing_of(root)
    assert holds is not None  # one that is off was refused before
    told = holds.announcement
    assert told.starts is not None
    assert told.ends is not None
    stopped = read_stopped(
        acting.text,
        (told.starts, told.ends),
        noted=holds.stopped_by(None),
        now=now,
        zone=acting.house.correspondence.zone,
    )
    acting.unit.note_stop(holds.id, stopped.start, stopped.end)
    acting.unit.audit(entry(now, acting.actor, "announcement.stop-noted", f"announcement:{holds.id}"))
    _tell_status(acting, holds.id)


def _draft_change(acting: Acting, root: int, change: Change) -> None:
    """Drafts the letter of a change, in place of one that waits."""
    holds = acting.unit.standing_of(root)
    assert holds is not None  # as above
    found = ordered(acting.situation, acting.text, AnnouncementKind.MAINTENANCE, None)
    announcement = changed(holds.announcement, root, change, found)
    draft = AnnouncementDraft(announcement=announcement, by=acting.actor, occasion=occasion_of(root))
    waiting = (one for one in acting.unit.changes_of(root) if one.state is AnnouncementState.DRAFT)
    show(acting, draft, [one.id for one in waiting])


def _waits_already(acting: Acting, draft: AnnouncementDraft) -> KeptAnnouncement | None:
    """The draft that says the same and waits for a word."""
    newest = acting.unit.newest_announcements(LOOKED_THROUGH)
    return next((one for one in newest if one.state is AnnouncementState.DRAFT and one.draft.says_what(draft)), None)


def _show_again(acting: Acting, kept: KeptAnnouncement) -> None:
    """The preview of what waits, to whoever sent the same: it is kept once."""
    releasing = _releasing(acting)
    writer = next((one for one in acting.house.rules.staff if f"staff:{one.handle}" == kept.draft.by), None)
    announcing = Announcing(house=acting.house, unit=acting.unit, now=acting.situation.now)
    letter = announcing.preview(kept, announcing.plan(kept.draft), writer.name if writer else "")
    releasing.show_to(
        replace(letter, again=True),
        kept,
        acting.staff,
        answered=acting.mail.message_id,
        nonce=f":{acting.claimed.inbox_id}",
    )


def _release(acting: Acting, case: Case | None, _command: Command) -> Case | None:
    """Lets the announcement go whose preview the mail answers; one that must not go any more is shown again."""
    waiting = waiting_announcement(acting.situation) if case is None else None
    if waiting is None:
        return case
    releasing = _releasing(acting)
    if releasing.release(waiting.id, acting.actor) is None:
        kept = acting.unit.announcement(waiting.id)
        assert kept is not None  # it waited
        newer, plan = releasing.draft(kept.draft, replaces=[kept.id])
        releasing.show(newer, plan, acting.staff, answered=acting.mail.message_id, nonce=f":{acting.claimed.inbox_id}")
        return case
    _tell_status(acting, waiting.id)
    return case


def _drop(acting: Acting, case: Case | None, _command: Command) -> Case | None:
    waiting = waiting_announcement(acting.situation) if case is None else None
    if waiting is not None:
        _releasing(acting).drop(waiting.id, acting.actor)
        _tell_status(acting, waiting.id)
    return case


def _tell_status(acting: Acting, announcement_id: int) -> None:
    kept = acting.unit.announcement(announcement_id)
    assert kept is not None  # it was just changed
    acting.tell(_releasing(acting).status(kept), None)


def answers_itself(acting: Acting, commands: Sequence[Command]) -> bool:
    """Whether a mail of no case was about an announcement or a report alone, whose letter is the receipt."""
    words = {one.word for one in commands}
    named = acting.situation.named
    return (named.announced or named.report) is not None and words <= {Word.SEND, Word.APPROVE, Word.UNDO}


ANNOUNCEMENT_ACTS: Mapping[Word, DeskAct] = {
    Word.ANNOUNCE: _announce,
    Word.SEND: _release,
    Word.APPROVE: _release,
    Word.UNDO: _drop,
}
