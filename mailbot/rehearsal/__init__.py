"""Playing a story, or the desk's own past, in virtual time: nothing leaves and nothing that exists is changed."""

from mailbot.rehearsal.past import Judged, play_past
from mailbot.rehearsal.play import Played, Rehearsal
from mailbot.rehearsal.story import Story, StoryMail, StoryStatement, read_story

__all__ = ["Judged", "Played", "Rehearsal", "Story", "StoryMail", "StoryStatement", "play_past", "read_story"]
