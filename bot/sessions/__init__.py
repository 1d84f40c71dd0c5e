"""What happens to a patient's check-ins when their treatment or their life changes: seen first, then done in one transaction.

`preview` says what a change would do and `apply` does exactly that: a session moved, cancelled, missed or added, a patient in
another zone, paused, resumed or discharged. What has been sent is never touched, and the same change twice is done once.
"""

from bot.sessions.applying import apply
from bot.sessions.change import SEND, SKIP, Change, Choices
from bot.sessions.changes import changes
from bot.sessions.course import Course, Row, Treatment
from bot.sessions.ending import DISCHARGED, ENDINGS, PAUSED, SUPERSEDED
from bot.sessions.intentions import Add, Cancel, ChangeZone, Discharge, Intention, Move, Pause, Resume
from bot.sessions.moments import FURTHEST, check_moment
from bot.sessions.previewing import Outdated, Preview
from bot.sessions.reading import adding, course_of, courses_of, preview

__all__ = [
    "DISCHARGED",
    "ENDINGS",
    "FURTHEST",
    "PAUSED",
    "SEND",
    "SKIP",
    "SUPERSEDED",
    "Add",
    "Cancel",
    "Change",
    "ChangeZone",
    "Choices",
    "Course",
    "Discharge",
    "Intention",
    "Move",
    "Outdated",
    "Pause",
    "Preview",
    "Resume",
    "Row",
    "Treatment",
    "adding",
    "apply",
    "changes",
    "check_moment",
    "course_of",
    "courses_of",
    "preview",
]
