"""A part of the day said by itself where it corrects another: "not evening, morning", "mornings, not nights"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from bot.asked_time.asked import AskedTime
from bot.asked_time.moments import keep_ahead, on_day, part_named
from bot.asked_time.words import PART

Found = tuple[int, int, AskedTime | None]

_SAID = rf"(?:in the |at |the )?(?P<meant>{PART})"
_DENIED = rf"(?:in the |at |the )?(?:{PART}|tonight|tonite)"
_CORRECTED = (
    re.compile(rf"\bnot {_DENIED}[ ,.]*(?:but |no |sorry |i mean(?:t)? )*{_SAID}\b"),
    re.compile(rf"\b{_SAID}[ ,.]*(?:and |i mean(?:t)? |sorry )?not {_DENIED}\b"),
    re.compile(rf"^(?:no |sorry |actually |wait |oh )*(?:i )?(?:mean|meant) {_SAID}\b"),
)


def parts(text: str, now: datetime, zone: tzinfo) -> Iterator[Found]:
    """Yield the part of a day that takes the place of another: the next such part."""
    today = now.astimezone(zone).date()
    for pattern in _CORRECTED:
        for found in pattern.finditer(text):
            named = part_named(found.group("meant"))
            coming = (today + timedelta(more) for more in (0, 1, 2))
            days = [on_day(day, kind="future", phrase=found.group(), zone=zone, part=named) for day in coming]
            yield *found.span("meant"), replace(next(day for day in days if day.at and day.at > now), part=named)


def in_part(day: datetime, found: AskedTime, *, zone: tzinfo, now: datetime) -> AskedTime:
    """Return the part of the day that `found` tells, of the local day of `day` (aware), kept ahead of `now`."""
    return keep_ahead(on_day(day.astimezone(zone).date(), kind="future", phrase=found.phrase, zone=zone, part=found.part), now)


def whole_day(day: datetime, *, zone: tzinfo, now: datetime) -> AskedTime:
    """Return the whole local day of `day` (aware), kept ahead of `now`: for a text that is of the day asked about before."""
    return keep_ahead(on_day(day.astimezone(zone).date(), kind="future", phrase="", zone=zone), now)
