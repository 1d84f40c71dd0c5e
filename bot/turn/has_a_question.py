"""Texts that only say that a question is to come: "can I ask something", "quick question about my skin"."""

import re

_QUESTION = re.compile(r"\b(?:ask|questions?)\b", re.IGNORECASE)
#: "It's Margaret, I had my face done. I wanted to ask".
_WANTED_TO_ASK = re.compile(
    r"\bi (?:just )?(?:wanted|want|need|needed|would like|wish|wished) to ask(?: you)?(?: something)?\W*$", re.IGNORECASE
)
SHORT = 16
_HAS_A_QUESTION = re.compile(
    r"(?:(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|sorry|please|excuse me|um+)[ ,.!]+)*"
    r"(?:(?:i|ive|i've) (?:have|got|had)|i (?:just )?(?:wanted|want|need|would like|wish) to ask|(?:can|could"
    r"|may) i ask|got|have|quick)"
    r"(?: you)?(?: (?:a|one|another|some|few|couple of|quick|small|silly|daft))*(?: questions?| something| things?)?"
    r"(?: (?:about|regarding|on|re) (?:a |an |my |the |some )?(?:symptoms?|skin|face|aftercare|things?|something"
    r"|treatment|session|it))?"
    r"(?: (?:please|pls|if i may|if thats ok|thanks))*\W*",
    re.IGNORECASE,
)


def has_a_question(text: str) -> bool:
    """Return whether a text only says that a question is to come."""
    words = len(text.split())
    only = bool(_QUESTION.search(text)) and bool(_HAS_A_QUESTION.fullmatch(text.strip()))
    return words > 2 and (only or (words <= SHORT and bool(_WANTED_TO_ASK.search(text))))
