"""Lines of keys: for every key of a TOML text, the line on which it stands."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.config.lines import lines_of

TEXT = '''\
# a comment with [brackets] and "quotes
title = "a # b"
plain.dotted = 1

[desk] # who
name = """
several
[lines] = 1
""" # end
'quoted key' = 'x'
list = [
  "one", # first ]
  { inner = 2,  other = [1, [2, 3]] },
]

[policies.standard]
[[policies.standard.versions]]
from = 2020-01-01
[policies.standard.versions.clocks."first.answer"]
target = { business_days = 1 }
[[policies.standard.versions]]
from = 2021-01-01
[[policies.standard.versions.parts]]
a = 1
[[policies.standard.versions.parts]]
a = 2

[[staff]]
name = "x"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("plain",), 3),
        (("plain", "dotted"), 3),
        (("desk",), 5),
        (("desk", "name"), 6),
        (("desk", "quoted key"), 10),
        (("desk", "list"), 11),
        (("desk", "list", 0), 12),
        (("desk", "list", 1, "inner"), 13),
        (("desk", "list", 1, "other", 1, 0), 13),
        (("policies", "standard"), 16),
        (("policies", "standard", "versions"), 17),
        (("policies", "standard", "versions", 0, "from"), 18),
        (("policies", "standard", "versions", 0, "clocks", "first.answer", "target", "business_days"), 20),
        (("policies", "standard", "versions", 1), 21),
        (("policies", "standard", "versions", 1, "from"), 22),
        (("policies", "standard", "versions", 1, "parts", 0, "a"), 24),
        (("policies", "standard", "versions", 1, "parts", 1, "a"), 26),
        (("staff", 0, "name"), 29),
        (("staff", 0, "addresses"), 28),
        (("nowhere",), 0),
    ],
)
def test_every_key_has_its_line_and_a_missing_one_that_of_its_table(path: tuple[str | int, ...], line: int) -> None:
    assert lines_of(TEXT).of(path) == line


@pytest.mark.parametrize(
    "rest", ["b = [1\n=", "b = [", 'b = "x', "b = {c = 1", "= 1", "b = [,]", "[", "[[x", "b", 'b = ["x']
)
def test_a_text_that_is_no_toml_gives_what_was_found(rest: str) -> None:
    lines = lines_of(f"a = 1\n{rest}")

    assert lines.of(("a",)) == 1


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab=[]{}\"',.# \n\\1"), max_size=40))
def test_any_text_comes_to_an_end(text: str) -> None:
    assert lines_of(text).of(("nowhere",)) == 0


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)
VALUES = st.recursive(
    st.one_of(st.integers(0, 99), st.booleans(), st.text(st.characters(codec="ascii"), max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


def quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(letter):04X}" if letter < " " or letter in '"\\\x7f' else letter for letter in text)
    return f'"{escaped}"'


def spelt(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(spelt, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(key)} = {spelt(one)}' for key, one in value.items())}}}"
    return quoted(value) if isinstance(value, str) else str(value)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_each_key_written_on_its_own_line_is_found_there(table: dict[str, object]) -> None:
    text = "".join(f"{quoted(key)} = {spelt(value)}\n" for key, value in table.items())
    assert tomllib.loads(text) == table

    lines = lines_of(text)

    for number, (key, value) in enumerate(table.items(), start=1):
        assert lines.of((key,)) == number
        if isinstance(value, list) and value:
            assert lines.of((key, len(value) - 1)) == number
