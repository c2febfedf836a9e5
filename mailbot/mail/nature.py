"""What kind of mail it is, told from structure and header fields; only a human mail may lead to an answer (row G4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.desk.mail import CALENDAR_REPLY, REACTION, RECALLED, InboundMail, Nature
from mailbot.mail.automatic import automatic_reason, is_daemon
from mailbot.mail.bounce_notices import read_notice
from mailbot.mail.bounces import read_status
from mailbot.mail.headers import Block
from mailbot.mail.own_marks import LOOP_HEADER, OwnMarks
from mailbot.mail.parts import Part

_BOUNCE_SUBJECT = re.compile(
    r"undeliver|deliver|returned? (?:mail|to sender|message)|failure|failed|mail (?:system )?error|"
    r"could not (?:be )?(?:sen[dt]|deliver)|bounce|delayed mail|mail delayed|"
    r"unzustellbar|non ?remis|não entregue|не доставлен|недоставлен|rejected|unknown user|user unknown|expired|"
    r"non[- ]?delivery|退信|投递失败|投递状态|"
    r"配信(?:不能|エラー|できません|失敗|遅延|状況)|配送(?:不能|エラー)|送信(?:エラー|できません|失敗)|不達|"
    r"エラーメール|戻り|返送",
    re.IGNORECASE,
)
_BOUNCE_TEXT = re.compile(
    r"could ?n[o']t be (?:delivered|sent)|undeliver|delivery (?:failed|failure|status|to the following|"
    r"has failed|error|attempt)|user unknown|"
    r"unknown user|no such user|unable to deliver|not (?:yet )?(?:be |been )?deliver|returned (?:mail|to sender)|"
    r"permanent (?:error|failure)|fatal error|"
    r"mailbox (?:is )?(?:full|unavailable)|over ?quota|rejected|recipient|failed|无法|退信|無法|配信|配送|"
    r"送信でき|宛先|届け|エラー|メールボックス",
    re.IGNORECASE,
)
_SERVER_SUBJECT = re.compile(
    r"(?:undeliverable(?: mail|: .{0,200})?|undelivered mail returned to sender|returned mail: .{0,200}|"
    r"returned mail - .{0,80}|failure notice|"
    r"delivery status notification ?\(.{0,20}\)|delivery (?:failure|status) notification|"
    r"mail delivery failed(?:: returning message to sender)?|"
    r"mail system error - returned mail|mail delivery (?:failure|warning|problem)|"
    r"配信不能(?:通知)?(?:: .{0,200})?)\s*",
    re.IGNORECASE,
)
_SERVER_TEXT = re.compile(
    r"could ?n[o']t be delivered|failed recipients?|following (?:recipients?|address)|user unknown|unknown user|"
    r"mailbox (?:full|unavailable)|postponed|"
    r"配信できません|SMTP error|\b5\d\d[ -]5\.\d\.\d",
    re.IGNORECASE,
)
_SERVER_SENTENCE = re.compile(
    r"^[ \t]{0,8}(?:(?:your|the|this) (?:e-?mail|mail|message)\b(?:[^\n@]{0,120}\n)?[^\n@]{0,60}"
    r"(?:could|can) ?n[o']t be delivered to(?: the following \w{1,20})?:?|-{2,20} ?failed recipients? ?-{2,20})"
    r"\s{1,8}[\"'<]{0,2}[^\s@<>]{1,64}@[^\s@<>]{1,255}",
    re.IGNORECASE | re.MULTILINE,
)
"""A gateway's whole sentence, with the address behind it; for reports that no mail server's name stands above."""
_SERVER_NAME = re.compile(
    r"(?:internet )?mail (?:administrator|delivery (?:service|agent|system))|post ?master|mailer-?daemon|"
    r"courier mail server\b.{0,80}|mdaemon\b.{0,80}|mail (?:system|server)|microsoft outlook|"
    r"メール(?:配信)?システム|メールサーバー?|配信エラー通知",
    re.IGNORECASE,
)
_DMARC_SUBJECT = re.compile(r"\s*(?:\[[^\]]{1,60}\]\s*)?report domain:\s*\S+\s.{0,200}report-id:", re.IGNORECASE)
_COMPLAINT_SUBJECT = re.compile(r"\s*complaint about message from [0-9a-f.:]+\s*", re.IGNORECASE)
_NOTICES = {
    "bounce": Nature.BOUNCE,
    "deliverydelay": Nature.BOUNCE,
    "complaint": Nature.REPORT,
    "delivery": Nature.RECEIPT,
}
_RECEIPT_SUBJECT = re.compile(r"\s*(?:開封済み|開封確認|開封通知|未開封のまま削除)\s*[:：]")
_RECEIPT_SUBJECT_EN = re.compile(r"\s*(?:not )?read\s*:", re.IGNORECASE)
_RECEIPT_TEXT_EN = re.compile(
    r"\s*your message\b[^\0]{0,600}\bwas (?:read on|deleted without being read)\b", re.IGNORECASE
)
_REACTION_TEXT = re.compile(
    r"\s*(?:\W{1,8}\s+)?[^\n。.:：]{1,60}?\s?(?:reacted (?:to your message|via gmail)\b"
    r"|さんが ?Gmail ?を使用してリアクション|さんが(?:あなたの)?メッセージにリアクション)",
    re.IGNORECASE,
)
_RECALL_TEXT = re.compile(
    r"\s*[^\n。]{1,80}?(?:would like to recall the message\b|は(?:、)?メッセージ[^\n]{1,300}を取り消そうとしています)",
    re.IGNORECASE,
)
_LIST_FIELDS = ("list-id", "list-post", "list-unsubscribe", "list-help", "list-owner", "list-archive", "list-subscribe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the nature is told from."""

    mail: InboundMail
    """As far as its header tells of it."""
    block: Block
    root: Part
    raw: bytes
    text: str
    author_local: str


