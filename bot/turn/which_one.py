"""Which of several things asked about before a text means: "the other one", "both", "on number 2, does one gin count"."""

import re

from bot.turn.later import recent_subjects
from bot.turn.turn import Turn
from bot.turn.understood import all_signs, topic_of
from bot.turn.variants import in_this_form

_OTHER_ONE = re.compile(
    r"\bthe (?:other|former|previous|earlier)(?: one| thing)?\b|\bother (?:one|thing)\b|\b(?:the )?(?:one|thing) before\b",
    re.IGNORECASE,
)
#: "Will it stop by itself?" is of the sign, whatever was asked since.
_HEALS = re.compile(
    r"\b(?:will|does|do|should|is) (?:it|they|that|this)\b.*\b(?:stop|go|gone|fade|heal|settle|clear|last|permanent|scar)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)
#: "The first thing i asked", "the second one i mean".
_ENDS = r"(?: one| thing| q| question)?(?: (?:that )?i (?:asked|said|mean|meant|wanted|mentioned)(?: about)?)?\W*$"
_WHICH_ONE = {
    0: re.compile(rf"\bthe (?:first|1st){_ENDS}", re.IGNORECASE),
    1: re.compile(rf"\bthe (?:second|2nd){_ENDS}", re.IGNORECASE),
    -1: re.compile(rf"\bthe (?:last|latter|third|3rd){_ENDS}", re.IGNORECASE),
}
#: "On number 2, does one gin count", "the 2nd one but running", "n 3 but only legs": one of the things asked before.
_NUMBERED = re.compile(
    r"^(?:(?:and|n|so|ok|on|about|for|what about|re|with)[ ,]+)*(?:the )?(?:"
    r"(?:number|no\.?|#|question|q) ?(?P<number>[1-4]|one|two|three|four)|(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)"
    r"(?: one| thing|(?=\W*$|\W*[?,]| but| if| tho))|(?P<bare>[1-4])(?= (?:but|though|only|if|with|without|just)\b))\b",
    re.IGNORECASE,
)
_PLACES = (
    ("1", "one", "first", "1st"),
    ("2", "two", "second", "2nd"),
    ("3", "three", "third", "3rd"),
    ("4", "four", "fourth", "4th"),
)
#: Topics that "the second one" and "on day 3" are taken for.
_OF_NUMBERS = {"next_session", "breakout", "results", "other"}


def one_of_several(turn: Turn, named: list[str]) -> list[str]:
    """Return the one of the things asked before that a text names by its number, [] where it names none or asks something new."""
    found, several = _NUMBERED.search(turn.understood.text), several_before(turn)
    if found is None or not several:
        return []
    said = (found["number"] or found["nth"] or found["bare"]).lower()
    place = next(place for place, words in enumerate(_PLACES) if said in words)
    if place >= len(several):
        return []
    topic = topic_of(several[place])
    same = [subject for subject in named if topic_of(subject) == topic]
    new = {topic_of(subject) for subject in named} - _OF_NUMBERS - {topic}
    return [] if new else same or in_this_form([several[place]], turn.understood.text)


def several_before(turn: Turn) -> list[str]:
    """Return the several things that were asked about together, last or before the last."""
    recent = recent_subjects(turn)
    return next((one for one in (recent, turn.care.memory.before if recent else []) if len(one) > 1), [])


def meant(turn: Turn, recent: list[str]) -> list[str]:
    """Return which of the subjects before is meant, in the form that the text tells."""
    text = turn.understood.text
    before = turn.care.memory.before
    if before and len(recent) == 1 and _BOTH.search(text):
        return list(dict.fromkeys([*before, *recent]))
    if before and all_signs(before) and not all_signs(recent) and _HEALS.search(text):
        return before
    if _OTHER_ONE.search(text) and before and len(recent) == 1:
        return [subject for subject in before if subject not in recent] or before
    if before and len(recent) == 1 and _WHICH_ONE[0].search(text):
        return before
    for place, words in _WHICH_ONE.items():
        if len(recent) > max(1, place) and words.search(text):
            return [recent[place]]
    return in_this_form(recent, text)
