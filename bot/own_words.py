"""What the dialogue reads of a text: the patient's own words, in plain letters. The record keeps the text as it came."""

import re

from bot.models import Message
from bot.safety import clean, quoted

#: What phones write when somebody taps a heart or a thumb on one of our texts; a question mark or a thumb down says nothing.
_REACTION = re.compile(r"(?:(liked|loved|laughed at|emphasi[sz]ed|reacted .{1,12} to)|disliked|questioned)\W*", re.IGNORECASE)
THANKS = "thanks"
_SUBJECT = re.compile(r"[\s>]*(?:subject|re|fwd?)\s*:", re.IGNORECASE)


def unquoted(row: Message) -> str:
    """Return the text of `row` with what it quotes of ours blanked out, all else in its place: for the gate."""
    return quoted.hide(row.text, row.explanation.get("quoted", []))


def own_words(row: Message) -> str:
    """Return the text of `row` without what it quotes of ours, links, mail headers and letters in disguise; may be empty."""
    plain = clean.plain(unquoted(row))
    if plain == row.text:
        return plain
    spans = row.explanation.get("quoted", [])
    own = "\n".join(line for line in map(_tidy, plain.splitlines()) if any(char.isalnum() for char in line))
    reaction = _REACTION.fullmatch(own) if spans else None
    if reaction:
        return THANKS if reaction.group(1) else ""
    return own or ("" if spans or row.text.isascii() else plain)


def _tidy(line: str) -> str:
    return " ".join(_SUBJECT.sub("", line, count=1).strip(" >.").split())
