"""Find the times a text names. The rulings are those of the clinical reference, section 7, "Asked for another time"."""

from collections.abc import Callable, Iterator
from datetime import datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.asked_time import days, distances
from bot.asked_time.asked import AskedTime
from bot.asked_time.words import normalise

Found = tuple[int, int, AskedTime | None]
Finder = Callable[[str, datetime, tzinfo], Iterator[Found]]

#: in order of trust: what an earlier finder has read, a later one may not read again
FINDERS: tuple[Finder, ...] = (
    distances.not_a_time,
    distances.session_days,
    days.named_days,
    days.dates,
    distances.after_session,
    distances.ahead,
    distances.back,
    days.weekdays,
    days.weekends,
    days.parts,
)


def resolve_all(text: str, *, now: datetime, zone: tzinfo | str) -> list[AskedTime]:
    """Return every time that `text` names, in its order, seen from `now` (aware) by a patient in `zone`."""
    plain, place, now = normalise(text), ZoneInfo(zone) if isinstance(zone, str) else zone, now.astimezone(timezone.utc)
    taken: list[Found] = []
    for finder in FINDERS:
        for start, end, asked in finder(plain, now, place):
            if all(end <= first or start >= last for first, last, _ in taken):
                taken.append((start, end, asked))
    return [asked for _, _, asked in sorted(taken, key=lambda found: found[:2]) if asked is not None]


def resolve(text: str, *, now: datetime, zone: tzinfo | str) -> AskedTime | None:
    """Return the time `text` asks about: the first that lies ahead, else the first that is past, else None (it is about now).

    A time "ahead" is kind "future" (strictly after `now`) or "since_session" (the caller knows the session).
    """
    found = resolve_all(text, now=now, zone=zone)
    ahead = [asked for asked in found if asked.kind != "past"]
    return next(iter(ahead or found), None)
