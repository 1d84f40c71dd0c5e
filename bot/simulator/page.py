"""The phone page and what it asks for: who can be played, and everything to show of one of them."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from bot import demo
from bot.db import reading
from bot.errors import NotFound
from bot.models import Clinic, Patient
from bot.simulator import media, why
from bot.simulator.context import Simulator, of_request
from bot.simulator.phones_api import direction, messages_of, refuse
from bot.simulator.store import CarrierMessage
from bot.zones import zone

STATIC = Path(__file__).parent / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
#: What the page shows of somebody who is not on file.
NOTHING_KNOWN: dict[str, Any] = {
    "patient": None, "procedure": None, "hours": None, "opted_out": False, "taken_over": False, "typing": False,
    "check_ins": [], "cases": [],
}  # fmt: skip
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def show(_request: Request) -> Response:
    """The page itself; everything on it is asked for by its script."""
    return FileResponse(STATIC / "phone.html", media_type="text/html", headers=HEADERS)


async def people(request: Request) -> Response:
    """Everybody who can be played, by name: patients on file, and phones that nobody has enrolled."""
    simulator = of_request(request)
    return JSONResponse(await run_in_threadpool(_people, simulator))


async def person(request: Request) -> Response:
    """Everything that the page shows of one person: the phone, why, what comes next."""
    simulator = of_request(request)
    try:
        return JSONResponse(await run_in_threadpool(_person, simulator, request.path_params["key"]))
    except NotFound as error:
        return refuse(error, 404)


def _people(simulator: Simulator) -> list[dict[str, Any]]:
    now = simulator.clock.now()
    with reading(simulator.record) as session:
        patients = session.execute(select(Patient).order_by(Patient.id)).scalars().all()
        return [_on_file(session, patient, now) for patient in patients] + _newcomers(session, {row.phone for row in patients})


def _on_file(session: Session, patient: Patient, now: datetime) -> dict[str, Any]:
    treated = why.latest_session(session, patient.id, now)
    what = f"{treated[1].name}, {why.since(treated[0].performed_at, now)}" if treated else "no session on file"
    name = patient.name or _newcomer_names().get(patient.phone) or f"Patient {patient.id}"
    return {"key": f"patient-{patient.id}", "name": name, "what": what, "clinic": patient.clinic.name}


def _newcomer_names() -> dict[str, str]:
    return {row["phone"]: row["name"] for row in demo.people()["newcomers"]}


def _newcomers(session: Session, known: set[str]) -> list[dict[str, Any]]:
    clinic = _demo_clinic(session)
    names = enumerate(_newcomer_names().items()) if clinic else ()
    return [_newcomer(index, name, clinic) for index, (phone, name) in names if phone not in known]


def _newcomer(index: int, name: str, clinic: Clinic) -> dict[str, Any]:
    return {"key": f"newcomer-{index}", "name": name, "what": "not a patient yet", "clinic": clinic.name}


def _demo_clinic(session: Session) -> Any:
    return session.execute(select(Clinic).where(Clinic.slug == demo.people()["clinic"]["slug"])).scalar_one_or_none()


def _person(simulator: Simulator, key: str) -> dict[str, Any]:
    kind, _, number = key.partition("-")
    with reading(simulator.record) as session:
        if kind == "patient" and number.isdigit() and (patient := session.get(Patient, int(number))):
            return _everything(simulator, session, patient)
        if kind == "newcomer" and number.isdigit() and int(number) < len(_newcomer_names()) and (clinic := _demo_clinic(session)):
            return _stranger(simulator, session, clinic, int(number))
    raise NotFound("there is nobody called that")


def _everything(simulator: Simulator, session: Session, patient: Patient) -> dict[str, Any]:
    now, own = simulator.clock.now(), zone(patient.timezone)
    treated = why.latest_session(session, patient.id, now)
    return {
        **_phone(simulator, session, patient.phone, patient.clinic, patient.timezone, now),
        **_on_file(session, patient, now),
        "patient": patient.id,
        "procedure": treated[1].name if treated else None,
        "hours": round((now - treated[0].performed_at).total_seconds() / 3600, 1) if treated else None,
        "opted_out": patient.opted_out_at is not None,
        "taken_over": why.is_taken_over(session, patient),
        "check_ins": why.check_ins(session, patient.id, own),
        "cases": why.cases(session, patient.id, own),
        "typing": why.is_thinking(session, patient.id),
    }


def _stranger(simulator: Simulator, session: Session, clinic: Clinic, index: int) -> dict[str, Any]:
    """Show a phone that nobody has enrolled; once it has texted, it is on file like any other."""
    phone, name = list(_newcomer_names().items())[index]
    texted = select(Patient).where(Patient.phone == phone, Patient.clinic_id == clinic.id)
    if patient := session.execute(texted).scalar_one_or_none():
        return _everything(simulator, session, patient)
    shown = _phone(simulator, session, phone, clinic, clinic.timezone, simulator.clock.now())
    return {**NOTHING_KNOWN, **shown, **_newcomer(index, name, clinic)}


def _phone(simulator: Simulator, session: Session, phone: str, clinic: Clinic, zone_name: str, now: datetime) -> dict[str, Any]:
    rows, own = messages_of(simulator, phone), zone(zone_name)
    known, pictures = why.known_messages(session, rows), media.on_phone(simulator, rows)
    local = now.astimezone(own)
    return {
        "phone": phone,
        "clinic_phone": clinic.phone,
        "emergency_number": clinic.emergency_number,
        "date": f"{local:%A} {local.day} {local:%B %Y}",
        "time": f"{local:%H:%M}",
        "zone": zone_name,
        "moving": simulator.moving.locked(),
        "messages": [_bubble(row, known.get(row.sid), own, pictures.get(row.sid, [])) for row in rows],
    }


def _bubble(row: CarrierMessage, known: dict[str, Any] | None, own: Any, pictures: list[str]) -> dict[str, Any]:
    local = row.created_at.astimezone(own)
    return {
        "key": row.sid,
        "direction": direction(row),
        "text": row.body,
        "pictures": pictures,
        "day": f"{local:%A} {local.day} {local:%B}",
        "time": f"{local:%H:%M}",
        "carrier": row.status,
        "why": known,
    }
