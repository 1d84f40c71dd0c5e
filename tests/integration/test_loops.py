"""A machine that answers our answers: a few replies, then silence and one word to staff; an emergency always gets the number."""

import pytest

from tests.conftest import FixedClock
from tests.world import AMIRA, BEN, World

OUT_OF_OFFICE = [
    "I am out of the office until Monday with limited access to email.",
    "Automatic reply: your message (ref 48213) has been received.",
    "Out of office: for anything urgent please ring reception.",
    "This mailbox is not monitored.",
    "Auto-reply: back on the 12th.",
    "Thank you for contacting us. Our office hours are 9 to 5.",
    "AUTOMATIC REPLY: annual leave",
    "Your request has been received and is being reviewed.",
]


@pytest.fixture
def world(engine, clock: FixedClock) -> World:
    return World(engine, clock).open()


def waiting(world: World, phone: str) -> list[str]:
    """Return the texts that the dialogue will answer."""
    return [row.text for row in world.messages(phone, direction="in") if row.status == "received"]


def test_the_same_words_are_answered_four_times_and_staff_are_told_once(world: World):
    for _ in range(12):
        world.text(BEN, "hello who is this")
        world.clock.advance(seconds=20)
    assert len(waiting(world, BEN)) == 4
    assert [(case.level, case.codes) for case in world.cases(BEN)] == [("review", ["loop"])]
    assert world.messages(BEN)[-1].explanation["loop"] is True


def test_out_of_office_texts_that_vary_are_answered_twice_and_staff_are_told_once(world: World):
    for text in OUT_OF_OFFICE:
        world.text(BEN, text)
        world.clock.advance(seconds=20)
    assert waiting(world, BEN) == OUT_OF_OFFICE[:2]
    assert [case.codes for case in world.cases(BEN)] == [["loop"]]
    assert world.alerts() == []


def test_an_automatic_answer_to_each_check_in_is_no_loop(world: World):
    for text in OUT_OF_OFFICE:
        world.text(BEN, text)
        world.clock.advance(hours=24)
    assert len(waiting(world, BEN)) == len(OUT_OF_OFFICE)


def test_after_the_loop_a_patient_is_answered_again(world: World):
    for _ in range(8):
        world.text(BEN, "This mailbox is not monitored.")
    world.text(BEN, "hi its ben, can i swim")
    assert "hi its ben, can i swim" in waiting(world, BEN)


def test_a_loop_of_one_patient_is_not_another_ones(world: World):
    for _ in range(8):
        world.text(BEN, "hello")
    world.text(AMIRA, "hello")
    assert waiting(world, AMIRA) == ["hello"]


def test_a_hundred_different_questions_in_a_minute_are_all_taken(world: World):
    for number in range(100):
        world.text(BEN, f"can i wear makeup after {number} hours?")
    assert len(waiting(world, BEN)) == 100
    assert world.cases(BEN) == []


def test_an_emergency_in_a_loop_gets_the_number(world: World):
    for text in OUT_OF_OFFICE:
        world.text(BEN, text)
    world.text(BEN, "Auto-reply: help i cant breathe my throat is closing")
    assert "999" in world.messages(BEN, direction="out")[-1].text
    assert {case.level for case in world.cases(BEN)} == {"review", "emergency"}
    assert len(world.alerts()) == 1


def test_the_same_emergency_over_and_over_gets_the_number_each_time_up_to_a_point(world: World):
    for _ in range(40):
        world.text(BEN, "i cant breathe")
    replies = world.messages(BEN, direction="out")
    assert 5 < len(replies) < 25
    assert all("999" in reply.text for reply in replies)


def test_an_urgent_sign_in_new_words_reaches_people_in_a_loop_too(world: World):
    for text in OUT_OF_OFFICE:
        world.text(BEN, text)
    world.text(BEN, "Auto-reply: there is pus coming out of my chin")
    assert [case.level for case in world.cases(BEN)] == ["review", "urgent"]
    assert len(world.alerts()) == 1


def test_a_machine_that_keeps_asking_for_help_is_left_alone_too(world: World):
    for _ in range(12):
        world.text(BEN, "HELP")
    assert len(world.messages(BEN, direction="out")) == 4
    assert [case.codes for case in world.cases(BEN)] == [["loop"]]


def test_a_stop_ends_any_loop(world: World):
    for _ in range(12):
        world.text(BEN, "stop")
    assert len(world.messages(BEN, direction="out")) == 1
    assert world.patient(BEN).opted_out_at is not None
