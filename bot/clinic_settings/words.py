"""Settings back to words, as a form or a file holds them."""

import hashlib
import json
from datetime import time
from typing import Any

from bot.clinic_settings.fields import CLOSED
from bot.clinic_settings.value import WEEKDAYS, ClinicSettings, Hours, OnCallPerson


def as_given(settings: ClinicSettings) -> dict[str, Any]:
    """Return the words that read to the same settings."""
    return {
        "name": settings.name,
        "phone": settings.phone,
        "timezone": settings.timezone,
        "country": settings.country,
        "numbers": {
            "emergency": settings.emergency_number,
            "urgent": settings.urgent_line or "",
            "crisis": settings.crisis_line or "",
        },
        "opening_hours": {
            name: hours_in_words(settings.opening_hours.get(number)) for number, name in enumerate(WEEKDAYS, 1)
        },
        "holidays": {day.isoformat(): name for day, name in sorted(settings.holidays.items())},
        "on_call": [_person(person) for person in settings.on_call],
        "languages": list(settings.languages),
        "sending_window": hours_in_words(settings.window),
        "procedures": [{"slug": procedure.slug, "name": procedure.name} for procedure in settings.procedures],
        "default_procedure": settings.default_procedure,
    }


def hours_in_words(hours: Hours | None) -> str:
    """Return "09:00-18:00", or "closed"."""
    return f"{_clock(hours[0])}-{_clock(hours[1])}" if hours else CLOSED


def fingerprint(settings: ClinicSettings) -> str:
    """Return a short name for exactly these settings: a form that carries another one was made before somebody changed them."""
    words = json.dumps(as_given(settings), sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _person(person: OnCallPerson) -> dict[str, str]:
    return {"name": person.name, "phone": person.phone, "email": person.email or ""}


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
