"""Thirty simulated days with a failing carrier and dying processes, then the sends of one minute beside other dispatchers.

`python -m bench.soak --patients 2000` is the whole; `make bench` takes a small one. Two dialogue and two scheduler processes and
a web process are forked from one that has loaded the model and are killed at random; the carrier is the simulator in its seeded
mode; time is moved from one thing that falls due to the next.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from bench import send_peers
from bench.processes import FOLDER, ROOT, await_true, started
from bench.result import Result, table
from bench.soak_house import SoakHouse
from bench.soak_judge import Verdict, judge
from bench.soak_people import DAYS, People
from bot import escalations, staff
from bot.db import transaction
from bot.models import Clinic, Escalation, Staff
from tests.conftest import THURSDAY_MORNING
from tests.faults.stage import theatre
from tests.postgres import PostgresMissing, _programs

PATIENTS, SEED = 40, 7
#: The share of the carrier's requests that fail, and of the stops at which a process is killed.
RATE, KILLS = 0.05, 0.1
#: Stops in time lie at least so far apart; a text of a patient never waits for one.
GRAIN = timedelta(hours=2)
#: Seconds for a small soak with its peers, on a busy machine.
LONGEST = 900
EMAIL = "nurse@example.com"


def run() -> list[Result]:
    """Soak in a process of its own, because only one without threads can be forked safely."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = Path(tempfile.mkdtemp(dir=FOLDER)) / "soak.json"
    try:
        with started("-m", "bench.soak", "--json", str(found), folder=ROOT, name="var/bench/soak") as process:
            await_true(found.exists, process, LONGEST)
            return [Result(**one) for one in json.loads(found.read_text())]
    finally:
        shutil.rmtree(found.parent)


def soak(patients: int, seed: int, days: int, kind: str | None) -> list[Result]:
    """Soak, then measure what a minute's sends take beside the peers. AssertionError where anything was lost, double or late."""
    kind = kind or _best_database()
    with theatre((kind,)) as stage, ExitStack() as stack:
        people = People(patients, THURSDAY_MORNING.replace(hour=0), seed)
        house = SoakHouse(stage, stage.roles.on(stage.fresh(kind)), Random(seed))
        stack.callback(house.close)
        began = time.monotonic()
        verdict = live(house, people, days, seed)
        took = time.monotonic() - began
        wrong = {name: number for name, number in verdict.wrong().items() if number}
        assert not wrong, (
            f"the soak found {wrong}, twice went {verdict.went_twice}; the processes' words are in {house.roles.log}"
        )
        return [*_results(verdict, house, patients, days, kind, took), *send_peers.run(house)]


def _best_database() -> str:
    try:
        _programs()
    except PostgresMissing:
        return "sqlite"
    return "postgresql"


def live(house: SoakHouse, people: People, days: int, seed: int) -> Verdict:
    """Let the days pass and return the verdict."""
    end = people.start + timedelta(days=days)
    house.theatre.clock.move_to(people.start)
    house.theatre.forget()
    house.enrol(people.sessions())
    house.open()
    house.fail_at_random(seed, RATE)
    today = people.start.date()
    while (stop := _next_stop(house, people)) is not None and stop < end:
        house.theatre.clock.move_to(max(stop, house.now()))
        for said in people.due(house.now()):
            house.say(said.phone, said.words)
        house.settle(KILLS)
        for phone, words in house.came():
            if "(e.g." in words:  # it asks for an answer
                people.hear(phone, house.now())
        if house.now().date() != today:
            today = house.now().date()
            _resolve_cases(house)
    house.theatre.clock.move_to(end + timedelta(days=1))
    house.settle(0)
    return judge(house.theatre, house.roles, house.now())


def _next_stop(house: SoakHouse, people: People) -> datetime | None:
    """Return the next moment at which anything happens, not before the grain is over."""
    ahead = [at for at in (house.next_work(), people.next_at()) if at is not None]
    return max(min(ahead), house.now() + GRAIN) if ahead else None


def _resolve_cases(house: SoakHouse) -> None:
    """Staff look at every case once a day; an open one would hold the patient's check-ins for the whole month."""
    with transaction(house.roles.engine()) as session:
        nurse = session.execute(select(Staff).where(Staff.email == EMAIL)).scalar_one_or_none()
        if nurse is None:
            clinic = session.execute(select(Clinic)).scalar_one()
            staff.add(session, email=EMAIL, clinic=clinic, role="clinician", now=house.now())
            nurse = session.execute(select(Staff).where(Staff.email == EMAIL)).scalar_one()
        for case in session.execute(select(Escalation).where(Escalation.status == "open")).scalars():
            escalations.resolve(session, case, nurse, "Rang the patient.", house.now())


def _results(verdict: Verdict, house: SoakHouse, patients: int, days: int, kind: str, took: float) -> list[Result]:
    what = f"soak, {patients} patients, {days} days, {kind}"
    counts = {
        "texts of patients": verdict.texts_in, "texts sent": verdict.texts_out, "check-ins planned": verdict.check_ins,
        "processes killed": house.kills, "twice, as promised": verdict.twice_as_promised,
        **{name.replace("_", " "): number for name, number in verdict.wrong().items()},
    }  # fmt: skip
    counted = [Result(f"{what}: {name}", "", float(number)) for name, number in counts.items()]
    return [*counted, Result(f"{what}: took", "s", took)]


def main(argv: list[str] | None = None) -> int:
    """Soak as asked and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description="Thirty days with faults and deaths.")
    parser.add_argument("--patients", type=int, default=PATIENTS, help=f"how many (default: {PATIENTS}; the whole: 2000)")
    parser.add_argument("--days", type=int, default=DAYS, help=f"how many (default: {DAYS})")
    parser.add_argument("--seed", type=int, default=SEED, help="of the carrier's faults, the deaths and the patients")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="default: PostgreSQL where it is installed")
    parser.add_argument("--json", type=Path, help="where to write the figures as well")
    asked = parser.parse_args(argv)
    try:
        found = soak(asked.patients, asked.seed, asked.days, asked.database)
    except AssertionError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join([*table(found), ""]))
    if asked.json:
        draft = asked.json.with_suffix(".new")
        draft.write_text(json.dumps([asdict(one) for one in found]))
        draft.replace(asked.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
