"""Four weeks of recovery, lived by moving the clock: who answers, who is silent, who says STOP, and who comes back."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.db import reading
from bot.models import Clinic
from tests.house import eventually

#: A month on a busy machine.
pytestmark = pytest.mark.timeout(900)

MIA, NADIA, OMAR, PRIYA = (f"+44770090060{number}" for number in range(1, 5))
ZONES = {MIA: "Europe/London", NADIA: "America/New_York", OMAR: "Asia/Dubai", PRIYA: "Europe/London"}
STEPS = ["4h", "24h", "48h", "reminder", "day3", "day5", "day7", "day14", "day28"]
#: What Mia writes to each check-in, and what is read in it.
MIA_WRITES = {
    "4h": ("2 n", {"feel": 2, "danger": "no"}),
    "24h": ("4 1 no", {"redness": 4, "pain": 1, "danger": "no"}),
    "48h": ("same n", {"trend": "same", "danger": "no"}),
    "day3": ("2 y", {"redness": 2, "swelling_gone": "yes"}),
    "day5": ("flaking yes, no blisters", {"flaking": "yes", "blisters": "no"}),
    "day7": ("Yes!", {"normal": "yes"}),
    "day14": ("nope", {"marks": "no"}),
    "day28": ("5 n y", {"happy": 5, "lumps": "no", "book": "yes"}),
}
SENT = ("sent", "delivered", "answered")
FINAL = (*SENT, "skipped", "cancelled", "expired")


@dataclass
class Month:
    """What was noted on the way."""

    replies: dict[str, str]
    #: How many texts each phone had when it said STOP, with the confirmation.
    heard_at_stop: dict[str, int]
    heard_at_start: int


@pytest.fixture(scope="module")
def month(demo):
    """Live through Mia's four weeks, one check-in after the other; the others live beside her."""
    ids = {phone: demo.enroll(phone, 1, "--timezone", zone) for phone, zone in ZONES.items()}
    lived = Month(replies={}, heard_at_stop={}, heard_at_start=0)
    while demo.travel_to_check_in(ids[MIA]):
        step = arrived(demo)
        if step in MIA_WRITES and step not in lived.replies:
            lived.replies[step] = demo.say(MIA, MIA_WRITES[step][0])
        if step == "48h":
            demo.travel(hours=1)  # the four were enrolled seconds apart, and so their check-ins fall due
            lived.heard_at_stop = {OMAR: silenced(demo, OMAR, "STOP"), PRIYA: silenced(demo, PRIYA, "pls stop texting me")}
        if step == "day7":
            demo.travel(hours=1)  # what fell due while she wanted silence does not come late
            lived.heard_at_start = len(demo.on_phone(PRIYA))
            demo.say(PRIYA, "START")
    demo.travel(days=3)
    demo.wait_until_quiet()
    return lived


def arrived(demo):
    """Return the step of the check-in that has just come to Mia, None where it was not sent."""
    open_steps = [line["step"] for line in demo.ledger(MIA) if line["status"] in ("sent", "delivered")]
    return open_steps[-1] if open_steps else None


def silenced(demo, phone, words):
    """Say STOP with nothing on its way: a check-in called back in the outbox is another story, told in test_delivery."""
    demo.wait_until_quiet()
    demo.say(phone, words)
    return len(demo.on_phone(phone))


def check_ins(demo, phone):
    """Return the lines of a transcript that are check-ins."""
    return [line for line in demo.transcript(phone) if line["sender"] == "check_in"]


def test_every_check_in_came_in_its_order_and_was_answered(demo, month):
    assert list(month.replies) == list(MIA_WRITES)
    sent = check_ins(demo, MIA)
    assert len(sent) == len(MIA_WRITES)
    assert [line["sent_at"] for line in sent] == sorted(line["sent_at"] for line in sent)
    assert "Four weeks on" in sent[-1]["text"]


@pytest.mark.parametrize("step", MIA_WRITES)
def test_the_reply_was_read_against_the_question(demo, month, step):
    assert {row.step: row.values for row in demo.check_ins(MIA)}[step] == MIA_WRITES[step][1]


def test_a_month_as_expected_calls_for_nobody(demo, month):
    assert demo.cases(MIA) == []
    assert "what we expect" in month.replies["24h"]
    assert "call the clinic" in month.replies["day28"]


@pytest.mark.parametrize("phone", ZONES, ids=["Mia", "Nadia", "Omar", "Priya"])
def test_the_ledger_adds_up(demo, month, phone):
    ledger = demo.ledger(phone)
    assert sorted(line["step"] for line in ledger) == sorted(STEPS)
    assert all(line["reason"] for line in ledger)
    assert {line["status"] for line in ledger} <= set(FINAL)
    named = [line["message_id"] for line in ledger if line["status"] in SENT]
    assert len(named) == len(set(named)) == len(check_ins(demo, phone))
    assert [line["message_id"] for line in ledger if line["status"] not in SENT] == [None] * (len(STEPS) - len(named))


@pytest.mark.parametrize("phone", ZONES, ids=["Mia", "Nadia", "Omar", "Priya"])
def test_check_ins_arrive_in_the_daytime_of_the_patients_zone(demo, month, phone):
    with reading(demo.engine) as session:
        clinic = session.execute(select(Clinic)).scalars().first()
    hours = [datetime.fromisoformat(line["sent_at"]).astimezone(ZoneInfo(ZONES[phone])).time() for line in check_ins(demo, phone)]
    assert hours
    assert all(clinic.window_start <= hour < clinic.window_end for hour in hours), hours


def test_whoever_is_silent_is_reminded_once_and_then_looked_after_by_a_person(demo, month):
    eventually(lambda: demo.cases(NADIA))
    texts = [line["text"] for line in check_ins(demo, NADIA)]
    assert len([text for text in texts if "We have not heard from you" in text]) == 1
    assert [(case.level, case.codes, case.status) for case in demo.cases(NADIA)] == [("review", ["silence"], "open")]


def test_whoever_answers_is_not_reminded(demo, month):
    ledger = {line["step"]: line for line in demo.ledger(MIA)}
    assert (ledger["reminder"]["status"], ledger["reminder"]["reason"]) == ("skipped", "no reminder needed: 24h was answered")


def test_stop_is_the_end_of_it(demo, month):
    assert len(demo.on_phone(OMAR)) == month.heard_at_stop[OMAR]
    assert {line["reason"] for line in demo.ledger(OMAR) if line["status"] == "cancelled"} == {"the patient sent STOP"}


def test_after_stop_nothing_comes_until_start_and_then_the_rest_does(demo, month):
    assert month.heard_at_start == month.heard_at_stop[PRIYA]
    ledger = {line["step"]: line["status"] for line in demo.ledger(PRIYA)}
    assert [ledger[step] in SENT for step in ("day3", "day5", "day7", "day14", "day28")] == [False, False, False, True, True]
