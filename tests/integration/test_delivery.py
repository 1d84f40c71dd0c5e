"""The outbox's way to a carrier at the end of a real socket, with everything that can go wrong on it."""

import threading
from datetime import timedelta

import pytest

from bot import escalations, opt_out, sms
from bot.clock import SystemClock
from bot.db import transaction
from bot.delivery import receipts, retries, sending
from bot.delivery.claims import CLAIM_LASTS, claim
from bot.delivery.reconcile import ask_for_receipts, release_stale, settle_unknown
from bot.delivery.sending import LANES, OTHER_LANE, URGENT_LANE, Delivery, deliver_due
from bot.dispatch import dispatch_due
from bot.models import Message, Patient, Staff
from bot.outbox import EMERGENCY, STAFF
from bot.sms import Gateway
from tests.carrier import running_carrier, settings_for
from tests.integration.people import (
    AYA,
    BEN,
    CLINIC,
    ON_CALL,
    cases,
    change,
    check_in,
    messages,
    open_clinic,
    patient_called,
    queue,
    row_of,
    treat,
)  # fmt: skip

EVERY = tuple(priority for lane in LANES for priority in lane)


@pytest.fixture
def carrier(clock, monkeypatch):
    monkeypatch.setattr(sms, "TIMEOUT", (0.5, 0.2))
    with running_carrier() as running:
        running.now = clock.now()
        yield running


@pytest.fixture
def gateway(carrier):
    return Gateway(settings_for(carrier.url))


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


def deliver(engine, gateway, clock, worker="scheduler:1"):
    return deliver_due(engine, gateway, worker, clock)


def live_through(engine, gateway, clock, seconds=180):
    """Let time pass as a scheduler does, second by second at first."""
    until = clock.now() + timedelta(seconds=seconds)
    for number in range(seconds):
        release_stale(engine, clock.now())
        settle_unknown(engine, gateway, clock)
        deliver(engine, gateway, clock)
        clock.advance(min(timedelta(seconds=1 if number < 15 else 4), until - clock.now()))
        if clock.now() == until:
            return


def test_a_queued_text_is_handed_over_once(engine, gateway, carrier, clock):
    key = queue(engine, "Hello Aya", clock.now())
    assert deliver(engine, gateway, clock) == 1
    assert deliver(engine, gateway, clock) == 0
    row = row_of(engine, key)
    assert carrier.texts() == ["Hello Aya"]
    assert (row.status, row.provider_sid, row.sent_at) == ("sent", carrier.accepted[0]["sid"], clock.now())


def test_the_claim_is_on_record_before_the_carrier_hears_of_the_text(engine, gateway, clock):
    key, seen = queue(engine, "Hello", clock.now()), []

    class Watching:
        def send(self, message_id, *given):
            seen.append(row_of(engine, message_id).status)
            return gateway.send(message_id, *given)

    deliver(engine, Watching(), clock)
    assert seen == ["sending"]
    assert row_of(engine, key).attempts == 1


def test_two_workers_never_claim_the_same_text(engine, clock):
    for number in range(20):
        queue(engine, f"text {number}", clock.now(), phone=AYA, patient=None, purpose=f"alert:{number}:x", sender="alert")
    taken, gate = [], threading.Barrier(2)

    def work(name):
        gate.wait()
        while parcels := claim(engine, name, clock.now(), EVERY, 3):
            taken.extend(parcel.id for parcel in parcels)

    workers = [threading.Thread(target=work, args=(f"worker:{number}",)) for number in range(2)]
    _ = [worker.start() for worker in workers], [worker.join() for worker in workers]
    assert len(taken) == len(set(taken))
    assert len(taken) + len(messages(engine, status="queued")) == 20


def test_a_text_that_is_not_due_waits(engine, gateway, carrier, clock):
    queue(engine, "Later", clock.now(), not_before=clock.now() + timedelta(hours=1))
    assert deliver(engine, gateway, clock) == 0
    clock.advance(hours=1)
    assert deliver(engine, gateway, clock) == 1


