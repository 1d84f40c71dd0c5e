"""Two detectors, either of which is enough: what follows where the reader sees more than the gate, and where it does not."""

import pytest

from bot import conversation, inbox
from bot.safety import gate
from bot.turn.danger import Danger
from bot.turn.parsed import Parsed
from tests.conftest import FixedClock
from tests.integration.test_conversation import take_over
from tests.world import AMIRA, BEN, World

#: No rule knows these words, which is the point of them.
STRANGE = "the wallpaper in here tastes of thunder"


class Alarmist:
    """The trained model, but for what its reader sees."""

    def __init__(self, brain, level: str, **more) -> None:
        self.brain, self.level, self.more = brain, level, more

    def parse(self, text):
        return self.seeing(self.brain.parse(text))

    def ask(self, key, text, care):
        outcome, parsed = self.brain.ask(key, text, care)
        return outcome, self.seeing(parsed)

    def seeing(self, parsed: Parsed) -> Parsed:
        return parsed.copy(update={"danger": Danger(level=self.level, chances={"none": 0.1, self.level: 0.9}), **self.more})


class Unsure(Alarmist):
    """The trained model, whose reader sees no danger for sure and an emergency with some chance."""

    def __init__(self, brain, chance: float) -> None:
        super().__init__(brain, "none")
        self.chance = chance

    def seeing(self, parsed: Parsed) -> Parsed:
        chances = {"none": 1 - self.chance, "emergency": self.chance}
        return parsed.copy(update={"danger": Danger(level="none", chances=chances)})


@pytest.fixture
def world(engine, clock: FixedClock, brain) -> World:
    return World(engine, clock, brain).open()


def alarmed(world: World, level: str, text: str = STRANGE, **more) -> str:
    world.brain = Alarmist(world.brain, level, **more)
    return world.say(BEN, text)


def test_an_emergency_that_only_the_reader_sees_gets_the_number_and_pages_staff(world: World):
    reply = alarmed(world, "emergency")
    assert "999" in reply and "emergency" in reply
    (case,) = world.cases(BEN)
    assert case.level == "emergency" and case.codes == ["reader"]
    assert "reader" in case.reason and "90%" in case.reason
    assert len(world.alerts()) == 1
    assert world.messages(BEN)[0].urgency == "emergency"


def test_a_wish_to_die_that_only_the_reader_sees_gets_the_crisis_line(world: World):
    assert "116 123" in alarmed(world, "emergency", subjects=["distress"])


def test_an_urgent_sign_that_only_the_reader_sees_is_told_alone(world: World):
    reply = alarmed(world, "urgent", "can i wear makeup over it")
    assert "nurse has been alerted" in reply and "makeup" not in reply
    assert [case.level for case in world.cases(BEN)] == ["urgent"]


def test_a_review_that_only_the_reader_sees_is_a_case_beside_the_answer(world: World):
    alarmed(world, "review", "can i wear makeup")
    (case,) = world.cases(BEN)
    assert case.level == "review" and "reader" in case.codes
    assert world.alerts() == []


def test_the_reader_never_lowers_what_the_gate_raised(world: World):
    reply = alarmed(world, "none", "theres pus coming out of my chin")
    assert "nurse has been alerted" in reply
    assert [case.level for case in world.cases(BEN)] == ["urgent"]


def test_an_urgent_text_that_the_reader_takes_for_an_emergency_is_raised_and_gets_the_number(world: World):
    world.brain = Alarmist(world.brain, "emergency")
    world.text(BEN, "theres pus coming out of my chin")
    world.answer_all()
    (case,) = world.cases(BEN)
    assert case.level == "emergency"
    sent = {message.purpose.split(":")[0]: message.text for message in world.messages(BEN, direction="out")}
    assert "999" in sent["emergency"]


def test_during_a_takeover_an_emergency_is_answered_and_less_is_left_to_the_person(world: World):
    take_over(world, BEN)
    assert alarmed(world, "urgent") == ""
    assert [case.level for case in world.cases(BEN)] == ["urgent"]
    world.brain = world.brain.brain
    assert "999" in alarmed(world, "emergency", STRANGE + " again")


def test_what_the_reader_saw_is_in_the_record(world: World):
    alarmed(world, "urgent")
    read = {"level": "urgent", "chances": {"none": 0.1, "urgent": 0.9}, "alone": 0.0}
    seen = {**read, "with_before": False, "behind": False, "hint": "none"}
    assert world.messages(BEN)[0].explanation["reader"] == seen


@pytest.mark.parametrize(("chance", "is_emergency"), [(0.3, True), (0.01, False)])
def test_what_only_a_loose_rule_sees_counts_as_far_as_the_reader_goes_along(world: World, chance: float, is_emergency: bool):
    aside = "i keep changing the kitchen roll on my chin every few minutes"
    assert (gate(aside, hours=30).level, gate(aside, hours=30, wide=True).level) == ("none", "emergency")
    world.brain = Unsure(world.brain, chance)
    world.text(BEN, aside)
    world.answer_all()
    assert (world.messages(BEN)[0].urgency == "emergency") is is_emergency


def test_a_second_text_after_the_readers_emergency_is_not_reassured(world: World):
    alarmed(world, "emergency")
    world.brain = world.brain.brain
    assert "999" in world.say(BEN, "ok thanks")


def test_killed_before_the_commit_nothing_of_the_alarm_is_left_and_it_is_told_once_after(world: World, monkeypatch):
    world.brain = Alarmist(world.brain, "emergency")
    world.text(BEN, STRANGE)
    claimed = inbox.claim(world.engine, "first", world.now)
    with monkeypatch.context() as patch:
        patch.setattr(conversation, "commit", lambda *_: (_ for _ in ()).throw(RuntimeError("the plug")))
        with pytest.raises(RuntimeError):
            conversation.take_turn(world.engine, world.brain, claimed, "first", world.now)
    assert world.cases(BEN) == [] and world.messages(BEN, direction="out") == []
    conversation.take_turn(world.engine, world.brain, claimed, "first", world.now)
    assert len(world.messages(BEN, direction="out")) == 1


def test_a_phone_that_answers_for_a_driver_alarms_nobody(world: World):
    alarmed(world, "emergency", "I'm driving with Focus turned on. I'll see your message when I get where I'm going.")
    assert world.cases(BEN) == []


def test_numbness_that_the_hour_explains_needs_nobody_though_the_reader_does_not_know_the_hour(world: World):
    world.brain = Alarmist(world.brain, "review")
    assert "numb" in world.say(AMIRA, "my cheek is numb").lower()
    assert world.cases(AMIRA) == []
    world.say(BEN, "my cheek is numb")
    assert [case.level for case in world.cases(BEN)] == ["review"]
