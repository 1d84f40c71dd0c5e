"""Times given as a day: tonight, tomorrow, a weekday, the weekend, a date, a part of the day."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from bot.asked_time.asked import AskedTime
from bot.asked_time.moments import keep_ahead, keep_behind, local_moment, on_day, part_named
from bot.asked_time.tense import is_past
from bot.asked_time.words import (
    CLOCK,
    MONTH,
    NUMBER,
    PART,
    TOMORROW,
    TONIGHT,
    WEEKDAY,
    YESTERDAY,
    hours_of,
    month,
    number,
    weekday,
)

Found = tuple[int, int, AskedTime | None]

_TAIL = (
    rf"(?:'?s)?(?: (?:in the |at |@ ?|around |about )?(?P<clock>{CLOCK})\b)?(?: (?:in the |at )?(?P<part>{PART})\b)?(?: (?:at |"
    rf"@ ?|around )(?P<clock2>{CLOCK})\b)?"
)
#: A part of the day said first: "first thing tomorrow", "the evening of the 12th".
_HEAD = rf"(?:(?:the )?(?P<head>first thing|last thing|early|late|{PART})(?: on| of)? (?:the )?)?"
_NAMED = re.compile(
    rf"\b{_HEAD}(?:(?P<over>(?:the )?(?:day after {TOMORROW}|(?:day|morning|evening|night) after next(?! \w))|"
    rf"not {TOMORROW},? (?:but )?the day after\b)|"
    rf"(?P<tomorrow>{TOMORROW})|"
    rf"(?P<before>(?:the )?day before {YESTERDAY})|"
    rf"(?P<beforelast>(?:the )?(?:night|evening|nite) before last)|(?P<yesterday>{YESTERDAY})|"
    r"(?P<lastnight>(?:last|lst) (?:nigh?t|nite|evening)|the other night)|"
    rf"(?P<tonight>{TONIGHT}))\b{_TAIL}"
)
_WEEKDAY = re.compile(
    rf"\b(?:(?P<lead>on|this|ne?xt|last|by|til|till|until|from|since|before|after|for|come|and|or|every|of an?|"
    rf"each) )?{_HEAD}"
    rf"(?P<name>{WEEKDAY})(?P<plural>s)?\b{_TAIL}(?P<week>(?: a)? week\b| fortnight\b| after (?:next|that|this)\b)?"
)
#: "Sun" and "wed" are hardly ever days there: "can i go in the sun in 1 week"; nor is what "i sat in" or "i wed in".
_IN_WEEKS = re.compile(
    rf"\b(?!(?:sun|wed) )(?<!i )(?<!we )(?P<name>{WEEKDAY}) in (?P<n>{NUMBER}) ?(?:weeks?|wks?)(?:'? ?time)?\b"
)
# "sun" and "sat" are seldom days: only with a word that makes them one, and never before what they go with otherwise
_SUN_LEADS = ("on", "this", "next", "last", "by", "til", "till", "until", "since", "for", "come", "every")
_NOT_SUN = re.compile(
    r"[ -]?(?:cream|screen|block|bed|bath|tan|hat|lotion|lounger|exposure|protection|burn|damage|light|shine|kissed)"
)
_NOT_SAT = re.compile(r" (?:in|on|under|at|down|by|next|out|here|there|inside|outside|with|around)\b")
_NOT_WED = re.compile(r" (?:like|love|rather|be|better|need|appreciate|prefer|want|all|both)\b")
_WEEKEND = re.compile(
    r"\b(?:(?P<lead>this|next|last|the following|the coming|the|at the|over the|on the|after the|by the) )?(?:week ?-?end|"
    r"wknd|wkend|wkd)\b"
    r"(?P<over> after next| after that| after this| before last)?"
)
_DATE = re.compile(
    rf"\b{_HEAD}(?:(?:on |the |by |until |from )*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{MONTH})\b"
    rf"|(?P<month2>{MONTH}) (?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)\b|(?:on |by |until |til |from |"
    rf"for )?(?:the )(?P<day3>\d{{1,2}})(?:st|nd|rd|th)\b(?! (?:one|thing|question|bit|time|session|treatment))){_TAIL}"
)
_PARTS = re.compile(
    r"\b(?:(?P<this>this (?:morning|morn|aft(?:ernoon)?|arvo))|(?P<later>(?<!or )later(?: today| on| tonight)?(?! than|"
    r" in the)|end of (?:the )?day)|"
    rf"(?P<next>in the morning|first thing|when i (?:wake|get) up)|(?P<coming>(?:in the|at) (?:evening|afternoon|night|"
    rf"lunch(?:time)?))"
    r"|(?P<evening>(?:after|straight from) (?:work|my shift|school|dinner|tea|supper)|before bed|(?:at )?bed ?time|overnight)"
    r"|(?P<earlier>earlier(?: today| on)?|just now|a (?:minute|moment|second|sec|bit|while) ago)"
    rf"|(?:at|@) ?(?P<clock>{CLOCK}))(?: today)?\b"
)


def _clock(words: str | None) -> time | None:
    """Return the time of "3pm", "10.30 am" or "18:00"; None where there is none."""
    found = re.match(r"(\d{1,2})(?:[:.](\d{2}))?\s?(am|pm)?", words or "")
    if not found or not 0 <= int(found.group(1)) <= 23 or int(found.group(2) or 0) > 59:
        return None
    hour = int(found.group(1))
    if found.group(3):
        hour = hour % 12 + (12 if found.group(3) == "pm" else 0)
    return time(hour, int(found.group(2) or 0))


def _place(day: date, found: re.Match[str], now: datetime, zone: tzinfo, *, past: bool, part: str | None = None) -> AskedTime:
    """Return the asked time on `day` in the part or at the clock time that `found` names, kept on its side of `now`."""
    clock = _clock(found.group("clock") or found.group("clock2"))
    named = part_named(found.group("part")) or part_named(found.group("head")) or part
    asked = on_day(day, kind="past" if past else "future", phrase=found.group(), zone=zone, part=named, clock=clock)
    return keep_behind(asked, now) if past else keep_ahead(asked, now)


#: "the day before my wedding on", "two weeks on", said right before a day: how far from it.
_SHIFT = re.compile(
    rf"\b(?P<n>the|{NUMBER}) ?(?P<unit>day|night|nite|evening|morning|week|wk|fortnight)s?(?: (?P<side>before|after|on|from))?"
    r"(?: (?:my|our|the|his|her|a|an|this|that) (?:(?!on\b)[\w']+ ){1,3}?(?:(?:(?:which|that|it)(?: is|'s)|thats|is|"
    r"'s)? ?(?:on|for|at|,))?)?"
    r" ?(?:on |the |on the )*$"
)
_IT_WILL_BE = re.compile(r"\b(?:be|(?:it|that|this|today) is|makes it|its|it's|been|was|had) $")


def _shift(text: str, start: int) -> int:
    """Return how many days from the day at text[start:] is meant: -1 for "the day before", 14 for "two weeks on"."""
    found = _SHIFT.search(text, 0, start)
    if not found or (found.group("side") not in ("before", "after") and _IT_WILL_BE.search(text[: found.start()])):
        return 0
    days = (1 if found.group("n") == "the" else number(found.group("n"))) * (hours_of(found.group("unit")) / 24)
    if found.group("side") not in ("before", "after") and (days < 7 or found.group("n") == "the"):
        return 0
    return round(-days if found.group("side") == "before" else days)


def named_days(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield tonight, tomorrow, yesterday and their kin."""
    today = now.astimezone(zone).date()
    for found in _NAMED.finditer(text):
        days = {"over": 2, "tomorrow": 1, "before": -2, "beforelast": -2, "yesterday": -1, "lastnight": -1, "tonight": 0}
        name = next(key for key in days if found.group(key))
        part = "evening" if name in ("tonight", "lastnight", "beforelast") else None
        day = today + timedelta(days[name] + _shift(text, found.start()))
        yield *found.span(), _place(day, found, now, zone, past=days[name] < 0, part=part)


