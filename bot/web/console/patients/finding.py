"""Finding a patient: the recent conversations, and a search that keeps numbers out of addresses."""

from dataclasses import dataclass

from sqlalchemy import func, or_
from starlette.responses import Response

from bot.models import Message, Patient, TreatmentSession
from bot.web.console.conversation import last_texts
from bot.web.console.desk import Desk
from bot.web.console.moments import recovery
from bot.web.console.people import called
from bot.web.console.recovery import latest_sessions
from bot.web.console.visit import Visit

PAGE = 50
#: How many texts back "recent" goes; older conversations are found by name or number.
LOOKED_BACK = 2000
#: Fewer digits than this would find half the clinic.
FEWEST_DIGITS = 4


def recent(visit: Visit) -> Response:
    """Who texted last."""
    with visit.reading() as desk:
        return visit.render("patients.html", rows=_rows(desk, _recent(desk)), search="")


def search(visit: Visit) -> Response:
    """Find by name or number. A posted form, because a phone number in an address would end up in logs."""
    words = visit.form.get("search", "").strip()
    if not words:
        return recent(visit)
    with visit.reading() as desk:
        rows = _rows(desk, matching(desk, words))
    visit.note("patients.search", "patients", found=len(rows))
    return visit.render("patients.html", rows=rows, search=words)


@dataclass(frozen=True)
class Row:
    """One patient as the list shows them."""

    patient: Patient
    who: str
    recovery: str
    last: Message | None


def _recent(desk: Desk) -> list[Patient]:
    texted = desk.rows(Message, Message.patient_id).where(Message.patient_id.is_not(None), Message.sender != "alert")
    newest = desk.session.scalars(texted.order_by(Message.id.desc()).limit(LOOKED_BACK))
    order = list(dict.fromkeys(newest))[:PAGE]
    found = {row.id: row for row in desk.session.scalars(desk.rows(Patient).where(Patient.id.in_(order)))}
    return [found[key] for key in order]


def matching(desk: Desk, words: str) -> list[Patient]:
    """Patients whose name holds the words, or whose number holds the digits, by name."""
    by_name = func.lower(Patient.name).contains(words.lower(), autoescape=True)
    # People write a number with a leading zero or spaces; it is kept with its country's code.
    digits = "".join(letter for letter in words if letter.isdigit()).lstrip("0")
    matches = or_(by_name, Patient.phone.contains(digits)) if len(digits) >= FEWEST_DIGITS else by_name
    return list(desk.session.scalars(desk.rows(Patient).where(matches).order_by(Patient.name, Patient.id).limit(PAGE)))


def _rows(desk: Desk, patients: list[Patient]) -> list[Row]:
    keys = [patient.id for patient in patients]
    sessions, latest = latest_sessions(desk, keys), last_texts(desk, keys)
    return [_row(desk, patient, sessions.get(patient.id), latest.get(patient.id)) for patient in patients]


def _row(desk: Desk, patient: Patient, treatment: TreatmentSession | None, last: Message | None) -> Row:
    day = recovery(treatment.performed_at if treatment else None, desk.now)
    return Row(patient, called(patient), day, last)
