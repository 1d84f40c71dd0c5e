"""The ledger of a patient: the life of each check-in, line by line, on the page and as a file."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot import ledger
from bot.models import CheckIn, CheckInEvent, Patient
from bot.web.console import codes
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments
from bot.web.console.panel import zone_of
from bot.web.console.recovery import STATUS, PlannedText
from bot.web.console.visit import Visit
from bot.web.csv_file import csv_file

HEADS = ("session", "check_in", "status_now", "at", "became", "due", "why", "by", "answers")
#: Processes in words; a person is called by their address.
ACTORS = {
    "scheduler": "the scheduler",
    "dialogue": "the companion",
    "carrier": "the carrier",
    "patient": "the patient",
    "enrolment": "enrolment",
    "command line": "a command",
}


@dataclass(frozen=True)
class Line:
    """One line in the life of a check-in."""

    event: CheckInEvent
    became: str
    by: str

    @property
    def reason(self) -> str:
        """Why, as a sentence begins."""
        return codes.sentence(self.event.reason)


@dataclass(frozen=True)
class Entry:
    """One check-in with its life, oldest line first."""

    text: PlannedText
    life: list[Line]

    @property
    def reason(self) -> str:
        """Why it stands as it does, as a sentence begins."""
        return codes.sentence(self.text.row.reason)


def entries(desk: Desk, texts: Sequence[PlannedText]) -> list[Entry]:
    """Return these check-ins with their lives. One query; the check-ins are the desk's own already."""
    lives: dict[int, list[Line]] = defaultdict(list)
    for event in ledger.life(desk.session, [text.row.id for text in texts]):
        lives[event.check_in_id].append(_line(event))
    return [Entry(text, lives[text.row.id]) for text in texts]


def _line(event: CheckInEvent) -> Line:
    became = "Moved" if event.status == ledger.MOVED else STATUS.get(event.status, (event.status, ""))[0]
    return Line(event, became, ACTORS.get(event.actor, event.actor))


def download(visit: Visit) -> Response:
    """Every line of every check-in of the patient as a CSV file, times by the patient's clock."""
    with visit.reading() as desk:
        patient = desk.get(Patient, visit.number("patient_id"))
        mine = desk.rows(CheckIn).where(CheckIn.patient_id == patient.id).order_by(CheckIn.session_id, CheckIn.due_at, CheckIn.id)
        rows = list(desk.session.scalars(mine))
        lives = ledger.life(desk.session, [row.id for row in rows])
        lines = list(_cells(rows, lives, Moments(zone_of(patient, visit.moments), visit.now)))
    visit.note("patient.ledger", f"patient:{patient.id}")
    return csv_file(f"check-ins-of-patient-{patient.id}.csv", HEADS, lines)


def _cells(rows: Sequence[CheckIn], lives: Sequence[CheckInEvent], local: Moments) -> Iterator[tuple[object, ...]]:
    by_row: dict[int, list[CheckInEvent]] = defaultdict(list)
    for event in lives:
        by_row[event.check_in_id].append(event)
    for row in rows:
        answers = ", ".join(f"{codes.subject(name)} {value}" for name, value in row.values.items())
        for event in by_row[row.id]:
            at, due = (moment.astimezone(local.zone).isoformat(timespec="minutes") for moment in (event.at, event.due_at))
            yield row.session_id, row.step, row.status, at, event.status, due, event.reason, event.actor, answers
