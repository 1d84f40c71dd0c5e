"""What a text says of the thing before, though its words name another: how much of it, with what it is done, which kind of it."""

import re

from bot.turn.understood import topic_of

#: Words of a text that can only add to what was before.
SHORT = 6
_AND = r"^(?:(?:and|so|but|ok|okay|or|oh|then)[ ,]+)*"
_HOW_MUCH = re.compile(rf"{_AND}how much(?: (?:can i|is ok|is allowed|is safe)(?: have| use| drink)?)?\W*$", re.IGNORECASE)
#: Of these "how much" asks for the price.
_PRICED = {"next_session", "results", "other_treatment", "prp"}
_WITH = re.compile(rf"{_AND}(?:even |just |not even )?(?:with|using) (?:\w+ ){{0,2}}\w+\W*$", re.IGNORECASE)
_HOW_WARM = re.compile(rf"{_AND}how (?:hot|warm|cold|cool|lukewarm)(?: \w+){{0,4}}\W*$", re.IGNORECASE)
_SUN = re.compile(r"spf|sun|factor|block|screen|filter", re.IGNORECASE)


def asks_amount(text: str, recent: list[str]) -> bool:
    """Return whether a text asks how much of what was just answered, and not what that costs."""
    return bool(_HOW_MUCH.search(text)) and not {topic_of(subject) for subject in recent} & _PRICED


def tells_how(text: str, named: list[str], recent: list[str]) -> bool:
    """Return whether what is named only says how the thing before is done: scrub "with a flannel?", makeup "the mineral one"."""
    now, last = {topic_of(subject) for subject in named}, {topic_of(subject) for subject in recent}
    if last <= {"shower", "cleansing", "cooling"} and now <= {"warmth", "infection_sign", "cooling"}:
        return bool(_HOW_WARM.search(text))
    if last == {"exfoliation"} and now <= {"cleansing", "touching"}:
        return bool(_WITH.search(text))
    return last == {"makeup"} and now == {"sunscreen"} and len(text.split()) <= SHORT and not _SUN.search(text)
