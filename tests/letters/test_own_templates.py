"""An operator's own templates: they go before the shipped ones, and a fault in them names its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.desk.letters import RefusedStranger
from mailbot.desk.letters.samples import DESK, OPENED, READERS
from mailbot.desk.letters.samples_desk import NEW_CASE
from mailbot.edges.templates import Stationery, TemplateTrouble, shipped_templates
from mailbot.edges.templates_check import check_templates

SHIPPED = shipped_templates()
STATIONERY = Stationery([SHIPPED], DESK)
JA, EN = READERS["ja"], READERS["en"]


def own(folder: Path, name: str, text: str) -> Stationery:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Stationery([folder, SHIPPED], DESK)


def test_an_operators_file_goes_before_the_shipped_one_and_the_rest_stays(tmp_path: Path) -> None:
    stationery = own(tmp_path, "ja/refused-stranger/body.txt", "受け付けておりません。\n窓口：{{ desk.phone }}\n")

    letter = stationery.render(RefusedStranger(), JA)

    assert (
        letter.text
        == "受け付けておりません。\n窓口：03-0000-0000\n\n例示サポート\n※このメールは自動でお送りしています。\n"
    )
    assert letter.subject == "メールの受付について"
    assert check_templates(stationery) == ()


def test_a_body_html_of_its_own_takes_the_place_of_the_body_alone(tmp_path: Path) -> None:
    body = "<tr-free><b>{{ number }}</b> {{ subject }} {{ received_at|instant }} {{ number|strong }}"
    stationery = own(tmp_path, "ja/case-opened/body.html", body)

    letter = stationery.render(replace(OPENED, subject="<b>太字</b>"), JA)

    assert "<tr-free><b>" in letter.html
    assert "INC-000123</span></b> &lt;b&gt;太字&lt;/b&gt; " in letter.html
    assert "お世話になっております" in letter.html
    assert "受付番号：INC-000123" in letter.text
    assert check_templates(stationery) == ()


def test_a_customers_text_in_a_body_html_of_ones_own_stays_text(tmp_path: Path) -> None:
    stationery = own(tmp_path, "ja/staff-new-case/body.html", "<p>{{ text|written }}</p>{{ 3 }}{{ '<i>'|safe }}")

    letter = stationery.render(replace(NEW_CASE, text="<b>太字</b>\n二行目"), JA)

    assert "<p>&lt;b&gt;太字&lt;/b&gt;<br>二行目</p>3<i>" in letter.html


def test_a_fault_in_a_body_html_is_named(tmp_path: Path) -> None:
    stationery = own(tmp_path, "ja/case-opened/body.html", "{{ nummer }}")

    with pytest.raises(TemplateTrouble, match=r"body\.html, line 1: 'nummer' is undefined"):
        stationery.render(OPENED, JA)


def test_a_template_that_hides_the_voice_is_told_so(tmp_path: Path) -> None:
    stationery = own(tmp_path, "ja/case-opened/body.txt", "{% set voice = 1 %}{{ number }}\n")

    with pytest.raises(TemplateTrouble, match="has changed what `voice` means"):
        stationery.render(OPENED, JA)


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("番号\n{{ nummer }}\n", "'nummer' is undefined"),
        ("{{ reader.nmae }}\n", "has no attribute 'nmae'"),
        ("{{ received_at }}\n", "use |instant"),
        ("{{ category }}\n", "use |said"),
        ("{{ next_open }}\n", "ask with {% if"),
        ("{{ clocks }}\n", "{% for"),
        ("{{ clocks[0].left }}\n", "ask with {% if"),
        ("{{ received_at - received_at }}\n", "use |duration"),
        ("{{ skipped[0].first }}\n", "use |day"),
        ("{% if %}\n", "Expected an expression"),
        ("{{ ''.__class__ }}\n", "__class__"),
        ("{{ next_open|instant }}\n", "NoneType"),
        ("{% include 'ja/none.txt' %}\n", "this template is missing"),
    ],
)
def test_a_faulty_template_is_named_with_its_fault(tmp_path: Path, template: str, says: str) -> None:
    stationery = own(tmp_path, "ja/case-opened/body.txt", template)

    with pytest.raises(TemplateTrouble) as caught:
        stationery.render(OPENED, JA)

    assert says in str(caught.value)
    assert "case-opened" in str(caught.value) or "none.txt" in str(caught.value)
    assert any(says in complaint.message for complaint in check_templates(stationery))


def test_the_line_of_the_fault_is_told(tmp_path: Path) -> None:
    stationery = own(tmp_path, "ja/case-opened/body.txt", "一行目\n\n{{ nummer }}\n")

    with pytest.raises(TemplateTrouble, match=r"body\.txt, line 3: 'nummer' is undefined"):
        stationery.render(OPENED, JA)


def test_the_shipped_templates_have_no_fault() -> None:
    assert check_templates(STATIONERY) == ()


def test_a_misspelt_template_a_missing_folder_and_an_empty_one_are_complained_of(tmp_path: Path) -> None:
    own(tmp_path, "ja/case-opend/body.txt", "本文\n")
    own(tmp_path, "ja/staff-help/subject.txt", "\n")
    stationery = Stationery([tmp_path, tmp_path / "none", SHIPPED], DESK)

    told = [str(complaint) for complaint in check_templates(stationery)]

    assert any("did you mean ja/case-opened/body.txt?" in one for one in told)
    assert any("there is no such folder" in one for one in told)
    assert any("ja/staff-help/subject.txt: this prints nothing" in one for one in told)
    assert len(told) == 3


def test_a_third_language_may_be_added(tmp_path: Path) -> None:
    for source in (SHIPPED / "en").rglob("*.txt"):
        target = tmp_path / "de" / source.relative_to(SHIPPED / "en")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8").replace('"en/frame', '"de/frame'), encoding="utf-8")
    stationery = Stationery([tmp_path, SHIPPED], DESK)

    assert '<html lang="de">' in stationery.render(OPENED, replace(EN, language="de")).html
    assert check_templates(stationery) == ()
