"""One cell at a time, from what spreadsheets make of it to a value. Each refuses with how to write it (InputError)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from datetime import timezone as fixed_zone

from bot import names, phones, zones
from bot.errors import InputError

LONGEST_CONTACT, LONGEST_WORDS = 120, 300
AS_TEXT = "format the column as text, type it again and save"
HOW_TO_WRITE_A_MOMENT = "write it as 2026-03-01 14:00"
#: A spreadsheet's way to say that a cell is text; we write it too, before what it would take for a formula.
TEXT_MARK = "'"
FORMULA = ("=", "+", "-", "@")
YES = frozenset({"yes", "y", "true", "1", "x", "ok"})
NO = frozenset({"no", "n", "false", "0"})
#: Consent of which only the clinic's own records tell.
RECORDS = "records"

_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+")
_DECIMAL = re.compile(r"[+-]?\d{5,}[.,]\d+")
_SERIAL = re.compile(r"\d{4,5}([.,]\d+)?")
_TWO_WAYS = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}\b.*")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ] *(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?) *(Z|z|[+-]\d{2}:?\d{2})?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\b[ ,:]*(.*)")


@dataclass(frozen=True)
class Consent:
    """How somebody said that they may be texted: a source, when (None: not known), and their words."""

    source: str
    at: datetime | None
    words: str


def plain(cell: str) -> str:
    """Return a cell with single spaces, without a spreadsheet's mark for text."""
    kept = " ".join(cell.split())
    if kept.startswith(TEXT_MARK) and kept[1:].lstrip()[:1] in (*FORMULA, *"0123456789"):
        return kept[1:].lstrip()
    return kept


def name(cell: str) -> str | None:
    """Return a name, None for an empty cell."""
    return names.clean(cell) if cell else None


def phone(cell: str, country: str, own: str) -> str:
    """Return a phone number as E.164; what a spreadsheet did to it is told by name."""
    if not cell:
        raise InputError("is empty: every patient needs a phone")
    if _SCIENTIFIC.fullmatch(cell):
        raise InputError(f"the spreadsheet has turned the number into {cell} and lost its digits: {AS_TEXT}")
    if _DECIMAL.fullmatch(cell):
        raise InputError(f"the spreadsheet has turned the number into {cell}: {AS_TEXT}")
    found = phones.parse(cell, country)
    if found == own:
        raise InputError("is the clinic's own number")
    if not phones.could_be_mobile(found):
        raise InputError(f"{cell!r} has too few or too many digits for a mobile phone")
    return found


def timezone(cell: str) -> str | None:
    """Return the name of a time zone, None for an empty cell."""
    return zones.zone(cell).key if cell else None


def procedure(cell: str, offered: Mapping[str, str], default: str) -> str:
    """Return the short name of a procedure written by its short or full name; the default for an empty cell."""
    wanted = (cell or default).lower()
    for slug, called in offered.items():
        if wanted in (slug.lower(), called.lower()):
            return slug
    raise InputError(f"{cell or default!r} is not offered: write one of {', '.join(sorted(offered))}")


def performed_at(cell: str, zone_name: str, now: datetime, furthest: timedelta) -> datetime:
    """Return when a session ended, as UTC; without an offset it is the clinic's own clock."""
    if not cell:
        raise InputError(f"is empty: {HOW_TO_WRITE_A_MOMENT}")
    found = _moment(cell, zone_name)
    if abs(found - now) > furthest:
        raise InputError(f"{found:%d %B %Y} is more than a year away from today: check the date")
    return found


def other_contact(cell: str) -> str | None:
    """Return another way to reach somebody, None for an empty cell."""
    return _short(cell, LONGEST_CONTACT) or None


def opted_out(cell: str) -> None:
    """Refuse whoever has opted out: only they themselves can undo that, by texting START."""
    if cell and cell.lower() not in NO:
        raise InputError("has opted out of texts, which only their own START can undo: take this row out")


