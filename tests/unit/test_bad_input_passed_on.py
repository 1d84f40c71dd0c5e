"""What a text passes on and its writer did not say: links, mail headers, signatures, notices, chain letters, advertisements.

Each alarms nobody; and no danger that the writer tells beside it, or in words like it, is hidden with it.
"""

from pathlib import Path

import pytest

from bot.levels import at_least
from bot.safety import gate
from bot.safety.passed_on import hide

DATA = Path(__file__).parents[1] / "data"
HOURS = 30

PASSED_ON = {
    "a link of dangerous words": "saw this https://example.com/my-face-is-bleeding-and-pus-everywhere is that usual?",
    "a news link": "https://news.example.com/woman-dies-after-anaphylaxis-and-cardiac-arrest-12345",
    "a link without https": "www.example.com/cant-breathe-after-microneedling ?",
    "a bare domain with a path": "is example.co.uk/throat-closing any good",
    "two links": "http://a.example/pus http://b.example/sepsis which one",
    "a mail address": "my mail is sepsis.bleeding@example.com",
    "a forwarded mail's headers": (
        "---------- Forwarded message ---------\nFrom: Sue Bleeding <sue@burns.example>\nDate: Thu, 5 Mar 2026 at 09:12\n"
        "Subject: Re: contact details\nTo: Harbour Skin Clinic <info@harbour.example>\n\nCan I wear makeup on Saturday?"
    ),
    "headers behind quotation marks": "> From: Sepsis Trust\n> Sent: 5 March\n> To: me\n> Subject: newsletter\n>\n> hello all",
    "who wrote when": "On Wed, 4 Mar 2026 at 10:12, Pus Collection Ltd <a@b.example> wrote:\n> hello there",
    "a signature": "Can I go to the gym?\n\nDr Amy Burns\nConsultant in Emergency Medicine | Sepsis Lead\nSt Mary's Hospital",
    "a signature after dashes": "Is redness ok?\n--\nTom Payne\nHead of Fire, Flood and Bleeding Pipe Claims\nBurst & Sons Ltd",
    "a phone's signature": "hi can i wear makeup tomorrow\n-- \nSent from my phone",
    "a confidentiality notice": (
        "ok thanks\n\nThis email and any attachments are confidential. If you received it in error please delete it. We take "
        "no liability for any loss, injury or damage caused by any virus."
    ),
    "a surgery's automatic answer": (
        "This email address is not monitored. If you have a medical emergency please call 999 or go to A&E. For chest pain, "
        "difficulty breathing or severe bleeding call 999."
    ),
    "a practice's automatic answer": (
        "Thank you for contacting Dr Hall. If you are experiencing chest pain, trouble breathing or thoughts of suicide, hang up "
        "and dial 911."
    ),
    "a crisis line's footer": "If you are feeling suicidal or want to end your life call Samaritans on 116 123.",
    "what to do, said first": "Please call 999 if you are having chest pain or cannot breathe. Office hours are 9 to 5.",
    "in an emergency": "In an emergency call 112. For life threatening emergencies dial 999.",
    "a chain letter": "FWD: Warning!! Drinking cold water after meals causes a heart attack! Pass this on to 10 people",
}


@pytest.mark.parametrize("text", PASSED_ON.values(), ids=PASSED_ON)
def test_what_is_passed_on_alarms_nobody(text):
    found = gate(text, hours=HOURS)
    assert (found.level, found.opt_out, [flag.phrase for flag in found.flags]) == ("none", None, [])


