"""Which texts go with the next one to the listener, and when they are calm enough to take a danger out of it."""

import pytest

from bot.db import reading
from bot.gathering import gather
from bot.models import Message
from bot.said_before import with_said
from bot.turn.care import Care
from tests.conftest import FixedClock
from tests.world import BEN, World


@pytest.fixture
def world(engine, clock: FixedClock, brain) -> World:
    return World(engine, clock, brain).open()


def care_of_last(world: World, **known) -> Care:
    """Return what is known with Ben's last text."""
    key = max(one.id for one in world.messages(BEN) if one.direction == "in")
    with reading(world.engine) as session:
        row = session.get(Message, key)
        care = gather(session, row, world.clock.now())
        return with_said(session, row, care.copy(update=known))


def test_the_two_texts_before_go_with_it(world: World):
    for text in ("can i swim tomorrow", "is a lukewarm bath fine", "how long for", "with a big glass of red"):
        world.say(BEN, text)
    found = care_of_last(world)
    assert found.said == ["is a lukewarm bath fine", "how long for"] and found.said_calmly


def test_the_first_text_is_read_by_itself(world: World):
    world.say(BEN, "with a big glass of red")
    found = care_of_last(world)
    assert found.said == [] and not found.said_calmly


def test_after_an_hour_no_danger_is_taken_out_of_it(world: World):
    world.say(BEN, "is a lukewarm bath fine")
    world.clock.advance(minutes=61)
    world.say(BEN, "with a big glass of red")
    found = care_of_last(world)
    assert found.said == ["is a lukewarm bath fine"] and not found.said_calmly


def test_after_two_days_it_is_read_by_itself(world: World):
    world.say(BEN, "is a lukewarm bath fine")
    world.clock.advance(hours=49)
    world.say(BEN, "with a big glass of red")
    assert care_of_last(world).said == []


def test_after_a_danger_none_is_taken_out_of_it(world: World):
    world.say(BEN, "my tongue is swelling")
    world.say(BEN, "with a big glass of red")
    assert not care_of_last(world).said_calmly


@pytest.mark.parametrize("known", [{"hint": "review"}, {"gate_level": "urgent"}, {"case_level": "review"}])
def test_where_a_rule_sees_danger_or_people_have_a_case_none_is_taken_out_of_it(world: World, known):
    world.say(BEN, "is a lukewarm bath fine")
    world.say(BEN, "with a big glass of red")
    assert not care_of_last(world, **known).said_calmly
