"""Silence is a signal: who does not answer after a worry, or leaves a question of ours open, is for staff."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import escalations
from bot.db import transaction
from bot.dispatch import dispatch_due
from bot.memory import Memory, OpenQuestion
from bot.models import Message, Patient, Staff
from bot.silence import review_silence
from tests.integration.people import AYA, BEN, CLINIC, cases, change, check_in, messages, open_clinic, patient_called, treat


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


def send(engine, clock, step):
    """Let a check-in fall due and reach the patient."""
    clock.advance(check_in(engine, step).due_at - clock.now())
    while dispatch_due(engine, clock.now()):
        pass
    (text,) = messages(engine, purpose=f"check_in:{check_in(engine, step).id}")
    change(engine, text, status="delivered", sent_at=clock.now())
    change(engine, check_in(engine, step), status="delivered", message_id=text.id)


def write(engine, clock, words="ok", *, level=None, question=None, phone=AYA):
    """Let the patient text the clinic a moment later; perhaps that opened a case, perhaps it was answered with a question."""
    clock.advance(minutes=1)
    with transaction(engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()
        row = Message(
            clinic_id=patient.clinic_id, patient_id=patient.id, direction="in", sender="patient", text=words, status="answered",
            from_phone=phone, to_phone=CLINIC, created_at=clock.now(), next_attempt_at=clock.now(), handled_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        talk = escalations.conversation(session, patient.id)
        asked = OpenQuestion(at=clock.now(), **question) if question else None
        talk.memory = Memory(question=asked).row()
        if level:
            case = {"level": level, "codes": ["check_in:24h"], "reason": "a worry", "purpose": f"message:{row.id}"}
            escalations.open_case(session, patient=patient, message=row, now=clock.now(), **case)
        return row.id


def resolve(engine, clock):
    with transaction(engine) as session:
        nina = session.query(Staff).one()
        for case in escalations.open_cases(session, patient_called(engine).id):
            escalations.resolve(session, case, nina, "phoned, all is well", clock.now())


def told(engine):
    return [(case.level, "silence" in case.codes) for case in cases(engine)]


def test_silence_after_a_worrying_answer_is_said_in_its_case_at_once_and_once(engine, clock):
    send(engine, clock, "24h")
    write(engine, clock, "7 5 N hot", level="review")
    send(engine, clock, "48h")
    clock.advance(hours=3, minutes=59)
    assert review_silence(engine, clock.now()) == 0
    clock.advance(minutes=1)
    assert review_silence(engine, clock.now()) == 1
    assert review_silence(engine, clock.now()) == 0
    assert told(engine) == [("review", True)]


def test_silence_after_a_worry_that_staff_have_settled_opens_a_new_case(engine, clock):
    send(engine, clock, "24h")
    write(engine, clock, "7 5 N", level="review")
    resolve(engine, clock)
    send(engine, clock, "48h")
    clock.advance(hours=4)
    assert [review_silence(engine, clock.now()) for _ in range(2)] == [1, 0]
    assert told(engine) == [("review", False), ("review", True)]
    assert cases(engine)[1].reason == "No reply to 48h, and the answer before it (24h) was worrying"


@pytest.mark.parametrize("answer", ["calm", "replied"])
def test_a_calm_answer_or_a_reply_to_the_next_one_is_no_case(engine, clock, answer):
    send(engine, clock, "24h")
    write(engine, clock, level=None if answer == "calm" else "review")
    resolve(engine, clock)
    send(engine, clock, "48h")
    if answer == "replied":
        write(engine, clock, "S N")
    clock.advance(hours=5)
    assert review_silence(engine, clock.now()) == 0


TRIAGE = {"name": "infection_screen", "about": "redness"}
FOLLOW_UP = {"name": "u1_screen", "about": "48h"}
MISSING = {"name": "danger", "about": "24h"}


@pytest.mark.parametrize(
    ("question", "hours", "level"),
    [
        (TRIAGE, 4, "review"),
        ({"name": "pain_score", "about": "pain"}, 4, "review"),
        ({**TRIAGE, "codes": ["E2"]}, 2, "urgent"),
        ({"name": "is_this_you", "codes": ["E1"]}, 2, "urgent"),
        (FOLLOW_UP, 2, "urgent"),
        ({"name": "pain_trend", "about": "24h"}, 2, "review"),
        (MISSING, 2, "review"),
        ({"name": "check_in", "about": "24h"}, 2, "review"),
    ],
    ids=["triage", "score", "triage of danger", "is this you", "unclear is urgent", "unclear is review", "missing", "unread"],
)
def test_a_question_of_ours_that_is_left_open_is_for_staff(engine, clock, question, hours, level):
    key = write(engine, clock, question=question)
    clock.advance(hours=hours, minutes=-1)
    assert review_silence(engine, clock.now()) == 0
    clock.advance(minutes=1)
    assert [review_silence(engine, clock.now()) for _ in range(2)] == [1, 0]
    assert [(case.level, case.codes, case.purpose) for case in cases(engine)] == [(level, ["silence"], f"question:{key}:silence")]
    assert cases(engine)[0].reason.startswith(f"No answer for {hours} hours to a question of ours: ")


@pytest.mark.parametrize("name", ["human_offer", "which_session"])
def test_an_offer_that_is_not_taken_is_no_case(engine, clock, name):
    write(engine, clock, question={"name": name})
    clock.advance(hours=30)
    assert review_silence(engine, clock.now()) == 0


def test_a_question_that_was_answered_is_no_case(engine, clock):
    write(engine, clock, question=TRIAGE)
    clock.advance(hours=3)
    write(engine, clock, "no")
    clock.advance(hours=3)
    assert review_silence(engine, clock.now()) == 0


def test_the_case_of_the_worrying_answer_is_raised_and_on_call_is_told(engine, clock):
    write(engine, clock, "W N", level="review", question=FOLLOW_UP)
    clock.advance(hours=2)
    assert [review_silence(engine, clock.now()) for _ in range(2)] == [1, 0]
    assert told(engine) == [("urgent", True)]
    assert len(messages(engine, sender="alert")) == 1


def test_a_case_that_staff_have_resolved_is_not_opened_again_for_its_question(engine, clock):
    write(engine, clock, "W N", level="review", question=FOLLOW_UP)
    resolve(engine, clock)
    clock.advance(hours=5)
    assert review_silence(engine, clock.now()) == 0


def test_while_a_person_talks_silence_is_theirs(engine, clock):
    write(engine, clock, question=TRIAGE)
    with transaction(engine) as session:
        escalations.take_over(session, session.query(Patient).filter_by(phone=AYA).one(), session.query(Staff).one(), clock.now())
    clock.advance(hours=5)
    assert review_silence(engine, clock.now()) == 0


@pytest.mark.parametrize("column", ["opted_out_at", "discharged_at", "paused_at"])
def test_who_has_left_or_is_paused_is_not_missed(engine, clock, column):
    write(engine, clock, question=TRIAGE)
    change(engine, patient_called(engine), **{column: clock.now()})
    clock.advance(hours=5)
    assert review_silence(engine, clock.now()) == 0


def test_those_who_may_be_silent_for_long_do_not_hide_others(engine, clock):
    for number in range(60):  # more than were looked at in one go when this went wrong
        treat(engine, f"+4477009003{number:02}", clock.now() - timedelta(hours=1), clock.now())
        write(engine, clock, question={"name": "human_offer"}, phone=f"+4477009003{number:02}")
    treat(engine, BEN, clock.now() - timedelta(hours=1), clock.now())
    write(engine, clock, question=TRIAGE, phone=BEN)
    clock.advance(hours=4)
    assert review_silence(engine, clock.now()) == 1


def test_a_long_outage_does_not_lose_a_question_left_open(engine, clock):
    write(engine, clock, question=TRIAGE)
    clock.advance(days=10)
    assert review_silence(engine, clock.now()) == 1
