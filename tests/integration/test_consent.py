"""Nobody is written to first without a consent on file: how it comes there, and what waits until it is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import enrolment, patient_details, reception
from bot.db import transaction
from bot.dispatch import dispatch_due
from bot.models import Clinic, Patient
from tests.conftest import FixedClock
from tests.integration.people import AYA, check_in, messages, open_clinic, patient_called, treat
from tests.integration.test_migration import CLINIC, PATIENT, PROCEDURE, SESSION, put, to

NOBODY = "+447700900177"


@pytest.fixture
def clinic(engine, clock: FixedClock):
    open_clinic(engine, clock.now())


def withdraw_the_record(engine, phone=AYA):
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()
        patient.consent_at = patient.consent_source = patient.consent_words = None


def test_who_is_enrolled_has_the_clinics_word_for_it_on_file(clinic, engine, clock):
    patient = patient_called(engine)
    assert (patient.consent_source, patient.consent_at) == ("enrolment", clock.now())
    assert patient_details.CONSENT_SOURCES[patient.consent_source] == "Recorded by the clinic at enrolment"


def test_an_enrolment_may_say_how_the_consent_was_given_and_never_replaces_one(clinic, engine, clock: FixedClock):
    for source, words in (("form", "I agree to texts"), ("phone", "later")):
        with transaction(engine) as session:
            how = {"performed_at": clock.now(), "now": clock.now(), "consent_source": source, "consent_words": words}
            enrolment.enroll(session, clinic=session.get(Clinic, 1), phone=NOBODY, **how)
        clock.advance(days=2)
    patient = patient_called(engine, NOBODY)
    assert (patient.consent_source, patient.consent_words) == ("form", "I agree to texts")


def test_a_check_in_waits_for_the_consent_says_so_and_goes_once_it_is_there(clinic, engine, clock: FixedClock):
    withdraw_the_record(engine)
    clock.advance(check_in(engine, "4h").due_at - clock.now())
    dispatch_due(engine, clock.now())
    held = check_in(engine, "4h")
    assert (held.status, held.reason) == ("held", "no consent to texts is on file")
    assert messages(engine, sender="check_in") == []
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == AYA)).scalar_one()
        given = {"source": "phone", "at": clock.now(), "words": "", "now": clock.now(), "actor": "nina@example.com"}
        patient_details.record_consent(session, patient, **given)
    clock.advance(check_in(engine, "4h").due_at - clock.now())
    dispatch_due(engine, clock.now())
    assert len(messages(engine, sender="check_in")) == 1


def test_without_one_it_expires_with_that_reason(clinic, engine, clock: FixedClock):
    withdraw_the_record(engine)
    clock.advance(check_in(engine, "4h").expires_at - clock.now() + timedelta(minutes=1))
    dispatch_due(engine, clock.now())
    assert (check_in(engine, "4h").status, check_in(engine, "4h").reason) == (
        "expired", "its time has passed: no consent to texts is on file",
    )  # fmt: skip


def test_whoever_writes_first_is_answered_without_one(clinic, engine, clock):
    with transaction(engine) as session:
        told = {"provider_sid": "SM1", "media_count": 0, "now": clock.now()}
        reception.accept(session, clinic=session.get(Clinic, 1), from_phone=NOBODY, text="HELP", **told)
    assert patient_called(engine, NOBODY).consent_at is None
    assert len(messages(engine, direction="out", to_phone=NOBODY)) == 1
    treat(engine, NOBODY, clock.now(), clock.now())
    assert patient_called(engine, NOBODY).consent_source == "enrolment"


def test_who_was_enrolled_before_consent_was_asked_for_keeps_getting_check_ins(empty_database):
    stranger = PATIENT.replace("(1, 1, '+447700900123'", "(2, 1, '+447700900124'")
    with to(empty_database, "0001").begin() as connection:
        put(connection, CLINIC, PATIENT, stranger, PROCEDURE, SESSION)
    with to(empty_database, "0007").connect() as connection:
        found = connection.exec_driver_sql("SELECT id, consent_source, consent_at = created_at FROM patient ORDER BY id").all()
    assert [tuple(row) for row in found] == [(1, "enrolment", True), (2, None, None)]
