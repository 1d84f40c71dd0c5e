"""Times told by the session itself and past: "the evening of my appointment", "on the way home", "the day after"."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from bot.asked_time.asked import AskedTime
from bot.asked_time.distances import day_number, pair_hours
from bot.asked_time.tense import has_past, is_past
from bot.asked_time.words import CLOCK, NUMBER, TOMORROW, UNIT

Found = tuple[int, int, AskedTime | None]

_NAMES = (
    r"(?:session|treatment|tx|appointment|appt|procedure|needling|micro-?needling|facial|skin ?pen|visit|clinic|dermapen|"
    r"needles?)"
)
SESSION = rf"(?:(?:the|my|this|that|having|having my|our|your) )?(?:micro-?needling )?{_NAMES}"
_HAVING = (
    rf"(?:{SESSION}\b|i (?:had|got) (?:it|mine|my \w+|the \w+) ?(?:done|needled)?|(?:you|she|they|u|he|the nurse) "
    r"(?:did|needled|treated|finished|saw|poked|stabbed|had done) ?(?:it|me|my \w+)?|(?:it|my \w+) was (?:done|needled|"
    r"treated)|"
    r"(?:being|getting|i was|i got) (?:done|needled|treated)|i (?:left|came out|got (?:home|in|back)|walked out)|"
    r"leaving|coming out|getting (?:home|in|back)|seeing (?:you|u))"
)
_SAME = (
    rf"(?:(?:the |that )?(?:very )?(?:same )?(?:day|date) (?:as|of|that|when)? ?{_HAVING}|"
    r"(?:the |that )?(?:very )?same day)"
)
_EVENING = (
    rf"(?:(?:on |in )?(?:the |that )?(?:very )?(?:same )?(?:eve(?:ning)?|nigh?t|nite|afternoon|morning) "
    rf"(?:as|of|after|that|when|following)? ?{_HAVING}|(?:the |that )?(?:very )?same (?:eve(?:ning)?|nigh?t|nite|"
    rf"afternoon|morning)|"
    r"(?:that|the) (?:very )?(?:first|1st) (?:eve(?:ning)?|nigh?t|nite))"
)
_STRAIGHT = (
    rf"(?:(?:straight|right|just|immediately|soon|not long|directly|minutes|an hour or so|hours|shortly|the minute|"
    rf"the moment|as "
    rf"soon as)"
    rf" ?(?:after|afterwards|from|out of|outta|off)? ?(?:{_HAVING}|wards)|on (?:the|my) way (?:home|"
    rf"back)(?: from \w+(?: \w+)?)?|"
    r"in the (?:car|taxi|cab|bus|car ?park|uber) (?:home|after\w*|outside)|(?:straight|right) (?:after|afterwards))"
)
_NEXT_DAY = (
    r"(?:the |that )?(?:very )?(?:next|following) (?:day|morning|afternoon|evening|night)|"
    rf"the (?:day|morning|evening|night) (?:straight |right )?after(?: {_HAVING})?"
)
#: Said instead of a moment; somewhere since the session is all that it tells.
_UNCLEAR = (
    r"before (?:i|we) (?:\w+ )?(?:read|saw|looked|checked|asked|knew|realised|realized|thought|remembered|texted|got)\b|"
    r"(?:a few|several|couple of|some) times since|since (?:then|the session|my session|my appointment|treatment)|at some point"
)
_TOLD = (
    (re.compile(rf"\b(?:{_STRAIGHT})\b"), 0.0, 3.0),
    (re.compile(rf"\b(?:{_EVENING})\b"), 0.0, 12.0),
    (re.compile(rf"\b(?:{_SAME})\b"), 0.0, 16.0),
    (re.compile(rf"\b(?:{_NEXT_DAY})\b(?! tomorrow)"), 8.0, 40.0),
)
_LATER = re.compile(
    rf"\b(?P<n>{NUMBER}) ?(?P<unit>{UNIT}) (?:after|post|past|from) {_HAVING}\b|"
    rf"\b(?P<n2>{NUMBER}) ?(?P<unit2>{UNIT}) (?:later|after)\b"
)
_UNTOLD = re.compile(rf"\b(?:{_UNCLEAR})\b")
_WAS_DONE = rf"(?:{SESSION} was|(?:got|was|been|had) (?:(?:it|mine|my face|my session) )?(?:done|needled|treated|microneedled))"
_CLOCK_OR_MEAL = rf"at (?:{CLOCK}|\d{{1,2}}|lunch(?:time)?|noon|midday|breakfast)"
_EARLIER = r"(?:this (?:morning|afternoon)|yesterday|today|earlier(?: today)?|just now)"
#: "Appt was this morning": when the session was, which the record knows, and no time that is asked about.
_WHEN_IT_WAS = re.compile(
    rf"\b{_WAS_DONE} (?:{_CLOCK_OR_MEAL}(?: {_EARLIER})?|{_EARLIER})(?:,? {NUMBER} ?{UNIT} (?:back|ago))?\b"
    rf"|\bday \d+ (?:is |was |just )?(?:finished|ended|done|over|up|started|began) {NUMBER} ?{UNIT} ago\b"
    rf"|\b{NUMBER} ?{UNIT} (?:{TOMORROW}|today|tonight|on \w+day) since\b"
)


def when_it_was(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield what tells when the session was, as spans that name no moment."""
    for found in _WHEN_IT_WAS.finditer(text):
        yield *found.span(), None


def done_since(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield what was done at a time that only the session dates, where the words around it tell of the past."""
    if not has_past(text):
        return
    for found in _LATER.finditer(text):
        if is_past(text, *found.span()):
            hours = pair_hours(found)
            yield *found.span(), AskedTime("done_since", found.group(), hours=hours, until=hours)
    for pattern, first, last in _TOLD:
        for found in pattern.finditer(text):
            if is_past(text, *found.span(), unsaid=True):
                yield *found.span(), AskedTime("done_since", found.group(), hours=first, until=last)


def done_on_day(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield "on day 2 i swam": at some time of the second day, or at the hour that "day 2" asks about."""
    for start, end, number, said in day_number(text):
        if is_past(text, start, end):
            yield start, end, AskedTime("done_since", said, hours=24.0 * (number - 1), until=24.0 * number)


def done_sometime(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield what tells only that something was done at some time since the session: "before I read the leaflet"."""
    for found in _UNTOLD.finditer(text):
        if has_past(text):
            yield *found.span(), AskedTime("done_since", found.group(), hours=0.0)
