"""What stands beside any conversation: who it is, where they are in recovery, who is talking, what is planned."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bot import published
from bot.checkins import Timeline
from bot.errors import InputError
from bot.models import Conversation, Escalation, Patient, Staff, TimelineVersion, TreatmentSession
from bot.web.console.desk import Desk
from bot.web.console.moments import Moments, recovery
from bot.web.console.people import called, everybody
from bot.web.console.plots import plots
from bot.web.console.recovery import check_ins, sessions_of
from bot.web.console.strip import next_check_in, strip
from bot.zones import zone


def panel(
    desk: Desk,
    patient: Patient,
    moments: Moments,
    *,
    people: Mapping[int, Staff] | None = None,
    cases: Iterable[Escalation] = (),
) -> dict[str, Any]:
    """Return the values of the side panel of a case or a patient; `cases` are marked on the strip of recovery."""
    treatment, other_sessions = sessions_of(desk, patient)
    texts = check_ins(desk, treatment)
    talk, photos = desk.talk_and_photos(patient.id)
    people = everybody(desk) if people is None else people
    return {
        "patient": patient,
        "who": called(patient),
        "treatment": treatment,
        "other_sessions": other_sessions,
        "recovery": recovery(treatment.performed_at if treatment else None, desk.now),
        "local": Moments(zone_of(patient, moments), desk.now),
        "check_ins": texts,
        "next_check_in": next_check_in(texts),
        "photos": photos,
        "strip": strip(treatment, texts, cases, moments),
        "plots": plots(treatment, texts, _timeline(desk, treatment) if any(text.row.values for text in texts) else None),
        "talker": (people[talk.taken_over_by], talk) if talk and talk.taken_over_by else None,
    }


def talker(desk: Desk, patient: Patient) -> tuple[Staff, Conversation] | None:
    """Return who has taken the conversation over, None while the companion answers."""
    talk, _ = desk.talk_and_photos(patient.id)
    if talk is None or talk.taken_over_by is None:
        return None
    return desk.get(Staff, talk.taken_over_by), talk


def zone_of(patient: Patient, moments: Moments) -> ZoneInfo:
    """Return the patient's zone; the clinic's where theirs has no meaning."""
    try:
        return zone(patient.timezone)
    except InputError:
        return moments.zone


def _timeline(desk: Desk, treatment: TreatmentSession | None) -> Timeline | None:
    """Return the timeline that a session's check-ins were planned from."""
    if treatment is None:
        return None
    if treatment.timeline_version_id is None:
        return published.timeline(desk.session, None)
    wanted = desk.rows(TimelineVersion, TimelineVersion.document).where(TimelineVersion.id == treatment.timeline_version_id)
    document = desk.session.scalars(wanted).one_or_none()
    return published.parsed_timeline(document) if document else None
