"""What concerns all of a patient's check-ins: the clock they live by, a pause, a resume, the end of the aftercare."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from bot.models import Patient
from bot.sessions import ChangeZone, Discharge, Pause, Resume
from bot.web.console.desk import Desk
from bot.web.console.patients.asking import Given, Question
from bot.web.console.visit import Visit

#: Zones that are no place where people live.
NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def places() -> list[str]:
    """Return the names of all zones that people live in."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(NO_PLACES))


def _places(visit: Visit, desk: Desk, patient: Patient) -> dict[str, Any]:
    return {"places": places()}


def _zone(visit: Visit, desk: Desk, patient: Patient, given: Given) -> ChangeZone:
    return ChangeZone(given["zone"].strip())


ZONE = Question(
    name="zone",
    title="Change the time zone",
    told="Check-ins go out in the daytime of the place where the patient is.",
    button="Change the time zone",
    read=_zone,
    fields=("zone",),
    around=_places,
)
PAUSE = Question(
    name="pause",
    title="Pause the check-ins",
    told="None goes out until they are resumed. What the patient writes is answered as ever, and danger reaches you as ever.",
    button="Pause the check-ins",
    read=lambda visit, desk, patient, given: Pause(),
)
RESUME = Question(
    name="resume",
    title="Resume the check-ins",
    told="What is still worth sending is planned again. What is too late by now is not sent.",
    button="Resume the check-ins",
    read=lambda visit, desk, patient, given: Resume(),
)
DISCHARGE = Question(
    name="discharge",
    title="End the aftercare",
    told="No further check-in goes out. What the patient writes is still answered, and danger still reaches you.",
    button="End the aftercare",
    read=lambda visit, desk, patient, given: Discharge(),
)
