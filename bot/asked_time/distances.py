"""Times given as a distance: "in 3 days", "another 4 days", "2 days ago", "after 8 days", "day 4"."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import chain

from bot.asked_time.asked import AskedTime
from bot.asked_time.moments import distant
from bot.asked_time.tense import asks_ahead, is_past
from bot.asked_time.words import NUMBER, UNIT, hours_of, number

Found = tuple[int, int, AskedTime | None]

_SESSION = (
    r"(?:the |my |this |having )?(?:session|treatment|tx|appointment|appt|procedure|needling|micro-?needling|it|face|facial|"
    r"skin ?pen)"
)
# A duration or a rhythm is no moment: "for two days", "every 2 hrs", "over the next 3 days", "been 2 weeks", "2 days old".
_NOT_A_TIME = re.compile(
    rf"\b(?:(?:(?<!not )for|every|over|within|during|lasts?|lasted|took|takes?|been|nearly|almost|only|its|it's)"
    rf"(?: about| around| like| only| nearly| just)? (?:the )?(?:next |past |last |first )?{NUMBER} ?{UNIT}\b"
    r"(?! (?:time|from now|from today|today|tomorrow|away)\b)"
    rf"|in the (?:last|past|first) (?:{NUMBER} ?)?{UNIT}\b|{NUMBER} ?{UNIT} (?:on\b(?! \w+day| from)|old\b|now\b|in\b|"
    r"later\b(?! ?(?:\?|$|then))|"
    rf"running\b|in a row\b)"
    rf"|(?:twice|once|\d+ ?x|\d+ times) an? {UNIT}\b)"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DAY_N = re.compile(
    r"\b(?:(?P<lead>on|for|by|from|at|til|till|until|come|after|before|around|past|when it'?s|once it'?s|once|when|to|"
    r"reach(?:es)?|hit|see|typo\W*|meant|i mean|make (?:it|that)) )?"
    rf"(?:(?:the |my )?(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)}) day"
    rf"|day ?(?P<n>\d{{1,2}}|{'|'.join(_COUNTS)}))\b(?P<tail> (?:now|today))?"
)
_PRESENT = re.compile(
    r"(?:\b(?:got|made it|come|up|down)(?: to)?(?: only| now| just)? ?$|\b(?:its|it's|is|im|i'm|am|now|only|i am|"
    r"today'?s?|still|currently|was|were)\b[ (]*(?:only |now |just )?(?:on )?$)|\($"
)
_AFTER = re.compile(
    rf"\b(?:after|at|past|post)(?: about| around)?(?: the| those)? (?P<n>{NUMBER}) ?(?:full |whole )?(?P<unit>{UNIT})\b"
    r"(?! from (?:now|today))"
    rf"|(?P<n2>{NUMBER}) ?(?:full |whole )?(?P<unit2>{UNIT}) (?:after|post|past|from|since) {_SESSION}\b|"
    rf"(?P<n3>{NUMBER}) ?(?P<unit3>{UNIT}) (?:post\b|(?:after|later)(?= ?(?:\?|$|then)))"
)
#: "Once its been 2 days", "when ive hit a full week": how far it has come since the session.
_ONCE = r"\b(?:once|when|as soon as)"
_ONCE_OR_AFTER = r"\b(?:once|when|after|as soon as)"
_IT_HAS = r"(?: (?:it'?s|it has|it is|i'?ve|i have|we'?ve|i'?m|im|i|we))?"
_SPAN = rf"(?P<n>{NUMBER})[ -]?(?P<unit>{UNIT})"
_WHOLE = rf"(?P<n>full|whole) (?P<unit>{UNIT})"
_ENOUGH = r"(?:enough|ok|okay|safer?|fine|long enough|better|alright)"
_OVER = r"(?:up|over|passed|gone|done|past|through)"
_REACHED = tuple(
    re.compile(shape)
    for shape in (
        # "once its been 2 days", "when i've hit a full 3 days"
        rf"{_ONCE}{_IT_HAS}(?: (?:been|hit|hits|reach|reached|got to|get to|made it to|past|passed|over|done|at|had))+"
        rf"(?: a| the| my)?(?: full| whole| good)? (?P<n>{NUMBER})[ -]?(?:full |whole )?(?P<unit>{UNIT})\b(?: mark)?",
        # "once its been a full week"
        rf"{_ONCE}{_IT_HAS}(?: (?:been|hit|reach|reached|past|passed|over|done))+ (?:a |the )?{_WHOLE}\b",
        # "after the 3 day mark"
        rf"\b(?:after|past|over|at|by|from|til|till|until|hit|hits|reach|reached) (?:the |my )?{_SPAN}[ -]"
        r"(?:mark|point|stage|line)\b",
        # "once i'm 3 days in"
        rf"{_ONCE}(?: (?:it'?s|i'?m|im|we'?re|i am))? {_SPAN} in\b",
        # "would 15 days be safer"
        rf"\b(?:would|is|are|will|make it|say|or)(?: (?:it|that|about|around))? {_SPAN} (?:be |do |is )?(?:{_ENOUGH}|do)\b",
        # "3 days would be fine"
        rf"\b{_SPAN} (?:is|would be|will be|be) {_ENOUGH}\b",
        # "after the first 2 days are up"
        rf"{_ONCE_OR_AFTER}(?: (?:the|those|a|my|first|full|whole))* {_SPAN}(?: (?:is|are|has|have))? (?:{_OVER}|out)\b",
        # "do the full 5 days"
        rf"\b(?:wait|do|give it|leave it)(?: out)? (?:the|a) (?:full|whole) {_SPAN}\b",
        # "once a full week is over"
        rf"{_ONCE_OR_AFTER} (?P<n>a) (?:full |whole )?(?P<unit>{UNIT})(?: (?:is|has))? {_OVER}\b",
    )
)
_AHEAD = re.compile(
    r"\b(?:in(?: about| around| like)?|another|give it(?: another)?|"
    r"(?:if (?:i|we)|i'?ll|i (?:can|could)|just) wait(?: for)?(?: another)?|"
    r"(?:leave|hold|hang|wait|sit) (?:it|off|on|out|tight|it out)(?: for)?(?: another)?) "
    rf"(?P<n>{NUMBER}) ?(?:(?:more|full|whole) ){{0,2}}(?P<unit>{UNIT})(?:'?s?'? time)?\b"
    rf"|\b(?P<n2>{NUMBER}) ?(?:full |whole |more )?(?P<unit2>{UNIT})(?:'?s?'? time| (?:on )?from (?:now|today))\b|"
    rf"\b(?P<n3>{NUMBER}) more (?P<unit3>{UNIT})\b"
    rf"|\b(?P<n4>half an|half a) (?P<unit4>hour|day)(?:'?s? time| from now)\b"
    rf"|\b(?:leave|wait|hold|give|put)(?: (?:it|off|on|that))*(?: for)? (?P<n5>another) (?P<unit5>{UNIT})\b"
    rf"|\bnot (?:for|til|till|until)(?: another| about)? (?P<n6>{NUMBER}) ?(?P<unit6>{UNIT})\b"
    r"|\b(?:push|pushed|move|moved|put|delay|delayed|postpone|postponed)(?: (?:it|that|them))?(?: (?:back|off|out))?"
    rf"(?: (?:by|for))? (?P<n8>{NUMBER}) ?(?:more )?(?P<unit8>{UNIT})\b"
    rf"|\b(?P<n7>{NUMBER}) ?(?P<unit7>{UNIT}) (?:off|away)\b(?! (?:work|sick|school|the|my|a|being))"
)
#: "Do I leave it a day, or carry on?" asks about now.
_WHETHER = re.compile(r"\b(?:do|should|shall|must|better|best|have|need)(?: i| we| to)*(?: just| really| still)? $")
_OUGHT = re.compile(r"\b(?:should'?ve|should have|shoulda|supposed|meant|needed|ought)(?: \w+){0,4} $")
_RHYTHM = re.compile(r"\b(?:twice|once|times|\dx) $")
_OR_ON = re.compile(r"[ ,]*\bor (?:just )?(?:carry|keep|crack|go) (?:on|going|ahead)\b")
_NEXT = re.compile(
    r"\b(?:(?:the )?(?P<over>week|wk|month|fortnight) after (?:next|this|that)(?: one)?|"
    r"(?:early |mid |late |the (?:start|beginning|middle|end) of |sometime )?(?:ne?xt|the following|the coming) "
    r"(?P<unit>week|wk|month|fortnight)(?! ?end)|"
    r"the (?P<later>week|wk|month|fortnight) after(?=[ ,]*(?:then\b|,|\?|$))|"
    r"(?:this time|a (?:week|wk)|(?P<two>two weeks|2 weeks|a fortnight)) (?P<same>next week|from now|from today|today)|"
    r"(?:this time|in) (?:a )?(?P<odd>fortnight))\b"
)
_BACK = re.compile(
    rf"\b(?P<n>{NUMBER}) ?(?:(?:odd|or so|good) )?(?P<unit>{UNIT}) (?:or so )?(?:ago|back|earlier)\b|"
    rf"\blast (?P<unit2>week|wk|month)(?! ?end)\b"
)
_SITTING = {"week": 168.0, "wk": 168.0, "fortnight": 336.0, "month": 720.0}


def pair_hours(found: re.Match[str]) -> float:
    """Return the hours of the (n, unit) pair that matched."""
    for suffix in ("", *"2345678"):
        if f"unit{suffix}" in found.re.groupindex and found.group(f"unit{suffix}"):
            return number(found.group(f"n{suffix}")) * hours_of(found.group(f"unit{suffix}"))
    raise ValueError(found.group())


def _day(said: str) -> int:
    """Return the number of "4", "four", "4th" or "fourth"."""
    digits = re.match(r"\d+", said)
    names = _ORDINALS if said in _ORDINALS else _COUNTS
    return int(digits.group()) if digits else names.index(said) + 1


def not_a_time(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield the durations and rhythms of `text`, as spans that name no moment."""
    for found in _NOT_A_TIME.finditer(text):
        yield found.start(), found.end(), None


