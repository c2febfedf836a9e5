"""format=flowed text put back into paragraphs (RFC 3676; READING-MAIL D19)."""

from __future__ import annotations


def unflow(text: str, *, delsp: bool) -> str:
    """Lines that end in a blank are joined to the next of the same quote depth; `delsp` drops that blank.

    Stuffed blanks go; the signature mark `-- ` and an empty line end a paragraph and stay. Linear.
    """
    out: list[str] = []
    pending: list[str] = []
    pending_depth = 0
    for raw_line in text.split("\n"):
        depth, line = _unstuffed(raw_line)
        if pending and (depth != pending_depth or line in {"", "-- "}):
            out.append(_quoted(pending_depth, "".join(pending)))
            pending = []
        if line.endswith(" ") and line != "-- ":
            pending.append(line[:-1] if delsp else line)
            pending_depth = depth
            continue
        out.append(_quoted(depth, "".join(pending) + line))
        pending = []
    if pending:
        out.append(_quoted(pending_depth, "".join(pending)))
    return "\n".join(out)


def _unstuffed(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    depth = len(line) - len(content)
    return depth, content.removeprefix(" ")


def _quoted(depth: int, line: str) -> str:
    return ">" * depth + (" " if depth else "") + line
