"""By what the desk knows its own mail when it comes back (REALITIES 31)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LOOP_HEADER = "X-Mailbot-Loop"


def _none_is_ours(message_id: str) -> bool:
    del message_id
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMarks:
    """`loop_id` is this desk's value of the loop header; `addresses` are address keys of the desk; `list_ids` are those
    of groups in front of its own mailbox, whose mail is no list mail (DECISIONS 30); `is_own_message_id` tells our
    signed Message-IDs.
    """

    loop_id: str = ""
    addresses: frozenset[str] = frozenset()
    list_ids: frozenset[str] = frozenset()
    is_own_message_id: Callable[[str], bool] = _none_is_ours


NOBODYS = OwnMarks()