def consent(cell: str, sources: Mapping[str, str], zone_name: str, now: datetime) -> Consent:
    """Return what a cell such as "yes", "2026-03-01 signed form" or "in person: you may text me" says."""
    if not cell:
        raise InputError("is empty: write yes, or how and when the patient agreed to be texted")
    if cell.lower() in NO:
        raise InputError("has not agreed to be texted: take this row out")
    day = _DAY.fullmatch(cell)
    at = _noon(day[1], zone_name, now) if day else None
    words = (day[2] if day else cell).strip()
    if words.lower() in YES or not words:
        return Consent(RECORDS, at, "")
    for key, called in sources.items():
        for start in (called, key.replace("_", " ")):
            if words.lower() == start.lower() or words.lower().startswith(f"{start.lower()}:"):
                return Consent(key, at, _short(words[len(start) :].lstrip(": "), LONGEST_WORDS))
    return Consent(RECORDS, at, _short(words, LONGEST_WORDS))


def _short(cell: str, longest: int) -> str:
    if len(cell) > longest or not cell.isprintable():
        raise InputError(f"must have at most {longest} characters that can be shown")
    return cell


def _noon(day: str, zone_name: str, now: datetime) -> datetime:
    try:
        noon = datetime.combine(date.fromisoformat(day), time(12), zones.zone(zone_name))
    except ValueError:
        raise InputError(f"{day!r} is not a date: write it as 2026-03-01") from None
    if noon.date() > now.astimezone(noon.tzinfo).date():
        raise InputError("is dated in the future: check the date")
    return min(noon.astimezone(fixed_zone.utc), now)


def _moment(cell: str, zone_name: str) -> datetime:
    found = _MOMENT.fullmatch(cell)
    if not found:
        raise InputError(_no_moment(cell))
    day, clock, offset = found.groups()
    try:
        local = datetime.fromisoformat(f"{day}T{clock.zfill(5) if clock.count(':') == 1 else clock.zfill(8)}")
    except ValueError:
        raise InputError(f"{cell!r} is not a moment that there is: {HOW_TO_WRITE_A_MOMENT}") from None
    if offset:
        return _with_offset(local, offset, cell)
    return _on_the_clock(local, zone_name)


def _no_moment(cell: str) -> str:
    if _DAY.fullmatch(cell):
        return f"{cell!r} has no time, and the first hours matter: {HOW_TO_WRITE_A_MOMENT}"
    if _TWO_WAYS.fullmatch(cell):
        return f"{cell!r} could be read in two ways: {HOW_TO_WRITE_A_MOMENT}"
    if _SERIAL.fullmatch(cell):
        return f"the spreadsheet has turned the moment into {cell}: {AS_TEXT}, as 2026-03-01 14:00"
    return f"{cell!r} is not a moment: {HOW_TO_WRITE_A_MOMENT}"


def _with_offset(local: datetime, offset: str, cell: str) -> datetime:
    if offset in "Zz":
        return local.replace(tzinfo=fixed_zone.utc)
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 14 or minutes > 59:
        raise InputError(f"{cell!r} has an offset that there is not: {HOW_TO_WRITE_A_MOMENT}")
    ahead = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    return local.replace(tzinfo=fixed_zone(ahead)).astimezone(fixed_zone.utc)


def _on_the_clock(local: datetime, zone_name: str) -> datetime:
    """Return a moment of the clinic's clock; one that the clock change left out or showed twice is asked about."""
    here = zones.zone(zone_name)
    first, second = (local.replace(tzinfo=here, fold=fold).astimezone(fixed_zone.utc) for fold in (0, 1))
    if first == second:
        return first
    there_is = first.astimezone(here).replace(tzinfo=None) == local
    told = "was there twice" if there_is else "was left out"
    wall = f"{local:%Y-%m-%d %H:%M}"
    raise InputError(f"{wall} {told} when the clocks changed: add the offset, such as {wall}+01:00")
