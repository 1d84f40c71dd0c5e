"""Processes killed in the middle of their work: no text is lost, none is answered twice, and danger never waits."""

import signal
import time
from collections import Counter
from contextlib import contextmanager

import psutil
import pytest

from bot.models import Message
from tests.house import ON_CALL, eventually

#: A machine that is busy loads the model for a minute.
pytestmark = pytest.mark.timeout(900)

#: The demo's own patients, and somebody nobody has enrolled.
PHONES = [f"+44770090010{number}" for number in range(1, 8)]
IN_DANGER = "+447700900401"
QUESTIONS = (
    "can I wear makeup?", "when may I swim again?", "is peeling normal?", "what about a glass of wine?",
    "can I wash my hair?", "ok to use my retinol?", "may I go for a run?",
)  # fmt: skip

CLAIMED = (Message.status == "received", Message.claimed_by.is_not(None))
BEING_SENT = (Message.status == "sending",)


@contextmanager
def frozen(process: psutil.Process):
    """Stop a process where it stands."""
    process.suspend()
    try:
        yield
    finally:
        if process.is_running():
            process.resume()


def kill_at_work(demo, name, *work, seconds=120):
    """Kill -9 a process at a moment when a row shows it in the middle of its `work`; return the ids of those rows."""
    process = demo.process(name)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if demo.rows(*work):
            with frozen(process):
                if caught := demo.rows(*work):
                    process.send_signal(signal.SIGKILL)
                    process.wait(10)
                    return [row.id for row in caught]
    raise AssertionError(f"the {name} was never met at work")


def replies_to(demo, phones):
    """Return how many replies each text of these phones has on record."""
    texts = demo.rows(Message.direction == "in", Message.from_phone.in_(phones))
    count = Counter(row.reply_to_id for row in demo.rows(Message.direction == "out", Message.sender == "bot"))
    return [count[text.id] for text in texts]


@pytest.mark.parametrize("what", ["stopped", "killed"])
def test_with_the_dialogue_gone_an_emergency_gets_the_number_and_the_on_call_phone_rings(demo, what):
    phone = IN_DANGER if what == "stopped" else f"{IN_DANGER[:-1]}2"
    dialogue, alerts = demo.process("dialogue"), len(demo.on_phone(ON_CALL))
    with frozen(dialogue):
        if what == "killed":
            dialogue.send_signal(signal.SIGKILL)
        told = demo.say(phone, "cant breathe, tongue swelling", seconds=20)
        eventually(lambda: len(demo.on_phone(ON_CALL)) == alerts + 1, 20)
    assert "999" in told
    demo.wait_until_quiet()
    assert demo.on_phone(phone) == [told]
    assert len(demo.on_phone(ON_CALL)) == alerts + 1


def test_a_text_that_was_taken_when_the_scheduler_died_before_hearing_so_is_not_sent_again(demo):
    phone, scheduler = "+447700900403", demo.process("scheduler")
    demo.fault("timeout_after_accept")
    demo.text(phone, "HELP")
    eventually(lambda: demo.on_phone(phone))
    scheduler.send_signal(signal.SIGKILL)  # it still waits for the carrier's answer
    demo.wait_until_quiet()
    assert len(demo.on_phone(phone)) == 1
    assert [row.status for row in demo.rows(Message.to_phone == phone)] in (["sent"], ["delivered"])


@pytest.fixture(scope="module")
def stream(demo):
    """Thirty-five texts of seven phones, while the dialogue and the scheduler are killed at work, twice each."""
    met: dict[str, list[int]] = {"dialogue": [], "scheduler": []}
    for number, words in enumerate(QUESTIONS):
        for phone in PHONES:
            demo.text(phone, words)
        if number in (1, 4):
            met["dialogue"] += kill_at_work(demo, "dialogue", *CLAIMED)
        if number in (2, 5):
            met["scheduler"] += kill_at_work(demo, "scheduler", *BEING_SENT)
    demo.wait_until_quiet()
    return met


def test_both_were_killed_between_claim_and_commit(stream):
    assert len(stream["dialogue"]) >= 2
    assert len(stream["scheduler"]) >= 2


def test_every_text_has_exactly_one_reply(demo, stream):
    counts = replies_to(demo, PHONES)
    assert counts == [1] * len(PHONES) * len(QUESTIONS)


def test_every_reply_reached_its_phone_once_and_in_order(demo, stream):
    for phone in PHONES:
        replies = demo.rows(Message.to_phone == phone, Message.direction == "out")
        assert demo.on_phone(phone) == [row.text for row in replies]


def test_what_a_killed_process_held_was_taken_up_again(demo, stream):
    held = demo.rows(Message.id.in_(stream["dialogue"] + stream["scheduler"]))
    assert {row.status for row in held} <= {"answered", "sent", "delivered"}
    assert all(row.attempts == 2 for row in held if row.direction == "in")
