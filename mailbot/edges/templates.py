"""Letters printed from their templates: one body source a letter and language gives both the text and the HTML.

All of Jinja2 is here. Templates are the operator's, never a customer's words; those are data to them.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

import mailbot
from mailbot.desk import subjects, wording
from mailbot.desk.letters import LETTERS, DeskCard, Letter, Reader
from mailbot.edges import stationery_words
from mailbot.edges.stationery_html import FONT, pieces
from mailbot.edges.stationery_source import (
    OWN_HTML,
    Document,
    Paragraph,
    plain,
    read_source,
    runs_of,
)
from mailbot.edges.stationery_text import as_text
from mailbot.edges.stationery_words import Voice, short

OWN_BODY = "own-body"
PREHEADER = 80
"""Half-width columns (LETTERS 4.6)."""
MOST_JUDGED = 4096
"""Answers of the sandbox that are kept; templates name far fewer attributes."""
LAYOUTS: Mapping[str, str] = {"person": "person", "staff": "staff", "copy": "staff"}


class TemplateTrouble(ValueError):
    """A template that cannot be printed: its file, the line if known, and what is wrong with it."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}{f', line {line}' if line else ''}: {message}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A letter ready to be composed: both bodies say the same; `preheader` is in the HTML already."""

    subject: str
    text: str
    html: str
    preheader: str


