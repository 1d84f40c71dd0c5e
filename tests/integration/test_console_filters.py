"""The inbox as staff pick from it: filters with what is new in each, finding a patient's cases, pages, and what never waits."""

import re
from datetime import timedelta

import pytest

from bot import cases, escalations
from bot.db import transaction
from bot.models import Escalation, Patient, Staff
from bot.web.console.inbox import PAGE
from tests.console_world import inbound, make_case, make_patient, make_session, make_world, outbound
from tests.integration.console_pages import hidden, signed_in, words
from tests.statements import MOST_QUERIES, counted


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock)


def shown(client, name="open", page=1):
    """The ids of the cases that a filter lists, from the top."""
    return listed(client.get(f"/console?show={name}&page={page}").text)


def listed(html):
    return [int(key) for key in re.findall(r'href="/console/cases/(\d+)"', html)]


def tabs(client):
    """What stands on each filter."""
    page = client.get("/console").text
    return {key: words(inner) for key, inner in re.findall(r'data-key="filter-(\w+)"[^>]*>(.*?)</a>', page, re.S)}


def change(engine, key, **values):
    with transaction(engine) as session:
        for name, value in values.items():
            setattr(session.get(Escalation, key), name, value)


def staff(engine, name):
    with transaction(engine) as session:
        return session.query(Staff).filter(Staff.email.startswith(name)).one().id


def search(client, text):
    form = {"csrf": hidden(client.get("/console").text, "csrf"), "search": text}
    return client.post("/console/inbox/search", data=form, follow_redirects=False)


def test_each_filter_shows_its_own(client, world, engine, clock):
    clara = staff(engine, "clara")
    change(engine, world.mary_case, assigned_to=world.anna)
    change(engine, world.sam_case, assigned_to=clara)
    change(engine, world.nora_case, snoozed_until=clock.now() + timedelta(hours=2))
    assert shown(client) == [world.sam_case, world.mary_case, world.lily_case]
    assert shown(client, "mine") == [world.mary_case]
    assert shown(client, "unassigned") == [world.lily_case]
    assert shown(client, "snoozed") == [world.nora_case]
    assert shown(client, "waiting") == shown(client, "resolved") == []
    assert shown(signed_in(engine, clock, "clara@rosewood.example"), "mine") == [world.sam_case]


def test_a_case_waits_for_the_patient_once_it_is_answered_and_for_us_when_they_write_again(client, world, engine, clock):
    with transaction(engine) as session:
        lily = session.get(Escalation, world.lily_case)
        escalations.staff_reply(session, lily, session.get(Staff, world.anna), "Please send a photo", clock.now())
    assert shown(client, "waiting") == [world.lily_case]
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.lily), "here it is", clock.now())
    assert shown(client, "waiting") == []


def test_a_put_off_case_comes_back_at_its_time(client, world, engine, clock):
    change(engine, world.lily_case, snoozed_until=clock.now() + timedelta(minutes=30))
    assert world.lily_case not in shown(client)
    assert "Back at 10:30 today" in words(client.get("/console?show=snoozed").text)
    clock.advance(minutes=30)
    assert world.lily_case in shown(client)
    assert shown(client, "snoozed") == []


def test_what_belonged_to_a_closed_account_belongs_to_nobody(client, world, engine, clock):
    clara = staff(engine, "clara")
    change(engine, world.lily_case, assigned_to=clara)
    assert world.lily_case not in shown(client, "unassigned")
    with transaction(engine) as session:
        session.get(Staff, clara).disabled_at = clock.now()
    assert world.lily_case in shown(client, "unassigned")


def test_a_merged_case_is_neither_open_nor_among_the_resolved(client, world, engine, clock):
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        told = inbound(session, mary, "still hot", clock.now())
        second = make_case(session, mary, "review", ["R1"], told, clock.now()).id
        cases.merge(session, mary, [world.mary_case, second], by=session.get(Staff, world.anna), now=clock.now())
    assert second not in shown(client) + shown(client, "resolved")
    assert "Go on in the case that it became part of." in words(client.get(f"/console/cases/{second}").text)


def test_new_is_what_nobody_has_looked_at(client, world, engine, clock):
    assert tabs(client)["open"] == "Open 4 4 new"
    client.get(f"/console/cases/{world.mary_case}")
    assert tabs(client)["open"] == "Open 4 3 new"
    signed_in(engine, clock, "clara@rosewood.example").get(f"/console/patients/{world.lily}")
    assert tabs(client)["open"] == "Open 4 2 new", "what a colleague has seen is seen"
    clock.advance(minutes=1)
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.mary), "it hurts more", clock.now())
    page = client.get("/console").text
    assert tabs(client)["open"] == "Open 4 3 new"
    assert re.search(rf'unread">\s*<a href="/console/cases/{world.mary_case}"', page)


def test_what_we_send_is_not_new(client, world, engine, clock):
    client.get(f"/console/cases/{world.mary_case}")
    clock.advance(minutes=1)
    with transaction(engine) as session:
        outbound(session, session.get(Patient, world.mary), "Day 3: how red is it?", clock.now(), "check_in")
    assert tabs(client)["open"] == "Open 4 3 new"


