"""What is allowed but worth a second look, in sentences."""

from collections.abc import Iterator

from bot import countries, sms_text
from bot.clinic_settings.fields import country_name
from bot.clinic_settings.value import ClinicSettings

#: The name that texts were measured with (bot.protocols.vocabulary).
USUAL_NAME = 29


def advice(settings: ClinicSettings) -> list[str]:
    """Return a sentence for each setting that is allowed and may still be a slip."""
    return list(_all(settings))


def _all(settings: ClinicSettings) -> Iterator[str]:
    numbers, place = countries.numbers(settings.country), country_name(settings.country)
    if settings.emergency_number != numbers.emergency:
        yield (
            f"The emergency number {settings.emergency_number} is not the usual one of {place} "
            f"({numbers.emergency}): patients in danger are told to call it."
        )
    if numbers.crisis and not settings.crisis_line:
        yield f"No crisis line is set. The usual one ({place}) is {numbers.crisis}."
    if not settings.on_call:
        yield "Nobody is on call: urgent cases and emergencies reach nobody's phone until somebody looks at the console."
    if not sms_text.is_gsm7(settings.name):
        yield "The clinic's name has letters that a plain SMS cannot carry: texts with it cost about double."
    elif len(settings.name) > USUAL_NAME:
        yield f"The clinic's name has more than {USUAL_NAME} characters: some texts with it may take one more segment."
