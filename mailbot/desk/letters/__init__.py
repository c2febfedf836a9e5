"""Every letter that the desk writes: one frozen class a letter, its folder's name and its sending policy on it."""

from __future__ import annotations

from typing import TypeAlias

from mailbot.desk.labels import Labels
from mailbot.desk.letters.announcements import ANNOUNCEMENTS, AnnouncementLetter
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
from mailbot.desk.letters.matters import CaseMerged, CaseSplit, OutOfScope, StaffMerged
from mailbot.desk.letters.monthly import MonthCount, MonthlyReport, MonthUptime, StaffMonthlyReport
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
from mailbot.desk.letters.serving import OwnCaseLine, OwnCases, OwnFaultLine, ReportAsked
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
from mailbot.desk.letters.staff_announcing import STAFF_ANNOUNCING, StaffAnnouncingLetter
from mailbot.desk.letters.staff_desk import (
    Away,
    HeldLine,
    QueueLine,
    QueueSection,
    RecordEvent,
    RecordMessage,
    StaffDigest,
    StaffFound,
    StaffList,
    StaffOwnerAway,
    StaffRecord,
)
from mailbot.desk.letters.staff_held import STAFF_HELD, HeldBecause, HeldLetter, StaffAnswerHeld, StaffApprovalWanted
from mailbot.desk.letters.staff_mailbox import StaffMailboxNote
from mailbot.desk.letters.staff_reports import STAFF_REPORTS, StaffReportDecided, StaffReportLetter, StaffReportWanted
from mailbot.desk.letters.statements import StatementLetter
from mailbot.desk.letters.units import (
    UNITS_LETTERS,
    Estimate,
    LevelCost,
    PackEmpty,
    PackExpired,
    PackLow,
    PackShare,
    Renewal,
    UnitsBalance,
    UnitsConsumed,
    UnitsLetter,
    UnitsLine,
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
    | OutOfScope
    | CaseSplit
    | CaseMerged
    | OwnCases
    | ReportAsked
    | MonthlyReport
    | UnitsLetter
    | StatementLetter
    | AnnouncementLetter
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
    | HeldLetter
    | StaffMerged
    | StaffDigest
    | StaffList
    | StaffFound
    | StaffRecord
    | StaffOwnerAway
    | StaffMailboxNote
    | StaffMonthlyReport
    | StaffAnnouncingLetter
    | StaffReportLetter
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
    OutOfScope,
    CaseSplit,
    CaseMerged,
    OwnCases,
    ReportAsked,
    *UNITS_LETTERS,
    StatementLetter,
    MonthlyReport,
    *ANNOUNCEMENTS,
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
    *STAFF_HELD,
    StaffMerged,
    StaffDigest,
    StaffList,
    StaffFound,
    StaffRecord,
    StaffOwnerAway,
    StaffMailboxNote,
    StaffMonthlyReport,
    *STAFF_ANNOUNCING,
    *STAFF_REPORTS,
)

__all__ = [
    "LETTERS",
    "Audience",
    "Author",
    "AutoSubmitted",
    "Away",
    "CaseMerged",
    "CaseOpened",
    "CaseSplit",
    "Changed",
    "ClockLine",
    "Closed",
    "ClosingNotice",
    "CommandHelp",
    "ContractExpired",
    "CustomerLetter",
    "DeskCard",
    "Estimate",
    "ExplainedClock",
    "HeldBecause",
    "HeldItem",
    "HeldLine",
    "HeldUnproven",
    "InterimReport",
    "Labels",
    "LastMail",
    "LateNotice",
    "Letter",
    "LevelCost",
    "LinkedCase",
    "Lowered",
    "MonthCount",
    "MonthUptime",
    "MonthlyReport",
    "MovedClock",
    "NewReplyBy",
    "OutOfScope",
    "OwnCaseLine",
    "OwnCases",
    "OwnFaultLine",
    "PackEmpty",
    "PackExpired",
    "PackLow",
    "PackShare",
    "QueueLine",
    "QueueSection",
    "Reader",
    "RecordEvent",
    "RecordMessage",
    "RefusedColleague",
    "RefusedCommand",
    "RefusedStranger",
    "Renewal",
    "ReportAsked",
    "Resolved",
    "SendingKind",
    "StaffAnswer",
    "StaffAnswerHeld",
    "StaffApprovalWanted",
    "StaffBeforeBreach",
    "StaffBreached",
    "StaffCommandRefused",
    "StaffDeliveryFailed",
    "StaffDigest",
    "StaffEscalation",
    "StaffExplained",
    "StaffFollowUp",
    "StaffForecastWanted",
    "StaffFound",
    "StaffHeldList",
    "StaffHelp",
    "StaffIntakeStopped",
    "StaffInterimDue",
    "StaffLetter",
    "StaffList",
    "StaffMailboxNote",
    "StaffMerged",
    "StaffMonthlyReport",
    "StaffNewCase",
    "StaffOwnerAway",
    "StaffReceipt",
    "StaffRecord",
    "StaffReportDecided",
    "StaffReportWanted",
    "StatementLetter",
    "Telephone",
    "TooLarge",
    "UnitsBalance",
    "UnitsConsumed",
    "UnitsLine",
]