def nature_of(look: Look, own: OwnMarks) -> tuple[Nature, str]:
    """The kind of a mail and by what it was told. In order: own, structured reports, bounces, automatic mail, lists."""
    if own.loop_id and own.loop_id in look.mail.loop_marks:
        return Nature.OWN, f"{LOOP_HEADER} is this desk's"
    if look.mail.message_id and own.is_own_message_id(look.mail.message_id):
        return Nature.OWN, "its Message-ID is this desk's"
    return (
        _structured(look)
        or _unstructured_bounce(look)
        or _listed(look, own)
        or _automatic(look)
        or _at_one_press(look)
        or (Nature.HUMAN, "nothing says otherwise")
    )


def _at_one_press(look: Look) -> tuple[Nature, str] | None:
    """What a person sent without writing a word. It stays theirs: a customer's may matter; staff's is never relayed."""
    parts = list(look.root.walk())
    if any(part.type == "text/vnd.google.email-reaction+json" for part in parts):
        return Nature.HUMAN, REACTION
    if any(part.type == "text/calendar" and part.content.get("method").lower() == "reply" for part in parts):
        return Nature.HUMAN, CALENDAR_REPLY
    if _REACTION_TEXT.match(look.text):
        return Nature.HUMAN, REACTION
    return (Nature.HUMAN, RECALLED) if _RECALL_TEXT.match(look.text) else None


def _structured(look: Look) -> tuple[Nature, str] | None:
    """RFC 3464 delivery reports, RFC 8098 receipts, RFC 5965 feedback, TLS and DMARC reports, notices in JSON."""
    types = {part.type for part in look.root.walk()} if look.root.children else {look.root.type}
    report_type = look.root.content.get("report-type").lower() if look.root.type == "multipart/report" else ""
    if report_type == "feedback-report" or "message/feedback-report" in types:
        return Nature.REPORT, "feedback report (RFC 5965)"
    if report_type == "disposition-notification" or "message/disposition-notification" in types:
        if _is_refusal(look):
            return Nature.BOUNCE, "refusal by the receiver's rules (RFC 5429)"
        return Nature.RECEIPT, "disposition notification (RFC 8098)"
    if _COMPLAINT_SUBJECT.fullmatch(look.mail.subject) and "message/rfc822" in types:
        return Nature.REPORT, "complaint with the mail it is about"
    return _noticed(look) or _delivery_report(look, report_type) or _other_report(look, report_type)


def _delivery_report(look: Look, report_type: str) -> tuple[Nature, str] | None:
    status = read_status(look.raw, look.root)
    if status is None or not (report_type or _is_from_daemon(look)):
        return None
    if status.has_reached and not status.failed:
        return Nature.RECEIPT, "delivery report of success (RFC 3464)"
    return Nature.BOUNCE, "delivery report (RFC 3464)"


