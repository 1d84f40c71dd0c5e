"""Two machines talking: what is one, and what is only a patient who writes a lot."""

import time

import pytest

from bot.machines import AUTOMATIC_TEXTS, SAME_TEXTS, is_from_a_car, is_loop, looks_automatic, same_texts

AUTOMATIC = [
    "I am out of the office until Monday 9 March with limited access to email.",
    "Out-of-Office: back on the 12th",
    "Automatic reply: Annual leave",
    "AUTO-REPLY thanks for your message, we aim to respond within 2 working days.",
    "This is an automated message. Please do not reply.",
    "This mailbox is not monitored.",
    "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get where I'm going.",
    "I\u2019m not receiving notifications. If this is urgent, reply \u201curgent\u201d to send a notification.",
    "Sorry, I can't talk right now.",
    "Your request (#48213) has been received and is being reviewed by our support staff.",
    "Thank you for contacting Bright Energy. Our office hours are 9 to 5.",
    "Ticket 48213 updated",
    "Hi, I'm Zoe, your virtual assistant! Reply 1 for billing, 2 for faults",
    "Your verification code is 392211",
    "Message undeliverable",
]


@pytest.mark.parametrize("text", AUTOMATIC)
def test_an_automatic_text_is_known_by_its_words(text):
    assert looks_automatic(text)
    assert looks_automatic(text.upper())


HUMAN = [
    "can i go back to the office tomorrow?",
    "thanks for your help",
    "thank you for getting back to me, can i swim?",
    "is it ok to drive",
    "i'm driving home now, can i have the air con on my face",
    "sorry for the late reply! 2 N",
    "my message didn't get an answer",
    "i start back at my desk on monday, makeup ok?",
    "1 N",
    "is anyone there??",
    "im away until monday",
]


@pytest.mark.parametrize("text", HUMAN)
def test_a_patients_text_is_not_automatic(text):
    assert not looks_automatic(text)


def answered(texts):
    """How many of these texts, one after the other, are answered."""
    return sum(not is_loop(text, texts[:at]) for at, text in enumerate(texts))


def test_the_same_words_over_and_over_are_a_machine():
    assert answered(["see you soon"] * 20) == SAME_TEXTS - 1


def test_capitals_and_spaces_make_no_other_text():
    assert same_texts("See  you soon ", ["see you soon", "SEE YOU SOON", "see you later"]) == 3


def test_automatic_texts_are_a_machine_however_they_vary():
    assert answered([*AUTOMATIC, *AUTOMATIC]) == AUTOMATIC_TEXTS - 1


def test_a_machine_that_takes_turns_between_two_texts_is_noticed():
    assert answered(["hello, who is this", "sorry, who is this"] * 20) <= 2 * SAME_TEXTS


def test_one_automatic_text_is_no_loop():
    assert not is_loop(AUTOMATIC[0], HUMAN)


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([f"can i wear makeup after {hours} hours" for hours in range(100)], id="a hundred questions"),
        pytest.param([f"question {number}: can i swim" for number in range(100)], id="numbered questions"),
        pytest.param(["3", "4", "5", "6", "7", "8"], id="scores"),
        pytest.param(["1 N", "2 N", "1 Y", "2 Y", "3 N"], id="answers to check-ins"),
        pytest.param(HUMAN * 4, id="four times each"),
        pytest.param(["", "", "", ""], id="four photos"),
    ],
)
def test_a_patient_who_writes_a_lot_is_answered_each_time(texts):
    assert answered(texts) == len(texts)


@pytest.mark.parametrize("text", ["automatic " * 160, "request has been " * 94, "ref " * 400, "a" * 1600, "driving with " * 123])
def test_no_text_takes_long(text):
    began = time.process_time()
    looks_automatic(text)
    assert time.process_time() - began < 0.02


DRIVING = "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get where I'm going."


@pytest.mark.parametrize("text", [DRIVING, f"Auto: {DRIVING}", "I\u2019m driving with Focus turned on.", DRIVING.upper()])
def test_what_a_phone_says_while_its_owner_drives_is_nobodys_words(text):
    assert is_from_a_car(text)


@pytest.mark.parametrize("text", [f"{DRIVING} my tongue is swelling", "im driving with one eye shut", "driving to a&e", ""])
def test_a_drivers_own_words_are_theirs(text):
    assert not is_from_a_car(text)
