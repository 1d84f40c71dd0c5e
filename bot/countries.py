"""The numbers that a patient is told to call, by the clinic's country."""

from dataclasses import dataclass

import phonenumbers

from bot.errors import InputError


@dataclass(frozen=True)
class Numbers:
    """Whom to call: in an emergency, for urgent advice out of hours, in despair. None where a country has no such line."""

    emergency: str
    urgent: str | None = None
    crisis: str | None = None


#: Only lines that are national, free to call and well known.
BY_COUNTRY = {
    "GB": Numbers("999", "111", "Samaritans 116 123"),
    "IE": Numbers("112", None, "Samaritans 116 123"),
    "US": Numbers("911", None, "988"),
    "CA": Numbers("911", "811", "988"),
    "AU": Numbers("000", None, "Lifeline 13 11 14"),
    "NZ": Numbers("111", None, "1737"),
}
#: The European emergency number is answered in each of these.
EUROPEAN = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)


def numbers(country: str) -> Numbers:
    """Return the numbers of an ISO country ("GB"). InputError where none are on file: a wrong one could cost a life."""
    code = country.upper()
    if code in BY_COUNTRY:
        return BY_COUNTRY[code]
    if code in EUROPEAN:
        return Numbers("112")
    raise InputError(f"no emergency number is on file for the country {country!r}: choose one of {', '.join(known())}")


def known() -> list[str]:
    """Return every ISO country with numbers on file, in order."""
    return sorted({*BY_COUNTRY, *EUROPEAN})


def of_phone(phone: str) -> str | None:
    """Return the ISO country of an E.164 number, by its calling code alone where its range is not in use (drama numbers)."""
    number = phonenumbers.parse(phone)
    region = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(number.country_code or 0)
    return None if region in (None, "ZZ", "001") else region
