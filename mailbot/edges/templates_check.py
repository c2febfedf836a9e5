"""Tries every template with sample values, so that a fault in an operator's own is found before a letter is due."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from mailbot.desk.complaints import Complaint
from mailbot.desk.letters import Reader
from mailbot.desk.letters.samples import READERS, samples
from mailbot.edges.templates import Stationery, TemplateTrouble, shipped_templates, template_files

LAYOUT = "layout"


def check_templates(stationery: Stationery) -> tuple[Complaint, ...]:
    """Every fault in the templates, each once, with its file and what to do; empty if all letters can be printed."""
    shipped = template_files([shipped_templates()])
    found = (*_missing_folders(stationery), *_strangers(stationery, shipped), *_troubles(stationery))
    return tuple(dict.fromkeys(found))


def _missing_folders(stationery: Stationery) -> Iterator[Complaint]:
    for folder in stationery.folders:
        if not folder.is_dir():
            yield Complaint((str(folder),), "there is no such folder; make it, or take `templates` out of [desk]")


def _strangers(stationery: Stationery, shipped: Mapping[str, Path]) -> Iterator[Complaint]:
    """Files that no letter uses, most likely misspelt."""
    known = sorted({*shipped, *(name.replace("body.txt", "body.html") for name in shipped if "/body.txt" in name)})
    for name, path in stationery.files.items():
        language, _, rest = name.partition("/")
        if name in known or (f"en/{rest}" in known and language != LAYOUT):
            continue
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield Complaint((str(path),), f"no letter uses a template of this name{hint}")


def _troubles(stationery: Stationery) -> Iterator[Complaint]:
    for language in sorted(stationery.languages):
        reader = _reader(language)
        for sample in samples():
            try:
                rendered = stationery.render(sample.letter, reader)
            except TemplateTrouble as trouble:
                place = f"{trouble.file}, line {trouble.line}" if trouble.line else trouble.file
                yield Complaint((place,), f"{trouble.message} (in the letter {sample.letter.key})")
                continue
            for part, text in (("subject", rendered.subject), ("body", rendered.text.strip())):
                if not text:
                    yield Complaint(
                        (f"{language}/{sample.letter.key}/{part}.txt",),
                        "this prints nothing; a letter needs a subject and a body",
                    )


def _reader(language: str) -> Reader:
    return READERS.get(language) or replace(READERS["en"], language=language)
