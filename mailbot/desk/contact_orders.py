"""What staff write of a contact: the command with its contract and verb, and the card in lines of a mail (row A8)."""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mailbot.desk.contract_columns import ROLE_NAMES
from mailbot.desk.contract_reading import address_fault, zone_fault
from mailbot.desk.people import Contact, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Verb(enum.StrEnum):
    """What is to be done with a contact."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    LIST = "list"


VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "追加": Verb.ADD, "登録": Verb.ADD, "add": Verb.ADD, "new": Verb.ADD,
        "変更": Verb.CHANGE, "修正": Verb.CHANGE, "更新": Verb.CHANGE, "change": Verb.CHANGE, "update": Verb.CHANGE,
        "削除": Verb.REMOVE, "解除": Verb.REMOVE, "remove": Verb.REMOVE, "delete": Verb.REMOVE,
        "一覧": Verb.LIST, "list": Verb.LIST,
    }
)  # fmt: skip
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "名前": "name", "氏名": "name", "お名前": "name", "name": "name",
        "メール": "addresses", "メールアドレス": "addresses", "アドレス": "addresses", "email": "addresses",
        "e-mail": "addresses", "mail": "addresses", "address": "addresses", "addresses": "addresses",
        "役割": "roles", "role": "roles", "roles": "roles",
        "部署": "department", "所属": "department", "department": "department",
        "役職": "title", "title": "title", "敬称": "honorific", "honorific": "honorific",
        "会社": "company", "会社名": "company", "company": "company",
        "言語": "language", "language": "language",
        "タイムゾーン": "timezone", "time zone": "timezone", "timezone": "timezone",
        "社外": "outside", "outside": "outside",
    }
)  # fmt: skip
ROLES: Mapping[str, str] = MappingProxyType(
    {role.value: role.value for role in Role}
    | ROLE_NAMES
    | {"管理責任者": "admin", "窓口": "admin", "通知先": "notice", "お知らせ": "notice", "緊急連絡先": "emergency"}
    | {"請求先": "billing", "経理": "billing"}
)
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"日本語": "ja", "ja": "ja", "japanese": "ja", "英語": "en", "en": "en", "english": "en"}
)
_YES = frozenset({"はい", "可", "yes", "ok", "true", "○", "〇", "社外", "outside"})
_NONE = frozenset({"なし", "無し", "無", "none", "-", "空"})
_PERSON = re.compile(
    r"(?P<name>[^<>]*?)\s*<?(?:mailto:)?(?P<address>[^\s<>,、;「」]+@[^\s<>,、;「」]+)>?\s*(?P<rest>.*)"
)
_HONORIFIC = re.compile(r"\s*(?:様|さま|さん|殿|氏)$")
_BETWEEN = re.compile(r"[\s,、，;；/／・&]+")
_ENDS = re.compile(
    r"[\s>*|]*(?:from|差出人|送信者|送信元)[\s*]*[:：]|[-_=━─*]{2,}|begin forwarded message", re.IGNORECASE
)
MOST_PEOPLE = 30
"""People that one mail may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCommand:
    """`#contact C-1 add …`: the contract as it was written, what to do, and the words behind."""

    contract_id: str
    verb: Verb
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenCard:
    """The fields of a card as far as they were written; `outside` says that a foreign address is meant. Each fault is
    a key of the refusals with what it is about."""

    fields: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    outside: bool = False
    faults: tuple[str, ...] = ()

    def new(self) -> Contact:
        """The contact of a whole card."""
        return Contact(**self.fields)

    def on(self, contact: Contact) -> Contact:
        """The contact with what was written put in place of what stood there."""
        return replace(contact, **self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLines:
    """What stands below the commands: one card in labelled lines, people of one line each, and what is neither."""

    labelled: SpokenCard | None = None
    people: tuple[SpokenCard, ...] = ()
    strays: tuple[str, ...] = ()


def spoken_contact(argument: str) -> ContactCommand | None:
    """`C-1 追加 …`, the verb before or behind the contract; without a verb, and with nothing behind it, the list."""
    words = unicodedata.normalize("NFKC", argument).split(maxsplit=2)
    verbs = [_verb(word) for word in words[:2]]
    if len(words) == 1 and verbs[0] is None:
        return ContactCommand(contract_id=_bare_id(words[0]), verb=Verb.LIST)
    if len(words) < 2 or (verbs[0] is None) == (verbs[1] is None):
        return None
    verb, which = (verbs[0], words[1]) if verbs[0] else (verbs[1], words[0])
    assert verb is not None
    return ContactCommand(contract_id=_bare_id(which), verb=verb, rest=words[2].strip() if words[2:] else "")


def _verb(word: str) -> Verb | None:
    plain = word.casefold().rstrip("。.:")
    japanese = (verb for spelt, verb in VERBS.items() if not spelt.isascii() and plain.startswith(spelt))
    return VERBS.get(plain) or next(japanese, None)


def _bare_id(word: str) -> str:
    return word.rstrip("にのへを:,、")


def spoken_person(line: str) -> SpokenCard | None:
    """`山田 太郎 <yamada@client.example> 管理 請求`; None where the line names no address."""
    match = _PERSON.fullmatch(unicodedata.normalize("NFKC", line).strip(" \t・-*●■"))
    if match is None:
        return None
    fields: dict[str, Any] = {"addresses": (match["address"],)}
    if name := _name(match["name"]):
        fields["name"] = name
    behind = spoken_words(match["rest"])
    faults = (*(() if name else ("contact-name",)), *_address_faults(fields["addresses"]), *behind.faults)
    return SpokenCard(fields=MappingProxyType(fields | dict(behind.fields)), outside=behind.outside, faults=faults)


def spoken_words(text: str) -> SpokenCard:
    """Roles, a language and `社外` / `outside` in a row, and fields like `部署：営業部` between them."""
    roles: set[Role] = set()
    fields: dict[str, Any] = {}
    faults: list[str] = []
    outside = False
    for word in (one for one in _BETWEEN.split(text) if one):
        plain, (label, value) = word.casefold(), _labelled(word)
        if plain in ROLES:
            roles.add(Role(ROLES[plain]))
        elif plain in LANGUAGES:
            fields["language"] = LANGUAGES[plain]
        elif plain in {"社外", "outside"}:
            outside = True
        elif label and value:
            card = _of_label(label, value)
            fields |= dict(card.fields)
            outside, faults = outside or card.outside, [*faults, *card.faults]
        else:
            faults.append(f"contact-word: {word}")
    roles_given = {"roles": frozenset(roles)} if roles else {}
    return SpokenCard(fields=MappingProxyType(fields | roles_given), outside=outside, faults=tuple(faults))


def read_card_lines(text: str) -> CardLines:
    """The cards in the text of a mail; what stands below the head of a forwarded mail is not looked at."""
    labelled: dict[str, SpokenCard] = {}
    people, strays = [], []
    for line in _own_lines(text):
        label, value = _labelled(line)
        person = None if label else spoken_person(line)
        if label:
            labelled[label] = _of_label(label, value)
        elif person is not None:
            people.append(person)
        else:
            strays.append(line)
    return CardLines(labelled=_joined(labelled), people=tuple(people[: MOST_PEOPLE + 1]), strays=tuple(strays))


def _own_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if _ENDS.match(line.strip()):
            return
        if line.strip():
            yield line.strip()


def _labelled(line: str) -> tuple[str, str]:
    """The key of the label that a line begins with, and what stands behind it."""
    label, colon, value = unicodedata.normalize("NFKC", line).partition(":")
    return (LABELS.get(label.strip(" \t・-*●■").casefold(), ""), value.strip()) if colon else ("", "")


def _joined(labelled: Mapping[str, SpokenCard]) -> SpokenCard | None:
    if not labelled:
        return None
    fields = {key: value for card in labelled.values() for key, value in card.fields.items()}
    faults = tuple(fault for card in labelled.values() for fault in card.faults)
    outside = any(card.outside for card in labelled.values())
    return SpokenCard(fields=MappingProxyType(fields), outside=outside, faults=faults)


def _of_label(label: str, value: str) -> SpokenCard:
    """What one labelled line says; an empty one says nothing, and `なし` / `none` empties its field."""
    if not value:
        return SpokenCard()
    if label == "outside":
        return SpokenCard(outside=value.casefold() in _YES)
    found, faults = _value(label, value)
    return SpokenCard(fields=MappingProxyType({} if faults else {label: found}), faults=faults)


def _value(label: str, value: str) -> tuple[Any, tuple[str, ...]]:
    plain = value.casefold()
    match label:
        case "addresses":
            addresses = tuple(one.strip("<>") for one in _BETWEEN.split(value) if one)
            return addresses, _address_faults(addresses)
        case "roles":
            words = [one for one in _BETWEEN.split(plain) if one]
            wrong = tuple(f"contact-role: {one}" for one in words if one not in ROLES)
            return frozenset(Role(ROLES[one]) for one in words if one in ROLES), wrong
        case "name":
            return _name(value), ()
        case _ if plain in _NONE:
            return "", ()
        case "language":
            return LANGUAGES.get(plain, ""), () if plain in LANGUAGES else (f"contact-language: {value}",)
        case "timezone":
            return value, (f"contact-zone: {value}",) if zone_fault(value) else ()
        case _:
            return value, ()


def _name(text: str) -> str:
    return _HONORIFIC.sub("", text.strip().strip("\"'「」")).strip()


def _address_faults(addresses: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"contact-address: {one}" for one in addresses if address_fault(one))
