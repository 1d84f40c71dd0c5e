"""A text arrives: it is recorded once, and what is plain is done at once, without the dialogue model."""

import pytest

from tests.conftest import FixedClock
from tests.world import AMIRA, BEN, ELLA, ON_CALL, World


@pytest.fixture
def world(engine, clock: FixedClock) -> World:
    return World(engine, clock).open()


def test_a_text_is_a_row_that_waits_for_the_dialogue(world: World):
    key = world.text(BEN, "can i wear makeup")
    (row,) = world.messages(BEN)
    assert (row.id, row.direction, row.status, row.urgency) == (key, "in", "received", "none")


def test_the_same_text_delivered_again_is_no_second_row(world: World):
    assert world.text(BEN, "can i swim", sid="SM1") is not None
    assert world.text(BEN, "can i swim", sid="SM1") is None
    assert len(world.messages(BEN)) == 1


def test_an_emergency_gets_the_number_and_pages_staff_with_the_dialogue_down(world: World):
    world.text(AMIRA, "cant breathe, tongue swelling")
    text, reply = world.messages(AMIRA)
    assert text.urgency == "emergency"
    assert "999" in reply.text and reply.status == "queued" and reply.priority == 0
    (alert,) = world.alerts()
    assert alert.to_phone == ON_CALL and alert.priority == 0 and "breathe" not in alert.text
    assert [case.level for case in world.cases(AMIRA)] == ["emergency"]


def test_an_urgent_sign_is_answered_with_a_time_and_staff_are_alerted(world: World):
    world.text(BEN, "there is pus coming out of my cheek")
    _, reply = world.messages(BEN)
    assert "by 11 am" in reply.text, "the clinic is open: within the hour"
    assert len(world.alerts()) == 1
    assert [case.level for case in world.cases(BEN)] == ["urgent"]


def test_stop_is_confirmed_once_and_cancels_every_check_in(world: World):
    world.text(BEN, "STOP")
    world.text(BEN, "stop")
    assert [row.text for row in world.messages(BEN, direction="out")] == [
        "You will get no more texts from us. Reply START to get them again. Questions or worries: +447700900000."
    ]
    assert {row.status for row in world.check_ins(BEN) if row.due_at > world.now} == {"cancelled"}
    assert world.patient(BEN).opted_out_at == world.now


def test_start_brings_back_the_check_ins_still_to_come(world: World):
    world.text(BEN, "STOP")
    world.clock.advance(hours=60)
    world.text(BEN, "START")
    assert world.patient(BEN).opted_out_at is None
    for row in world.check_ins(BEN):
        assert row.status == ("planned" if row.due_at > world.now else row.status)
        assert row.reason


def test_an_emergency_from_someone_opted_out_gets_the_number_once_and_staff_are_paged(world: World):
    world.text(BEN, "STOP")
    world.text(BEN, "i cant breathe my throat is closing")
    assert "999" in world.messages(BEN, direction="out")[-1].text
    assert len(world.alerts()) == 1


def test_an_urgent_sign_from_someone_opted_out_reaches_staff_and_nobody_else(world: World):
    world.text(BEN, "STOP")
    before = len(world.messages(BEN, direction="out"))
    world.text(BEN, "theres pus coming out of it")
    assert len(world.messages(BEN, direction="out")) == before
    assert [case.level for case in world.cases(BEN)] == ["urgent"]


def test_whoever_texts_first_gets_a_row_of_their_own(world: World):
    world.text(ELLA, "hello")
    assert world.patient(ELLA).timezone == "Europe/London"
