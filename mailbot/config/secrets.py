"""Passwords and keys by reference: where one lies, never what it is, until the moment of its use."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path


class SecretMissing(OSError):
    """A secret could not be read; the message names the variable or the file, never a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """Names an environment variable or a file (REALITIES 110). Showing it shows the reference alone."""

    env: str = ""
    file: Path | None = None

    def __str__(self) -> str:
        return f"{{ env = {self.env!r} }}" if self.env else f"{{ file = {str(self.file)!r} }}"

    def __repr__(self) -> str:
        return f"Secret({self})"

    def read(self) -> str:
        """The value as it is now, without the line end of its file. Raises SecretMissing."""
        if self.file is None:
            return self._from_environment()
        try:
            value = self.file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise SecretMissing(f"the secret file {self.file} cannot be read: {reason}") from None
        if not value:
            raise SecretMissing(f"the secret file {self.file} is empty: write the value into it")
        return value

    def _from_environment(self) -> str:
        value = os.environ.get(self.env, "")
        if not value:
            raise SecretMissing(f"the environment variable {self.env} is not set: set it before starting")
        return value

    def exposure(self) -> str:
        """What is wrong with the rights of its file, in words; empty when all is well or it is no file."""
        if self.file is None:
            return ""
        try:
            mode = stat.S_IMODE(self.file.stat().st_mode)
        except OSError:
            return ""
        if mode & 0o007:
            return f"everybody on this machine may read {self.file} (mode {mode:04o}): run chmod 600 on it"
        return ""
