"""How long a patient waits for the companion's reply to be ready, at the first turns and at the five-hundredth."""

import json
import subprocess
import sys
import time
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from sqlalchemy import select, text

from bench import rasa_init
from bench.house import House, copy, houses, web
from bench.load import fire
from bench.processes import ROOT, BenchError, await_true, started, surroundings
from bench.result import Result
from bench.texts import ORDINARY
from bench.webhooks import signed
from bot.clock import SystemClock
from bot.db import transaction
from bot.models import Message, Patient

#: Turns of one patient, and how many at either end a median is taken of.
TURNS, AROUND = 505, 9
#: Seconds to look for a reply on record; a look costs a fifth of a millisecond.
LOOK_EVERY, LONGEST = 0.002, 30.0
#: Seconds for the peer's turns.
LONGEST_PEER = 300.0
#: Where a text ends that has come in, and one that has gone out.
DONE = {"in": "answered", "out": "delivered"}
HERE = "whole turn in the dialogue process"
CARRIED = "from the carrier's post to the reply in the outbox"
READY = "SELECT count(*) FROM heartbeat WHERE name = 'dialogue' AND ready"
REPLIES = "SELECT count(*) FROM message WHERE purpose LIKE 'reply:%'"


def run() -> list[Result]:
    """Take the turns here, through the processes, and with the peer."""
    inside = _inside()
    with houses(postgres=False) as (house,):
        through = _through(house)
    peer = _peer()
    return [*_beside(HERE, inside, peer), *_beside(CARRIED, through, peer)]


def _beside(name: str, ours: list[float], peer: list[float]) -> list[Result]:
    ends = [("turn 1", first), ("turn 500", last)]
    results = [Result(f"{name}, {which}", "ms", end(ours), end(peer), rasa_init.NAME) for which, end in ends]
    grown = Result(f"{name}, turn 500 to turn 1", "times", last(ours) / first(ours), last(peer) / first(peer), rasa_init.NAME)
    return [*results, grown]


def first(took: list[float]) -> float:
    """Return the median of a conversation's first turns."""
    return median(took[:AROUND])


def last(took: list[float]) -> float:
    """Return the median of its last turns: five hundred and those around it."""
    return median(took[-AROUND:])


def words(number: int) -> list[str]:
    """Return so many ordinary texts, each numbered: a machine that repeats itself is not answered for ever."""
    return [f"{question} ({turn})" for turn, question in enumerate(islice(cycle(ORDINARY), number))]


def _inside() -> list[float]:
    """Rasa is loaded in a process of its own, so that nothing else is measured with it in memory."""
    command = [sys.executable, "-m", "bench.turns_here", str(TURNS)]
    done = subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"turns could not be taken: {done.stderr.strip()[-300:]}")
    return [float(one) for one in json.loads(done.stdout.splitlines()[-1])]


def _through(house: House) -> list[float]:
    now = SystemClock().now()
    phones = house.enroll(2, now - timedelta(hours=30), now)
    with web(house), started("-m", "bot", "dialogue", folder=checkout(house.folder), environment=house.environment) as process:
        await_true(lambda: _one(house, READY), process)
        for one in words(AROUND):
            _reply(house, phones[1], one)
        early = [_reply(house, phones[0], one) for one in words(AROUND)]
        _age(house, phones[0], TURNS - 2 * AROUND)
        return early + [_reply(house, phones[0], one) for one in words(TURNS)[-AROUND:]]


def _age(house: House, phone: str, turns: int) -> None:
    """Give the patient so many turns more, copied from the first: taking them through the processes would need minutes."""
    with transaction(house.engine) as session:
        texts = select(Message.id, Message.direction).join(Patient, Patient.id == Message.patient_id)
        pair = session.execute(texts.where(Patient.phone == phone).order_by(Message.id).limit(2)).all()
        for key, direction in pair:
            over = {"purpose": None, "reply_to_id": None, "status": DONE[direction]}
            copies = [{**over, "provider_sid": f"{direction}{turn}"} for turn in range(turns)]
            copy(session, Message, copies, Message.id == key)


def checkout(folder: Path) -> Path:
    """Return a folder that looks like the project to a process, with a `var` of its own."""
    for name in ("actions", "bot", "config.yml", "data", "domain.yml", "models", "requirements.txt"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def _one(house: House, question: str) -> int:
    with house.engine.execution_options(read_only=True).connect() as connection:
        return int(connection.execute(text(question)).scalar_one())


def _reply(house: House, phone: str, one: str) -> float:
    """Text the clinic; return the milliseconds until the reply is on record."""
    before, request = _one(house, REPLIES), signed(house, phone, one)
    began = time.perf_counter()
    fire(house.settings.port, [request], 1)
    while _one(house, REPLIES) == before:
        if time.perf_counter() - began > LONGEST:
            raise BenchError("a text was not answered")
        time.sleep(LOOK_EVERY)
    return (time.perf_counter() - began) * 1000


def _peer() -> list[float]:
    server = rasa_init.server()
    said = islice(cycle(rasa_init.TEXTS), TURNS)
    return fire(server.port, [server.post("one sender", one) for one in said], 1, LONGEST_PEER).took
