"""A wish for no more texts that only the reader understands is as final as STOP."""

import pytest
from sqlalchemy import select

from bot.db import reading
from bot.models import CheckIn, Patient
from bot.wish_to_stop import SURE
from tests.conftest import FixedClock
from tests.integration.test_second_opinion import STRANGE, Alarmist
from tests.world import BEN, World


class Wisher(Alarmist):
    """The trained model, whose reader takes every text for a wish to hear no more."""

    def __init__(self, brain, confidence: float = 0.99, level: str = "none") -> None:
        super().__init__(brain, level, intent="stop_messages", confidence=confidence)


@pytest.fixture
def world(engine, clock: FixedClock, brain) -> World:
    return World(engine, clock, brain).open()


def opted_out(world: World) -> str | None:
    with reading(world.engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == BEN)).scalar_one()
        return patient.opt_out_source if patient.opted_out_at else None


def test_it_ends_the_texts_with_one_confirmation(world: World):
    world.brain = Wisher(world.brain)
    assert "START" in world.say(BEN, STRANGE)
    assert opted_out(world) == "words"
    sent = [one for one in world.messages(BEN) if one.direction == "out"]
    assert [one.purpose.split(":")[0] for one in sent] == ["opt_out"]
    with reading(world.engine) as session:
        mine = select(CheckIn.status).join(Patient, Patient.id == CheckIn.patient_id).where(Patient.phone == BEN)
        assert not {"planned", "held"} & set(session.execute(mine).scalars())


def test_a_text_after_it_gets_no_reply(world: World):
    world.brain = Wisher(world.brain)
    world.say(BEN, STRANGE)
    assert world.say(BEN, "and another thing") == ""


def test_a_reader_that_is_not_sure_opts_nobody_out(world: World):
    world.brain = Wisher(world.brain, SURE - 0.01)
    world.say(BEN, STRANGE)
    assert opted_out(world) is None


@pytest.mark.parametrize("level", ["urgent", "emergency"])
def test_danger_beside_the_wish_comes_first_and_alone(world: World, level: str):
    world.brain = Wisher(world.brain, level=level)
    reply = world.say(BEN, STRANGE)
    assert "START" not in reply and opted_out(world) is None
    assert world.cases(BEN)[0].level == level
