"""Case numbers and prefixes in the subjects that mail programs make."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.subjects import (
    case_subject,
    cut,
    format_number,
    numbers_in,
    reply_subject,
    strip_prefixes,
    width,
)


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("[INC-000123] VPN", ("INC-000123",)),
        ("Re: [INC-000123] VPN", ("INC-000123",)),
        ("RE: re: [inc-000123] VPN", ("INC-000123",)),
        ("返信: ［ＩＮＣ－０００１２３］ VPN", ("INC-000123",)),
        ("INC－０００１２３について", ("INC-000123",)),
        ("INC-000123 について", ("INC-000123",)),
        ("案件INC-000123の件", ("INC-000123",)),
        ("INC-123", ("INC-000123",)),
        ("INC-1234567", ("INC-1234567",)),
        ("[INC-000123] と [INC-000124] と inc-000123", ("INC-000123", "INC-000124")),
        ("XINC-000123", ()),
        ("INC-000123-A", ()),
        ("INC-000123x", ()),
        ("INC000123", ()),
        ("SUPPORT-INC-000123", ()),
        ("VPN", ()),
        ("", ()),
        ("INC-" + "9" * 30, ()),
    ],
)
def test_the_numbers_of_a_subject_are_found(subject: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(subject) == numbers


def test_another_prefix_has_its_own_numbers() -> None:
    assert numbers_in("[HD-000007] [INC-000123]", "HD") == ("HD-000007",)
    assert numbers_in("[A.B-000007] [AxB-000008]", "A.B") == ("A.B-000007",)


@pytest.mark.parametrize(
    "prefix",
    [
        "Re: ",
        "RE:",
        "Re2: ",
        "Re[2]: ",
        "Re(3): ",
        "Re^2: ",
        "Re： ",
        "ＲＥ：",
        "返信: ",
        "返信：",
        "転送: ",
        "FW: ",
        "Fwd: ",
        "AW: ",
        "SV: ",
        "答复: ",
        "回复：",
        "[EXTERNAL] ",
        "[EXT] ",
        "【外部】",
        "[External Email] ",
        "***SPAM*** ",
        "[SPAM] ",
        "EXTERNAL: ",
        "[support-ml:01234] ",
        "[support 00123] ",
        "(support 12345) ",
        "[INC-000123] ",
        "［ＩＮＣ－０００１２３］ ",
        "【INC-000123】",
        "[INC-000123] 【中間報告】",
        "[INC-000123] 【回答予定の変更】",
        "【終了予定】",
        "【終了】",
        "【解決のご報告】",
        "[INC-000123] [Interim report] ",
        "[INC-000123] [Closing on Mon 28 Dec 2026] ",
        "Re: [EXTERNAL] RE: 返信: Re: [INC-000123] ",
        "  Re:   Re:  ",
    ],
)
def test_what_programs_put_in_front_comes_off(prefix: str) -> None:
    assert strip_prefixes(f"{prefix}VPNに接続できません", "INC") == "VPNに接続できません"


@pytest.mark.parametrize(
    "subject",
    [
        "【緊急】VPNに接続できません",
        "[重要] 障害",
        "Regarding the VPN",
        "Report: June",
        "Ref. 12 and others",
        "返信について",
        "自動返信の設定について教えてください",
        "External access",
        "[VPN] down",
        "[Server 12] down",
        "R: drive not found",
        "Reset: password",
        "髙橋　㈱①",
    ],
)
def test_a_customers_own_words_stay(subject: str) -> None:
    assert strip_prefixes(subject, "INC") == subject


def test_our_number_is_taken_out_wherever_it_stands() -> None:
    assert strip_prefixes("VPN [INC-000123] down", "INC") == "VPN down"
    assert strip_prefixes("VPN [INC-000123]", "INC") == "VPN"
    assert strip_prefixes("Re: [INC-000123]", "INC") == ""


def test_numbers_are_formatted_with_six_digits_or_more() -> None:
    assert format_number("INC", 123) == "INC-000123"
    assert format_number("INC", 12345678) == "INC-12345678"


def test_a_cases_subjects_are_written_in_one_way() -> None:
    assert case_subject("INC-000123", "VPN", "ja") == "[INC-000123] VPN"
    assert reply_subject("INC-000123", "VPN", "en") == "Re: [INC-000123] VPN"
    assert case_subject("INC-000123", " ", "ja") == "[INC-000123] お問い合わせ"
    assert case_subject("INC-000123", "", "en") == "[INC-000123] Your request"
    assert case_subject("INC-000123", "", "fr") == "[INC-000123] Your request"


def test_a_long_subject_is_cut_at_forty_full_width_characters() -> None:
    exact = "あ" * 40

    assert case_subject("INC-000001", exact, "ja") == f"[INC-000001] {exact}"
    assert cut(exact + "い", 80) == "あ" * 39 + "…"
    assert cut("a" * 81, 80) == "a" * 78 + "…"
    assert width("か\u3099") == 2


SUBJECTS = st.text(alphabet=st.sampled_from("Re: 返信：[]【】INC-0123ＩＮＣ－aあ*　"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(SUBJECTS)
def test_stripping_is_done_when_it_ends(subject: str) -> None:
    once = strip_prefixes(subject, "INC")

    assert strip_prefixes(once, "INC") == once
    assert len(once) <= len(subject)


@settings(max_examples=200, deadline=None)
@given(SUBJECTS, st.integers(1, 10**9), st.sampled_from(["", "Re: ", "返信：", "[EXTERNAL] RE: ", "Fwd: Re[2]: "]))
def test_a_number_of_ours_is_found_again_behind_any_prefix(subject: str, serial: int, prefix: str) -> None:
    number = format_number("INC", serial)
    ours = prefix + reply_subject(number, strip_prefixes(subject, "INC"), "ja")

    assert numbers_in(ours)[0] == number
    assert strip_prefixes(ours, "INC") == strip_prefixes(
        case_subject(number, strip_prefixes(subject, "INC"), "ja"), "INC"
    )


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.integers(4, 100))
def test_a_cut_text_fits(text: str, columns: int) -> None:
    assert width(cut(text, columns)) <= columns