def shipped_templates() -> Path:
    """The templates that come with mailbot: in the package of a wheel, at the top of a checkout."""
    package = Path(mailbot.__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which judges each attribute of a type once: of the value it asks nothing but the type."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._judged: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        asked = (type(obj), attr)
        judged = self._judged.get(asked)
        if judged is None:
            judged = super().is_safe_attribute(obj, attr, value)
            if len(self._judged) < MOST_JUDGED:
                self._judged[asked] = judged
        return judged


class Stationery:
    """Prints letters for one desk. Each file is taken from the first folder that has it, and compiled once."""

    def __init__(self, folders: Sequence[Path], desk: DeskCard) -> None:
        self.desk = desk
        self.folders = tuple(folders)
        self.files = template_files(self.folders)
        self._names = {kind.key: field_names(kind) for kind in LETTERS}
        self.languages = frozenset(name.split("/", 1)[0] for name in self.files) - {"layout"}
        loader = jinja2.ChoiceLoader(
            [jinja2.DictLoader({OWN_BODY: f"{OWN_HTML}\n"}), jinja2.FileSystemLoader(self.folders)]
        )
        self._source = _environment(loader, stationery_words.printed)
        self._html = _environment(loader, stationery_words.printed_in_html, autoescape=True)

    def warm(self) -> None:
        """Compile every file now, so that the first letter of a worker waits for none. A faulty one is told of when its
        letter is written."""
        for name in self.files:
            with suppress(jinja2.TemplateError, OSError, ValueError):
                (self._html if name.endswith(".html") else self._source).get_template(name)
        self._source.get_template(OWN_BODY)

    def render(self, letter: Letter, reader: Reader) -> Rendered:
        """The letter as this reader gets it; TemplateTrouble names the file at fault."""
        voice = self.voice_for(letter, reader)
        folder = f"{voice.language}/{letter.key}"
        context = self._context(letter, reader, voice)
        frame = f"{voice.language}/frame/{letter.frame}.txt"
        with _naming_the_file(frame):
            subject = self._line(f"{folder}/subject.txt", context)
            document = self._document(frame, f"{folder}/body.txt", context)
            preheader = self._preheader(f"{folder}/preheader.txt", context, document)
            own = f"{folder}/body.html"
            shown, own_body = document, Markup()
            if own in self.files:
                shown = self._document(frame, OWN_BODY, context)
                own_body = Markup(self._html.get_template(own).render(context))  # noqa: S704 - escaped by its environment
            looks = {
                "subject": escape(subject),
                "preheader": escape(preheader),
                "language": escape(voice.language),
                "font": FONT,
                "body": pieces(shown.body, own_body),
                "footer": pieces(shown.footer),
                "voice": voice,
            }
            layout = self._html.get_template(f"layout/{LAYOUTS.get(letter.frame, 'customer')}.html")
            return Rendered(subject=subject, text=as_text(document), html=layout.render(looks), preheader=preheader)

    def _card(self, reader: Reader, language: str) -> DeskCard:
        card = self.desk.in_language(language)
        return replace(card, opening_hours=reader.opening_hours) if reader.opening_hours else card

    def voice_for(self, letter: Letter, reader: Reader) -> Voice:
        """Language and zone of the reader, else the desk's (DECISIONS 37)."""
        language = next((one for one in (reader.language, self.desk.language) if one in self.languages), "en")
        return Voice(
            language=language,
            zone=ZoneInfo(reader.timezone or self.desk.timezone),
            desk=self._card(reader, language),
            with_year=letter.audience == "customer",
            dead_links=letter.audience == "customer",
        )

    def _context(self, letter: Letter, reader: Reader, voice: Voice) -> dict[str, object]:
        return {
            **{name: getattr(letter, name) for name in self._names[letter.key]},
            "reader": reader,
            "desk": voice.desk,
            "language": voice.language,
            "salutation": wording.salutation(reader, voice.language),
            "case_subject": partial(subjects.case_subject, language=voice.language),
            "reply_subject": partial(subjects.reply_subject, language=voice.language),
            "is_cut": stationery_words.is_cut,
            "voice": voice,
        }

    def _document(self, frame: str, body: str, context: Mapping[str, object]) -> Document:
        printed = self._source.get_template(frame).render(context, body=body)
        voice = context["voice"]
        return read_source(printed, language=voice.language if isinstance(voice, Voice) else "")

    def _line(self, name: str, context: Mapping[str, object]) -> str:
        return _unmarked(self._source.get_template(name).render(context))

    def _preheader(self, name: str, context: Mapping[str, object], document: Document) -> str:
        """The letter's own, else its first sentence; none for a person's answer, which speaks for itself."""
        if name in self.files:
            return short(self._line(name, context), PREHEADER)
        return next((plain(block.lines[0]) for block in document.body if isinstance(block, Paragraph)), "")


def field_names(kind: type[Letter]) -> tuple[str, ...]:
    """What a template of this letter may name: the letter's fields, and the questions that it answers itself."""
    asked = (name for base in kind.__mro__ for name, value in vars(base).items() if isinstance(value, property))
    return (*(field.name for field in fields(kind)), *asked)


def template_files(folders: Sequence[Path]) -> Mapping[str, Path]:
    """Every template by its name, from the first folder that has it."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".txt", ".html"}:
                found.setdefault(path.relative_to(folder).as_posix(), path)
    return found


def _environment(
    loader: jinja2.BaseLoader, finalize: stationery_words.Filter, *, autoescape: bool = False
) -> ImmutableSandboxedEnvironment:
    environment = _Sandbox(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        autoescape=autoescape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters.update(stationery_words.FILTERS)
    environment.globals.clear()
    return environment


def _unmarked(printed: str) -> str:
    """A printed template as one line without its marks."""
    return " ".join(plain(runs_of(printed)).split())


@contextmanager
def _naming_the_file(otherwise: str) -> Iterator[None]:
    try:
        yield
    except jinja2.TemplateNotFound as error:
        raise TemplateTrouble(str(error.name), 0, "this template is missing") from error
    except jinja2.TemplateSyntaxError as error:
        raise TemplateTrouble(error.filename or otherwise, error.lineno, str(error.message)) from error
    except (jinja2.TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        file, line = _place_of(error, otherwise)
        raise TemplateTrouble(file, line, str(error)) from error


def _place_of(error: Exception, otherwise: str) -> tuple[str, int]:
    """The innermost template that was being printed."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.endswith((".txt", ".html"))]
    return (inside[-1].filename, inside[-1].lineno or 0) if inside else (otherwise, 0)
