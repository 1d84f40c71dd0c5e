"""Making the last four weeks: once, on the very first start of a demo with a record of its own."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, time, timedelta, timezone
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import demo, staff
from bot.clock import SystemClock
from bot.conversation import Brain
from bot.db import transaction
from bot.demo.history import RECORD, books
from bot.demo.history.cast_list import cast
from bot.demo.history.colleague import Colleague
from bot.demo.history.house import House, open_house
from bot.demo.history.life import Life
from bot.demo.history.story_clock import StoryClock
from bot.errors import BotError
from bot.models import Clinic
from bot.settings import Settings
from bot.simulator.store import FILE as SIMULATOR_FILE

DAYS = 28
#: Whoever starts a demo does not wait longer for a past, in real time: a busy machine goes without.
PATIENCE = timedelta(minutes=3)
#: Where it is made.
FOLDER = "demo-history.new"
#: Who works there beside the demo's nurse.
COLLEAGUES = {
    "clinician": ("hannah@demo.example", "Dr Hannah Weiss", "clinician"),
    "desk": ("jo@demo.example", "Jo Bennett", "front_desk"),
}

Say = Callable[[str], None]


def make(settings: Settings, brain: Brain, end: datetime, say: Say, days: int = DAYS) -> None:
    """Live the `days` before `end` (aware UTC) and leave record, carrier and sign-ins in `settings.var`."""
    folder = settings.var / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _live(settings, folder, brain, end, say, days)
        _move(folder, settings.var)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _live(settings: Settings, folder: Path, brain: Brain, end: datetime, say: Say, days: int) -> None:
    zone = ZoneInfo(demo.people()["clinic"]["timezone"])
    people = cast(most_days=days)
    begin = min(person.performed_at(end, zone) for person in people)
    clock = StoryClock(datetime.combine(begin.astimezone(zone).date(), time(8), zone).astimezone(timezone.utc))
    with open_house(settings, folder, clock, brain) as house, _clinic(house) as team:
        life = Life(house, team, people, end, zone)
        _note_books(life, team, end, days)
        _count_days(life, clock.now(), end, say)
        with transaction(house.engine) as session:
            demo.enroll_people(session, _the_clinic(session), end)
        life.take_up("nurse")
        life.live(end)
        _close(house, team)


def _count_days(life: Life, begin: datetime, end: datetime, say: Say) -> None:
    """Live day after day, saying which one it is."""
    days, started = (end - begin).days, SystemClock().now()
    for day in range(days):
        if SystemClock().now() - started > PATIENCE:
            raise BotError("this machine is too busy to make them")
        say(f"a clinic's last four weeks: day {day + 1} of {days}")
        life.live(begin + timedelta(days=day + 1))
    life.live(end)


@contextmanager
def _clinic(house: House) -> Iterator[dict[str, Colleague]]:
    """Open the clinic and let its people in: who signs in as what, by their part in the story."""
    now, known = house.clock.now(), {}
    address = house.settings.public_url
    with transaction(house.engine) as session:
        clinic = demo.add_clinic(session, now)
        for part, (email, name, role) in {"nurse": demo.nurse(), **COLLEAGUES}.items():
            password = demo.new_password()
            token = staff.add(session, email=email, clinic=clinic, role=role, now=now, name=name)
            staff.set_password(session, token, password, now)
            known[part] = Colleague(address, email, password)
        books.open_up(session, clinic, known["nurse"].email, now)
    books.write_replies(known["nurse"])
    try:
        yield known
    finally:
        for colleague in known.values():
            colleague.close()


def _note_books(life: Life, team: Mapping[str, Colleague], end: datetime, days: int) -> None:
    """What the clinic changes in its own books, and how many days before the end."""
    owner, author = team["nurse"].email, team["clinician"].email
    today = end.astimezone(life.zone).date()
    changes: list[tuple[float, Callable[[Session, Clinic, datetime], object]]] = [
        (20.3, lambda session, clinic, now: books.set_days_off(session, clinic, owner, now, today)),
        (14.2, lambda session, clinic, now: books.publish_greeting(session, clinic, author, now)),
        (9.1, lambda session, clinic, now: books.lengthen_timeline(session, clinic, author, now)),
        (1.2, lambda session, clinic, now: books.begin_draft(session, clinic, author, now)),
    ]
    for days_ago, change in changes:
        moment = end - timedelta(days=min(days_ago, days - 0.5))
        life.agenda.note(moment, partial(_change, life.house, change))


def _change(house: House, change: Callable[[Session, Clinic, datetime], object]) -> None:
    with transaction(house.engine) as session:
        change(session, _the_clinic(session), house.clock.now())


def _the_clinic(session: Session) -> Clinic:
    return session.execute(select(Clinic)).scalar_one()


def _close(house: House, team: Mapping[str, Colleague]) -> None:
    """Write the sign-ins down. BotError where the story went another way than it was written."""
    lines = "".join(f"{one.email}\n{one.password}\n" for one in team.values())
    demo.keep(house.settings.var / demo.SIGN_IN_FILE, lines)
    if any(one.refused for one in team.values()):
        raise BotError("the console refused what the story wanted")


def _move(folder: Path, var: Path) -> None:
    """Move all into place, the record last: with it in place all is in place."""
    for name in (SIMULATOR_FILE, RECORD):  # what SQLite keeps beside its files is put into them
        with closing(sqlite3.connect(folder / name)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.sync()
    whole = [path for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))]
    for path in sorted(whole, key=lambda path: path.name == RECORD):
        path.replace(var / path.name)
