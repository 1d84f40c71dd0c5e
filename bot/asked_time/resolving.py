"""Find the times a text names. The rulings are those of the clinical reference, section 7, "Asked for another time"."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.asked_time import bare, days, distances, sittings
from bot.asked_time.asked import AskedTime
from bot.asked_time.words import normalise

Found = tuple[int, int, AskedTime | None]
Finder = Callable[[str, datetime, tzinfo], Iterator[Found]]

#: in order of trust: what an earlier finder has read, a later one may not read again
FINDERS: tuple[Finder, ...] = (
    distances.reached,
    distances.not_a_time,
    sittings.when_it_was,
    sittings.done_since,
    sittings.done_on_day,
    distances.session_days,
    days.named_days,
    days.dates,
    days.weekdays_in_weeks,
    distances.after_session,
    distances.ahead,
    distances.back,
    days.weekdays,
    days.weekends,
    days.parts,
    bare.parts,
    sittings.done_sometime,
)
#: Said before a time that is not meant: "not tonight, tomorrow". "Why not tomorrow" and "not until Friday" mean it.
_NOT_MEANT = re.compile(
    r"(?<!why )(?<!if )(?<!or )\b(?:(?:and |but )?not|rather than|instead of|never ?mind|forget|scrap|skip)(?: for| on|"
    r" at| in| the| this)*[ ,]*$"
)
#: "I shouldn't use it till tomorrow then, should I": asks about now.
_WAITS_TILL = re.compile(r"\b(?:shouldn'?t|mustn'?t|can'?t|cannot|cant)\b[^.?!,;]*\b(?:till?|until)(?: the)? ?$")
#: Said before a time that takes the place of one told before: "tomorrow, sorry, Saturday".
_RATHER = re.compile(
    r"\b(?:sorry|actually|no wait|wait|no|i mean|i meant|mean|meant|make (?:that|it)|rather|correction|or rather|"
    r"typo)\b[ ,:.-]*(?:for |on |at |the )*$"
)
#: "Wedding is in 3 wks, can I get my lashes tinted tomorrow": why it is asked, not for when.
_AN_EVENT = re.compile(
    r"\b(?:wedding|party|birthday|christening|prom|interview|date|event|gig|holiday|hol|hols|flight|trip|graduation|photos?|"
    r"shoot|exam|funeral|reunion|dinner|ball|hen|stag|bbq|concert|festival|communion|baptism)"
    r"(?: do)?(?:'s|s| is| starts?)?(?: only| just)? $"
)


#: "We check out tonight so its now or never", "opens at 7 and im in the queue": whatever time is named, it is about now.
_IS_NOW = re.compile(
    r"\bnow or never\b|\b(?:im|i'm|am|already) (?:in the (?:queue|line)|stood outside|standing outside|here now)\b"
)
#: "Hen party in the morning, do it now?"
_ASKS_NOW = re.compile(
    r"\b(?:can|could|should|shall|may|is|are|do|does|will|ok|okay|alright|safe|allowed)\b[^.?!]*\b(?:right now|now)\b ?[?]"
    r"|\b(?:do|use|put|have|wear|apply) (?:it|them|one|some)(?: on)? now\b"
)


def resolve_all(text: str, *, now: datetime, zone: tzinfo | str) -> list[AskedTime]:
    """Return every time that `text` names, in its order, seen from `now` (aware) by a patient in `zone`."""
    plain, place, now = normalise(text), ZoneInfo(zone) if isinstance(zone, str) else zone, now.astimezone(timezone.utc)
    if _IS_NOW.search(plain):
        return []
    taken: list[Found] = []
    for finder in FINDERS:
        for start, end, asked in finder(plain, now, place):
            if all(end <= first or start >= last for first, last, _ in taken):
                taken.append((start, end, asked))
    told = [found for found in sorted(taken, key=lambda found: found[:2]) if found[2] is not None]
    told = [found for found in told if not _WAITS_TILL.search(plain[: found[0]])]
    meant = [found for found in told if not _NOT_MEANT.search(plain[: found[0]])]
    return [asked for _, _, asked in _without_events(plain, _corrected(plain, meant or told)) if asked is not None]


def _without_events(text: str, told: list[Found]) -> list[Found]:
    """Return the times without those of an event, where one before it says when the thing asked is to be done."""
    asked = [found for found in told if not _AN_EVENT.search(text[: found[0]])]
    moments = [one.at for _, _, one in asked if one and one.at and not one.is_past]
    events = [found[2].at for found in told if found not in asked and found[2] and found[2].at]
    if events and _ASKS_NOW.search(text):
        return asked
    return asked if moments and events and min(moments) < min(events) else told


def _corrected(text: str, told: list[Found]) -> list[Found]:
    """Return the times without those that a later one takes the place of."""
    rather = [place for place, found in enumerate(told) if place and _RATHER.search(text[: found[0]])]
    return told[rather[-1] :] if rather else told


def resolve(text: str, *, now: datetime, zone: tzinfo | str) -> AskedTime | None:
    """Return the time `text` asks about: the first that lies ahead, else the first that is past, else None (it is about now).

    A time "ahead" is kind "future" (strictly after `now`) or "since_session" (the caller knows the session). What is denied
    ("not tonight, tomorrow") or taken back ("tomorrow, sorry, Saturday") is not meant.
    """
    found = resolve_all(text, now=now, zone=zone)
    ahead = [asked for asked in found if not asked.is_past]
    return next(iter(ahead or found), None)
