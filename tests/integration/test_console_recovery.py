"""What stands around a case's conversation: recovery as a strip, scores, what the protocol says now, and what came before."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import transaction
from bot.models import CheckIn, Message, Patient, Procedure, ProtocolVersion, TreatmentSession
from bot.protocols import load_default, to_yaml
from tests.console_world import inbound, make_case, make_patient, make_world
from tests.integration.console_pages import sign_in, signed_in, words
from tests.statements import MOST_QUERIES, counted


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, "anna@rosewood.example")


def page(client, case):
    return client.get(f"/console/cases/{case}").text


def section(html, name):
    """What a part of the page says."""
    return words(re.search(rf'<(section|figure) class="{name}".*?</\1>', html, re.S)[0])


def publish(engine, clock):
    with transaction(engine) as session:
        for procedure in session.scalars(select(Procedure)):
            version = {"number": 3, "document": to_yaml(load_default()), "published_by": "anna@rosewood.example"}
            session.add(ProtocolVersion(procedure_id=procedure.id, published_at=clock.now(), **version))


def asks(engine, world, clock, text, subjects, patient="mary"):
    topics = list(dict.fromkeys(subject.split("/")[0] for subject in subjects))
    with transaction(engine) as session:
        person = session.get(Patient, getattr(world, patient))
        return inbound(session, person, text, clock.now(), topics=topics, intent="ask_may", read={"subjects": subjects}).id


def test_the_strip_shows_where_the_patient_is_and_says_so(client, world):
    html = page(client, world.mary_case)
    said = re.search(r'<svg[^>]*role="img" aria-label="(Day 3[^"]*)"', html)[1]
    assert said.startswith("Day 3, hour 74 of recovery. Check-in 4 hours, 12:00 on Mon 2 Mar: answered, feeling 1.")
    assert "Urgent case, 09:46 today, open." in said
    assert section(html, "strip").endswith("3 of 8 check-ins answered. Next: Day 3, 12:00 today")
    assert "style=" not in html


def test_scores_are_drawn_and_said(client, world):
    html = page(client, world.mary_case)
    assert 'aria-label="Redness, 0 to 10: 4 at 24 hours"' in html
    assert 'aria-label="Pain, 0 to 10: 2 at 24 hours"' in html


def test_without_scores_the_page_says_what_will_appear(client, world):
    assert "Scores for redness and pain appear here" in section(page(client, world.lily_case), "plots")


def test_the_protocol_answers_what_was_asked_for_this_hour(client, world, engine, clock):
    publish(engine, clock)
    asks(engine, world, clock, "can i swim yet, and eye makeup?", ["swimming", "makeup/eye"])
    told = section(page(client, world.mary_case), "told-now")
    assert "Swimming With care swimming@72-168" in told
    assert "Makeup (eye)" in told
    assert "Protocol version 3" in told
    clock.advance(days=5)
    sign_in(client, "anna@rosewood.example")
    assert "swimming@168-" in section(page(client, world.mary_case), "told-now")


def test_small_talk_is_nothing_for_the_protocol(client, world, engine, clock):
    publish(engine, clock)
    asks(engine, world, clock, "thanks, bye", ["thanks", "goodbye"], patient="lily")
    assert "appears here once a text is about one of its topics" in section(page(client, world.lily_case), "told-now")


def test_without_a_protocol_or_a_session_the_page_says_why_it_is_silent(client, world, engine, clock):
    asks(engine, world, clock, "can i swim", ["swimming"])
    assert "No protocol is published for this procedure." in section(page(client, world.mary_case), "told-now")
    with transaction(engine) as session:
        clinic = session.get(Patient, world.mary).clinic
        stranger = make_patient(session, clinic, "+447700900155", clock.now())
        told = inbound(session, stranger, "can i swim", clock.now(), topics=["swimming"])
        case = make_case(session, stranger, "review", ["human"], told, clock.now()).id
    html = page(client, case)
    assert "no session has taken place yet" in section(html, "told-now")
    assert 'class="strip"' not in html


def test_photos_and_other_sessions_are_told(client, world, engine, clock):
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        inbound(session, mary, "", clock.now() - timedelta(days=1), media_count=2)
        inbound(session, mary, "and this", clock.now(), media_count=1)
        now = session.scalars(select(TreatmentSession).where(TreatmentSession.patient_id == mary.id)).one()
        past = {"patient_id": mary.id, "procedure_id": now.procedure_id, "created_at": clock.now()}
        session.add(TreatmentSession(performed_at=clock.now() - timedelta(days=40), **past))
        cold = {"cancelled_at": clock.now(), "cancel_reason": "had a cold"}
        session.add(TreatmentSession(performed_at=clock.now() - timedelta(days=60), **past, **cold))
        session.add(TreatmentSession(performed_at=clock.now() + timedelta(days=20), **past))
    said = words(page(client, world.mary_case))
    assert "Photos 3 received: the conversation tells of each" in said
    for other in ("10:00 on Wed 25 Mar (to come)", "10:00 on Sat 24 Jan", "10:00 on Sun 4 Jan (cancelled: had a cold)"):
        assert f"Microneedling, {other}" in said
    assert "Day 3, hour 74" in said, "the session that counts is the newest that took place"


def test_two_thousand_texts_come_a_hundred_at_a_time_in_few_queries(client, world, engine, clock):
    publish(engine, clock)
    asks(engine, world, clock, "can i swim", ["swimming"])
    page(client, world.mary_case)  # the first look takes the case up
    with counted(engine) as few:
        page(client, world.mary_case)
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        common = {"clinic_id": mary.clinic_id, "patient_id": mary.id, "from_phone": mary.phone, "to_phone": mary.clinic.phone}
        common |= {"direction": "in", "sender": "patient", "status": "answered", "created_at": clock.now()}
        session.bulk_insert_mappings(Message, [{**common, "text": f"text {number}"} for number in range(2000)])
    with counted(engine) as many:
        html = page(client, world.mary_case)
    assert len(many) == len(few) <= MOST_QUERIES
    assert html.count('<li class="bubble') == 100
    seen = html.count('<li class="bubble')
    while before := re.search(r'href="(\?before=\d+)"', html):
        html = client.get(f"/console/cases/{world.mary_case}{before[1]}").text
        seen += html.count('<li class="bubble')
    assert seen == 2007


def test_a_page_with_everything_on_it_asks_no_more_than_it_may(client, world, engine, clock):
    """Notes, judgements, scores, a protocol, an answer, alerts, a takeover, merged cases: nothing of it costs a query each."""
    publish(engine, clock)
    with transaction(engine) as session:
        for row in session.scalars(select(CheckIn).where(CheckIn.patient_id == world.mary)):
            row.values = {"redness": 3}
    for number in range(4):
        asks(engine, world, clock, f"can i swim {number}", ["swimming", "makeup", "exercise", "alcohol", "sauna"])
    for path in (f"/console/cases/{world.mary_case}", f"/console/patients/{world.mary}", "/console", "/console?show=resolved"):
        client.get(path)  # the first look at an urgent case takes it up, once
        with counted(engine) as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= MOST_QUERIES, f"{path} asks {len(statements)} times"
