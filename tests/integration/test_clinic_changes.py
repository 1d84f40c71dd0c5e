"""A clinic's settings changed: seen first, then rows, planned check-ins and the audit book together, or nothing."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot import clinic_changes, enrolment, escalations, outbox, sessions
from bot.checkins import default_timeline_text
from bot.clinic_changes import StaleSettings
from bot.clinic_settings import Offered, OnCallPerson, SettingsProblems, fingerprint, read
from bot.clinic_settings import as_given as in_words
from bot.db import reading, transaction
from bot.models import (
    Audit,
    CheckIn,
    CheckInEvent,
    Clinic,
    Message,
    OnCall,
    Patient,
    Procedure,
    TimelineVersion,
    TreatmentSession,
)

AMARA, FRANKIE = "+447700900101", "+447700900106"
NINA, OMAR = OnCallPerson("Nina Frost", "+447700900999", "nina@example.com"), OnCallPerson("Omar Said", "+447700900998")
WHO = "anna@harley.example"


@pytest.fixture
def clinic(engine, clock):
    """Harley Skin, with Amara in London and Frankie in New York, both treated yesterday evening."""
    with transaction(engine) as session:
        added = enrolment.add_clinic(
            session, slug="harley", name="Harley Skin", phone="+447700900000", timezone="Europe/London", country="GB",
            on_call="+447700900999", now=clock.now(), published_by="test",
        )  # fmt: skip
        for phone, zone in ((AMARA, None), (FRANKIE, "America/New_York")):
            yesterday = clock.now() - timedelta(hours=15)
            enrolment.enroll(session, clinic=added, phone=phone, performed_at=yesterday, timezone=zone, now=clock.now())
        return added.id


def current(engine, clinic):
    with reading(engine) as session:
        return clinic_changes.settings_of(session, session.get(Clinic, clinic))


def seen(engine, clinic, clock, **changed):
    """Return what a change would do."""
    with reading(engine) as session:
        row = session.get(Clinic, clinic)
        return clinic_changes.preview(session, row, replace(clinic_changes.settings_of(session, row), **changed), clock.now())


def change(engine, clinic, clock, *, begun_from=None, **changed):
    with transaction(engine) as session:
        row = session.get(Clinic, clinic)
        after = replace(clinic_changes.settings_of(session, row), **changed)
        return clinic_changes.apply(session, row, after, now=clock.now(), actor=WHO, seen=begun_from)


def due(engine, phone):
    """Return when each planned check-in of a phone falls due, by the patient's own clock."""
    with reading(engine) as session:
        patient = session.scalars(select(Patient).where(Patient.phone == phone)).one()
        rows = session.scalars(select(CheckIn).where(CheckIn.patient_id == patient.id, CheckIn.status == "planned"))
        return {row.step: row.due_at.astimezone(ZoneInfo(patient.timezone)) for row in rows}


def open_case(session, level, clock):
    amara = session.scalars(select(Patient).where(Patient.phone == AMARA)).one()
    why = {"codes": ["U1"], "reason": "told of pus", "purpose": "test:1"}
    return escalations.open_case(session, patient=amara, level=level, now=clock.now(), **why)


def count(engine, table):
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def audit_lines(engine):
    with reading(engine) as session:
        return list(session.scalars(select(Audit).where(Audit.action == "settings.change").order_by(Audit.id)))


def test_settings_on_file_read_to_themselves(engine, clinic):
    found = current(engine, clinic)
    assert read(in_words(found)) == found
    assert found.on_call == (OnCallPerson("On call", "+447700900999"),)


def test_everything_that_can_be_set_is_kept(engine, clock, clinic):
    changed = {
        "name": "Harley Skin Studio", "phone": "+447700900001", "country": "US", "emergency_number": "911", "urgent_line": None,
        "crisis_line": "988", "opening_hours": {1: (time(8), time(16)), 7: (time(10), time(12))},
        "holidays": {date(2026, 12, 25): "Christmas Day"}, "on_call": (NINA, OMAR), "languages": ("es", "en"),
        "window": (time(10), time(18)), "timezone": "America/New_York", "default_procedure": "facial",
        "procedures": (Offered("facial", "Facial"), *current(engine, clinic).procedures),
    }  # fmt: skip
    change(engine, clinic, clock, **changed)
    assert current(engine, clinic) == replace(current(engine, clinic), **changed)
    assert count(engine, OnCall) == 2


