"""Commands as people write them: what is one, what it means, and where they end (DECISIONS 39 to 41)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.command_meanings import MEANINGS, described
from mailbot.desk.command_words import NEVER_ARGUMENT, SPELLINGS, Word, offered
from mailbot.desk.commands import late_lines, read_instructions

LINES = (
    ("#解決", Word.RESOLVE, ""),
    ("＃解決", Word.RESOLVE, ""),
    ("♯解決", Word.RESOLVE, ""),
    ("  #解決  ", Word.RESOLVE, ""),
    ("　＃解決　", Word.RESOLVE, ""),
    ("#解決として", Word.RESOLVE, ""),
    ("#resolve", Word.RESOLVE, ""),
    ("#Resolved", Word.RESOLVE, ""),
    ("＃ＲＥＳＯＬＶＥ", Word.RESOLVE, ""),
    ("#担当", Word.ASSIGN, ""),
    ("#担当 鈴木", Word.ASSIGN, "鈴木"),
    ("＃担当　鈴木", Word.ASSIGN, "鈴木"),
    ("#担当：鈴木", Word.ASSIGN, "鈴木"),
    ("#担当:鈴木", Word.ASSIGN, "鈴木"),
    ("#担当 = 鈴木", Word.ASSIGN, "鈴木"),
    ("#担当 鈴木さん", Word.ASSIGN, "鈴木"),
    ("#担当 鈴木様", Word.ASSIGN, "鈴木"),
    ("#担当を鈴木に", Word.ASSIGN, "鈴木"),
    ("#担当を鈴木さんに", Word.ASSIGN, "鈴木"),
    ("#担当を 鈴木さんへ。", Word.ASSIGN, "鈴木"),
    ("#担当は鈴木さんで", Word.ASSIGN, "鈴木"),
    ("#assign suzuki", Word.ASSIGN, "suzuki"),
    ("#assign Sam Brown", Word.ASSIGN, "Sam Brown"),
    ("#Take", Word.ASSIGN, ""),
    ("#着手", Word.START, ""),
    ("#start", Word.START, ""),
    ("#確認", Word.NOTED, ""),
    ("#noted", Word.NOTED, ""),
    ("#優先度 緊急", Word.PRIORITY, "緊急"),
    ("＃優先度：緊急", Word.PRIORITY, "緊急"),
    ("#優先度を緊急に", Word.PRIORITY, "緊急"),
    ("#優先度は重要で", Word.PRIORITY, "重要"),
    ("#優先度　ｕｒｇｅｎｔ", Word.PRIORITY, "urgent"),
    ("#priority: urgent", Word.PRIORITY, "urgent"),
    ("#区分 障害", Word.CATEGORY, "障害"),
    ("#区分を障害へ", Word.CATEGORY, "障害"),
    ("#category fault", Word.CATEGORY, "fault"),
    ("#回答待ち", Word.WAITING, ""),
    ("#回答待", Word.WAITING, ""),
    ("#waiting", Word.WAITING, ""),
    ("#完了", Word.CLOSE, ""),
    ("#終了", Word.CLOSE, ""),
    ("#Close", Word.CLOSE, ""),
    ("#完了です。", Word.CLOSE, ""),
    ("#対応不要", Word.NO_ANSWER, ""),
    ("#no-answer", Word.NO_ANSWER, ""),
    ("#参加 partner@partner.example", Word.JOIN, "partner@partner.example"),
    ("#参加　ｐａｒｔｎｅｒ＠partner.example さん", Word.JOIN, "partner@partner.example"),
    ("#join partner@partner.example", Word.JOIN, "partner@partner.example"),
    ("#メモ", Word.NOTE, ""),
    ("#メモ 先方へ", Word.NOTE, "先方へ"),
    ("#note called them", Word.NOTE, "called them"),
    ("#担当者 鈴木", Word.ASSIGN, "鈴木"),
    ("#Assign to brown", Word.ASSIGN, "brown"),
    ("#解決。", Word.RESOLVE, ""),
    ("#resolve.", Word.RESOLVE, ""),
    ("*#解決*", Word.RESOLVE, ""),
    ("・#解決", Word.RESOLVE, ""),
    ("「#担当 鈴木」", Word.ASSIGN, "鈴木"),
    ("\u200b#解\xad決", Word.RESOLVE, ""),
    ("*#メモ* 先方へ", Word.NOTE, "先方へ"),
    ("#ヘルプ", Word.HELP, ""),
    ("#help", Word.HELP, ""),
)


@pytest.mark.parametrize(("line", "word", "argument"), LINES, ids=[line for line, _, _ in LINES])
def test_a_line_is_a_command(line: str, word: Word, argument: str) -> None:
    (command,) = read_instructions(line).commands

    assert (command.word, command.argument) == (word, argument)


UNKNOWN = (
    ("#解結", "#解決"),
    ("#解決！", "#解決"),
    ("# 解決", "#解決"),
    ("# 対応状況", "#対応不要"),
    ("#完了ではありません", "#完了"),
    ("#解決 していません", "#解決"),
    ("#解決していません", ""),
    ("#help me", "#help"),
    ("# heading", ""),
    ("#123", ""),
    ("#1234 の件です", ""),
    ("#緊急", ""),
    ("#assgin suzuki", "#assign"),
    ("#担当鈴木", "#担当"),
    ("#prioritaet", "#priority"),
    ("#", ""),
    ("＃", ""),
    ("#" + "x" * 5000, ""),
)


@pytest.mark.parametrize(("line", "suggestion"), UNKNOWN, ids=[line[:30] for line, _ in UNKNOWN])
def test_a_line_that_looks_like_a_command_and_is_none_is_unknown(line: str, suggestion: str) -> None:
    read = read_instructions(line)

    assert (read.commands, read.text) == ((), "")
    assert [one.suggestion for one in read.unknown] == [suggestion]


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        pytest.param("#担当\n#優先度 緊急\n\nご回答です。", [Word.ASSIGN, Word.PRIORITY], "ご回答です。", id="several"),
        pytest.param("\n\n#解決\n本文", [Word.RESOLVE], "本文", id="blank lines first"),
        pytest.param("#担当\n\n\n#解決\n本文", [Word.ASSIGN, Word.RESOLVE], "本文", id="blank lines between"),
        pytest.param("本文\n#解決", [], "本文\n#解決", id="after the first other line they are text"),
        pytest.param("お世話になります。\n\n#解決", [], "お世話になります。\n\n#解決", id="after a greeting"),
        pytest.param("#解決\n本文\n#完了", [Word.RESOLVE], "本文\n#完了", id="they end at the first other line"),
        pytest.param("##解決 の章", [], "#解決 の章", id="two signs are one"),
        pytest.param("＃＃解決 の章", [], "＃解決 の章", id="two full-width signs are one"),
        pytest.param("### 見出し\n本文", [], "## 見出し\n本文", id="a heading of the third order loses one"),
        pytest.param("#解決\n##見出し", [Word.RESOLVE], "#見出し", id="two signs behind a command"),
        pytest.param("本文\n##見出し", [], "本文\n##見出し", id="two signs later stay"),
        pytest.param("", [], "", id="nothing"),
        pytest.param("\n \n", [], "", id="blanks"),
    ],
)
def test_commands_stand_first_and_end_at_the_first_other_line(text: str, words: list[Word], rest: str) -> None:
    read = read_instructions(text)

    assert [one.word for one in read.commands] == words
    assert read.text == rest
    assert read.unknown == ()


def test_known_and_unknown_lines_are_told_apart() -> None:
    read = read_instructions("#解決\n#何か\n本文です。")

    assert [one.line for one in read.commands] == ["#解決"]
    assert [one.line for one in read.unknown] == ["#何か"]
    assert read.text == "本文です。"
    assert read.has(Word.RESOLVE)
    assert not read.has(Word.CLOSE)


@given(st.text(max_size=300))
def test_any_text_is_read_and_text_without_signs_is_left_whole(text: str) -> None:
    read = read_instructions(text)

    if not any(sign in text for sign in "#＃♯﹟"):
        assert (read.commands, read.unknown) == ((), ())
        assert read.text == "\n".join(text.strip("\n").splitlines()).strip()


@given(st.sampled_from(sorted(SPELLINGS)), st.sampled_from(["", " 鈴木", "：鈴木", "を鈴木に"]))
def test_every_spelling_is_known_with_what_may_follow_it(spelt: str, rest: str) -> None:
    read = read_instructions(f"＃{spelt}{rest}")
    expected = [] if rest and SPELLINGS[spelt] in NEVER_ARGUMENT else [SPELLINGS[spelt]]

    assert [one.word for one in read.commands] == expected
    assert len(read.commands) + len(read.unknown) == 1


@pytest.mark.parametrize("word", Word)
def test_every_command_is_offered_and_described_in_both_languages(word: Word) -> None:
    assert set(offered(word)) == set(described(word)) == {"ja", "en"}
    for written in offered(word).values():
        assert read_instructions(written).commands[0].word is word
    assert word in MEANINGS


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("鈴木です。\n#メモ\n社内", "#メモ"),
        ("本文\n**#note**", "#note"),
        ("本文\n・＃メモ 部長には内緒", "#メモ 部長には内緒"),
        ("#メモ は先頭の ## による文", ""),
        ("本文\n##メモ", ""),
        ("本文\n#解決 しました", ""),
        ("本文\n#解決する", ""),
        ("本文\n# note", ""),
        ("", ""),
    ],
)
def test_a_note_s_word_further_down_is_noticed(text: str, line: str) -> None:
    assert late_lines(text, "") == ((f"late-note: {line}",) if line else ())


@pytest.mark.parametrize("line", ["・#123 の件", "- # 見出し", "1. 手順", "*重要*", "* #緊急"])
def test_a_list_s_line_that_is_no_command_stays_text(line: str) -> None:
    assert read_instructions(line).text == line
    assert read_instructions(line).unknown == ()
