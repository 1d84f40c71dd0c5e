"""What differs between two settings, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.clinic_settings.value import WEEKDAYS, ClinicSettings, OnCallPerson
from bot.clinic_settings.words import hours_in_words

#: Written where there is nothing.
NOTHING = "none"


@dataclass(frozen=True)
class Change:
    """One thing that becomes another. `private` ones hold numbers of people, which no log and no audit book may keep."""

    what: str
    before: str
    after: str
    private: bool = False

    def in_words(self) -> str:
        """Return the change in one line."""
        if self.before == NOTHING:
            return f"{self.what}: added {self.after}"
        if self.after == NOTHING:
            return f"{self.what}: removed {self.before}"
        return f"{self.what}: {self.before} becomes {self.after}"

    def for_the_record(self) -> str:
        """Return it as the audit book may keep it."""
        return "changed" if self.private else f"{self.before} -> {self.after}"


def differences(before: ClinicSettings, after: ClinicSettings) -> list[Change]:
    """Return every change from `before` to `after`, in the order in which people read settings."""
    return [change for change in _all(before, after) if change.before != change.after]


def _all(before: ClinicSettings, after: ClinicSettings) -> Iterator[Change]:
    yield Change("name", before.name, after.name)
    yield Change("phone", before.phone, after.phone, private=True)
    yield Change("time zone", before.timezone, after.timezone)
    yield Change("country", before.country, after.country)
    yield Change("emergency number", before.emergency_number, after.emergency_number)
    yield Change("line for urgent advice", before.urgent_line or NOTHING, after.urgent_line or NOTHING)
    yield Change("crisis line", before.crisis_line or NOTHING, after.crisis_line or NOTHING)
    for number, name in enumerate(WEEKDAYS, 1):
        was, becomes = (hours_in_words(each.opening_hours.get(number)) for each in (before, after))
        yield Change(f"open on {name.capitalize()}", was, becomes)
    for day in sorted({*before.holidays, *after.holidays}):
        yield Change(f"holiday {day.isoformat()}", before.holidays.get(day, NOTHING), after.holidays.get(day, NOTHING))
    yield Change("on call", _people(before.on_call), _people(after.on_call), private=True)
    yield Change("languages", ", ".join(before.languages), ", ".join(after.languages))
    yield Change("sending window", hours_in_words(before.window), hours_in_words(after.window))
    old, new = ({each.slug: each.name for each in settings.procedures} for settings in (before, after))
    for slug in sorted({*old, *new}):
        yield Change(f"procedure {slug}", old.get(slug, NOTHING), new.get(slug, NOTHING))
    yield Change("default procedure", before.default_procedure, after.default_procedure)


def _people(people: tuple[OnCallPerson, ...]) -> str:
    told = (" ".join(filter(None, (person.name, person.phone, person.email))) for person in people)
    return ", then ".join(told) or NOTHING
