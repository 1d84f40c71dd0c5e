"""The inbox and the patients' list: who needs somebody first, and how to find anybody."""

import re
from datetime import timedelta

import pytest

from bot import escalations
from bot.db import transaction
from bot.models import Escalation, Patient, Staff
from tests.console_world import (
    inbound,
    make_case,
    make_clinic,
    make_patient,
    make_session,
    make_staff,
    make_world,
    outbound,
)
from tests.integration.console_pages import hidden, signed_in, words
from tests.statements import MOST_QUERIES, counted


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, "anna@rosewood.example")


def listed(html):
    """The ids of the cases on a page, from the top."""
    return [int(key) for key in re.findall(r'href="/console/cases/(\d+)"', html)]


def row_of(html, case_id):
    """What stands in the row of one case."""
    return words(re.search(rf'<a href="/console/cases/{case_id}".*?</a>', html, re.S)[0])


def search(client, text):
    return client.post("/console/patients", data={"csrf": hidden(client.get("/console").text, "csrf"), "search": text})


def test_the_most_urgent_comes_first_then_the_soonest_promised(client, world):
    order = listed(client.get("/console").text)
    assert order[:2] == [world.sam_case, world.mary_case]
    assert set(order[2:]) == {world.lily_case, world.nora_case}


def test_among_equals_the_earlier_promise_comes_first_and_the_answered_last(client, world, engine, clock):
    with transaction(engine) as session:
        lily, nora = session.get(Escalation, world.lily_case), session.get(Escalation, world.nora_case)
        lily.due_at, nora.due_at = clock.now() + timedelta(hours=2), clock.now() + timedelta(hours=1)
    assert listed(client.get("/console").text)[2:] == [world.nora_case, world.lily_case]
    with transaction(engine) as session:
        session.get(Escalation, world.nora_case).first_answered_at = clock.now()
    assert listed(client.get("/console").text)[2:] == [world.nora_case, world.lily_case], "she wrote last: it is our turn"
    with transaction(engine) as session:
        outbound(session, session.get(Patient, world.nora), "Answered", clock.now(), "staff")
    assert listed(client.get("/console").text)[2:] == [world.lily_case, world.nora_case]


def test_a_row_says_who_where_in_recovery_why_and_how_long_is_left(client, world):
    row = row_of(client.get("/console").text, world.mary_case)
    for part in (
        "Urgent",
        "Mary Okafor",
        "Day 3, hour 74",
        "Possible infection",
        "60 min left",
        "Opened 14 min ago",
        "yellow gunk",
    ):
        assert part in row


def test_flagged_words_are_marked_in_the_row(client):
    assert re.findall(r'<mark class="urgent"[^>]*>([^<]*)</mark>', client.get("/console").text) == [
        "yellow gunk",
        "redness spreading",
    ]


def test_somebody_without_a_name_is_listed_without_the_whole_number(client, world):
    page = client.get("/console").text
    assert "Number ending 102" in row_of(page, world.sam_case)
    assert "900102" not in page


def test_a_broken_promise_is_said(client, world, clock):
    clock.advance(minutes=75)
    row = row_of(client.get("/console").text, world.mary_case)
    assert "15 min late" in row


def test_a_patient_who_writes_again_after_an_answer_waits_again(client, world, engine, clock):
    with transaction(engine) as session:
        session.get(Escalation, world.mary_case).first_answered_at = clock.now()
    assert "Answered just now" in row_of(client.get("/console").text, world.mary_case)
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.mary), "it hurts more now", clock.now())
    clock.advance(minutes=7)
    assert "Wrote again, 7 min ago" in row_of(client.get("/console").text, world.mary_case)


def test_resolved_cases_are_on_their_own_page(client, world, engine, clock):
    assert "Nothing resolved yet" in client.get("/console?show=resolved").text
    with transaction(engine) as session:
        anna = session.get(Staff, world.anna)
        escalations.resolve(session, session.get(Escalation, world.lily_case), anna, "Seen today", clock.now())
    assert world.lily_case not in listed(client.get("/console").text)
    assert listed(client.get("/console?show=resolved").text) == [world.lily_case]


def test_an_unknown_filter_shows_the_open_ones(client):
    assert len(listed(client.get("/console?show=<script>").text)) == 4


