"""What a patient hears who sends a photo: that a person will look at it, beside whatever else is answered."""

import pytest

from bot import opt_out
from bot.carrier import Media, Received
from bot.conversation import take_turn
from bot.db import transaction
from bot.inbox import claim
from bot.intake import take_in
from bot.models import Patient
from bot.takeover import take_over
from bot.turn.outcome import Outcome
from bot.turn.parsed import Parsed
from tests.console_world import make_staff
from tests.world import AMIRA, BEN, CLINIC_PHONE, World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")


class Brain:
    """A dialogue model that answers everything alike."""

    def __init__(self, level="none"):
        self.level = level

    def parse(self, text):
        return Parsed(intent="ask_may", confidence=1.0)

    def ask(self, key, text, care):
        outcome = Outcome(text="Yes, from tomorrow on.", memory=care.memory)
        outcome = outcome if self.level == "none" else outcome.raised(self.level, "swelling@72-", "Swelling at this hour")
        return outcome, self.parse(text)


@pytest.fixture
def world(engine, clock):
    return World(engine, clock, Brain()).open()


def send(world, phone, text, brain=None):
    """Let a photo come in as by webhook, and let the dialogue have it."""
    sid = f"MM{len(world.messages(phone)):032x}"
    media = (Media("https://api.twilio.com/x", "image/jpeg"),)
    with transaction(world.engine) as session:
        assert take_in(session, Received(sid, phone, CLINIC_PHONE, text, 1, world.now, media), world.now) == "new"
    while (key := claim(world.engine, "test", world.now)) is not None:
        take_turn(world.engine, brain or world.brain, key, "test", world.now)
    return [row.text for row in world.messages(phone, direction="out") if row.sender == "bot"]


def cases(world, phone):
    return [(case.level, case.codes) for case in world.cases(phone)]


def patient(session, world, phone=BEN):
    return session.get(Patient, world.patient(phone).id)


def test_a_photo_without_words_is_promised_a_look(world):
    [told] = send(world, BEN, "")
    assert "our team will look at it by " in told and "{" not in told
    assert cases(world, BEN) == [("review", ["photo"])]


def test_a_question_with_a_photo_is_answered_and_the_photo_is_promised_a_look(world):
    [told] = send(world, BEN, "can i wear makeup on this?")
    assert told.startswith("Yes, from tomorrow on. Our team will look at your photo by ")
    assert cases(world, BEN) == [("review", ["photo"])]


def test_where_people_look_anyhow_nothing_is_promised_twice(world):
    [told] = send(world, BEN, "still a bit puffy", Brain("review"))
    assert told == "Yes, from tomorrow on."
    assert cases(world, BEN) == [("review", ["swelling@72-", "photo"])]


def test_danger_beside_a_photo_is_answered_as_danger(world):
    [told] = send(world, BEN, "my throat is closing up, i cant breathe")
    assert "999" in told and "photo" not in told
    assert [level for level, _ in cases(world, BEN)] == ["emergency"]


def test_help_with_a_photo_brings_a_person_too(world):
    [told] = send(world, BEN, "HELP")
    assert "Harbour Skin Clinic aftercare" in told
    assert cases(world, BEN) == [("review", ["photo"])]


def test_whoever_said_stop_hears_nothing(world):
    with transaction(world.engine) as session:
        opt_out.stop(session, patient(session, world), "keyword", world.now)
    before = world.messages(BEN, direction="out")
    send(world, BEN, "")
    send(world, BEN, "what do you think?")
    assert world.messages(BEN, direction="out") == before or len(world.messages(BEN, direction="out")) == len(before)


def test_while_a_person_talks_the_companion_keeps_out_of_it(world):
    with transaction(world.engine) as session:
        nina = make_staff(session, patient(session, world).clinic, "nina@harbour.example", "clinician", world.now)
        take_over(session, patient(session, world), nina, world.now)
    assert send(world, BEN, "here it is") == []


def test_a_text_without_a_photo_is_answered_as_ever(world):
    world.text(AMIRA, "can i wear makeup?")
    while (key := claim(world.engine, "test", world.now)) is not None:
        take_turn(world.engine, world.brain, key, "test", world.now)
    assert [row.text for row in world.messages(AMIRA, direction="out")] == ["Yes, from tomorrow on."]
    assert cases(world, AMIRA) == []
