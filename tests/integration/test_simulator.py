"""The carrier's stand-in: what Twilio's own client, a patient's phone and a moved clock can expect of it."""

import json
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import event, select

from bot import outbox
from bot.db import reading, transaction
from bot.models import CheckIn, Message, Patient
from bot.simulator.faults import kinds
from bot.simulator.time_travel import at_hand
from bot.sms import Gateway
from tests.house import (
    ACCOUNT,
    AMARA,
    BETH,
    CLINIC_PHONE,
    TOKEN,
    add_clinic,
    api,
    eventually,
    free_port,
    open_house,
    scheduling,
)
from tests.listener import Listener


@pytest.fixture
def house(engine, database_url, tmp_path, clock):
    add_clinic(engine, clock.now())
    with open_house(engine, database_url, tmp_path) as found:
        yield found


@pytest.fixture
def listener(house):
    with Listener(house).listening() as found:
        yield found


# The REST API


def test_the_products_own_gateway_can_send_and_ask_what_became_of_it(house):
    gateway = Gateway(house.settings)
    before = house.clock.now()
    sent = gateway.send(1, CLINIC_PHONE, AMARA, "Keep it cool.", 600)
    assert sent.status == "queued"
    assert [found.sid for found in gateway.find_sent(CLINIC_PHONE, AMARA, "Keep it cool.", before)] == [sent.sid]
    assert eventually(lambda: gateway.status_of(sent.sid) == ("delivered", None))


def test_a_text_is_shown_as_twilio_shows_it(house):
    made = house.send(Body="Hello Amara")
    assert made.status_code == 201
    body = made.json()
    assert (body["to"], body["from"], body["body"], body["direction"]) == (AMARA, CLINIC_PHONE, "Hello Amara", "outbound-api")
    assert body["uri"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{body['sid']}.json"
    assert body["num_segments"] == "1"
    shown = house.client.get(api(body["sid"]), auth=(ACCOUNT, TOKEN)).json()
    assert shown.keys() == body.keys()


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"To": "not a phone"}, 21211),
        ({"From": "+447700900777"}, 21606),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "ftp://example.com"}, 21609),
    ],
    ids=["no to", "no from", "no body", "to is no phone", "from is not ours", "too long", "callback is no address"],
)
def test_bad_parameters_are_refused_in_twilios_words(house, parameters, code):
    refused = house.send(**parameters)
    assert refused.status_code == 400
    assert refused.json().keys() == {"code", "message", "more_info", "status"}
    assert refused.json()["code"] == code
    assert house.on_phone(AMARA) == []


@pytest.mark.parametrize(
    "auth", [None, (ACCOUNT, "wrong"), ("AC" + "1" * 32, TOKEN)], ids=["none", "wrong token", "another account"]
)
def test_strangers_are_refused(house, auth):
    refused = house.client.post(api(), data={"To": AMARA, "From": CLINIC_PHONE, "Body": "Hello"}, auth=auth)
    assert (refused.status_code, refused.json()["code"]) == (401, 20003)


def test_an_unknown_message_is_not_found(house):
    missing = house.client.get(api("SM" + "0" * 32), auth=(ACCOUNT, TOKEN))
    assert (missing.status_code, missing.json()["code"]) == (404, 20404)


@pytest.mark.parametrize("path", ["", "/2010-04-01/Accounts", "/2010-04-01/Accounts/AC0/Calls.json"])
def test_an_address_that_the_carrier_does_not_have_is_not_found(house, path):
    missing = house.client.get(f"/simulator/twilio{path}/nothing", auth=(ACCOUNT, TOKEN))
    assert (missing.status_code, missing.json()["code"]) == (404, 20404)