def test_urgent_texts_go_first(engine, clock):
    treat(engine, BEN, clock.now() - timedelta(hours=2), clock.now())
    reply, emergency = queue(engine, "reply", clock.now()), queue(engine, "999", clock.now(), BEN, priority=EMERGENCY)
    assert [parcel.id for parcel in claim(engine, "w", clock.now(), EVERY, 5)] == [emergency, reply]


def test_one_patients_texts_arrive_in_their_order(engine, gateway, carrier, clock):
    for number in range(5):
        queue(engine, f"part {number}", clock.now())
    carrier.script("accept", "429")
    live_through(engine, gateway, clock, 5)
    assert carrier.texts() == [f"part {number}" for number in range(5)]


def test_an_emergency_overtakes_a_reply_that_is_tried_again(engine, gateway, carrier, clock):
    queue(engine, "reply", clock.now())
    carrier.script("429", "accept")
    deliver(engine, gateway, clock)
    queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    deliver(engine, gateway, clock)
    assert carrier.texts() == ["Call 999 now"]


def test_a_slow_carrier_does_not_hold_up_an_emergency(engine, gateway, carrier, clock, monkeypatch):
    monkeypatch.setattr(sms, "TIMEOUT", (5, 5))
    carrier.latency = 1.0
    for number in range(12):
        phone = f"+4477009002{number:02}"
        treat(engine, phone, clock.now() - timedelta(hours=2), clock.now())
        queue(engine, f"reply {number}", clock.now(), phone)
    delivery = Delivery(engine, Gateway(settings_for(carrier.url)), "w", clock)
    delivery.start(OTHER_LANE)
    queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    before = SystemClock().now()
    delivery.start(URGENT_LANE)[0].result()
    waited = SystemClock().now() - before
    delivery.stop()
    assert waited < timedelta(seconds=2)


def test_a_429_is_tried_again_until_it_goes(engine, gateway, carrier, clock):
    key = queue(engine, "Hello", clock.now())
    carrier.script("429", "429", "429")
    live_through(engine, gateway, clock, 20)
    assert (row_of(engine, key).status, row_of(engine, key).attempts, carrier.texts()) == ("sent", 4, ["Hello"])


def test_the_pause_that_the_carrier_asks_for_is_kept(engine, gateway, carrier, clock):
    key, started = queue(engine, "Hello", clock.now()), clock.now()
    carrier.retry_after = "30"
    carrier.script("429")
    deliver(engine, gateway, clock)
    assert row_of(engine, key).next_attempt_at >= started + timedelta(seconds=30)


@pytest.mark.parametrize("step", ["429", "500", "timeout"])
def test_a_reply_that_never_goes_is_with_staff_within_three_minutes(engine, gateway, carrier, clock, step):
    key = queue(engine, "Hello", clock.now())
    carrier.script(*[step] * 200)
    live_through(engine, gateway, clock, 180)
    assert row_of(engine, key).status == "failed"
    assert [(case.level, case.purpose) for case in cases(engine)] == [("review", f"undelivered:{key}")]
    assert carrier.texts() == []


@pytest.mark.parametrize("step", ["timeout_after_accept", "500_after_accept"])
def test_a_text_that_was_taken_without_an_answer_is_not_sent_twice(engine, gateway, carrier, clock, step):
    key = queue(engine, "Hello", clock.now())
    carrier.script(step)
    deliver(engine, gateway, clock)
    assert row_of(engine, key).status == "unknown"
    live_through(engine, gateway, clock, 60)
    row = row_of(engine, key)
    assert (row.status, row.provider_sid, carrier.texts()) == ("sent", carrier.accepted[0]["sid"], ["Hello"])


@pytest.mark.parametrize("step", ["timeout", "500"])
def test_a_text_that_was_lost_without_an_answer_is_sent_again(engine, gateway, carrier, clock, step):
    key = queue(engine, "Hello", clock.now())
    carrier.script(step)
    live_through(engine, gateway, clock, 60)
    assert (row_of(engine, key).status, carrier.texts()) == ("sent", ["Hello"])