def _is_a_weekday(found: re.Match[str], text: str) -> bool:
    """Return whether `found` is a day, not the sun, a seat or a habit ("on mondays")."""
    name, lead, after = found.group("name"), found.group("lead"), text[found.end("name") :]
    if lead in ("every", "each", "of a", "of an") or (found.group("plural") and not found.group("part") and lead != "this"):
        return False
    if name == "wed" and _NOT_WED.match(after):
        return False
    if name == "sun":
        named = (
            lead in _SUN_LEADS
            or found.group("part")
            or re.search(r"\bsat(?:urday)? ?(?:/|or|and|n|&) ?$", text[: found.start("name")])
        )
        return bool(named) and not _NOT_SUN.match(after)
    return not (
        name == "sat"
        and (
            _NOT_SAT.match(after)
            or re.search(
                r"\b(?:i|we|she|he|just|been|"
                r"and) $",
                text[: found.start("name")],
            )
        )
    )


def weekdays_in_weeks(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield "fri in 3 weeks time": so many weeks after the next such day."""
    today = now.astimezone(zone).date()
    for found in _IN_WEEKS.finditer(text):
        ahead = (weekday(found.group("name")) - today.weekday()) % 7 + round(7 * number(found.group("n")))
        day = on_day(today + timedelta(ahead), kind="future", phrase=found.group(), zone=zone)
        yield *found.span(), keep_ahead(day, now)


def weekdays(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield weekdays: the next one, or the last one where the words around it tell of the past."""
    today = now.astimezone(zone).date()
    for found in _WEEKDAY.finditer(text):
        if not _is_a_weekday(found, text):
            continue
        past = found.group("lead") in ("last", "since") or is_past(text, found.start("name"), found.end())
        ahead = (weekday(found.group("name")) - today.weekday() - 1) % 7 + 1
        if past:
            ahead = ahead - 7 or -7
        elif found.group("week"):
            ahead += 14 if "fortnight" in found.group("week") else 7
        if not past:
            ahead += _shift(text, found.start("name"))
        yield *found.span(), _place(today + timedelta(ahead), found, now, zone, past=past)


def weekends(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield the weekend: its Saturday; its Sunday once Saturday midday is over."""
    today = now.astimezone(zone).date()
    for found in _WEEKEND.finditer(text):
        past = found.group("lead") == "last" or is_past(text, found.start(), found.end())
        saturday = today + timedelta((5 - today.weekday()) % 7 if today.weekday() != 6 else -1)
        if past or "before" in (found.group("over") or ""):
            back = 14 if found.group("over") else 7
            asked = on_day(saturday - timedelta(back), kind="past", phrase=found.group(), zone=zone)
        elif found.group("lead") in ("next", "the following") or found.group("over"):
            asked = on_day(saturday + timedelta(7), kind="future", phrase=found.group(), zone=zone)
        else:
            choices = [on_day(saturday + timedelta(more), kind="future", phrase=found.group(), zone=zone) for more in (0, 1)]
            asked = keep_ahead(next((day for day in choices if day.at and day.at > now), choices[1]), now)
        yield *found.span(), asked


def dates(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield dates, "the 12th" and "12 December": the next such day, or the last one where it is told as past."""
    today = now.astimezone(zone).date()
    for found in _DATE.finditer(text):
        number = int(found.group("day") or found.group("day2") or found.group("day3"))
        named = found.group("month") or found.group("month2")
        past = is_past(text, found.start(), found.end())
        day = _nearest(number, month(named) if named else None, today, past=past)
        if day is not None:
            ahead = day + timedelta(0 if past else _shift(text, found.start()))
            yield *found.span(), _place(ahead, found, now, zone, past=past)


def _nearest(number: int, wanted: int | None, today: date, *, past: bool) -> date | None:
    """Return the nearest day after (before, for `past`) `today` that has this number and month; None where there is none."""
    for away in range(1, 366 * 4 if wanted else 64):
        day = today + timedelta(-away if past else away)
        if day.day == number and wanted in (None, day.month):
            return day
    return None


def parts(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield parts of today and clock times without a day: "this morning", "later today", "in the morning", "at 6pm"."""
    here = now.astimezone(zone)
    for found in _PARTS.finditer(text):
        yield *found.span(), _part_of_today(found, here, now, zone, past=is_past(text, found.start(), found.end()))


def _today_began(here: datetime, now: datetime) -> datetime:
    """Return midnight of the patient's day, or an hour ago where that is earlier."""
    return min(local_moment(here.date(), 0, 0, here.tzinfo or timezone.utc), now - timedelta(hours=1))


def _part_of_today(found: re.Match[str], here: datetime, now: datetime, zone: tzinfo, *, past: bool) -> AskedTime:
    """Return the time of a part of today; a morning or afternoon that is over is past, whatever the words around it."""
    phrase, today = found.group(), here.date()
    if found.group("this"):
        part = part_named(found.group("this").removeprefix("this ")) or "morning"
        past = past or here.hour >= (12 if part == "morning" else 17)
        asked = on_day(today, kind="past" if past else "future", phrase=phrase, zone=zone, part=part)
    elif found.group("earlier"):
        return AskedTime("past", phrase, at=now - timedelta(hours=1), start=_today_began(here, now), end=now)
    elif found.group("evening"):
        side = "past" if past else "future"
        asked = on_day(today - timedelta(past and here.hour < 20), kind=side, phrase=phrase, zone=zone, part="evening")
    elif found.group("later"):
        part = "afternoon" if here.hour < 12 else "evening"
        return keep_ahead(on_day(today, kind="future", phrase=phrase, zone=zone, part=part), now)
    elif found.group("coming"):
        coming = part_named(found.group("coming").split()[-1])
        days = [on_day(today + timedelta(more), kind="future", phrase=phrase, zone=zone, part=coming) for more in (0, 1)]
        return keep_ahead(next(day for day in days if day.end and day.end > now), now)
    else:
        clock = _clock(found.group("clock")) or time(9)
        asked = on_day(today, kind="past" if past else "future", phrase=phrase, zone=zone, clock=clock)
        step = timedelta(-1) if past else timedelta(1)
        if asked.at is None or (asked.at >= now if past else asked.at <= now):
            asked = on_day(today + step, kind=asked.kind, phrase=phrase, zone=zone, clock=clock)
    return keep_behind(asked, now) if past else keep_ahead(asked, now)
