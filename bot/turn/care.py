"""What is known about a patient at the moment of a text. Travels to the Rasa action as JSON, so it is all plain values."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from bot.levels import worst
from bot.memory import Memory
from bot.turn.danger import Danger

#: Under these names the words before a text, whether they were calm, and its hour go with it to the dialogue model.
SAID, CALMLY, HOURS = "said", "said_calmly", "hours"
#: Stands among the gate's codes where only the reader saw danger.
READER = "reader"
#: "8 2 n": numbers, yes and no, and not a word beside them.
_SCORES = re.compile(r"(?:10|\d|y|n|yes|no)(?:[\s,;./]+(?:10|\d|y|n|yes|no))+\W*", re.IGNORECASE)
_NAMED = (
    r"(?:(?:10|\d) (?:for |on )?red(?:ness)?|red(?:ness)? (?:is |a |is a )?(?:10|\d)|[0-3] (?:for |on )?pain|"
    r"pain (?:is |a |is a )?[0-3]|(?:no|none|n) (?:to|for|of) (?:the )?(?:rest|others?)|n|no|none)"
)
#: "7 for red, 1 for pain, no to the rest": the same by name, the pain a mild one.
_NAMED_SCORES = re.compile(rf"{_NAMED}(?:[\s,;./]+(?:and )?{_NAMED})+\W*", re.IGNORECASE)
#: A session older than this is history: nobody's aftercare depends on it.
HISTORY = timedelta(days=365)
#: Two sessions closer together than this are both still healing.
BOTH_RECENT = timedelta(days=28)


class KnownSession(BaseModel):
    """One treatment on file."""

    id: int
    performed_at: datetime
    procedure: str
    #: None for a procedure that has no published protocol: people answer, not the bot.
    protocol_version_id: int | None
    timeline_version_id: int | None = None


class OpenCheckIn(BaseModel):
    """A check-in that was sent and not answered yet, with the answers to those before it."""

    id: int
    step: str
    sent_at: datetime
    timeline_version_id: int
    #: Steps answered before in this session, oldest first: (step, question -> value).
    earlier: list[tuple[str, dict[str, int | str]]] = []


class Care(BaseModel):
    """Everything a turn may look at."""

    now: datetime
    zone: str
    clinic_name: str
    clinic_phone: str
    emergency_number: str
    #: Empty where the clinic names none.
    crisis_line: str = ""
    #: The promises, in words: "Monday", "3:30 pm".
    by_review: str
    by_urgent: str
    sessions: list[KnownSession] = []
    #: Whose general texts are used where no session names a protocol.
    texts_version_id: int | None = None
    memory: Memory = Memory()
    check_in: OpenCheckIn | None = None
    #: The gate's word on this text.
    gate_level: str = "none"
    gate_codes: list[str] = []
    gate_question: str | None = None
    #: The level that the gate heard and the reader ruled out: what a "yes, it is me, now" raises.
    doubted: str = "none"
    #: The level that the gate's wide net asks for.
    hint: str = "none"
    #: What the patient wrote before, oldest first, while the talk is warm; whether the last of it was calm, a moment ago.
    said: list[str] = []
    said_calmly: bool = False
    #: By when the patient's open case is promised an answer, in words; empty when none is open.
    case_by: str = ""
    #: The gravest level of the patient's open cases.
    case_level: str = "none"

    def is_only_scores(self, text: str) -> bool:
        """Return whether `text` is no more than the scores that a check-in asked for: its own table judges those, no reader."""
        said = text.strip()
        return self.check_in is not None and bool(_SCORES.fullmatch(said) or _NAMED_SCORES.fullmatch(said))

    def with_danger(self, danger: Danger, text: str) -> "Care":
        """Return this care with what the reader sees in `text` beyond the gate: the turn then reassures over nothing.

        What is graver than a review is answered outside the turn, so a review is all that it has to know.
        """
        if self.is_only_scores(text) or danger.beyond(self.gate_level, self.hint) == "none":
            return self
        return self.copy(update={"gate_level": worst(self.gate_level, "review"), "gate_codes": [*self.gate_codes, READER]})

    @property
    def place(self) -> ZoneInfo:
        """The patient's zone."""
        return ZoneInfo(self.zone)

    def past_sessions(self) -> list[KnownSession]:
        """Return the sessions that have happened, latest first."""
        past = [one for one in self.sessions if self.now - HISTORY <= one.performed_at <= self.now]
        return sorted(past, key=lambda one: one.performed_at, reverse=True)

    def current_session(self) -> KnownSession | None:
        """Return the session whose hours count: the latest that has happened, or the one the patient chose of two."""
        past = self.past_sessions()
        if past and self.memory.session_asked == past[0].id:
            return next((one for one in past if one.id == self.memory.session_chosen), past[0])
        return next(iter(past), None)

    def coming_session(self) -> KnownSession | None:
        """Return the next session that has not happened yet."""
        coming = [one for one in self.sessions if one.performed_at > self.now]
        return min(coming, key=lambda one: one.performed_at, default=None)

    def hours(self) -> float | None:
        """Return the hours since the current session."""
        session = self.current_session()
        return None if session is None else (self.now - session.performed_at).total_seconds() / 3600

    def recent_sessions(self) -> list[KnownSession]:
        """Return the sessions that are still healing, latest first: with two, the patient could mean either."""
        return [one for one in self.past_sessions() if self.now - one.performed_at <= BOTH_RECENT]

    def must_ask_which(self) -> bool:
        """Return whether the patient has two recent sessions and was not asked yet which one is meant."""
        recent = self.recent_sessions()
        return len(recent) > 1 and self.memory.session_asked != recent[0].id

    def timeline_version(self) -> int | None:
        """Return the timeline whose questions and texts are used: the open check-in's, else the current session's."""
        if self.check_in:
            return self.check_in.timeline_version_id
        current = self.current_session()
        return current.timeline_version_id if current else None

    def question_kind(self) -> str:
        """Return which of our questions waits, as the dialogue model knows it: human_offer, follow_up, check_in or none."""
        question = self.memory.open_question(self.now)
        asked_since = question is not None and (self.check_in is None or question.at >= self.check_in.sent_at)
        if question is not None and asked_since:
            return "human_offer" if question.name == "human_offer" else "follow_up"
        return "check_in" if self.check_in else "none"


def nobody(now: datetime) -> Care:
    """Return the care of somebody we know nothing about, as in `rasa shell`."""
    return Care(
        now=now,
        zone="Europe/London",
        clinic_name="the clinic",
        clinic_phone="the clinic's number",
        emergency_number="999",
        by_review="the next working day",
        by_urgent="today",
    )