def test_the_same_words_sent_twice_on_purpose_are_two_texts(engine, gateway, carrier, clock):
    first = queue(engine, "Thank you!", clock.now(), purpose="reply:1")
    deliver(engine, gateway, clock)
    second = queue(engine, "Thank you!", clock.now(), purpose="reply:2")
    carrier.script("timeout")
    live_through(engine, gateway, clock, 60)
    assert len(carrier.accepted) == 2
    assert row_of(engine, first).provider_sid != row_of(engine, second).provider_sid


def test_while_the_list_is_away_an_unclear_reply_is_not_sent_again_but_goes_to_staff(engine, gateway, carrier, clock):
    key = queue(engine, "Hello", clock.now())
    carrier.list_is_broken = True
    carrier.script("timeout_after_accept")
    live_through(engine, gateway, clock, 170)
    assert (row_of(engine, key).status, row_of(engine, key).error_code) == ("failed", "unconfirmed")
    assert carrier.texts() == ["Hello"]
    assert len(cases(engine)) == 1


def test_while_the_list_is_away_an_emergency_is_rather_sent_twice_than_never(engine, gateway, carrier, clock):
    queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    carrier.list_is_broken = True
    carrier.script("timeout_after_accept")
    live_through(engine, gateway, clock, 60)
    assert carrier.texts() == ["Call 999 now", "Call 999 now"]


def test_a_text_whose_worker_died_before_the_clock_was_set_back_does_not_wait_for_it(engine, gateway, carrier, clock):
    queue(engine, "Call 999 now", clock.now() - timedelta(hours=2), priority=EMERGENCY, purpose="emergency:1")
    claim(engine, "scheduler:dead", clock.now(), EVERY, 8)
    clock.advance(hours=-1)
    live_through(engine, gateway, clock, 60)
    assert carrier.texts() == ["Call 999 now"]


def test_a_carrier_that_takes_texts_in_silence_gets_an_emergency_twice_and_never_more(engine, gateway, carrier, clock):
    key = queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    carrier.list_is_broken = True
    carrier.script(*["timeout_after_accept"] * 9)
    live_through(engine, gateway, clock, 240)
    assert carrier.texts().count("Call 999 now") == 2
    assert (row_of(engine, key).status, row_of(engine, key).error_code) == ("failed", "unconfirmed")
    assert len(cases(engine)) == 1


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


class DyingCarrier:
    """A gateway whose process is killed before or after the carrier has the text."""

    def __init__(self, gateway, after):
        self.gateway, self.after = gateway, after

    def send(self, *given):
        if self.after:
            self.gateway.send(*given)
        raise Killed


@pytest.mark.parametrize("after", [False, True], ids=["before the carrier has it", "after the carrier has it"])
def test_a_worker_killed_while_sending_loses_nothing_and_sends_nothing_twice(engine, gateway, carrier, clock, after):
    key = queue(engine, "Hello", clock.now())
    with pytest.raises(Killed):
        deliver(engine, DyingCarrier(gateway, after), clock)
    assert row_of(engine, key).status == "sending"
    live_through(engine, gateway, clock, int((CLAIM_LASTS + retries.IN_FLIGHT).total_seconds()) + 10)
    assert (row_of(engine, key).status, carrier.texts()) == ("sent", ["Hello"])


def test_what_a_living_process_sends_is_not_taken_for_abandoned_when_the_clock_jumps(engine, clock):
    key = queue(engine, "Hello", clock.now())
    claim(engine, "w", clock.now(), EVERY, 5)
    clock.advance(days=1)
    assert release_stale(engine, clock.now(), busy={key}) == 0
    assert release_stale(engine, clock.now()) == 1


def test_a_call_that_goes_on_while_the_clock_jumps_is_not_made_twice(engine, gateway, carrier, clock):
    """Another scheduler takes the claim for abandoned; the carrier has the text only a moment later."""
    key = queue(engine, "Hello", clock.now())
    parcel = claim(engine, "scheduler:1", clock.now(), EVERY, 5)[0]
    clock.advance(hours=1)
    assert release_stale(engine, clock.now()) == 1
    settle_unknown(engine, gateway, clock)
    assert row_of(engine, key).status == "unknown", "not there yet is not absent"
    gateway.send(key, parcel.from_phone, parcel.to_phone, parcel.text, 3600)
    live_through(engine, gateway, clock, 60)
    assert (row_of(engine, key).status, carrier.texts()) == ("sent", ["Hello"])


