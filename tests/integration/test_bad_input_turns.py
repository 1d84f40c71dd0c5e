"""Whole turns of texts that are not plain: our own words quoted back, mail, links, letters in disguise."""

import pytest

from bot.checkins import load_default_timeline
from bot.db import transaction
from bot.levels import at_least
from bot.models import CheckIn, Message
from bot.unread import Unread
from tests.world import AMIRA, BEN, World

CHECK_IN = load_default_timeline().step("24h").text.format(emergency_number="999")


@pytest.fixture
def world(engine, clock, brain):
    return World(engine, clock, brain).open()


def was_asked(world: World, phone: str, step: str = "24h") -> CheckIn:
    """Let the check-in of `step` have been sent a moment ago."""
    key = next(row.id for row in world.check_ins(phone) if row.step == step)
    patient = world.patient(phone)
    with transaction(world.engine) as session:
        sent = Message(
            clinic_id=patient.clinic_id, patient_id=patient.id, direction="out", sender="check_in", from_phone="+447700900000",
            to_phone=phone, text=CHECK_IN, status="delivered", created_at=world.now, sent_at=world.now,
        )  # fmt: skip
        session.add(sent)
        session.flush()
        row = session.get(CheckIn, key)
        row.message_id, row.status, row.reason = sent.id, "delivered", "asked in this test"
    return row


def levels(world: World, phone: str) -> list[str]:
    return [case.level for case in world.cases(phone)]


FORWARDED = {
    "the check-in": CHECK_IN,
    "the check-in, forwarded": f"FW: {CHECK_IN}",
    "the check-in in a mail": "\n".join(f"> {line}" for line in CHECK_IN.split(". ")),
    "the urgent reply": (
        "Thank you for telling us. A nurse has been alerted and will contact you by 11 am. If breathing, lips, vision or fever "
        "get worse, call 999."
    ),
    "an emergency reply": (
        "Call 999 now or go to the nearest emergency department: this could be an emergency. I have alerted the clinic. Do not "
        "wait for a text."
    ),
}


@pytest.mark.parametrize("text", FORWARDED.values(), ids=FORWARDED)
def test_our_own_text_sent_back_alarms_nobody_and_gets_a_kind_word(world, text):
    reply = world.say(BEN, text)
    assert "What would you like to know about your skin?" in reply
    assert levels(world, BEN) == []
    row = world.messages(BEN, direction="in")[0]
    assert (row.urgency, row.explanation["flags"]) == ("none", [])
    assert row.explanation["quoted"]


def test_our_answer_quoted_back_with_a_question_has_the_question_answered(world):
    first = world.say(BEN, "is it normal that my skin is red")
    reply = world.say(BEN, f'"{first}" ok but can i wear makeup?')
    assert "makeup" in reply.lower()
    assert world.messages(BEN, direction="in")[-1].topics == ["makeup"]
    assert levels(world, BEN) == []


@pytest.mark.parametrize(
    ("own", "level"),
    [("my throat is closing up", "emergency"), ("there is pus on my chin", "urgent"), ("i have a fever of 39", "urgent")],
)
def test_the_patients_own_danger_beside_our_words_counts(world, own, level):
    world.say(BEN, f"> {CHECK_IN}\n{own}")
    (found,) = levels(world, BEN)
    assert at_least(found, level)


def test_a_check_in_sent_back_with_its_answer_is_answered(world):
    row = was_asked(world, BEN)
    world.say(BEN, f"{CHECK_IN}\n\n2 1 N")
    found = next(one for one in world.check_ins(BEN) if one.id == row.id)
    assert (found.status, found.values) == ("answered", {"redness": 2, "pain": 1, "danger": "no"})
    assert levels(world, BEN) == []


def test_a_yes_below_our_danger_question_is_a_yes(world):
    was_asked(world, BEN)
    world.say(BEN, f'"{CHECK_IN}"\n3 2 Y')
    assert levels(world, BEN) == ["urgent"]


