"""The clocks of a case: played over its events as a pure function, and explained in words."""

from mailbot.desk.clocks.board import HoursOf
from mailbot.desk.clocks.explain import explain
from mailbot.desk.clocks.play import Game, Keys, Versions, play
from mailbot.desk.clocks.values import (
    Breach,
    ClockState,
    Moment,
    Notice,
    Playing,
    Silence,
    State,
    next_due,
    overdue,
    wakes_at,
)

__all__ = [
    "Breach",
    "ClockState",
    "Game",
    "HoursOf",
    "Keys",
    "Moment",
    "Notice",
    "Playing",
    "Silence",
    "State",
    "Versions",
    "explain",
    "next_due",
    "overdue",
    "play",
    "wakes_at",
]
