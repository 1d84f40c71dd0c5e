"""`python -m tests.faults.outages`: the database away, a full disk, a clock that jumps; prints a figure for each.

SQLite is away while another program holds its file, PostgreSQL while it lets nobody in; the disk is full for a web process that
may not let a file grow (SQLite), or is a small one that is filled (PostgreSQL; only root makes one).
"""

import argparse
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from sqlalchemy import func, select

from bench.soak_house import SoakHouse
from bot.db import reading
from bot.models import Message
from tests.conftest import THURSDAY_MORNING
from tests.faults import combinations, oracle, stage
from tests.faults.combinations import WELL, Combination
from tests.faults.processes import Child, fork
from tests.faults.small_disk import MayNotMount, filled, on_small_disk
from tests.faults.stage import CARRIER, SAID, Theatre, await_answer, request
from tests.house import CLINIC_PHONE
from tests.integration.test_database_away import postgres_away, sqlite_away

#: Seconds for which the database is away, between two texts meanwhile, and at most until all are answered.
AWAY, EVERY, PATIENCE = 60.0, 10.0, 120.0
HOUR = 3600.0
#: Where a process dies while the clock jumps: what it held is dated by the old time.
HOLDING = (WELL, "text_claimed", "send_begun", "send_answered", "unclear_asked")
MOMENT = 512


def main(argv: list[str] | None = None) -> int:
    """Measure all of it; 1 where anything was lost, double or unanswered."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.outages", description="Outages, each with its figure.")
    parser.add_argument("--database", choices=combinations.DATABASES, action="append", help="only on this one")
    parser.add_argument("--away", type=float, default=AWAY, help=f"seconds without the database (default: {AWAY:.0f})")
    parser.add_argument("--only", choices=("away", "disk", "clock"), action="append", help="only this outage")
    asked = parser.parse_args(argv)
    kinds, wanted = asked.database or combinations.DATABASES, asked.only or ("away", "disk", "clock")
    bad = 0
    with stage.theatre(tuple(kinds)) as theatre:
        for kind in kinds:
            if "away" in wanted:
                bad += database_away(theatre, kind, asked.away)
            if "disk" in wanted:
                bad += disk_full(theatre) if kind == "sqlite" else disk_filled(theatre)
            if "clock" in wanted:
                bad += sum(clock_jump(theatre, kind, seconds) for seconds in (HOUR, -HOUR))
    return 1 if bad else 0


def say(words: str) -> None:
    """Print a figure at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def ended(problems: list[str], twice: list[str]) -> str:
    """Return how it ended, in words."""
    return f"wrong: {'; '.join(problems) or 'nothing'}; taken twice: {', '.join(twice) or 'nothing'}"


def database_away(theatre: Theatre, kind: str, seconds: float) -> int:
    """Keep the database away under the running processes while texts come in; return how much went wrong."""
    house = opened(theatre, kind)
    try:
        texts: list[Child] = []
        with _gone(kind, house.roles.settings.database_url):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                texts.append(_text(house, len(texts)))
                time.sleep(min(EVERY, max(0.0, until - time.monotonic())))
        took = finished(house, len(texts))
        told = sum(child.wait() == 0 for child in texts)
        problems, twice = oracle.judge(theatre, house.roles.engine(), house.now())
    finally:
        house.roles.close()
        house.close()
    say(
        f"database away {seconds:.0f} s, {kind}: {len(texts)} texts meanwhile, {told} of them acknowledged by their webhook, "
        f"all answered {took:.0f} s after it was back; {ended(problems, twice)}"
    )
    return len(problems)


def opened(theatre: Theatre, kind: str) -> SoakHouse:
    """Return running processes around a fresh database."""
    theatre.clock.move_to(THURSDAY_MORNING)
    theatre.forget()
    house = SoakHouse(theatre, theatre.roles.on(theatre.fresh(kind)), Random(1))
    house.open()
    return house


