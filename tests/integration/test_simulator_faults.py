"""A carrier in trouble: what its customer hears, what the phone shows, and that its own list stays the truth."""

import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from bot import numbers
from bot.carrier import OursToFix, RecipientOptedOut, Unclear
from bot.db import reading, transaction
from bot.models import Message
from bot.simulator import accepting, opt_outs, pace
from bot.simulator.context import Simulator
from bot.simulator.faults import lasting
from bot.simulator.shapes import CarrierError
from bot.simulator.store import Callback, CarrierMessage, open_store
from bot.sms import Gateway
from tests.conftest import THURSDAY_MORNING
from tests.house import ACCOUNT, AMARA, BETH, CLINIC_PHONE, TOKEN, api, eventually, sqlite_house, the_clinic
from tests.listener import Listener

SECOND_PHONE, THIRD_PHONE, OTHER_PHONE = "+447700900001", "+447700900002", "+447700900003"


@pytest.fixture(scope="module")
def lasting_house(tmp_path_factory):
    with sqlite_house(tmp_path_factory.mktemp("house")) as found:
        yield found


@pytest.fixture
def house(lasting_house):
    yield lasting_house
    lasting_house.client.delete("/simulator/faults")


@pytest.fixture(scope="module")
def listener(lasting_house):
    with Listener(lasting_house).listening() as found:
        yield found


def fail(house, kind, count=1, **parameters):
    given = {"kind": kind, **({"count": count} if count else {}), **parameters}
    assert house.client.post("/simulator/faults", json=given).status_code == 200


def listed(house):
    """Return how often each text is on the carrier's list."""
    page = house.client.get(api(), params={"PageSize": 1000}, auth=(ACCOUNT, TOKEN)).json()
    return Counter(row["body"] for row in page["messages"])


def shown(house, phone):
    return [row["text"] for row in house.on_phone(phone)]


def heard_of(listener, sid):
    return [callback["MessageStatus"] for callback in listener.heard if callback["MessageSid"] == sid]


# Handing a text over


def test_a_server_error_may_hide_that_the_text_was_taken(house, listener):
    fail(house, "error_500_after_accept")
    answer = house.send(Body="Taken behind an error", StatusCallback=f"{listener.url}/heard")
    assert (answer.status_code, answer.json()["code"]) == (500, 20500)
    assert listed(house)["Taken behind an error"] == 1
    assert eventually(lambda: listener.statuses()[-2:] == ["sent", "delivered"])
    assert shown(house, AMARA).count("Taken behind an error") == 1


def test_callbacks_may_be_faster_than_the_answer(house, listener):
    fail(house, "callback_before_response")
    sid = house.send(Body="Out of turn", StatusCallback=f"{listener.url}/heard").json()["sid"]
    assert heard_of(listener, sid) == ["sent", "delivered"]


def test_callbacks_may_never_come_though_the_text_arrives(house, listener):
    fail(house, "lost_callback")
    sid = house.send(Body="No receipt", StatusCallback=f"{listener.url}/heard").json()["sid"]
    assert eventually(lambda: Gateway(house.settings).status_of(sid) == ("delivered", None))
    assert heard_of(listener, sid) == []


def test_an_answer_may_be_late(house):
    fail(house, "latency", seconds=0.4)
    begun = time.monotonic()
    assert house.send(Body="Late").status_code == 201
    assert 0.4 <= time.monotonic() - begun < 5
    assert listed(house)["Late"] == 1


def test_a_line_may_go_dead_and_then_nothing_was_taken(house):
    fail(house, "stall", count=2, seconds=0.2)
    with pytest.raises(httpx.RemoteProtocolError):
        house.send(Body="Into the void")
    with pytest.raises(Unclear):
        Gateway(house.settings).send(1, CLINIC_PHONE, AMARA, "Into the void", 600)
    assert listed(house)["Into the void"] == 0


