"""What staff do about a case, done at the console as they would: the page is opened, its form is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot import canned
from bot.db import reading
from bot.demo.history.colleague import Colleague, field
from bot.models import CannedReply, Escalation, Staff

Team = Mapping[str, Colleague]


@dataclass(frozen=True)
class Desk:
    """A case's page, open before a colleague."""

    engine: Engine
    team: Team
    who: Colleague
    case_id: int
    page: str

    @property
    def path(self) -> str:
        return f"/console/cases/{self.case_id}"


def do(engine: Engine, team: Team, case_id: int, deed: Mapping[str, Any]) -> None:
    """Do one deed of the story ("do": its name) about a case."""
    who = team[deed["by"]]
    desk = Desk(engine, team, who, case_id, who.open(f"/console/cases/{case_id}"))
    DEEDS[deed["do"]](desk, deed)


def look(desk: Desk, deed: Mapping[str, Any]) -> None:
    """Nothing more: opening the page is the look."""


def note(desk: Desk, deed: Mapping[str, Any]) -> None:
    desk.who.send(f"{desk.path}/notes", desk.page, casenote=deed["text"])


def assign(desk: Desk, deed: Mapping[str, Any]) -> None:
    to = deed["to"] if deed["to"] == "me" else str(_staff_id(desk, desk.team[deed["to"]].email))
    desk.who.send(f"{desk.path}/assign", desk.page, to=to, was=field(desk.page, "was"))


def reply(desk: Desk, deed: Mapping[str, Any]) -> None:
    text = deed.get("text") or _canned(desk, deed["canned"])
    desk.who.send(f"{desk.path}/reply", desk.page, text=text, seen=field(desk.page, "seen"), when=deed.get("when", ""))


def snooze(desk: Desk, deed: Mapping[str, Any]) -> None:
    desk.who.send(f"{desk.path}/snooze", desk.page, until=deed["until"], seen=field(desk.page, "seen"))


def resolve(desk: Desk, deed: Mapping[str, Any]) -> None:
    desk.who.send(f"{desk.path}/resolve", desk.page, note=deed["note"], hand_back="1")


def take_over(desk: Desk, deed: Mapping[str, Any]) -> None:
    desk.who.send(f"{_patient(desk)}/take-over", desk.page, case=str(desk.case_id), announce="1", **{"for": deed["for"]})


def hand_back(desk: Desk, deed: Mapping[str, Any]) -> None:
    desk.who.send(f"{_patient(desk)}/hand-back", desk.page, case=str(desk.case_id), announce="1")


def judge(desk: Desk, deed: Mapping[str, Any]) -> None:
    told = {"message": str(_case(desk).message_id), "level": deed["level"], "case": str(desk.case_id)}
    desk.who.send(f"{_patient(desk)}/judge", desk.page, **told)


def merge(desk: Desk, deed: Mapping[str, Any]) -> None:
    """Make one case of all that are open of this patient."""
    theirs = (Escalation.patient_id == _case(desk).patient_id, Escalation.status == "open")
    with reading(desk.engine) as session:
        keys = session.execute(select(Escalation.id).where(*theirs)).scalars().all()
    desk.who.send(f"{desk.path}/merge", desk.page, cases=",".join(str(key) for key in keys if key != desk.case_id))


DEEDS = {
    one.__name__: one for one in (look, note, assign, reply, snooze, resolve, take_over, hand_back, judge, merge)
}  # fmt: skip


def _case(desk: Desk) -> Any:
    with reading(desk.engine) as session:
        return session.get(Escalation, desk.case_id)


def _patient(desk: Desk) -> str:
    return f"/console/patients/{_case(desk).patient_id}"


def _staff_id(desk: Desk, email: str) -> int:
    with reading(desk.engine) as session:
        return int(session.execute(select(Staff.id).where(Staff.email == email)).scalar_one())


def _canned(desk: Desk, title: str) -> str:
    """Return one of the clinic's own replies, filled in for this patient as the page does."""
    with reading(desk.engine) as session:
        patient = session.get(Escalation, desk.case_id).patient
        row = session.execute(select(CannedReply).where(CannedReply.title == title)).scalar_one()
        return canned.filled(row.text, patient, patient.clinic)
