"""A person erased: no table holds a word, a name or a number of theirs, the ledger's counts are what they were."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text

from bot import enrolment, erasure, escalations, ledger, outbox, patient_details, phones, reception, sessions
from bot.db import reading, transaction
from bot.delivery.sending import deliver_due
from bot.dispatch import dispatch_due
from bot.errors import InputError
from bot.intake import take_in
from bot.models import Audit, CaseNote, CheckIn, CheckInEvent, Escalation, Judgement, Message, Patient, Staff
from bot.sms import Gateway
from tests.carrier import running_carrier, settings_for
from tests.integration.people import AYA, BEN, CLINIC, open_clinic, treat

NAME, OLD_PHONE, CONTACT = "Aya Zinnober", "+447700900199", "aya@zinnober.example"
SAID = "quokkas are walking on my cheeks and there is pus"
TOLD = "Come in at noon, Aya, signed the wombat"
NOTE = "She sounded like a numbat on the phone"
CONSENT = "Yes you may text me, by the bilby"
#: Nothing of these may be found anywhere afterwards.
TRACES = ("zinnober", "7700900123", "7700900199", "quokka", "wombat", "numbat", "bilby", "potoroo", "900123")


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())
    treat(engine, BEN, clock.now() - timedelta(hours=3), clock.now())


def the(session, phone=AYA):
    return session.execute(select(Patient).where(Patient.phone == phone)).scalar_one()


def a_life(engine, clock):
    """Let everything happen that leaves words or numbers of Aya's somewhere; return her id."""
    with transaction(engine) as session:
        aya, nina = the(session), session.execute(select(Staff)).scalar_one()
        aya.name = NAME
        details = {"name": NAME, "phone": OLD_PHONE, "other_contact": CONTACT, "now": clock.now(), "actor": "nina@example.com"}
        patient_details.change(session, aya, **details)
        consent = {"source": "form", "at": clock.now(), "words": CONSENT, "now": clock.now(), "actor": "nina@example.com"}
        patient_details.record_consent(session, aya, **consent)
        write(session, aya, SAID, "SM1", clock)
    with transaction(engine) as session:
        aya = the(session, OLD_PHONE)
        patient_details.change(session, aya, **{**details, "phone": AYA})
        write(session, aya, "potoroo or not, can i swim? STOP", "SM2", clock)
        write(session, aya, "START", "SM3", clock)
        row = session.execute(select(CheckIn).where(CheckIn.patient_id == aya.id, CheckIn.step == "24h")).scalar_one()
        row.values = {"words": "a potoroo"}
        case = session.execute(select(Escalation).where(Escalation.patient_id == aya.id).limit(1)).scalar_one()
        escalations.staff_reply(session, case, nina, TOLD, clock.now())
        heard = session.execute(select(Message).where(Message.text == SAID)).scalar_one()
        session.add(Judgement(clinic_id=aya.clinic_id, message_id=heard.id, staff_id=nina.id, at=clock.now(), level="urgent"))
        session.add(CaseNote(clinic_id=aya.clinic_id, patient_id=aya.id, escalation_id=case.id, staff_id=nina.id,
                             at=clock.now(), text=NOTE))  # fmt: skip
        escalations.resolve(session, case, nina, NOTE, clock.now())
        for wanted in (sessions.ChangeZone("Europe/Dublin"), sessions.Pause(), sessions.Resume()):
            sessions.apply(session, aya, wanted, now=clock.now(), actor="nina@example.com")
        return aya.id


def write(session, patient, words, sid, clock):
    session.flush()
    given = {"from_phone": patient.phone, "provider_sid": sid, "media_count": 0, "now": clock.now()}
    reception.accept(session, clinic=patient.clinic, text=words, **given)


def erase(engine, clock, patient_id, reason="They asked us to", **more):
    with transaction(engine) as session:
        patient = session.get(Patient, patient_id)
        erasure.erase(session, patient, reason=reason, now=clock.now(), actor="nina@example.com", **more)


def traces(engine, words=TRACES):
    """Return where any of these words stands, in any column of any table."""
    found = []
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    told = (value if isinstance(value, str) else json.dumps(value, default=str)).lower()
                    found += [(table, column, word) for word in words if word in told]
    return found


