"""The lines by which mail programs say that a quote or a forwarded mail begins.

Japanese, English and the common European languages; every question looks at a bounded piece of text.
"""

from __future__ import annotations

import re

LONGEST = 600
"""Characters of an attribution, all its lines together."""
MOST_LINES = 5

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|märz|mai|okt|dez|"
    "janv|févr|avr|juin|juil|août|déc|ene|abr|ago|dic|maj"
)
_QUOTED = re.compile(r"[ \t\u3000]{0,4}[>＞]")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    rf"\d{{1,4}}\s?[/.年-]\s?\d{{1,2}}|\b\d{{1,2}}\.? ?(?:de )?(?:{_MONTHS}|[^\W\d]{{3,12}})\.?,? |"
    rf"\b(?:{_MONTHS})[a-z]*\.? \d{{1,2}}\b|\d{{1,2}}:\d{{2}}",
    re.IGNORECASE,
)
VERBS = (
    *("wrote", "writes", "sent", "schrieb", "skrev", "schreef", "napisał", "napisał(a)", "escribió", "escreveu"),
    *("ha scritto", "a écrit", "написал", "написала", "пишет", "het volgende geschreven", "kirjoitti", "napsal"),
    *("napsala", "írta", "đã viết", "のメール", "のメッセージ", "は書きました", "が書きました", "さんは書いています"),
    *("さんが書いています", "さんは書き込みました", "さんが書き込みました", "はのたまわく", "がのたまわく"),
    *("写道", "寫道", "に書きました", "님이 작성", " 작성", "이(가) 쓴 글", "pisze"),
)
"""How an attribution ends, but for a colon; what ends so is looked at more closely."""
_SAYS = re.compile(
    r"(?:\b(?:wrote|writes|sent|schrieb|writes?|skrev|schreef|napisał(?:\(a\))?|escribió|escreveu|ha scritto|"
    r"a écrit|написала?|пишет|pisze|"
    r"het volgende geschreven|kirjoitti|napsala?|írta|đã viết)|さん(?:は|が)(?:書きました|書いています|"
    r"書き込みました)|"
    r"(?:の|からの)(?:メール|メッセージ)|(?:は|が)(?:書きました|のたまわく)|さん\s?wrote|写道|"
    r"寫道|さん[はが]、.{1,40}に書きました|님이 작성|\s작성|이\(가\) 쓴 글)\s*[:：]?\s*-*\s*$",
    re.IGNORECASE,
)
_AFTER_VERB = " \t\xa0\u3000:：-"
_LONGEST_END = 60
"""Characters at the end of a line in which a verb of saying, a colon and dashes are looked for."""
START_WORDS = (
    *(rf"{word}\b" for word in ("on", "am", "le", "el", "il", "op", "den", "på", "em", "vào", "w dniu", "dne", "at")),
    *(r"in message\b", r"in article\b"),
    *(rf"{day}[a-z]*\.?," for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
)
_STARTS = re.compile(
    rf"\s*(?:-{{2,}}\s*)?(?:{'|'.join(START_WORDS)}|"
    rf"\d{{4}}年|\(?\d{{2,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}|"
    rf"\d{{1,2}}\.? (?:{_MONTHS}))",
    re.IGNORECASE,
)
_GMAIL_JA = re.compile(
    r"\s*\d{4}[年/-]\s?\d{1,2}[月/-]\s?\d{1,2}日?\s*(?:[((][^))]{1,4}[))])?\s*(?:午前|午後)?\s*\d{1,2}[:時]\d{2}"
)
_SAYS_WHO = re.compile(r"\b(?:schrieb|schreef|skrev|wrote|escribió|napisał)\b.{0,200}:\s*$", re.IGNORECASE)
_NAMED = re.compile(r"[^\s<>]+@[^\s<>]+|<[^<>]*>")
_RULED = re.compile(
    r"\s*+-{2,}+\s?(?:on )?\S.{0,200}(?:\b(?:wrote|sent)|さん[はが](?:書きました|書いています))\s?:?\s?-{2,}\s*$",
    re.IGNORECASE,
)
_OPEN_JA = re.compile(r"(?:メール|メッセージ|書きました|書いています|書き込みました)\s*$")
"""A Japanese line that ends without the colon of a mail program: a sentence that somebody broke there."""
_INSIDE = re.compile(
    rf"(?:-{{2,}}\s?)?\bOn (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,|\d{{1,2}}[ /-]|\d{{4}}|"
    rf"(?:{_MONTHS})[a-z]*\.? \d)",
    re.IGNORECASE,
)

_ORIGINAL_WORDS = (
    "original message|original appointment|original-nachricht|ursprüngliche nachricht|ursprüngliche mail|"
    "message d'origine|"
    "message d’origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    "oprindelig meddelelse|"
    "ursprungligt meddelande|alkuperäinen viesti|původní zpráva|wiadomość oryginalna|исходное сообщение|"
    "reply message|previous message|元のメッセージ|元のメール|オリジナルメッセージ|オリジナル メッセージ|"
    "返信元メッセージ|受信メール|原始邮件|原始郵件"
)
_ORIGINAL = re.compile(rf"[\s>*|]*[-_=━─]{{2,}}\s*(?:{_ORIGINAL_WORDS})\s*[-_=━─]*\s*\**\s*$", re.IGNORECASE)
_FORWARD = re.compile(
    r"[\s*]*+(?:[-_=]{2,}+\s*(?:forwarded message|forwarded by .{0,200}|forwarded mail|weitergeleitete nachricht|"
    r"message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|"
    r"転送メッセージ|"
    r"転送されたメッセージ|転送メール|転送元メッセージ)\s*[-_=]*|begin forwarded message|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail)|début du message (?:transféré|réexpédié)|"
    r"転送されたメッセージ|以下転送|"
    r"以下、転送(?:です)?)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"[\s>＞|]*+-{2,}+\s*(?:この行より上に書いた文が.{1,200}へ送られます|"
    r"Text above this line is sent to .{1,200}?)\s*-{2,}\s*$",
    re.IGNORECASE,
)

_KINDS = {
    "from": "from|差出人|送信者|発信者|von|de|da|fra|från|van|od|от|lähettäjä|发件人|寄件者|보낸 사람",
    "date": "sent|date|送信日時|日時|日付|送信日|送信済み|受信日時|"
    "gesendet|datum|envoyé|envoyé le|enviado|enviado el|enviada em|enviado em|fecha|data|inviato|sendt|dato|skickat|"
    "verzonden|wysłano|отправлено|дата|lähetetty|发送时间|日期|보낸 날짜",
    "to": "to|宛先|送信先|an|à|para|a|til|till|aan|do|кому|vastaanottaja|收件人|받는 사람",
    "cc": "cc|bcc|kopie|写し|抄送",
    "subject": "subject|件名|題名|"
    "betreff|objet|asunto|assunto|oggetto|emne|ämne|onderwerp|temat|тема|aihe|主题|主旨|제목",
    "other": "reply-to|返信先|organization|importance|重要度|attachments|添付ファイル|resent-from",
}
HEAD_WORDS = tuple(word for kind in ("from", "date", "to", "subject") for word in _KINDS[kind].split("|"))
"""What the first line of a quoted header may be called."""
DATE_WORDS = tuple(_KINDS["date"].split("|"))
SENDER_WORDS = ("from", "差出人", "送信者", "von", "de")
"""What the sender may be called in a header that stands in one line."""
_HEADER_LINE = re.compile(
    r"[\s>*_|]{0,8}(?:"
    + "|".join(SENDER_WORDS)
    + r")\s?[*_]{0,2}\s?[:：][^\n]{0,120}@[^\n]{0,120}?"
    + r"(?:Date|Sent|日時|日付|Gesendet|Envoyé)\s?[*_]{0,2}\s?[:：][^\n]{0,80}\d",
    re.IGNORECASE,
)
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}
_HEADER = re.compile(r"[\s>*_|]*([^\W\d_][^:：*\n]{0,24}?)[\s*_]*[:：][\s*_]*(.*)", re.DOTALL)


def is_quoted(line: str) -> bool:
    """Whether a line bears a mark of quoting at its head."""
    return line[:1] == ">" or _QUOTED.match(line) is not None


def header_kind(line: str) -> tuple[str, str] | None:
    """What a line of a quoted header block is (`from`, `date`, `to`, `cc`, `subject`, `other`) and its value."""
    match = _HEADER.match(line[:LONGEST])
    if match is None:
        return None
    kind = _KIND_OF.get(match[1].strip().lower())
    return None if kind is None else (kind, match[2].strip())


def is_header_line(line: str) -> bool:
    """Whether one line holds a whole quoted header, as pages do that put sender and date beside one another."""
    return len(line) < LONGEST and _HEADER_LINE.match(line) is not None


def is_original_mark(line: str) -> bool:
    """`-----Original Message-----` and its sisters."""
    return len(line) < 200 and _ORIGINAL.match(line) is not None


def is_forward_mark(line: str) -> bool:
    """`---------- Forwarded message ----------` and its sisters: what follows is meant to be read."""
    return len(line) < 300 and _FORWARD.match(line) is not None


def is_reply_marker(line: str) -> bool:
    """The line of our own staff copies below which nothing is sent, quoted or not."""
    return len(line) < 400 and _MARKER.match(line) is not None


def says(text: str) -> bool:
    """Whether a text ends in a verb of saying, with or without a colon."""
    said = text.rstrip(_AFTER_VERB)
    return said[-40:].lower().endswith(VERBS) and _SAYS.search(text, max(0, len(said) - _LONGEST_END)) is not None


def _is_dated(text: str) -> bool:
    return _DIGIT.search(text) is not None and _DATE.search(text) is not None


def _is_named(text: str) -> bool:
    return ("@" in text or "<" in text) and _NAMED.search(text) is not None


def may_start(line: str) -> bool:
    """Whether an attribution may begin with this line."""
    head = line[:LONGEST]
    return says(head) or _STARTS.match(head) is not None or _RULED.match(head) is not None


def is_attribution(text: str, *, quote_follows: bool) -> bool:
    """Whether the text, its lines joined by blanks, introduces a quote.

    Without a quote mark behind it, it must have a verb of saying and name a date or a person; with one, a date and an
    address do.
    """
    if len(text) > LONGEST:
        return False
    if text.rstrip().endswith("--") and _RULED.match(text):
        return True
    if not quote_follows and _OPEN_JA.search(text, max(0, len(text) - _LONGEST_END)):
        return False
    ends = text.rstrip().endswith((":", "："))
    if says(text) or (ends and _SAYS_WHO.search(text)):
        return quote_follows or _is_dated(text) or _is_named(text)
    if not (ends or quote_follows) or not _is_named(text):
        return False
    if _GMAIL_JA.match(text):
        return quote_follows or "@" in text
    return quote_follows and _STARTS.match(text) is not None and _is_dated(text)


def is_rest_of_attribution(line: str) -> bool:
    """A last line such as `> wrote:`, which looks quoted because the angle of an address was broken off."""
    return len(line) < 60 and line.startswith(">") and says(line)


def attribution_inside(line: str) -> int:
    """Where in a line an attribution begins that shares it with the answer; -1 if none does."""
    if len(line) > LONGEST or not says(line):
        return -1
    match = _INSIDE.search(line)
    return match.start() if match is not None and match.start() > 0 else -1
