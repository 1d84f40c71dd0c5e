"""Clinics and patients coming in: what is put on file, what a repeat changes (nothing), and what is refused."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select

from bot import checkins, enrolment, protocols, published
from bot.db import reading, transaction
from bot.errors import InputError
from bot.models import Audit, CheckIn, Clinic, Patient, Procedure, ProtocolVersion, TimelineVersion, TreatmentSession

AMARA = "+447700900101"
DEMO = {
    "slug": "high-street", "name": "High Street Skin", "phone": "+447700900000", "timezone": "Europe/London", "country": "GB",
    "published_by": "test",
}  # fmt: skip


def add(engine, clock, **change):
    with transaction(engine) as session:
        return enrolment.add_clinic(session, **{**DEMO, "now": clock.now(), **change})


def enroll(engine, clock, *, hours_ago=1.0, phone=AMARA, **more):
    more.setdefault("performed_at", clock.now() - timedelta(hours=hours_ago))
    with transaction(engine) as session:
        clinic = session.execute(select(Clinic)).scalar_one()
        return enrolment.enroll(session, clinic=clinic, phone=phone, now=clock.now(), **more)


def count(engine, table):
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def ledger(engine, session_id):
    with reading(engine) as session:
        rows = session.execute(select(CheckIn).where(CheckIn.session_id == session_id).order_by(CheckIn.due_at)).scalars()
        return {row.step: (row.status, row.reason) for row in rows}


# Clinics


def test_a_clinic_starts_with_the_default_protocol_and_timeline_published(engine, clock):
    add(engine, clock)
    with reading(engine) as session:
        procedures = {row.slug: row.id for row in session.execute(select(Procedure)).scalars()}
        protocol = published.current_protocol(session, procedures["microneedling"])
        timeline = published.current_timeline(session, procedures["microneedling"])
        assert (protocol.number, timeline.number) == (1, 1)
        assert protocols.parse(protocol.document) == protocols.load_default()
        assert checkins.parse_timeline(timeline.document) == checkins.load_default_timeline()


def test_radiofrequency_is_offered_without_a_protocol(engine, clock):
    add(engine, clock)
    with reading(engine) as session:
        heat = session.execute(select(Procedure).where(Procedure.slug == "rf-microneedling")).scalar_one()
        assert published.current_protocol(session, heat.id) is None
        assert published.current_timeline(session, heat.id) is None


def test_the_emergency_number_follows_the_country(engine, clock):
    clinic = add(engine, clock)
    assert (clinic.emergency_number, clinic.urgent_line, clinic.crisis_line) == ("999", "111", "Samaritans 116 123")
    other = add(engine, clock, slug="boston", phone="+16175550123", timezone="America/New_York", country="us")
    assert (other.country, other.emergency_number, other.urgent_line, other.crisis_line) == ("US", "911", None, "988")


def test_the_country_is_read_from_the_phone_where_it_is_not_given(engine, clock):
    assert add(engine, clock, country=None).country == "GB"


def test_a_clinics_check_ins_leave_in_the_daytime(engine, clock):
    clinic = add(engine, clock)
    assert clinic.window_start.hour >= 8
    assert clinic.window_end.hour <= 21


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"slug": "High Street"}, "cannot be a clinic's short name"),
        ({"slug": ""}, "cannot be a clinic's short name"),
        ({"slug": "-x"}, "cannot be a clinic's short name"),
        ({"name": " "}, "a name must have"),
        ({"name": "x" * 121}, "a name must have"),
        ({"name": "two\nlines\x00"}, "a name must have"),
        ({"phone": "12"}, "not a phone number"),
        ({"timezone": "Europe/Londres"}, "not a time zone"),
        ({"timezone": ""}, "not a time zone"),
        ({"country": "XX"}, "no emergency number is on file"),
        ({"on_call": "nobody"}, "not a phone number"),
        ({"on_call": DEMO["phone"]}, "must be another number"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_clinic_with_a_bad_value_is_refused_and_nothing_stored(engine, clock, change, why):
    with pytest.raises(InputError, match=why):
        add(engine, clock, **change)
    assert count(engine, Clinic) == count(engine, Procedure) == count(engine, ProtocolVersion) == 0


@pytest.mark.parametrize("change", [{"phone": "+447700900001"}, {"slug": "low-street"}], ids=["same name", "same phone"])
def test_a_second_clinic_of_the_same_name_or_number_is_refused(engine, clock, change):
    add(engine, clock)
    with pytest.raises(InputError, match="already"):
        add(engine, clock, **change)
    assert count(engine, Clinic) == 1


# Patients


def test_enrolling_plans_every_step_with_a_reason(engine, clock):
    add(engine, clock)
    done = enroll(engine, clock)
    steps = ledger(engine, done.session.id)
    assert list(steps) == ["4h", "24h", "48h", "reminder", "day3", "day5", "day7", "day14", "day28"]
    assert {status for status, _ in steps.values()} == {"planned"}
    assert all(reason for _, reason in steps.values())


def test_an_enrolment_that_names_no_procedure_means_the_clinics_default(engine, clock):
    clinic = add(engine, clock)
    with transaction(engine) as session:
        session.get(Clinic, clinic.id).default_procedure = "rf-microneedling"
    with reading(engine) as session:
        kind = session.get(Procedure, enroll(engine, clock).session.procedure_id)
        assert kind.slug == "rf-microneedling"


def test_the_same_enrolment_again_is_the_same_rows(engine, clock):
    add(engine, clock)
    first = enroll(engine, clock, hours_ago=30, name="Amara Osei")
    counted = [count(engine, table) for table in (Patient, TreatmentSession, CheckIn, Audit)]
    again = enroll(engine, clock, hours_ago=30)
    assert (again.patient.id, again.session.id) == (first.patient.id, first.session.id)
    assert [count(engine, table) for table in (Patient, TreatmentSession, CheckIn, Audit)] == counted
    assert again.patient.name == "Amara Osei"


def test_the_same_moment_in_another_zone_is_the_same_session(engine, clock):
    add(engine, clock)
    first = enroll(engine, clock, performed_at=clock.now() - timedelta(hours=2))
    elsewhere = (clock.now() - timedelta(hours=2)).astimezone(timezone(timedelta(hours=9)))
    assert enroll(engine, clock, performed_at=elsewhere).session.id == first.session.id


def test_a_patient_is_found_by_the_phone_however_it_is_written(engine, clock):
    add(engine, clock)
    first = enroll(engine, clock)
    assert enroll(engine, clock, phone="07700 900101", hours_ago=3).patient.id == first.patient.id
    assert count(engine, Patient) == 1


def test_steps_whose_time_is_over_are_not_sent_late(engine, clock):
    add(engine, clock)
    steps = ledger(engine, enroll(engine, clock, hours_ago=24 * 10).session.id)
    assert [step for step, (status, _) in steps.items() if status == "planned"] == ["day14", "day28"]
    assert steps["24h"] == ("skipped", "session was already 10 days old at enrolment")


def test_check_ins_fall_into_the_patients_own_daytime(engine, clock):
    add(engine, clock)
    done = enroll(engine, clock, timezone="Asia/Tokyo")
    with reading(engine) as session:
        for due_at in session.execute(select(CheckIn.due_at).where(CheckIn.session_id == done.session.id)).scalars():
            assert 9 <= due_at.astimezone(timezone(timedelta(hours=9))).hour < 20


def test_radiofrequency_gets_no_check_ins(engine, clock):
    add(engine, clock)
    done = enroll(engine, clock, procedure="rf-microneedling")
    assert done.session.timeline_version_id is None
    assert ledger(engine, done.session.id) == {}


def test_a_newer_session_takes_over_from_the_older_one(engine, clock):
    add(engine, clock)
    older = enroll(engine, clock, hours_ago=24 * 10)
    newer = enroll(engine, clock, hours_ago=1)
    before = ledger(engine, older.session.id)
    assert {before[step] for step in ("day14", "day28")} == {("cancelled", enrolment.SUPERSEDED)}
    assert before["24h"][0] == "skipped"
    assert {status for status, _ in ledger(engine, newer.session.id).values()} == {"planned"}


def test_an_older_session_told_of_late_does_not_take_over(engine, clock):
    add(engine, clock)
    newer = enroll(engine, clock, hours_ago=1)
    older = enroll(engine, clock, hours_ago=24 * 10)
    assert {status for status, _ in ledger(engine, newer.session.id).values()} == {"planned"}
    assert {ledger(engine, older.session.id)[step][0] for step in ("day14", "day28")} == {"cancelled"}


def test_a_session_that_lies_ahead_takes_over_only_when_it_comes(engine, clock):
    add(engine, clock)
    present = enroll(engine, clock, hours_ago=24 * 10)
    enroll(engine, clock, hours_ago=-24 * 10)
    steps = ledger(engine, present.session.id)
    assert steps["day14"][0] == "planned"
    assert steps["day28"] == ("cancelled", enrolment.SUPERSEDED)


def test_an_enrolment_is_written_into_the_audit_without_a_phone(engine, clock):
    add(engine, clock)
    enroll(engine, clock)
    with reading(engine) as session:
        lines = [f"{row.actor} {row.action} {row.target} {row.detail}" for row in session.execute(select(Audit)).scalars()]
    assert any("patient.enroll" in line for line in lines)
    assert not any("7700" in line for line in lines)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"performed_at": datetime(2026, 3, 5, 9, 0)}, "give the zone, such as 2024-05-01T14:00"),  # noqa: DTZ001
        ({"hours_ago": 24 * 400}, "more than a year away"),
        ({"hours_ago": -24 * 400}, "more than a year away"),
        ({"phone": "me"}, "not a phone number"),
        ({"phone": DEMO["phone"]}, "cannot be the clinic's own number"),
        ({"procedure": "botox"}, "does not offer 'botox'; it offers: microneedling, rf-microneedling"),
        ({"timezone": "Mars/Olympus"}, "not a time zone"),
        ({"name": ""}, "a name must have"),
    ],
    ids=["no zone", "far past", "far future", "no phone", "clinic's phone", "unknown procedure", "no time zone", "empty name"],
)
def test_a_bad_enrolment_is_refused_and_nothing_stored(engine, clock, change, why):
    add(engine, clock)
    with pytest.raises(InputError, match=why):
        enroll(engine, clock, **change)
    assert count(engine, Patient) == count(engine, TreatmentSession) == count(engine, CheckIn) == 0


def test_versions_are_published_once_for_each_clinic(engine, clock):
    add(engine, clock)
    add(engine, clock, slug="low-street", phone="+447700900001")
    assert count(engine, ProtocolVersion) == count(engine, TimelineVersion) == 2