def test_an_outcome_is_written_again_when_the_database_was_away(engine, gateway, carrier, clock, monkeypatch):
    from sqlalchemy.exc import OperationalError

    monkeypatch.setattr(sending, "WRITE_PAUSE", 0.01)
    key, real, failures = queue(engine, "Hello", clock.now()), sending._record, [1, 2, 3]

    def away(*given):
        if failures:
            failures.pop()
            raise OperationalError("select", {}, Exception("away"))
        real(*given)

    monkeypatch.setattr(sending, "_record", away)
    deliver(engine, gateway, clock)
    assert (row_of(engine, key).status, carrier.texts()) == ("sent", ["Hello"])


@pytest.mark.parametrize("code", ["21211", "21614"])
def test_a_number_that_cannot_be_texted_is_a_task_for_staff(engine, gateway, carrier, clock, code):
    key = queue(engine, "Hello", clock.now())
    carrier.script(code)
    live_through(engine, gateway, clock, 10)
    assert (row_of(engine, key).status, row_of(engine, key).error_code, row_of(engine, key).attempts) == ("failed", code, 1)
    assert "cannot receive texts" in cases(engine)[0].reason


def test_a_staff_answer_that_cannot_be_sent_pages_the_on_call_phone(engine, gateway, carrier, clock):
    queue(engine, "Come in at 3", clock.now(), sender="staff", purpose="staff:1:1")
    carrier.script("21211")
    deliver(engine, gateway, clock)
    deliver(engine, gateway, clock)
    assert cases(engine)[0].level == "urgent"
    assert [row["to"] for row in carrier.accepted] == [ON_CALL]


def test_an_alert_that_cannot_be_sent_raises_no_further_alert(engine, gateway, carrier, clock):
    queue(engine, "Urgent: call Aya", clock.now(), sender="alert", purpose="alert:1:urgent", to_phone=ON_CALL)
    carrier.script("21211")
    live_through(engine, gateway, clock, 5)
    assert cases(engine) == [] and carrier.texts() == []


def test_a_stop_that_the_carrier_holds_becomes_ours(engine, gateway, carrier, clock):
    key, later = queue(engine, "Hello", clock.now()), queue(engine, "And more", clock.now())
    carrier.script("21610")
    live_through(engine, gateway, clock, 10)
    patient = patient_called(engine)
    assert (patient.opted_out_at, patient.opt_out_source) == (clock.now() - timedelta(seconds=10), "carrier")
    assert {row_of(engine, key).status, row_of(engine, later).status} == {"cancelled"}
    assert check_in(engine, "24h").status == "cancelled"
    assert cases(engine)[0].codes == ["carrier_opt_out"]
    assert carrier.texts() == []


def test_the_on_call_phones_stop_opts_no_patient_out(engine, gateway, carrier, clock):
    queue(engine, "Urgent", clock.now(), sender="alert", purpose="alert:1:urgent", to_phone=ON_CALL)
    carrier.script("21610")
    deliver(engine, gateway, clock)
    assert patient_called(engine).opted_out_at is None


def test_a_fault_of_our_account_holds_a_check_in_and_does_not_burn_it(engine, gateway, carrier, clock):
    row = check_in(engine, "24h")
    key = queue(engine, "How are you?", clock.now(), sender="check_in", purpose=f"check_in:{row.id}")
    carrier.script(*["30034"] * 50)
    live_through(engine, gateway, clock, 200)
    assert row_of(engine, key).status == "queued"
    carrier.plan.clear()
    live_through(engine, gateway, clock, 301)
    assert (row_of(engine, key).status, check_in(engine, "24h").status) == ("sent", "sent")


def opt_out_now(engine, clock):
    with transaction(engine) as session:
        patient = session.query(Patient).filter_by(phone=AYA).one()
        patient.opted_out_at = clock.now()