def _other_report(look: Look, report_type: str) -> tuple[Nature, str] | None:
    if report_type in {"tlsrpt", "dmarc"} or _DMARC_SUBJECT.match(look.mail.subject):
        return Nature.REPORT, "report of a mail server"
    if look.root.type == "multipart/report":
        return Nature.BOUNCE, "multipart/report"
    is_english = _RECEIPT_SUBJECT_EN.match(look.mail.subject) and _RECEIPT_TEXT_EN.match(look.text)
    if is_english or _RECEIPT_SUBJECT.match(look.mail.subject):
        return Nature.RECEIPT, "subject of a read receipt"
    return None


def _is_refusal(look: Look) -> bool:
    """Whether a receipt says that the mail was not taken: `reject` of Sieve (RFC 5429 section 2.2)."""
    return any("rejected" in value.lower() for value in look.block.texts("auto-submitted"))


def _noticed(look: Look) -> tuple[Nature, str] | None:
    """What a mail service tells in JSON; opens and clicks are left to the other marks."""
    notice = read_notice(look.text) if look.text[:40].lstrip().startswith("{") else None
    if notice is None:
        return None
    found = _NOTICES.get(notice.kind)
    return None if found is None else (found, f"notice in JSON: {notice.kind}")


def _is_from_daemon(look: Look) -> bool:
    return (
        look.mail.return_path == ""
        or is_daemon(look.author_local)
        or (look.mail.return_path or "").lower().startswith(("mailer-daemon", "postmaster@"))
    )


def _has_a_servers_name(look: Look) -> bool:
    return look.mail.author is not None and _SERVER_NAME.fullmatch(look.mail.author.name) is not None


def _opens_as_a_server(text: str) -> bool:
    """Whether a gateway's sentence begins the text or stands below its rule lines: above a pasted one are words."""
    found = _SERVER_SENTENCE.search(text[:600])
    above = text[: found.start()].strip() if found else ""
    return found is not None and above[:3] in {"", "---", "***", "===", "###", "___"}


def _unstructured_bounce(look: Look) -> tuple[Nature, str] | None:
    """A server's own words: from a null or server sender, never from a person who quotes one (REALITIES 42, 44)."""
    if look.block.first("x-failed-recipients") is not None:
        return Nature.BOUNCE, "X-Failed-Recipients"
    if _BOUNCE_SUBJECT.search(look.mail.subject) and _opens_as_a_server(look.text):
        return Nature.BOUNCE, "a gateway's subject and sentence"
    is_servers = _is_from_daemon(look) or _has_a_servers_name(look)
    if (
        (is_servers or look.mail.author is None)
        and _SERVER_SUBJECT.fullmatch(look.mail.subject)
        and _SERVER_TEXT.search(look.text[:4000])
    ):
        return Nature.BOUNCE, "a server's subject and text"
    if not is_servers or automatic_reason(look.block, look.mail.subject, "") == "subject of an automatic reply":
        return None
    if _BOUNCE_SUBJECT.search(look.mail.subject):
        return Nature.BOUNCE, "server sender and subject"
    if _BOUNCE_TEXT.search(look.text[:4000]):
        return Nature.BOUNCE, "server sender and text"
    return None


def _listed(look: Look, own: OwnMarks) -> tuple[Nature, str] | None:
    """List mail, unless it comes through a group of the desk's own; an automatic answer on a list is automatic."""
    list_id = look.mail.list_id
    if list_id and list_id in own.list_ids:
        return None
    named = next((name for name in _LIST_FIELDS if look.block.first(name) is not None), "")
    says_list = any(value.strip().lower() == "list" for value in look.block.texts("precedence"))
    if not named and not says_list:
        return None
    if look.block.first("auto-submitted") is not None and (found := _automatic(look)) is not None:
        return found
    return Nature.LIST, f"{named or 'Precedence: list'}"


def _automatic(look: Look) -> tuple[Nature, str] | None:
    reason = automatic_reason(look.block, look.mail.subject, look.author_local)
    if not reason and look.mail.return_path == "":
        reason = "null return path"
    return (Nature.AUTO_REPLY, reason) if reason else None
