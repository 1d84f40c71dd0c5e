"""One field at a time, from words to a value. Each refuses with a sentence that says how to write it (InputError)."""

import re
from datetime import date, time
from functools import cache

from babel import Locale

from bot import countries, sms_text
from bot.clinic_settings.value import Hours
from bot.errors import InputError

LONGEST_NAME = 120
LONGEST_EMAIL = 254
#: What texts that name these numbers were measured with (bot.protocols.vocabulary, bot.checkins.checking).
LONGEST_EMERGENCY, LONGEST_URGENT, LONGEST_CRISIS = 10, 16, 40
LONGEST_HOLIDAY = 60
#: In minutes. Texts that may only leave within less would pile up at one minute of the day.
SHORTEST_WINDOW = 120
CLOSED = "closed"
#: What a procedure is called on the command line and in the names of files.
SHORT_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_EMERGENCY = re.compile(r"\d{2,6}( or \d{2,6})?")


def plain(given: object, longest: int = LONGEST_NAME) -> str:
    """Return a text in one line."""
    if not isinstance(given, str) or not given.strip():
        raise InputError("must be filled in")
    kept = " ".join(given.split())
    if len(kept) > longest:
        raise InputError(f"has {len(kept)} characters; at most {longest} fit")
    if not kept.isprintable():
        raise InputError("holds characters that cannot be shown")
    return kept


def country(given: object) -> str:
    """Return an ISO country that has numbers on file."""
    code = plain(given).upper()
    countries.numbers(code)
    return code


def emergency_number(given: object) -> str:
    """Return the number to call in an emergency: digits, or two numbers with "or"."""
    number = plain(given)
    if not _EMERGENCY.fullmatch(number) or len(number) > LONGEST_EMERGENCY:
        raise InputError(f"must be digits such as 999, or two numbers such as 999 or 112, not {number!r}")
    return number


def line(given: object, longest: int) -> str | None:
    """Return a line that patients may call, None for an empty one. It goes into texts, so plain SMS characters only."""
    if given is None or (isinstance(given, str) and given.strip().lower() in ("", "none")):
        return None
    number = plain(given, longest)
    if not any(letter.isdigit() for letter in number):
        raise InputError("must hold a number that can be called")
    if not sms_text.is_gsm7(number):
        raise InputError("holds characters that a plain SMS cannot carry")
    return number


def hours(given: object) -> Hours | None:
    """Return the opening of a day written as "09:00-18:00", None for "closed"."""
    words = plain(given)
    if words.lower() == CLOSED:
        return None
    start, dash, end = (part.strip() for part in words.partition("-"))
    if not dash:
        raise InputError(f"must be written as 09:00-18:00 or closed, not {words!r}")
    span = moment(start), moment(end)
    if span[0] >= span[1]:
        raise InputError(f"ends at {span[1]:%H:%M}, before it begins at {span[0]:%H:%M}")
    return span


def window(given: object) -> Hours:
    """Return the time of day in which check-ins may leave."""
    span = hours(given)
    if span is None:
        raise InputError("must have a beginning and an end, such as 09:00-20:00")
    length = (span[1].hour - span[0].hour) * 60 + span[1].minute - span[0].minute
    if length < SHORTEST_WINDOW:
        raise InputError(f"must be at least {SHORTEST_WINDOW // 60} hours long; this is {length} minutes")
    return span


def moment(words: str) -> time:
    """Return a time of day written as "9:00" or "09:00"."""
    found = _TIME.fullmatch(words)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise InputError(f"{words!r} is not a time of day: write it as 09:00")
    return time(int(found[1]), int(found[2]))


def day(given: object) -> date:
    """Return a date written as 2026-12-25."""
    words = plain(given)
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InputError(f"{words!r} is not a date: write it as 2026-12-25") from None


def email(given: object) -> str | None:
    """Return an e-mail address, None for an empty one."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    address = plain(given, LONGEST_EMAIL).lower()
    if not _EMAIL.fullmatch(address):
        raise InputError(f"{address!r} is not an e-mail address")
    return address


def language(given: object) -> str:
    """Return an ISO 639 code that has a name."""
    code = plain(given).lower()
    if code not in language_names():
        raise InputError(f"{code!r} is not the code of a language: write en, es, pl and so on")
    return code


def country_name(code: str) -> str:
    """Return the English name of an ISO country."""
    return str(Locale("en").territories.get(code, code))


@cache
def language_names() -> dict[str, str]:
    """Return the English name of each language by its ISO 639 code of two or three letters."""
    return {code: name for code, name in Locale("en").languages.items() if code.isalpha() and len(code) <= 3}


def slug(given: object) -> str:
    """Return the short name of a procedure."""
    words = plain(given)
    if not SHORT_NAME.fullmatch(words):
        raise InputError(f"{words!r} cannot be a short name: use small letters, digits and hyphens, such as rf-microneedling")
    return words
