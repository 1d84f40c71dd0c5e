"""What the gate takes for danger and the reader is sure is none: the writer is asked and people look, but nobody is alarmed."""

from datetime import timedelta

import pytest

from bot import doubts, reception, silence
from bot.db import transaction
from bot.models import Patient
from bot.reader import reader
from bot.safety import gate
from bot.unread import PATIENCE, Unread
from tests.conftest import FixedClock
from tests.integration.test_conversation import take_over
from tests.world import BEN, World

FIT = "i am having a fit here waiting for my takeaway lol"
BILL = "fainted when i saw the gas bill lol"
THROAT = "my throat is closing"


@pytest.fixture
def world(engine, clock: FixedClock, brain) -> World:
    return World(engine, clock, brain).open()


@pytest.mark.parametrize(("text", "heard"), [(FIT, "emergency"), (BILL, "urgent")], ids=["emergency", "urgent"])
def test_a_joke_is_asked_about_and_opens_a_case_for_review(world: World, text, heard):
    assert gate(text, hours=30).level == heard
    reply = world.say(BEN, text)
    assert "is this about you, and is it happening now?" in reply and "999" in reply
    (case,) = world.cases(BEN)
    assert case.level == "review" and "The reader is sure that this is harmless" in case.reason
    assert world.alerts() == []
    assert world.messages(BEN)[0].explanation["doubted"] == heard


def test_a_yes_is_the_emergency_that_the_gate_heard(world: World):
    world.say(BEN, FIT)
    reply = world.say(BEN, "yes")
    assert reply.startswith("Call 999 now")
    assert "emergency" in {case.level for case in world.cases(BEN)} and len(world.alerts()) == 1
    assert world.messages(BEN, direction="out")[-1].purpose.startswith("emergency:")


def test_a_yes_is_the_urgent_sign_that_the_gate_heard(world: World):
    world.say(BEN, BILL)
    world.say(BEN, "yes thats me now")
    assert "urgent" in {case.level for case in world.cases(BEN)} and len(world.alerts()) == 1


def test_a_no_ends_it_kindly(world: World):
    world.say(BEN, FIT)
    reply = world.say(BEN, "no, just joking")
    assert reply.startswith("Thank you")
    assert [case.level for case in world.cases(BEN)] == ["review"] and world.alerts() == []


def test_a_danger_beside_the_joke_is_acted_on_at_once(world: World):
    world.say(BEN, FIT)
    assert world.say(BEN, THROAT).startswith("Call 999 now")


def test_silence_makes_a_doubt_no_graver(world: World, clock: FixedClock):
    world.say(BEN, FIT)
    clock.advance(hours=6)
    silence.Silence(world.engine, clock)()
    assert [case.level for case in world.cases(BEN)] == ["review"] and world.alerts() == []


def test_with_the_dialogue_away_nobody_can_ask_so_the_alarm_is_raised(engine, clock: FixedClock):
    world = World(engine, clock).open()
    world.text(BEN, FIT)
    assert world.messages(BEN)[0].urgency == "review"
    clock.advance(hours=(PATIENCE + timedelta(seconds=1)) / timedelta(hours=1))
    assert Unread(engine, clock)() == 1
    assert "999" in world.messages(BEN, direction="out")[-1].text and len(world.alerts()) == 1
    assert "the patient is asked" not in "".join(case.reason for case in world.cases(BEN) if case.level == "emergency")
    assert "doubted" not in world.messages(BEN)[0].explanation


@pytest.mark.parametrize("text", [THROAT, "pus is coming out of my cheek", "i cant breathe lol", "half my face has gone numb"])
def test_what_the_reader_takes_for_danger_is_never_doubted(text):
    found = gate(text, hours=30)
    assert doubts.weighed(found, text) is found


def test_what_is_a_danger_only_at_its_hour_or_with_earlier_texts_is_not_the_readers_to_judge():
    found = gate("the shivers again", hours=30, recent=frozenset({"spreading", "heat", "redness"}))
    assert found.level == "urgent" and doubts.weighed(found, "the shivers again") is found


def test_without_the_reader_the_gate_stands(monkeypatch):
    def missing():
        raise reader.ReaderError("no file")

    monkeypatch.setattr(reader, "default", missing)
    found = gate(FIT, hours=30)
    assert doubts.weighed(found, FIT) is found and found.level == "emergency"


def test_another_language_is_not_the_readers_to_judge():
    text = "no puedo respirar"
    found = gate(text)
    assert found.language == "es" and doubts.weighed(found, text) is found


def opted_out(world: World) -> None:
    world.say(BEN, "STOP")


def with_a_nurse(world: World) -> None:
    take_over(world, BEN)


@pytest.mark.parametrize("unasked", [opted_out, with_a_nurse])
def test_who_cannot_be_asked_is_told_the_number_as_the_gate_says(world: World, unasked):
    unasked(world)
    world.text(BEN, FIT)
    assert world.messages(BEN, direction="in")[-1].urgency == "emergency"
    assert "999" in world.messages(BEN, direction="out")[-1].text


def test_a_text_that_comes_too_late_to_be_asked_about_is_not_doubted(world: World):
    with transaction(world.engine) as session:
        clinic = session.get(Patient, world.patient(BEN).id).clinic
        written_at = world.now - timedelta(hours=2)
        about = {"clinic": clinic, "from_phone": BEN, "provider_sid": "SMlate", "media_count": 0, "now": world.now}
        row = reception.accept(session, text=FIT, written_at=written_at, **about)
        assert row.urgency == "emergency" and "doubted" not in row.explanation


def test_a_wish_to_die_is_never_doubted(monkeypatch):
    text = "how many of the co-codamol would do it. asking as im done being a freak"
    monkeypatch.setattr(doubts, "_calm", lambda text, language: 0.999)
    found = gate(text, hours=30)
    assert found.level == "emergency" and doubts.weighed(found, text) == found


COUNCIL = "how do i make a complaint to the council about the bins, third week missed"


def test_a_review_of_something_else_in_the_world_opens_no_case(world: World):
    assert gate(COUNCIL).level == "review"
    assert "outside what I can answer" in world.say(BEN, COUNCIL)
    assert world.cases(BEN) == [] and world.messages(BEN)[0].explanation["doubted"] == "review"


@pytest.mark.parametrize("text", ["how do i make a complaint about your clinic", "my solicitor will be in touch about my skin"])
def test_a_complaint_about_us_is_a_case(world: World, text):
    world.say(BEN, text)
    assert [case.level for case in world.cases(BEN)] == ["review"]


def test_from_somebody_a_person_writes_with_it_stays_a_review(world: World):
    world.say(BEN, "hi")
    take_over(world, BEN)
    world.text(BEN, COUNCIL)
    assert world.messages(BEN)[-1].urgency == "review"
