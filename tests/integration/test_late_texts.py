"""Hours late is no answer: danger is told at any age, everything else goes to a person, once, and the patient hears so by day."""

from datetime import timedelta

import pytest

from bot import conversation, inbox
from bot.inbox import TIMELY
from bot.late_texts import LateTexts
from bot.turn.outcome import CheckInAnswer, Outcome
from bot.turn.parsed import Danger, Parsed
from tests.conftest import FixedClock
from tests.integration.test_wishes import Plain, check_in_sent, text
from tests.world import BEN, CHLOE, World

WAITING = "Our team has your message"


@pytest.fixture
def world(engine, clock: FixedClock) -> World:
    return World(engine, clock, Plain()).open()


def came_in(world, phone, words, hours):
    """Take in a text now that was written some hours ago."""
    return text(world, phone, words, written_at=world.now - timedelta(hours=hours))


def dialogue(world):
    while (key := inbox.claim(world.engine, "test", world.now)) is not None:
        conversation.take_turn(world.engine, world.brain, key, "test", world.now)


def sent(world, phone=BEN):
    return world.messages(phone, direction="out")


@pytest.mark.parametrize(("minutes", "is_answered"), [(0, True), (29, True), (31, False), (600, False)])
def test_what_is_still_timely_is_answered_and_nothing_else(world, minutes, is_answered):
    came_in(world, BEN, "can i wear makeup", minutes / 60)
    dialogue(world)
    (reply,) = sent(world)
    assert (reply.text == "That is fine.") == is_answered
    assert reply.text.startswith(WAITING) != is_answered
    assert [case.codes for case in world.cases(BEN)] == ([] if is_answered else [["late"]])


def test_several_late_texts_are_one_case_and_one_notice(world):
    for hours, words in ((7, "can i wear makeup"), (6, "hello?"), (5, "anyone there")):
        came_in(world, BEN, words, hours)
    came_in(world, CHLOE, "can i swim", 5)
    dialogue(world)
    (case,) = world.cases(BEN)
    assert case.reason.startswith("Came in while we were away, 7 hours ago; not answered by the companion.")
    assert (case.level, len(sent(world)), len(sent(world, CHLOE)), len(world.cases(CHLOE))) == ("review", 1, 1, 1)
    assert {row.status for row in world.messages(BEN, direction="in")} == {"staff"}


def test_an_emergency_is_answered_at_any_age_and_pages_staff(world):
    came_in(world, BEN, "cant breathe, tongue swelling", 9)
    dialogue(world)
    (reply,) = sent(world)
    assert "999" in reply.text and reply.priority == 0 and len(world.alerts()) == 1
    assert [case.level for case in world.cases(BEN)] == ["emergency"]


def test_what_only_the_reader_finds_is_told_at_any_age_too(world):
    class Alarmed(Plain):
        def parse(self, text):
            return Parsed(intent="report_symptom", confidence=0.9, danger=Danger(level="urgent", chances={"urgent": 0.99}))

    world.brain = Alarmed()
    came_in(world, BEN, "it looks strange", 9)
    dialogue(world)
    assert [case.level for case in world.cases(BEN)] == ["urgent"]
    assert "nurse" in sent(world)[0].text


def test_a_late_answer_to_a_check_in_that_raises_nothing_is_on_record_and_needs_nobody(world):
    check_in_sent(world)
    key = next(row.id for row in world.check_ins(BEN) if row.step == "24h")

    class Answered(Plain):
        def ask(self, _key, text, care):
            answer = CheckInAnswer(id=key, values={"redness": 2})
            return Outcome(text="Lovely, thank you.", memory=care.memory, check_in=answer), self.parse(text)

    world.brain = Answered()
    came_in(world, BEN, "2", 5)
    dialogue(world)
    assert world.cases(BEN) == []
    answered = next(row for row in world.check_ins(BEN) if row.step == "24h")
    assert (answered.status, answered.values) == ("answered", {"redness": 2})


def test_what_comes_to_light_at_night_is_told_in_the_morning_where_the_patient_lives(world):
    came = world.now
    world.clock.advance(hours=17)  # three in the morning
    text(world, BEN, "can i wear makeup", written_at=came)
    dialogue(world)
    (notice,) = sent(world)
    assert (notice.next_attempt_at.hour, notice.next_attempt_at.day) == (9, 6)
    assert "by Monday." in notice.text, "it is Friday by now"


def test_without_a_dialogue_texts_go_to_people_after_the_same_time(world):
    late = LateTexts(world.engine, world.clock)
    world.text(BEN, "can i wear makeup")
    world.clock.advance(TIMELY - timedelta(seconds=1))
    assert late() == 0, "the dialogue still has time"
    world.clock.advance(seconds=2)
    assert (late(), late()) == (1, 0)
    assert inbox.claim(world.engine, "test", world.now) is None, "a dialogue that is back has nothing to add"
    assert [case.codes for case in world.cases(BEN)] == [["late"]]
    assert [row.text[: len(WAITING)] for row in sent(world)] == [WAITING]


def test_a_text_that_a_dialogue_has_in_hand_is_left_to_it(world):
    world.text(BEN, "can i wear makeup")
    world.clock.advance(TIMELY + timedelta(seconds=1))
    assert inbox.claim(world.engine, "test", world.now) is not None
    assert LateTexts(world.engine, world.clock)() == 0


def test_a_wish_for_no_more_texts_holds_at_any_age_and_nobody_who_opted_out_is_told_anything(world):
    world.text(BEN, "STOP")
    came_in(world, BEN, "can i wear makeup", 5)
    dialogue(world)
    assert len(sent(world)) == 1
    assert [case.codes for case in world.cases(BEN)] == [["opted_out"]]
