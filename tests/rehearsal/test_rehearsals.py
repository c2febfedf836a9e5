"""A story is played in virtual time and told whole; the desk's own past is judged by another configuration."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailbot.cli.rehearsing import rehearse_past, rehearse_story
from mailbot.cli.troubles import WrongUse
from mailbot.config import load_config
from mailbot.desk.complaints import Complaints
from mailbot.edges.clock import set_clock
from mailbot.rehearsal import Played, Rehearsal, play_past, read_story
from mailbot.wiring import house_of_reading, open_desk
from tests.rehearsal.transcripts import GUIDE, transcript

TOKYO = ZoneInfo("Asia/Tokyo")
HERE = Path(__file__).parent
YEAR_END = """
title = "年末の問い合わせ"
until = "2027-01-08T18:00"

[[mails]]
at = "2026-12-28T18:20"
from = "yamada@client.example"
subject = "帳票の印刷設定について"
text = "A5 で印刷する方法を教えてください。"

[[mails]]
at = "2027-01-04T11:00"
from = "suzuki@vendor.example"
answers = "帳票の印刷設定"
text = "山田様\\n\\n「用紙」から A5 をお選びください。"

[[mails]]
at = "2027-01-04T13:00"
from = "stranger@elsewhere.example"
proven = false
subject = "hello"
text = "please open this"
"""

ONE = '[[mails]]\nat = "2026-12-28T18:20"\nfrom = "a@b.example"\n'


@pytest.fixture
def config_path(tmp_path: Path) -> Path:
    return Path(shutil.copy(HERE / "desk.toml", tmp_path / "config.toml"))


def story_file(folder: Path, text: str = YEAR_END) -> Path:
    path = folder / "story.toml"
    path.write_text(text, encoding="utf-8")
    return path


def played(config_path: Path, text: str = YEAR_END) -> list[Played]:
    story = read_story(story_file(config_path.parent, text), TOKYO)
    rehearsal = Rehearsal(load_config(config_path), story.mails[0].at)
    try:
        return list(rehearsal.play(story))
    finally:
        rehearsal.close()


def test_a_story_tells_what_was_decided_and_who_received_what(config_path: Path) -> None:
    told = played(config_path)

    decisions = [one.outcome.outcome.decision for one in told if one.outcome and one.outcome.outcome]
    assert decisions == ["open", "relay", "hold"]
    assert [one.key for one in told if one.letter][:3] == ["case-opened", "staff-new-case", "staff-answer"]


def test_the_clock_of_a_story_is_its_own(config_path: Path) -> None:
    told = played(config_path)

    acknowledgement = next(one.letter for one in told if one.key == "case-opened")
    assert acknowledgement is not None
    assert "2027年1月5日(火) 17:00 まで" in acknowledgement.text
    assert acknowledgement.date == datetime(2026, 12, 28, 18, 20, tzinfo=TOKYO)


def test_a_rehearsal_leaves_nothing_behind(config_path: Path) -> None:
    played(config_path)

    assert {path.name for path in config_path.parent.iterdir()} == {"config.toml", "story.toml"}


def test_a_story_is_printed_as_text_and_as_json(config_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = story_file(config_path.parent)

    assert rehearse_story(config_path, story, as_json=False) == 0
    text = capsys.readouterr().out
    assert rehearse_story(config_path, story, as_json=True) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert "yamada@client.example writes: 帳票の印刷設定について" in text
    assert "=> open (new-matter) INC-000001" in text
    assert rows[0] == {
        "at": "2026-12-28T18:20:00+09:00",
        "kind": "mail",
        "from": "yamada@client.example",
        "subject": "帳票の印刷設定について",
    }
    assert {row["kind"] for row in rows} == {"mail", "decision", "letter"}


def test_only_the_letters_that_a_story_names_are_told_whole(
    config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rehearse_story(config_path, story_file(config_path.parent, f'whole = ["staff-answer"]\n{YEAR_END}'), as_json=False)
    text = capsys.readouterr().out

    assert "receives case-opened: Re: [INC-000001]" in text
    assert "    : 「用紙」から A5 をお選びください。" in text
    assert "受付日時" not in text


def test_an_answer_to_a_letter_that_nobody_had_is_wrong_use(config_path: Path) -> None:
    story = story_file(config_path.parent, YEAR_END.replace('answers = "帳票の印刷設定"', 'answers = "別の件"'))

    with pytest.raises(WrongUse, match=r"suzuki@vendor\.example has received no letter with '別の件'"):
        rehearse_story(config_path, story, as_json=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 1\n", "a story needs mails"),
        ('[[mails]]\nat = "soon"\nfrom = "a@b.example"\n', "a time is needed"),
        ('[[mails]]\nat = "2026-12-28T18:20"\n', "who writes?"),
        ('[[mails]]\nat = "2026-12-28T18:20"\nfile = "none.eml"\n', "none.eml: No such file"),
        ('[[mails]]\nat = "2026-12-28T18:20"\nfrom = "a@b.example"\nsubjekt = "x"\n', "subject"),
        ("[[mails]", "story.toml"),
        (ONE + '[[statements]]\ncontract = "C-1"\nfrom = 2026-04-01\n', "a time is needed"),
        (ONE + '[[statements]]\nmonth = "2026-04"\n', "month"),
        ("statements = [1]\n" + ONE, "write [[statements]] with contract, from and until"),
    ],
)
def test_a_faulty_story_says_what_to_mend(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Complaints) as raised:
        read_story(story_file(tmp_path, text), TOKYO)

    assert any(words in f"{one.key} {one.message}" for one in raised.value.complaints)


def stored_case(config_path: Path) -> None:
    """A case of November 2026, answered in time by the policy of its receipt: a working day later."""
    text = YEAR_END.replace("2026-12-28T18:20", "2026-11-16T10:30").replace("2027-01-04T11:00", "2026-11-17T15:00")
    story = read_story(story_file(config_path.parent, text), TOKYO)
    rehearsal = Rehearsal(load_config(config_path), story.mails[0].at)
    list(rehearsal.play(story))
    copied = open_desk(load_config(config_path), set_clock(datetime(2026, 11, 16, tzinfo=UTC)))
    try:
        _copy_events(rehearsal, copied)
    finally:
        rehearsal.close()
        copied.close()


def _copy_events(rehearsal: Rehearsal, desk: object) -> None:
    from mailbot.desk.records import NewCase
    from mailbot.wiring import Desk

    assert isinstance(desk, Desk)
    case = rehearsal.desk.store.cases()[0]
    with desk.store.unit(case.received_at) as unit:
        contract = unit.contract(case.contract_id)
        assert contract is not None
        version = desk.house.policies.on(contract.policy, date(2026, 11, 16))
        policy, calendar = desk.house.policies.keep(unit, version, contract.calendar)
        opened = unit.open_case(
            NewCase(
                contract_id=case.contract_id,
                subject=case.subject,
                category=case.category,
                category_reason="",
                priority=case.priority,
                priority_reason="",
                unsure="",
                received_at=case.received_at,
                policy_digest=policy,
                calendar_digest=calendar,
                language="ja",
                private=False,
                participants=(),
            )
        )
        for event in rehearsal.desk.store.history(case.id).events:
            unit.add_event(opened.id, event)


def test_the_past_is_judged_by_another_policy_than_its_own(config_path: Path) -> None:
    stored_case(config_path)
    stricter = config_path.with_name("stricter.toml")
    stricter.write_text(
        config_path.read_text("utf-8").replace("{ business_days = 1, ", "{ business_days = 0, "), "utf-8"
    )
    config = load_config(stricter)
    desk = open_desk(config, set_clock(datetime(2026, 12, 1, tzinfo=UTC)))

    judged = list(
        play_past(
            desk.store,
            house_of_reading(config, desk.store),
            config,
            date(2026, 11, 1),
            datetime(2026, 12, 1, tzinfo=UTC),
        )
    )
    desk.close()

    assert [(one.clock, one.was_late, one.would_be_late) for one in judged] == [("answer", False, True)]


def test_the_exit_code_says_whether_more_would_have_been_late(
    config_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored_case(config_path)
    stricter = config_path.with_name("stricter.toml")
    stricter.write_text(
        config_path.read_text("utf-8").replace("{ business_days = 1, ", "{ business_days = 0, "), "utf-8"
    )

    assert rehearse_past(config_path, "2026-11", None, as_json=False) == 0
    assert "nothing would be late" in capsys.readouterr().out
    assert rehearse_past(stricter, "2026-11", config_path, as_json=True) == 1
    row = json.loads(capsys.readouterr().out)
    assert (row["was"], row["would_be"], row["would_be_due"]) == ("met", "late", "2026-11-16T17:00:00+09:00")
    assert rehearse_past(stricter, "2026-12", config_path, as_json=False) == 0


def test_a_month_is_written_as_year_and_month(config_path: Path) -> None:
    with pytest.raises(WrongUse, match="write the month like 2026-11"):
        rehearse_past(config_path, "November", None, as_json=False)


def test_the_fortnight_of_the_guide_is_what_the_desk_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert rehearse_story(GUIDE / "regimes" / "levels.toml", GUIDE / "stories" / "year-end.toml", as_json=False) == 0

    printed = capsys.readouterr().out
    assert printed == transcript("year-end", printed)