@pytest.mark.parametrize(("code", "reported"), [(30003, False), (30008, False), (30034, True)])
def test_a_text_that_is_not_delivered_says_why_and_never_shows_on_the_phone(house, listener, code, reported):
    fail(house, "error_code", code=code, **({"reported": True} if reported else {}))
    sid = house.send(Body=f"Lost for {code}", StatusCallback=f"{listener.url}/heard").json()["sid"]
    assert eventually(lambda: heard_of(listener, sid) == ["sent", "undelivered"])
    assert [callback.get("ErrorCode") for callback in listener.heard if callback["MessageSid"] == sid] == [None, str(code)]
    assert f"Lost for {code}" not in shown(house, AMARA)


def test_what_was_ordered_first_is_met_first(house):
    for code in (21614, 21408):
        fail(house, "error_code", code=code)
    assert [house.send().json().get("code") for _ in range(3)] == [21614, 21408, None]


def test_trouble_may_be_meant_for_one_recipient(house):
    fail(house, "error_500", to=BETH)
    fail(house, "error_code", code=21614)
    assert [house.send(To=phone).json().get("code") for phone in (AMARA, AMARA, BETH, BETH)] == [21614, None, 20500, None]


def test_looking_may_fail_as_well_as_sending(house):
    gateway = Gateway(house.settings)
    sid = house.send(Body="Look").json()["sid"]
    fail(house, "error_500", on="look")
    fail(house, "error_code", code=20003)
    with pytest.raises(Unclear):
        gateway.status_of(sid)
    assert gateway.status_of(sid)
    with pytest.raises(OursToFix):
        gateway.send(1, CLINIC_PHONE, AMARA, "Hello", 600)


def test_a_webhook_may_never_come_and_the_list_still_has_the_text(house):
    fail(house, "lost_webhook")
    before = house.clock.now() - timedelta(seconds=1)  # the carrier's list knows whole seconds
    assert house.text(BETH, "nobody rang").status_code == 200
    with reading(house.engine) as session:
        assert session.execute(select(Message).where(Message.text == "nobody rang")).first() is None
    assert "nobody rang" in {one.text for one in Gateway(house.settings).received(CLINIC_PHONE, before)}
    assert "nobody rang" in shown(house, BETH)


# STOP


def test_the_carrier_holds_a_stop_until_start(house):
    fail(house, "opted_out", count=0, phone=AMARA, number=SECOND_PHONE)
    assert house.send().status_code == 201  # the STOP is for another number
    fail(house, "opted_out", count=0, phone=AMARA)
    with pytest.raises(RecipientOptedOut):
        Gateway(house.settings).send(1, CLINIC_PHONE, AMARA, "Hello", 600)
    assert house.send(To=BETH).status_code == 201
    house.text(AMARA, "Start")
    assert house.send().status_code == 201


def test_a_refusal_for_a_stop_is_one_that_lasts(house):
    fail(house, "opted_out")
    assert [house.send(To=phone).status_code for phone in (AMARA, AMARA, BETH)] == [400, 400, 201]


def test_the_carriers_own_keywords_are_off_unless_switched_on(house):
    house.text(BETH, "Cancel")
    assert house.send(To=BETH).status_code == 201
    fail(house, "opt_out_keywords", count=0)
    for words in ("Cancel", "cancel", "help", "YES", "yes"):
        house.text(BETH, words)
    own = [words for words in shown(house, BETH) if words in opt_outs.ANSWERS.values()]
    assert own == [opt_outs.ANSWERS[said] for said in (opt_outs.STOP, opt_outs.HELP, opt_outs.START)]


def test_the_carriers_own_stop_blocks_our_answer_to_it(house):
    fail(house, "opt_out_keywords", count=0)
    house.text(AMARA, "QUIT")
    assert house.send().json()["code"] == 21610
    house.text(AMARA, "UNSTOP")
    assert house.send().status_code == 201


# Pace


def test_a_sender_that_is_too_fast_is_told_when_to_come_back(house):
    house.clock.move_to(house.clock.now() + timedelta(seconds=5))
    fail(house, "rate_limit", count=0, segments_per_second=2, retry_after=1)
    answers = [house.send(Body="x" * 200 if number == 0 else "x") for number in range(2)]
    assert [answer.status_code for answer in answers] == [201, 429]
    assert (answers[1].json()["code"], answers[1].headers["retry-after"]) == (20429, "1")
    house.clock.move_to(house.clock.now() + timedelta(seconds=2))
    assert house.send(Body="x").status_code == 201


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    found = open_store(tmp_path_factory.mktemp("carrier"))
    yield found
    found.dispose()


