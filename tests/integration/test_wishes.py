"""STOP, START and HELP: the carrier's keywords, words, told to the clinic, or late. One state, one confirmation, one book."""

from itertools import count

import pytest
from sqlalchemy import select

from bot import conversation, inbox, opt_out, patient_details, reception
from bot.db import reading, transaction
from bot.delivery import undelivered
from bot.errors import InputError
from bot.models import Audit, CheckIn, Clinic, Message, Patient
from bot.turn.outcome import Outcome
from bot.turn.parsed import Parsed
from tests.conftest import FixedClock
from tests.world import BEN, CHLOE, World

CARRIER_STOP = ("STOP", "stopall", "Unsubscribe", "CANCEL", "end", " Quit ", "REVOKE", "optout")
CONFIRMED = "You will get no more texts"
_sids = count(1_000_000)
BOTH_MEANINGS = ("CANCEL", "End.", "quit")


class Plain:
    """A dialogue that has the same answer to everything."""

    def parse(self, text):
        return Parsed(intent="ask_may", confidence=0.9)

    def ask(self, key, text, care):
        return Outcome(text="That is fine.", memory=care.memory), self.parse(text)


@pytest.fixture
def world(engine, clock: FixedClock) -> World:
    return World(engine, clock, Plain()).open()


def text(world, phone, words, **more):
    """Text the clinic, as the carrier tells it."""
    with transaction(world.engine) as session:
        clinic = session.execute(select(Clinic)).scalars().first()
        told = {"provider_sid": f"SM{next(_sids):032x}", "media_count": 0, "now": world.now, **more}
        row = reception.accept(session, clinic=clinic, from_phone=phone, text=words, **told)
        return row.id if row else None


def sent(world, phone=BEN):
    return [row.text for row in world.messages(phone, direction="out")]


def is_out(world, phone=BEN):
    return world.patient(phone).opted_out_at is not None


def check_in_sent(world, step="24h", phone=BEN):
    """Let a check-in have gone out a moment ago, and wait for its answer."""
    row = next(one for one in world.check_ins(phone) if one.step == step)
    with transaction(world.engine) as session:
        found = session.get(CheckIn, row.id)
        patient = session.get(Patient, found.patient_id)
        told = {"direction": "out", "sender": "check_in", "from_phone": "+447700900000", "to_phone": phone, "status": "delivered"}
        message = Message(clinic_id=patient.clinic_id, patient_id=patient.id, text="How is it?", created_at=world.now, **told)
        session.add(message)
        session.flush()
        found.message_id, found.status = message.id, "delivered"


@pytest.mark.parametrize("keyword", CARRIER_STOP)
def test_every_keyword_of_the_carrier_ends_the_texts_with_one_confirmation(world, keyword):
    text(world, BEN, keyword)
    text(world, BEN, "stop", provider_sid="SM-again")
    assert [one[: len(CONFIRMED)] for one in sent(world)] == [CONFIRMED]
    patient = world.patient(BEN)
    assert (patient.opted_out_at, patient.opt_out_source) == (world.now, "keyword")
    assert not {"planned", "held"} & {row.status for row in world.check_ins(BEN)}


@pytest.mark.parametrize(
    "words",
    ["cancel my Tuesday", "can you cancel please", "when does it end", "the end of my nose is red", "i quit smoking", "yes"],
)
def test_the_same_words_within_a_sentence_are_no_opt_out(world, words):
    text(world, BEN, words)
    assert not is_out(world) and sent(world) == []


@pytest.mark.parametrize("word", BOTH_MEANINGS)
def test_staff_hear_of_a_keyword_that_people_mean_otherwise(world, word):
    check_in_sent(world)
    text(world, BEN, word)
    (case,) = world.cases(BEN)
    assert (case.level, case.codes) == ("review", ["carrier_opt_out"])
    assert word.strip(".").upper() in case.reason and "the check-in 24h" in case.reason and len(case.reason) <= 300


def test_a_cancel_after_talk_of_an_appointment_says_so(world):
    text(world, BEN, "when is my appointment")
    with transaction(world.engine) as session:
        row = session.get(Message, world.messages(BEN)[0].id)
        row.topics, row.status = ["appointment"], "answered"
    text(world, BEN, "cancel")
    assert "an appointment" in world.cases(BEN)[0].reason.split("any more.")[1]


def test_a_plain_stop_is_no_case(world):
    text(world, BEN, "STOP")
    assert world.cases(BEN) == []


def test_what_the_carrier_has_confirmed_is_not_confirmed_again(world):
    text(world, BEN, "no more of this", carrier_says="stop")
    assert is_out(world) and sent(world) == []


def test_what_the_carrier_took_for_a_wish_counts_whatever_the_words_are(world):
    text(world, BEN, "ARRET", carrier_says="stop")
    assert is_out(world)
    text(world, BEN, "DEPART", carrier_says="start")
    assert not is_out(world) and "Welcome back" in sent(world)[-1]


@pytest.mark.parametrize("keyword", ["START", "unstop", "Yes"])
def test_a_keyword_brings_back_what_is_still_to_come(world, keyword):
    text(world, BEN, "STOP")
    text(world, BEN, keyword)
    assert not is_out(world) and "Welcome back" in sent(world)[-1]
    assert {row.status for row in world.check_ins(BEN) if row.due_at > world.now} == {"planned"}


