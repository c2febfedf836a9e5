"""What is known of a client's units where a mail is decided upon, and what follows from it: whether a new matter is
covered, whether work may start, and whether a customer's words are the consent that was asked for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.ledger import Act
from mailbot.desk.ledger_acts import NotEnough, reserve
from mailbot.desk.packs_cover import NOTHING_PROMISED, Cover, Promised, cover
from mailbot.desk.sign_offs import unsigned

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mailbot.desk.charging import MatterUnits
    from mailbot.desk.ledger import Account
    from mailbot.desk.orders import MeantOrder, PlacedOrder
    from mailbot.desk.people import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenOrder:
    """An order as staff write it in a command: `C-1 10 PO-17`; the reference may be left out."""

    contract_id: str
    units: int
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsFacts:
    """`accounts` of the contracts concerned, by id, where units are counted; `matter` is how the case of the thread
    stands. `sold` are the contracts that orders of the mail name, `placed` the orders that each has already.
    `promised` is what accepted cases will take of these contracts, where the mail may bring a new matter."""

    accounts: Mapping[str, Account] = field(default_factory=lambda: MappingProxyType({}))
    promised: Mapping[str, Promised] = field(default_factory=lambda: MappingProxyType({}))
    matter: MatterUnits | None = None
    answers_estimate: bool = False
    """Whether the mail replies to the newest letter that asked for a consent on the case."""
    sold: Mapping[str, Contract] = field(default_factory=lambda: MappingProxyType({}))
    placed: Mapping[str, tuple[PlacedOrder, ...]] = field(default_factory=lambda: MappingProxyType({}))
    meant: tuple[MeantOrder, ...] = ()
    """The orders that the mail would take back."""

    def cover_of(self, contract_id: str, at: datetime) -> Cover | None:
        """How the contract's packs stand towards a new matter, with what is promised to those that were accepted
        before; None where nothing is counted."""
        account = self.accounts.get(contract_id)
        promised = self.promised.get(contract_id, NOTHING_PROMISED)
        return cover(account, at, promised=promised.units) if account is not None else None

    def missing(self, contract_id: str, case_id: int, at: datetime, *, units: int, accepted_on: date) -> int:
        """How many units lack for a case that is to cost so many in all; 0 where it is covered.

        A case that was accepted while a pack was valid is served by it to its end (row E3), so what is left in such a
        pack counts, too.
        """
        account = self.accounts.get(contract_id)
        if account is None:
            return 0
        act = Act(at=at, cause="asked")
        booked = reserve(account, act, case_id=case_id, units=units, accepted_on=accepted_on)
        return booked.missing if isinstance(booked, NotEnough) else 0


NO_UNITS = UnitsFacts()

_AGREES = frozenset(
    {
        "承諾",
        "承諾です",
        "承諾します",
        "承諾致します",
        "承諾する",
        "了承",
        "了承致します",
        "同意",
        "同意する",
        "同意致します",
        "はい承諾します",
        "はい承諾いたします",
        "はい承諾致します",
        "はい承諾です",
        "お願いします",
        "お願いいたします",
        "お願い致します",
        "はいお願い致します",
        "ok",
        "okです",
        "承諾いたします",
        "承諾しました",
        "承諾いたしました",
        "了承します",
        "了承いたします",
        "了承しました",
        "了承いたしました",
        "同意します",
        "同意いたします",
        "はい",
        "はいお願いします",
        "はいお願いいたします",
        "承諾しますよろしくお願いします",
        "承諾いたしますよろしくお願いいたします",
        "進めてください",
        "対応をお願いします",
        "対応をお願いいたします",
        "consent",
        "i consent",
        "we consent",
        "i agree",
        "we agree",
        "agreed",
        "yes",
        "yes please",
        "yes please go ahead",
        "please go ahead",
        "go ahead",
    }
)
"""The whole of what a customer may write to agree; whatever says more is read by a person."""
_GREETINGS = re.compile(
    r"(?:いつも)?(?:大変)?お世話になっ(?:ております|ています)|お疲れ様です|(?:よろしく|宜しく)お願い(?:いた|致|申し上げ)?(?:し)?ます"
    r"|どうぞ|(?:best |kind )?regards|thank you|thanks|dear .*|hello.*|hi .*"
)
_SIGNS = re.compile(r"[\s、。，．,.!！・:：]+")
_SENTENCES = re.compile(r"[。!]")
_LIMITS = re.compile(r"[一全]部|だけ|のみ|ただし|除|[?？]")
"""What no signature holds: these limit a consent, or ask."""
_LEGAL_FORM = re.compile(r"(?:株式|有限|合同)会社|\(株\)")
_TIGHT = frozenset(one.replace(" ", "") for one in _AGREES)


def agrees(new_text: str, names: Collection[str] = ()) -> bool:
    """Whether a mail says yes to an estimate and nothing else: a sentence that is a consent, beside it at most
    greetings and the writer's signature with their own `names`. A question, a condition or a no is none of these."""
    plain = unicodedata.normalize("NFKC", new_text)
    called = [unicodedata.normalize("NFKC", name) for name in names]
    known = {part for name in called for part in (name, *name.split(), _LEGAL_FORM.sub("", name).strip())}
    said = [one for line in plain.splitlines() for one in _SENTENCES.split(line.strip().lstrip("#♯"))]
    agreed = [_is_yes(one) for one in said]
    others = [one for one, is_yes in zip(said, agreed, strict=True) if not is_yes]
    return any(agreed) and all(_says_nothing(one, known) for one in others)


def _is_yes(sentence: str) -> bool:
    return _SIGNS.sub("", sentence).casefold() in _TIGHT


def _says_nothing(sentence: str, names: Collection[str]) -> bool:
    """Whether a sentence is a greeting or a part of a signature, as `例示商事の山田です`."""
    said = _SIGNS.sub(" ", sentence).strip().casefold()
    if not said or _GREETINGS.fullmatch(said):
        return True
    rest = unsigned(sentence, names).removesuffix("です")
    return not _LIMITS.search(sentence) and not rest.replace("の", "")


_ORDER = re.compile(
    r"(?P<contract>\S+)\s+(?P<units>\d{1,5})(?:\s*(?:単位|インシデント|件|回|units?|incidents?))?"
    r"(?:\s+(?P<reference>\S{1,40}))?",
    re.ASCII,
)


def spoken_order(argument: str) -> SpokenOrder | None:
    """`C-1 10` or `C-1 10 PO-17`; None for anything else."""
    found = _ORDER.fullmatch(unicodedata.normalize("NFKC", argument).strip())
    if found is None or int(found["units"]) < 1:
        return None
    return SpokenOrder(
        contract_id=found["contract"], units=int(found["units"]), reference=(found["reference"] or "").strip("[]()")
    )
