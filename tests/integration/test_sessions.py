"""A course changed on file: seen first, done at once or not at all, told to the second of two, obeyed by the scheduler."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import dispatch, gathering, ledger, opt_out, outbox, sessions
from bot.db import reading, transaction
from bot.delivery.claims import claim
from bot.errors import InputError
from bot.models import Audit, CheckIn, Clinic, Message, Patient, Procedure, TreatmentSession
from bot.sessions import Cancel, ChangeZone, Discharge, Move, Outdated, Pause, Resume
from tests.integration.people import AYA, check_in, open_clinic, patient_called, treat

NINA = "nina@example.com"


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


@pytest.fixture
def aya(engine):
    return the_session(engine)


def the_session(engine, phone=AYA):
    with reading(engine) as session:
        mine = select(TreatmentSession).join(Patient, Patient.id == TreatmentSession.patient_id).where(Patient.phone == phone)
        return session.execute(mine.order_by(TreatmentSession.id.desc()).limit(1)).scalar_one()


def do(engine, clock, wanted, *, phone=AYA, **more):
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()
        return sessions.apply(session, patient, wanted, now=clock.now(), actor=NINA, **more)


def look(engine, clock, wanted, phone=AYA):
    with reading(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()
        return sessions.preview(session, patient, wanted, clock.now())


def rows(engine):
    with reading(engine) as session:
        return {row.step: row for row in session.execute(select(CheckIn).order_by(CheckIn.id)).scalars()}


def everything(engine):
    """All that a change could touch, as plain values."""
    with reading(engine) as session:
        tables = (Patient, TreatmentSession, CheckIn, Message, Audit)
        return [tuple(row) for table in tables for row in session.execute(select(table.__table__).order_by(table.id))]


def audit_lines(engine, action):
    with reading(engine) as session:
        return list(session.execute(select(Audit).where(Audit.action == action)).scalars())


def test_looking_changes_nothing(engine, clock, aya):
    before = everything(engine)
    found = look(engine, clock, Move(aya.id, aya.performed_at + timedelta(days=1)))
    assert found.counts() == {"moved": 9}
    assert everything(engine) == before


def test_a_moved_session_moves_its_check_ins_and_the_hour_of_every_answer_from_then_on(engine, clock, aya):
    before = rows(engine)
    do(engine, clock, Move(aya.id, aya.performed_at + timedelta(minutes=50)))
    after = rows(engine)
    assert {after[step].due_at - before[step].due_at for step in ("24h", "day3", "day28")} == {timedelta(minutes=50)}
    with reading(engine) as session:
        known = gathering.known_sessions(session, session.get(Patient, aya.patient_id))
        life = ledger.life(session, [after["24h"].id])
    assert known[0].performed_at == aya.performed_at + timedelta(minutes=50)
    assert [(line.status, line.actor) for line in life] == [("planned", "enrolment"), ("moved", NINA)]
    assert life[-1].reason == "the session was moved: 24 hours after the session"
    [line] = audit_lines(engine, "session.move")
    assert (line.actor, line.target, line.detail["check_ins"]) == (NINA, f"session:{aya.id}", {"moved": 9})


def test_the_same_change_twice_changes_nothing(engine, clock, aya):
    for wanted in (Move(aya.id, aya.performed_at - timedelta(hours=30)), ChangeZone("Asia/Tokyo"), Pause(), Resume(),
                   Discharge(), Resume(), Cancel(aya.id, "no_show")):  # fmt: skip
        do(engine, clock, wanted)
        once = everything(engine)
        assert do(engine, clock, wanted).is_nothing
        assert everything(engine) == once, wanted


def test_what_has_left_is_never_touched(engine, clock, aya):
    with transaction(engine) as session:
        for step, status in (("4h", "answered"), ("24h", "delivered"), ("48h", "sent")):
            row = session.execute(select(CheckIn).where(CheckIn.step == step)).scalar_one()
            ledger.mark(session, row, status, "handed to the carrier", now=clock.now(), actor="carrier")
    before = rows(engine)
    do(engine, clock, Move(aya.id, aya.performed_at + timedelta(days=2)))
    do(engine, clock, Cancel(aya.id, "cancelled"))
    after = rows(engine)
    for step in ("4h", "24h", "48h"):
        assert (after[step].status, after[step].due_at) == (before[step].status, before[step].due_at)
    assert after["day3"].status == "cancelled"


def test_a_late_check_in_leaves_or_not_as_was_chosen(engine, clock, aya):
    clock.advance(hours=2)
    wanted = Move(aya.id, aya.performed_at - timedelta(hours=24))
    found = look(engine, clock, wanted)
    assert [change.step for change in found.late] == ["24h"]
    choices = sessions.Choices(by_key={found.late[0].key: "skip"})
    do(engine, clock, wanted, choices=choices, seen=found.fingerprint)
    assert rows(engine)["24h"].status == "skipped"
    assert dispatch.dispatch_due(engine, clock.now()) == 0


def test_a_late_check_in_that_is_sent_leaves_at_the_next_tick(engine, clock, aya):
    clock.advance(hours=2)
    do(engine, clock, Move(aya.id, aya.performed_at - timedelta(hours=24)))
    assert dispatch.dispatch_due(engine, clock.now()) == 1
    with reading(engine) as session:
        assert [row.purpose for row in session.execute(select(Message)).scalars()] == [f"check_in:{rows(engine)['24h'].id}"]


# Texts that wait in the outbox


def fall_due(engine, clock, step):
    clock.advance(check_in(engine, step).due_at - clock.now())
    assert dispatch.dispatch_due(engine, clock.now()) == 1
    with reading(engine) as session:
        return session.execute(select(Message).order_by(Message.id.desc()).limit(1)).scalar_one()


def test_a_text_that_waits_is_called_back_and_goes_out_once_at_its_new_time(engine, clock, aya):
    text = fall_due(engine, clock, "4h")
    do(engine, clock, Move(aya.id, aya.performed_at + timedelta(hours=3)))
    with reading(engine) as session:
        assert session.get(Message, text.id).status == "cancelled"
    assert dispatch.dispatch_due(engine, clock.now()) == 0
    clock.advance(hours=3)
    assert dispatch.dispatch_due(engine, clock.now()) == 1
    with reading(engine) as session:
        states = [row.status for row in session.execute(select(Message).order_by(Message.id)).scalars()]
    assert states == ["cancelled", "queued"]


def test_a_text_that_a_worker_has_taken_is_on_its_way(engine, clock, aya):
    text = fall_due(engine, clock, "4h")
    assert [parcel.id for parcel in claim(engine, "scheduler:1", clock.now(), (3,), 5)] == [text.id]
    before = rows(engine)["4h"]
    found = do(engine, clock, Move(aya.id, aya.performed_at + timedelta(hours=3)))
    assert {change.step for change in found.changes if change.what == "sent"} == {"4h"}
    assert rows(engine)["4h"].due_at == before.due_at
    with reading(engine) as session:
        assert session.get(Message, text.id).status == "sending"


def test_a_pause_calls_back_what_waits_and_a_resume_sends_it_within_its_time(engine, clock):
    text = fall_due(engine, clock, "4h")
    do(engine, clock, Pause())
    with reading(engine) as session:
        assert session.get(Message, text.id).status == "cancelled"
    assert rows(engine)["4h"].status == "held"
    clock.advance(hours=1)
    do(engine, clock, Resume())
    assert rows(engine)["4h"].status == "planned"
    assert dispatch.dispatch_due(engine, clock.now()) == 1


# Two at once


def test_the_second_of_two_staff_is_told_and_changes_nothing(engine, clock, aya):
    to_friday, to_monday = Move(aya.id, aya.performed_at + timedelta(days=1)), Move(aya.id, aya.performed_at + timedelta(days=4))
    first, second = look(engine, clock, to_friday), look(engine, clock, to_monday)
    do(engine, clock, to_friday, seen=first.fingerprint)
    once = everything(engine)
    with pytest.raises(Outdated, match="Look again"):
        do(engine, clock, to_monday, seen=second.fingerprint)
    assert everything(engine) == once


def test_a_text_that_went_out_meanwhile_is_told(engine, clock, aya):
    wanted = Move(aya.id, aya.performed_at + timedelta(hours=2))
    found = look(engine, clock, wanted)
    fall_due(engine, clock, "4h")
    claim(engine, "scheduler:1", clock.now(), (3,), 5)
    with pytest.raises(Outdated):
        do(engine, clock, wanted, seen=found.fingerprint)


def test_a_form_sent_twice_is_done_once(engine, clock, aya):
    wanted = Move(aya.id, aya.performed_at + timedelta(days=1))
    seen = look(engine, clock, wanted).fingerprint
    do(engine, clock, wanted, seen=seen)
    assert do(engine, clock, wanted, seen=seen).is_nothing


def test_two_threads_that_move_a_session_end_in_one_time(engine, clock, aya):
    outcomes, gate = [], threading.Barrier(2)

    def move(days):
        wanted = Move(aya.id, aya.performed_at + timedelta(days=days))
        seen = look(engine, clock, wanted).fingerprint
        gate.wait(10)
        try:
            do(engine, clock, wanted, seen=seen)
            outcomes.append(days)
        except Outdated:
            outcomes.append("told")

    threads = [threading.Thread(target=move, args=(days,)) for days in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, outcomes))[1] == "told"
    days = next(each for each in outcomes if each != "told")
    assert the_session(engine).performed_at == aya.performed_at + timedelta(days=days)


# Others of the house


def test_a_second_session_at_the_same_moment_is_refused_in_words(engine, clock, aya):
    other = treat(engine, AYA, clock.now() - timedelta(days=20), clock.now())
    before = everything(engine)
    with pytest.raises(InputError, match="on file already"):
        do(engine, clock, Move(other, aya.performed_at))
    assert everything(engine) == before


def test_a_cancelled_second_session_gives_the_first_its_check_ins_back(engine, clock, aya):
    second = treat(engine, AYA, clock.now() - timedelta(minutes=5), clock.now())
    assert check_in(engine, "day14", aya.id).status == "cancelled"
    do(engine, clock, Cancel(second, "cancelled"))
    assert check_in(engine, "day14", aya.id).status == "planned"
    assert check_in(engine, "day14", aya.id).reason.startswith("a newer session was cancelled")
    assert {row.status for row in rows(engine).values() if row.session_id == second} == {"cancelled"}
    with reading(engine) as session:
        ended = session.get(TreatmentSession, second)
        assert (ended.cancelled_at, ended.cancel_reason) == (clock.now(), "cancelled")


def test_enrolling_the_cancelled_session_again_makes_it_stand_again(engine, clock, aya):
    do(engine, clock, Cancel(aya.id, "no_show"))
    assert treat(engine, AYA, aya.performed_at, clock.now()) == aya.id
    assert {row.status for row in rows(engine).values()} == {"planned"}
    assert the_session(engine).cancelled_at is None


def test_an_enrolment_that_names_another_zone_takes_the_planned_check_ins_along(engine, clock, aya):
    from bot import enrolment

    with transaction(engine) as session:
        clinic = session.execute(select(Clinic)).scalar_one()
        enrolment.enroll(
            session, clinic=clinic, phone=AYA, performed_at=aya.performed_at, timezone="America/New_York", now=clock.now()
        )
    assert patient_called(engine).timezone == "America/New_York"
    assert {line.action for line in audit_lines(engine, "patient.zone")} == {"patient.zone"}
    assert rows(engine)["day5"].reason.startswith("the patient's time zone was changed")


def test_a_move_after_stop_is_what_start_plans(engine, clock, aya):
    with transaction(engine) as session:
        opt_out.stop(session, session.get(Patient, aya.patient_id), "keyword", clock.now())
    do(engine, clock, Move(aya.id, aya.performed_at + timedelta(days=1)))
    assert {row.status for row in rows(engine).values()} == {"cancelled"}
    with transaction(engine) as session:
        opt_out.start(session, session.get(Patient, aya.patient_id), clock.now())
    assert rows(engine)["24h"].due_at == aya.performed_at + timedelta(days=2)
    assert rows(engine)["24h"].status == "planned"


def test_a_discharge_ends_the_check_ins_and_leaves_the_answers(engine, clock, aya):
    with transaction(engine) as session:
        patient = session.get(Patient, aya.patient_id)
        answer = {"clinic": patient.clinic, "patient": patient, "to_phone": AYA, "now": clock.now()}
        outbox.queue(session, text="Yes, from tomorrow.", sender="bot", purpose="reply:1", **answer)
    do(engine, clock, Discharge())
    assert {row.status for row in rows(engine).values()} == {"cancelled"}
    assert patient_called(engine).discharged_at == clock.now()
    with reading(engine) as session:
        assert session.execute(select(Message.status).where(Message.sender == "bot")).scalar_one() == "queued"


def test_an_erased_person_stays_as_they_are(engine, clock, aya):
    with transaction(engine) as session:
        session.get(Patient, aya.patient_id).erased_at = clock.now()
    with pytest.raises(InputError, match="was erased"):
        do(engine, clock, Pause())


def test_a_session_without_a_timeline_just_moves(engine, clock):
    with transaction(engine) as session:
        procedure = session.execute(select(Procedure).where(Procedure.slug == "rf-microneedling")).scalar_one()
        patient = session.execute(select(Patient)).scalar_one()
        heat = TreatmentSession(
            patient_id=patient.id, procedure_id=procedure.id, performed_at=clock.now() - timedelta(days=9), created_at=clock.now()
        )
        session.add(heat)
        session.flush()
        key = heat.id
    found = do(engine, clock, Move(key, clock.now() - timedelta(days=8)))
    assert (found.is_nothing, found.changed) == (False, ())


def test_nothing_of_a_change_stays_when_it_fails_in_the_middle(engine, clock, aya, monkeypatch):
    before = everything(engine)

    def fail(*_, **__):
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr("bot.sessions.applying.audit.record", fail)
    with pytest.raises(RuntimeError):
        do(engine, clock, Move(aya.id, aya.performed_at + timedelta(days=1)))
    assert everything(engine) == before
