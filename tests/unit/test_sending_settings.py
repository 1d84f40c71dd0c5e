"""How fast we send and who hears of a hold: read from the environment, with every slip told by name."""

import pytest

from bot import settings
from bot.errors import SettingsError

ENVIRONMENT = {
    "PUBLIC_URL": "https://aftercare.example.com",
    "SECRET_KEY": "s" * 32,
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "token",
}
MAIL = {"SMTP_URL": "smtp://mail.example.com", "MAIL_FROM": "a@example.com"}


@pytest.mark.parametrize(
    ("given", "pace"),
    [
        ({}, 10),
        ({"SIMULATOR": "1"}, 0),
        ({"SEGMENTS_PER_SECOND": "0"}, 0),
        ({"SEGMENTS_PER_SECOND": "0.5", "SIMULATOR": "1"}, 0.5),
    ],
    ids=["a real carrier", "the simulator", "no limit", "as asked"],
)
def test_the_pace(given, pace, tmp_path):
    assert settings.load({**ENVIRONMENT, **given}, tmp_path).segments_per_second == pace


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"SEGMENTS_PER_SECOND": "-1"}, "SEGMENTS_PER_SECOND must be a number such as 10"),
        ({"SEGMENTS_PER_SECOND": "fast"}, "SEGMENTS_PER_SECOND must be a number such as 10"),
        ({"OPERATOR_EMAIL": "operator", **MAIL}, "OPERATOR_EMAIL must be an e-mail address"),
        ({"OPERATOR_EMAIL": "operator@example.com"}, "OPERATOR_EMAIL needs SMTP_URL"),
    ],
    ids=["below none", "a word", "no address", "no way to send it"],
)
def test_a_setting_that_is_no_good_stops_the_start(given, complaint, tmp_path):
    with pytest.raises(SettingsError, match=complaint):
        settings.load({**ENVIRONMENT, **given}, tmp_path)


def test_the_operator_has_an_address(tmp_path):
    found = settings.load({**ENVIRONMENT, **MAIL, "OPERATOR_EMAIL": "operator@example.com"}, tmp_path)
    assert found.operator_email == "operator@example.com"
