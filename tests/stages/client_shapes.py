"""How mail programs write a reply: the prefix of the subject, which thread headers they keep, how they quote."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.stages.mail_clients import Person, Received, Sheet

Shape = Callable[[Person, Received, str], Sheet]
THREAD_INDEX = "AQHbQmE0mQxZ2k1xT0mU7rJ5m0f3XQ=="


def outlook(person: Person, letter: Received, text: str) -> Sheet:
    """Outlook: RE:, a head in Japanese above an unmarked quote, Thread-Index, and References dropped on the way."""
    return _reply(
        person,
        letter,
        f"{text}\n\n-----Original Message-----\n{_head(letter, _JAPANESE)}\n{letter.text}",
        prefix="RE: ",
        references=(),
        headers=(("Thread-Topic", letter.subject), ("Thread-Index", THREAD_INDEX)),
    )


def outlook_by_index_alone(person: Person, letter: Received, text: str) -> Sheet:
    """Outlook behind a gateway that leaves nothing of the thread but Microsoft's own header."""
    return outlook(person, letter, text).but(in_reply_to="")


def outlook_on_the_web(person: Person, letter: Received, text: str) -> Sheet:
    """OWA and the new Outlook: a rule, a head without the quote marked, references separated by commas."""
    chain = ",".join((*letter.mail.references, letter.mail.message_id))
    return _reply(
        person,
        letter,
        f"{text}\n\n{'_' * 32}\n{_head(letter, _JAPANESE)}\n{letter.text}",
        prefix="Re: ",
        references=(chain,),
    )


def gmail(person: Person, letter: Received, text: str) -> Sheet:
    """Gmail: all references, the quote introduced in one line with date and address."""
    introduction = f"2026年11月30日(月) 10:00 {_sender(letter)}:"
    return _reply(person, letter, f"{text}\n\n{introduction}\n\n{_marked(letter)}")


def iphone(person: Person, letter: Received, text: str) -> Sheet:
    """Mail on the iPhone: its own signature, a quoted introduction, and the last reference alone."""
    introduction = f"2026/11/30 10:00、{_sender(letter)}のメール:"
    return _reply(
        person,
        letter,
        f"{text}\n\niPhoneから送信\n\n> {introduction}\n> \n{_marked(letter, mark='> ')}",
        references=(letter.mail.message_id,),
    )


def thunderbird(person: Person, letter: Received, text: str) -> Sheet:
    """Thunderbird: all references, an English introduction, and a signature below its dashes."""
    name = letter.mail.senders[0].name
    return _reply(
        person, letter, f"{text}\n\nOn 2026/11/30 10:00, {name} wrote:\n{_marked(letter)}\n\n-- \n{person.name}"
    )


def becky(person: Person, letter: Received, text: str) -> Sheet:
    """Becky!: an introduction in two lines, its own header."""
    introduction = f"On Mon, 30 Nov 2026 10:00:00 +0900\n{_sender(letter)} wrote:"
    return _reply(
        person,
        letter,
        f"{text}\n\n{introduction}\n\n{_marked(letter)}",
        headers=(("X-Mailer", "Becky! ver. 2.82.01 [ja]"),),
    )


def yahoo_japan(person: Person, letter: Received, text: str) -> Sheet:
    """Yahoo! Japan: a marked head under a rule, In-Reply-To alone."""
    head = "\n".join(f"> {line}" for line in _head(letter, _ENGLISH).splitlines())
    return _reply(
        person,
        letter,
        f"{text}\n\n----- Original Message -----\n{head}\n> \n{_marked(letter)}",
        references=(),
    )


def android(person: Person, letter: Received, text: str) -> Sheet:
    """A mail program of Android telephones: no space behind Re:, no thread headers at all."""
    return _reply(
        person,
        letter,
        f"{text}\n\n-------- 元のメッセージ --------\n{_head(letter, _JAPANESE)}\n{letter.text}",
        prefix="Re:",
        in_reply_to="",
        references=(),
    )


def notes(person: Person, letter: Received, text: str) -> Sheet:
    """Notes in Japanese: 返信: in front, whatever stands there already."""
    head = f"差出人: {_sender(letter)}\n宛先: {letter.letter.recipient}\n日付: 2026/11/30 10:00\n件名: {letter.subject}"
    return _reply(person, letter, f"{text}\n\n{head}\n\n{_marked(letter)}", prefix="返信: ", keeps_prefix=True)


SHAPES: Mapping[str, Shape] = {
    one.__name__: one
    for one in (
        outlook,
        outlook_by_index_alone,
        outlook_on_the_web,
        gmail,
        iphone,
        thunderbird,
        becky,
        yahoo_japan,
        android,
        notes,
    )
}
_JAPANESE = ("差出人", "送信日時", "宛先", "件名")
_ENGLISH = ("From", "Date", "To", "Subject")


def _reply(
    person: Person, letter: Received, text: str, *, prefix: str = "Re: ", keeps_prefix: bool = False, **more: object
) -> Sheet:
    """A reply by the book, with this text and prefix; programs put no second prefix before their own."""
    subject = letter.subject
    if not keeps_prefix and subject.casefold().startswith("re:"):
        subject = subject[3:].lstrip()
    return person.replies(letter).but(text=text, subject=f"{prefix}{subject}").but(**more)


def _head(letter: Received, labels: tuple[str, str, str, str]) -> str:
    said = (_sender(letter), "2026年11月30日 10:00", letter.letter.recipient, letter.subject)
    return "\n".join(f"{label}: {one}" for label, one in zip(labels, said, strict=True)) + "\n"


def _sender(letter: Received) -> str:
    author = letter.mail.senders[0]
    return f"{author.name} <{author.address}>"


def _marked(letter: Received, *, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in letter.text.strip().splitlines())
