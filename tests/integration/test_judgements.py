"""What staff say of our decisions: kept once for each text, exported as labelled data without whose words they are."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import judgements
from bot.cli import main
from bot.db import reading, transaction
from bot.errors import InputError
from bot.models import Audit, Clinic, Escalation, Judgement, Message, Patient, Staff
from evaluation import sets
from tests.console_world import inbound, make_check_in, make_patient, make_session, make_world, outbound


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


def told(engine, world, clock, text, patient="lily", **more):
    with transaction(engine) as session:
        return inbound(session, session.get(Patient, getattr(world, patient)), text, clock.now(), **more).id


def judge(engine, clock, message, level, by="anna"):
    with transaction(engine) as session:
        person = session.scalars(select(Staff).where(Staff.email.startswith(f"{by}@"))).one()
        return judgements.judge(session, session.get(Message, message), level, by=person, now=clock.now())


def kept(engine):
    with reading(engine) as session:
        return [(row.message_id, row.level) for row in session.scalars(select(Judgement).order_by(Judgement.id))]


def actions(engine):
    with reading(engine) as session:
        return list(session.scalars(select(Audit.action).order_by(Audit.id)))


def exported(engine, slug="rosewood"):
    with reading(engine) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.slug == slug)).one()
        return list(judgements.labelled(session, clinic))


def the_text_of(engine, case):
    with reading(engine) as session:
        return session.get(Escalation, case).message_id


def test_a_judgement_is_kept_once_and_may_be_changed(world, engine, clock):
    key = told(engine, world, clock, "it weeps a little")
    assert judge(engine, clock, key, "review")
    assert not judge(engine, clock, key, "review")
    assert judge(engine, clock, key, "urgent", by="clara")
    assert kept(engine) == [(key, "urgent")]
    assert actions(engine) == ["message.judge", "message.judge"]


def test_a_judgement_is_taken_back(world, engine, clock):
    key = told(engine, world, clock, "it weeps a little")
    judge(engine, clock, key, "review")
    with transaction(engine) as session:
        anna, message = session.get(Staff, world.anna), session.get(Message, key)
        assert judgements.withdraw(session, message, by=anna, now=clock.now())
        assert not judgements.withdraw(session, message, by=anna, now=clock.now())
    assert kept(engine) == []


@pytest.mark.parametrize("level", ["", "grave", "<b>"])
def test_a_level_that_is_none_is_refused(world, engine, clock, level):
    with pytest.raises(InputError, match="Say which it should have been"):
        judge(engine, clock, told(engine, world, clock, "it weeps"), level)


def test_our_own_text_cannot_be_judged(world, engine, clock):
    with transaction(engine) as session:
        ours = outbound(session, session.get(Patient, world.lily), "Wait until Friday.", clock.now()).id
    with pytest.raises(InputError, match="Only a patient's text"):
        judge(engine, clock, ours, "none")


def test_an_exported_row_has_the_hours_the_level_of_staff_and_nobody_in_it(world, engine, clock):
    text = "Lily Chen here, 07700 900103: my friend Gwen says the itchy bumps since 12/02 want a look"
    key = told(engine, world, clock, text, topics=["itching", "breakout"], intent="ask_normal", urgency="review")
    judge(engine, clock, key, "none")
    (row,) = exported(engine)
    assert row.pop("id") not in ("", str(key))
    assert row == {
        "text": "[name] here, [number]: my friend [name] says the itchy bumps since [date] want a look",
        "lang": "en",
        "hours_since": 384.0,
        "type": "multi",
        "topics": ["itching", "breakout"],
        "urgency": "none",
        "note": "look-alike: staff; it was taken for review",
        "split": "tune",
    }


@pytest.mark.parametrize(
    ("level", "more", "kind", "note"),
    [
        ("urgent", {"intent": "ask_normal"}, "symptom", "staff; it was taken for none"),
        ("none", {"intent": "ask_human", "urgency": "review"}, "handoff", "look-alike: staff; it was taken for review"),
        ("none", {"intent": "give_score"}, "checkin_reply", "staff agree"),
        ("none", {"read": {"opt_out": "stop"}}, "optout", "staff agree"),
        ("none", {}, "question", "staff agree"),
    ],
    ids=["danger that was missed", "a wish for a person", "a score", "a stop", "never read"],
)
def test_the_sort_of_text_follows_what_was_understood(world, engine, clock, level, more, kind, note):
    judge(engine, clock, told(engine, world, clock, "as it says", **more), level)
    (row,) = exported(engine)
    assert (row["type"], row["note"], row["topics"]) == (kind, note, ["other"])


def test_a_text_without_a_session_has_no_hours(world, engine, clock):
    with transaction(engine) as session:
        patient = Patient(clinic_id=world.clinic, phone="+447700900150", timezone="Europe/London", created_at=clock.now())
        session.add(patient)
        session.flush()
        key = inbound(session, patient, "is it open tomorrow", clock.now()).id
    judge(engine, clock, key, "none")
    assert exported(engine)[0]["hours_since"] is None


def test_an_answer_to_a_check_in_says_to_which(world, engine, clock):
    with transaction(engine) as session:
        beth = make_patient(session, session.get(Clinic, world.clinic), "+447700900151", clock.now())
        treatment = make_session(session, beth, clock.now() - timedelta(hours=25), clock.now())
        make_check_in(session, treatment, beth, "24h", 24, status="answered", answered_at=clock.now(), values={"pain": 1})
        key = inbound(session, beth, "4 1 N", clock.now(), handled_at=clock.now()).id
    judge(engine, clock, key, "none")
    assert exported(engine)[0]["asked"] == "24h"


def test_each_clinic_exports_its_own_and_photos_have_no_words(world, engine, clock):
    judge(engine, clock, told(engine, world, clock, "", media_count=1), "review")
    judge(engine, clock, the_text_of(engine, world.harbour_case), "review", by="otto")
    assert exported(engine) == []
    assert [row["urgency"] for row in exported(engine, "harbour")] == ["review"]


@pytest.fixture
def database(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)


def test_the_command_writes_a_file_that_the_evaluation_takes(world, engine, clock, database, tmp_path, capsys):
    judge(engine, clock, the_text_of(engine, world.mary_case), "urgent")
    judge(engine, clock, the_text_of(engine, world.lily_case), "none")
    out = tmp_path / "judged.jsonl"
    assert main(["judgements", "export", "--clinic", "rosewood", "--out", str(out)]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "2 judged texts; names, numbers and dates are taken out by rules: read the file" in captured.err
    found = sets.from_file(out)
    assert found.form == "messages"
    assert [row["urgency"] for row in found.rows] == ["urgent", "none"]
    assert "judgements.export" in actions(engine)


def test_the_command_prints_what_it_is_not_told_to_write(world, engine, clock, database, capsys):
    judge(engine, clock, the_text_of(engine, world.mary_case), "urgent")
    assert main(["judgements", "export", "--clinic", "rosewood"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["urgency"] == "urgent"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--clinic", "nowhere"], "there is no clinic called 'nowhere'"),
        (["--clinic", "rosewood", "--out", "/nowhere/at/all.jsonl"], "cannot be written: No such file or directory"),
    ],
    ids=["an unknown clinic", "a folder that is not there"],
)
def test_the_command_says_what_is_wrong_in_a_line(world, engine, database, capsys, arguments, sentence):
    assert main(["judgements", "export", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert sentence in captured.err
    assert "judgements.export" not in actions(engine)
