"""Several texts of one patient at the same moment, each by a worker of its own: all are taken in, and no sign is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot import escalations, reception
from bot.memory import Memory
from tests.world import AMIRA, ELLA, World

AT_ONCE = 6


@pytest.fixture
def world(engine, clock):
    return World(engine, clock).open()


@pytest.fixture
def together(monkeypatch):
    """Let all workers reach the patient's conversation before any of them goes on."""
    gathering, conversation = Barrier(AT_ONCE, timeout=2), escalations.conversation

    def meet(*given):
        try:
            gathering.wait()
        except Exception:  # on SQLite writers wait for each other before this line: nobody comes to meet us
            gathering.abort()
        return conversation(*given)

    monkeypatch.setattr(reception.escalations, "conversation", meet)


def at_once(world, phone, texts):
    with ThreadPoolExecutor(AT_ONCE) as workers:
        return list(workers.map(lambda words: world.text(phone, words), texts))


@pytest.mark.parametrize("phone", [AMIRA, ELLA], ids=["a patient", "a newcomer"])
def test_the_first_texts_of_a_patient_may_come_at_the_same_moment(world, together, phone):
    keys = at_once(world, phone, [f"text {number}" for number in range(AT_ONCE)])
    assert sorted(row.id for row in world.messages(phone)) == sorted(keys)


def test_emergencies_at_the_same_moment_are_each_answered(world, together):
    at_once(world, AMIRA, [f"i cant breathe {number}" for number in range(AT_ONCE)])
    assert len(world.messages(AMIRA, direction="out")) == AT_ONCE


def test_signs_that_come_at_the_same_moment_are_all_remembered(world, together, monkeypatch):
    signs = ["my face is hot", "it is spreading", "i feel shivery", "theres yellow pus", "my eye is blurry", "i feel faint"]
    one_by_one = World(world.engine, world.clock)
    at_once(world, AMIRA, signs)
    monkeypatch.undo()
    for words in signs:
        one_by_one.text(ELLA, words)
    assert remembered(world, AMIRA) == remembered(world, ELLA) != set()


def remembered(world, phone):
    from sqlalchemy.orm import Session

    with Session(world.engine) as session:
        return Memory.parse_obj(escalations.conversation(session, world.patient(phone).id).memory).recent_signs(world.now)
