"""The dialogue is away: danger that only the wide net or the reader finds still reaches a person, within a minute and once."""

from datetime import timedelta

import pytest

from bot.reader import reader
from bot.safety import gate
from bot.unread import PATIENCE, Unread
from tests.conftest import FixedClock
from tests.world import BEN, CHLOE, World

#: Said so far aside that only the wide net hears it.
ASIDE = "i keep changing the kitchen roll on my chin every few minutes"
#: Said so that no rule hears it; the reader does.
UNHEARD = "the letters are written and on the table. the cat is next door. this face won"
CALM = "can i wear makeup tomorrow"


@pytest.fixture
def world(engine, clock: FixedClock) -> World:
    return World(engine, clock).open()


@pytest.fixture
def unread(world: World) -> Unread:
    return Unread(world.engine, world.clock)


def wait(world: World, seconds: float) -> None:
    world.clock.advance(hours=seconds / 3600)


def test_only_the_wide_net_hears_it():
    assert gate(ASIDE, hours=30).level == "none"
    assert gate(ASIDE, hours=30, wide=True).level == "emergency"


def test_a_text_that_waits_too_long_is_raised(world: World, unread: Unread):
    world.text(BEN, ASIDE)
    assert unread() == 0, "the dialogue still has time"
    wait(world, PATIENCE.total_seconds() + 1)
    assert unread() == 1
    text, reply = world.messages(BEN)
    assert text.urgency == "emergency" and "999" in reply.text
    assert [case.level for case in world.cases(BEN)] == ["emergency"]
    assert len(world.alerts()) == 1


def test_what_only_the_reader_hears_is_raised_too(world: World, unread: Unread):
    assert gate(UNHEARD, hours=30, wide=True).level in ("none", "review")
    world.text(BEN, UNHEARD)
    wait(world, 90)
    assert unread() == 1
    text, reply = world.messages(BEN)
    assert text.urgency == "emergency" and "999" in reply.text and "Samaritans" in reply.text
    assert [(case.level, case.codes) for case in world.cases(BEN)] == [("emergency", ["E5"])]


def test_without_the_reader_the_rules_decide(world: World, unread: Unread, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "default", lambda: (_ for _ in ()).throw(reader.ReaderError("gone")))
    world.text(BEN, ASIDE)
    world.text(CHLOE, UNHEARD)
    wait(world, 90)
    assert unread() == 1
    assert [case.level for case in world.cases(BEN)] == ["emergency"] and world.cases(CHLOE) == []


def test_it_is_raised_once_even_by_two_schedulers_and_after_a_restart(world: World, unread: Unread):
    world.text(BEN, ASIDE)
    wait(world, 90)
    unread()
    unread()
    Unread(world.engine, world.clock)()
    assert len(world.messages(BEN, direction="out")) == 1 and len(world.alerts()) == 1


def test_a_calm_text_waits_for_the_dialogue(world: World, unread: Unread):
    world.text(CHLOE, CALM)
    wait(world, timedelta(hours=2).total_seconds())
    assert unread() == 0
    assert world.messages(CHLOE, direction="out") == [] and world.cases(CHLOE) == []


def test_what_the_gate_has_answered_is_left_alone(world: World, unread: Unread):
    world.text(BEN, "cant breathe, tongue swelling")
    wait(world, 90)
    assert unread() == 0
    assert len(world.messages(BEN, direction="out")) == 1


def test_the_dialogue_back_again_does_not_answer_it_a_second_time(world: World, unread: Unread, brain):
    world.text(BEN, ASIDE)
    wait(world, 90)
    unread()
    world.brain = brain
    world.answer_all()
    assert len(world.messages(BEN, direction="out")) == 1
    assert len(world.cases(BEN)) == 1
