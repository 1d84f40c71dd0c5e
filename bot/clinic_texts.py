"""The general texts of a protocol, filled with a clinic's own numbers and the time it promises an answer by."""

from collections.abc import Collection
from datetime import datetime

from bot.models import Clinic
from bot.promises import in_words, is_open, promised_by
from bot.protocols import Protocol
from bot.safety import CRISIS
from bot.zones import zone

#: Languages that have emergency, urgent and hand-over texts of their own.
TRANSLATED = ("es", "ar")


def urgent_text(texts: Protocol, clinic: Clinic, language: str, now: datetime) -> str:
    """Return the urgent reply, with the time promised; out of hours it names the local urgent line where there is one."""
    local = now.astimezone(zone(clinic.timezone))
    if language in TRANSLATED:
        return clinic_text(texts, f"urgent_{language}", clinic, now=now, level="urgent")
    out_of_hours = clinic.urgent_line and not is_open(local, clinic.opening_hours, clinic.holidays)
    return clinic_text(texts, "urgent_out_of_hours" if out_of_hours else "urgent", clinic, now=now, level="urgent")


def clinic_text(
    texts: Protocol, name: str, clinic: Clinic, now: datetime | None = None, level: str = "review", **more: str
) -> str:
    """Return a general text filled with the clinic's numbers and, where `now` is given, the time promised for `level`."""
    values = {
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "emergency_number": clinic.emergency_number,
        "urgent_line": clinic.urgent_line or clinic.phone,
        "crisis_line": clinic.crisis_line or clinic.emergency_number,
        **more,
    }
    if now is not None:
        place = zone(clinic.timezone)
        values["by"] = in_words(promised_by(level, now, place, clinic.opening_hours, clinic.holidays), now, place)
    return texts.text(name, **values)


def emergency_text(
    texts: Protocol, clinic: Clinic, codes: Collection[str], language: str, *, opted_out: bool = False
) -> str:
    """Return the emergency reply, with the crisis line where life itself is spoken of, in the patient's language.

    Who has opted out (`opted_out`) hears why they get a text all the same.
    """
    name = "emergency_crisis" if CRISIS in codes and clinic.crisis_line else "emergency"
    if opted_out and name == "emergency" and language not in TRANSLATED:
        name = "emergency_opted_out"
    return clinic_text(texts, f"{name}_{language}" if language in TRANSLATED else name, clinic)