def test_an_empty_inbox_says_what_will_appear(engine, clock):
    with transaction(engine) as session:
        clinic = make_clinic(session, "quiet", "Quiet Clinic", "+442079460300", clock.now())
        make_staff(session, clinic, "quentin@quiet.example", "owner", clock.now())
    client = signed_in(engine, clock, "quentin@quiet.example")
    assert "No open cases" in client.get("/console").text
    assert "No conversations yet" in client.get("/console/patients").text


def test_the_list_refreshes_by_itself_without_the_frame(client, world):
    fragment = client.get("/console/inbox/live?show=open", headers={"X-Live": "1"})
    assert listed(fragment.text) == listed(client.get("/console").text)
    assert "<html" not in fragment.text


def test_a_refreshing_page_is_told_that_it_is_signed_out(client):
    client.cookies.clear()
    assert client.get("/console/inbox/live", headers={"X-Live": "1"}, follow_redirects=False).status_code == 401


def test_who_talks_and_who_wrote_last_is_said(client, world, engine, clock):
    with transaction(engine) as session:
        lily = session.get(Patient, world.lily)
        escalations.take_over(session, lily, session.get(Staff, world.anna), clock.now())
        outbound(session, lily, "Hello Lily, Anna here", clock.now() - timedelta(minutes=3), "staff")
    row = row_of(client.get("/console").text, world.lily_case)
    assert "A person is talking" in row
    assert "Staff wrote 3 min ago" in row


def test_script_in_a_name_or_a_text_is_only_text(client, world, engine, clock):
    nasty = "<script>alert(1)</script>"
    with transaction(engine) as session:
        session.get(Patient, world.mary).name = nasty
        told = inbound(
            session, session.get(Patient, world.mary), f'{nasty} pus"><img src=x>', clock.now(), ("U1", "urgent", 'pus">')
        )
        case = make_case(session, session.get(Patient, world.mary), "urgent", ["<b>U1</b>"], told, clock.now())
        case.reason = nasty
        key = case.id
    for address in ("/console", f"/console/cases/{key}", "/console/patients", f"/console/patients/{world.mary}"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>U1</b>" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "text",
    ["mary", "OKAFOR", "ry ok", "07700 900101", "+447700900101", "900101", "00447700900101"],
    ids=["first name", "capitals", "part", "as dialled here", "international", "end", "with 00"],
)
def test_a_patient_is_found_by_name_or_number(client, world, text):
    page = search(client, text).text
    assert re.findall(r'href="/console/patients/(\d+)"', page) == [str(world.mary)]


@pytest.mark.parametrize("text", ["nobody of this name", "%", "_", "101", "'; drop table patient; --"])
def test_a_search_that_finds_nobody_says_so(client, text):
    assert "Nobody found" in search(client, text).text


@pytest.mark.parametrize("text", ["", "  ", "\x00"], ids=["empty", "blank", "a NUL"])
def test_an_empty_search_shows_the_recent_ones(client, text):
    assert "Recent conversations" in search(client, text).text


def test_the_patients_list_begins_with_whoever_texted_last(client, world, engine, clock):
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.mary), "hello?", clock.now())
    order = re.findall(r'href="/console/patients/(\d+)"', client.get("/console/patients").text)
    assert order[0] == str(world.mary)
    assert len(order) == 4


def test_a_search_is_recorded_without_what_was_searched(client):
    search(client, "900101")
    page = words(client.get("/console/audit").text)
    assert "Searched patients" in page
    assert "900101" not in page


def crowd(engine, clock, count):
    with transaction(engine) as session:
        clinic = session.get(Patient, 1).clinic
        for number in range(count):
            patient = make_patient(session, clinic, f"+4477009{number:05d}", clock.now(), f"Patient {number}")
            make_session(session, patient, clock.now() - timedelta(hours=number), clock.now())
            told = inbound(session, patient, "pus on my cheek", clock.now(), ("U1", "urgent", "pus"))
            make_case(session, patient, "urgent", ["U1"], told, clock.now())


@pytest.mark.parametrize(
    "address", ["/console", "/console/patients", "/console/cases/1", "/console/patients/1", "/console/audit"]
)
def test_the_number_of_queries_does_not_grow_with_the_clinic(client, world, engine, clock, address):
    client.get(address)  # the first look at an urgent case takes it up, once
    with counted(engine) as few:
        client.get(address)
    crowd(engine, clock, 30)
    with counted(engine) as many:
        client.get(address)
    assert len(many) == len(few) <= MOST_QUERIES
