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


def could_be_mobile(phone: str) -> bool:
    """Return whether an E.164 number has as many digits as a mobile of its country: one that lost a digit has not."""
    return phonenumbers.is_possible_number_for_type(phonenumbers.parse(phone), phonenumbers.PhoneNumberType.MOBILE)


def calling_code(phone: str) -> int | None:
    """Return the calling code of an E.164 number (44), None where it is none, such as a short code."""
    try:
        return phonenumbers.parse(phone).country_code
    except phonenumbers.NumberParseException:
        return None
