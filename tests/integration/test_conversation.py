"""A text taken to its end with the trained model: one commit, the right reply, people where they are needed."""

from datetime import timedelta

import pytest

from bot import conversation, escalations, inbox
from bot.db import transaction
from bot.dispatch import dispatch_all
from bot.errors import DialogueError
from bot.models import Patient, Staff
from tests.conftest import FixedClock
from tests.world import AMIRA, BEN, CHLOE, DEV, ELLA, World


@pytest.fixture
def world(engine, clock: FixedClock, brain) -> World:
    return World(engine, clock, brain).open()


def nurse(world: World) -> int:
    """Add a nurse and return her id."""
    with transaction(world.engine) as session:
        clinic = world.patient(BEN).clinic_id
        row = Staff(clinic_id=clinic, email="nora@harbour.example", role="clinician", created_at=world.now, failed_sign_ins=0)
        session.add(row)
        session.flush()
        return row.id


def take_over(world: World, phone: str) -> None:
    staff = nurse(world)
    with transaction(world.engine) as session:
        patient = session.get(Patient, world.patient(phone).id)
        escalations.take_over(session, patient, session.get(Staff, staff), world.now)


QUESTIONS = ["can i wear makeup", "which sunscreen", "gym?", "can i use the sauna", "is this redness normal"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_is_answered_for_each_patients_own_hour(world: World, question: str):
    replies = {world.say(phone, question) for phone in (AMIRA, BEN, CHLOE)}
    assert len(replies) == 3


def test_a_reply_keeps_the_rule_and_the_version_it_came_from(world: World):
    world.say(BEN, "can i go swimming")
    text, reply = world.messages(BEN)
    assert text.status == "answered" and text.topics == ["swimming"]
    assert reply.answers == [{"topic": "swimming", "subject": "swimming", "verdict": "avoid", "rule": "swimming@0-72"}]
    assert reply.protocol_version_id is not None and reply.purpose == f"reply:{text.id}"


def test_someone_without_a_session_is_told_so(world: World):
    assert "can't find a session" in world.say(ELLA, "can i swim")


def test_radiofrequency_is_answered_by_people(world: World):
    assert "standard microneedling" in world.say(DEV, "can i swim")
    assert [case.level for case in world.cases(DEV)] == ["review"]


def test_an_urgent_text_gets_the_gates_reply_only_and_is_still_understood(world: World):
    reply = world.say(BEN, "can i wear makeup to cover it, theres pus coming out of my chin")
    assert "nurse has been alerted" in reply and "\n" not in reply
    assert "makeup" in world.messages(BEN)[0].topics


def test_a_person_is_brought_in_on_request(world: World):
    assert "a person will answer you by" in world.say(BEN, "can i talk to a nurse please")
    assert world.messages(BEN)[0].topics == ["human"]
    (case,) = world.cases(BEN)
    assert case.level == "review" and "human" in case.codes


@pytest.mark.parametrize(("words", "language"), [("puedo usar maquillaje hoy?", "es"), ("هل يمكنني وضع المكياج اليوم", "ar")])
def test_another_language_is_handed_over_in_that_language(world: World, words: str, language: str):
    reply = world.say(BEN, words)
    assert "NURSE" in reply and world.messages(BEN)[0].answers == []
    assert [case.codes for case in world.cases(BEN)] == [["other_language"]]


def test_an_empty_text_and_a_photo_get_a_kind_word(world: World):
    assert "no words" in world.say(BEN, "")
    key = world.text(BEN, "", media=1)
    world.answer_all()
    (reply,) = world.messages(BEN, reply_to_id=key)
    assert "photo" in reply.text and world.cases(BEN)[-1].codes == ["photo"]


def test_while_a_person_talks_the_bot_is_silent_but_for_an_emergency(world: World):
    take_over(world, BEN)
    assert world.say(BEN, "can i swim") == ""
    assert "999" in world.say(BEN, "i cant breathe")


def test_somebody_opted_out_who_writes_again_is_a_case_for_the_telephone(world: World):
    world.say(BEN, "STOP")
    assert world.say(BEN, "can i swim") == ""
    assert world.cases(BEN)[-1].codes == ["opted_out"]


def test_a_text_that_waited_too_long_is_answered_by_a_person(world: World):
    world.text(BEN, "can i swim")
    world.clock.advance(hours=5)
    world.answer_all()
    assert world.cases(BEN)[-1].codes == ["late"]


def test_a_worker_that_lost_its_claim_commits_nothing(world: World):
    key = world.text(BEN, "can i swim")
    assert inbox.claim(world.engine, "slow", world.now) == key
    world.clock.advance(minutes=5)
    assert inbox.claim(world.engine, "fast", world.now) == key, "the claim of a dead worker runs out"
    conversation.take_turn(world.engine, world.brain, key, "fast", world.now)
    conversation.take_turn(world.engine, world.brain, key, "slow", world.now)
    assert len(world.messages(BEN, direction="out")) == 1


def test_a_patients_texts_are_taken_one_after_the_other(world: World):
    first, second = world.text(BEN, "can i swim"), world.text(BEN, "and the gym?")
    other = world.text(CHLOE, "can i swim")
    assert inbox.claim(world.engine, "one", world.now) == first
    assert inbox.claim(world.engine, "two", world.now) == other
    assert inbox.claim(world.engine, "three", world.now) is None, f"{second} waits for {first}"


def test_what_keeps_failing_goes_to_staff_and_the_patient_hears_so(world: World):
    key = world.text(BEN, "can i swim")
    for _ in range(inbox.MOST_ATTEMPTS):
        inbox.claim(world.engine, "test", world.now)
        inbox.put_back(world.engine, key, "test", world.now, timedelta())
    inbox.claim(world.engine, "test", world.now)
    conversation.give_up(world.engine, key, "test", world.now)
    text, reply = world.messages(BEN)
    assert text.status == "staff" and "A person will answer you" in reply.text
    assert world.cases(BEN)[-1].codes == ["failed"]


def test_an_action_that_fails_is_an_error_and_not_a_silence(world: World, monkeypatch: pytest.MonkeyPatch):
    key = world.text(BEN, "can i swim")
    inbox.claim(world.engine, "test", world.now)
    broken = world.patient(BEN)
    with transaction(world.engine) as session:
        session.get(Patient, broken.id).timezone = "Nowhere/Land"
    with pytest.raises(DialogueError):
        conversation.take_turn(world.engine, world.brain, key, "test", world.now)
    assert world.messages(BEN, direction="out") == []


def test_no_turn_costs_more_events_than_the_first(world: World):
    for _ in range(5):
        world.say(BEN, "can i swim")
        world.clock.advance(minutes=20)
    assert world.brain.trackers.store == {}, "a turn leaves nothing behind in Rasa"


def test_to_a_wrong_number_nothing_more_is_sent_until_staff_have_looked(world: World):
    assert "send nothing more" in world.say(BEN, "you have the wrong number mate, i dont know any clinic")
    (case,) = world.cases(BEN)
    assert "R6" in case.codes and "wrong number" in case.reason and "paused" in case.reason
    assert world.patient(BEN).paused_at is not None
    dispatch_all(world.engine, world.clock.now() + timedelta(days=1))
    assert not [row for row in world.messages(BEN, direction="out") if row.sender == "check_in"]
