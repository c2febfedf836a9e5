"""The tree of parts, transfer encodings and the choice of the text (REALITIES 68 to 70; READING-MAIL D11 to D20)."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.mail import InboundMail, Unreadable
from mailbot.mail.flowed import unflow
from mailbot.mail.limits import Limits
from mailbot.mail.parts import TooDeep, grow
from mailbot.mail.reading import attachment_bytes, read
from mailbot.mail.transfer import undo

HEAD = b"From: a@client.example\r\nSubject: x\r\n"


def mail(content: str) -> InboundMail:
    result = read(HEAD + content.replace("\n", "\r\n").encode())
    assert isinstance(result, InboundMail)
    return result


def types(raw: bytes) -> list[str]:
    return [part.type for part in grow(raw).root.walk()]


def test_parts_are_found_in_their_order() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=a\n\npreamble\n--a\n"
        b"Content-Type: multipart/alternative; boundary=b\n\n"
        b"--b\n\nplain\n--b\nContent-Type: text/html\n\n<p>\n--b--\n--a\n"
        b"Content-Type: image/png\n\nx\n--a--\nepilogue\n--a\n\n"
    )

    assert types(raw) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "image/png"]


def test_a_part_ends_before_the_line_end_of_its_boundary() -> None:
    root = grow(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nbody\r\n--a--\r\n").root

    assert (
        root.children[0].raw_body(b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nbody\r\n--a--\r\n")
        == b"body"
    )


@pytest.mark.parametrize(
    ("declared", "read_as"),
    [
        ("text", "text/plain"),
        ("html", "text/html"),
        ("multipart", "text/plain"),
        ("TEXT / HTML", "text/html"),
        ("", "text/plain"),
        ("text/plain extra", "text/plain"),
    ],
)
def test_strange_content_types_are_read_as_what_they_mean(declared: str, read_as: str) -> None:
    assert types(f"Content-Type: {declared}\n\nx".encode()) == [read_as]


def test_a_digest_holds_mails() -> None:
    raw = b"Content-Type: multipart/digest; boundary=a\n\n--a\n\nFrom: x@y\n\nz\n--a--"

    assert types(raw) == ["multipart/digest", "message/rfc822"]


def test_a_multipart_without_a_boundary_name_is_guessed() -> None:
    tree = grow(b"Content-Type: multipart/mixed\n\n--found\n\ntext\n--found--\n")

    assert [part.type for part in tree.root.walk()] == ["multipart/mixed", "text/plain"]
    assert tree.problems == ["boundary missing: guessed"]


@pytest.mark.parametrize(
    ("body", "kind"), [(b"no boundary at all", "text/plain"), (b"<html>x</html>", "text/html"), (b"--x", "text/plain")]
)
def test_a_multipart_without_any_boundary_is_text(body: bytes, kind: str) -> None:
    assert types(b"Content-Type: multipart/mixed\n\n" + body) == [kind]


def test_nesting_beyond_the_limit_is_refused() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(30))

    with pytest.raises(TooDeep):
        grow(raw)
    assert isinstance(read(raw), Unreadable)
    with pytest.raises(LookupError):
        attachment_bytes(raw, 1)


def test_parts_beyond_the_limit_are_not_split_and_that_is_said() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50

    tree = grow(raw, limits=Limits(parts=10))

    assert len(tree.root.walk()) == 11
    assert tree.problems == ["more than 10 parts: the rest is not split"]


def test_lines_that_only_look_like_boundaries_are_bounded() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + b"--c\n" * 500 + b"--b\n\nlast\n--b--\n"

    assert grow(raw, limits=Limits(parts=10)).problems == ["more than 10 parts: the rest is not split"]
    assert len(grow(raw).root.children) == 2


@pytest.mark.parametrize(
    ("octets", "encoding", "text"),
    [
        (b"YWJj", "BASE64; x", b"abc"),
        (b"YW\r\nJj\r\n", "base64", b"abc"),
        (b"YQ==\r\nYg==", "base64", b"ab"),
        (b"YWJjZ", "base64", b"abc"),
        (b"YWJj\r\n-- \r\na footer, not code!\r\n", "base64", b"abc"),
        (b"a=C3=A9=\r\nb", "quoted-printable", b"a\xc3\xa9b"),
        (b"a= \r\nb  \r\nc", "Quoted-Printable", b"ab\nc"),
        (b"begin 644 f\n#86)C\n`\nend\n", "x-uuencode", b"abc"),
        (b"begin 644 f\n#86)CXXXXXX\nnot uu code at all {}\n", "uuencode", b"abc"),
        (b"as it is", "8bit", b"as it is"),
        (b"as it is", "x-unknown", b"as it is"),
    ],
)
def test_transfer_encodings_are_undone_however_damaged(octets: bytes, encoding: str, text: bytes) -> None:
    assert undo(octets, encoding)[0] == text


def test_an_unknown_transfer_encoding_is_a_problem() -> None:
    assert mail("Content-Transfer-Encoding: x-new\n\nx").problems == ("text: unknown transfer encoding x-new",)


@pytest.mark.parametrize(
    ("text", "delsp", "result"),
    [
        ("one \ntwo\nthree", False, "one two\nthree"),
        ("一 \n二", True, "一二"),
        ("> quoted \n> on\nanswer", False, "> quoted on\nanswer"),
        ("> quoted \nanswer", False, "> quoted \nanswer"),
        (">> deep", False, ">> deep"),
        (" >stuffed", False, ">stuffed"),
        ("text \n-- \nname", False, "text \n-- \nname"),
        ("ends open ", False, "ends open "),
    ],
)
def test_flowed_lines_become_paragraphs(text: str, delsp: bool, result: str) -> None:
    assert unflow(text, delsp=delsp) == result


def test_alternatives_that_differ_are_all_read() -> None:
    parts = "--b\nContent-Type: text/plain\n\none\n--b\nContent-Type: text/plain\n\ntwo\n--b--"

    assert mail(f"Content-Type: multipart/alternative; boundary=b\n\n{parts}").text == "one\ntwo"


def test_text_behind_an_attachment_belongs_to_the_body() -> None:
    parts = (
        "--b\n\nbefore\n--b\nContent-Type: application/pdf\nContent-Disposition: inline; filename=a.pdf\n\n"
        "x\n--b\n\nafter\n--b--"
    )
    read_mail = mail(f"Content-Type: multipart/mixed; boundary=b\n\n{parts}")

    assert read_mail.text == "before\nafter"
    assert [(file.name, file.inline) for file in read_mail.attachments] == [("a.pdf", True)]


def test_a_page_with_its_pictures_is_read_from_its_root() -> None:
    parts = (
        "--b\nContent-Type: text/html\n\n<p>page</p>\n--b\nContent-Type: text/html\n\nframe\n"
        "--b\nContent-Type: image/png\nContent-ID: <logo@x>\n\nx\n--b--"
    )
    read_mail = mail(f"Content-Type: multipart/related; boundary=b\n\n{parts}")

    assert read_mail.text == "page"
    assert [(file.type, file.content_id, file.inline) for file in read_mail.attachments] == [
        ("text/html", "", False),
        ("image/png", "logo@x", True),
    ]


def test_enriched_text_is_a_file_unless_it_is_all_there_is() -> None:
    assert mail("Content-Type: text/enriched\n\n<bold>x</bold>").text == "<bold>x</bold>"


def test_an_attached_text_is_no_body() -> None:
    assert mail("Content-Type: text/plain\nContent-Disposition: attachment; filename=log.txt\n\nlog").text == ""


def test_signed_and_encrypted_mails_say_so() -> None:
    opaque = mail("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx")
    inline = mail("\n-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----")

    assert opaque.problems == ("signed as one piece (S/MIME): the text inside is not read",)
    assert not opaque.encrypted
    assert inline.encrypted
    assert not mail("Content-Type: application/pkcs7-mime; smime-type=certs-only\n\nx").encrypted


def test_long_texts_are_cut_and_that_is_said() -> None:
    result = read(HEAD + b"\r\n" + b"x" * 5000, limits=Limits(text=1000))

    assert isinstance(result, InboundMail)
    assert len(result.text) == 1000
    assert result.problems == ("text cut after 1000 characters",)


def test_the_limit_of_text_holds_for_all_texts_together() -> None:
    parts = (b"--b\r\n\r\n" + b"x" * 400 + b"\r\n") * 5
    result = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts, limits=Limits(text=1000))

    assert isinstance(result, InboundMail)
    assert result.text.count("x") == 1000
    assert result.problems == ("text cut after 1000 characters",)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"--a\n\nhello--a--", "hello"),
        (b"--a\n\nhello--a--\n\n", "hello"),
        (b"--a\n\nsee --a-- here", "see --a-- here"),
        (b"--a\n\nhello--a--\n--a--\n", "hello--a--"),
        (b"--a\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nhello--i--\n--a\n\nworld\n--a--", "hello\nworld"),
    ],
)
def test_a_last_boundary_at_the_end_of_a_line_is_seen(body: bytes, text: str) -> None:
    result = read(HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + body)

    assert isinstance(result, InboundMail)
    assert result.text == text


def test_a_page_names_its_charset_where_the_mail_does_not() -> None:
    page = '<meta charset="shift_jis"><p>表示</p>'.encode("cp932")

    result = read(HEAD + b"Content-Type: text/html\r\n\r\n" + page)

    assert isinstance(result, InboundMail)
    assert result.text == "表示"


def test_a_page_too_deep_is_read_without_its_structure() -> None:
    result = mail("Content-Type: text/html\n\n" + "<div>" * 3000 + "deep &amp; low")

    assert result.text.strip() == "deep & low"
    assert result.html == ""
    assert result.problems == ("HTML nested too deep: read without its structure",)


def test_files_come_out_again_as_they_went_in() -> None:
    octets = bytes(range(256))
    code = base64.encodebytes(octets).decode()
    file = f"Content-Type: application/x-test; name=t.bin\nContent-Transfer-Encoding: base64\n\n{code}"
    content = f"--b\n\ntext\n--b\n{file}\n--b--"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + content.encode()

    result = read(raw)

    assert isinstance(result, InboundMail)
    assert result.attachments[0].size == 256
    assert attachment_bytes(raw, result.attachments[0].index) == octets
    with pytest.raises(LookupError):
        attachment_bytes(raw, 99)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"--a\n",
                b"--b\n",
                b"--a--\n",
                b"--b--\n",
                b"Content-Type: multipart/mixed; boundary=b\n",
                b"\n",
                b"x\n",
                b"--",
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_boundaries_is_a_tree_whose_parts_lie_inside_the_mail(lines: list[bytes]) -> None:
    raw = b"Content-Type: multipart/mixed; boundary=a\n\n" + b"".join(lines)

    for part in grow(raw).root.walk():
        assert 0 <= part.start <= part.end <= len(raw)
