"""A clinic's settings, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

#: From and to, local time of one day.
Hours = tuple[time, time]
#: In ISO order: Monday is 1.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class OnCallPerson:
    """Somebody who is called when a case is urgent."""

    name: str
    #: E.164
    phone: str
    email: str | None = None


@dataclass(frozen=True, order=True)
class Offered:
    """A procedure that the clinic does."""

    slug: str
    name: str


@dataclass(frozen=True)
class ClinicSettings:
    """Everything that a clinic sets for itself, but its protocols and timelines."""

    name: str
    #: E.164: the number that patients text.
    phone: str
    timezone: str
    #: ISO 3166, two letters.
    country: str
    emergency_number: str
    urgent_line: str | None
    crisis_line: str | None
    #: By ISO weekday; a missing day is closed.
    opening_hours: Mapping[int, Hours]
    holidays: Mapping[date, str]
    #: The first is called first.
    on_call: tuple[OnCallPerson, ...]
    #: ISO 639 codes, best first.
    languages: tuple[str, ...]
    #: Check-ins leave only between these local times of the patient.
    window: Hours
    default_procedure: str
    #: By slug.
    procedures: tuple[Offered, ...]
