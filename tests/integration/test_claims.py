"""A worker that fails or dies with a text in its hand: the text is answered once, by whoever comes next, or by a person."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import conversation, inbox
from bot.db import reading
from bot.dialogue.process import take_one
from bot.errors import DialogueError
from bot.models import Message
from bot.turn.outcome import Outcome
from bot.turn.parsed import Parsed
from tests.world import AMIRA, BEN, World

ANOTHER = "another worker"


class Killed(BaseException):
    """Stands for kill -9: no handler of ours is to see it."""


class FakeBrain:
    """A model that answers everything alike, after doing what the test wants to happen in the middle of a turn."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.meanwhile = lambda: None

    def parse(self, text):
        return Parsed(intent="greet", confidence=1.0)

    def ask(self, key, text, care):
        self.asked.append(text)
        self.meanwhile()
        return Outcome(text=f"You wrote: {text}", memory=care.memory, topics=["greeting"]), self.parse(text)


@pytest.fixture
def brain():
    return FakeBrain()


@pytest.fixture
def world(engine, clock, brain):
    return World(engine, clock, brain).open()


@pytest.fixture
def work(world):
    """Let a worker take the next text as the dialogue process does; whether there was one."""
    return lambda worker="worker": take_one(world.engine, world.brain, worker, world.clock)


def fails(*errors):
    """Return something that raises these one after the other, and then nothing more."""
    left = list(errors)

    def step():
        if left:
            raise left.pop(0)

    return step


def replies(world, phone=AMIRA):
    return [row.text for row in world.messages(phone, direction="out")]


def text_of(world, key):
    with reading(world.engine) as session:
        return session.get(Message, key)


def test_a_model_that_fails_once_is_asked_again_a_moment_later(world, work):
    key = world.text(AMIRA, "hello")
    world.brain.meanwhile = fails(DialogueError("no reply"))
    assert work()
    assert replies(world) == []
    assert not work(), "not before the pause is over"
    world.clock.advance(seconds=3)
    assert work()
    assert replies(world) == ["You wrote: hello"]
    assert (text_of(world, key).status, text_of(world, key).attempts) == ("answered", 2)


def test_a_model_that_always_fails_hands_the_text_to_a_person_and_says_so(world, work):
    key = world.text(AMIRA, "hello")
    world.brain.meanwhile = fails(*[ValueError("broken")] * 10)
    for _ in range(inbox.MOST_ATTEMPTS):
        assert work()
        world.clock.advance(seconds=3)
    assert not work()
    assert text_of(world, key).status == "staff"
    assert [(case.level, case.codes) for case in world.cases(AMIRA)] == [("review", ["failed"])]
    assert len(replies(world)) == 1
    assert "A person will answer you" in replies(world)[0]


def test_a_failing_text_does_not_hold_up_other_patients_but_its_own_next_one(world, work):
    world.text(AMIRA, "first")
    world.text(AMIRA, "second")
    world.text(BEN, "hello")
    world.brain.meanwhile = fails(ValueError("broken"))
    while work():
        pass
    assert (replies(world), replies(world, BEN)) == ([], ["You wrote: hello"])
    world.clock.advance(seconds=3)
    while work():
        pass
    assert replies(world) == ["You wrote: first", "You wrote: second"]


def test_whoever_dies_after_the_claim_leaves_nothing_behind_and_another_answers_once(world, work):
    key = world.text(AMIRA, "hello")
    world.brain.meanwhile = fails(Killed())
    with pytest.raises(Killed):
        work()
    assert replies(world) == [] and world.cases(AMIRA) == []
    assert text_of(world, key).claimed_by == "worker"
    assert not work(ANOTHER), "a claim lasts: the first may still be at it"
    world.clock.advance(inbox.CLAIM_LASTS + timedelta(seconds=1))
    assert work(ANOTHER)
    assert not work(ANOTHER)
    assert replies(world) == ["You wrote: hello"]


