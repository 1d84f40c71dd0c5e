"""The last 30 days of real questions: which answers a draft would change, counted, with examples of that clinic only."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import enrolment, recent_questions
from bot.db import reading, transaction
from bot.models import Clinic, Message, Patient, Procedure, ProtocolVersion
from bot.protocols import load_default
from bot.protocols.editing import with_boundary, with_subject
from tests.console_world import inbound, make_patient, outbound

BEFORE = load_default()
AFTER = with_subject(BEFORE, with_boundary(BEFORE.subjects["makeup"], 24, 48))


@pytest.fixture
def now(clock):
    return clock.now()


@pytest.fixture
def clinics(engine, now):
    """Harbour and its neighbour Rosewood, each with one patient."""
    with transaction(engine) as session:
        for slug, phone in (("harbour", "+447700900000"), ("rosewood", "+447700900001")):
            clinic = enrolment.add_clinic(
                session, slug=slug, name=f"{slug} clinic", phone=phone, timezone="Europe/London", country="GB", now=now,
                published_by="setup",
            )  # fmt: skip
            make_patient(session, clinic, f"+4477009001{clinic.id:02d}", now, f"{slug} patient")


def asked(engine, slug, text, subject, hours, rule, at, sender="bot", **more):
    """Put a question and its answer on record."""
    with transaction(engine) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.slug == slug)).one()
        patient = session.scalars(select(Patient).where(Patient.clinic_id == clinic.id)).one()
        versions = select(ProtocolVersion).join(Procedure).where(Procedure.clinic_id == clinic.id)
        told = [{"topic": subject.split("/")[0], "subject": subject, "verdict": "caution", "rule": rule}]
        question = inbound(session, patient, text, at, answers=told, read={"hours": hours}, **more)
        version = session.scalars(versions).first().id
        outbound(session, patient, "An answer.", at, sender, reply_to_id=question.id, protocol_version_id=version)


def found(engine, now, slug="harbour", after=AFTER):
    with reading(engine) as session:
        mine = select(Procedure).join(Clinic, Clinic.id == Procedure.clinic_id)
        procedure = session.scalars(mine.where(Clinic.slug == slug, Procedure.slug == "microneedling")).one()
        return recent_questions.changed_answers(session, procedure, BEFORE, after, now)


def test_an_answer_that_would_change_is_counted_and_shown(engine, clinics, now):
    asked(engine, "harbour", "can i put makeup on", "makeup", 30.0, "makeup@24-72", now - timedelta(days=2))
    recent = found(engine, now)
    assert (recent.answered, recent.changed, dict(recent.by_subject)) == (1, 1, {"makeup": 1})
    [example] = recent.examples
    assert (example.text, example.before.verdict, example.after.verdict) == ("can i put makeup on", "caution", "avoid")
    assert "Mineral makeup only" in example.before.text
    assert "No makeup for now" in example.after.text


@pytest.mark.parametrize(
    ("subject", "hours", "rule", "changed"),
    [
        pytest.param("makeup", 80.0, "makeup@72-", 0, id="an hour that does not change"),
        pytest.param("exercise", 30.0, "exercise@0-48", 0, id="a topic that does not change"),
        pytest.param("makeup/eye", 30.0, "makeup/eye@0-72", 0, id="a finer kind with rules of its own"),
        pytest.param("makeup/unheard_of", 30.0, "makeup@24-72", 1, id="a kind that is answered as its topic"),
        pytest.param("makeup", 10.0, "makeup@24-72", 1, id="asked on the first day about tomorrow"),
        pytest.param("makeup", 10.0, "makeup@72-", 0, id="asked on the first day about next week"),
        pytest.param("makeup", 100.0, "makeup@0-24", 1, id="told on day four of a slip on the first"),
        pytest.param("makeup", None, "makeup@24-72", 0, id="without hours on record"),
        pytest.param("makeup", 30.0, "", 1, id="without a rule on record"),
    ],
)
def test_the_hour_that_was_answered_for_decides(engine, clinics, now, subject, hours, rule, changed):
    asked(engine, "harbour", "a question", subject, hours, rule, now - timedelta(days=2))
    recent = found(engine, now)
    assert (recent.answered, recent.changed) == (1, changed)


def test_what_is_older_than_thirty_days_does_not_count(engine, clinics, now):
    asked(engine, "harbour", "old", "makeup", 30.0, "makeup@24-72", now - timedelta(days=31))
    assert found(engine, now).answered == 0


def test_what_staff_answered_does_not_count(engine, clinics, now):
    asked(engine, "harbour", "to a nurse", "makeup", 30.0, "makeup@24-72", now - timedelta(days=1), sender="staff")
    assert found(engine, now).answered == 0


def test_another_clinics_questions_are_never_seen(engine, clinics, now):
    asked(engine, "rosewood", "a neighbour's words", "makeup", 30.0, "makeup@24-72", now - timedelta(days=1))
    assert (found(engine, now).answered, found(engine, now).examples) == (0, [])
    assert found(engine, now, "rosewood").changed == 1


def test_all_are_counted_and_a_patient_is_shown_once_a_topic(engine, clinics, now):
    for day in range(1, 6):
        asked(engine, "harbour", f"question {day}", "makeup", 30.0, "makeup@24-72", now - timedelta(days=day))
    recent = found(engine, now)
    assert (recent.answered, recent.changed, len(recent.examples)) == (5, 5, 1)


def test_an_unchanged_protocol_changes_no_answer(engine, clinics, now):
    asked(engine, "harbour", "can i put makeup on", "makeup", 30.0, "makeup@24-72", now - timedelta(days=2))
    assert found(engine, now, after=BEFORE).changed == 0


def test_nothing_is_written(engine, clinics, now):
    asked(engine, "harbour", "can i put makeup on", "makeup", 30.0, "makeup@24-72", now - timedelta(days=2))
    found(engine, now)
    with reading(engine) as session:
        assert session.scalars(select(Message.text).order_by(Message.id)).all() == ["can i put makeup on", "An answer."]
