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
    Changed,
    ClockLine,
    CommandHelp,
    DeskCard,
    ExplainedClock,
    HeldItem,
    LastMail,
    Lowered,
    MovedClock,
    Reader,
    RefusedCommand,
    Telephone,
)
from mailbot.desk.letters.policy import Audience, AutoSubmitted, SendingKind
from mailbot.desk.letters.promises import (
    Closed,
    ClosingNotice,
    InterimReport,
    LateNotice,
    NewReplyBy,
    Resolved,
)
from mailbot.desk.letters.reminders import (
    StaffBeforeBreach,
    StaffBreached,
    StaffEscalation,
    StaffExplained,
    StaffForecastWanted,
    StaffInterimDue,
)
from mailbot.desk.letters.serving import OwnCaseLine, OwnCases
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
    | InterimReport
    | LateNotice
    | NewReplyBy
    | ClosingNotice
    | Closed
    | Resolved
    | OwnCases
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
    | StaffBeforeBreach
    | StaffBreached
    | StaffEscalation
    | StaffInterimDue
    | StaffForecastWanted
    | StaffExplained
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
    InterimReport,
    LateNotice,
    NewReplyBy,
    ClosingNotice,
    Closed,
    Resolved,
    OwnCases,
    StaffNewCase,
    StaffFollowUp,
    StaffHeldList,
    StaffReceipt,
    StaffCommandRefused,
    StaffDeliveryFailed,
    StaffIntakeStopped,
    StaffHelp,
    StaffBeforeBreach,
    StaffBreached,
    StaffEscalation,
    StaffInterimDue,
    StaffForecastWanted,
    StaffExplained,
)

__all__ = [
    "LETTERS",
    "Audience",
    "Author",
    "AutoSubmitted",
    "CaseOpened",
    "Changed",
    "ClockLine",
    "Closed",
    "ClosingNotice",
    "CommandHelp",
    "ContractExpired",
    "CustomerLetter",
    "DeskCard",
    "ExplainedClock",
    "HeldItem",
    "HeldUnproven",
    "InterimReport",
    "Labels",
    "LastMail",
    "LateNotice",
    "Letter",
    "LinkedCase",
    "Lowered",
    "MovedClock",
    "NewReplyBy",
    "OwnCaseLine",
    "OwnCases",
    "Reader",
    "RefusedColleague",
    "RefusedCommand",
    "RefusedStranger",
    "Resolved",
    "SendingKind",
    "StaffAnswer",
    "StaffBeforeBreach",
    "StaffBreached",
    "StaffCommandRefused",
    "StaffDeliveryFailed",
    "StaffEscalation",
    "StaffExplained",
    "StaffFollowUp",
    "StaffForecastWanted",
    "StaffHeldList",
    "StaffHelp",
    "StaffIntakeStopped",
    "StaffInterimDue",
    "StaffLetter",
    "StaffNewCase",
    "StaffReceipt",
    "Telephone",
    "TooLarge",
]
