"""A case that nobody takes up goes along the on-call order, round after round, until a person has it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot import alert_ways, cases, escalations, on_call
from bot.db import transaction
from bot.models import Clinic, Escalation, OnCall, Patient, Staff
from tests.carrier import settings_for
from tests.console_world import make_app, make_world
from tests.integration.console_pages import send, sign_in
from tests.mailbox import mailbox
from tests.world import AMIRA, ON_CALL, World

SECOND = "+447700900998"
EMERGENCY, URGENT = "I can't breathe and my throat is closing", "my face is hot and swollen and there is pus"


@pytest.fixture
def world(engine, clock):
    world = World(engine, clock).open()
    with transaction(engine) as session:
        clinic = session.scalars(select(Clinic)).one()
        session.add(Staff(clinic_id=clinic.id, email="nina@harbour.example", role="clinician", created_at=clock.now()))
        clinic.on_call.append(OnCall(position=2, name="Sister Rose", phone=SECOND, email="rose@harbour.example"))
    return world


def called(world):
    return [(row.to_phone, row.purpose.split(":")[2:]) for row in world.alerts()]


def look(world, **later):
    world.clock.advance(**later)
    return on_call.call_due(world.engine, world.now)


def take_up(world, how):
    with transaction(world.engine) as session:
        case, nina = session.scalars(select(Escalation)).one(), session.scalars(select(Staff)).one()
        how(session, case, nina, world.now)


@pytest.mark.parametrize(("text", "level", "minutes"), [(EMERGENCY, "emergency", 5), (URGENT, "urgent", 15)])
def test_the_next_person_is_called_when_the_first_did_not_take_it_up(world, text, level, minutes):
    world.text(AMIRA, text)
    assert called(world) == [(ON_CALL, [level, "1"])]
    assert look(world, minutes=minutes, seconds=-1) == 0
    assert look(world, seconds=1) == 1
    assert look(world) == 0, "two schedulers call once"
    assert called(world) == [(ON_CALL, [level, "1"]), (SECOND, [level, "2"])]


def test_after_the_last_comes_the_first_again_for_three_rounds_and_then_an_error_says_so(world, caplog):
    world.text(AMIRA, EMERGENCY)
    assert sum(look(world, minutes=5) for _ in range(20)) == 5
    assert [phone for phone, _ in called(world)] == [ON_CALL, SECOND] * on_call.ROUNDS


def test_a_review_calls_nobody(world):
    world.text(AMIRA, "it is a bit more red than yesterday and itchy, is that normal? I think it is getting worse")
    assert all(case.level == "review" for case in world.cases(AMIRA))
    assert look(world, hours=3) == 0


WAYS = {
    "the button": lambda session, case, nina, now: escalations.acknowledge(session, case, nina, now),
    "an answer": lambda session, case, nina, now: escalations.staff_reply(session, case, nina, "We will ring you", now),
    "assigning it": lambda session, case, nina, now: cases.assign(session, case, nina, by=nina, now=now, was=None),
    "resolving it": lambda session, case, nina, now: escalations.resolve(session, case, nina, "phoned", now),
}


@pytest.mark.parametrize("how", WAYS.values(), ids=WAYS)
def test_whoever_takes_it_up_ends_the_calls(world, how):
    world.text(AMIRA, EMERGENCY)
    take_up(world, how)
    assert look(world, hours=2) == 0


def test_putting_it_off_does_not_pause_the_calls(world):
    world.text(AMIRA, URGENT)
    take_up(world, lambda s, case, nina, now: cases.snooze(s, case, now + timedelta(minutes=50), by=nina, now=now))
    assert look(world, minutes=15) == 1


def test_a_graver_finding_calls_again_though_somebody_had_the_lesser_one(world):
    world.text(AMIRA, URGENT)
    take_up(world, WAYS["the button"])
    with transaction(world.engine) as session:
        case = session.scalars(select(Escalation)).one()
        amira = session.scalars(select(Patient).where(Patient.phone == AMIRA)).one()
        escalations.open_case(session, patient=amira, level="emergency", codes=["E1"], reason="Possible emergency",
                              purpose=case.purpose, now=world.now)  # fmt: skip
    assert called(world) == [(ON_CALL, ["urgent", "1"]), (ON_CALL, ["emergency", "1"])]
    assert look(world, minutes=5) == 1


def test_who_has_an_address_gets_an_e_mail_too_and_only_once(world):
    with mailbox() as box:
        job = on_call.OnCall(world.engine, world.clock, settings_for(smtp_url=box.url, mail_from="bot@harbour.example"))
        world.text(AMIRA, EMERGENCY)
        job()
        world.clock.advance(minutes=5)
        job()
        job()
        assert len(box.taken) == 1
        assert "EMERGENCY: Amira needs a person now" in box.taken[0].get_payload()
        assert EMERGENCY not in box.taken[0].as_string()


def test_a_mail_server_that_is_away_keeps_nobody_from_being_called(world):
    job = on_call.OnCall(world.engine, world.clock, settings_for(smtp_url="smtp://127.0.0.1:9", mail_from="bot@harbour.example"))
    world.text(AMIRA, EMERGENCY)
    world.clock.advance(minutes=5)
    job()
    assert len(called(world)) == 2
    with mailbox() as box:
        alert_ways.send_waiting(world.engine, settings_for(smtp_url=box.url, mail_from="bot@harbour.example"), world.now)
        assert len(box.taken) == 1


@pytest.mark.parametrize(("email", "has_it"), [("clara@rosewood.example", True), ("rita@rosewood.example", False)])
def test_opening_a_case_takes_it_up_for_those_who_may_answer(engine, clock, email, has_it):
    world, client = make_world(engine, clock.now()), TestClient(make_app(engine, clock))
    sign_in(client, email)
    client.get(f"/console/cases/{world.mary_case}")
    with transaction(engine) as session:
        assert (session.get(Escalation, world.mary_case).acknowledged_at is not None) is has_it


def test_the_button_takes_it_up_and_the_page_says_so(engine, clock):
    world, client = make_world(engine, clock.now()), TestClient(make_app(engine, clock))
    sign_in(client, "clara@rosewood.example")
    send(client, "/console/account", f"/console/cases/{world.sam_case}/acknowledge")
    assert "Taken up" in client.get(f"/console/cases/{world.sam_case}").text
