"""What the simulator posts to the product is named, written and signed as Twilio's webhooks are."""

import re
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from tests.contract.shapes import (
    MEDIA_FIELDS,
    RECEIPT_FIELDS,
    RECEIPT_FIELDS_AT_TIMES,
    SCHEMAS,
    SERVICE_FIELDS,
    TEXT_FIELDS,
)
from tests.house import ACCOUNT, AMARA, CLINIC_PHONE, eventually

STATUSES = SCHEMAS["message"]["properties"]["status"]["enum"]
SIDS = {"AccountSid": "AC", "MessageSid": "(SM|MM)", "SmsSid": "(SM|MM)", "SmsMessageSid": "(SM|MM)", "MessagingServiceSid": "MG"}


def fields(wire, house, path):
    """Return the fields of the newest webhook, once its signature was checked by Twilio's own validator."""
    call = wire.webhooks(path)[-1]
    given = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
    url = house.settings.public_url + call.path + (f"?{call.query}" if call.query else "")
    assert RequestValidator(house.settings.twilio_auth_tokens[0]).validate(url, given, call.signature)
    for name in given.keys() & SIDS.keys():
        assert re.fullmatch(f"{SIDS[name]}[0-9a-f]{{32}}", given[name]), name
    assert (call.method, call.status, given["AccountSid"]) == ("POST", 200, ACCOUNT)
    return given


def test_a_text_comes_with_every_field_that_twilio_sends(house, wire):
    house.text(AMARA, "is this much redness normal?")
    given = fields(wire, house, "/sms/inbound")
    assert given.keys() == TEXT_FIELDS
    assert (given["From"], given["To"], given["NumMedia"], given["SmsStatus"]) == (AMARA, CLINIC_PHONE, "0", "received")


def test_a_photo_brings_its_address_and_its_kind(house, wire):
    house.client.post("/simulator/messages", json={"from": AMARA, "to": CLINIC_PHONE, "text": "", "pictures": 2})
    given = fields(wire, house, "/sms/inbound")
    assert given.keys() == TEXT_FIELDS | {name for name in MEDIA_FIELDS if name.endswith(("0", "1"))}
    assert (given["Body"], given["NumMedia"], given["MediaContentType0"]) == ("", "2", "image/jpeg")
    assert re.search(rf"/Messages/{given['MessageSid']}/Media/ME[0-9a-f]{{32}}$", given["MediaUrl0"])


@pytest.mark.parametrize(("words", "kind"), [("Stop", "STOP"), ("yes", "START"), ("INFO", "HELP"), ("stop it", None)])
def test_a_number_of_a_messaging_service_names_it_and_the_opt_out(house, wire, words, kind):
    service = house.client.post("/simulator/services", json={"numbers": [CLINIC_PHONE]}).json()["sid"]
    house.client.post("/simulator/faults", json={"kind": "opt_out_keywords"})
    house.text(AMARA, words)
    house.client.post("/simulator/services", json={"sid": service, "numbers": []})
    given = fields(wire, house, "/sms/inbound")
    assert (given["MessagingServiceSid"], given.get("OptOutType")) == (service, kind)
    assert given.keys() - TEXT_FIELDS <= SERVICE_FIELDS


@pytest.mark.parametrize(("fault", "last"), [(None, ("delivered", None)), (30007, ("undelivered", "30007"))])
def test_a_receipt_says_what_twilio_says(house, wire, gateway, fault, last):
    if fault:
        house.client.post("/simulator/faults", json={"kind": "error_code", "code": fault, "count": 1})
    gateway.send(99, CLINIC_PHONE, AMARA, f"Hello {fault}", 600)
    eventually(lambda: len(wire.webhooks("/sms/status")) == 2)
    given = fields(wire, house, "/sms/status")
    assert given.keys() - RECEIPT_FIELDS_AT_TIMES == RECEIPT_FIELDS
    assert (given["MessageStatus"], given.get("ErrorCode")) == last
    assert {given["MessageStatus"], given["SmsStatus"]} <= set(STATUSES)
