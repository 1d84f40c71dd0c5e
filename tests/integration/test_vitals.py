"""The numbers that say how the whole is: each from rows that are known, in few statements, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import escalations, heartbeat, ledger, vitals
from bot.clock import SystemClock
from bot.db import reading, transaction
from bot.models import CheckIn, Clinic, LedgerCheck, Message, Patient
from bot.vitals import LIMITS, Limit, Sign
from tests.integration.people import AYA, cases, change, open_clinic, queue, row_of
from tests.statements import counted

MOST_STATEMENTS = 9
WORKERS = {Sign("worker_up", "dialogue"), Sign("worker_up", "scheduler")}


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


def look(engine, clock):
    with reading(engine) as session:
        return vitals.read(session, clock.now())


def number(engine, clock, name, of=""):
    return look(engine, clock)[Sign(name, of)]


def came_in(engine, clock, text="Hello", **changed):
    """Record a text from Aya that waits for a worker."""
    now = clock.now()
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == AYA)).scalar_one()
        phones = {"from_phone": AYA, "to_phone": patient.clinic.phone}
        usual = {"status": "received", "created_at": now, "next_attempt_at": now, **phones}
        named = {"clinic_id": patient.clinic_id, "patient_id": patient.id, "direction": "in", "sender": "patient", "text": text}
        session.add(Message(**{**usual, **named, **changed}))


def sent_once(engine, clock, text, **changed):
    """Queue a reply that has had its first try now."""
    key = queue(engine, text, clock.now())
    change(engine, row_of(engine, key), **{"status": "sent", "attempts": 1, "handled_at": clock.now(), **changed})
    return key


def open_case(engine, clock, level, purpose="message:1", **changed):
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == AYA)).scalar_one()
        what = {"codes": ["E1"], "reason": "Trouble breathing"}
        case = escalations.open_case(session, patient=patient, level=level, purpose=purpose, now=clock.now(), **what)
        for name, value in changed.items():
            setattr(case, name, value)


def reckoned(engine, clock, *mismatches):
    with transaction(engine) as session:
        clinic_id = session.execute(select(Clinic.id)).scalar_one()
        session.add(LedgerCheck(clinic_id=clinic_id, at=clock.now(), planned=1, still_open=1, mismatches=list(mismatches)))


def test_of_a_quiet_house_every_number_is_nought_and_only_the_workers_are_missing(engine, clock):
    found = look(engine, clock)
    assert set(found) == set(LIMITS)
    assert set(found.values()) == {0}
    assert set(vitals.beyond(found)) == set(vitals.red(found)) == WORKERS


def test_all_of_it_takes_nine_statements_however_much_there_is(engine, clock):
    for count in range(20):
        queue(engine, f"Hello {count}", clock.now())
        came_in(engine, clock)
        open_case(engine, clock, "urgent", f"message:{count}")
        reckoned(engine, clock, "one is missing")
    heartbeat.beat(engine, "dialogue")
    heartbeat.beat(engine, "scheduler")
    with counted(engine) as statements:
        look(engine, clock)
    assert len(statements) <= MOST_STATEMENTS, statements


def test_the_oldest_text_that_nobody_has_in_hand_is_counted_from_when_it_came(engine, clock):
    came_in(engine, clock)
    clock.advance(seconds=40)
    came_in(engine, clock)
    clock.advance(seconds=2)
    assert number(engine, clock, "inbound_oldest_seconds") == 42


def test_a_text_that_a_worker_has_in_hand_does_not_wait_until_its_claim_runs_out(engine, clock):
    came_in(engine, clock, claimed_by="dialogue-1", claimed_until=clock.now() + timedelta(seconds=60))
    clock.advance(seconds=60)
    assert number(engine, clock, "inbound_oldest_seconds") == 0
    clock.advance(seconds=1)
    assert number(engine, clock, "inbound_oldest_seconds") == 61


@pytest.mark.parametrize("changed", [{"status": "answered"}, {"status": "staff"}], ids=["answered", "with staff"])
def test_a_text_that_is_done_does_not_wait(engine, clock, changed):
    came_in(engine, clock, **changed)
    clock.advance(hours=1)
    assert number(engine, clock, "inbound_oldest_seconds") == 0


@pytest.mark.parametrize(("priority", "name"), list(enumerate(("emergency", "staff", "reply", "check_in"))))
def test_what_is_due_to_leave_is_counted_for_its_own_priority(engine, clock, priority, name):
    queue(engine, "Hello", clock.now(), priority=priority)
    queue(engine, "Later", clock.now(), priority=priority, not_before=clock.now() + timedelta(hours=1))
    clock.advance(seconds=20)
    ages = {sign.of: age for sign, age in look(engine, clock).items() if sign.name == "outbox_oldest_seconds"}
    assert ages == {"emergency": 0, "staff": 0, "reply": 0, "check_in": 0, name: 20}


def test_check_ins_whose_time_has_come_wait_until_they_are_a_text(engine, clock):
    with transaction(engine) as session:
        first = session.execute(select(CheckIn).where(CheckIn.status.in_(ledger.OPEN)).order_by(CheckIn.due_at)).scalars().first()
        key, due_at = first.id, first.due_at
    clock.advance(due_at - clock.now() - timedelta(seconds=1))
    assert number(engine, clock, "check_ins_due") == 0
    clock.advance(seconds=91)
    assert number(engine, clock, "check_ins_due") == 1
    assert number(engine, clock, "check_in_dwell_seconds") == 90
    queue(engine, "How are you?", clock.now(), sender="check_in", purpose=f"check_in:{key}")
    assert number(engine, clock, "check_ins_due") == number(engine, clock, "check_in_dwell_seconds") == 0


def test_further_tries_are_counted_for_an_hour(engine, clock):
    sent_once(engine, clock, "at once")
    sent_once(engine, clock, "at the third try", attempts=3)
    sent_once(engine, clock, "still trying", attempts=2, status="queued")
    assert number(engine, clock, "retries_last_hour") == 3
    clock.advance(hours=1)
    assert number(engine, clock, "retries_last_hour") == 0


def test_texts_that_reached_nobody_are_counted_for_an_hour(engine, clock):
    for status in ("delivered", "undelivered", "failed", "failed", "cancelled"):
        sent_once(engine, clock, f"{status} {number(engine, clock, 'undelivered_last_hour')}", status=status)
    assert number(engine, clock, "undelivered_last_hour") == 3
    clock.advance(hours=1)
    assert number(engine, clock, "undelivered_last_hour") == 0


def test_a_send_of_which_nobody_knows_is_unclear_until_it_is_settled(engine, clock):
    key = sent_once(engine, clock, "gone silent", status="unknown")
    assert number(engine, clock, "unclear_sends") == 1
    change(engine, row_of(engine, key), status="sent")
    assert number(engine, clock, "unclear_sends") == 0


def test_an_open_emergency_counts_and_ages_until_somebody_acknowledges_or_answers(engine, clock):
    open_case(engine, clock, "emergency", "message:1", acknowledged_at=clock.now())
    open_case(engine, clock, "emergency", "message:2", first_answered_at=clock.now())
    clock.advance(minutes=1)
    open_case(engine, clock, "emergency", "message:3")
    open_case(engine, clock, "urgent", "message:4")
    clock.advance(minutes=11)
    assert number(engine, clock, "emergencies_open") == 3
    assert number(engine, clock, "emergency_unacknowledged_seconds") == 660
    for case in cases(engine):
        change(engine, case, status="resolved", resolved_at=clock.now())
    assert number(engine, clock, "emergencies_open") == number(engine, clock, "emergency_unacknowledged_seconds") == 0


def test_a_case_is_past_its_promise_until_a_person_has_answered(engine, clock):
    open_case(engine, clock, "review")
    [case] = cases(engine)
    clock.advance(case.due_at - clock.now())
    assert number(engine, clock, "cases_past_promise") == 0
    clock.advance(seconds=1)
    assert number(engine, clock, "cases_past_promise") == 1
    change(engine, case, first_answered_at=clock.now())
    assert number(engine, clock, "cases_past_promise") == 0


def test_only_the_last_reckoning_of_each_clinic_counts(engine, clock):
    reckoned(engine, clock, "one is missing", "two are twice there")
    assert number(engine, clock, "ledger_mismatches") == 2
    clock.advance(days=1)
    reckoned(engine, clock)
    assert number(engine, clock, "ledger_mismatches") == 0


@pytest.mark.parametrize("name", vitals.WORKERS)
def test_a_worker_is_up_while_it_beats_and_can_work(engine, clock, name):
    heartbeat.beat(engine, name)
    assert number(engine, clock, "worker_up", name) == 1
    heartbeat.beat(engine, name, ready=False)
    assert number(engine, clock, "worker_up", name) == 0
    heartbeat.beat(engine, name, now=SystemClock().now() - timedelta(minutes=1))
    assert number(engine, clock, "worker_up", name) == 0


def test_more_texts_than_are_looked_through_leave_the_older_ones_out(engine, clock, monkeypatch):
    monkeypatch.setattr(vitals, "NEWEST", 2)
    for count in range(3):
        sent_once(engine, clock, f"lost {count}", status="failed")
    assert number(engine, clock, "undelivered_last_hour") == 2


def test_a_clock_that_was_set_back_makes_no_age_below_nought(engine, clock):
    open_case(engine, clock, "emergency")
    clock.advance(hours=-1)
    assert number(engine, clock, "emergency_unacknowledged_seconds") == 0


@pytest.mark.parametrize("sign", [sign for sign, limit in LIMITS.items() if limit.most is not None], ids=" ".join)
def test_at_its_limit_a_number_is_well_and_beyond_it_somebody_must_look(sign):
    well = {each: limit.least or 0 for each, limit in LIMITS.items()}
    limit = LIMITS[sign]
    assert vitals.beyond({**well, sign: limit.most}) == []
    assert vitals.beyond({**well, sign: limit.most + 1}) == [sign]
    assert vitals.red({**well, sign: limit.most + 1}) == ([sign] if limit.is_red else [])


def test_what_only_people_can_mend_keeps_no_text_from_coming_in():
    people = {"emergencies_open", "emergency_unacknowledged_seconds", "cases_past_promise", "ledger_mismatches"}
    assert not [sign for sign, limit in LIMITS.items() if sign.name in people and limit.is_red]
    assert LIMITS[Sign("worker_up", "dialogue")] == Limit(least=1, is_red=True)
