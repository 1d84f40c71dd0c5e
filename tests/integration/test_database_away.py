"""The database goes away under a running product and comes back: what was being taken in is taken in once, what waits is done.

On SQLite another program holds the file; on PostgreSQL the server throws everybody out and lets nobody in.
"""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from bot import db
from bot.carrier import Sent
from bot.cli import main
from bot.db import make_engine, reading
from bot.delivery import sending
from bot.delivery.reconcile import release_stale, settle_unknown
from bot.dialogue import process
from bot.models import Message
from bot.turn.outcome import Outcome
from bot.turn.parsed import Parsed
from bot.web import webhooks
from bot.web.app import create_app
from tests.carrier import PUBLIC_URL, TOKEN, settings_for
from tests.house import eventually
from tests.integration import people
from tests.world import AMIRA, CLINIC_PHONE, World


@contextmanager
def sqlite_away(url):
    """Hold the file for ourselves, as a backup program might."""
    holder = create_engine(url, future=True)
    with holder.connect() as connection:
        connection.connection.driver_connection.isolation_level = None
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            connection.exec_driver_sql("ROLLBACK")
    holder.dispose()


@contextmanager
def postgres_away(url):
    """Let nobody in and throw out whoever is there."""
    name = make_url(url).database
    administrator = create_engine(make_url(url).set(database="postgres"), future=True, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
        try:
            everybody = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(everybody, {"name": name})
            yield
        finally:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    administrator.dispose()


@pytest.fixture
def away(database_url):
    """A block during which the database is away."""
    return lambda: (sqlite_away if database_url.startswith("sqlite") else postgres_away)(database_url)


@pytest.fixture
def away_for(away):
    """Let the database be away for so many seconds, from now on, beside the test."""
    threads = []

    def begin(seconds):
        gone = threading.Event()

        def stay_away():
            with away():
                gone.set()
                time.sleep(seconds)

        threads.append(threading.Thread(target=stay_away))
        threads[0].start()
        assert gone.wait(10)

    yield begin
    for thread in threads:
        thread.join(30)


@pytest.fixture
def impatient(monkeypatch):
    """SQLite gives up soon on a file that another holds, so that the product's own patience is what is tried."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT", 0.2)


@pytest.fixture
def own_engine(engine, database_url, impatient):
    """The product's engine; the test's own one is for looking."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def world(engine, clock):
    return World(engine, clock).open()


@pytest.fixture
def post(world, own_engine, clock):
    """Post a text as the carrier does; the HTTP status."""
    with TestClient(create_app(settings_for(), own_engine, clock), raise_server_exceptions=False) as client:
        yield lambda sid="SM1", words="is redness normal?": client.post("/sms/inbound", **_signed(sid, words)).status_code


def _signed(sid, words):
    given = {"MessageSid": sid, "From": AMIRA, "To": CLINIC_PHONE, "Body": words, "NumMedia": "0"}
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC_URL}/sms/inbound", given)
    headers = {"content-type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    return {"content": urlencode(given), "headers": headers}


def texts_in(world):
    return [row.text for row in world.messages(AMIRA, direction="in")]


def test_a_text_that_comes_meanwhile_waits_and_is_on_record_when_it_is_acknowledged(world, post, away_for):
    away_for(3)
    began = time.monotonic()
    assert post() == 200
    assert 2 < time.monotonic() - began < 15
    assert texts_in(world) == ["is redness normal?"]


def test_an_emergency_that_comes_meanwhile_is_answered_and_paged_once(world, post, away_for):
    away_for(2)
    assert post(words="i cant breathe and my tongue is swelling") == 200
    assert [row.purpose.split(":")[0] for row in world.messages(AMIRA, direction="out")] == ["emergency"]
    assert len(world.alerts()) == 1


def test_when_it_stays_away_the_carrier_is_asked_to_come_again_and_nothing_is_kept_twice(world, post, away, monkeypatch):
    monkeypatch.setattr(webhooks, "PATIENCE", 1.0)
    with away():
        assert post() == 503
    monkeypatch.undo()
    assert post() == 200
    assert post() == 200
    assert texts_in(world) == ["is redness normal?"]


def test_several_texts_that_came_meanwhile_are_all_there(world, post, away_for):
    away_for(2)
    threads = [threading.Thread(target=post, args=(f"SM{number}", f"text {number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(texts_in(world)) == [f"text {number}" for number in range(8)]


class Echo:
    """A model that says what it was told."""

    def parse(self, text):
        return Parsed(intent="greet", confidence=1.0)

    def ask(self, key, text, care):
        return Outcome(text=f"You wrote: {text}", memory=care.memory), self.parse(text)


@pytest.fixture
def dialogue(world, own_engine, clock, monkeypatch):
    """A dialogue process at work on a thread, which looks often."""
    monkeypatch.setattr(process, "AWAY", 0.1)
    monkeypatch.setattr(process, "BEAT_EVERY", 0.1)
    stop = threading.Event()
    thread = threading.Thread(target=process.work, args=(own_engine, Echo(), clock, stop))
    thread.start()
    yield thread
    stop.set()
    thread.join(30)


def test_the_dialogue_lives_through_it_and_answers_what_waits_once(world, dialogue, away):
    world.text(AMIRA, "before")
    eventually(lambda: world.messages(AMIRA, direction="out"))
    with away():
        time.sleep(2)
        assert dialogue.is_alive()
    world.text(AMIRA, "after")
    eventually(lambda: len(world.messages(AMIRA, direction="out")) == 2)
    assert [row.text for row in world.messages(AMIRA, direction="out")] == ["You wrote: before", "You wrote: after"]


def test_a_turn_whose_commit_finds_it_away_is_taken_again_when_the_claim_has_run_out(world, own_engine, clock, away):
    key = world.text(AMIRA, "hello")

    class Unlucky(Echo):
        def ask(self, key, text, care):
            self.gone = away()
            self.gone.__enter__()
            return super().ask(key, text, care)

    brain = Unlucky()
    with pytest.raises(OperationalError):
        process.take_one(own_engine, brain, "worker", clock)
    brain.gone.__exit__(None, None, None)
    assert world.messages(AMIRA, direction="out") == []
    assert not process.take_one(own_engine, Echo(), "another", clock)
    clock.advance(seconds=61)
    assert process.take_one(own_engine, Echo(), "another", clock)
    with reading(world.engine) as session:
        assert session.execute(select(Message.text).where(Message.reply_to_id == key)).scalars().all() == ["You wrote: hello"]


CLINIC = ("clinic", "add", "other", "--name", "Other", "--phone", "+442071838750", "--timezone", "Europe/London")


@pytest.mark.parametrize("words", [("ledger", AMIRA), ("transcript", AMIRA), CLINIC], ids=lambda words: words[0])
def test_a_command_says_in_one_line_that_it_is_away(world, database_url, impatient, away, monkeypatch, capsys, words):
    monkeypatch.setenv("DATABASE_URL", database_url)
    with away():
        status = main(words)
    said = capsys.readouterr()
    assert (status, said.out) == (2, "")
    assert "the database did not answer" in said.err
    assert len(said.err.splitlines()) == 1


def test_an_address_where_no_database_is_is_said_in_one_line_without_the_password(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://aftercare:very-secret@127.0.0.1:9/aftercare")
    assert main(["migrate"]) == 2
    complaint = capsys.readouterr().err
    assert "DATABASE_URL" in complaint and "very-secret" not in complaint
    assert len(complaint.splitlines()) == 1


PHONES = [f"+4477009004{number:02}" for number in range(5)]


class Going:
    """A gateway that takes every text; while it takes the first, the database goes away."""

    def __init__(self, go):
        self.go, self.taken, self.lock = go, {}, threading.Lock()

    def send(self, key, from_, to, text, validity_s):
        with self.lock:
            self.go()
            self.taken.setdefault(to, []).append(f"SM{len(self.taken)}{key:030d}")
        return Sent(self.taken[to][-1], "queued")

    def find_sent(self, from_, to, text, since):
        return [Sent(sid, "sent") for sid in reversed(self.taken.get(to, []))]


def test_texts_that_were_leaving_when_it_went_away_for_long_are_each_sent_once(engine, own_engine, away, clock, monkeypatch):
    monkeypatch.setattr(sending, "WRITES", 2)  # its absence outlasts all patience with it
    monkeypatch.setattr(sending, "WRITE_PAUSE", 0.05)
    people.open_clinic(engine, clock.now())
    for phone in PHONES:
        people.treat(engine, phone, clock.now() - timedelta(hours=1), clock.now())
        people.queue(engine, f"Hello {phone}", clock.now(), phone)
    leave, gone, back = threading.Event(), threading.Event(), threading.Event()

    def stay_away():
        leave.wait(30)
        with away():
            gone.set()
            back.wait(60)

    beside = threading.Thread(target=stay_away)
    beside.start()
    gateway = Going(lambda: leave.set() or gone.wait(30))
    delivery = sending.Delivery(own_engine, gateway, "scheduler:1", clock)
    try:
        futures = delivery.start(sending.OTHER_LANE)
        assert [future.exception(timeout=60) for future in futures] == [None] * len(PHONES)
    finally:
        back.set()
        beside.join(30)
        delivery.stop()
    assert {row.status for row in people.messages(engine, direction="out")} == {"sending"}
    for _ in range(20):
        clock.advance(seconds=5)
        release_stale(own_engine, clock.now())
        settle_unknown(own_engine, gateway, clock)
        sending.deliver_due(own_engine, gateway, "scheduler:2", clock)
    rows = people.messages(engine, direction="out")
    assert [(row.status, [row.provider_sid]) for row in rows] == [("sent", gateway.taken[phone]) for phone in PHONES]
    assert people.cases(engine) == []
