"""Which text goes with the next one to the reader: the patient's last, calm, of the last hour, and no case open."""

import pytest

from bot.db import reading
from bot.gathering import gather
from bot.models import Message
from bot.said_before import said_before
from tests.conftest import FixedClock
from tests.world import BEN, World


@pytest.fixture
def world(engine, clock: FixedClock, brain) -> World:
    return World(engine, clock, brain).open()


def before_last(world: World, **known) -> str:
    """Return what goes with Ben's last text."""
    key = max(one.id for one in world.messages(BEN) if one.direction == "in")
    with reading(world.engine) as session:
        row = session.get(Message, key)
        care = gather(session, row, world.clock.now())
        return said_before(session, row, care.copy(update=known))


def test_the_calm_text_of_a_moment_ago_goes_with_it(world: World):
    world.say(BEN, "is a lukewarm bath fine")
    world.say(BEN, "with a big glass of red")
    assert before_last(world) == "is a lukewarm bath fine"


def test_the_first_text_is_read_by_itself(world: World):
    world.say(BEN, "with a big glass of red")
    assert before_last(world) == ""


def test_after_an_hour_it_is_read_by_itself(world: World):
    world.say(BEN, "is a lukewarm bath fine")
    world.clock.advance(minutes=61)
    world.say(BEN, "with a big glass of red")
    assert before_last(world) == ""


def test_after_a_danger_it_is_read_by_itself(world: World):
    world.say(BEN, "my tongue is swelling")
    world.say(BEN, "with a big glass of red")
    assert before_last(world) == ""


@pytest.mark.parametrize("known", [{"hint": "review"}, {"gate_level": "urgent"}, {"case_level": "review"}])
def test_where_a_rule_sees_danger_or_people_have_a_case_it_is_read_by_itself(world: World, known):
    world.say(BEN, "is a lukewarm bath fine")
    world.say(BEN, "with a big glass of red")
    assert before_last(world, **known) == ""