@settings(max_examples=25, deadline=None)
@given(limit=st.integers(1, 6), sends=st.lists(st.tuples(st.integers(0, 700), st.integers(1, 700), st.booleans()), max_size=20))
def test_no_second_ever_sees_more_segments_than_allowed(store, limit, sends):
    now, taken = THURSDAY_MORNING, []
    with transaction(store) as session:
        session.execute(delete(CarrierMessage))
        lasting.begin(session, "rate_limit", {"segments_per_second": limit})
        for number, (pause, length, is_second_phone) in enumerate(sends):
            now, sender = now + timedelta(milliseconds=pause), SECOND_PHONE if is_second_phone else CLINIC_PHONE
            try:
                pace.check(session, sender, "x" * length, now)
            except CarrierError:
                continue
            taken.append((sender, now, pace.segments("x" * length)))
            session.add(accepted(number, sender, "x" * length, now))
            session.flush()
    for sender, end, _ in taken:
        within = [size for other, at, size in taken if other == sender and end - timedelta(seconds=1) < at <= end]
        assert sum(within) <= limit or len(within) == 1


def accepted(number, sender, words, now):
    parties = {"direction": "outbound-api", "from_phone": sender, "to_phone": AMARA}
    return CarrierMessage(sid=f"SM{number:032x}", body=words, status="sent", created_at=now, updated_at=now, **parties)


# The seeded mode


CALLS = 24


def test_the_same_seed_brings_the_same_trouble_and_no_text_is_lost_or_doubled(house):
    quick = ["error_429", "error_500", "error_500_after_accept", "error_code", "duplicate_callback", "undelivered", "opted_out"]

    def run(name):
        fail(house, "random", count=0, seed=11, rate=0.5, kinds=quick)
        answers = [house.send(To=f"+4477009002{number:02}", Body=f"{name} {number}") for number in range(CALLS)]
        house.client.delete("/simulator/faults")
        return [(answer.status_code, answer.json().get("code")) for answer in answers]

    first = run("first")
    assert first == run("second")
    assert {code for _, code in first} > {None, 20429, 20500}
    kept = listed(house)
    for number, (status, code) in enumerate(first):
        counts = {kept[f"first {number}"], kept[f"second {number}"]}
        # A server error leaves open whether the text was taken, to the customer; not to the carrier.
        assert counts == {1} if status == 201 else counts == {0} or (code == 20500 and counts == {1})


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**31), rate=st.floats(0.3, 1))
def test_whatever_goes_wrong_a_text_is_kept_once_or_not_at_all_and_an_answer_tells_no_lie(carrier, seed, rate):
    with transaction(carrier.store) as session:
        lasting.begin(session, "random", {"seed": seed, "rate": rate})
        session.execute(delete(Callback))
        session.execute(delete(CarrierMessage))
    for number in range(6):
        given = {"From": CLINIC_PHONE, "To": f"+4477009004{number:02}", "Body": f"Text {number}"}
        answer = accepting.accept(carrier, given)
        with reading(carrier.store) as session:
            kept = len(session.execute(select(CarrierMessage.id).where(CarrierMessage.body == given["Body"])).all())
        may_be_kept = answer.body is not None or (answer.error is not None and answer.error.code == 20500)
        assert kept == 1 if answer.body else kept <= may_be_kept


@pytest.fixture(scope="module")
def carrier(lasting_house, tmp_path_factory):
    """A carrier of its own: what it has is not what the running one has."""
    apart = replace(lasting_house.settings, var=tmp_path_factory.mktemp("carrier"))
    found = Simulator(apart, lasting_house.engine, lasting_house.clock)
    yield found
    found.store.dispose()


# Pools