def test_a_text_that_kills_every_worker_ends_with_a_person(world, work):
    key = world.text(AMIRA, "hello")
    world.brain.meanwhile = fails(*[Killed()] * 10)
    for _ in range(inbox.MOST_ATTEMPTS):
        with pytest.raises(Killed):
            work()
        world.clock.advance(inbox.CLAIM_LASTS + timedelta(seconds=1))
    assert work()
    assert text_of(world, key).status == "staff"
    assert [case.codes for case in world.cases(AMIRA)] == [["failed"]]


@pytest.mark.parametrize("step", ["write_understanding", "remember", "note_check_in", "bring_in_people", "queue_reply"])
def test_a_death_at_any_step_of_the_commit_commits_nothing(world, work, monkeypatch, step):
    key = world.text(AMIRA, "hello")
    with monkeypatch.context() as broken:
        broken.setattr(conversation, step, lambda *_: fails(Killed())())
        with pytest.raises(Killed):
            work()
    row = text_of(world, key)
    assert (row.status, row.topics, row.handled_at, replies(world)) == ("received", [], None, [])
    world.clock.advance(inbox.CLAIM_LASTS + timedelta(seconds=1))
    assert work(ANOTHER)
    assert replies(world) == ["You wrote: hello"]


def test_whoever_was_too_slow_commits_nothing(world, work):
    key = world.text(AMIRA, "hello")

    def overtaken():
        world.brain.meanwhile = lambda: None
        world.clock.advance(inbox.CLAIM_LASTS + timedelta(seconds=1))
        assert work(ANOTHER)

    world.brain.meanwhile = overtaken
    assert work()
    assert world.brain.asked == ["hello", "hello"]
    assert replies(world) == ["You wrote: hello"]
    assert text_of(world, key).claimed_by == ANOTHER


def test_whoever_lost_the_claim_cannot_put_the_text_back_or_give_it_up(world, work):
    key = world.text(AMIRA, "hello")
    assert inbox.claim(world.engine, "worker", world.now) == key
    world.clock.advance(inbox.CLAIM_LASTS + timedelta(seconds=1))
    assert inbox.claim(world.engine, ANOTHER, world.now) == key
    inbox.put_back(world.engine, key, "worker", world.now, timedelta())
    conversation.give_up(world.engine, key, "worker", world.now)
    row = text_of(world, key)
    assert (row.status, row.claimed_by) == ("received", ANOTHER)
    assert replies(world) == [] and world.cases(AMIRA) == []


def test_a_page_and_a_number_are_out_before_any_worker_has_looked(world, work):
    world.text(AMIRA, "my throat is closing up and i cant breathe")
    world.brain.meanwhile = fails(*[Killed()] * 3)
    assert "999" in replies(world)[0]
    assert len(world.alerts()) == 1
    assert work()
    assert len(replies(world)) == len(world.alerts()) == 1


def test_everything_that_waits_is_answered_once_each_in_order(world, work):
    phones = (AMIRA, BEN)
    for number in range(4):
        for phone in phones:
            world.text(phone, f"text {number}")
    world.brain.meanwhile = fails(ValueError("broken"), DialogueError("no reply"))
    for _ in range(3):
        while work():
            pass
        world.clock.advance(seconds=3)
    assert all(replies(world, phone) == [f"You wrote: text {number}" for number in range(4)] for phone in phones)
    with reading(world.engine) as session:
        answered = session.execute(select(Message.reply_to_id).where(Message.reply_to_id.is_not(None))).scalars().all()
    assert len(answered) == len(set(answered)) == 8


def test_a_text_held_by_a_dead_worker_does_not_wait_for_a_clock_that_was_set_back(engine, clock):
    world = World(engine, clock).open()
    key = world.text(AMIRA, "hello")
    assert inbox.claim(engine, "dead", clock.now()) == key
    clock.advance(hours=-1)
    assert inbox.claim(engine, ANOTHER, clock.now()) == key
