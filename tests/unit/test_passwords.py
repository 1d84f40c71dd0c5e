"""What a password must be."""

import pytest

from bot import passwords
from bot.errors import InputError


@pytest.mark.parametrize("password", ["BrftOyWKyL0cXiJO", "major tom to ground"])
def test_two_letters_are_no_name(password):
    passwords.check(password, "jo@clinic.example")


def test_a_name_in_the_password_is_refused_in_any_case():
    with pytest.raises(InputError, match="e-mail name"):
        passwords.check("brand-NEW-rose-wood", "Rose@clinic.example")
