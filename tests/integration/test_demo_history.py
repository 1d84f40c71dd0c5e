"""The demo's past: made by driving the product, whole or not at all, and never on a record that is somebody's own."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import demo, demo_settings, reconciling, settings
from bot.clock import SystemClock
from bot.db import make_engine, reading
from bot.demo.history import RECORD, is_wanted
from bot.models import (
    CannedReply,
    CaseNote,
    CheckIn,
    Clinic,
    Draft,
    Escalation,
    Judgement,
    Message,
    Patient,
    ProtocolVersion,
    Staff,
)

DAYS = 10
#: "sent" is left out: a receipt follows each text at once.
CHECK_INS = {"planned", "held", "delivered", "answered", "skipped", "cancelled", "expired", "failed"}


@pytest.fixture
def past(tmp_path, _trained_brain, monkeypatch):
    """The record of a clinic that has lived."""
    from actions import performing
    from bot.demo.history import house, making

    values = settings.load(demo_settings.ensure(tmp_path, {}), tmp_path)
    monkeypatch.setattr(making, "PATIENCE", timedelta(hours=1))
    monkeypatch.setenv("DATABASE_URL", house.record_in(tmp_path / making.FOLDER))
    performing.engine.cache_clear()
    making.make(values, _trained_brain, SystemClock().now(), lambda _: None, days=DAYS)
    performing.engine().dispose()
    engine = make_engine(f"sqlite:///{tmp_path / RECORD}")
    yield engine, tmp_path
    engine.dispose()


def found(session, *columns):
    return set(session.execute(select(*columns)).scalars())


def under_way(session, now):
    """Return what should have been done by now; a staff answer that waits for the patient's morning is no such thing."""
    due = (Message.status.in_(("received", "queued", "sending", "unknown")), Message.next_attempt_at <= now)
    return session.execute(select(Message.sender, Message.status, Message.purpose).where(*due)).all()


@pytest.mark.timeout(600)  # a busy machine takes its time
def test_a_clinic_has_lived_through_everything_that_its_pages_can_show(past):
    engine, var = past
    with reading(engine) as session:
        clinic = session.execute(select(Clinic)).scalar_one()
        assert found(session, CheckIn.status) == CHECK_INS
        assert found(session, Message.sender) == {"patient", "bot", "check_in", "staff", "alert"}
        assert {"delivered", "undelivered", "cancelled"} <= found(session, Message.status)
        assert not under_way(session, SystemClock().now())
        assert_every_state_of_a_case(session)
        assert all(session.execute(select(func.count(table.id))).scalar() for table in (CaseNote, Judgement, CannedReply, Draft))
        assert session.execute(select(func.max(ProtocolVersion.number))).scalar() == 2
        assert found(session, Staff.role) == {"owner", "clinician", "front_desk"}
        assert clinic.slug == "demo" and clinic.holidays
        seeded = {person["phone"] for person in demo.people()["patients"]}
        assert seeded <= found(session, Patient.phone)
        assert reconciling.reckon(session, clinic.id, SystemClock().now()).mismatches == []
    assert demo.sign_in(var)[0] == "nurse@demo.example"
    assert not (var / "clock").exists()
    assert sorted(path.name for path in var.iterdir() if "history" in path.name) == []


def assert_every_state_of_a_case(session):
    cases = list(session.execute(select(Escalation)).scalars())
    waiting = [case for case in cases if case.status == "open"]
    assert {case.level for case in cases} == {"review", "urgent", "emergency"}
    assert any(case.merged_into_id for case in cases)
    assert any(case.status == "resolved" and case.note for case in cases)
    assert any(case.assigned_to for case in waiting)
    assert any(case.snoozed_until for case in waiting)
    assert any(case.first_answered_at for case in waiting), "nobody waits for a patient"
    assert any(case.first_answered_at is None and case.assigned_to is None for case in waiting), "none is new"
    assert all(case.acknowledged_at for case in waiting if case.level != "review"), "the on-call phone would go on ringing"


@pytest.mark.parametrize(
    ("environ", "is_there", "wanted"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"DEMO_HISTORY": "0"}, False, False),
        ({"DATABASE_URL": "sqlite:///mine.db"}, False, False),
    ],
    ids=["the first start", "a later start", "switched off", "a record of one's own"],
)
def test_a_past_is_made_on_the_first_start_of_a_demo_alone(tmp_path, environ, is_there, wanted):
    if is_there:
        (tmp_path / RECORD).touch()
    assert is_wanted(tmp_path, environ) is wanted


def test_what_was_left_half_made_is_made_anew_and_a_failure_leaves_nothing(tmp_path, monkeypatch):
    from bot.demo.history import making

    (tmp_path / making.FOLDER).mkdir()
    (tmp_path / making.FOLDER / RECORD).write_text("half of it")
    seen = []

    def fails(_settings, folder, *_rest):
        seen.append(sorted(folder.iterdir()))
        raise RuntimeError("killed")

    monkeypatch.setattr(making, "_live", fails)
    values = settings.load(demo_settings.ensure(tmp_path, {}), tmp_path)
    with pytest.raises(RuntimeError):
        making.make(values, None, SystemClock().now() - timedelta(hours=1), print)
    assert seen == [[]]
    assert is_wanted(tmp_path, {})
    assert not (tmp_path / making.FOLDER).exists()