@pytest.fixture
def service(house):
    numbers = [CLINIC_PHONE, SECOND_PHONE, THIRD_PHONE]
    sid = house.client.post("/simulator/services", json={"numbers": numbers}).json()["sid"]
    yield sid
    house.client.post("/simulator/services", json={"sid": sid, "numbers": []})


def pooled(house, service, to, **more):
    sid = house.send(From="", MessagingServiceSid=service, To=to, **more).json()["sid"]
    return house.client.get(api(sid), auth=(ACCOUNT, TOKEN)).json()


def test_a_service_keeps_each_recipient_with_the_number_they_know(house, service):
    phones = [f"+4477009003{number:02}" for number in range(6)]
    house.client.post("/simulator/messages", json={"from": phones[0], "to": THIRD_PHONE, "text": "hello"})

    def senders():
        sids = [pooled(house, service, phone)["sid"] for phone in phones]
        return eventually(lambda: delivered_from(house, sids))

    first = senders()
    assert first == senders()
    assert first[0] == THIRD_PHONE
    assert set(first) == {CLINIC_PHONE, SECOND_PHONE, THIRD_PHONE}


def delivered_from(house, sids):
    rows = [house.client.get(api(sid), auth=(ACCOUNT, TOKEN)).json() for sid in sids]
    return [row["from"] for row in rows] if all(row["status"] == "delivered" for row in rows) else None


def test_each_number_of_a_clinic_is_one_that_the_account_has_bought(house):
    assert house.send(From=OTHER_PHONE).json()["code"] == 21606
    with transaction(house.engine) as session:
        numbers.add(session, the_clinic(session), OTHER_PHONE, house.clock.now(), "test")
    assert house.send(From=OTHER_PHONE).status_code == 201
    texted = {"from": AMARA, "to": OTHER_PHONE, "text": "at the other number"}
    assert house.client.post("/simulator/messages", json=texted).status_code == 200
    with reading(house.engine) as session:
        row = session.execute(select(Message).where(Message.text == "at the other number")).scalar_one()
    assert (row.direction, row.to_phone) == ("in", OTHER_PHONE)


def test_a_stop_to_one_number_of_a_service_is_one_to_all(house, service):
    fail(house, "opt_out_keywords", count=0)
    house.client.post("/simulator/messages", json={"from": BETH, "to": SECOND_PHONE, "text": "stop"})
    assert house.send(To=BETH, From=CLINIC_PHONE).json()["code"] == 21610
    assert house.send(To=BETH, From="", MessagingServiceSid=service).json()["code"] == 21610


@pytest.mark.parametrize(
    ("given", "code"),
    [({"From": "", "MessagingServiceSid": "MG" + "0" * 32}, 21703), ({"MessagingServiceSid": "MG" + "0" * 32}, 21606)],
    ids=["no such service", "a number of no service"],
)
def test_a_service_without_that_number_sends_nothing(house, given, code):
    assert house.send(**given).json()["code"] == code


@pytest.mark.parametrize(
    "body",
    [{}, {"numbers": "+447700900001"}, {"numbers": [1]}, {"numbers": ["one"]}, {"sid": "MG1", "numbers": []}],
    ids=["nothing", "no list", "no text", "no phone", "no sid"],
)
def test_a_service_must_be_given_numbers(house, body):
    refused = house.client.post("/simulator/services", json=body)
    assert refused.status_code == 400
    assert refused.json()["error"]


# The store


def test_a_store_of_an_earlier_version_is_grown_and_keeps_its_texts(tmp_path):
    store = open_store(tmp_path)
    newer = ("fault_code", "service_sid", "opt_out_type")
    with transaction(store) as session:
        session.add(accepted(1, CLINIC_PHONE, "Kept", THURSDAY_MORNING))
        session.flush()
        for column in newer:
            session.execute(text(f"ALTER TABLE carrier_message DROP COLUMN {column}"))
    store.dispose()
    with reading(open_store(tmp_path)) as session:
        row = session.execute(select(CarrierMessage)).scalar_one()
    assert [row.body, *(getattr(row, column) for column in newer)] == ["Kept", None, None, None]
