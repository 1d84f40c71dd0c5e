"""E-mail by SMTP: sent where a server is named, and silent about whom it is for."""

from dataclasses import replace

import pytest

from bot import mail, settings
from bot.errors import SettingsError
from tests.console_world import settings as installation
from tests.mailbox import mailbox

ENVIRONMENT = {
    "PUBLIC_URL": "https://aftercare.example", "SECRET_KEY": "k" * 32,
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "token",
}  # fmt: skip


def with_mail(url):
    return replace(installation(), smtp_url=url, mail_from="Aftercare <aftercare@rosewood.example>")


def send(url, to="clara@rosewood.example"):
    mail.send(with_mail(url), to=to, subject="Set a new password", text="Here is the link.\n")


def test_an_email_reaches_the_server_named_in_the_environment():
    with mailbox() as box:
        send(box.url)
    (taken,) = box.taken
    assert taken["To"] == "clara@rosewood.example"
    assert taken["From"] == "Aftercare <aftercare@rosewood.example>"
    assert taken["Subject"] == "Set a new password"
    assert taken.get_payload().strip() == "Here is the link."


def test_without_a_server_there_is_no_email():
    assert not mail.is_configured(installation())
    with pytest.raises(mail.MailError, match="SMTP_URL is not set"):
        mail.send(installation(), to="clara@rosewood.example", subject="x", text="x")


def test_a_refused_address_is_not_repeated_in_the_error():
    with mailbox(unknown=("clara@rosewood.example",)) as box, pytest.raises(mail.MailError) as refused:
        send(box.url)
    assert "clara" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.retryable


def test_a_server_that_is_away_is_one_plain_word():
    with pytest.raises(mail.MailError, match="did not take an e-mail: ConnectionRefusedError"):
        send("smtp://127.0.0.1:1")


def test_a_password_is_never_told_over_an_open_line():
    with mailbox(extensions=("AUTH PLAIN",)) as box:
        with pytest.raises(mail.MailError, match="offers no encryption"):
            send(box.url.replace("smtp://", "smtp://aftercare:secret@"))
        assert not [line for line in box.told if line.startswith("AUTH")]
    assert box.taken == []


def test_nobody_slips_a_second_recipient_into_a_header():
    with mailbox() as box, pytest.raises(ValueError, match="linefeed"):
        send(box.url, to="clara@rosewood.example\nBcc: everybody@example.com")
    assert box.taken == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SMTP_URL": "mail.example.com", "MAIL_FROM": "a@example.com"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "http://mail.example.com", "MAIL_FROM": "a@example.com"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "smtp://mail.example.com:no", "MAIL_FROM": "a@example.com"}, "SMTP_URL must look like smtp://"),
        ({"SMTP_URL": "smtp://mail.example.com"}, "MAIL_FROM is not set"),
        ({"SMTP_URL": "smtp://mail.example.com", "MAIL_FROM": "somebody"}, "MAIL_FROM must be an e-mail address"),
    ],
    ids=["no scheme", "another scheme", "no port", "no sender", "sender without address"],
)
def test_a_malformed_setting_stops_the_start_by_name(given, sentence, tmp_path):
    with pytest.raises(SettingsError, match=sentence):
        settings.load({**ENVIRONMENT, **given}, tmp_path)


def test_a_malformed_address_does_not_show_its_password(tmp_path):
    with pytest.raises(SettingsError) as refused:
        settings.load({**ENVIRONMENT, "SMTP_URL": "smtpx://user:secret@mail", "MAIL_FROM": "a@example.com"}, tmp_path)
    assert "secret" not in str(refused.value)


def test_the_settings_are_read(tmp_path):
    given = {"SMTP_URL": "smtps://user:pass%40word@mail.example.com", "MAIL_FROM": "Aftercare <a@example.com>"}
    found = settings.load({**ENVIRONMENT, **given}, tmp_path)
    assert (found.smtp_url, found.mail_from) == (given["SMTP_URL"], given["MAIL_FROM"])
    assert mail.is_configured(found)
    assert not mail.is_configured(settings.load(ENVIRONMENT, tmp_path))
