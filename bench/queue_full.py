"""How long an emergency reply takes from its commit to the carrier: behind ten thousand queued texts, and behind none."""

import threading
import time
from datetime import timedelta

from sqlalchemy import insert, select, update

from bench.house import CLINIC_PHONE, House, houses
from bench.result import Result, percentile
from bot import outbox, scheduler
from bot.carrier import Sent
from bot.clock import SystemClock
from bot.db import transaction
from bot.delivery.sending import Delivery
from bot.models import Message, Patient

QUEUED, REPLIES = 10_000, 40
#: Seconds that the carrier takes for a text, between two emergencies, and the longest that one may take.
CARRIER, BETWEEN, LONGEST = 0.1, 0.25, 10.0
SENDING = ("urgent texts", "other texts")
SHARES = {0.5: "p50", 1.0: "worst"}


class Carrier:
    """Takes every text, after a while, and knows when it heard of each emergency."""

    def __init__(self) -> None:
        self.heard: dict[int, float] = {}
        self.taken, self.came = 0, threading.Condition()

    def send(self, message_id: int, from_: str, to: str, text: str, validity_s: float) -> Sent:
        """Take a text."""
        with self.came:
            self.heard[message_id] = time.perf_counter()
            self.came.notify_all()
        time.sleep(CARRIER)
        self.taken += 1
        return Sent(f"SM{message_id:032d}", "queued")

    def hears(self, key: int) -> float:
        """Return when it heard of a text, waiting for it. AssertionError where it never does."""
        with self.came:
            if not self.came.wait_for(lambda: key in self.heard, LONGEST):
                raise AssertionError("an emergency reply never reached the carrier")
            return self.heard[key]


def run() -> list[Result]:
    """Measure on every database there is."""
    with houses() as built:
        return [one for house in built for one in _on(house)]


def _on(house: House) -> list[Result]:
    now = SystemClock().now()
    house.enroll(QUEUED + REPLIES, now - timedelta(hours=2), now)
    empty = _waits(house, "empty")
    _fill(house)
    full = _waits(house, "full")
    what = f"an emergency reply to the carrier behind {QUEUED} queued texts"
    peer = "the same behind none"
    return [
        Result(f"{what}, {name}, {house.kind}", "ms", percentile(full, share), percentile(empty, share), peer)
        for share, name in SHARES.items()
    ]


def _fill(house: House) -> None:
    """Queue a text of the lowest priority for every patient but those who get an emergency reply."""
    now = SystemClock().now()
    with transaction(house.engine) as session:
        theirs = session.execute(select(Patient.id, Patient.clinic_id, Patient.phone).order_by(Patient.id).offset(REPLIES)).all()
        same = {
            "direction": "out", "sender": "bot", "from_phone": CLINIC_PHONE, "text": "How is your skin?", "status": "queued",
            "priority": outbox.CHECK_IN, "created_at": now, "next_attempt_at": now, "attempts": 0, "media_count": 0,
            "urgency": "none", "topics": [], "answers": [], "explanation": {},
        }  # fmt: skip
        rows = [{**same, "patient_id": key, "clinic_id": clinic, "to_phone": phone} for key, clinic, phone in theirs]
        session.execute(insert(Message), rows)


def _waits(house: House, name: str) -> list[float]:
    """Return for each emergency reply how long it took, in ms, while the scheduler's own timer sends what there is."""
    clock, carrier = SystemClock(), Carrier()
    delivery = Delivery(house.engine, carrier, f"bench:{name}", clock)  # type: ignore[arg-type]
    jobs = scheduler.jobs(house.engine, carrier, clock, delivery)  # type: ignore[arg-type]
    timer = scheduler.make_timer([job for job in jobs if job.name in SENDING])
    timer.start()
    try:
        return [_one(house, carrier, f"emergency:{name}:{number}", number) for number in range(REPLIES)]
    finally:
        timer.shutdown()
        delivery.stop()
        _end(house)


def _one(house: House, carrier: Carrier, purpose: str, number: int) -> float:
    time.sleep(BETWEEN)
    with transaction(house.engine) as session:
        patient = session.execute(select(Patient).order_by(Patient.id).offset(number).limit(1)).scalar_one()
        row = outbox.queue(
            session, clinic=patient.clinic, patient=patient, to_phone=patient.phone, text="Call 999 now.", sender="bot",
            purpose=purpose, priority=outbox.EMERGENCY, now=SystemClock().now(),
        )  # fmt: skip
    committed = time.perf_counter()
    if row is None:
        raise AssertionError("the reply was not queued")
    return max(0.0, (carrier.hears(row.id) - committed) * 1000)


def _end(house: House) -> None:
    with transaction(house.engine) as session:
        session.execute(update(Message).where(Message.status.in_(("queued", "sending"))).values(status="cancelled"))
