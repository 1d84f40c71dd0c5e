"""The way to Twilio and back: what is asked for, what its answers mean, and whose signature counts."""

from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from bot import carrier as kinds
from bot import sms
from bot.sms import Gateway, Validator, fields, media_count, sign
from tests.carrier import PUBLIC_URL, SILENT, SILENT_AFTER, TOKEN, running_carrier, settings_for

CLINIC, AYA = "+442071838750", "+447700900123"
URL = f"{PUBLIC_URL}/sms/inbound"
#: A photo without words, as Twilio posts it: half of the fields are blank.
PHOTO = {"MessageSid": "MM1", "From": AYA, "To": CLINIC, "Body": "", "NumMedia": "1", "FromCity": "", "ToState": ""}


@pytest.fixture
def carrier():
    with running_carrier() as running:
        yield running


@pytest.fixture
def gateway(carrier, monkeypatch):
    monkeypatch.setattr(sms, "TIMEOUT", (0.5, 0.2))
    return Gateway(settings_for(carrier.url))


def send(gateway, text="Hello", validity_s=3600.0):
    return gateway.send(17, CLINIC, AYA, text, validity_s)


def test_a_sent_text_has_the_carriers_name_for_it(gateway, carrier):
    sent = send(gateway)
    assert (sent.sid, sent.status) == (carrier.accepted[0]["sid"], "queued")


def test_the_carrier_is_told_where_to_report_and_until_when_the_text_is_worth_sending(gateway, carrier):
    send(gateway, validity_s=3600)
    asked = carrier.requests[0]
    assert asked["StatusCallback"] == f"{PUBLIC_URL}/sms/status?message=17"
    assert (asked["ValidityPeriod"], asked["SmartEncoded"]) == ("3600", "True")
    assert (asked["From"], asked["To"], asked["Body"]) == (CLINIC, AYA, "Hello")


def test_the_address_of_the_report_holds_nothing_private(gateway, carrier):
    send(gateway, "my secret")
    assert AYA.strip("+") not in carrier.requests[0]["StatusCallback"]
    assert "secret" not in carrier.requests[0]["StatusCallback"]


@pytest.mark.parametrize(("asked", "told"), [(1e9, "36000"), (600, "600"), (-5, "30")], ids=["too long", "as asked", "over"])
def test_the_validity_stays_within_what_the_carrier_takes(gateway, carrier, asked, told):
    send(gateway, validity_s=asked)
    assert carrier.requests[0]["ValidityPeriod"] == told


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("429", kinds.Busy),
        ("21611", kinds.Busy),
        ("500", kinds.Unclear),
        ("500_after_accept", kinds.Unclear),
        ("timeout_after_accept", kinds.Unclear),
        ("timeout", kinds.Unclear),
        ("21211", kinds.Refused),
        ("21614", kinds.Refused),
        ("21610", kinds.RecipientOptedOut),
        ("21408", kinds.OursToFix),
        ("20003", kinds.OursToFix),
        ("30034", kinds.OursToFix),
    ],
)
def test_each_answer_of_the_carrier_is_of_one_kind(gateway, carrier, step, kind):
    carrier.script(step)
    with pytest.raises(kinds.SendError) as caught:
        send(gateway)
    assert type(caught.value) is kind


def test_a_carrier_that_cannot_be_reached_has_not_sent_anything():
    with pytest.raises(kinds.Busy) as caught:
        send(Gateway(settings_for("http://127.0.0.1:9")))
    assert caught.value.code == "no_connection"


def test_the_pause_that_the_carrier_asks_for_is_kept(gateway, carrier):
    carrier.retry_after = "12"
    carrier.script("429")
    with pytest.raises(kinds.Busy) as caught:
        send(gateway)
    assert caught.value.retry_after == 12


def test_an_error_says_nothing_about_the_person_or_the_words(gateway, carrier):
    carrier.script("21211")
    with pytest.raises(kinds.Refused) as caught:
        send(gateway, "private words")
    assert "private" not in str(caught.value) and AYA not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_nothing_private_is_logged(gateway, carrier, caplog):
    caplog.set_level("DEBUG")
    send(gateway, "private words")
    assert AYA not in caplog.text and "private" not in caplog.text and "%2B447700900123" not in caplog.text


