"""Everything stopped and started again in the middle of a conversation: nothing is lost, and it is soon back."""

import pytest

from bot.models import Message
from tests.house import ON_CALL

AMINA, BRUNO = "+447700900501", "+447700900502"
#: Twenty seconds is what a start takes; a busy machine is given much longer.
READY_WITHIN = 180


@pytest.fixture(scope="module")
def restarted(demo):
    """A conversation with a stop and a start in the middle: texts wait, a check-in's question is open, time has been moved."""
    amina = demo.enroll(AMINA, hours_ago=1)
    before = {"makeup": demo.say(AMINA, "can I wear makeup?"), "settings": (demo.var / "demo.env").read_text()}
    assert demo.travel_to_check_in(amina)
    dialogue = demo.process("dialogue")
    dialogue.suspend()
    demo.text(AMINA, "2 n")
    demo.text(BRUNO, "hello, who is this?")
    demo.text(BRUNO, "blood is pouring out and wont stop")
    before["now"] = demo.clock.now()
    demo.supervisor.terminate()
    dialogue.resume()
    assert demo.supervisor.wait(20) == 0
    before["waiting"] = len(demo.rows(Message.status == "received"))
    before["seconds"] = demo.start()
    demo.wait_until_quiet()
    return before


def test_it_is_ready_again_soon(restarted):
    assert restarted["seconds"] < READY_WITHIN


def test_texts_that_waited_when_all_stopped_are_answered_once(demo, restarted):
    assert restarted["waiting"] >= 2
    texts = demo.rows(Message.direction == "in", Message.from_phone.in_((AMINA, BRUNO)))
    assert [row.status for row in texts] == ["answered"] * 4
    replies = demo.rows(Message.reply_to_id.in_([row.id for row in texts]))
    assert sorted(row.reply_to_id for row in replies) == [row.id for row in texts]
    for phone in (AMINA, BRUNO):
        assert demo.on_phone(phone) == [row.text for row in demo.rows(Message.to_phone == phone, Message.sender != "alert")]


def test_the_open_question_was_not_forgotten(demo, restarted):
    ledger = {line["step"]: line for line in demo.ledger(AMINA)}
    assert (ledger["4h"]["status"], ledger["4h"]["reason"]) == ("answered", "the patient replied")


def test_the_emergency_was_paged_once(demo, restarted):
    bruno = demo.rows(Message.to_phone == ON_CALL, Message.patient_id == demo.rows(Message.from_phone == BRUNO)[0].patient_id)
    assert [row.status in ("sent", "delivered") for row in bruno] == [True]


def test_time_and_keys_are_what_they_were(demo, restarted):
    assert demo.clock.now() > restarted["now"]
    assert (demo.var / "demo.env").read_text() == restarted["settings"]


def test_the_conversation_goes_on(demo, restarted):
    assert demo.say(AMINA, "can I wear makeup?") == restarted["makeup"]
