"""The same number of sends due at one moment, dispatched by the companion and by others, to the same carrier in the same run.

The peers do the least they can: a job posts one text to the carrier. They ask nobody whether it may be sent, keep no ledger, and
send again, or lose, what was on its way when they died.
"""

import subprocess
import time
from collections.abc import Callable
from datetime import datetime, timezone
from functools import lru_cache

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.house import plain_engine
from bench.processes import ROOT
from bench.result import Result
from bench.soak_house import SoakHouse, Worker
from bot import outbox, sms
from bot.db import transaction
from bot.models import Clinic, Patient
from bot.settings import Settings
from tests.faults.processes import fork
from tests.house import CLINIC_PHONE

SENDS, LONGEST = 300, 60.0
#: A Python of its own with procrastinate in it, which does not live beside the product's pins: see docs/reliability.md.
PROCRASTINATE = ROOT / "var" / "procrastinate" / "bin" / "python"
#: As many at once as one of our schedulers.
WIDTH = 8
PEER_PHONE = "+447700900199"


def run(house: SoakHouse) -> list[Result]:
    """Measure the companion with two schedulers and with one, then each peer there is; a carrier without faults."""
    house.theatre.forget()
    for worker in house.workers:
        if worker.name != "web":
            worker.kill()
    ours = {number: _ours(house, number) for number in (1, 2)}
    peers = [("APScheduler, one job each in SQLAlchemyJobStore", _job_store(house))]
    if PROCRASTINATE.exists() and house.roles.settings.database_url.startswith("postgresql"):
        peers.append(("procrastinate", _procrastinate(house)))
    return [
        Result(f"{SENDS} sends at one moment, {number} scheduler{'s' * (number > 1)}", "per second", pace, peer, name)
        for number, pace in ours.items() for name, peer in peers
    ]  # fmt: skip


def _taken(house: SoakHouse) -> int:
    return int(house.theatre.carrier_rows("SELECT count(*) AS n FROM carrier_message WHERE direction != 'inbound'")[0]["n"])


def _pace(house: SoakHouse, begin: Callable[[], object]) -> float:
    """Return the texts a second that the carrier took from now on."""
    before, began = _taken(house), time.perf_counter()
    begin()
    while (found := _taken(house) - before) < SENDS and time.perf_counter() - began < LONGEST:
        time.sleep(0.02)
    return found / (time.perf_counter() - began)


def _ours(house: SoakHouse, schedulers: int) -> float:
    """Texts in the outbox, claimed, looked at, sent and written down by the product's own schedulers at their own times."""
    with transaction(house.roles.engine()) as session:
        clinic = session.execute(select(Clinic)).scalar_one()
        for number, patient in enumerate(_patients(session, clinic, schedulers, house.now())):
            words = {"clinic": clinic, "to_phone": patient.phone, "text": f"How is your skin today? ({number})", "sender": "bot"}
            outbox.queue(session, **words, purpose=f"bench:{schedulers}:{number}", now=house.now(), patient=patient)
    house.roles.close()
    workers = [Worker("timed_scheduler", house.roles) for _ in range(schedulers)]
    try:
        return _pace(house, lambda: _start(workers))
    finally:
        for worker in workers:
            worker.kill()


def _start(workers: list[Worker]) -> None:
    for worker in workers:
        worker.see_to()


def _patients(session: Session, clinic: Clinic, round_: int, now: datetime) -> list[Patient]:
    """Add as many patients as there are sends: two texts to one person would wait for each other."""
    known = {"clinic_id": clinic.id, "timezone": clinic.timezone, "created_at": now, "consent_at": now}
    found = [Patient(phone=f"+44770{round_}6{number:05d}", **known) for number in range(SENDS)]
    session.add_all(found)
    session.flush()
    return found


@lru_cache(maxsize=1)
def _gateway(settings: Settings) -> sms.Gateway:
    return sms.Gateway(settings)


_settings: list[Settings] = []


def remind(number: int) -> None:
    """One job of APScheduler: a text, posted."""
    _gateway(_settings[0]).send(number, CLINIC_PHONE, PEER_PHONE, f"How is your skin today? ({number})", 3600)


def _job_store(house: SoakHouse) -> float:
    """Run APScheduler in a process of its own, with its jobs in the same kind of database."""
    settings = house.roles.settings
    house.roles.close()

    def work() -> None:
        _settings.append(settings)
        timer = BackgroundScheduler(
            jobstores={"default": SQLAlchemyJobStore(engine=plain_engine(settings.database_url))},
            executors={"default": ThreadPoolExecutor(WIDTH)}, timezone="UTC",
        )  # fmt: skip
        timer.start(paused=True)
        for number in range(SENDS):
            timer.add_job(remind, "date", run_date=datetime.now(timezone.utc), args=[number], misfire_grace_time=None)
        (settings.var / "added").touch()
        while not (settings.var / "go").exists():
            time.sleep(0.005)
        timer.resume()
        time.sleep(LONGEST)

    child = fork(work, house.roles.log)
    try:
        while not (settings.var / "added").exists():
            time.sleep(0.02)
        return _pace(house, (settings.var / "go").touch)
    finally:
        child.kill()


def _procrastinate(house: SoakHouse) -> float:
    """Run procrastinate with its own Python; its jobs are added before the clock runs."""
    settings = house.roles.settings
    target = (settings.twilio_api_url, settings.twilio_account_sid, settings.twilio_auth_tokens[0], CLINIC_PHONE, PEER_PHONE)
    script = str(ROOT / "bench" / "procrastinate_peer.py")
    peer = [str(PROCRASTINATE), script, settings.database_url, str(SENDS), str(WIDTH), *target]
    with (settings.var / "procrastinate.log").open("ab") as log:
        subprocess.run([*peer, "add"], check=True, stdout=log, stderr=log)
        process = subprocess.Popen([*peer, "work"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        assert process.stdin and process.stdout
        process.stdout.readline()  # it has opened its connections
        try:
            return _pace(house, process.stdin.close)
        finally:
            process.kill()
            process.wait()
