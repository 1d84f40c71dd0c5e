"""From the moment a person takes over, nothing of the companion's leaves: not even what a worker had in its hand already."""

import random
import threading
import time
from concurrent.futures import wait
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import escalations, outbox, takeover
from bot.carrier import Sent
from bot.clock import SystemClock
from bot.db import reading, transaction
from bot.delivery import fence
from bot.delivery.claims import claim
from bot.delivery.sending import LANES, Delivery, send
from bot.errors import InputError
from bot.models import CheckIn, Clinic, Conversation, Message, Patient, Staff
from tests.world import AMIRA, World

TAKEOVERS, FEWEST, SECONDS = 200, 30, 24
OURS = ("bot", "check_in")


class Slow:
    """A carrier that takes its time and remembers what it took."""

    def __init__(self, meanwhile=lambda: None):
        self.taken, self.meanwhile, self.lock = [], meanwhile, threading.Lock()

    def send(self, message_id, from_, to, text, validity_s):
        self.meanwhile()
        time.sleep(random.random() / 200)
        with self.lock:
            self.taken.append(message_id)
            return Sent(f"SM{len(self.taken):032x}", None)

    def find_sent(self, *_):
        return []


@pytest.fixture
def world(engine, clock):
    world = World(engine, clock).open()
    with transaction(engine) as session:
        clinic = session.scalars(select(Clinic)).one()
        session.add(Staff(clinic_id=clinic.id, email="nina@harbour.example", role="clinician", created_at=clock.now()))
    return world


def amira(session):
    return session.scalars(select(Patient).where(Patient.phone == AMIRA)).one()


def nina(session):
    return session.scalars(select(Staff)).one()


def takes_over(engine, now, **how):
    with transaction(engine) as session:
        escalations.take_over(session, amira(session), nina(session), now, **how)
        return session.get(Conversation, amira(session).id).taken_over_at


def hands_back(engine, now, **how):
    with transaction(engine) as session:
        escalations.hand_back(session, amira(session), nina(session), now, **how)


def queue(engine, now, purpose, sender="bot", **more):
    with transaction(engine) as session:
        patient = amira(session)
        row = outbox.queue(session, clinic=patient.clinic, patient=patient, to_phone=patient.phone, text="Hello", sender=sender,
                           purpose=purpose, now=now, **more)  # fmt: skip
        return row.id if row else None


def row_of(engine, key):
    with reading(engine) as session:
        return session.get(Message, key)


def a_check_in(engine):
    with reading(engine) as session:
        return session.scalars(select(CheckIn).where(CheckIn.patient_id == amira(session).id).order_by(CheckIn.id)).first()


@pytest.mark.parametrize(
    ("purpose", "more", "leaves"),
    [
        ("reply:1", {}, False),
        ("reply:2", {"priority": outbox.STAFF}, False),
        ("emergency:1", {"priority": outbox.EMERGENCY}, True),
        ("opt_out:1", {}, True),
        ("staff:1:1", {"sender": "staff"}, True),
    ],
    ids=["a reply", "an urgent reply", "an emergency", "a confirmation of STOP", "the person"],
)
def test_the_last_look_sees_a_takeover_after_the_claim(world, purpose, more, leaves):
    key = queue(world.engine, world.now, purpose, **more)
    carrier, parcels = Slow(), claim(world.engine, "worker", world.now, (0, 1, 2, 3), 5)
    assert [parcel.id for parcel in parcels] == [key]
    takes_over(world.engine, world.now)
    send(world.engine, carrier, "worker", parcels[0], world.clock)
    assert carrier.taken == ([key] if leaves else [])
    found = row_of(world.engine, key)
    assert (found.status, found.error_code) == (("sent", None) if leaves else ("cancelled", "taken_over"))
    assert (found.sent_at is not None) is leaves


def test_a_claimed_check_in_goes_back_to_the_timelines_rule(world):
    check_in = a_check_in(world.engine)
    key = queue(world.engine, world.now, f"check_in:{check_in.id}", "check_in")
    parcel = claim(world.engine, "worker", world.now, (3,), 5)[0]
    takes_over(world.engine, world.now)
    carrier = Slow()
    send(world.engine, carrier, "worker", parcel, world.clock)
    assert carrier.taken == []
    assert (row_of(world.engine, key).status, row_of(world.engine, key).error_code) == ("cancelled", "put_back")
    assert (a_check_in(world.engine).status, a_check_in(world.engine).reason) == ("held", takeover.TALKING)


def test_a_takeover_calls_back_check_ins_that_wait(world):
    check_in = a_check_in(world.engine)
    key = queue(world.engine, world.now, f"check_in:{check_in.id}", "check_in")
    takes_over(world.engine, world.now)
    assert (row_of(world.engine, key).status, row_of(world.engine, key).error_code) == ("cancelled", "put_back")
    assert a_check_in(world.engine).status == "held"
    with reading(world.engine) as session:
        assert outbox.queued_check_ins(session, [check_in.id]) == set(), "the timeline's rule may queue it again"


def test_a_patient_who_says_stop_after_the_claim_gets_nothing_more(world):
    queue(world.engine, world.now, "staff:1:1", "staff")
    parcel, carrier = claim(world.engine, "worker", world.now, (1,), 5)[0], Slow()
    world.text(AMIRA, "STOP")
    send(world.engine, carrier, "worker", parcel, world.clock)
    assert carrier.taken == []
    assert row_of(world.engine, parcel.id).error_code == "opted_out"


def test_a_claim_that_another_worker_has_now_is_not_sent(world):
    queue(world.engine, world.now, "reply:1")
    parcel = claim(world.engine, "worker", world.now, (2,), 5)[0]
    assert not fence.leaves(world.engine, "another worker", parcel.id, world.clock)