def test_the_same_settings_again_change_nothing_and_leave_no_line(engine, clock, clinic):
    assert change(engine, clinic, clock).is_nothing
    assert audit_lines(engine) == []


def test_a_change_is_in_the_audit_book_without_anybodys_number(engine, clock, clinic):
    change(engine, clinic, clock, window=(time(10), time(20)), on_call=(OMAR,))
    (line,) = audit_lines(engine)
    assert (line.actor, line.target) == (WHO, f"clinic:{clinic}")
    assert line.detail["sending window"] == "09:00-20:00 -> 10:00-20:00"
    assert line.detail["on call"] == "changed"
    assert "+44" not in str(line.detail)


def test_a_later_window_moves_what_would_be_too_early(engine, clock, clinic):
    assert {moment.hour for moment in due(engine, AMARA).values()} == {9, 19}, "the last ones are past the change to summer time"
    found = seen(engine, clinic, clock, window=(time(9), time(18)))
    hers = {move.change.step for move in found.moved if move.patient.phone == AMARA}
    assert hers == {"24h", "48h", "reminder", "day3", "day5", "day7", "day14"}
    assert [line for line in found.in_words() if "move" in line] == [f"check-ins that move: {len(found.moved)}"]
    before = due(engine, AMARA)
    assert due(engine, AMARA) == before, "looking changes nothing"
    change(engine, clinic, clock, window=(time(9), time(18)))
    after = due(engine, AMARA)
    assert {moment.hour for step, moment in after.items() if step != "reminder"} == {9}
    assert after["reminder"].hour == 15, "it waits six hours for an answer"
    assert all(after[step] >= before[step] for step in after)


def test_a_step_with_times_of_its_own_outside_the_new_window_is_pointed_out(engine, clock, clinic):
    with transaction(engine) as session:
        kind = session.scalars(select(Procedure).where(Procedure.slug == "microneedling")).one()
        document = default_timeline_text().replace("offset_hours: 72", 'offset_hours: 72\n    between: ["18:00", "19:30"]')
        session.add(TimelineVersion(
            procedure_id=kind.id, number=2, document=document, published_at=clock.now(), published_by="test",
        ))  # fmt: skip
    assert seen(engine, clinic, clock, window=(time(9), time(20, 30))).warnings == []
    (warning,) = seen(engine, clinic, clock, window=(time(9), time(17))).warnings
    assert warning.startswith("Microneedling, step day3: between 18:00 and 19:30 is not within")


def test_frankie_is_written_to_by_frankies_own_clock(engine, clock, clinic):
    change(engine, clinic, clock, window=(time(15), time(20)))
    assert all(15 <= moment.hour < 20 for phone in (AMARA, FRANKIE) for moment in due(engine, phone).values())


def test_each_moved_check_in_has_a_line_in_its_life(engine, clock, clinic):
    before = count(engine, CheckInEvent)
    found = change(engine, clinic, clock, window=(time(9), time(18)))
    with reading(engine) as session:
        lines = list(session.scalars(select(CheckInEvent).order_by(CheckInEvent.id.desc()).limit(len(found.moved))))
    assert count(engine, CheckInEvent) == before + len(found.moves)
    assert {(line.status, line.actor, line.at) for line in lines} == {("moved", WHO, clock.now())}


def test_a_clinic_that_moves_takes_those_along_who_live_in_its_zone(engine, clock, clinic):
    found = change(engine, clinic, clock, timezone="Australia/Sydney")
    assert [patient.phone for patient in found.followers] == [AMARA]
    with reading(engine) as session:
        zones = dict(session.execute(select(Patient.phone, Patient.timezone)).all())
    assert zones == {AMARA: "Australia/Sydney", FRANKIE: "America/New_York"}
    assert all(9 <= moment.hour < 20 for moment in due(engine, AMARA).values())


def test_planning_again_under_the_same_settings_moves_nothing(engine, clock, clinic):
    before = due(engine, AMARA)
    change(engine, clinic, clock, window=(time(9), time(18)))
    assert seen(engine, clinic, clock, window=(time(9), time(18))).moves == []
    change(engine, clinic, clock, window=(time(9), time(20)))
    assert due(engine, AMARA) == before