def test_a_yes_that_may_answer_our_question_is_for_staff(world):
    check_in_sent(world)
    text(world, BEN, "STOP")
    text(world, BEN, "YES")
    assert is_out(world) and len(sent(world)) == 2, "the check-in and the one confirmation"
    assert [(case.level, case.codes) for case in world.cases(BEN)] == [("review", ["opted_out"])]
    assert "the check-in 24h" in world.cases(BEN)[0].reason


def test_a_yes_of_somebody_who_gets_texts_is_an_answer(world):
    key = text(world, BEN, "YES")
    assert not world.messages(BEN)[0].explanation["opt_out"] and key == world.messages(BEN)[0].id
    assert world.messages(BEN)[0].status == "received"


def test_help_says_who_we_are_and_how_to_reach_us(world):
    text(world, BEN, "HELP")
    (told,) = sent(world)
    assert "Harbour Skin Clinic" in told and "+447700900000" in told


def test_help_from_somebody_opted_out_is_heard_by_people_and_answered_by_nobody(world):
    text(world, BEN, "STOP")
    text(world, BEN, "help")
    assert len(sent(world)) == 1
    assert [case.codes for case in world.cases(BEN)] == [["opted_out"]]


def test_an_emergency_of_somebody_opted_out_gets_the_number_and_says_why(world):
    text(world, BEN, "STOP")
    text(world, BEN, "cant breathe, tongue swelling")
    assert "999" in sent(world)[-1] and "this is the only one" in sent(world)[-1]
    text(world, BEN, "my throat is closing, help me")
    assert "999" in sent(world)[-1] and "only one" not in sent(world)[-1], "the second"
    assert {case.level for case in world.cases(BEN)} == {"emergency"}
    assert is_out(world)


def test_to_somebody_opted_out_goes_nothing_else(world):
    text(world, BEN, "STOP")
    before = len(sent(world))
    for words in ("can i swim", "thanks", "theres pus coming out of it", "info", "cancel"):
        text(world, BEN, words)
    while (key := inbox.claim(world.engine, "test", world.now)) is not None:
        conversation.take_turn(world.engine, world.brain, key, "test", world.now)
    assert len(sent(world)) == before


def test_a_late_stop_does_not_undo_a_newer_start_nor_the_other_way_round(world):
    an_hour_ago = world.clock.now()
    world.clock.advance(hours=1)
    text(world, BEN, "START")
    text(world, BEN, "STOP", written_at=an_hour_ago)
    assert not is_out(world)
    text(world, CHLOE, "STOP")
    text(world, CHLOE, "START", written_at=an_hour_ago)
    assert is_out(world, CHLOE)


def test_a_late_stop_that_nothing_followed_is_as_final_as_any(world):
    written_at = world.clock.now()
    world.clock.advance(hours=5)
    text(world, BEN, "STOP", written_at=written_at)
    assert is_out(world) and CONFIRMED in sent(world)[0]


def in_the_book(world, action):
    with reading(world.engine) as session:
        found = session.execute(select(Audit).where(Audit.action == action)).scalars()
        return [(row.actor, row.detail["source"]) for row in found]


def test_staff_write_down_a_stop_that_was_told_to_them_and_a_wish_to_come_back(world):
    with transaction(world.engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == BEN)).scalar_one()
        assert opt_out.stop(session, patient, "staff", world.now, by="nina@example.com")
    assert is_out(world) and sent(world) == []
    stopped_at = world.clock.now()
    world.clock.advance(hours=1)
    with transaction(world.engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == BEN)).scalar_one()
        given = {"source": "phone", "words": "text me after all", "now": world.now, "actor": "nina@example.com"}
        with pytest.raises(InputError, match="opted out after that"):
            early = stopped_at - (world.now - stopped_at)
            patient_details.record_consent(session, patient, at=early, asked_again=True, **given)
        patient_details.record_consent(session, patient, at=world.now, **given)
        assert patient.opted_out_at is not None, "a consent by itself undoes no STOP"
        given["words"] = "yes, text me again"
        patient_details.record_consent(session, patient, at=world.now, asked_again=True, **given)
    assert not is_out(world)
    assert in_the_book(world, "patient.opt_out") == [("nina@example.com", "staff")]
    assert in_the_book(world, "patient.opt_in") == [("nina@example.com", "staff")]


def test_our_confirmation_refused_because_the_carrier_keeps_the_stop_is_no_news(world):
    text(world, BEN, "STOP")
    with transaction(world.engine) as session:
        row = session.execute(select(Message).where(Message.purpose.startswith("opt_out:"))).scalar_one()
        undelivered.opted_out(session, row, "21610", world.now)
    assert world.cases(BEN) == [] and world.patient(BEN).opt_out_source == "keyword"


def test_a_start_is_the_consent_of_somebody_who_had_given_none(world):
    with transaction(world.engine) as session:
        patient = session.execute(select(Patient).where(Patient.phone == BEN)).scalar_one()
        patient.consent_at = patient.consent_source = None
    text(world, BEN, "START")
    patient = world.patient(BEN)
    assert (patient.consent_source, patient.consent_words, patient.consent_at) == ("text", "START", world.now)
