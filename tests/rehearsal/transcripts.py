"""The transcripts of the guide's stories: what a rehearsal prints, kept beside each story.

`MAILBOT_WRITE_GOLDEN=1` writes them anew; what changed is then to be read before it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
WRITES = os.environ.get("MAILBOT_WRITE_GOLDEN") == "1"


def transcript(story: str, printed: str = "") -> str:
    """The transcript that is kept; `printed` takes its place where it is written anew."""
    kept = GUIDE / "stories" / f"{story}.txt"
    if WRITES and printed:
        kept.write_text(printed, encoding="utf-8", newline="\n")
    return kept.read_text(encoding="utf-8")
