"""The turn itself: the text as understood, what is known, and the published documents to answer from."""

from dataclasses import dataclass

from bot.checkins import Timeline
from bot.protocols import Protocol
from bot.turn.care import Care, KnownSession
from bot.turn.outcome import Outcome
from bot.turn.understood import Understood, topic_of


@dataclass(frozen=True)
class Turn:
    """Everything that the pure functions of this package decide from."""

    care: Care
    understood: Understood
    #: The general texts of the clinic.
    texts: Protocol
    #: The protocol of the current session's procedure; None without a session or without a published protocol.
    protocol: Protocol | None
    #: The timeline of the open check-in or the current session, for its questions and texts.
    timeline: Timeline

    @property
    def session(self) -> KnownSession | None:
        """The session whose hours count."""
        return self.care.current_session()

    def say(self, name: str, level: str = "review", **more: str) -> str:
        """Return a general text, filled; {by} is the promise for `level`."""
        return self.texts.text(name, **{**self.numbers(level), **more})

    def timeline_text(self, name: str, level: str = "review", **more: object) -> str:
        """Return a text of the timeline, filled like `say`."""
        return self.timeline.say(name, **{**self.numbers(level), **more})

    def numbers(self, level: str) -> dict[str, str]:
        """Return what every text may name: the clinic's numbers, and by when a case of `level` is answered."""
        care = self.care
        return {
            "clinic_name": care.clinic_name,
            "clinic_phone": care.clinic_phone,
            "emergency_number": care.emergency_number,
            "by": care.by_urgent if level in ("urgent", "emergency") else care.by_review,
        }

    def outcome(self, text: str) -> Outcome:
        """Return an outcome that tells `text` and raises nothing; it counts as understood."""
        memory = self.care.memory.copy(update={"not_understood": 0})
        topics = list(dict.fromkeys(topic_of(subject) for subject in self.understood.subjects))
        return Outcome(text=text, memory=memory, topics=topics)
