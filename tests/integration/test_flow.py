"""A lane asks for more as soon as threads are free, and stops asking when there is no more, or when it is told to end."""

import threading
import time
from concurrent.futures import wait

import pytest
from sqlalchemy.exc import OperationalError

from bot.carrier import Sent
from bot.delivery import sending
from bot.delivery.sending import OTHER_LANE, URGENT_LANE, WIDTH, Delivery
from bot.outbox import CHECK_IN, EMERGENCY
from bot.scheduler import Guard, Job
from tests.integration.people import messages, open_clinic, queue, row_of


class Carrier:
    """Takes texts, as many at once as are handed over; those of the other lane only once it is let go."""

    def __init__(self):
        self.go, self.busy, self.most, self.taken, self.lock = threading.Event(), 0, 0, [], threading.Lock()
        self.go.set()

    def send(self, key, from_, to, text, validity_s):
        with self.lock:
            self.busy += 1
            self.most = max(self.most, self.busy)
        time.sleep(0.005)
        if not text.startswith("Call 999"):
            self.go.wait(30)
        with self.lock:
            self.busy -= 1
            self.taken.append(text)
        return Sent(f"SM{key}", "queued")


@pytest.fixture
def carrier():
    return Carrier()


@pytest.fixture
def delivery(engine, clock, carrier):
    open_clinic(engine, clock.now())
    made = Delivery(engine, carrier, "scheduler:1", clock)
    yield made
    carrier.go.set()
    made.stop()


@pytest.fixture
def claims(monkeypatch):
    """How many texts each claim brought, in order."""
    sizes, real = [], sending.claim

    def counted(*given):
        parcels = real(*given)
        sizes.append(len(parcels))
        return parcels

    monkeypatch.setattr(sending, "claim", counted)
    return sizes


def fill(engine, clock, number):
    """Queue so many texts that nobody waits for."""
    for one in range(number):
        queue(engine, f"text {one}", clock.now(), sender="alert", purpose=f"alert:{one}:x", patient=None, priority=CHECK_IN)


def on_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_one_tick_sends_all_that_is_due_a_few_at_a_time(engine, clock, delivery, carrier, claims):
    fill(engine, clock, 30)
    futures = delivery.flow(OTHER_LANE)
    wait(futures)
    assert len(futures) == 30
    assert sorted(carrier.taken) == sorted(f"text {one}" for one in range(30))
    assert {row.status for row in messages(engine, direction="out")} == {"sent"}
    assert carrier.most <= WIDTH


@pytest.mark.parametrize(("due", "asked"), [(0, [0]), (3, [3])], ids=["nothing is due", "fewer than there are threads"])
def test_nobody_is_asked_again_when_a_claim_left_threads_free(engine, clock, delivery, claims, due, asked):
    fill(engine, clock, due)
    delivery.flow(OTHER_LANE)
    assert claims == asked


def test_nothing_is_asked_while_no_thread_is_free(engine, clock, delivery, carrier, claims):
    fill(engine, clock, 2 * WIDTH)
    carrier.go.clear()
    delivery.start(OTHER_LANE)
    assert delivery.flow(OTHER_LANE) == []
    assert claims == [WIDTH]


def test_a_tick_comes_to_an_end_however_much_waits(engine, clock, delivery, monkeypatch):
    monkeypatch.setattr(sending, "MOST_AT_ONCE", 16)
    fill(engine, clock, 30)
    assert 16 <= len(delivery.flow(OTHER_LANE)) < 16 + WIDTH


def test_an_emergency_leaves_while_the_other_lane_flows(engine, clock, delivery, carrier):
    fill(engine, clock, 60)
    flowing = on_a_thread(lambda: delivery.flow(OTHER_LANE))
    while len(carrier.taken) < WIDTH:
        time.sleep(0.002)
    key = queue(engine, "Call 999 now", clock.now(), priority=EMERGENCY, purpose="emergency:1")
    wait(delivery.flow(URGENT_LANE))
    assert row_of(engine, key).status == "sent"
    assert messages(engine, status="queued"), "the others were not through yet"
    flowing.join()


def test_the_end_finishes_what_is_under_way_and_claims_nothing_new(engine, clock, delivery, carrier, claims):
    fill(engine, clock, 3 * WIDTH)
    carrier.go.clear()
    flowing = on_a_thread(lambda: delivery.flow(OTHER_LANE))
    while carrier.busy < WIDTH:
        time.sleep(0.002)
    ending = on_a_thread(delivery.stop)
    flowing.join(sending.ROOM_WITHIN / 2)
    assert not flowing.is_alive(), "it does not wait for threads that are not wanted any more"
    carrier.go.set()
    ending.join()
    assert claims == [WIDTH]
    assert (len(messages(engine, status="sent")), len(messages(engine, status="queued"))) == (WIDTH, 2 * WIDTH)
    assert delivery.flow(OTHER_LANE) == delivery.start(URGENT_LANE) == []


def test_what_is_being_claimed_at_the_end_is_sent_too(engine, clock, delivery, carrier, monkeypatch):
    real, asked, go = sending.claim, threading.Event(), threading.Event()

    def slow(*given):
        asked.set()
        go.wait(30)
        return real(*given)

    monkeypatch.setattr(sending, "claim", slow)
    fill(engine, clock, 3)
    flowing = on_a_thread(lambda: delivery.flow(OTHER_LANE))
    asked.wait(30)
    ending = on_a_thread(delivery.stop)
    go.set()
    flowing.join()
    ending.join()
    assert [row.status for row in messages(engine, direction="out")] == ["sent"] * 3


def test_a_claim_that_fails_is_told_of_once_and_the_next_tick_goes_on(engine, clock, delivery, carrier, monkeypatch, capsys):
    real, failures = sending.claim, [1, 2]

    def away(*given):
        if failures:
            failures.pop()
            raise OperationalError("select", {}, Exception("away"))
        return real(*given)

    monkeypatch.setattr(sending, "claim", away)
    fill(engine, clock, 12)
    tick = Guard(Job("other texts", 0.4, lambda: wait(delivery.flow(OTHER_LANE))))
    for _ in range(3):
        tick()
    assert "".join(capsys.readouterr()).count("job failed") == 1
    assert len(carrier.taken) == 12
