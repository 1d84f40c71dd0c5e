"""Whether the words around a day speak of what was done or of what is to come.

"Sunday? I had it on Friday" names two days and asks about one. The nearest telling word before the day, within its
clause, decides; if there is none, the nearest one after it.
"""

import re

_CLAUSE = re.compile(r"[.,;!?\n()]| and | but | so | cos | coz | because | as i ")
_PAST = (
    r"had|was|were|did|didn'?t|went|got|done|used|put|took|drank|swam|ran|wore|ate|tried|forgot|started|caught|saw|came|slept|"
    r"found|flew|looked|cleared|healed|calmed|faded|felt|since|last|happened|ago|i've|ive|been|burnt|woke|lay|"
    r"sat (?:in|on|out|at|by|outside|under|through)|rode|drove|"
    r"fell|dyed|broke|gave|ended up|sunbathed|smoked|vaped|necked|downed|slapped|popped|rubbed|sprayed|"
    r"washed|shaved|waxed|touched|picked|applied|noticed|scrubbed|exfoliated|squeezed|peeled|tanned|tinted|threaded|plucked|"
    r"(?:i|we|she|he|they|it|skin|face)(?: (?:just|then|also|only|even|already|stupidly|accidentally|sort of|kinda|totally))? "
    r"(?!need|indeed|red\b|bed\b|wed\b|exceed|feed|speed|tired)[a-z]+ed"
)
_FUTURE = (
    r"(?:get|getting|be|being) (?:my )?[a-z]+ed|was (?:wondering|thinking|hoping|going|planning|gonna)|supposed|(?:get|"
    r"getting|want|having|have) (?:it|them|(?:my|the|"
    r"a) \w+) \w+ed|can|could|may|"
    r"should|shall|"
    r"will|would|'ll|ill|is it|ok to|okay to|allowed|safe|going to|gonna|gunna|want|wanna|plan|planning|planned|booked|booking|"
    r"book|"
    r"fly|flying|got a|have a|have an|ive got|i've got|i have|"
    r"(?:i've|ive|we've|weve) an?(?= (?:\w+ ){0,2}(?:wedding|party|do|date|interview|event|gig|flight|holiday|shoot|meeting|"
    r"function|birthday|christening|ball|race|match|class|shift|exam|funeral|prom)\b)|"
    r"got my|wait|until|til|till|by|from|before|invited|next|am i|do i|"
    r"need to|hoping|thinking|meant to|due"
)
_TELLING = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<past>{_PAST}))\b")


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the (start, end) of the clause of `text` in which the phrase text[start:end] stands."""
    before = [found.end() for found in _CLAUSE.finditer(text, 0, start)]
    after = _CLAUSE.search(text, end)
    return (before[-1] if before else 0), (after.start() if after else len(text))


def is_past(text: str, start: int, end: int, *, unsaid: bool = False) -> bool:
    """Return whether the phrase text[start:end] is told as something that has happened; `unsaid` is for words that do not say."""
    first, last = clause(text, start, end)
    before = list(_TELLING.finditer(text, first, start))
    telling = before[-1] if before else _TELLING.search(text, end, last)
    return bool(telling.group("past")) if telling else unsaid


def has_past(text: str) -> bool:
    """Return whether anything in `text` (normalised) is told as done."""
    return any(found.group("past") for found in _TELLING.finditer(text))


def asks_ahead(text: str, start: int) -> bool:
    """Return whether the clause before text[start:] asks or plans ("may I fly …")."""
    first, _ = clause(text, start, start)
    before = list(_TELLING.finditer(text, first, start))
    return bool(before and before[-1].group("future"))