def test_pages_follow_each_other_newest_first(house):
    for number in range(5):
        house.send(Body=f"Text {number}")
    uri, bodies = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?PageSize=2", []
    while uri:
        page = house.client.get(f"/simulator/twilio{uri}", auth=(ACCOUNT, TOKEN)).json()
        bodies += [message["body"] for message in page["messages"]]
        house.send(To=BETH, Body="A newer text must not shift the pages")
        uri = page["next_page_uri"]
    assert bodies == ["Text 4", "Text 3", "Text 2", "Text 1", "Text 0"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"To": AMARA}, ["For Amara"]),
        ({"To": BETH, "From": CLINIC_PHONE}, ["For Beth"]),
        ({"To": BETH, "From": "+447700900777"}, []),
        ({"DateSent>": "2001-01-01"}, ["For Beth", "For Amara"]),
        ({"DateSent<": "2001-01-01T10:00:00Z"}, []),
    ],
    ids=["to", "to and from", "from somebody else", "since", "until"],
)
def test_the_list_can_be_filtered(house, filters, found):
    house.send(To=AMARA, Body="For Amara")
    house.send(To=BETH, Body="For Beth")
    page = house.client.get(api(), params=filters, auth=(ACCOUNT, TOKEN)).json()
    assert [message["body"] for message in page["messages"]] == found


# Status callbacks


def test_callbacks_are_signed_and_come_in_order(house, listener):
    sid = house.send(StatusCallback=f"{listener.url}/heard").json()["sid"]
    eventually(lambda: len(listener.heard) == 2)
    assert listener.statuses() == ["sent", "delivered"]
    assert all(callback["signed"] and callback["MessageSid"] == sid for callback in listener.heard)


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("duplicate_callback", ["sent", "sent", "delivered", "delivered"]),
        ("out_of_order_callback", ["delivered", "sent"]),
        ("undelivered", ["sent", "undelivered"]),
        ("timeout_after_accept", ["sent", "delivered"]),
    ],
)
def test_a_fault_changes_what_the_customer_hears_once(house, listener, kind, statuses):
    assert house.client.post("/simulator/faults", json={"kind": kind, "count": 1}).json() == {"kind": kind, "remaining": 1}
    try:
        form = {"To": AMARA, "From": CLINIC_PHONE, "Body": "Hello", "StatusCallback": f"{listener.url}/heard"}
        house.client.post(api(), data=form, auth=(ACCOUNT, TOKEN), timeout=1)
    except httpx.ReadTimeout:
        assert kind == "timeout_after_accept"
    eventually(lambda: len(listener.heard) == len(statuses))
    assert listener.statuses() == statuses
    house.send(StatusCallback=f"{listener.url}/heard")
    eventually(lambda: len(listener.heard) == len(statuses) + 2)
    assert listener.statuses()[-2:] == ["sent", "delivered"]


def test_a_text_that_is_not_delivered_never_shows_on_the_phone(house):
    house.client.post("/simulator/faults", json={"kind": "undelivered", "count": 1})
    sid = house.send(Body="Lost").json()["sid"]
    house.send(Body="Found")
    assert [message["text"] for message in house.on_phone(AMARA)] == ["Found"]
    eventually(lambda: house.client.get(api(sid), auth=(ACCOUNT, TOKEN)).json()["status"] == "undelivered")
    assert house.client.get(api(sid), auth=(ACCOUNT, TOKEN)).json()["error_code"] == 30003


def test_callbacks_owed_at_a_stop_are_posted_after_the_next_start(engine, database_url, tmp_path, clock):
    add_clinic(engine, clock.now())
    port = free_port()
    with open_house(engine, database_url, tmp_path, port=port) as first:
        late = Listener(first)
        first.client.post("/simulator/faults", json={"kind": "duplicate_callback", "count": 1})
        first.send(StatusCallback=f"{late.url}/heard")
    with late.listening(), open_house(engine, database_url, tmp_path, port=port):
        eventually(lambda: "delivered" in late.statuses())


# Faults


@pytest.mark.parametrize(("kind", "status", "code"), [("error_429", 429, 20429), ("error_500", 500, 20500)])
def test_the_carrier_refuses_as_often_as_it_was_told_to(house, kind, status, code):
    house.client.post("/simulator/faults", json={"kind": kind, "count": 2})
    refusals = [house.send(Body=f"Try {number}") for number in range(3)]
    assert [answer.status_code for answer in refusals] == [status, status, 201]
    assert refusals[0].json()["code"] == code
    assert [message["text"] for message in house.on_phone(AMARA)] == ["Try 2"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "earthquake", "count": 1},
        {"kind": "error_429"},
        *({"kind": "error_429", "count": count} for count in (0, -1, 1.5, "3", True, 10**6)),
    ],
    ids=str,
)
def test_an_unknown_fault_or_a_bad_count_is_refused(house, body):
    refused = house.client.post("/simulator/faults", json=body)
    assert refused.status_code == 400
    assert refused.json()["error"].startswith(("kind must be one of", "count must be a whole number"))
    assert house.client.get("/simulator/faults").json() == {}