@pytest.mark.parametrize("text", PASSED_ON.values(), ids=PASSED_ON)
@pytest.mark.parametrize(
    ("own", "level"),
    [("my throat is closing up", "emergency"), ("there is pus coming out of it", "urgent"), ("I cant breathe!", "emergency")],
    ids=["throat", "pus", "breath"],
)
@pytest.mark.parametrize("order", ["{own}\n{text}", "{text}\n{own}", "{own}. {text}"], ids=["before", "after", "in one line"])
def test_the_writers_own_danger_beside_it_counts(text, own, level, order):
    assert at_least(gate(order.format(own=own, text=text), hours=HOURS).level, level)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("From: Amy <amy@x.example>\nTo: clinic\nSubject: help\n\nthere is pus coming out of my cheek", id="body"),
        pytest.param("From: Amy\nSent: today\nTo: clinic\nSubject: there is pus coming out of my cheek", id="subject"),
        pytest.param("On Wed, 4 Mar 2026, Amy wrote:\n> there is pus coming out\n> of my cheek", id="quoted lines"),
        pytest.param("> there is pus coming out of my cheek\nsent this yesterday to your email", id="a quoted line"),
    ],
)
def test_the_mail_that_is_forwarded_is_read(text):
    assert gate(text, hours=HOURS).level == "urgent"


def test_a_line_that_a_mail_program_broke_is_read_as_one():
    text = (
        "Hello, I am writing to you because I had my session with you yesterday\nmorning, which went well, and since I got up my "
        "throat is\nclosing up and I do not know what to do"
    )
    assert gate(text, hours=HOURS).level == "emergency"
    assert gate("> " + text.replace("\n", "\n> "), hours=HOURS).level == "emergency"


def test_a_list_of_short_lines_stays_a_list():
    assert gate("no fever\npus on my chin", hours=HOURS).level == "urgent"


def test_a_break_of_the_writers_own_ends_what_was_said():
    assert gate("so far there is no fever and no chills or anything like it\npus on my chin", hours=HOURS).level == "urgent"


#: Close to what is hidden, and somebody's own need.
OWN = {
    "a wish for an ambulance": "if you could call an ambulance please, throat closing up",
    "a threat to go": "if you dont answer im going to a&e, cant breathe",
    "some reason": "for some reason cant breathe, going to call 999",
    "a question about oneself": "cant breathe, if it gets worse should i call 999",
    "a question in general with an owner": "do you call 999 for a swollen tongue? mine is huge",
    "help being called": "mum had to call 999, my lips are swelling and i cant breathe",
    "in an emergency now": "in an emergency now cant breathe",
    "call first": "call 999 cant breathe",
    "please call": "please call 999 for me my throat is closing",
    "a need with a number": "contact 07700900123 my sister, i cant breathe",
    "titles in capitals": "Hi\nMy Throat Is Closing Up",
    "a job and a danger": "nurse\nHead Nurse Please My Throat Is Closing",
    "a slash": "lips/tongue swelling",
    "an at sign": "cant breathe @ home alone",
    "from and to": "From: yesterday on\nTo: now my throat is closing up",
}


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_words_like_it_that_are_the_writers_own_are_read(text):
    assert hide(text) == text
    assert gate(text, hours=HOURS).level == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Sale! 20% off all serums https://x.example/ab Unsubscribe: reply STOP2END", id="advertisement"),
        pytest.param("Reminder: your dental appointment is on 12 March. Reply C to confirm or STOP to opt out.", id="reminder"),
        pytest.param("Your parcel is on its way. To opt out of these messages reply STOP.", id="parcel"),
    ],
)
def test_somebody_elses_way_to_stop_is_no_wish(text):
    assert gate(text).opt_out is None


@pytest.mark.parametrize("text", ["STOP", "stop texting me", "unsubscribe", "To opt out reply STOP", "ok. stop these texts"])
def test_a_wish_to_stop_stays_one(text):
    assert gate(text).opt_out == "stop"


@pytest.mark.parametrize("text", [*PASSED_ON.values(), *OWN.values()])
def test_what_is_hidden_leaves_all_else_in_its_place(text):
    hidden = hide(text)
    assert len(hidden) == len(text)
    assert all(shown in (" ", written) for shown, written in zip(hidden, text, strict=True))


def test_nothing_is_hidden_in_what_patients_write():
    """The gate's own wordings, true and look-alike: what is hidden in them would not be read."""
    lines = [line for path in sorted(DATA.glob("gate_*.txt")) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) > 2000
    assert [line for line in lines if hide(line) != line] == []
