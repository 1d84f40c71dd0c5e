"""Whose turn it is when much waits: the urgent first, clinics one after the other, no number faster than its pace."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot import enrolment
from bot.carrier import Sent
from bot.db import transaction
from bot.delivery.claims import claim
from bot.delivery.sending import OTHER_LANE, URGENT_LANE, Delivery
from bot.models import Clinic, Message
from bot.outbox import CHECK_IN, EMERGENCY, STAFF
from tests.integration.people import AYA, change, messages, open_clinic, queue, row_of
from tests.statements import counted

EVERY = (*URGENT_LANE, *OTHER_LANE)
OTHER_CLINIC = "+442071838751"
MANY = 10_000


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


def another_clinic(engine, clock):
    with transaction(engine) as session:
        enrolment.add_clinic(
            session, slug="harbour", name="Harbour", phone=OTHER_CLINIC, timezone="Europe/London", country="GB",
            now=clock.now(), published_by="test",
        )  # fmt: skip


def fill(engine, clock, number, *, slug="harley", priority=CHECK_IN, text="How are you?"):
    """Queue so many texts of a clinic, to nobody in particular."""
    with transaction(engine) as session:
        clinic = session.execute(select(Clinic).where(Clinic.slug == slug)).scalar_one()
        row = {
            "clinic_id": clinic.id, "direction": "out", "sender": "alert", "from_phone": clinic.phone, "to_phone": AYA,
            "text": text, "status": "queued", "priority": priority, "created_at": clock.now(), "next_attempt_at": clock.now(),
            "attempts": 0, "media_count": 0, "urgency": "none", "topics": [], "answers": [], "explanation": {},
        }  # fmt: skip
        session.execute(insert(Message), [row] * number)


def claimed(engine, clock, limit=8, pace=0.0, priorities=EVERY):
    return claim(engine, "scheduler:1", clock.now(), priorities, limit, pace)


class Stuck:
    """A carrier that answers nobody until it is let go."""

    def __init__(self):
        self.go, self.asked = threading.Event(), []

    def send(self, key, from_, to, text, validity_s):
        self.asked.append(text)
        if not text.startswith("Call 999"):
            self.go.wait(30)
        return Sent(f"SM{key}", "queued")


def test_an_emergency_behind_ten_thousand_texts_is_the_next_to_leave(engine, clock):
    fill(engine, clock, MANY)
    carrier = Stuck()
    delivery = Delivery(engine, carrier, "scheduler:1", clock, pace=1)
    delivery.start(OTHER_LANE)
    key = queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    with counted(engine) as statements:
        futures = delivery.start(URGENT_LANE)
        futures[0].result(timeout=20)
    assert len(futures) == 1
    assert row_of(engine, key).status == "sent"
    assert len(statements) < 20, "its way must not grow with what waits"
    carrier.go.set()
    delivery.stop()


def test_a_large_clinic_does_not_delay_a_small_one(engine, clock):
    another_clinic(engine, clock)
    fill(engine, clock, 300)
    fill(engine, clock, 10, slug="harbour")
    first = [parcel.from_phone for _ in range(3) for parcel in claimed(engine, clock)]
    assert first.count(OTHER_CLINIC) == 10
    assert first[:4].count(OTHER_CLINIC) == 2


def test_more_urgent_texts_of_all_clinics_go_before_any_check_in(engine, clock):
    another_clinic(engine, clock)
    fill(engine, clock, 20)
    fill(engine, clock, 3, slug="harbour", priority=STAFF, text="Come in")
    assert [parcel.text for parcel in claimed(engine, clock, 3)] == ["Come in"] * 3


def test_a_number_sends_no_faster_than_its_pace_and_two_schedulers_are_no_faster_than_one(engine, clock):
    fill(engine, clock, 100, text="x" * 200)
    sent = 0
    for _ in range(30):
        for worker in ("scheduler:1", "scheduler:2"):
            while parcels := claim(engine, worker, clock.now(), EVERY, 8, 4.0):
                sent += len(parcels)
        clock.advance(seconds=1 / 3)
    assert sent == pytest.approx(10 * 4 / 2, abs=3), "ten seconds at four segments a second, two segments each"


def test_each_number_has_a_pace_of_its_own(engine, clock):
    another_clinic(engine, clock)
    fill(engine, clock, 10)
    fill(engine, clock, 10, slug="harbour")
    phones = [parcel.from_phone for _ in range(3) for parcel in claimed(engine, clock, pace=2)]
    assert phones.count(OTHER_CLINIC) == phones.count(phones[0]) == len(phones) / 2


def test_emergencies_and_staff_do_not_wait_for_the_pace_but_use_it_up(engine, clock):
    fill(engine, clock, 4, priority=EMERGENCY, text="Call 999")
    fill(engine, clock, 4, priority=STAFF, text="Come in")
    fill(engine, clock, 4)
    assert [parcel.text for parcel in claimed(engine, clock, 12, pace=2)] == ["Call 999"] * 4 + ["Come in"] * 4
    assert claimed(engine, clock, 12, pace=2) == []
    clock.advance(seconds=4)
    assert [parcel.text for parcel in claimed(engine, clock, 1, pace=2)] == ["How are you?"]


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1)], ids=["an hour back", "an hour on"])
def test_when_the_clock_jumps_what_waits_still_leaves(engine, clock, jump):
    key = queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    fill(engine, clock, 3)
    assert len(claimed(engine, clock, 2, pace=1)) == 2, "the emergency, and one that the quiet before it had kept"
    assert claimed(engine, clock, 3, pace=1) == []
    clock.advance(jump)
    assert len(claimed(engine, clock, 3, pace=1)) == 2
    assert row_of(engine, key).attempts == 1


def test_a_text_for_later_is_not_taken_for_one_that_a_clock_left_behind(engine, clock):
    key = queue(engine, "Later", clock.now(), not_before=clock.now() + timedelta(hours=1))
    change(engine, row_of(engine, key), created_at=clock.now() + timedelta(minutes=1))
    assert claimed(engine, clock) == []
    assert len(messages(engine, status="queued")) == 1
