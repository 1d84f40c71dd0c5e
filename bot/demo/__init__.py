"""The demo: a clinic, its patients and a nurse's account, brought in through the same doors as real ones."""

import os
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import enrolment, staff
from bot.clock import ShiftedClock
from bot.db import reading, transaction
from bot.models import Clinic, Staff

PEOPLE = Path(__file__).parent / "people.yml"
SIGN_IN_FILE = "demo-sign-in.txt"


@lru_cache(maxsize=1)
def people() -> dict[str, Any]:
    """Return the seed: `clinic`, `staff`, `patients` and `newcomers`."""
    return yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))


def seed(engine: Engine, clock: ShiftedClock, now: datetime) -> None:
    """Bring the demo's people in, once: a second start finds them and changes nothing.

    The nurse's password is kept beside the demo's `clock`, in the folder of everything that the demo made for itself.
    """
    with transaction(engine) as session:
        if _clinic(session) is None:
            enroll_people(session, add_clinic(session, now), now)
    _staff(engine, clock.path.parent, now)


def _clinic(session: Session) -> Any:
    return session.execute(select(Clinic).where(Clinic.slug == people()["clinic"]["slug"])).scalar_one_or_none()


def add_clinic(session: Session, now: datetime) -> Clinic:
    """Put the demo's clinic on file."""
    return enrolment.add_clinic(session, **people()["clinic"], now=now, published_by="demo")


def enroll_people(session: Session, clinic: Clinic, now: datetime) -> None:
    """Put the seeded patients on file, their sessions counted back from `now`."""
    for person in people()["patients"]:
        given = dict(person)
        performed_at = (now - timedelta(hours=given.pop("hours_ago"))).replace(second=0, microsecond=0)
        enrolment.enroll(session, clinic=clinic, performed_at=performed_at, now=now, **given)


def _staff(engine: Engine, var: Path, now: datetime) -> None:
    """Give the demo's nurse a password of its own making, kept where only this user can read it."""
    person = people()["staff"]
    with reading(engine) as session:
        known = session.execute(select(Staff.password_hash).where(Staff.email == person["email"])).scalar_one_or_none()
    if known and (var / SIGN_IN_FILE).exists():
        return
    password = new_password()
    with transaction(engine) as session:
        token = staff.add(session, **person, clinic=_clinic(session), now=now)
        staff.set_password(session, token, password, now)
    keep(var / SIGN_IN_FILE, f"{person['email']}\n{password}\n")


def new_password() -> str:
    """Return a password that is refused for nobody: its letters go from a to f, of which nobody has a name."""
    return secrets.token_hex(8)


def nurse() -> tuple[str, str, str]:
    """Return the e-mail address, name and role of the demo's nurse."""
    person = people()["staff"]
    return person["email"], person["name"], person["role"]


def keep(path: Path, text: str) -> None:
    """Write a file that only this user can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def sign_in(var: Path) -> tuple[str, str] | None:
    """Return the e-mail address and password of the demo's nurse, None before the first seed."""
    try:
        email, password = (var / SIGN_IN_FILE).read_text(encoding="utf-8").splitlines()[:2]
    except (FileNotFoundError, ValueError):
        return None
    return email, password
