"""Everything that the product asks of the carrier is described by Twilio, and so is everything that the simulator answers."""

import inspect
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot import sms
from bot.carrier import SendError
from bot.delivery.sending import Carrier
from bot.media.keeping import PhotoCarrier
from bot.simulator.faults import codes
from bot.sms import Gateway, Transport
from tests.contract.shapes import wrong_with_answer, wrong_with_request
from tests.house import AMARA, BETH, CLINIC_PHONE, api, eventually

#: How each of the gateway's methods is used once; a new method needs a line here.
USES = {
    "send": lambda gateway, sid, now: gateway.send(7, CLINIC_PHONE, AMARA, "Keep it cool.", 600),
    "find_sent": lambda gateway, sid, now: gateway.find_sent(CLINIC_PHONE, AMARA, "Hello", now),
    "status_of": lambda gateway, sid, now: gateway.status_of(sid),
    "received": lambda gateway, sid, now: gateway.received(CLINIC_PHONE, now - timedelta(hours=1)),
    "media_of": lambda gateway, sid, now: gateway.media_of(sid),
    "delete_media": lambda gateway, sid, now: gateway.delete_media(sid, "ME" + "0" * 32),
}
#: Texts as people write them, among them what the carrier itself will not take.
WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=200)


def methods(kind):
    return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}


def assert_described(wire):
    assert wire.with_carrier(), "nothing was said"
    for one in wire.with_carrier():
        assert wrong_with_request(one.method, one.path, one.query, one.body.decode()) == []
        assert wrong_with_answer(one.method, one.path, one.status, one.answer.decode()) == []


def test_each_method_of_the_gateway_is_used_here():
    assert methods(Gateway) == USES.keys()


@pytest.mark.parametrize("method", USES)
def test_what_the_gateway_asks_and_what_it_is_answered_are_as_twilio_describes_them(house, gateway, wire, method):
    photo = {"from": AMARA, "to": CLINIC_PHONE, "text": "look", "pictures": 1}
    sid = house.client.post("/simulator/messages", json=photo).json()["sid"]
    wire.exchanges.clear()
    USES[method](gateway, sid, house.clock.now())
    assert_described(wire)


def test_a_photo_is_listed_and_deleted_as_twilio_describes_it(house, gateway, wire):
    photos = {"from": AMARA, "to": CLINIC_PHONE, "text": "look", "pictures": 2}
    sid = house.client.post("/simulator/messages", json=photos).json()["sid"]
    wire.exchanges.clear()
    first, second = gateway.media_of(sid)
    gateway.delete_media(sid, first.url.rsplit("/", 1)[1])
    assert gateway.media_of(sid) == [second]
    assert [one.status for one in wire.with_carrier()] == [200, 204, 200]
    assert_described(wire)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WORDS, validity_s=st.floats(-1e6, 1e6), message_id=st.integers(1, 2**31))
def test_whatever_is_sent_is_asked_for_as_twilio_describes_it(house, gateway, wire, text, validity_s, message_id):
    wire.exchanges.clear()
    try:
        gateway.send(message_id, CLINIC_PHONE, AMARA, text, validity_s)
    except SendError as error:
        assert not text, error  # there is nothing else that the carrier may have against it
    for one in wire.with_carrier():
        assert wrong_with_request(one.method, one.path, one.query, one.body.decode()) in ([], [NO_WORDS] if not text else [])
        assert wrong_with_answer(one.method, one.path, one.status, one.answer.decode()) == []


NO_WORDS = "message.create: one of Body, MediaUrl, ContentSid is needed"


@pytest.mark.parametrize(
    "fault",
    [
        *({"kind": "error_code", "code": code} for code in codes.REFUSED),
        {"kind": "error_429", "retry_after": 3},
        {"kind": "error_500"},
        {"kind": "error_500_after_accept"},
        {"kind": "opted_out"},
    ],
    ids=lambda fault: str(fault.get("code", fault["kind"])),
)
def test_a_refusal_is_written_as_twilio_writes_it(house, wire, fault):
    house.client.post("/simulator/faults", json={**fault, "count": 1})
    refused = house.send(To=BETH)
    assert refused.status_code >= 400
    assert refused.headers.get("retry-after") == (str(fault["retry_after"]) if "retry_after" in fault else None)
    assert_described(wire)


@pytest.mark.parametrize(
    "ask",
    [
        lambda house: house.client.get(api("SM" + "0" * 32), auth=(house.settings.twilio_account_sid, "wrong")),
        lambda house: house.client.get(api("SM" + "0" * 32), auth=credentials(house)),
        lambda house: house.client.get(api(), params={"PageSize": 2}, auth=credentials(house)),
        lambda house: house.client.get(api(), params={"PageSize": 2, "Page": 1, "To": AMARA}, auth=credentials(house)),
    ],
    ids=["a stranger", "an unknown text", "a page", "a later page"],
)
def test_whoever_looks_is_answered_as_twilio_answers(house, wire, ask):
    house.text(AMARA, "hello")
    wire.exchanges.clear()
    ask(house)
    assert_described(wire)


def credentials(house):
    return house.settings.twilio_account_sid, house.settings.twilio_auth_tokens[0]


def test_a_text_is_described_at_every_stage_of_its_way(house, gateway, wire):
    service = house.client.post("/simulator/services", json={"numbers": [CLINIC_PHONE]}).json()["sid"]
    house.client.post("/simulator/faults", json={"kind": "error_code", "code": 30005, "count": 1})
    sid = house.send(From="", MessagingServiceSid=service).json()["sid"]
    assert eventually(lambda: gateway.status_of(sid) == ("undelivered", "30005"))
    house.client.post("/simulator/services", json={"sid": service, "numbers": []})
    assert_described(wire)


# The client, the carrier


def test_twilios_own_client_and_validator_are_used_as_they_come(gateway):
    assert type(gateway.client) is Client
    assert sms.RequestValidator is RequestValidator
    assert gateway.client.http_client is gateway.transport
    ours = {name for name in vars(Transport) if not name.startswith("__")}
    assert (Transport.__bases__, ours) == ((TwilioHttpClient,), {"request", "log_request", "log_response"})


def test_a_carrier_is_no_more_than_what_the_product_asks_of_it():
    """Whoever adds another carrier writes these methods and nothing else."""
    assert methods(Gateway) == methods(Carrier) | methods(PhotoCarrier)
    for protocol in (Carrier, PhotoCarrier):
        for name in methods(protocol):
            assert inspect.signature(getattr(Gateway, name)) == inspect.signature(getattr(protocol, name)), name
