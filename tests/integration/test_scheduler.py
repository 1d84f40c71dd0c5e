"""The scheduler process: APScheduler as a timer, everything else in the record."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot import heartbeat, scheduler
from bot.clock import SystemClock
from bot.db import make_engine, migrate, reading
from bot.delivery.sending import Delivery
from bot.scheduler import Guard, Job, jobs, make_timer
from bot.sms import Gateway
from tests.carrier import ACCOUNT, running_carrier, settings_for
from tests.integration.people import AYA, change, check_in, open_clinic, queue, row_of

ROOT = Path(__file__).parents[2]


def eventually(wanted, seconds=10.0):
    """Wait until `wanted()` is true."""
    for _ in range(int(seconds / 0.05)):
        if wanted():
            return
        time.sleep(0.05)
    pytest.fail("it never happened")


@pytest.fixture
def working(engine, clock):
    """A scheduler at work in this process, on a clock that stands still until it is moved."""
    open_clinic(engine, clock.now())
    with running_carrier() as carrier:
        carrier.now = clock.now()
        gateway = Gateway(settings_for(carrier.url))
        delivery = Delivery(engine, gateway, "scheduler:test", clock)
        timer = make_timer(jobs(engine, gateway, clock, delivery))
        timer.start()
        yield carrier
        timer.shutdown(wait=True)
        delivery.stop()


def test_a_queued_text_leaves_within_a_second(working, engine, clock):
    key = queue(engine, "Hello Aya", clock.now())
    eventually(lambda: row_of(engine, key).status == "sent", 3)
    assert working.texts() == ["Hello Aya"]


def test_a_moved_clock_is_followed_at_once(working, engine, clock):
    due_at = check_in(engine, "4h").due_at
    clock.advance(due_at - clock.now())
    eventually(lambda: check_in(engine, "4h").status == "sent", 5)
    assert [row["to"] for row in working.accepted] == [AYA]
    assert row_of(engine, check_in(engine, "4h").message_id).sent_at == due_at


def test_a_send_whose_answer_never_came_is_settled(working, engine, clock):
    working.script("500_after_accept")
    key = queue(engine, "Hello", clock.now())
    eventually(lambda: row_of(engine, key).status == "unknown", 3)
    clock.advance(seconds=10)
    eventually(lambda: row_of(engine, key).status == "sent", 5)
    assert working.texts() == ["Hello"]


def test_a_job_that_fails_is_tried_again_and_others_go_on():
    calls, fine = [], threading.Event()

    def away():
        calls.append(1)
        if len(calls) < 4:
            raise OperationalError("select", {}, Exception("away"))

    timer = make_timer([Job("away", 0.05, away), Job("fine", 0.05, fine.set)])
    timer.start()
    eventually(lambda: len(calls) >= 6 and fine.is_set(), 5)
    timer.shutdown()


def test_a_failing_job_says_so_without_quoting_anybody(capsys):
    def away():
        raise OperationalError("INSERT", {"text": "my secret", "phone": AYA}, Exception("away"))

    Guard(Job("texts", 1, away))()
    written = "".join(capsys.readouterr())
    assert "job failed" in written and "OperationalError" in written
    assert "secret" not in written and AYA not in written


def test_a_slow_job_is_not_started_twice():
    running, most = [], []

    def slow():
        running.append(1)
        most.append(len(running))
        time.sleep(0.2)
        running.pop()

    timer = make_timer([Job("slow", 0.02, slow)])
    timer.start()
    time.sleep(0.7)
    timer.shutdown()
    assert max(most) == 1


def test_no_two_workers_share_a_name(monkeypatch):
    first = scheduler.worker_name()
    monkeypatch.setattr(os, "getpid", lambda: 4_194_000)
    assert scheduler.worker_name() != first
    assert len(scheduler.worker_name()) <= 64


def start_process(url, carrier_url="http://127.0.0.1:9"):
    """Start a scheduler of its own."""
    environment = {
        **os.environ, "DATABASE_URL": url, "PUBLIC_URL": "https://aftercare.example.com", "SECRET_KEY": "s" * 32,
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "t" * 32, "TWILIO_API_URL": carrier_url,
    }  # fmt: skip
    command = [sys.executable, "-m", "bot", "scheduler"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("accepts", [True, False], ids=["the carrier took the text", "the carrier never did"])
def test_a_scheduler_killed_in_the_middle_of_a_send_neither_loses_nor_doubles_the_text(engine, database_url, accepts):
    now = SystemClock().now()
    open_clinic(engine, now)
    with running_carrier() as carrier:
        carrier.latency = 1.5
        carrier.script("accept" if accepts else "500")
        first = start_process(database_url, carrier.url)
        key = queue(engine, "Hello Aya", now)
        eventually(lambda: carrier.requests, 30)
        first.kill()
        first.communicate()
        assert row_of(engine, key).status == "sending"
        carrier.latency = 0
        eventually(lambda: not accepts or carrier.accepted, 5)
        change(engine, row_of(engine, key), claimed_until=now)  # as if half a minute had gone by
        second = start_process(database_url, carrier.url)
        eventually(lambda: row_of(engine, key).status == "sent", 30)
        second.terminate()
        second.communicate(timeout=20)
        assert carrier.texts() == ["Hello Aya"]


def test_the_process_beats_and_ends_cleanly_when_told_to(tmp_path):
    url = f"sqlite:///{tmp_path / 'scheduler.db'}"
    migrate(url)
    process = start_process(url)
    engine = make_engine(url)

    def is_ready():
        with reading(engine) as session:
            return heartbeat.is_ready(session, "scheduler")

    eventually(is_ready, 30)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Traceback" not in told
