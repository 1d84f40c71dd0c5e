"""The numbers that patients are told to call: a wrong one could cost a life, so none is ever guessed."""

import pytest

from bot import countries
from bot.errors import InputError


@pytest.mark.parametrize(
    ("country", "emergency", "urgent", "crisis"),
    [
        ("GB", "999", "111", "Samaritans 116 123"),
        ("US", "911", None, "988"),
        ("IE", "112", None, "Samaritans 116 123"),
        ("CA", "911", "811", "988"),
        ("NZ", "111", None, "1737"),
        ("AU", "000", None, "Lifeline 13 11 14"),
        ("DE", "112", None, None),
        ("gb", "999", "111", "Samaritans 116 123"),
    ],
)
def test_each_country_has_its_own_numbers(country, emergency, urgent, crisis):
    assert countries.numbers(country) == countries.Numbers(emergency, urgent, crisis)


@pytest.mark.parametrize("country", ["XX", "", "United Kingdom"])
def test_a_country_without_numbers_on_file_is_refused(country):
    with pytest.raises(InputError, match="no emergency number is on file"):
        countries.numbers(country)


@pytest.mark.parametrize(
    ("phone", "country"),
    [("+447700900123", "GB"), ("+12025550123", "US"), ("+353861234567", "IE"), ("+4915112345678", "DE"), ("+88216123456", None)],
    ids=["drama", "us", "ireland", "germany", "satellite"],
)
def test_a_phone_says_which_country_it_is_in(phone, country):
    assert countries.of_phone(phone) == country
