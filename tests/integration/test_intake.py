"""Whose text it is, and that none is missed: several numbers, long outages, more texts than a page holds, two who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot import enrolment, numbers
from bot.carrier import Busy, Received
from bot.db import reading, transaction
from bot.dispatch import dispatch_due
from bot.errors import InputError
from bot.intake import OVERLAP, Poll, take_in
from bot.models import Clinic, Listened
from bot.sms import Gateway
from tests.carrier import running_carrier, settings_for
from tests.conftest import FixedClock
from tests.integration.people import AYA, BEN, CLINIC, cases, check_in, messages, open_clinic, patient_called
from tests.statements import counted

SECOND = "+442071838751"
#: Two hundred a second may come in at once, and each waits for those before it.
MOST_STATEMENTS = 8


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


@pytest.fixture
def second(engine, clock):
    """The clinic has a second number."""
    with transaction(engine) as session:
        return numbers.add(session, session.get(Clinic, 1), SECOND, clock.now() - timedelta(days=1), "test")


class Told:
    """A carrier that holds texts for us, and cannot be asked about the numbers in `away`."""

    def __init__(self, *texts, away=()):
        self.texts, self.away, self.asked = list(texts), away, []

    def received(self, to, since):
        self.asked.append((to, since))
        if to in self.away:
            raise Busy(503)
        return [text for text in self.texts if text.to_phone == to and text.at >= since]


def a_text(clock, words="Is redness normal?", hours=0.0, to=CLINIC, sender=AYA):
    return Received(f"SM-{words}-{to}", sender, to, words, 0, clock.now() - timedelta(hours=hours))


def take(engine, clock, text):
    with transaction(engine) as session:
        return take_in(session, text, clock.now())


def test_an_ordinary_text_asks_little_of_the_record_before_it_is_acknowledged(engine, clock):
    take(engine, clock, a_text(clock, "Thank you very much"))
    with counted(engine) as statements:
        assert take(engine, clock, a_text(clock)) == "new"
    assert len(statements) <= MOST_STATEMENTS


def test_more_texts_than_the_carrier_lists_at_a_time_are_all_taken_in_in_order(engine, clock):
    with running_carrier() as carrier:
        carrier.now = clock.now()
        for number in range(1100):
            carrier.text_came_in(BEN, CLINIC, f"{number}", minutes_ago=(1100 - number) / 60)
        found = Gateway(settings_for(carrier.url)).received(CLINIC, clock.now() - timedelta(hours=1))
    assert [text.text for text in found] == [str(number) for number in range(1100)]


def test_whoever_asks_next_begins_where_the_last_one_stopped_however_long_ago(engine, clock: FixedClock):
    Poll(engine, Told(), clock)()
    stopped = clock.now()
    clock.advance(days=3)
    carrier = Told(a_text(clock, hours=60))
    assert Poll(engine, carrier, clock)() == 1
    assert carrier.asked == [(CLINIC, stopped - OVERLAP)]


def test_a_carrier_that_could_not_be_asked_is_asked_for_the_same_time_again(engine, clock, second):
    both = a_text(clock), a_text(clock, to=second)
    carrier = Told(*both, away=(CLINIC,))
    with pytest.raises(Busy):
        Poll(engine, carrier, clock)()
    assert [row.to_phone for row in messages(engine, direction="in")] == [second], "one number does not hold the other up"
    with reading(engine) as session:
        assert session.get(Listened, CLINIC) is None
    carrier.away = ()
    assert Poll(engine, carrier, clock)() == 1


def test_two_who_ask_at_once_take_each_text_in_once(engine, clock):
    carrier = Told(*(a_text(clock, f"text {number}", hours=1 - number / 100) for number in range(20)))
    with ThreadPoolExecutor(2) as pool:
        new = list(pool.map(lambda _: Poll(engine, carrier, clock)(), range(2)))
    assert sum(new) == 20
    assert len(messages(engine, direction="in")) == 20


def test_a_clock_that_was_set_back_loses_nothing(engine, clock: FixedClock):
    Poll(engine, Told(), clock)()
    clock.advance(hours=-1)
    assert Poll(engine, Told(a_text(clock)), clock)() == 1


def test_a_text_keeps_the_time_at_which_it_was_written(engine, clock):
    take(engine, clock, a_text(clock, hours=3))
    assert messages(engine, direction="in")[0].created_at == clock.now() - timedelta(hours=3)


def test_the_reply_comes_from_the_number_that_was_texted_and_so_does_what_follows(engine, clock: FixedClock, second):
    take(engine, clock, a_text(clock, "cant breathe", to=second))
    (answer,) = messages(engine, direction="out", sender="bot")
    assert answer.from_phone == second
    assert messages(engine, direction="out", sender="alert")[0].from_phone == CLINIC, "staff know the clinic's own"
    take(engine, clock, a_text(clock, "HELP", to=CLINIC))
    assert messages(engine, direction="out", sender="bot")[-1].from_phone == CLINIC


def test_a_check_in_comes_from_the_number_that_the_patient_knows(engine, clock: FixedClock, second):
    take(engine, clock, a_text(clock, "HELP", to=second))
    clock.advance(check_in(engine, "4h").due_at - clock.now())
    dispatch_due(engine, clock.now())
    assert [row.from_phone for row in messages(engine, sender="check_in")] == [second]


def test_a_number_that_was_given_up_is_nobodys_and_its_people_hear_from_the_clinics_own(engine, clock, second):
    take(engine, clock, a_text(clock, "HELP", to=second))
    with transaction(engine) as session:
        numbers.remove(session, session.get(Clinic, 1), second, clock.now(), "test")
    assert patient_called(engine).our_phone is None
    assert take(engine, clock, a_text(clock, "hello", to=second)) == "unknown_number"


def test_a_number_has_one_clinic(engine, clock, second):
    with transaction(engine) as session:
        clinic = session.get(Clinic, 1)
        for taken in (second, CLINIC, AYA):
            with pytest.raises(InputError):
                numbers.add(session, clinic, taken, clock.now(), "test")
        with pytest.raises(InputError, match="another clinic"):
            new = {"slug": "other", "name": "Other", "phone": second, "timezone": "Europe/London", "country": "GB"}
            enrolment.add_clinic(session, **new, now=clock.now(), published_by="test")


@pytest.mark.parametrize("sender", [CLINIC, SECOND, "60800", "HARLEY", "whatsapp:+447700900123", "", "+" + "4" * 400])
def test_a_sender_that_takes_no_replies_is_dropped(engine, clock, second, sender):
    assert take(engine, clock, a_text(clock, sender=sender)) == "no_person"
    assert messages(engine) == [] and cases(engine) == []


def test_a_landline_that_texts_is_a_person(engine, clock):
    assert take(engine, clock, a_text(clock, sender="+442079460123")) == "new"
