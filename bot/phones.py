"""Telephone numbers: in as people write them, inside always E.164."""

import phonenumbers

from bot.errors import InputError


def parse(text: str, country: str | None = None) -> str:
    """Return `text` as E.164 ("+447700900123"). `country` (ISO, "GB") reads national numbers. InputError if it is no number."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise InputError(f"{text!r} is not a phone number: write it as +447700900123") from None
    if not phonenumbers.is_possible_number(number):
        raise InputError(f"{text!r} is not a phone number: it has too few or too many digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(phone: str) -> str | None:
    """Return the ISO country of an E.164 number ("GB"), None where the number does not say."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(phone))


def masked(phone: str) -> str:
    """Return the number with its middle hidden, for lists: "+44 ... 123"."""
    return f"{phone[:3]} ... {phone[-3:]}"