def test_a_text_that_the_carrier_may_have_is_left_alone_and_one_that_waits_is_called_back(engine, clock, clinic):
    with transaction(engine) as session:
        first, second = (queued(session, step, clock) for step in ("24h", "48h"))
        first.status = "sending"
    found = change(engine, clinic, clock, window=(time(9), time(18)))
    with reading(engine) as session:
        texts = {key: session.get(Message, key) for key in (first.id, second.id)}
    moved = {move.change.step for move in found.moves if move.patient.phone == AMARA}
    assert "24h" not in moved and "48h" in moved
    assert (texts[first.id].status, texts[second.id].status) == ("sending", "cancelled")


def queued(session, step, clock):
    amara = session.scalars(select(Patient).where(Patient.phone == AMARA)).one()
    row = session.scalars(select(CheckIn).where(CheckIn.patient_id == amara.id, CheckIn.step == step)).one()
    return outbox.queue(session, clinic=amara.clinic, patient=amara, to_phone=AMARA, text="How are you?", sender="check_in",
                        purpose=f"check_in:{row.id}", now=clock.now())  # fmt: skip


def test_a_cancelled_session_has_nothing_left_to_move(engine, clock, clinic):
    with transaction(engine) as session:
        frankie = session.scalars(select(Patient).where(Patient.phone == FRANKIE)).one()
        treatment = session.scalars(select(TreatmentSession).where(TreatmentSession.patient_id == frankie.id)).one()
        sessions.apply(session, frankie, sessions.Cancel(treatment.id, "cancelled"), now=clock.now(), actor=WHO)
    found = seen(engine, clinic, clock, window=(time(9), time(18)))
    assert {move.patient.phone for move in found.moves} == {AMARA}


def test_people_on_call_are_added_moved_and_removed(engine, clock, clinic):
    for people in ((NINA, OMAR), (OMAR, NINA), (NINA,), (), (OMAR,)):
        change(engine, clinic, clock, on_call=people)
        assert current(engine, clinic).on_call == people
        assert count(engine, OnCall) == len(people)


def test_whoever_is_first_on_call_is_alerted(engine, clock, clinic):
    change(engine, clinic, clock, on_call=(OMAR, NINA))
    with transaction(engine) as session:
        case = open_case(session, "urgent", clock)
        alert = session.scalars(select(Message).where(Message.purpose == f"alert:{case.id}:urgent:1")).one()
        assert alert.to_phone == OMAR.phone


def test_a_holiday_moves_the_promise(engine, clock, clinic):
    tomorrow = clock.now().date() + timedelta(days=1)
    change(engine, clinic, clock, holidays={tomorrow: "Spring holiday"})
    with transaction(engine) as session:
        case = open_case(session, "review", clock)
        assert case.due_at.date() == date(2026, 3, 9), "tomorrow is Friday and closed, so Monday"


def test_who_changes_what_somebody_changed_meanwhile_is_told_and_nothing_is_done(engine, clock, clinic):
    begun_from = fingerprint(current(engine, clinic))
    change(engine, clinic, clock, begun_from=begun_from, name="Harley Skin Studio")
    with pytest.raises(StaleSettings, match="Somebody changed the settings"):
        change(engine, clinic, clock, begun_from=begun_from, languages=("en", "fr"))
    assert current(engine, clinic).languages == ("en",)


def test_another_clinics_number_is_refused(engine, clock, clinic):
    with transaction(engine) as session:
        enrolment.add_clinic(
            session, slug="other", name="Other", phone="+447700900500", timezone="Europe/London", country="GB", now=clock.now(),
            published_by="test",
        )  # fmt: skip
    with pytest.raises(SettingsProblems) as refused:
        change(engine, clinic, clock, phone="+447700900500", name="Not this either")
    assert refused.value.problems == {("phone",): "is the number of another clinic"}
    assert current(engine, clinic).name == "Harley Skin"


def test_a_procedure_with_patients_or_published_texts_stays(engine, clock, clinic):
    with pytest.raises(SettingsProblems, match="Microneedling cannot be removed"):
        change(engine, clinic, clock, procedures=(Offered("facial", "Facial"),), default_procedure="facial")
    assert count(engine, Procedure) == 2


def test_a_procedure_that_nobody_needs_can_be_removed(engine, clock, clinic):
    change(engine, clinic, clock, procedures=(Offered("microneedling", "Microneedling"),))
    assert count(engine, Procedure) == 1