def statuses(engine, table, patient_id):
    with reading(engine) as session:
        return Counter(session.execute(select(table.status).where(table.patient_id == patient_id)).scalars())


def test_before_the_erasure_every_trace_is_somewhere(engine, clock):
    """The search itself is no good if it finds nothing in a life that has left so much."""
    a_life(engine, clock)
    assert {word for _, _, word in traces(engine)} == set(TRACES)
    assert {table for table, _, _ in traces(engine)} >= {"patient", "message", "escalation", "case_note", "check_in"}


def test_no_table_holds_a_word_a_name_or_a_number(engine, clock):
    aya = a_life(engine, clock)
    erase(engine, clock, aya)
    assert traces(engine) == []
    with reading(engine) as session:
        erased = session.get(Patient, aya)
        assert (erased.erased_at, erased.erased_because) == (clock.now(), "They asked us to")
        assert erasure.is_placeholder(erased.phone)
        assert the(session, BEN).erased_at is None


def test_the_counts_stay(engine, clock):
    aya = a_life(engine, clock)
    with reading(engine) as session:
        rows = session.execute(select(CheckIn.id, CheckIn.status).where(CheckIn.patient_id == aya)).all()
        lives = len(ledger.life(session, [row.id for row in rows]))
        messages = session.execute(select(Message.id).where(Message.patient_id == aya)).all()
    erase(engine, clock, aya)
    with reading(engine) as session:
        after = session.execute(select(CheckIn.id, CheckIn.status).where(CheckIn.patient_id == aya)).all()
        assert sorted(row.id for row in after) == sorted(row.id for row in rows)
        ended = [row for row in rows if row.status in ledger.OPEN]
        assert len(ledger.life(session, [row.id for row in rows])) == lives + len(ended)
        assert session.execute(select(Message.id).where(Message.patient_id == aya)).all() == messages
        reasons = session.execute(select(CheckIn.reason).where(CheckIn.patient_id == aya, CheckIn.status == "cancelled"))
        assert set(reasons.scalars()) == {"the person was erased"}
    assert not statuses(engine, CheckIn, aya).keys() & set(ledger.OPEN)


def test_nothing_that_waited_is_sent_and_nothing_new_can_be(engine, clock):
    aya = a_life(engine, clock)
    with transaction(engine) as session:
        patient = session.get(Patient, aya)
        outbox.queue(session, clinic=patient.clinic, patient=patient, to_phone=patient.phone, text="wombat", sender="bot",
                     purpose="reply:1000", now=clock.now())  # fmt: skip
    erase(engine, clock, aya)
    clock.advance(days=30)
    while dispatch_due(engine, clock.now()):
        pass
    with running_carrier() as carrier:
        deliver_due(engine, Gateway(settings_for(carrier.url)), "scheduler:1", clock)
        assert all(text.to != AYA for text in getattr(carrier, "messages", []))
    with reading(engine) as session:
        theirs = session.execute(select(Message).where(Message.patient_id == aya)).scalars().all()
        assert not {row.status for row in theirs if row.sender != "alert"} & {"queued", "sending", "unknown", "received"}
    with transaction(engine) as session:
        patient = session.get(Patient, aya)
        sent = outbox.queue(session, clinic=patient.clinic, patient=patient, to_phone=patient.phone, text="hello", sender="staff",
                            purpose="staff:1:99", now=clock.now())  # fmt: skip
        assert sent is None


def test_the_placeholder_is_no_number_and_never_the_same(engine, clock):
    seen = {erasure.placeholder.new() for _ in range(200)}
    assert len(seen) == 200
    assert {len(each) for each in seen} == {16}
    with pytest.raises(InputError):
        phones.parse(seen.pop(), "GB")


def test_a_later_text_from_the_same_number_is_a_strangers_first(engine, clock):
    aya = a_life(engine, clock)
    erase(engine, clock, aya)
    clock.advance(days=3)
    with transaction(engine) as session:
        clinic = session.get(Patient, aya).clinic
        row = reception.accept(session, clinic=clinic, from_phone=AYA, text="hello?", provider_sid="SM9", media_count=0,
                               now=clock.now())  # fmt: skip
        assert row.patient_id != aya
        assert the(session).opted_out_at is None
    with transaction(engine) as session:
        clinic = the(session).clinic
        treated = enrolment.enroll(session, clinic=clinic, phone=AYA, performed_at=clock.now(), now=clock.now())
        assert treated.patient.id != aya


