"""Every letter that the desk writes: one frozen class a letter, its folder's name and its sending policy on it."""

from __future__ import annotations

from typing import TypeAlias

from mailbot.desk.labels import Labels
from mailbot.desk.letters.customer import (
    CaseOpened,
    ContractExpired,
    HeldUnproven,
    LinkedCase,
    RefusedColleague,
    RefusedStranger,
    StaffAnswer,
    TooLarge,
)
from mailbot.desk.letters.parts import (
    Author,
    ClockLine,
    CommandHelp,
    DeskCard,
    HeldItem,
    Lowered,
    Reader,
    RefusedCommand,
    Telephone,
)
from mailbot.desk.letters.policy import Audience, AutoSubmitted
from mailbot.desk.letters.staff import (
    StaffCommandRefused,
    StaffDeliveryFailed,
    StaffFollowUp,
    StaffHeldList,
    StaffHelp,
    StaffIntakeStopped,
    StaffNewCase,
    StaffReceipt,
)

CustomerLetter: TypeAlias = (
    CaseOpened
    | LinkedCase
    | RefusedStranger
    | RefusedColleague
    | HeldUnproven
    | ContractExpired
    | TooLarge
    | StaffAnswer
)
StaffLetter: TypeAlias = (
    StaffNewCase
    | StaffFollowUp
    | StaffHeldList
    | StaffReceipt
    | StaffCommandRefused
    | StaffDeliveryFailed
    | StaffIntakeStopped
    | StaffHelp
)
Letter: TypeAlias = CustomerLetter | StaffLetter

LETTERS: tuple[type[Letter], ...] = (
    CaseOpened,
    LinkedCase,
    RefusedStranger,
    RefusedColleague,
    HeldUnproven,
    ContractExpired,
    TooLarge,
    StaffAnswer,
    StaffNewCase,
    StaffFollowUp,
    StaffHeldList,
    StaffReceipt,
    StaffCommandRefused,
    StaffDeliveryFailed,
    StaffIntakeStopped,
    StaffHelp,
)

__all__ = [
    "LETTERS",
    "Audience",
    "Author",
    "AutoSubmitted",
    "CaseOpened",
    "ClockLine",
    "CommandHelp",
    "ContractExpired",
    "CustomerLetter",
    "DeskCard",
    "HeldItem",
    "HeldUnproven",
    "Labels",
    "Letter",
    "LinkedCase",
    "Lowered",
    "Reader",
    "RefusedColleague",
    "RefusedCommand",
    "RefusedStranger",
    "StaffAnswer",
    "StaffCommandRefused",
    "StaffDeliveryFailed",
    "StaffFollowUp",
    "StaffHeldList",
    "StaffHelp",
    "StaffIntakeStopped",
    "StaffLetter",
    "StaffNewCase",
    "StaffReceipt",
    "Telephone",
    "TooLarge",
]
