"""HTML as text that one can answer to, and as a page that is safe to show (REALITIES 78, 79)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.html import CUT, html_to_text, is_too_deep, safe_html, without_tags


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>  keep\n   this</pre>", "  keep\n   this"),
        ('<a href="https://x.example/">https://x.example/</a>', "https://x.example/"),
        ('<a href="https://x.example/y">here</a>', "here <https://x.example/y>"),
        ('<a href="mailto:a@x.example">a@x.example</a>', "a@x.example"),
        ('<a href="javascript:x()">here</a>', "here"),
        ('<img alt="図 1" src="cid:x"><img src="cid:y">', "[図 1]"),
        ("<hr>", "________________________________"),
        ("a&nbsp;&nbsp;b &lt;c&gt;", "a b <c>"),
        ('<span style="display: none">no</span>yes', "yes"),
        (
            '<div hidden><ul><li>no</li></ul><table><tr><td>no</td></tr></table><img alt="no"><a href="http://x">no</a></div>yes',
            "yes",
        ),
        ('<span style="font-size:0">no</span><span style="font-size:0.9em">yes</span>', "yes"),
        ('<div style="font-size:0">no<b style="font-size:12px">yes</b>no<i style="font-size:9em">no</i></div>', "yes"),
        ('<div style="display:none">no<b style="font-size:12px">no</b></div>yes', "yes"),
        ('<div style="opacity:0.5;max-height:0.5em;overflow:hidden;margin-left:-20px">yes</div>', "yes"),
        (
            '<b style="background-clip:text;color:transparent">yes</b><i style="max-height:0;overflow:hidden">no</i>',
            "yes",
        ),
        ('<b style="font:12px/1.5 a">yes</b><i style="font:0/0 a">no</i><u style="font:bold">s</u>', "yess"),
        ("<title>no</title><style>no</style><script>no</script>yes", "yes"),
        ('<blockquote type="cite">quoted<blockquote>deeper</blockquote></blockquote>', "> quoted\n> > deeper"),
        ("He said:<blockquote>quoted</blockquote>", "He said:\n> quoted"),
        ("<blockquote>indented</blockquote>", "indented"),
        ('<blockquote type="cite">a<br><br>b<hr></blockquote>', "> a\n>\n> b\n> ________________________________"),
        (f"a{CUT}b", "ab"),
        ('new<div class="gmail_quote">old</div>', f"new\n{CUT}\nold"),
        ('new<hr id="stopSpelling">old', f"new\n{CUT}\n________________________________\nold"),
        ('new<div id="divRplyFwdMsg">old</div>', f"new\n{CUT}\nold"),
        ("</p></div>stray", "stray"),
    ],
)
def test_a_page_is_read_as_a_person_reads_it(page: str, text: str) -> None:
    assert html_to_text(page) == text


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<svg onload="alert(1)"></svg>',
        '<iframe src="https://evil.example"></iframe>',
        '<form action="https://evil.example"><input name="password"></form>',
        '<base href="https://evil.example">',
        '<div style="background:url(https://evil.example/alert(1))">x</div>',
        '<img src="https://evil.example/alert(1).gif" width="1">',
        '<math><mtext></mtext><img src onerror="alert(1)"></math>',
        '<p style="display:none">alert(1)</p>',
        '<div hidden><p title="x">alert(1)</p><br></div>',
    ],
)
def test_nothing_in_a_safe_page_runs_loads_or_hides(page: str) -> None:
    safe = safe_html(page)

    assert "alert(1)" not in safe
    assert "evil.example" not in safe


def test_a_safe_page_keeps_what_is_good() -> None:
    page = '<p dir="ltr">a <b>b</b> &amp; <img src="cid:logo@x" alt="l"><span style="display:none">x</span></p>'

    assert safe_html(page) == '<p dir="ltr">a <b>b</b> &amp; <img src="cid:logo@x" alt="l"></p>'


def test_depth_is_measured_without_counting_what_closes_itself() -> None:
    assert is_too_deep("<div>" * 1001)
    assert not is_too_deep("<p>" * 5000 + "<div></div>" * 5000)
    assert without_tags("<a>x</a>&lt;<") == " x <<"


def test_quotes_within_quotes_do_not_grow_the_text_without_bound() -> None:
    text = html_to_text('<blockquote type="cite">x' * 500)

    assert max(map(len, text.split("\n"))) <= 41


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="<>/=\"' abdipqrtuv&;!-#x", max_size=120))
def test_any_page_becomes_a_text_and_a_safe_page(page: str) -> None:
    assert isinstance(html_to_text(page), str)
    assert "<script" not in safe_html(page)