@pytest.mark.parametrize(
    ("purpose", "status"),
    [("reply:1", "cancelled"), ("staff:1:1", "cancelled"), ("opt_out:1", "sent"), ("emergency:1", "sent")],
)
def test_after_stop_only_its_confirmation_and_an_emergency_leave(engine, gateway, clock, purpose, status):
    key = queue(engine, "Hello", clock.now(), purpose=purpose)
    opt_out_now(engine, clock)
    deliver(engine, gateway, clock)
    assert row_of(engine, key).status == status


@pytest.mark.parametrize(
    ("sender", "purpose", "priority", "status"),
    [
        ("bot", "reply:1", None, "cancelled"),
        ("bot", "reply:2", STAFF, "cancelled"),
        ("bot", "opt_out:1", None, "sent"),
        ("bot", "emergency:1", EMERGENCY, "sent"),
        ("staff", "staff:1:1", None, "sent"),
    ],
    ids=["a reply", "an urgent reply", "a confirmation of STOP", "an emergency", "the person"],
)
def test_while_a_person_talks_the_bot_is_silent(engine, gateway, clock, sender, purpose, priority, status):
    with transaction(engine) as session:
        escalations.take_over(session, session.query(Patient).filter_by(phone=AYA).one(), session.query(Staff).one(), clock.now())
    key = queue(engine, "Hello", clock.now(), sender=sender, purpose=purpose, priority=priority)
    deliver(engine, gateway, clock)
    assert row_of(engine, key).status == status


def due_check_in(engine, clock, step="24h"):
    """Let a check-in fall due and become a text in the outbox; return the text's id."""
    clock.advance(check_in(engine, step).due_at - clock.now())
    while dispatch_due(engine, clock.now()):
        pass  # the check-ins before it expire first, one of a patient at a time
    return messages(engine, purpose=f"check_in:{check_in(engine, step).id}")[0].id


def talk(engine, clock, *, ends=False):
    with transaction(engine) as session:
        aya, nina = session.query(Patient).filter_by(phone=AYA).one(), session.query(Staff).one()
        (escalations.hand_back if ends else escalations.take_over)(session, aya, nina, clock.now())


def test_a_check_in_goes_back_to_waiting_while_a_person_talks_and_is_sent_once_after_it(engine, gateway, carrier, clock):
    key = due_check_in(engine, clock)
    talk(engine, clock)
    deliver(engine, gateway, clock)
    assert (row_of(engine, key).status, row_of(engine, key).error_code) == ("cancelled", "put_back")
    assert check_in(engine, "24h").status == "held"
    assert check_in(engine, "24h").reason == "a person is talking to the patient"
    talk(engine, clock, ends=True)
    clock.advance(minutes=30)
    dispatch_due(engine, clock.now())
    deliver(engine, gateway, clock)
    assert check_in(engine, "24h").status == "sent"
    assert len(carrier.texts()) == 1


def test_a_check_in_that_the_carrier_may_have_heard_of_waits_with_its_text(engine, gateway, clock):
    key = due_check_in(engine, clock)
    change(engine, row_of(engine, key), attempts=1)
    talk(engine, clock)
    deliver(engine, gateway, clock)
    assert (row_of(engine, key).status, check_in(engine, "24h").status) == ("queued", "held")
    talk(engine, clock, ends=True)
    clock.advance(minutes=5)
    deliver(engine, gateway, clock)
    assert (row_of(engine, key).status, check_in(engine, "24h").status) == ("sent", "sent")


def test_a_paused_patient_gets_no_check_in_until_the_clinic_resumes(engine, gateway, carrier, clock):
    due_check_in(engine, clock)
    change(engine, patient_called(engine), paused_at=clock.now())
    deliver(engine, gateway, clock)
    assert (check_in(engine, "24h").status, carrier.texts()) == ("held", [])
    change(engine, patient_called(engine), paused_at=None)
    dispatch_due(engine, clock.now())
    deliver(engine, gateway, clock)
    assert (check_in(engine, "24h").status, len(carrier.texts())) == ("sent", 1)


def test_after_discharge_nothing_that_waits_is_sent(engine, gateway, carrier, clock):
    due_check_in(engine, clock)
    change(engine, patient_called(engine), discharged_at=clock.now())
    deliver(engine, gateway, clock)
    assert (check_in(engine, "24h").status, carrier.texts()) == ("cancelled", [])


