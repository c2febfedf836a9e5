"""What we write is what others read, and nothing that people wrote becomes a header of ours."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import collapse_rfc2231_value, parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.mail import Address, InboundMail, Nature
from mailbot.mail import compose as compose_module
from mailbot.mail import outgoing_headers
from mailbot.mail.compose import ComposeError, Outgoing, OutgoingFile, compose
from mailbot.mail.reading import attachment_bytes, read

JST = timezone(timedelta(hours=9))
LETTER = Outgoing(
    from_=Address(address="support@vendor.example", name="Vendor サポート"),
    to=Address(address="yamada@client.example", name="山田 太郎"),
    subject="Re: [INC-000123] VPNに接続できません",
    text="お問い合わせを受け付けました。\n受付番号：INC-000123\n",
    html="<p>お問い合わせを受け付けました。</p>",
    message_id="<123.p12.k1.0a1b2c3d4e5f.aaaaaaaaaaaaaaaa@vendor.example>",
    in_reply_to="<a@client.example>",
    references=("<z@client.example>", "<a@client.example>"),
    date=datetime(2026, 11, 24, 10, 0, 5, tzinfo=JST),
    auto_submitted="auto-replied",
    loop_id="desk1",
    language="ja",
)
INJECTION = "=?utf-8?q?a=0D=0ABcc:_x=40y?=\r\nBcc: x@y\r\n\r\nbody\u2028Bcc: z@y\x85\x00"


def parsed(letter: Outgoing) -> EmailMessage:
    message = email.message_from_bytes(compose(letter), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def plainly(letter: Outgoing) -> Message:
    return email.message_from_bytes(compose(letter))


def shown(message: Message, name: str) -> str:
    return str(make_header(decode_header(message[name])))


def test_a_letter_is_read_back_as_it_was_meant() -> None:
    message = parsed(LETTER)

    assert message["Subject"] == LETTER.subject
    assert str(message["From"]) == "Vendor サポート <support@vendor.example>"
    assert str(message["To"]) == "山田 太郎 <yamada@client.example>"
    assert message["Message-ID"] == LETTER.message_id
    assert message["References"] == "<z@client.example> <a@client.example>"
    assert message["Date"] == "Tue, 24 Nov 2026 10:00:05 +0900"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    text, html = (part.get_content() for part in message.iter_parts())
    assert text == "お問い合わせを受け付けました。\r\n受付番号：INC-000123\r\n"
    assert html == "<p>お問い合わせを受け付けました。</p>\r\n"
    assert not message.defects


def test_the_header_block_of_an_acknowledgement() -> None:
    lines = compose(LETTER).partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")

    assert lines[:13] == [
        "From: =?utf-8?b?VmVuZG9yIOOCteODneODvOODiA==?= <support@vendor.example>",
        "To: =?utf-8?b?5bGx55SwIOWkqumDjg==?= <yamada@client.example>",
        "Subject: Re: [INC-000123] =?utf-8?b?VlBO44Gr5o6l57aa44Gn44GN44G+44Gb44KT?=",
        "Date: Tue, 24 Nov 2026 10:00:05 +0900",
        "Message-ID: <123.p12.k1.0a1b2c3d4e5f.aaaaaaaaaaaaaaaa@vendor.example>",
        "In-Reply-To: <a@client.example>",
        "References: <z@client.example>",
        " <a@client.example>",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        "X-Mailbot-Loop: desk1",
        "Content-Language: ja",
    ]
    assert re.fullmatch('Content-Type: multipart/alternative; boundary="=_[0-9a-f]{24}_="', lines[13])
    assert len(lines) == 14


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert compose(LETTER) == compose(replace(LETTER))


def test_a_persons_answer_bears_no_mark_of_a_machine() -> None:
    message = parsed(replace(LETTER, auto_submitted=""))

    assert "Auto-Submitted" not in message
    assert "X-Auto-Response-Suppress" not in message
    assert "Precedence" not in message
    assert message["X-Mailbot-Loop"] == "desk1"


def test_text_alone_is_one_part() -> None:
    message = parsed(replace(LETTER, html=None))

    assert message.get_content_type() == "text/plain"
    assert message.get_content() == "お問い合わせを受け付けました。\r\n受付番号：INC-000123\r\n"


def test_announcements_name_their_list() -> None:
    letter = replace(LETTER, list_id="<news.vendor.example>", list_unsubscribe="<mailto:stop@vendor.example>")

    assert parsed(letter)["List-Id"] == "<news.vendor.example>"
    assert parsed(letter)["List-Unsubscribe"] == "<mailto:stop@vendor.example>"


def test_a_mail_is_seven_bit_with_short_lines_whatever_is_in_it() -> None:
    letter = replace(
        LETTER,
        subject="障害" * 100,
        text="長い行" * 2000,
        files=(OutgoingFile(name="見積書" * 20 + ".pdf", type="application/pdf", content=bytes(range(256)) * 40),),
    )
    lines = compose(letter).split(b"\r\n")

    assert max(map(len, lines)) <= 76
    assert all(line.isascii() and b"\r" not in line and b"\n" not in line for line in lines)


def test_ids_are_never_encoded_or_cut() -> None:
    long_id = "<" + "TYCPR01MB" * 11 + "@TYCPR01MB1234.jpnprd01.prod.outlook.com>"
    letter = replace(LETTER, in_reply_to=long_id, references=(long_id, "<b@c>"))
    raw = compose(letter)

    assert b"In-Reply-To: " + long_id.encode() + b"\r\n" in raw
    assert b"References: " + long_id.encode() + b"\r\n <b@c>\r\n" in raw


def test_what_customers_programs_put_into_ids_is_left_out() -> None:
    letter = replace(LETTER, in_reply_to="<a b@c>", references=("no id", "<a@b\r\nBcc: x@y>", "<é@b>", "<ok@b>"))
    message = parsed(letter)

    assert "In-Reply-To" not in message
    assert message["References"] == "<ok@b>"
    assert "References" not in parsed(replace(LETTER, references=("bad",)))


def test_of_very_many_references_the_first_and_the_newest_stay() -> None:
    letter = replace(LETTER, references=tuple(f"<{number}@b>" for number in range(200)))
    ids = parsed(letter)["References"].split()

    assert (ids[0], ids[1], ids[-1], len(ids)) == ("<0@b>", "<171@b>", "<199@b>", 30)


def test_the_case_number_stays_a_plain_word_of_its_own() -> None:
    raw = compose(
        replace(LETTER, subject="Re: [INC-000123] 【重要】本番環境 server 1 の障害に関するお問い合わせの件（第2報）")
    )
    line = re.search(rb"Subject: (.*?)\r\n[A-Z]", raw, re.DOTALL)

    assert line is not None
    assert line[1].startswith(b"Re: [INC-000123] =?utf-8?b?")
    assert b" server 1 =?utf-8?" in line[1].replace(b"\r\n", b"")


@pytest.mark.parametrize("where", ["subject", "name", "file", "both"])
def test_no_value_becomes_a_header_of_ours(where: str) -> None:
    letter = replace(LETTER, text=INJECTION)
    if where in {"subject", "both"}:
        letter = replace(letter, subject=INJECTION)
    if where in {"name", "both"}:
        letter = replace(letter, to=Address(address="yamada@client.example", name=INJECTION))
    if where in {"file", "both"}:
        letter = replace(letter, files=(OutgoingFile(name=INJECTION, content=b"x"),))
    raw = compose(letter)

    for message in (email.message_from_bytes(raw), email.message_from_bytes(raw, policy=default)):
        for part in message.walk():
            assert "Bcc" not in part
    assert not re.search(rb"(?im)^bcc:", raw)
    again = email.message_from_bytes(raw, policy=default).as_bytes()
    assert not re.search(rb"(?im)^bcc:", again), "not even when another program writes it anew"


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": "<a b@c>"},
        {"message_id": "no id"},
        {"message_id": "<a@b>\r\nBcc: x@y"},
        {"loop_id": "a\r\nBcc: x@y"},
        {"list_id": "リスト"},
        {"language": "j" * 1000},
        {"date": datetime(2026, 11, 24, 10, 0)},  # noqa: DTZ001 - a naive time is what must be refused
        {"to": Address(address="nobody")},
        {"to": Address(address="@client.example")},
        {"to": Address(address="a@b\r\nBcc: x@y")},
        {"to": Address(address="a\r\nBcc: x@client.example")},
        {"to": Address(address="山田@client.example")},
        {"to": Address(address="a@cli ent.example")},
        {"to": Address(address="a@client.example, b@client.example")},
        {"to": Address(address="a b@client.example")},
        {"to": Address(address='a"b@client.example')},
        {"reply_to": Address(address="")},
        {"files": (OutgoingFile(name="a", content=b"", content_id="a\u3042"),), "html": None},
    ],
)
def test_what_cannot_be_written_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ComposeError):
        compose(replace(LETTER, **change))  # type: ignore[arg-type]  # one field of each kind in turn


def test_a_header_that_comes_out_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing_headers, "clean", lambda text: text)
    with pytest.raises(ComposeError, match="header"):
        compose(replace(LETTER, subject="a\r\nBcc: x@y"))
    with pytest.raises(ComposeError, match="header"):
        compose(replace(LETTER, subject="a\r\n\r\nb"))


def test_a_value_that_another_reader_sees_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Otherwise(BytesHeaderParser):
        def parsebytes(self, text: bytes | bytearray, headersonly: bool = True) -> Message:
            return super().parsebytes(bytes(text).replace(b"desk1", b"desk2"), headersonly)

    monkeypatch.setattr(compose_module, "_PARSER", Otherwise())

    with pytest.raises(ComposeError, match="X-Mailbot-Loop"):
        compose(LETTER)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("taro..yamada@docomo.ne.jp", '"taro..yamada"@docomo.ne.jp'),
        (".taro@ezweb.ne.jp", '".taro"@ezweb.ne.jp'),
        ("taro.@docomo.ne.jp", '"taro."@docomo.ne.jp'),
        ('"taro..yamada"@docomo.ne.jp', '"taro..yamada"@docomo.ne.jp'),
        ('"a b"@client.example', '"a b"@client.example'),
        ("yamada@日本語.example", "yamada@xn--wgv71a119e.example"),
        ("yamada@[192.0.2.1]", "yamada@[192.0.2.1]"),
        ("root@localhost", "root@localhost"),
        ("support+1.p2.k1.abc@vendor.example", "support+1.p2.k1.abc@vendor.example"),
    ],
)
def test_odd_addresses_are_written_so_that_servers_take_them(address: str, written: str) -> None:
    message = plainly(replace(LETTER, to=Address(address=address), reply_to=Address(address=address, name="x")))

    assert message["To"] == written
    assert message["Reply-To"] == f"x <{written}>"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Suzuki", "Suzuki <a@b.example>"),
        ("Suzuki, Ichiro", '"Suzuki, Ichiro" <a@b.example>'),
        ('A "B" \\ C', '"A \\"B\\" \\\\ C" <a@b.example>'),
        ("x@y.example", '"x@y.example" <a@b.example>'),
        ("=?utf-8?q?x?=", "= ?utf-8?q?x?= <a@b.example>"),
        ("", "a@b.example"),
        ("\r\n", "a@b.example"),
    ],
)
def test_display_names_are_written_plainly_or_quoted(name: str, written: str) -> None:
    assert plainly(replace(LETTER, to=Address(address="a@b.example", name=name)))["To"] == written


def test_a_field_of_several_mailboxes_folds_between_them() -> None:
    people = [Address(address=f"person{number}@client.example", name="山田 太郎") for number in range(4)]
    field = outgoing_headers.addresses("Cc", people)

    assert max(map(len, field.split("\r\n"))) <= 76
    assert [str(one) for one in email.message_from_string(field, policy=default)["Cc"].addresses] == [
        f"山田 太郎 <person{number}@client.example>" for number in range(4)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "report.pdf",
        "見積書.pdf",
        "とても長い名前の見積書です" * 5 + ".xlsx",
        "quarterly report with blanks.pdf",
        "it's 100% (final).pdf",
        "髙橋㈱①.pdf",
    ],
)
def test_file_names_are_read_back(name: str) -> None:
    letter = replace(LETTER, files=(OutgoingFile(name=name, type="application/pdf", content=b"%PDF-1.7 \x00\xff"),))
    (attached,) = parsed(letter).iter_attachments()
    old = list(plainly(letter).walk())[-1]

    assert attached.get_filename() == name
    assert attached.get_content() == b"%PDF-1.7 \x00\xff"
    assert attached.get_content_type() == "application/pdf"
    assert collapse_rfc2231_value(old.get_param("filename", header="content-disposition") or "") == name
    assert str(make_header(decode_header(str(old.get_param("name"))))) == name


def test_a_file_name_is_no_path_and_never_empty() -> None:
    assert outgoing_headers.file_name("../../etc/passwd") == ".._.._etc_passwd"
    assert outgoing_headers.file_name('C:\\a"b') == "C:_a'b"
    assert outgoing_headers.file_name("\r\n") == "attachment"


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "text", "a/b; x=y\r\nBcc: x", "", "ＡＢ/c"])
def test_a_type_that_would_mislead_readers_is_not_kept(kind: str) -> None:
    (attached,) = parsed(replace(LETTER, files=(OutgoingFile(name="a", type=kind, content=b"x"),))).iter_attachments()

    assert attached.get_content_type() == "application/octet-stream"


def test_pictures_of_the_html_stand_beside_it() -> None:
    files = (
        OutgoingFile(name="chart.png", type="image/png", content=b"\x89PNG", content_id="chart"),
        OutgoingFile(name="a.pdf", type="application/pdf", content=b"%PDF"),
    )
    message = parsed(replace(LETTER, files=files))

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<chart>"
    assert picture.get_content_disposition() == "inline"


def test_a_plain_mail_is_attached_as_a_mail() -> None:
    raw = b"From: a@b.example\nSubject: hello\n\nbody\n"
    message = parsed(replace(LETTER, messages=(raw,)))
    attached = next(message.iter_attachments())

    assert attached.get_content_type() == "message/rfc822"
    assert attached.get_content()["Subject"] == "hello"


@pytest.mark.parametrize(
    "raw",
    [b"Subject: \xe5\xb1\xb1\r\n\r\nx", b"A: b\r\n\r\n" + b"x" * 2000, b"A: b\rBcc: c\r\n\r\nx", b"A: b\r\n\r\n\0"],
)
def test_a_mail_that_may_not_travel_as_it_is_becomes_a_file_to_the_byte(raw: bytes) -> None:
    (attached,) = parsed(replace(LETTER, messages=(raw,))).iter_attachments()

    assert attached.get_content_type() == "application/octet-stream"
    assert attached.get_content() == raw
    assert attached.get_filename() == "message.eml"


def test_a_mail_that_holds_our_boundary_is_attached_as_a_file() -> None:
    boundary = parsed(replace(LETTER, messages=(b"A: b\r\n\r\nx",))).get_boundary()
    assert boundary is not None
    raw = f"A: b\r\n\r\n--{boundary}--\r\n".encode()

    (attached,) = parsed(replace(LETTER, messages=(raw,))).iter_attachments()

    assert attached.get_content() == raw


def test_control_characters_do_not_travel_in_the_text() -> None:
    assert parsed(replace(LETTER, html=None, text="a\x00b\x1b[31m\r\nc\rd")).get_content() == "ab[31m\r\nc\r\nd\r\n"


def test_the_desk_reads_its_own_letters_as_it_wrote_them() -> None:
    files = (
        OutgoingFile(name="とても長い名前の見積書です" * 4 + ".pdf", type="application/pdf", content=b"%PDF-1.7\n"),
        OutgoingFile(name="a b.txt", type="text/plain", content="髙橋".encode()),
    )
    letter = replace(LETTER, files=files, subject="Re: [INC-000123] ①㈱髙﨑の件", auto_submitted="")
    raw = compose(letter)
    mail = read(raw)

    assert isinstance(mail, InboundMail)
    assert mail.subject == letter.subject
    assert mail.senders == (letter.from_,)
    assert mail.to == (letter.to,)
    assert mail.text.strip() == letter.text.strip()
    assert mail.has_html
    assert (mail.message_id, mail.in_reply_to) == (letter.message_id, (letter.in_reply_to,))
    assert mail.references == letter.references
    assert mail.date == letter.date
    assert mail.loop_marks == ("desk1",)
    assert [one.name for one in mail.attachments] == [one.name for one in files]
    assert [attachment_bytes(raw, one.index) for one in mail.attachments] == [one.content for one in files]
    assert mail.problems == ()


def test_the_desk_reads_its_automatic_letters_as_such() -> None:
    mail = read(compose(LETTER))

    assert isinstance(mail, InboundMail)
    assert mail.nature is Nature.AUTO_REPLY
    assert not mail.acknowledge


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=150), st.text(max_size=60))
def test_any_subject_and_name_are_read_by_the_desk_as_they_left(subject: str, name: str) -> None:
    letter = replace(LETTER, subject=subject, to=Address(address="a@b.example", name=name), html=None, text="x")
    mail = read(compose(letter))

    assert isinstance(mail, InboundMail)
    assert mail.subject == outgoing_headers.clean(subject)
    assert [one.address for one in mail.to] == ["a@b.example"]


@settings(max_examples=250, deadline=None)
@given(st.text(min_size=1, max_size=200), st.text(max_size=80))
def test_any_subject_and_name_come_back_as_they_were_cleaned(subject: str, name: str) -> None:
    letter = replace(LETTER, subject=subject, to=Address(address="a@b.example", name=name), html=None, text="x")
    raw = compose(letter)
    message = email.message_from_bytes(raw)
    block = raw.partition(b"\r\n\r\n")[0]

    assert shown(message, "Subject") == outgoing_headers.clean(subject)
    shown_name, address = parseaddr(message["To"])
    assert address == "a@b.example"
    assert str(make_header(decode_header(shown_name))) == outgoing_headers.clean(name)
    assert max(map(len, block.split(b"\r\n"))) <= 76
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ ]*\?=", block))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.text(min_size=1, max_size=80), st.binary(max_size=100))
def test_any_text_and_file_come_back(text: str, name: str, content: bytes) -> None:
    letter = replace(LETTER, text=text, html=None, files=(OutgoingFile(name=name, content=content),))
    message = email.message_from_bytes(compose(letter))
    _, body, attached = message.walk()

    assert attached.get_payload(decode=True) == content
    assert attached.get_filename() == outgoing_headers.file_name(name)
    decoded = body.get_payload(decode=True)
    assert isinstance(decoded, bytes)
    assert "\0" not in decoded.decode("utf-8")


@pytest.mark.parametrize(
    ("zone", "written"), [(UTC, "+0000"), (timezone(-timedelta(hours=3, minutes=30)), "-0330"), (JST, "+0900")]
)
def test_dates_show_their_zone(zone: timezone, written: str) -> None:
    assert outgoing_headers.date("Date", datetime(2026, 1, 2, 3, 4, 5, tzinfo=zone)) == (
        f"Date: Fri, 02 Jan 2026 03:04:05 {written}\r\n"
    )