def test_the_carriers_repeat_does_not_bring_the_text_back(engine, clock):
    from bot.carrier import Received

    aya = a_life(engine, clock)
    erase(engine, clock, aya)
    told_again = Received(sid="SM1", from_phone=OLD_PHONE, to_phone=CLINIC, text=SAID, media_count=0, at=clock.now())
    with transaction(engine) as session:
        assert take_in(session, told_again, clock.now()) == "repeat"
    assert traces(engine) == []


def test_old_texts_lose_the_carriers_name_for_them(engine, clock):
    aya = a_life(engine, clock)
    clock.advance(days=3)
    erase(engine, clock, aya)
    with reading(engine) as session:
        assert set(session.execute(select(Message.provider_sid).where(Message.patient_id == aya)).scalars()) == {None}


def test_the_audit_book_says_who_erased_whom_and_why_without_a_name(engine, clock):
    aya = a_life(engine, clock)
    erase(engine, clock, aya)
    with reading(engine) as session:
        [line] = session.execute(select(Audit).where(Audit.action == "patient.erase")).scalars()
        assert (line.actor, line.target, line.detail["notes"]) == ("nina@example.com", f"patient:{aya}", 1)


def test_erasing_twice_changes_nothing(engine, clock):
    aya = a_life(engine, clock)
    erase(engine, clock, aya)
    with reading(engine) as session:
        first = session.get(Patient, aya).phone, session.execute(select(Audit.id)).all()
    clock.advance(days=1)
    erase(engine, clock, aya, reason="Once more")
    with reading(engine) as session:
        again = session.get(Patient, aya)
        assert (again.phone, session.execute(select(Audit.id)).all()) == first
        assert again.erased_because == "They asked us to"


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("", "Say why"),
        ("  ", "Say why"),
        ("x" * 301, "Say why"),
        ("Zinnober asked us to", "without the person's name"),
        ("the owner of 07700 900123 asked", "without the person's name"),
        (f"asked by {CONTACT}", "without the person's name"),
    ],
)
def test_a_reason_that_is_none_or_names_the_person_is_refused(engine, clock, reason, why):
    aya = a_life(engine, clock)
    before = traces(engine)
    with pytest.raises(InputError, match=why):
        erase(engine, clock, aya, reason=reason)
    assert traces(engine) == before


def test_nobody_is_erased_while_a_text_to_them_is_leaving(engine, clock):
    aya = a_life(engine, clock)
    with transaction(engine) as session:
        row = session.execute(select(Message).where(Message.text == TOLD)).scalar_one()
        row.status, row.claimed_until = "sending", clock.now() + timedelta(seconds=20)
    with pytest.raises(InputError, match="try again in a minute"):
        erase(engine, clock, aya)
    clock.advance(minutes=1)
    erase(engine, clock, aya)
    assert traces(engine) == []


def test_what_rasa_keeps_in_a_tracker_store_of_this_database_goes_too(engine, clock):
    aya = a_life(engine, clock)
    with engine.begin() as connection:
        columns = "id INTEGER PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255), data TEXT"
        connection.execute(text(f"CREATE TABLE events ({columns})"))
        rows = [(1, AYA, "quokkas"), (2, f"{aya}.17", "potoroo"), (3, "phone", f'{{"from": "{AYA}"}}'), (4, BEN, "hello")]
        for key, sender, data in rows:
            told = {"key": key, "sender": sender, "data": data}
            connection.execute(text("INSERT INTO events VALUES (:key, :sender, 'user', :data)"), told)
    try:
        erase(engine, clock, aya)
        assert traces(engine) == []
        with engine.connect() as connection:
            assert connection.execute(text("SELECT id FROM events")).scalars().all() == [4]
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE events"))


def test_the_life_of_a_check_in_names_no_patient(engine, clock):
    aya = a_life(engine, clock)
    erase(engine, clock, aya)
    with reading(engine) as session:
        told = session.execute(select(CheckInEvent.reason).distinct()).scalars().all()
        assert all("Aya" not in reason for reason in told)