def test_a_text_that_misses_the_daytime_is_decided_about_again_in_the_morning(engine, gateway, carrier, clock):
    row = check_in(engine, "24h")
    evening = row.due_at.replace(hour=19, minute=59)
    change(engine, row, due_at=evening, expires_at=evening + timedelta(hours=20))
    key = due_check_in(engine, clock)
    clock.advance(minutes=2)
    deliver(engine, gateway, clock)
    assert (row_of(engine, key).status, check_in(engine, "24h").status, carrier.texts()) == ("cancelled", "held", [])
    dispatch_due(engine, clock.now())
    assert check_in(engine, "24h").reason == "outside the clinic's daytime"
    clock.advance(hours=13)
    dispatch_due(engine, clock.now())
    deliver(engine, gateway, clock)
    assert (check_in(engine, "24h").status, len(carrier.texts())) == ("sent", 1)


def test_what_comes_too_late_is_not_sent_and_the_ledger_says_so(engine, gateway, carrier, clock):
    key = due_check_in(engine, clock)
    clock.advance(check_in(engine, "24h").expires_at - clock.now())
    deliver(engine, gateway, clock)
    assert (row_of(engine, key).status, check_in(engine, "24h").status, carrier.texts()) == ("expired", "expired", [])
    assert check_in(engine, "24h").message_id is None


def test_a_check_in_that_was_called_off_meanwhile_is_not_sent(engine, gateway, carrier, clock):
    row = check_in(engine, "24h")
    key = queue(engine, "How are you?", clock.now(), sender="check_in", purpose=f"check_in:{row.id}")
    change(engine, row, status="cancelled", reason="superseded by a newer session")
    deliver(engine, gateway, clock)
    assert (row_of(engine, key).status, carrier.texts()) == ("cancelled", [])
    assert check_in(engine, "24h").reason == "superseded by a newer session"


def test_a_check_in_that_was_sent_names_its_text_in_the_ledger(engine, gateway, clock):
    row = check_in(engine, "24h")
    key = queue(engine, "How are you?", clock.now(), sender="check_in", purpose=f"check_in:{row.id}")
    deliver(engine, gateway, clock)
    found = check_in(engine, "24h")
    assert (found.status, found.message_id, found.reason) == ("sent", key, "handed to the carrier")


def test_an_expiry_limits_how_long_the_carrier_may_try(engine, gateway, carrier, clock):
    queue(engine, "Hello", clock.now(), expires_at=clock.now() + timedelta(minutes=20))
    deliver(engine, gateway, clock)
    assert carrier.requests[0]["ValidityPeriod"] == "1200"


def test_a_receipt_that_never_comes_is_asked_for(engine, gateway, carrier, clock):
    key = queue(engine, "Hello", clock.now())
    deliver(engine, gateway, clock)
    assert ask_for_receipts(engine, gateway, clock) == 0
    carrier.accepted[0]["status"] = "delivered"
    clock.advance(seconds=receipts.LATE[0].total_seconds())
    assert ask_for_receipts(engine, gateway, clock) == 1
    assert row_of(engine, key).status == "delivered"


def test_the_carrier_is_asked_a_few_times_and_then_left_in_peace(engine, gateway, clock):
    asked = []
    queue(engine, "Hello", clock.now())
    deliver(engine, gateway, clock)
    for number in range(1, 97):
        clock.advance(minutes=15 if number > 1 else 2)
        if ask_for_receipts(engine, gateway, clock):
            asked.append(clock.now())
    assert len(asked) == len(receipts.LATE)


def test_starting_again_after_stop_is_felt_at_once(engine, gateway, carrier, clock):
    with transaction(engine) as session:
        patient = session.query(Patient).filter_by(phone=AYA).one()
        opt_out.stop(session, patient, "keyword", clock.now())
        opt_out.start(session, patient, clock.now())
    queue(engine, "Welcome back", clock.now())
    deliver(engine, gateway, clock)
    assert carrier.texts() == ["Welcome back"]
    assert carrier.accepted[0]["from"] == CLINIC
    assert isinstance(messages(engine, direction="out")[0], Message)
