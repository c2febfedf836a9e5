"""What is wrong in something that a person wrote, and where; collected whole, so that one look shows every fault."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """One fault: the keys that lead to it from the outermost in, and a sentence that says what to do."""

    path: tuple[str | int, ...]
    message: str

    def under(self, *outer: str | int) -> "Complaint":
        """The same fault seen from further outside."""
        return Complaint((*outer, *self.path), self.message)

    @property
    def key(self) -> str:
        """The path as it is spelt in TOML: ``calendars.office.weekly``, list places in brackets."""
        spelt = ""
        for step in self.path:
            spelt += f"[{step}]" if isinstance(step, int) else f"{'.' if spelt else ''}{step}"
        return spelt

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.path else self.message


class Complaints(ValueError):
    """Refuses what cannot be used as it stands; ``complaints`` holds every fault, never none."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints: tuple[Complaint, ...] = tuple(complaints)
        super().__init__("\n".join(map(str, self.complaints)))
