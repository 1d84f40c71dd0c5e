"""A text that comes back after days to what was answered last: "is it ok now?", "you said wait", "it still hasn't gone".

Within two days anything may go on about it (bot.turn.carrying). Later a text must say that it comes back: by the time that has
passed, or, of a sign, that it is still there.
"""

import re

from bot.protocols.vocabulary import SYMPTOMS
from bot.turn.turn import Turn
from bot.turn.understood import topic_of

#: Words of a sentence that only comes back; a longer one has a subject of its own.
SHORT = 8

_LEAD = (
    r"^(?:(?:and|so|but|ok|okay|right|well|hmm+|oh|ah|hi|hiya|hello|hey|fine|great|sorry|no|yes|yeah|yep|please|then|just|thanks|"
    r"cheers|what about|how about|wot about|trying again|me again)[ ,.!?]+)*"
)
_TIME = r"(?:now|yet|today|tonight|tomorrow|again|finally|by now|this time|at (?:this|that) (?:point|stage))"
_GOOD = r"(?:ok|okay|k|alright|all right|safe|fine|allowed|good|clear|time|possible)"
_IT = r"(?:it|its|it's|that|thats|this|they|theyre|those|them|now|today)"
_BACK = (
    rf"(?:surely )?{_TIME}(?: (?:surely|then|right))?\W*$",
    rf"(?:can|could|may|am|should) i(?: \w+){{0,3}} {_TIME}\W*$",
    r"(?:can|could|may|should) i(?: do| have| use| go| start)?(?: it| that| them)?\W*$",
    rf"(?:is|are|would|will) {_IT}(?: \w+){{0,2}} {_GOOD}(?: {_TIME})?\W*$",
    rf"(?:it'?s )?{_GOOD} {_TIME}\W*$",
    r"(?:is it )?been long enough\W*$",
    r"same (?:q|question|thing|query)(?: (?:again|as (?:before|then|last time|yesterday|the other (?:day|night)|i asked)))?\W*$",
    r"(?:has|is) (?:that|it) (?:been )?(?:long enough|over)\W*$",
    r"the (?:first|second|last|1st|2nd|other) (?:one|thing|q|question) (?:that )?i (?:asked|said|mean|meant|mentioned)"
    r"(?: about)?\W*$",
)
_STAYS = (
    rf"(?:{_IT} )?(?:'s |is |are |has |have )?still "
    r"(?:there|here|at it|going|going on|like (?:that|this)|not (?:gone|right)|the same|happening)\b",
    rf"(?:{_IT} )?(?:still )?(?:hasn'?t|has not|haven'?t|have not|not) "
    r"(?:gone|changed|settled|cleared|stopped|calmed|faded|shifted|improved)(?: \w+){0,2}\W*$",
    r"(?:its |it's |all |about |still )?(?:the )?same(?: as (?:before|then|last time|ever|i said))?\W*$",
    r"no (?:change|different|better)(?: \w+)?\W*$",
)
_COMES_BACK = re.compile(rf"{_LEAD}(?:{'|'.join(_BACK)})", re.IGNORECASE)
_STILL_THERE = re.compile(rf"{_LEAD}(?:{'|'.join(_STAYS)})", re.IGNORECASE)
_ENDS = re.compile(r"[.!?,;]+\s+|\n")


def recent_subjects(turn: Turn) -> list[str]:
    """Return what a text may go on about: what was just answered, or the last before where the text comes back to it."""
    memory, now = turn.care.memory, turn.care.now
    warm = memory.recent_subjects(now)
    if warm:
        return warm
    last = memory.last_subjects(now)
    return last if last and comes_back(turn.understood.text, last) else []


def comes_back(text: str, last: list[str]) -> bool:
    """Return whether a text, or its last sentence, comes back to the subjects `last`."""
    sentence = _ENDS.split(text.strip())[-1]
    signs = all(topic_of(subject) in SYMPTOMS for subject in last)
    shapes = (_COMES_BACK, _STILL_THERE) if signs else (_COMES_BACK,)
    return any(shape.search(said) for said in (text, sentence) if len(said.split()) <= SHORT for shape in shapes)
