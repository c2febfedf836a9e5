"""`announce …`: an announcement from a file, shown to staff before it goes; and how one went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.cli.printing import DONE, PROBLEMS, columns, in_zone, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.desk.announcements_reading import read_announcement
from mailbot.desk.announcing import AnnouncementDraft, AnnouncementState, KeptAnnouncement
from mailbot.desk.checks_faults import needs_approval_of
from mailbot.desk.mail import address_key
from mailbot.edges.clock import system_clock
from mailbot.stages.announcing import Announcing
from mailbot.stages.announcing_release import Releasing
from mailbot.stages.house import entry
from mailbot.wiring import house_of_reading

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.config import Config
    from mailbot.desk.announcements import Announcement
    from mailbot.desk.announcing import AnnouncementOutcome
    from mailbot.desk.letters.staff_announcing import StaffAnnouncementPreview
    from mailbot.stages.announcing import Plan
    from mailbot.stages.house import House
    from mailbot.store.unit import Unit

OPERATOR = "operator"


def announce_file(path: Path, file: Path, *, dry_run: bool, confirm: bool, as_json: bool) -> int:
    """Draft what a file describes. PROBLEMS where it may not go."""
    config = load_config(path)
    draft = AnnouncementDraft(announcement=_read(config, file), by=OPERATOR)
    now = system_clock()
    with books(config) as store:
        house = house_of_reading(config, store)
        with store.unit(now) as unit:
            if dry_run:
                return _dry(house, unit, draft, now, as_json=as_json)
            return drafted(house, unit, draft, now, confirm=confirm, as_json=as_json)


def _read(config: Config, file: Path) -> Announcement:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file} cannot be read: {error}") from None
    contracts = {one.id for one in config.contracts} or None
    return read_announcement(text, zone=ZoneInfo(config.desk.timezone), services=config.services, contracts=contracts)


def _dry(house: House, unit: Unit, draft: AnnouncementDraft, now: datetime, *, as_json: bool) -> int:
    announcing = Announcing(house=house, unit=unit, now=now)
    plan = announcing.plan(draft)
    kept = KeptAnnouncement(id=0, draft=draft, state=AnnouncementState.DRAFT, at=now)
    shown = announcing.preview(kept, plan, "")
    _print(shown, as_json=as_json)
    return PROBLEMS if plan.is_refused else DONE


def drafted(
    house: House, unit: Unit, draft: AnnouncementDraft, now: datetime, *, confirm: bool, as_json: bool = False
) -> int:
    """Keep a draft and show it to staff; with `confirm` it goes at once, where nobody else has to approve it."""
    if confirm and needs_approval_of(house.rules):
        raise Problem("another member has to approve announcements ([desk] approve): leave out --confirm")
    releasing = Releasing(house=house, unit=unit, now=now)
    kept, plan = releasing.draft(draft, replaces=_older(unit, draft))
    goes = confirm and not (plan.is_refused or plan.is_again) and releasing.release(kept.id, OPERATOR) is not None
    shown = _shown(house, unit, releasing, kept, plan, now, goes=goes)
    _print(shown, as_json=as_json)
    if not as_json:
        ends = "cannot go as it is" if plan.is_refused else "is being sent" if goes else "waits for a word of staff"
        print(f"announcement {kept.id} {ends}")
    return PROBLEMS if plan.is_refused else DONE


def _older(unit: Unit, draft: AnnouncementDraft) -> list[int]:
    number = draft.announcement.fault
    known = unit.announcements_of_fault(number) if number else ()
    return [one.id for one in known if one.state is AnnouncementState.DRAFT]


def _shown(
    house: House, unit: Unit, releasing: Releasing, kept: KeptAnnouncement, plan: Plan, now: datetime, *, goes: bool
) -> StaffAnnouncementPreview:
    if goes:
        return Announcing(house=house, unit=unit, now=now).preview(kept, plan, "")
    return releasing.show(kept, plan, None)


def _print(shown: StaffAnnouncementPreview, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "announcement": shown.id,
                "receivers": shown.total,
                "contracts": {one.contract: one.count for one in shown.contracts},
                "objected": shown.objected,
                "silent": shown.silent,
                "findings": [one["en"] for one in shown.findings],
                "letters": [
                    {"language": one.language, "subject": one.subject, "text": one.text} for one in shown.texts
                ],
            }
        )
        return
    for text in shown.texts:
        print(f"--- {text.language}, {text.count} receivers\nSubject: {text.subject}\n\n{text.text}")
    rows = [(one.contract, one.client, str(one.count)) for one in shown.contracts]
    if rows:
        print(columns(rows, head=("contract", "client", "receivers")))
    for contract in shown.silent:
        print(f"nobody to tell: {contract}")
    for finding in shown.findings:
        print(f"note: {finding['en']}")


def allow_again(path: Path, address: str) -> int:
    """Whoever had objected and asks for announcements again gets them again."""
    key, now = address_key(address), system_clock()
    with books(load_config(path)) as store, store.unit(now) as unit:
        if not unit.forget_objections(key):
            raise Problem(f"{address or 'nobody'} has not objected to any announcement")
        unit.audit(entry(now, OPERATOR, "objection.ended", "desk:objections"))
    print(f"{address} gets all announcements again")
    return DONE


def status_of(path: Path, which: str, *, as_json: bool) -> int:
    """What became of an announcement at each receiver."""
    config = load_config(path)
    number = int(which) if which.isdecimal() and which.isascii() else 0
    zone = ZoneInfo(config.desk.timezone)
    with books(config) as store, store.unit() as unit:
        kept = unit.announcement(number)
        table = unit.announcement_table(number) if kept else ()
    if kept is None:
        raise Problem(f"there is no announcement {which}")
    if as_json:
        for one in table:
            print_json(_object(one, zone))
        return DONE
    rows = [(one.contract_id, one.address, one.state, in_zone(one.at, zone) or "", one.words[:60]) for one in table]
    print(f"announcement {number} ({kept.announcement.kind.value}): {kept.state.value}")
    if rows:
        print(columns(rows, head=("contract", "address", "state", "at", "words")))
    return DONE


def _object(one: AnnouncementOutcome, zone: ZoneInfo) -> dict[str, object]:
    return {
        "contract": one.contract_id,
        "address": one.address,
        "state": one.state,
        "at": in_zone(one.at, zone),
        "words": one.words,
    }
