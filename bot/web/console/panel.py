"""What stands beside any conversation: who it is, where they are in recovery, who is talking, what is planned."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.errors import InputError
from bot.models import Conversation, Patient, Staff
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments, recovery
from bot.web.console.people import called
from bot.web.console.recovery import check_ins, session_of
from bot.zones import zone


def panel(desk: Desk, patient: Patient, moments: Moments) -> dict[str, Any]:
    """Return the values of the side panel of a case or a patient."""
    treatment = session_of(desk, patient)
    local = Moments(_zone(patient, moments), desk.now)
    return {
        "patient": patient,
        "who": called(patient),
        "treatment": treatment,
        "recovery": recovery(treatment.performed_at if treatment else None, desk.now),
        "local": local,
        "check_ins": check_ins(desk, treatment),
        "talker": talker(desk, patient),
    }


def talker(desk: Desk, patient: Patient) -> tuple[Staff, Conversation] | None:
    """Return who has taken the conversation over, None while the companion answers."""
    talk = desk.session.scalars(desk.rows(Conversation).where(Conversation.patient_id == patient.id)).one_or_none()
    if talk is None or talk.taken_over_by is None:
        return None
    return desk.get(Staff, talk.taken_over_by), talk


def _zone(patient: Patient, moments: Moments) -> ZoneInfo:
    try:
        return zone(patient.timezone)
    except InputError:
        return moments.zone
