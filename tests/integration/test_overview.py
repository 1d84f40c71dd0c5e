"""The overview's figures from known rows, on both engines: counted by the clinic's days, its own rows alone."""

from datetime import date, datetime, timedelta, timezone
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.db import reading, transaction
from bot.models import Escalation, Patient
from bot.overview import overview
from bot.overview.span import Span
from bot.overview.undelivered import Loss
from tests.console_world import inbound, make_check_in, make_clinic, make_patient, make_session, outbound
from tests.statements import counted

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 3, 28), date(2026, 3, 30)  # the clocks go forward on the 29th
NOW = datetime(2026, 3, 31, 12, tzinfo=timezone.utc)
_purposes = count(1)


def at(day, clock):
    """Return a moment of March 2026 as London's clocks show it."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}").replace(tzinfo=LONDON).astimezone(timezone.utc)


@pytest.fixture
def rosewood(engine):
    """Mary of Rosewood, treated on the 28th at 08:00; Yusuf of Harbour wrote on the 29th and has a case."""
    with transaction(engine) as session:
        clinic = make_clinic(session, "rosewood", "Rosewood Skin Clinic", "+442079460100", NOW)
        harbour = make_clinic(session, "harbour", "Harbour Dermatology", "+442079460200", NOW)
        make_patient(session, clinic, "+447700900101", NOW, "Mary Okafor")
        yusuf = make_patient(session, harbour, "+447700900201", NOW)
        asked = inbound(session, yusuf, "harbour's own", at(29, "12:00"), topics=["makeup"], intent="ask_may")
        outbound(session, yusuf, "not understood", at(29, "12:01"), reply_to_id=asked.id)
        outbound(session, yusuf, "lost", at(29, "12:02"), status="failed", error_code="30003")
        treatment = make_session(session, yusuf, at(28, "08:00"), NOW)
        make_check_in(session, treatment, yusuf, "4h", 4, status="answered", reason="answered")
        a_case(session, yusuf, "urgent", ["U1"], at(29, "12:00"))
        return clinic.id


def a_case(session, patient, level, codes, opened, promised=60, answered=None, message=None, **more):
    case = Escalation(
        clinic_id=patient.clinic_id, patient_id=patient.id, purpose=f"test:{next(_purposes)}", level=level, codes=codes,
        reason="test", opened_at=opened, due_at=opened + timedelta(minutes=promised), message_id=message and message.id,
        first_answered_at=None if answered is None else opened + timedelta(minutes=answered), **more,
    )  # fmt: skip
    session.add(case)
    session.flush()
    return case


def mary_of(session, clinic_id):
    return session.scalars(select(Patient).where(Patient.clinic_id == clinic_id)).one()


def seen(engine, clinic_id, first=FIRST, last=LAST):
    with reading(engine) as session:
        return overview(session, clinic_id, Span(first, last, LONDON), NOW)


def test_texts_are_counted_by_the_clinics_days_across_a_change_of_the_clocks(engine, rosewood):
    with transaction(engine) as session:
        mary = mary_of(session, rosewood)
        written = ("27 23:59", "28 00:00", "28 23:59", "29 00:30", "29 23:59", "30 00:00", "31 00:00")
        for day, clock in map(str.split, written):
            inbound(session, mary, "hello", at(int(day), clock))
        outbound(session, mary, "an answer", at(29, "10:00"))
        outbound(session, mary, "never left", at(29, "10:00"), status="cancelled")
        outbound(session, mary, "a check-in", at(30, "10:00"), "check_in")
        outbound(session, mary, "a person", at(30, "11:00"), "staff", status="undelivered")
        outbound(session, mary, "an alert", at(30, "11:00"), "alert")
    volumes = seen(engine, rosewood).volumes
    assert volumes.days == [FIRST, date(2026, 3, 29), LAST]
    assert volumes.counts == {"patient": [2, 2, 1], "bot": [0, 1, 0], "check_in": [0, 0, 1], "staff": [0, 0, 1]}
    assert (volumes.total("patient"), volumes.busiest("patient"), volumes.is_empty) == (5, FIRST, False)


def test_a_text_is_answered_by_the_companion_alone_with_staff_or_by_nobody(engine, rosewood):
    with transaction(engine) as session:
        mary = mary_of(session, rosewood)
        for minute in range(3):
            asked = inbound(session, mary, "may I?", at(28, f"10:0{minute}"))
            outbound(session, mary, "yes", at(28, f"10:0{minute}"), reply_to_id=asked.id)
        flagged = inbound(session, mary, "it oozes", at(28, "11:00"))
        outbound(session, mary, "a nurse will call", at(28, "11:00"), reply_to_id=flagged.id)
        a_case(session, mary, "urgent", ["U1"], at(28, "11:00"), message=flagged)
        inbound(session, mary, "failed", at(28, "11:30"), status="staff")
        inbound(session, mary, "to the nurse", at(28, "12:00"))
        inbound(session, mary, "just now", at(28, "12:30"), status="received")
    answered = seen(engine, rosewood).answered
    assert vars(answered) == {"alone": 3, "with_staff": 2, "quiet": 1, "waiting": 1}
    assert answered.share == 0.5


def test_cases_are_counted_by_reason_and_level_and_waited_for_without_those_merged_into_another(engine, rosewood):
    with transaction(engine) as session:
        mary = mary_of(session, rosewood)
        kept = a_case(session, mary, "urgent", ["U1", "U2"], at(28, "10:00"), answered=30)
        a_case(session, mary, "urgent", ["U1"], at(28, "11:00"), answered=300, merged_into_id=kept.id, status="resolved")
        a_case(session, mary, "urgent", ["U1"], at(28, "12:00"), answered=90)
        a_case(session, mary, "review", ["check_in:48h"], at(29, "10:00"), resolved_at=at(29, "10:20"), status="resolved")
        a_case(session, mary, "review", ["R1"], at(29, "11:00"))
        a_case(session, mary, "review", ["R1"], at(31, "11:00"))
    found = seen(engine, rosewood)
    assert found.escalated.by_level == {"emergency": 0, "urgent": 2, "review": 2}
    assert {code: sum(levels.values()) for code, levels in found.escalated.by_code.items()} == {
        "U1": 2, "R1": 1, "U2": 1, "check_in:48h": 1,
    }  # fmt: skip
    urgent, review = found.waits.levels
    assert (urgent.median, urgent.ninetieth, urgent.kept, urgent.broken) == (timedelta(minutes=30), timedelta(minutes=90), 1, 1)
    assert (review.median, review.kept, review.broken) == (timedelta(minutes=20), 1, 1)
    assert found.waits.share == 0.5


def test_check_ins_are_counted_by_step_in_the_order_of_a_recovery(engine, rosewood):
    with transaction(engine) as session:
        mary = mary_of(session, rosewood)
        treatment = make_session(session, mary, at(28, "08:00"), NOW)
        other = make_session(session, make_patient(session, mary.clinic, "+447700900102", NOW), at(28, "09:00"), NOW)
        for one, status, step, hours in (
            (treatment, "answered", "4h", 4), (other, "delivered", "4h", 4), (treatment, "sent", "24h", 24),
            (other, "skipped", "24h", 24), (treatment, "planned", "48h", 48), (treatment, "answered", "day3", 80),
        ):  # fmt: skip
            make_check_in(session, one, one.patient, step, hours, status=status, reason="test")
    steps = seen(engine, rosewood).responses.steps
    assert [(step.slug, step.sent, step.answered, step.not_sent) for step in steps] == [("4h", 2, 1, 0), ("24h", 1, 0, 1)]
    assert seen(engine, rosewood).responses.share == 1 / 3


def test_texts_that_did_not_arrive_are_counted_by_code(engine, rosewood):
    with transaction(engine) as session:
        mary = mary_of(session, rosewood)
        for status, code, sender in (
            ("undelivered", "30003", "bot"), ("undelivered", "30003", "bot"), ("failed", "21211", "check_in"),
            ("expired", None, "bot"), ("cancelled", "21610", "check_in"), ("cancelled", None, "bot"),
            ("delivered", None, "bot"), ("queued", None, "bot"),
        ):  # fmt: skip
            outbound(session, mary, "text", at(29, "10:00"), sender, status=status, error_code=code)
    undelivered = seen(engine, rosewood).undelivered
    assert undelivered.losses == [
        Loss("30003", "undelivered", "bot", 2), Loss("", "expired", "bot", 1),
        Loss("21211", "failed", "check_in", 1), Loss("21610", "cancelled", "check_in", 1),
    ]  # fmt: skip
    assert (undelivered.total, undelivered.tried) == (5, 6)


def test_topics_are_counted_by_the_hours_in_each_texts_record(engine, rosewood):
    with transaction(engine) as session:
        mary = mary_of(session, rosewood)
        for topics, hours in (
            (["makeup"], 2.5), (["makeup", "exercise"], 23.99), (["makeup"], 24), (["makeup"], 100.1), (["makeup"], 5000),
            (["exercise"], None), (["exercise"], -3), (["thanks"], 2), ([], 2),
        ):  # fmt: skip
            inbound(session, mary, "asks", at(29, "10:00"), topics=topics, read={"hours": hours})
    counts = seen(engine, rosewood).topics.counts
    assert list(counts) == ["makeup", "exercise"]
    assert {name: number for name, number in counts["makeup"].items() if number} == {"0": 2, "1": 1, "4-6": 1, "14+": 1}
    assert {name: number for name, number in counts["exercise"].items() if number} == {"0": 1, "none": 2}


def test_questions_without_an_answer_are_told_in_the_patients_words_and_answered_ones_are_not(engine, rosewood):
    with transaction(engine) as session:
        mary = mary_of(session, rosewood)
        treatment = make_session(session, mary, at(28, "08:00"), NOW)
        make_check_in(session, treatment, mary, "24h", 24, status="answered", reason="test", answered_at=at(29, "14:00"))
        told = [{"topic": "makeup", "subject": "makeup", "verdict": "ok", "rule": "makeup@72-"}]
        for hour, (words, intent, more) in enumerate((
            ("can i have a tattoo", "ask_may", {"topics": ["other_treatment"]}),
            ("glorp", "nlu_fallback", {}),
            ("who won the match", "out_of_scope", {}),
            ("can i wear makeup", "ask_may", {"topics": ["makeup"], "answers": told}),
            ("it is spreading, normal?", "ask_normal", {"topics": ["redness"], "urgency": "urgent"}),
            ("thanks", "thanks", {"topics": ["thanks"]}),
            ("7 and 2", "nlu_fallback", {"handled_at": at(29, "14:00")}),
        )):  # fmt: skip
            asked = inbound(session, mary, words, at(29, f"{8 + hour:02}:00"), intent=intent, **more)
            outbound(session, mary, "reply", at(29, f"{8 + hour:02}:01"), reply_to_id=asked.id)
        inbound(session, mary, "said to the nurse who talks", at(29, "18:00"), intent="ask_may")
    gaps = seen(engine, rosewood).gaps
    assert [(one.text, one.why, one.who) for one in gaps.newest] == [
        ("who won the match", "out_of_scope", "Mary Okafor"),
        ("glorp", "not_understood", "Mary Okafor"),
        ("can i have a tattoo", "no_rule", "Mary Okafor"),
    ]
    assert gaps.counts == {("", "not_understood"): 1, ("", "out_of_scope"): 1, ("other_treatment", "no_rule"): 1}
    assert gaps.total == 3


def test_nothing_of_the_neighbours_is_counted_and_an_empty_clinic_has_every_figure(engine, rosewood):
    found = seen(engine, rosewood)
    assert found.volumes.is_empty
    assert (found.answered.share, found.escalated.total, found.waits.levels, found.responses.steps) == (None, 0, [], [])
    assert (found.undelivered.tried, found.topics.counts, found.gaps.newest, found.gaps.total) == (0, {}, [], 0)


def test_no_more_than_twelve_statements_are_needed(engine, rosewood):
    with counted(engine) as statements:
        seen(engine, rosewood, date(2025, 4, 1), date(2026, 3, 31))
    assert len(statements) == 10
