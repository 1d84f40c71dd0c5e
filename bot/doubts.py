"""A danger that the gate hears while the reader is sure of the contrary: the writer is asked and people look, before any alarm.

"Having a fit here waiting for my takeaway" must not be answered with an ambulance. Such a text becomes a case for review, and its
writer is told the emergency number together with the question whether this is happening now; a "yes" raises the alarm. Nothing
is waved through: with the dialogue away nobody could ask, and bot.unread raises the alarm a minute later.

What would wait for the next business day, in a text about something else in the world ("emailed the council three times, how do I
complain"), is no case at all.
"""

from dataclasses import replace

from bot.levels import at_least
from bot.reader.asking import LANGUAGE, ask
from bot.reader.labels import OUT_OF_SCOPE
from bot.safety import CRISIS, Gate, gate

#: How sure (0..1) the reader must be that a text is calm, by the gate's level; what that saves is in docs/figures.md.
SURE = {"urgent": 0.99, "emergency": 0.995}
#: The reader knows neither hour nor earlier texts: it has no say in what is a danger only with them. Hours since the session.
ANY_HOUR = (None, 2.0, 240.0)
#: How sure it must be that a text is harmless, and how likely about something else in the world, for a review to be none.
ELSEWHERE_SURE, ELSEWHERE = 0.995, 0.85
QUESTION = "is_this_you"


def weighed(found: Gate, text: str) -> Gate:
    """Return the gate's decision on `text`: a review and a question where the reader is sure that there is no danger."""
    if found.level == "review" and _waits_anyway(found) and _is_elsewhere(text, found.language):
        return replace(found, level="none", flags=(), question=None, signs=frozenset())
    if not at_least(found.level, "urgent") or any(flag.code == CRISIS for flag in found.flags):
        return found  # nobody who may want to die is asked whether it is meant
    if _calm(text, found.language) < SURE[found.level] or not _is_in_the_words(found, text):
        return found
    return replace(found, level="review", question=QUESTION, signs=frozenset())


def _waits_anyway(found: Gate) -> bool:
    """Return whether only rows that are a review at any hour were heard: no graver sign that came late, or of another."""
    return all(flag.code.startswith("R") for flag in found.flags if flag.level != "none")


def _is_elsewhere(text: str, language: str) -> bool:
    reading = ask(text, language)
    return reading is not None and reading.levels["none"] >= ELSEWHERE_SURE and reading.acts[OUT_OF_SCOPE] >= ELSEWHERE


def warm_up() -> None:
    """Load the reader before the first text needs it."""
    ask("hello", LANGUAGE)


def _is_in_the_words(found: Gate, text: str) -> bool:
    """Return whether the words alone are as grave, at any hour and whatever was written before."""
    return all(at_least(gate(text, hours=hours).level, found.level) for hours in ANY_HOUR)


def _calm(text: str, language: str) -> float:
    """Return how sure the reader is that `text` is harmless; 0 where it has no say, and the gate's word stands."""
    reading = ask(text, language)
    return reading.levels["none"] if reading else 0.0
