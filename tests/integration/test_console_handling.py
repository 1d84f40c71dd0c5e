"""What staff do on a case's page besides answering: whose it is, until when it waits, merging, notes, judgements."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import escalations
from bot.db import reading, transaction
from bot.models import Audit, CaseNote, Escalation, Judgement, Patient, Staff
from tests.console_world import inbound, make_case, make_world, outbound
from tests.integration.console_pages import hidden, send, signed_in, words


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, "clara@rosewood.example")


def page_of(key):
    return f"/console/cases/{key}"


def press(client, key, action, **fields):
    return send(client, page_of(key), f"{page_of(key)}/{action}", **fields)


def case(engine, key):
    with reading(engine) as session:
        return session.get(Escalation, key)


def person(engine, name):
    with reading(engine) as session:
        return session.scalars(select(Staff).where(Staff.email.startswith(f"{name}@"))).one()


def changes(engine):
    with reading(engine) as session:
        lines = session.scalars(select(Audit).order_by(Audit.id))
        return [line.action for line in lines if line.action != "sign_in" and not line.action.endswith(".view")]


def text_of(engine, key):
    return case(engine, key).message_id


def judge(client, patient, **fields):
    return send(client, f"/console/patients/{patient}", f"/console/patients/{patient}/judge", **fields)


def another_case(engine, world, clock, level="review"):
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        told = inbound(session, mary, "could somebody ring me", clock.now())
        return make_case(session, mary, level, ["human"], told, clock.now()).id


# Whose it is


def test_a_case_is_taken_given_on_and_given_back(client, world, engine):
    key = world.mary_case
    assert "Nobody's yet" in words(client.get(page_of(key)).text)
    assert press(client, key, "assign", to="me").headers["location"] == page_of(key)
    assert "Yours" in words(client.get(page_of(key)).text)
    press(client, key, "assign", to=str(world.anna), was=str(person(engine, "clara").id))
    assert "With Anna Reyes" in words(client.get(page_of(key)).text)
    press(client, key, "assign", to="", was=str(world.anna))
    assert case(engine, key).assigned_to is None
    assert changes(engine) == ["case.assign", "case.assign", "case.unassign"]


def test_of_two_who_take_a_case_the_second_is_told(client, world, engine, clock):
    stale = client.get(page_of(world.mary_case)).text
    press(signed_in(engine, clock, "anna@rosewood.example"), world.mary_case, "assign", to="me")
    form = {"csrf": hidden(stale, "csrf"), "to": "me", "was": ""}
    answer = client.post(f"{page_of(world.mary_case)}/assign", data=form)
    assert answer.status_code == 409
    assert "This case went to Anna Reyes a moment ago." in answer.text
    assert case(engine, world.mary_case).assigned_to == world.anna


def test_of_two_who_take_a_case_in_the_same_moment_one_is_told(client, world, engine, clock):
    both = (client, signed_in(engine, clock, "anna@rosewood.example"))
    forms = [{"csrf": hidden(who.get(page_of(world.mary_case)).text, "csrf"), "to": "me", "was": ""} for who in both]
    with ThreadPoolExecutor(2) as pool:
        posts = [
            pool.submit(who.post, f"{page_of(world.mary_case)}/assign", data=form, follow_redirects=False)
            for who, form in zip(both, forms, strict=True)
        ]
    assert sorted(post.result().status_code for post in posts) == [303, 409]
    assert changes(engine) == ["case.assign"]


def test_only_those_are_offered_who_can_answer(client, world):
    forms = client.get(page_of(world.mary_case)).text.split("</form>")
    offered = [name for form in forms if '/assign"' in form for name in re.findall(r"<option[^>]*>([^<]*)</option>", form)]
    assert offered == ["Anna Reyes"], "Rita may only look, Clara is the one who looks, Otto is next door"


@pytest.mark.parametrize("who", ["otto", "nobody"])
def test_a_case_is_not_given_to_a_stranger(client, world, engine, who):
    key = str(person(engine, "otto").id) if who == "otto" else "999999"
    assert press(client, world.mary_case, "assign", to=key).status_code == 404
    assert case(engine, world.mary_case).assigned_to is None


def test_a_case_is_not_given_to_who_may_only_look(client, world, engine):
    answer = press(client, world.mary_case, "assign", to=str(person(engine, "rita").id))
    assert answer.status_code == 409
    assert "may look but not answer" in answer.text


# Until when it waits


def test_a_review_is_put_off_until_tomorrow_and_brought_back(client, world, engine, clock):
    page = words(client.get(page_of(world.lily_case)).text)
    for part in ("For an hour 11:00 today", "Until this afternoon, 14:00", "Until tomorrow, 09:00"):
        assert part in page
    press(client, world.lily_case, "snooze", until="opening")
    assert "Snoozed until 09:00 tomorrow" in words(client.get(page_of(world.lily_case)).text)
    press(client, world.lily_case, "unsnooze")
    assert case(engine, world.lily_case).snoozed_until is None
    assert changes(engine) == ["case.snooze", "case.unsnooze"]


def test_a_time_of_ones_own_is_by_the_clinics_clock(client, world, engine, clock):
    with transaction(engine) as session:
        session.get(Patient, world.lily).clinic.timezone = "Europe/Madrid"
    press(client, world.lily_case, "snooze", until="time", at="2026-03-05T15:30")
    assert case(engine, world.lily_case).snoozed_until.isoformat() == "2026-03-05T14:30:00+00:00"


@pytest.mark.parametrize(
    ("key", "fields", "sentence"),
    [
        ("lily_case", {"until": "time", "at": ""}, "Choose a day and a time first."),
        ("lily_case", {"until": "time", "at": "soon"}, "Choose a day and a time first."),
        ("lily_case", {"until": "time", "at": "0001-01-01T00:00"}, "has passed already"),
        ("lily_case", {"until": "time", "at": "2026-03-05T09:59"}, "has passed already"),
        ("lily_case", {"until": "time", "at": "2026-06-05T09:59"}, "30 days at most"),
        ("lily_case", {"until": "yesterday"}, "no longer offered"),
        ("mary_case", {"until": "opening"}, "no longer offered"),
        ("mary_case", {"until": "time", "at": "2026-03-05T11:01"}, "An urgent case can be put off for one hour at most."),
        ("sam_case", {"until": "time", "at": "2026-03-05T14:00"}, "An emergency can be put off for one hour at most."),
    ],
    ids=["no time", "no date", "the first year", "the past", "too far", "made up", "not for this", "urgent", "emergency"],
)
def test_a_time_that_cannot_be_is_refused_in_words_on_the_page(client, world, engine, key, fields, sentence):
    answer = press(client, getattr(world, key), "snooze", **fields)
    assert answer.status_code == 409
    assert sentence in words(answer.text)
    assert case(engine, getattr(world, key)).snoozed_until is None
    if fields.get("at"):
        assert f'value="{fields["at"]}"' in answer.text, "what was typed is kept"


def test_a_case_is_not_put_off_over_a_text_that_nobody_has_read(client, world, engine, clock):
    stale = client.get(page_of(world.lily_case)).text
    with transaction(engine) as session:
        inbound(session, session.get(Patient, world.lily), "now it is hot", clock.now())
    form = {"csrf": hidden(stale, "csrf"), "seen": hidden(stale, "seen"), "until": "hour"}
    answer = client.post(f"{page_of(world.lily_case)}/snooze", data=form)
    assert answer.status_code == 409
    assert "The patient has written since this page was loaded" in answer.text
    assert case(engine, world.lily_case).snoozed_until is None


def test_a_text_of_ours_is_no_reason_not_to_put_off(client, world, engine, clock):
    stale = client.get(page_of(world.lily_case)).text
    with transaction(engine) as session:
        outbound(session, session.get(Patient, world.lily), "Two weeks on: any new marks?", clock.now(), "check_in")
    form = {"csrf": hidden(stale, "csrf"), "seen": hidden(stale, "seen"), "until": "hour"}
    client.post(f"{page_of(world.lily_case)}/snooze", data=form)
    assert case(engine, world.lily_case).snoozed_until == clock.now() + timedelta(hours=1)


# What belongs together


def test_repeated_cases_are_merged_from_either_page(client, world, engine, clock):
    second = another_case(engine, world, clock)
    page = client.get(page_of(second)).text
    assert "Merge Mary Okafor's 2 open cases" in page
    answer = press(client, second, "merge", cases=str(world.mary_case))
    assert answer.headers["location"] == page_of(world.mary_case), "the graver one is kept"
    kept = words(client.get(page_of(world.mary_case)).text)
    assert "Asked for a person human" in kept
    assert "Merged in review, 10:00 today" in kept
    assert "Merge Mary" not in kept
    gone = words(client.get(page_of(second)).text)
    assert "Merged at 10:00 today by" in gone
    assert "Go on in the case that it became part of." in gone


def test_a_case_that_came_after_the_page_was_loaded_is_not_merged_unseen(client, world, engine, clock):
    second = another_case(engine, world, clock)
    stale = client.get(page_of(world.mary_case)).text
    third = another_case(engine, world, clock)
    form = {"csrf": hidden(stale, "csrf"), "cases": hidden(stale, "cases")}
    client.post(f"{page_of(world.mary_case)}/merge", data=form)
    assert [case(engine, key).status for key in (second, third)] == ["resolved", "open"]


def test_another_patients_case_is_not_merged_in(client, world, engine):
    answer = press(client, world.mary_case, "merge", cases=f"{world.lily_case},{world.harbour_case}")
    assert answer.status_code == 409
    assert "There is nothing to merge" in answer.text
    assert {case(engine, key).status for key in (world.lily_case, world.harbour_case)} == {"open"}


# Notes


def test_a_note_is_for_colleagues_on_every_case_of_the_patient(client, world, engine, clock):
    second = another_case(engine, world, clock)
    assert press(client, second, "notes", casenote="Rang: no answer.\r\nTry at two.").headers["location"].endswith("#notes")
    assert "You Today 10:00 Rang: no answer. Try at two." in words(client.get(page_of(world.mary_case)).text)
    anna = signed_in(engine, clock, "anna@rosewood.example")
    assert "Clara Moss Today 10:00 Rang: no answer." in words(anna.get(page_of(second)).text)
    with reading(engine) as session:
        assert session.scalars(select(CaseNote.text)).one() == "Rang: no answer.\nTry at two."


def test_a_note_that_is_refused_is_kept_in_its_field(client, world, engine):
    answer = press(client, world.mary_case, "notes", casenote="x" * 2001)
    assert answer.status_code == 409
    assert "This note is too long" in answer.text
    assert "x" * 2001 in answer.text
    assert "Write the note first." in press(client, world.mary_case, "notes", casenote=" ").text


def test_script_in_a_note_is_only_text(client, world):
    press(client, world.mary_case, "notes", casenote="<script>alert(1)</script>")
    page = client.get(page_of(world.mary_case)).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_no_note_ever_reaches_the_patient(client, world, engine):
    press(client, world.mary_case, "notes", casenote="Sounds drunk")
    assert "Sounds drunk" not in client.get(f"/console/cases/{world.mary_case}/live").text


# Judgements


def test_one_click_says_that_this_was_no_escalation_and_one_takes_it_back(client, world, engine):
    message = text_of(engine, world.lily_case)
    assert "This was not an escalation" in client.get(page_of(world.lily_case)).text
    answer = judge(client, world.lily, message=str(message), level="none", case=str(world.lily_case))
    assert answer.headers["location"] == f"{page_of(world.lily_case)}#m{message}"
    assert "You said: this was not an escalation." in words(client.get(page_of(world.lily_case)).text)
    judge(client, world.lily, message=str(message), level="undo", case=str(world.lily_case))
    assert "said: this was not" not in words(client.get(page_of(world.lily_case)).text)
    assert changes(engine) == ["message.judge", "message.unjudge"]


def test_a_text_that_nobody_flagged_should_have_been_one(client, world, engine, clock):
    with transaction(engine) as session:
        key = inbound(session, session.get(Patient, world.mary), "it has gone a bit funny", clock.now()).id
    answer = judge(client, world.mary, message=str(key), level="urgent")
    assert answer.headers["location"] == f"/console/patients/{world.mary}#m{key}"
    assert "You said: this should have been urgent." in words(client.get(page_of(world.mary_case)).text)
    with reading(engine) as session:
        row = session.scalars(select(Judgement)).one()
        assert (row.message_id, row.level) == (key, "urgent")


@pytest.mark.parametrize("level", ["", "grave"])
def test_a_judgement_that_says_nothing_is_refused(client, world, engine, level):
    answer = judge(client, world.lily, message=str(text_of(engine, world.lily_case)), level=level)
    assert answer.status_code == 400
    assert "Say which it should have been" in answer.text


@pytest.mark.parametrize("whose", ["mary_case", "harbour_case"])
def test_a_text_of_another_patient_cannot_be_judged_here(client, world, engine, whose):
    answer = judge(client, world.lily, message=str(text_of(engine, getattr(world, whose))), level="none")
    assert answer.status_code == 404
    with reading(engine) as session:
        assert session.scalars(select(Judgement)).all() == []


# What may not be done


def test_a_closed_case_offers_nothing_to_do_with_it_but_to_note(client, world, engine, clock):
    with transaction(engine) as session:
        closed = session.get(Escalation, world.lily_case)
        escalations.resolve(session, closed, session.get(Staff, world.anna), "Booked", clock.now())
    page = client.get(page_of(world.lily_case)).text
    forms = set(re.findall(rf'action="{page_of(world.lily_case)}/(\w+)"', page))
    assert forms == {"notes"}
    for action in ("assign", "snooze", "unsnooze"):
        answer = press(client, world.lily_case, action, to="me", until="hour", seen="999999")
        assert answer.status_code == 409
        assert "resolved already" in answer.text


def test_who_may_only_look_sees_whose_it_is_and_the_notes_and_no_button(client, world, engine, clock):
    press(client, world.mary_case, "assign", to="me")
    press(client, world.mary_case, "notes", casenote="Rang: no answer.")
    rita = signed_in(engine, clock, "rita@rosewood.example")
    page = rita.get(page_of(world.mary_case)).text
    assert "With Clara Moss" in words(page)
    assert "Rang: no answer." in page
    assert re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page) == ["/console/sign-out"]