def test_a_filter_without_cases_shows_no_number(client):
    assert tabs(client)["mine"] == "Mine"
    assert tabs(client)["resolved"] == "Resolved"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("mine", "Cases that you take, or that a colleague gives you"),
        ("waiting", "wait here until the patient writes again"),
        ("snoozed", "They come back at their time"),
        ("resolved", "Cases that you resolve, with their notes"),
    ],
)
def test_an_empty_filter_says_what_will_appear_there(client, name, sentence):
    assert sentence in words(client.get(f"/console?show={name}").text)


def test_with_every_case_given_out_the_unassigned_say_so(client, world, engine):
    for key in (world.mary_case, world.sam_case, world.lily_case, world.nora_case):
        change(engine, key, assigned_to=world.anna)
    assert "Every case has somebody" in client.get("/console?show=unassigned").text


def test_a_row_says_whose_it_is(client, world, engine):
    change(engine, world.mary_case, assigned_to=world.anna)
    change(engine, world.lily_case, assigned_to=staff(engine, "clara"))
    page = client.get("/console").text
    told = {key: words(re.search(rf'<a href="/console/cases/{key}".*?</a>', page, re.S)[0]) for key in listed(page)}
    assert "Yours" in told[world.mary_case]
    assert "Clara Moss" in told[world.lily_case]
    assert "Nobody's yet" in told[world.sam_case]


@pytest.mark.parametrize("text", ["lily", "CHEN", "07700 900103", "900103"], ids=["first name", "capitals", "as dialled", "end"])
def test_a_patients_cases_are_found_by_name_or_number(client, world, text):
    answer = search(client, text)
    assert listed(answer.text) == [world.lily_case]
    assert "900103" not in str(answer.url)


def test_closed_cases_are_found_too_after_the_open_ones(client, world, engine, clock):
    with transaction(engine) as session:
        lily = session.get(Patient, world.lily)
        told = inbound(session, lily, "another thing", clock.now())
        newer = make_case(session, lily, "review", ["R1"], told, clock.now())
        escalations.resolve(session, newer, session.get(Staff, world.anna), "Told her", clock.now())
        newer = newer.id
    page = search(client, "lily").text
    assert listed(page) == [world.lily_case, newer]
    assert "2 cases found, open ones first" in words(page)


@pytest.mark.parametrize("text", ["nobody at all", "%", "Yusuf", "900201"], ids=["nobody", "wildcard", "next door", "its number"])
def test_a_search_that_finds_no_case_says_where_else_to_look(client, text):
    answer = search(client, text)
    assert listed(answer.text) == []
    assert "No cases found" in answer.text


def test_an_empty_search_is_the_inbox(client):
    assert len(listed(search(client, "  ").text)) == 4


def test_a_search_is_recorded_without_its_words(client, engine):
    search(client, "900103")
    page = words(client.get("/console/audit").text)
    assert "Searched cases" in page
    assert "900103" not in page


def crowd(engine, clock, world, count):
    """So many patients with a case each, every tenth one answered."""
    with transaction(engine) as session:
        clinic = session.get(Patient, world.mary).clinic
        for number in range(count):
            patient = make_patient(session, clinic, f"+4477008{number:05d}", clock.now(), f"Patient {number}")
            make_session(session, patient, clock.now() - timedelta(hours=number % 600), clock.now())
            told = inbound(session, patient, "pus on my cheek", clock.now(), ("U1", "urgent", "pus"))
            case = make_case(session, patient, "urgent" if number % 3 else "review", ["U1"], told, clock.now())
            case.due_at += timedelta(minutes=number)
            case.first_answered_at = None if number % 10 else clock.now()


def test_five_hundred_cases_come_in_pages_in_turn_and_few_queries(client, world, engine, clock):
    with counted(engine) as few:
        client.get("/console")
    crowd(engine, clock, world, 500)
    with counted(engine) as many:
        first = client.get("/console").text
    assert len(many) == len(few) <= MOST_QUERIES
    assert len(listed(first)) == PAGE
    assert "Open 504" in words(first)
    assert "More cases" in words(first)
    everything = [key for page in range(1, 12) for key in shown(client, page=page)]
    assert len(everything) == len(set(everything)) == 504
    assert everything[0] == world.sam_case
    last = client.get("/console?page=11").text
    assert "More cases" not in words(last)
    assert "Earlier in the list" in words(last)
    assert 'data-live="/console/inbox/live?show=open&amp;page=11"' in last


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "9" * 30], ids=["zero", "negative", "letter", "too far", "endless"])
def test_a_page_that_is_not_there_is_the_nearest_one(client, page):
    assert len(listed(client.get(f"/console?page={page}").text)) == 4


def test_the_live_list_is_the_same_list(client, world, engine):
    change(engine, world.mary_case, assigned_to=world.anna)
    fragment = client.get("/console/inbox/live?show=mine&page=1", headers={"X-Live": "1"}).text
    assert listed(fragment) == [world.mary_case]
    assert "<html" not in fragment
