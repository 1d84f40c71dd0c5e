"""What a turn decided: the text to send and everything that goes into the record with it."""

from pydantic import BaseModel

from bot.levels import worst
from bot.memory import Memory


class Told(BaseModel):
    """One thing that was answered, with the rule it came from."""

    topic: str
    subject: str
    verdict: str
    rule: str


class CheckInAnswer(BaseModel):
    """What the patient answered to a check-in."""

    id: int
    values: dict[str, int | str]


class Outcome(BaseModel):
    """The result of one turn. `text` is never empty: an empty reply is an error of the bot's, not an answer."""

    text: str
    memory: Memory
    told: list[Told] = []
    #: Public topics understood, in order of mention.
    topics: list[str] = []
    #: What this turn raises by itself; the gate's own level is added by whoever records it.
    level: str = "none"
    codes: list[str] = []
    #: Why a person is needed, for staff; empty when none is.
    reason: str = ""
    check_in: CheckInAnswer | None = None
    #: Topics that only the texts before it made plain (bot.turn.hearing), with their chances (0..1).
    heard: dict[str, float] = {}
    #: The patient wants no more texts.
    opts_out: bool = False
    #: Nothing is sent by itself until staff have looked: a stranger has this phone.
    pauses: bool = False

    def noted(self, code: str, reason: str) -> "Outcome":
        """Return this outcome with something for staff to look at that is no matter of the patient's health."""
        return self.copy(update={"codes": [*self.codes, code], "reason": reason})

    def raised(self, level: str, code: str, reason: str) -> "Outcome":
        """Return this outcome at `level` or above, with why."""
        return self.copy(
            update={
                "level": worst(self.level, level),
                "codes": [*self.codes, code],
                "reason": f"{self.reason}; {reason}" if self.reason else reason,
            }
        )
