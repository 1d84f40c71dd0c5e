"""Canned replies: kept by the clinic, filled for the patient, put into the box and never sent by themselves."""

import pytest
from sqlalchemy import select

from bot.db import reading
from bot.models import CannedReply, Message
from tests.console_world import make_world
from tests.integration.console_pages import send, signed_in

PAGE = "/console/canned"


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, "clara@rosewood.example")


def kept(engine):
    with reading(engine) as session:
        return [(one.id, one.title, one.text) for one in session.scalars(select(CannedReply).order_by(CannedReply.id))]


def add(client, title="Ring us", text="Hello {patient_name}, please ring {clinic_name} on {clinic_phone}."):
    return send(client, PAGE, PAGE, title=title, text=text)


def test_a_reply_is_added_changed_and_deleted(client, engine):
    assert add(client).status_code == 303
    key = kept(engine)[0][0]
    send(client, PAGE, f"{PAGE}/{key}", title="Call us", text="Please call.")
    assert kept(engine) == [(key, "Call us", "Please call.")]
    send(client, PAGE, f"{PAGE}/{key}", delete="1")
    assert kept(engine) == []


def test_it_is_filled_for_the_patient_and_put_into_the_box_without_being_sent(client, world, engine):
    add(client)
    page = client.get(f"/console/cases/{world.mary_case}?canned={kept(engine)[0][0]}").text
    assert "Hello Mary Okafor, please ring Rosewood Skin Clinic on +442079460100.</textarea>" in page
    with reading(engine) as session:
        assert session.scalars(select(Message).where(Message.sender == "staff")).all() == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": " "}, "needs a title and a text"),
        ({"text": ""}, "needs a title and a text"),
        ({"text": "Take {dose}"}, "There is no placeholder {dose}"),
        ({"text": "Hello {"}, "curly bracket"),
        ({"text": "x" * 1000}, "too long"),
        ({"title": "Twice"}, "has this title already"),
    ],
    ids=["no title", "no text", "unknown placeholder", "open bracket", "too long", "same title"],
)
def test_what_cannot_be_kept_is_told_and_the_words_stay(client, engine, fields, told):
    add(client, title="Twice")
    answer = add(client, **fields)
    assert (answer.status_code, told in answer.text, len(kept(engine))) == (409, True, 1)


def test_what_nobody_has_published_or_kept_puts_nothing_into_the_box(client, world):
    for query in ("canned=999", "canned=x", "rule=makeup@0-24"):
        page = client.get(f"/console/cases/{world.mary_case}?{query}")
        assert page.status_code == 200
        assert "</textarea>" in page.text