def test_faults_can_be_taken_back(house):
    plain = [kind for kind, form in kinds.COUNTED.items() if not form.needs]
    for kind in plain:
        house.client.post("/simulator/faults", json={"kind": kind, "count": 2})
    assert house.client.get("/simulator/faults").json() == dict.fromkeys(plain, 2)
    assert house.client.delete("/simulator/faults").status_code == 204
    assert house.send().status_code == 201


# Phones


def test_a_text_reaches_the_clinic_as_a_signed_webhook(house):
    answer = house.text(AMARA, "is this much redness normal?")
    assert answer.status_code == 200
    with reading(house.engine) as session:
        row = session.execute(select(Message).where(Message.direction == "in")).scalar_one()
    assert (row.provider_sid, row.from_phone, row.text) == (answer.json()["sid"], AMARA, "is this much redness normal?")
    assert [(one["direction"], one["text"]) for one in house.on_phone(AMARA)] == [("in", "is this much redness normal?")]


def test_a_photo_may_come_without_words(house):
    body = {"from": AMARA, "to": CLINIC_PHONE, "text": "", "pictures": 1}
    assert house.client.post("/simulator/messages", json=body).status_code == 200
    with reading(house.engine) as session:
        assert session.execute(select(Message.media_count).where(Message.direction == "in")).scalar_one() == 1


def test_each_phone_shows_only_its_own_texts_at_the_demos_time(house):
    house.clock.move_to(house.clock.now() + timedelta(days=3))
    house.text(AMARA, "hello from Amara")
    house.send(To=BETH, Body="Hello Beth")
    (message,) = house.on_phone(BETH)
    assert (message["direction"], message["text"]) == ("out", "Hello Beth")
    assert abs(datetime.fromisoformat(message["at"]) - house.clock.now()) < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"from": "not a phone"}, "from: 'not a phone' is not a phone number"),
        ({"from": None}, "from must be a phone number"),
        ({"to": "+447700900777"}, "to is not the number of a clinic"),
        ({"text": "  "}, "text must not be empty"),
        ({"text": 7}, "text must not be empty"),
        ({"text": "x" * 1601}, "text is too long"),
        ({"text": "\ud83d"}, "text has a broken character"),
        ({"from": CLINIC_PHONE}, "from and to are the same number"),
        ({"pictures": 11}, "pictures must be a whole number"),
    ],
    ids=[
        "not a phone", "no phone", "unknown clinic", "blank", "no text", "too long", "half an emoji", "to oneself",
        "too many pictures",
    ],
)
def test_a_text_that_no_phone_could_send_is_refused(house, change, why):
    body = {"from": AMARA, "to": CLINIC_PHONE, "text": "hello"} | change
    refused = house.client.post("/simulator/messages", content=json.dumps(body))
    assert refused.status_code == 400
    assert refused.json()["error"].startswith(why)


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b'"text"'], ids=repr)
@pytest.mark.parametrize("path", ["messages", "clock", "faults"])
def test_a_body_that_is_no_object_is_refused(house, path, body):
    refused = house.client.post(f"/simulator/{path}", content=body)
    assert (refused.status_code, refused.json()) == (400, {"error": "send a JSON object"})


@pytest.mark.parametrize("query", ["", "?phone=", "?phone=hello"])
def test_a_phone_must_be_named_to_be_read(house, query):
    assert house.client.get(f"/simulator/messages{query}").status_code == 400


# Moving time


@pytest.mark.parametrize("hours", [0, -1, 24 * 60 + 1, "24", None, True, float("nan"), float("inf")], ids=repr)
def test_time_moves_forward_and_not_too_far(house, hours):
    before = house.clock.offset()
    refused = house.client.post("/simulator/clock", content=json.dumps({"advance_hours": hours}))
    assert refused.status_code == 400
    assert "advance_hours must be" in refused.json()["error"]
    assert house.clock.offset() == before