def test_what_the_wide_net_finds_beside_our_words_is_marked_where_it_stands(world):
    own = "i keep changing the kitchen roll on my chin every few minutes"
    world.text(BEN, f'"{CHECK_IN}" {own}')
    world.clock.advance(minutes=2)
    assert Unread(world.engine, world.clock)() == 1
    row = world.messages(BEN, direction="in")[0]
    flags = row.explanation["flags"]
    assert flags and all(flag["phrase"] in own for flag in flags)
    assert all(row.text[flag["start"] : flag["end"]] == flag["phrase"] for flag in flags)


def test_what_a_nurse_wrote_and_comes_back_is_not_the_patients_own(world):
    patient = world.patient(AMIRA)
    nurse = "Hello Amira, do you have a fever, or is there any pus or fluid coming out of your cheeks? Nora"
    with transaction(world.engine) as session:
        session.add(
            Message(
                clinic_id=patient.clinic_id,
                patient_id=patient.id,
                direction="out",
                sender="staff",
                from_phone="+447700900000",
                to_phone=AMIRA,
                text=nurse,
                status="delivered",
                created_at=world.now,
                sent_at=world.now,
            )  # fmt: skip
        )
    world.say(AMIRA, f'"{nurse}"')
    assert levels(world, AMIRA) == []
    world.say(AMIRA, f'"{nurse}" yes pus')
    assert levels(world, AMIRA) == ["urgent"]


def test_a_heart_on_one_of_our_texts_is_thanks(world):
    told = world.say(BEN, "can i go swimming")
    reply = world.say(BEN, f"Loved \u201c{told}\u201d")
    assert "welcome" in reply.lower()
    assert levels(world, BEN) == []


def test_a_forwarded_mail_with_a_question_has_the_question_answered(world):
    reply = world.say(
        BEN,
        "---------- Forwarded message ---------\nFrom: Sepsis Burns <sepsis@burns.example>\nDate: Thu, 5 Mar 2026 at 09:12\n"
        "Subject: question\nTo: Harbour <info@harbour.example>\n\nCan I wear makeup on Saturday?\n--\nSent from my phone",
    )
    assert "makeup" in reply.lower()
    assert levels(world, BEN) == []


def test_a_link_is_not_read_for_topics(world):
    world.say(BEN, "https://example.com/swimming-and-sauna-after-bleeding can i wear makeup?")
    assert world.messages(BEN, direction="in")[0].topics == ["makeup"]
    assert levels(world, BEN) == []


def test_only_a_link_is_asked_about(world):
    assert "What would you like to know about your skin?" in world.say(BEN, "https://example.com/pus-and-fever")
    assert levels(world, BEN) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("c\u0430n i w\u0435\u0430r m\u0430k\u0435u\u0440", id="Cyrillic look-alikes"),
        pytest.param("\u200b".join("can i wear makeup"), id="zero-width spaces"),
        pytest.param(
            "\uff23\uff41\uff4e \uff49 \uff57\uff45\uff41\uff52 \uff4d\uff41\uff4b\uff45\uff55\uff50\uff1f", id="full width"
        ),
        pytest.param("can i wear m\u0336a\u0336k\u0336e\u0336u\u0336p\u0336?", id="struck through"),
        pytest.param("can i wear m.a.k.e.u.p", id="dots between"),
    ],
)
def test_a_question_in_disguised_letters_is_answered(world, text):
    reply = world.say(BEN, text)
    assert "makeup" in reply.lower()
    assert world.messages(BEN, direction="in")[0].text == text, "the record keeps the text as it came"
    assert levels(world, BEN) == []


def test_two_machines_stop_after_a_few(world):
    last = "hello"
    for _ in range(30):
        replies = world.say(BEN, f"Auto-reply: thank you for contacting us. You wrote: {last}").strip()
        world.clock.advance(seconds=5)
        if not replies:
            break
        last = replies
    assert len(world.messages(BEN, direction="out")) <= 4
    assert [case.codes for case in world.cases(BEN)].count(["loop"]) == 1


def test_a_machine_that_repeats_us_word_for_word_stops_too(world):
    last = "hello"
    for _ in range(30):
        last = world.say(BEN, last).strip()
        world.clock.advance(seconds=5)
        if not last:
            break
    assert not last, "still talking"
    assert ["loop"] in [case.codes for case in world.cases(BEN)]
