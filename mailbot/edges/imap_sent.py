"""Looks into an account's Sent folder for a letter whose sending ended without an answer (DECISIONS 32)."""

from __future__ import annotations

import logging

from mailbot.edges.doors import words_of
from mailbot.edges.imap import ImapAccount, ImapError
from mailbot.edges.imap_shared import SharedMailbox

log = logging.getLogger(__name__)


class ImapSentFolder:
    """Connects for each question, since there are few; `folder` is where the provider files what it accepted."""

    def __init__(self, account: ImapAccount, folder: str) -> None:
        self._account = account
        self._folder = folder

    def has(self, message_id: str) -> bool | None:
        """Whether the folder holds the letter; None when the server cannot be asked."""
        try:
            with SharedMailbox(self._account) as mailbox:
                mailbox.select(mailbox.sent_folder(self._folder))
                return mailbox.has_message(message_id)
        except (ImapError, OSError, ValueError) as error:
            log.warning("sent folder of %s: %s", self._account.name, words_of(error))
            return None