def test_a_jump_lives_through_every_check_in_at_its_own_time(house):
    house.enroll(AMARA, hours_ago=1)
    house.enroll(BETH, hours_ago=30)
    start = house.clock.now()
    with scheduling(house):
        arrived = house.client.post("/simulator/clock", json={"advance_hours": 24 * 8}, timeout=120)
    now = datetime.fromisoformat(arrived.json()["now"])
    assert start + timedelta(days=8) <= now < start + timedelta(days=8, minutes=2)
    with reading(house.engine) as session:
        rows = session.execute(select(CheckIn, Message).outerjoin(Message, Message.id == CheckIn.message_id)).all()
    due = [(check_in, message) for check_in, message in rows if start < check_in.due_at <= now and check_in.status != "skipped"]
    assert len(due) >= 8
    for check_in, message in due:
        assert check_in.status in ("sent", "delivered"), (check_in.step, check_in.reason)
        assert timedelta(0) <= message.sent_at - check_in.due_at < timedelta(minutes=1)
    heard = [datetime.fromisoformat(one["at"]) for one in house.on_phone(AMARA)]
    assert heard == sorted(heard)
    assert not [check_in for check_in, _ in rows if check_in.due_at <= now and check_in.status in ("planned", "held")]


def test_a_check_in_that_becomes_a_text_between_two_looks_is_still_at_hand(house):
    """PostgreSQL answers each statement as of its own moment: time must not go on because the work has just changed its shape."""
    amara = house.enroll(AMARA, hours_ago=1)
    with reading(house.engine) as session:
        ahead = select(CheckIn.id, CheckIn.due_at).where(CheckIn.patient_id == amara, CheckIn.status == "planned")
        key, due_at = session.execute(ahead.order_by(CheckIn.due_at).limit(1)).one()

    dispatched = []

    def dispatch(*_about):
        if dispatched:
            return
        dispatched.append(key)
        with transaction(house.engine) as session:
            patient, purpose = session.get(Patient, amara), f"check_in:{key}"
            texts = {"to_phone": AMARA, "text": "How is it?", "sender": "check_in", "purpose": purpose}
            outbox.queue(session, clinic=patient.clinic, patient=patient, now=due_at, **texts)

    event.listen(house.engine, "after_cursor_execute", dispatch)
    with reading(house.engine) as session:
        assert at_hand(session, due_at)
    assert dispatched == [key]


def test_time_can_be_moved_to_a_patients_next_check_in(house):
    amara = house.enroll(AMARA, hours_ago=1)
    with reading(house.engine) as session:
        ahead = select(CheckIn.due_at).where(CheckIn.status == "planned", CheckIn.due_at > house.clock.now())
        due_at = session.execute(ahead.order_by(CheckIn.due_at).limit(1)).scalar_one()
    with scheduling(house):
        arrived = house.client.post("/simulator/clock/next", json={"patient": amara}, timeout=60)
    assert timedelta(0) <= datetime.fromisoformat(arrived.json()["now"]) - due_at < timedelta(minutes=1)
    assert len(house.on_phone(AMARA)) == 1


@pytest.mark.parametrize("patient", [None, "1", 999, True], ids=repr)
def test_there_must_be_a_check_in_to_move_to(house, patient):
    assert house.client.post("/simulator/clock/next", json={"patient": patient}).status_code == 400


def test_an_open_case_does_not_slow_the_journey_down(house):
    """A check-in held behind a case is looked at every half hour; a week of that must not take minutes."""
    house.enroll(AMARA, hours_ago=30)
    with scheduling(house):
        house.text(AMARA, "there is pus coming out of my cheek")
        with transaction(house.engine) as session:
            for row in session.execute(select(Message).where(Message.direction == "in")).scalars():
                row.status = "answered"  # there is no dialogue process here
        arrived = house.client.post("/simulator/clock", json={"advance_hours": 24 * 7}, timeout=60)
    assert arrived.status_code == 200
    with reading(house.engine) as session:
        reasons = session.execute(select(CheckIn.reason).where(CheckIn.status == "expired")).scalars().all()
    assert reasons
    assert all("case is open" in reason for reason in reasons)