def test_a_text_that_was_taken_without_an_answer_is_found(gateway, carrier):
    carrier.script(SILENT_AFTER)
    with pytest.raises(kinds.Unclear):
        send(gateway)
    found = gateway.find_sent(CLINIC, AYA, "Hello", datetime.now(timezone.utc) - timedelta(seconds=30))
    assert [sent.sid for sent in found] == [carrier.accepted[0]["sid"]]


def test_a_text_that_was_not_taken_is_not_found(gateway, carrier):
    carrier.script(SILENT)
    with pytest.raises(kinds.Unclear):
        send(gateway)
    send(gateway, "Other words")
    assert gateway.find_sent(CLINIC, AYA, "Hello", datetime.now(timezone.utc) - timedelta(seconds=30)) == []


def test_the_same_words_of_last_week_are_not_taken_for_todays(gateway, carrier):
    carrier.now = datetime.now(timezone.utc) - timedelta(days=7)
    send(gateway)
    assert gateway.find_sent(CLINIC, AYA, "Hello", datetime.now(timezone.utc) - timedelta(seconds=30)) == []


def test_texts_that_came_in_are_listed_oldest_first_and_ours_are_not_among_them(gateway, carrier):
    carrier.text_came_in(AYA, CLINIC, "second", minutes_ago=1)
    carrier.text_came_in(AYA, CLINIC, "first", minutes_ago=5)
    carrier.text_came_in(AYA, CLINIC, "long ago", minutes_ago=500)
    gateway.send(1, AYA, CLINIC, "not inbound", 60)
    found = gateway.received(CLINIC, datetime.now(timezone.utc) - timedelta(hours=1))
    assert [text.text for text in found] == ["first", "second"]


def signed(parameters, token=TOKEN, url=URL):
    return RequestValidator(token).compute_signature(url, parameters)


@pytest.fixture
def validator():
    return Validator(settings_for(twilio_auth_tokens=("new-token", TOKEN)))


@pytest.mark.parametrize("token", ["new-token", TOKEN], ids=["the new token", "the old token"])
def test_either_token_signs_while_they_rotate(validator, token):
    assert validator.valid(URL, urlencode(PHOTO).encode(), signed(PHOTO, token))


def test_blank_fields_are_part_of_what_is_signed(validator):
    assert validator.valid(URL, urlencode(PHOTO).encode(), signed(PHOTO))
    without_blanks = {name: value for name, value in PHOTO.items() if value}
    assert not validator.valid(URL, urlencode(PHOTO).encode(), signed(without_blanks))


@pytest.mark.parametrize(
    "forged",
    ["", "nonsense", "ü", signed(PHOTO, "a stranger"), signed({**PHOTO, "Body": "other"}), signed(PHOTO, url=f"{URL}?x=1")],
    ids=["none", "nonsense", "no ascii", "another token", "another body", "another address"],
)
def test_a_forged_signature_is_refused(validator, forged):
    assert not validator.valid(URL, urlencode(PHOTO).encode(), forged)


def test_the_query_is_part_of_the_address(validator):
    url = validator.url("/sms/status", "message=17")
    assert url == f"{PUBLIC_URL}/sms/status?message=17"
    assert validator.valid(url, b"MessageSid=SM1", signed({"MessageSid": "SM1"}, url=url))


def test_a_signed_text_with_broken_bytes_is_not_lost(validator):
    raw = b"Body=caf%E9+%F0%9F%98%8A&MessageSid=SM1"
    signature = sms._signature_of_bytes(TOKEN, URL, raw)
    assert validator.valid(URL, raw, signature)
    assert not validator.valid(URL, raw.replace(b"SM1", b"SM2"), signature)
    assert fields(raw)["Body"] == "caf\ufffd 😊"


def test_what_the_simulator_signs_is_valid(validator):
    assert validator.valid(URL, urlencode(PHOTO).encode(), sign(settings_for(), URL, PHOTO))


@pytest.mark.parametrize(
    ("told", "count"), [("2", 2), ("0", 0), ("-1", 0), ("", 0), (None, 0), ("many", 0), ("1e9", 0), ("99999999", 0), ("²", 0)]
)
def test_a_count_of_photos_is_never_nonsense(told, count):
    assert media_count(told) == count
