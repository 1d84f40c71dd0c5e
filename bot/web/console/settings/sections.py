"""The sections of the page: what each form changes in the clinic's settings, as words that are checked afterwards. Pure.

A list (people on call, languages, procedures) is changed by rows: "do" says what is done, "row" to which one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot import countries
from bot.clinic_settings import WEEKDAYS, SettingsProblems
from bot.errors import InputError

#: Settings in words (bot.clinic_settings.as_given), and a posted form.
Given = dict[str, Any]
Form = Mapping[str, str]
#: Days that one entry may fill: longer than any clinic's holidays, and not a year by a slip of the pen.
LONGEST_CLOSURE = 60
#: Stands for the row that is being added, in the names of fields and problems.
NEW = "new"


@dataclass(frozen=True)
class Section:
    """One form, or one list of small forms."""

    title: str
    #: Returns the settings with this form's changes.
    change: Callable[[Given, Form], Given]
    #: The settings that it shows, by their first name.
    fields: tuple[str, ...]


def _clinic(given: Given, form: Form) -> Given:
    return {**given, **{name: form.get(name, "") for name in ("name", "phone", "timezone")}}


def _numbers(given: Given, form: Form) -> Given:
    numbers = {name: form.get(name, "") for name in ("emergency", "urgent", "crisis")}
    country = form.get("country", "")
    if form.get("do") == "usual":
        usual = countries.numbers(country)
        numbers = {"emergency": usual.emergency, "urgent": usual.urgent or "", "crisis": usual.crisis or ""}
    return {**given, "country": country, "numbers": numbers}


def _hours(given: Given, form: Form) -> Given:
    return {**given, "opening_hours": {day: _span(form, f"{day}_from", f"{day}_to") for day in WEEKDAYS}}


def _check_ins(given: Given, form: Form) -> Given:
    return {**given, "sending_window": _span(form, "from", "to")}


def _span(form: Form, start: str, end: str) -> str:
    ends = [form.get(name, "").strip() for name in (start, end)]
    return "-".join(ends) if any(ends) else "closed"


def _holidays(given: Given, form: Form) -> Given:
    days = dict(given["holidays"])
    if form.get("do") == "remove":
        days.pop(form.get("row", ""), None)
    else:
        days |= dict.fromkeys(_days(form), form.get("name", ""))
    return {**given, "holidays": days}


def _days(form: Form) -> list[str]:
    """Return every day from the first to the last, the first alone where no last one is given."""
    first, last = form.get("first", "").strip(), form.get("last", "").strip() or form.get("first", "").strip()
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise _problem("first", "must be dates such as 2026-12-25") from None
    length = (end - start).days + 1
    if not 1 <= length <= LONGEST_CLOSURE:
        raise _problem("last", f"must be on or after the first day, and at most {LONGEST_CLOSURE} days in all")
    return [(start + timedelta(days=number)).isoformat() for number in range(length)]


def _problem(field: str, sentence: str) -> SettingsProblems:
    return SettingsProblems({("holidays", NEW, field): sentence})


def _on_call(given: Given, form: Form) -> Given:
    person = {name: form.get(name, "") for name in ("name", "phone", "email")}
    return {**given, "on_call": _rows(given["on_call"], form, person)}


def _languages(given: Given, form: Form) -> Given:
    return {**given, "languages": _rows(given["languages"], form, form.get("code", ""))}


def _procedures(given: Given, form: Form) -> Given:
    if form.get("do") == "default":
        return {**given, "default_procedure": form.get("default_procedure", "")}
    rows, row = given["procedures"], _row(form)
    name = form.get("name", "")
    slug = rows[row]["slug"] if form.get("do") == "save" and row < len(rows) else short_name(name)
    return {**given, "procedures": _rows(rows, form, {"slug": slug, "name": name})}


def short_name(name: str) -> str:
    """Return a name as a file and a command call it: "Deep Peel" is "deep-peel"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64]


def _rows(rows: list[Any], form: Form, typed: Any) -> list[Any]:
    """Return the list with the form's change made. InputError for a row that is not there, or an unknown change."""
    doing, row = form.get("do", ""), _row(form)
    if doing == "add":
        return [*rows, typed]
    if row >= len(rows):
        raise InputError("This row is not there any more. Reload the page and try again.")
    if doing == "save":
        return [*rows[:row], typed, *rows[row + 1 :]]
    rest = [*rows[:row], *rows[row + 1 :]]
    if doing == "remove":
        return rest
    if doing in ("up", "down"):
        place = max(row - 1, 0) if doing == "up" else row + 1
        return [*rest[:place], rows[row], *rest[place:]]
    raise InputError("The page asked for something unknown. Reload it and try again.")


def _row(form: Form) -> int:
    words = form.get("row", "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 5 else 10**4


SECTIONS = {
    "clinic": Section("Clinic", _clinic, ("name", "phone", "timezone")),
    "numbers": Section("Numbers patients may call", _numbers, ("country", "numbers")),
    "opening-hours": Section("Opening hours", _hours, ("opening_hours",)),
    "holidays": Section("Holidays", _holidays, ("holidays",)),
    "on-call": Section("On call", _on_call, ("on_call",)),
    "check-ins": Section("Check-ins", _check_ins, ("sending_window",)),
    "languages": Section("Languages", _languages, ("languages",)),
    "procedures": Section("Procedures", _procedures, ("procedures", "default_procedure")),
}