def test_time_is_moved_once_at_a_time(house):
    from concurrent.futures import ThreadPoolExecutor

    house.enroll(AMARA, hours_ago=3.99)
    with transaction(house.engine) as session:
        for check_in in session.execute(select(CheckIn)).scalars():
            check_in.due_at = house.clock.now()  # nobody sends it: the first journey waits
    with ThreadPoolExecutor(1) as other:
        first = other.submit(lambda: house.client.post("/simulator/clock", json={"advance_hours": 1}, timeout=60).status_code)
        eventually(lambda: house.client.get("/simulator/clock").json()["moving"])
        second = httpx.post(f"{house.settings.public_url}/simulator/clock", json={"advance_hours": 1}, trust_env=False)
        assert second.status_code == 409
        with transaction(house.engine) as session:
            for check_in in session.execute(select(CheckIn)).scalars():
                check_in.status = "cancelled"
        assert first.result() == 200


# The page


def test_the_page_names_people_without_putting_a_phone_in_any_address(house):
    house.enroll(AMARA, hours_ago=30, name="Amara Osei")
    page = house.client.get("/simulator")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    amara, newcomer = house.client.get("/simulator/people").json()
    assert (amara["name"], amara["what"]) == ("Amara Osei", "Microneedling, 30 h ago")
    assert newcomer["what"] == "not a patient yet"
    assert house.client.get(f"/simulator/people/{newcomer['key']}").json()["check_ins"] == []
    seen = house.client.get(f"/simulator/people/{amara['key']}").json()
    assert [one["step"] for one in seen["check_ins"]][:2] == ["4h", "24h"]
    assert all(one["reason"] for one in seen["check_ins"])


@pytest.mark.parametrize("key", ["patient-999", "newcomer-99", "patient-x", "nobody"])
def test_nobody_is_shown_for_an_unknown_key(house, key):
    assert house.client.get(f"/simulator/people/{key}").status_code == 404


def test_a_newcomer_who_texts_is_a_patient_without_a_session(house):
    (newcomer,) = house.client.get("/simulator/people").json()
    phone = house.client.get(f"/simulator/people/{newcomer['key']}").json()["phone"]
    house.text(phone, "hello")
    seen = house.client.get(f"/simulator/people/{newcomer['key']}").json()
    assert (seen["name"], seen["what"]) == (newcomer["name"], "no session on file")
    assert [one["text"] for one in seen["messages"]] == ["hello"]
    assert seen["messages"][0]["why"]["urgency"] == "none"


def why_of(house, phone, **found):
    """Text as `phone`, let the dialogue have found this in it, and return what the page knows of the text."""
    house.text(phone, "yellow pus and a fever of 39")
    with transaction(house.engine) as session:
        row = session.execute(select(Message).where(Message.direction == "in")).scalars().one()
        row.intent = found.pop("intent", None)
        row.explanation = {**row.explanation, **found}
    person = next(one for one in house.client.get("/simulator/people").json() if one["name"] == "Amara Osei")
    seen = house.client.get(f"/simulator/people/{person['key']}").json()
    return next(one["why"] for one in seen["messages"] if one["direction"] == "in")


def test_beside_the_phone_stands_what_rules_and_reader_saw_and_whether_they_agree(house):
    house.enroll(AMARA, hours_ago=30, name="Amara Osei")
    reader = {"level": "emergency", "chances": {"none": 0.01, "review": 0.02, "urgent": 0.37, "emergency": 0.6}}
    why = why_of(house, AMARA, reader=reader, intent="report_symptom", confidence=0.8, quoted=[[0, 3]])
    assert (why["act"], why["confidence"], why["quoted"]) == ("tells of a symptom", 0.8, True)
    assert why["agreement"] == "The rules and the reader agree."
    assert why["reader"]["level"] == "emergency"
    assert why["reader"]["chances"][0] == {"level": "emergency", "name": "Emergency", "value": 0.6, "percent": "60%"}
    assert ("U2", "Fever") in {(flag["code"], flag["words"]) for flag in why["flags"]}


def test_a_text_that_only_the_gate_has_read_is_shown_without_a_reader(house):
    house.enroll(AMARA, hours_ago=30, name="Amara Osei")
    why = why_of(house, AMARA)
    assert (why["reader"], why["agreement"], why["act"], why["quoted"]) == (None, "", None, False)
    assert why["flags"]
