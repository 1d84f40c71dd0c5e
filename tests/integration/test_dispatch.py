"""Check-ins falling due: each becomes one text or one reason, and silence becomes a case."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import dispatch, enrolment, escalations, opt_out, outbox
from bot.db import reading, transaction
from bot.delivery.sending import deliver_due
from bot.dispatch import dispatch_due
from bot.memory import Memory, OpenQuestion
from bot.models import CheckIn, Clinic, Message, Patient, Staff, TimelineVersion, TreatmentSession
from bot.silence import review_silence
from bot.sms import Gateway
from tests.carrier import running_carrier, settings_for
from tests.integration.people import AYA, BEN, CLINIC, cases, change, check_in, messages, open_clinic, patient_called, treat


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


@pytest.fixture
def carrier(clock):
    with running_carrier() as running:
        yield running


@pytest.fixture
def gateway(carrier):
    return Gateway(settings_for(carrier.url))


def go_to(clock, moment):
    clock.advance(moment - clock.now())


def live_until(engine, gateway, clock, until):
    """Let time pass from one due moment to the next, as a demo does."""
    while True:
        while dispatch_due(engine, clock.now()):
            pass
        deliver_due(engine, gateway, "scheduler:1", clock)
        review_silence(engine, clock.now())
        with reading(engine) as session:
            ahead = select(CheckIn.due_at).where(CheckIn.status.in_(("planned", "held")), CheckIn.due_at > clock.now())
            due = session.execute(ahead.order_by(CheckIn.due_at).limit(1)).scalars().all()
        following = min([*due, clock.now() + timedelta(hours=12)])
        if following > until:
            return
        go_to(clock, following)


def texts(engine):
    return messages(engine, sender="check_in")


def write(engine, clock, words="fine thanks", status="answered"):
    """Let Aya text the clinic, as if it had been answered already."""
    with transaction(engine) as session:
        patient = session.query(Patient).filter_by(phone=AYA).one()
        session.add(
            Message(
                clinic_id=patient.clinic_id, patient_id=patient.id, direction="in", sender="patient", text=words, status=status,
                from_phone=AYA, to_phone=CLINIC, created_at=clock.now(), next_attempt_at=clock.now(),
            )  # fmt: skip
        )


def test_nothing_is_sent_before_it_is_due(engine, clock):
    go_to(clock, check_in(engine, "4h").due_at - timedelta(seconds=1))
    assert dispatch_due(engine, clock.now()) == 0
    assert texts(engine) == []


def test_a_due_check_in_becomes_one_text_with_its_own_words(engine, clock):
    row = check_in(engine, "4h")
    go_to(clock, row.due_at)
    assert dispatch_due(engine, clock.now()) == 1
    assert dispatch_due(engine, clock.now()) == 0
    (text,) = texts(engine)
    assert (text.purpose, text.to_phone, text.from_phone) == (f"check_in:{row.id}", AYA, CLINIC)
    assert "Emergency? Call 999." in text.text and "{" not in text.text
    assert text.expires_at <= row.expires_at


def test_until_the_carrier_has_it_the_ledger_names_no_text(engine, gateway, clock):
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    waiting = check_in(engine, "4h")
    assert (waiting.status, waiting.message_id) == ("planned", None)
    deliver_due(engine, gateway, "scheduler:1", clock)
    gone = check_in(engine, "4h")
    assert (gone.status, gone.message_id) == ("sent", texts(engine)[0].id)


def test_two_schedulers_send_each_check_in_once(engine, clock):
    for number in range(30):
        treat(engine, f"+4477009003{number:02}", clock.now() - timedelta(hours=1), clock.now())
    clock.advance(hours=4)
    gate = threading.Barrier(2)

    def work():
        gate.wait()
        while dispatch_due(engine, clock.now()):
            pass

    schedulers = [threading.Thread(target=work) for _ in range(2)]
    _ = [scheduler.start() for scheduler in schedulers], [scheduler.join() for scheduler in schedulers]
    while dispatch_due(engine, clock.now()):
        pass
    assert len(texts(engine)) == 31


def test_a_check_in_never_arrives_at_night(engine, gateway, clock):
    treat(engine, BEN, clock.now(), clock.now())
    live_until(engine, gateway, clock, clock.now() + timedelta(days=29))
    hours = {text.sent_at.hour for text in texts(engine)}  # London in winter and spring: at most an hour from UTC
    assert min(hours) >= 8 and max(hours) < 20


def test_a_month_of_a_silent_patient_adds_up(engine, gateway, carrier, clock):
    live_until(engine, gateway, clock, clock.now() + timedelta(days=29))
    with reading(engine) as session:
        rows = session.execute(select(CheckIn)).scalars().all()
    assert {row.status for row in rows} <= {"sent", "skipped", "expired", "cancelled"}
    assert all(row.reason for row in rows)
    assert len(carrier.accepted) == sum(row.status == "sent" for row in rows) == len(texts(engine))
    assert check_in(engine, "reminder").status == "sent"
    assert [case.purpose for case in cases(engine)] == [f"check_in:{rows[0].session_id}:silence"]
    assert cases(engine)[0].level == "review"


def test_whoever_writes_back_gets_no_reminder_and_no_case(engine, gateway, clock):
    live_until(engine, gateway, clock, check_in(engine, "48h").due_at + timedelta(hours=1))
    write(engine, clock)
    live_until(engine, gateway, clock, clock.now() + timedelta(days=4))
    assert check_in(engine, "reminder").status == "skipped"
    assert check_in(engine, "day3").status == "sent"
    assert cases(engine) == []


def test_a_reminder_that_is_answered_opens_no_case(engine, gateway, clock):
    live_until(engine, gateway, clock, check_in(engine, "reminder").due_at + timedelta(hours=1))
    assert check_in(engine, "reminder").status == "sent"
    write(engine, clock)
    live_until(engine, gateway, clock, clock.now() + timedelta(days=3))
    assert cases(engine) == []


def test_an_opted_out_patient_is_not_written_to_and_no_case_is_made_of_the_silence(engine, gateway, clock):
    live_until(engine, gateway, clock, check_in(engine, "48h").due_at + timedelta(hours=1))
    sent_before = len(texts(engine))
    with transaction(engine) as session:
        opt_out.stop(session, session.query(Patient).filter_by(phone=AYA).one(), "keyword", clock.now())
    live_until(engine, gateway, clock, clock.now() + timedelta(days=28))
    assert len(texts(engine)) == sent_before
    assert cases(engine) == []
    assert check_in(engine, "day7").reason == opt_out.STOPPED


def test_while_a_person_talks_check_ins_wait_with_a_reason(engine, clock):
    with transaction(engine) as session:
        aya, nina = session.query(Patient).filter_by(phone=AYA).one(), session.query(Staff).one()
        escalations.take_over(session, aya, nina, clock.now())
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    held = check_in(engine, "4h")
    assert (held.status, held.reason) == ("held", "staff are writing with the patient")
    assert held.due_at > clock.now()
    with transaction(engine) as session:
        aya = session.query(Patient).filter_by(phone=AYA).one()
        escalations.hand_back(session, aya, session.query(Staff).one(), clock.now())
    go_to(clock, held.due_at)
    dispatch_due(engine, clock.now())
    assert len(texts(engine)) == 1


def test_a_text_that_waits_for_its_answer_goes_before_a_check_in(engine, clock):
    go_to(clock, check_in(engine, "4h").due_at)
    write(engine, clock, "is it normal?", status="received")
    dispatch_due(engine, clock.now())
    assert (check_in(engine, "4h").status, texts(engine)) == ("held", [])


def test_an_open_emergency_holds_the_cheerful_question(engine, clock):
    with transaction(engine) as session:
        aya = session.query(Patient).filter_by(phone=AYA).one()
        case = {"level": "emergency", "codes": ["E1"], "reason": "x", "purpose": "message:1"}
        escalations.open_case(session, patient=aya, now=clock.now(), **case)
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    assert check_in(engine, "4h").status == "held"


def test_after_a_long_outage_old_check_ins_expire_and_are_not_sent_in_a_heap(engine, clock):
    clock.advance(days=10)
    while dispatch_due(engine, clock.now()):
        pass
    assert texts(engine) == []
    assert {check_in(engine, step).status for step in ("4h", "24h", "48h", "day3", "day5")} <= {"expired", "skipped"}


def test_a_cancelled_session_is_not_followed_up(engine, clock):
    with reading(engine) as session:
        treatment = session.execute(select(TreatmentSession)).scalar_one()
    change(engine, treatment, cancelled_at=clock.now())
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    assert (check_in(engine, "4h").status, check_in(engine, "4h").reason) == ("skipped", "the session was cancelled")


@pytest.mark.parametrize("document", ["steps: 17", "no: [yaml"], ids=["no timeline", "no YAML"])
def test_one_broken_timeline_does_not_stop_the_others(engine, clock, document):
    second = treat(engine, BEN, clock.now() - timedelta(hours=1), clock.now())
    with transaction(engine) as session:
        treatment = session.get(TreatmentSession, second)
        same = {"procedure_id": treatment.procedure_id, "published_at": clock.now(), "published_by": "test"}
        broken = TimelineVersion(number=99, document=document, **same)
        session.add(broken)
        session.flush()
        treatment.timeline_version_id = broken.id
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    assert [text.to_phone for text in texts(engine)] == [AYA]
    assert check_in(engine, "4h", second).status == "failed"
    assert "could not be prepared" in check_in(engine, "4h", second).reason


def test_a_step_that_the_timeline_no_longer_has_fails_alone(engine, clock):
    second = treat(engine, BEN, clock.now() - timedelta(hours=1), clock.now())
    change(engine, check_in(engine, "4h", second), step="gone")
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    assert [text.to_phone for text in texts(engine)] == [AYA]
    assert (check_in(engine, "gone").status, check_in(engine, "gone").reason) == ("failed", "could not be prepared (KeyError)")


def test_what_the_database_refuses_of_one_does_not_stop_the_others(engine, clock, monkeypatch):
    second = treat(engine, BEN, clock.now() - timedelta(hours=1), clock.now())
    real = outbox.queue_check_ins

    bens = check_in(engine, "4h", second).id

    def refuse_bens(session, text, keys, now):
        real(session, text._replace(from_phone=None) if bens in keys else text, keys, now)

    monkeypatch.setattr(outbox, "queue_check_ins", refuse_bens)
    go_to(clock, check_in(engine, "4h").due_at)
    assert dispatch_due(engine, clock.now()) == 2
    assert [text.to_phone for text in texts(engine)] == [AYA]
    assert check_in(engine, "4h", second).status == "failed"


def test_a_text_stuck_in_the_outbox_does_not_ring_after_the_clinics_daytime(engine, clock):
    go_to(clock, check_in(engine, "4h").due_at)
    with reading(engine) as session:
        closes = session.execute(select(Clinic)).scalar_one().window_end
    dispatch_due(engine, clock.now())
    assert texts(engine)[0].expires_at.hour <= closes.hour
    assert texts(engine)[0].expires_at.date() == clock.now().date()


def ask(engine, clock, name="infection_screen"):
    """Let the last text have been answered with a question of ours."""
    with transaction(engine) as session:
        talk = escalations.conversation(session, session.query(Patient).filter_by(phone=AYA).one().id)
        talk.memory = Memory(question=OpenQuestion(name=name, at=clock.now(), about="redness")).row()


def test_a_question_of_ours_that_is_open_goes_before_a_check_in_for_four_hours(engine, clock):
    go_to(clock, check_in(engine, "4h").due_at - timedelta(hours=1))
    ask(engine, clock)
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    assert (check_in(engine, "4h").status, check_in(engine, "4h").reason) == ("held", "a question of ours waits for its answer")
    clock.advance(hours=3)
    dispatch_due(engine, clock.now())
    assert len(texts(engine)) == 1


def test_an_offer_that_nobody_has_to_take_holds_nothing(engine, clock):
    go_to(clock, check_in(engine, "4h").due_at)
    ask(engine, clock, "human_offer")
    dispatch_due(engine, clock.now())
    assert len(texts(engine)) == 1


def test_a_chat_of_the_last_minutes_is_let_end_first(engine, clock):
    go_to(clock, check_in(engine, "4h").due_at - timedelta(minutes=4))
    write(engine, clock)
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch_due(engine, clock.now())
    held = check_in(engine, "4h")
    assert (held.status, held.reason) == ("held", "the patient is in conversation")
    assert held.due_at == clock.now() + timedelta(minutes=6)
    go_to(clock, held.due_at)
    dispatch_due(engine, clock.now())
    assert len(texts(engine)) == 1


@pytest.mark.parametrize(
    ("column", "status", "reason"),
    [
        ("discharged_at", "skipped", "the clinic has ended this patient's aftercare"),
        ("paused_at", "held", "staff have paused the check-ins"),
    ],
)
def test_who_is_discharged_or_paused_gets_no_check_in(engine, clock, column, status, reason):
    go_to(clock, check_in(engine, "4h").due_at)
    change(engine, patient_called(engine), **{column: clock.now()})
    dispatch_due(engine, clock.now())
    assert (check_in(engine, "4h").status, check_in(engine, "4h").reason, texts(engine)) == (status, reason, [])


def test_a_takeover_that_ends_by_itself_holds_no_longer_than_that(engine, clock):
    go_to(clock, check_in(engine, "4h").due_at)
    with transaction(engine) as session:
        aya, nina = session.query(Patient).filter_by(phone=AYA).one(), session.query(Staff).one()
        escalations.take_over(session, aya, nina, clock.now())
        escalations.conversation(session, aya.id).taken_over_until = clock.now() + timedelta(minutes=20)
    dispatch_due(engine, clock.now())
    assert check_in(engine, "4h").status == "held"
    clock.advance(minutes=30)
    dispatch_due(engine, clock.now())
    assert len(texts(engine)) == 1


def test_at_night_an_urgent_text_goes_at_once_and_a_check_in_does_not(engine, gateway, clock):
    row = check_in(engine, "4h")
    night = (clock.now() + timedelta(days=1)).replace(hour=2, minute=0)
    change(engine, row, due_at=night, expires_at=night + timedelta(hours=12))
    go_to(clock, night)
    with transaction(engine) as session:
        aya = session.query(Patient).filter_by(phone=AYA).one()
        queued = {"clinic": aya.clinic, "patient": aya, "to_phone": AYA, "now": clock.now()}
        outbox.queue(session, text="Call 999 now.", sender="bot", purpose="emergency:1", priority=outbox.EMERGENCY, **queued)
    dispatch_due(engine, clock.now())
    deliver_due(engine, gateway, "scheduler:1", clock)
    assert [text.status for text in messages(engine, purpose="emergency:1")] == ["sent"]
    assert (check_in(engine, "4h").status, texts(engine)) == ("held", [])


def test_after_three_days_without_a_scheduler_nobody_is_flooded(engine, gateway, carrier, clock):
    begins = check_in(engine, "4h").due_at
    for number in range(40):
        treat(engine, f"+4477009003{number:02}", clock.now() - timedelta(hours=number * 4), clock.now())
    go_to(clock, begins)
    dispatch_due(engine, clock.now())  # queued, and then the scheduler was away
    left_behind = {text.id for text in texts(engine)}
    clock.advance(days=3)
    while dispatch_due(engine, clock.now()):
        pass
    deliver_due(engine, gateway, "scheduler:1", clock)
    late = [text for text in texts(engine) if text.status == "sent"]
    assert {text.status for text in texts(engine) if text.id in left_behind} <= {"expired", "cancelled"}
    assert len(late) == len({text.to_phone for text in late}) <= 41
    with reading(engine) as session:
        rows = session.execute(select(CheckIn).where(CheckIn.due_at <= clock.now())).scalars().all()
    assert {row.status for row in rows} <= {"sent", "expired", "skipped"}
    stale = [row for row in rows if row.expires_at <= clock.now() and row.status == "expired"]
    assert len(stale) > 40
    assert {row.reason for row in stale} <= {"its time has passed before it could be sent", "it could not be sent in its time"}


def test_a_large_clinic_does_not_delay_a_small_one(engine, clock, monkeypatch):
    monkeypatch.setattr(dispatch, "BATCH", 20)
    performed_at = check_in(engine, "4h").due_at - timedelta(hours=4)
    for number in range(60):
        treat(engine, f"+4477009003{number:02}", performed_at, clock.now())
    with transaction(engine) as session:
        small = enrolment.add_clinic(
            session, slug="small", name="Small Clinic", phone="+442079460000", timezone="Europe/London", country="GB",
            now=clock.now(), published_by="test",
        )  # fmt: skip
        for number in range(8):
            enrolment.enroll(session, clinic=small, phone=f"+4477009005{number:02}", performed_at=performed_at, now=clock.now())
    go_to(clock, performed_at + timedelta(hours=4))
    assert dispatch_due(engine, clock.now()) == 20
    assert sum(text.from_phone == "+442079460000" for text in texts(engine)) == 8
    dispatch.dispatch_all(engine, clock.now())
    assert len(texts(engine)) == 69


def test_one_patient_with_two_sessions_gets_one_text_at_a_time(engine, clock):
    treat(engine, BEN, clock.now(), clock.now())
    with transaction(engine) as session:
        ben = session.query(Patient).filter_by(phone=BEN).one()
        for row in session.query(CheckIn).filter(CheckIn.session_id != 0, CheckIn.step == "4h"):
            row.patient_id = ben.id
    go_to(clock, check_in(engine, "4h").due_at)
    dispatch.dispatch_all(engine, clock.now())
    dispatch.dispatch_all(engine, clock.now())
    assert len(texts(engine)) == 1
    with reading(engine) as session:
        held = session.query(CheckIn).filter_by(status="held").one()
    assert held.reason == "another check-in went out less than 3 hours ago"