def test_a_text_that_left_while_staff_pressed_the_button_left_before_the_takeover(world):
    queue(world.engine, world.now, "reply:1")
    parcel, pressed = claim(world.engine, "worker", world.now, (2,), 5)[0], world.now
    world.clock.advance(seconds=3)
    send(world.engine, Slow(), "worker", parcel, world.clock)
    assert takes_over(world.engine, pressed) == row_of(world.engine, parcel.id).sent_at


class BusyBot:
    """Queues replies and a check-in without looking who talks, and sends them as fast as it can."""

    def __init__(self, engine, clock):
        self.engine, self.clock, self.carrier, self.stopped = engine, clock, Slow(), threading.Event()
        self.delivery = Delivery(engine, self.carrier, "busy", clock)
        self.key, self.count = a_check_in(engine).id, 0
        self.threads = [threading.Thread(target=self.run, args=(work,)) for work in (self.queue, self.deliver)]

    def run(self, work):
        while not self.stopped.is_set():
            work()

    def queue(self):
        self.count += 1
        queue(self.engine, self.clock.now(), f"reply:{self.count}")
        queue(self.engine, self.clock.now(), f"check_in:{self.key}", "check_in")
        time.sleep(0.02)

    def deliver(self):
        wait([future for lane in LANES for future in self.delivery.start(lane)])
        time.sleep(0.003)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()
        self.delivery.stop()


def sent_within(engine, spans):
    """Return what left after a takeover's own time and before the hand-back."""
    with reading(engine) as session:
        left = (Message.sender.in_(OURS), Message.sent_at.is_not(None))
        gone = list(session.scalars(select(Message).where(*left)))
    return [row.purpose for row in gone if any(begin < row.sent_at < end for begin, end in spans)]


def test_two_hundred_takeovers_of_a_busy_bot_and_never_a_text_after_one(world):
    """Two hundred where the machine has time for them; within half a minute anywhere."""
    clock, spans, ends = SystemClock(), [], time.monotonic() + SECONDS
    with BusyBot(world.engine, clock) as bot:
        while len(spans) < TAKEOVERS and time.monotonic() < ends:
            time.sleep(random.random() / 50)
            begin = takes_over(world.engine, clock.now())
            time.sleep(0.01)
            spans.append((begin, clock.now()))
            hands_back(world.engine, clock.now())
    assert sent_within(world.engine, spans) == []
    assert len(spans) >= FEWEST, "too slow to say anything"
    assert bot.count >= FEWEST, "the bot was not busy"
    assert bot.carrier.taken, "nothing ever left"


def test_the_companion_answers_again_when_the_time_is_over(world):
    takes_over(world.engine, world.now, until=world.now + timedelta(hours=1))
    assert takeover.hand_back_due(world.engine, world.now + timedelta(minutes=59)) == 0
    assert takeover.hand_back_due(world.engine, world.now + timedelta(hours=1)) == 1
    with reading(world.engine) as session:
        assert not escalations.is_taken_over(session, amira(session).id)


def announced(engine, status="queued"):
    with reading(engine) as session:
        theirs = (Message.purpose.startswith(takeover.HANDED_BACK), Message.status == status)
        return [row.next_attempt_at for row in session.scalars(select(Message).where(*theirs).order_by(Message.id))]


@pytest.mark.parametrize("first", ["the scheduler's", "the delivery's"])
def test_the_patient_is_told_when_the_time_is_over_whoever_looks_first(world, first):
    until = world.now + timedelta(hours=4)
    takes_over(world.engine, world.now, until=until, announce=True)
    assert claim(world.engine, "worker", until - timedelta(minutes=1), (2,), 5) == []
    if first == "the scheduler's":
        takeover.hand_back_due(world.engine, until)
    assert [parcel.text for parcel in claim(world.engine, "worker", until, (2,), 5)] == [
        "The automatic assistant of Harbour Skin Clinic answers your texts again from now on. For a person, reply NURSE."
    ]


@pytest.mark.parametrize("announce", [True, False])
def test_handing_back_by_hand_tells_the_patient_or_not(world, announce):
    takes_over(world.engine, world.now, until=world.now + timedelta(hours=4), announce=True)
    hands_back(world.engine, world.now, announce=announce)
    assert announced(world.engine) == ([world.now] if announce else [])


def test_what_ends_at_night_is_told_in_the_morning(world):
    takes_over(world.engine, world.now, until=world.now + timedelta(hours=12), announce=True)
    assert [(at.day, at.hour) for at in announced(world.engine)] == [(6, 9)]


def test_an_answer_for_later_is_not_meant_for_the_night(world):
    world.text(AMIRA, "my face is hot and swollen and there is pus")
    with transaction(world.engine) as session:
        case = escalations.open_cases(session, amira(session).id)[0]
        with pytest.raises(InputError, match="22:00 where the patient lives: choose a time between 09:00 and 20:00"):
            escalations.staff_reply(session, case, nina(session), "Hello", world.now, world.now + timedelta(hours=12))


def test_an_answer_of_staff_moves_the_end_at_least_an_hour_away(world):
    world.text(AMIRA, "my face is hot and swollen and there is pus")
    until, later = world.now + timedelta(hours=1), world.now + timedelta(minutes=50)
    takes_over(world.engine, world.now, until=until, announce=True)
    with transaction(world.engine) as session:
        case = escalations.open_cases(session, amira(session).id)[0]
        escalations.staff_reply(session, case, nina(session), "We will ring you", later)
        talk = session.get(Conversation, amira(session).id)
        assert talk.taken_over_until == later + takeover.AFTER_ANSWER
        assert talk.taken_over_at == world.now, "the fence has stood since then"
    assert announced(world.engine) == [later + takeover.AFTER_ANSWER]
