"""The hand-over between two shifts, in the console: what is open and promised, what leaves later, who talks to whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import cases, escalations, takeover
from bot.db import transaction
from bot.models import Audit, Escalation, Patient, Staff
from tests.console_world import make_world
from tests.integration.console_pages import sign_in, signed_in, words

PAGE = "/console/hand-over"


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, "clara@rosewood.example")


def do(engine, case_id, what):
    with transaction(engine) as session:
        case = session.get(Escalation, case_id)
        clara = session.scalars(select(Staff).where(Staff.email == "clara@rosewood.example")).one()
        what(session, case, clara)


def section(client, title):
    """Return what a person reads under one heading."""
    page = client.get(PAGE).text
    return words(page.split(f">{title}</h2>")[1].split("</section>")[0])


def test_it_lists_what_is_open_the_gravest_first_with_promise_and_last_note(client, world, engine, clock):
    for text in ("Rang, no answer", "Rang again: she sends a photo"):
        do(
            engine,
            world.mary_case,
            lambda session, case, clara, text=text: cases.add_note(session, case, text, by=clara, now=clock.now()),
        )
    left = section(client, "Open and promised")
    assert left.index("Emergency") < left.index("Mary Okafor") < left.index("Lily")
    assert "You, just now: Rang again: she sends a photo" in left
    assert "Rang, no answer" not in left, "the newest note tells how it stands"
    assert "left" in left


def test_it_says_how_many_promises_are_broken(client, clock):
    clock.advance(hours=3)
    assert "past the promised answer" in words(client.get(PAGE).text)


def test_an_answer_that_leaves_later_is_listed_until_it_leaves(client, world, engine, clock):
    assert "Answers that were written for later are listed here" in section(client, "Answers still to go out")
    at = clock.now() + timedelta(hours=3)
    do(
        engine,
        world.lily_case,
        lambda session, case, clara: escalations.staff_reply(session, case, clara, "See you soon", clock.now(), at),
    )
    later = section(client, "Answers still to go out")
    assert "written by you" in later and "See you soon" in later


def test_it_says_whose_conversation_is_held_and_until_when(client, world, engine, clock):
    until = clock.now() + timedelta(hours=4)
    do(
        engine,
        world.lily_case,
        lambda session, case, clara: takeover.take_over(session, case.patient, clara, clock.now(), until=until),
    )
    assert "until somebody hands back" not in section(client, "Conversations that a person holds").split("Lily")[1]


def test_put_off_and_closed_stand_apart_from_what_is_open(client, world, engine, clock):
    later = clock.now() + timedelta(minutes=30)
    do(engine, world.lily_case, lambda session, case, clara: cases.snooze(session, case, later, by=clara, now=clock.now()))
    do(
        engine,
        world.mary_case,
        lambda session, case, clara: escalations.resolve(session, case, clara, "Seen in clinic", clock.now()),
    )
    assert "Lily" in section(client, "Put off") and "Lily" not in section(client, "Open and promised")
    assert "Seen in clinic" in section(client, "Closed in the last 12 hours")
    clock.advance(hours=13)
    sign_in(client, "clara@rosewood.example")
    assert "Seen in clinic" not in client.get(PAGE).text


def test_words_of_others_stay_words_and_the_look_is_recorded(client, world, engine, clock):
    nasty = "<script>alert(1)</script>"
    do(engine, world.mary_case, lambda session, case, clara: cases.add_note(session, case, nasty, by=clara, now=clock.now()))
    with transaction(engine) as session:
        session.get(Patient, world.mary).name = nasty
    assert "<script>alert" not in client.get(PAGE).text
    with transaction(engine) as session:
        assert session.scalars(select(Audit).where(Audit.action == "handover.view")).one().actor == "clara@rosewood.example"
