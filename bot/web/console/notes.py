"""What staff wrote to each other about a patient, as a page lists it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.models import CaseNote, Patient, Staff
from bot.web.console.desk import Desk
from bot.web.console.people import staff_called

#: The newest notes that a page shows.
MOST = 50


@dataclass(frozen=True)
class Note:
    """One note and who wrote it."""

    row: CaseNote
    by: str


def notes(desk: Desk, patient: Patient, people: Mapping[int, Staff]) -> list[Note]:
    """Return the notes about a patient, of whatever case, the newest first."""
    rows = desk.rows(CaseNote).where(CaseNote.patient_id == patient.id).order_by(CaseNote.id.desc()).limit(MOST)
    return [Note(row, staff_called(desk, people, row.staff_id)) for row in desk.session.scalars(rows)]