def day_number(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Yield each "day 4" of `text`: where it stands, its number and its words."""
    for found in _DAY_N.finditer(text):
        yield *found.span(), _day(found.group("n") or found.group("nth")), found.group()


def session_days(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield "day 4" where it is a day to come, counted from the session; "its day 4" tells which day it is now and is none."""
    for found in _DAY_N.finditer(text):
        lead, span = found.group("lead"), found.span()
        present = found.group("tail") or _PRESENT.search(text[: span[0]])
        past = is_past(text, *span)
        if present or past or not (lead or asks_ahead(text, span[0])):
            yield *span, None
        else:
            yield *span, AskedTime("since_session", found.group(), hours=24.0 * _day(found.group("n") or found.group("nth")))


def reached(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield "once its been 2 days" and "the 3 day mark", counted from the session."""
    for found in chain.from_iterable(shape.finditer(text) for shape in _REACHED):
        if not is_past(text, *found.span()):
            yield *found.span(), AskedTime("since_session", found.group(), hours=pair_hours(found))


def after_session(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield "after 8 days" and "2 weeks after treatment", counted from the session."""
    for found in _AFTER.finditer(text):
        yield *found.span(), AskedTime("since_session", found.group(), hours=pair_hours(found))


def ahead(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield "in 3 days", "3 days time", "another 4 days", "next week", counted from `now`."""
    for found in _AHEAD.finditer(text):
        took = found.group().startswith("in ") and is_past(text, *found.span())  # "it was gone in an hour"
        of_now = took or _asks_whether(text, found)
        yield *found.span(), None if of_now else distant(pair_hours(found), kind="future", phrase=found.group(), now=now)
    for found in _NEXT.finditer(text):
        unit = found["unit"] or found["later"] or found["odd"] or ("fortnight" if found["two"] else "week")
        hours = 2 * _SITTING[found.group("over")] if found.group("over") else _SITTING[unit]
        asked = distant(hours, kind="future", phrase=found.group(), now=now)
        yield *found.span(), asked


def _asks_whether(text: str, found: re.Match[str]) -> bool:
    """Return whether the text asks whether to wait, or how often, not what holds after it."""
    before = text[: found.start()]
    if _RHYTHM.search(before) or _OUGHT.search(before):  # "should have left it 24 more hours"
        return True
    waits = found.group().startswith(("leave", "hold", "wait", "sit", "hang", "just wait", "another"))
    return waits and bool(_WHETHER.search(before) or _OR_ON.match(text[found.end() :]))


def back(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield "2 days ago" and "last week", counted back from `now`."""
    for found in _BACK.finditer(text):
        hours = _SITTING[found.group("unit2")] if found.group("unit2") else pair_hours(found)
        yield *found.span(), distant(hours, kind="past", phrase=found.group(), now=now)
