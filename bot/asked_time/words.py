"""How people write numbers, weekdays, months and day words in a text message, as regular expression parts."""

import re

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "twenty": 20, "thirty": 30,
    "couple": 2, "cpl": 2, "few": 3, "several": 3, "half": 0.5,
    "thre": 3, "fourty": 40, "forty": 40, "tow": 2,
}  # fmt: skip
_NUMBER_WORDS = "|".join(sorted((word for word in NUMBERS if word not in ("a", "an")), key=len, reverse=True))
# "2-3" and "2 or 3" keep the lower number: the earlier moment has the stricter rule.
NUMBER = (
    rf"(?:\d{{1,3}}(?:\.\d)?(?:\s?(?:-|to|or)\s?\d{{1,3}})?|(?:a\s|the\s)?(?:{_NUMBER_WORDS})(?:\s(?:or|"
    rf"to)\s(?:{_NUMBER_WORDS}))?"
    rf"(?:\s?of)?(?:\san?)?|an?)"
)
UNITS = {"min": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "fortnight": 336.0, "month": 720.0}
UNIT = r"(?:min(?:ute)?s?|h(?:ou)?rs?|h(?![a-z])|days?|dys?|nights?|nites?|sleeps|w(?:ee)?ks?|fortnights?|months?|mnths?)"

WEEKDAY = (
    r"(?:mon(?:day)?|tue?s?(?:day)?|wed(?:s|n?e?sday|nesday|ensday)?|wensday|th(?:ursday|rusday|ersday|urday|usday|urs|ur|"
    r"us|u)|fri(?:day)?|"
    r"sat(?:[eu]?r?day)?|sun(?:day)?)"
)
WEEKDAY_NUMBERS = {"mo": 0, "tu": 1, "te": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
TOMORROW = r"(?:tom+or+r?ow|tomm?oro|tom+or?ow|tomo(?:z|rra)?|tm+or+ow|tmoz|tm(?:o?r?w|ro?w?)|2mor+ow|2moro|2m[ow]?rw?|2mro)"
YESTERDAY = r"(?:yesterday|yest(?:er)?d(?:a|e)y|yeste?rday|ystrday|yester|y(?:e?s)?t?day|yest)"
TONIGHT = r"(?:tonigh?t|tonite|tonigth|tnight|tnite|2nigh?t|2nite|this eve(?:ning|nin)?|later tonight)"
PART = (
    r"(?:first thing|mornings?|morn|a\.?m\.?|afternoons?|arvo|aft|p\.?m\.?|eve(?:nings?|nin)?|nigh?ts?|nite|lunch(?:time)?|"
    r"midday|noon)(?!(?<=\bam) (?:i|we)\b)"
)
CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm)|\d{1,2}:\d{2})"


def normalise(text: str) -> str:
    """Return `text` in lower case with plain quotes and single spaces."""
    plain = text.lower().translate({0x2019: "'", 0x2018: "'", 0x2013: "-", 0x2014: "-"})
    return re.sub(r"\s+", " ", plain).strip()


def number(words: str) -> float:
    """Return the number that `words` (matched by NUMBER) name; of a range the lower. "half an" is 0.5."""
    found = re.search(r"\d{1,3}(?:\.\d)?", words)
    if found:
        return float(found.group())
    named = [NUMBERS[word] for word in words.split() if word in NUMBERS and word not in ("a", "an")]
    return float(named[0]) if named else 1.0


def hours_of(unit: str) -> float:
    """Return how many hours one `unit` (matched by UNIT) has; a month counts 30 days."""
    if unit.startswith(("ni", "sl")):
        return UNITS["day"]
    for name, hours in UNITS.items():
        if unit[0] == name[0] and not (unit.startswith("m") and unit.startswith("min") != (name == "min")):
            return hours
    raise ValueError(f"unknown unit {unit!r}")


def weekday(name: str) -> int:
    """Return the weekday of `name` (matched by WEEKDAY), Monday 0."""
    return WEEKDAY_NUMBERS[name[:2]]


def month(name: str) -> int:
    """Return the month of `name` (matched by MONTH), January 1."""
    return MONTHS.index(name[:3]) + 1