@contextmanager
def _gone(kind: str, url: str) -> Iterator[None]:
    with sqlite_away(url) if kind == "sqlite" else postgres_away(url):
        yield


def _text(house: SoakHouse, number: int) -> Child:
    """Text the clinic from a process of its own, as the webhook may wait; its status is 0 when that was acknowledged."""
    phone, words = SAID[number % 2]
    url, body = house.theatre.carrier_url(CARRIER + "/messages"), {"from": phone, "to": CLINIC_PHONE, "text": words}
    return fork(lambda: 0 if request("POST", url, body) == 200 else 1, house.roles.log)


def finished(house: SoakHouse, number: int) -> float:
    """Return the seconds until so many texts are on record and nothing is left to do."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        try:
            if _on_record(house) >= number and not house._left():
                break
        except Exception:
            pass
        house.theatre.clock.move_to(house.now() + stage.timedelta(seconds=2))  # a minute of the carrier's poll in seconds
        time.sleep(0.5)
    return time.monotonic() - began


def _on_record(house: SoakHouse) -> int:
    with reading(house.roles.engine()) as session:
        return int(session.execute(select(func.count()).where(Message.direction == "in")).scalar_one())


def disk_full(theatre: Theatre) -> int:
    """Text a web process whose files may not grow, then give it room; return how much went wrong."""
    one = staged(theatre, "sqlite")
    full = fork(lambda: _without_room(one), theatre.roles.log)
    await_answer(f"http://127.0.0.1:{one.roles.settings.port}/healthz")
    refused = _texted(theatre)
    full.kill()
    one.serve()
    return _counted(theatre, one, refused)


def disk_filled(theatre: Theatre) -> int:
    """Text while the disk of the database is full to the last block, then make room; return how much went wrong."""
    one = staged(theatre, "postgresql")
    one.roles.close()
    try:
        with on_small_disk(one.roles.settings.database_url) as folder:
            one.serve()
            with filled(folder):
                refused = _texted(theatre)
            return _counted(theatre, one, refused)
    except MayNotMount as why:
        say(f"disk full, postgresql: not measured, {why}")
        return 0


def staged(theatre: Theatre, kind: str) -> stage.Play:
    """Return a play of a day without any fault, whose web process does not run yet."""
    theatre.clock.move_to(THURSDAY_MORNING)
    theatre.forget()
    return stage.Play(theatre, Combination(WELL, WELL, kind), theatre.fresh(kind))


def _texted(theatre: Theatre) -> int:
    """Send everybody's text; return how many of them were refused."""
    url = theatre.carrier_url(CARRIER + "/messages")
    told = [request("POST", url, {"from": phone, "to": CLINIC_PHONE, "text": words}) for phone, words in SAID]
    return sum(status != 200 for status in told)


def _counted(theatre: Theatre, one: stage.Play, refused: int) -> int:
    """Let everything be done now that there is room, and return how much went wrong."""
    one.work()
    problems, twice = oracle.judge(theatre, one.roles.engine(), theatre.clock.now())
    one.roles.close()
    if one.server:
        one.server.kill()
    say(f"disk full, {one.combination.database}: {refused} of {len(SAID)} texts refused while it was; {ended(problems, twice)}")
    return len(problems)


def _without_room(one: stage.Play) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOMENT, MOMENT))
    one.roles.web()


def clock_jump(theatre: Theatre, kind: str, seconds: float) -> int:
    """Set the clock while processes hold texts, and die with them; return how much went wrong."""
    bad = 0
    for point in HOLDING:
        fault = "timeout_after_accept" if point == "unclear_asked" else WELL
        outcome = stage.play(theatre, Combination(point, fault, kind), jump=seconds)
        bad += len(outcome.problems)
        say(f"clock {seconds / HOUR:+.0f} h after {point}, {kind}: {ended(outcome.problems, outcome.twice)}")
    return bad


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # nothing of a fork's may wait at the end
