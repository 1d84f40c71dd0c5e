"""A forgotten password: a link by e-mail, an answer that tells nobody who has an account, and limits on asking."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot import attempts, staff
from bot.db import reading, transaction
from bot.models import Attempt, Audit
from tests.console_world import make_app, make_world
from tests.integration.console_pages import SIGN_IN, hidden, send, sign_in, try_to_sign_in, words
from tests.mailbox import mailbox

FORGOT, PEOPLE = "/console/forgot-password", "/console/people"
CLARA = "clara@rosewood.example"
NEW_PASSWORD = "seven slow herons"


@pytest.fixture
def box():
    with mailbox() as box:
        yield box


@pytest.fixture
def client(engine, clock, box):
    make_world(engine, clock.now())
    app = make_app(engine, clock)
    app.state.settings = replace(app.state.settings, smtp_url=box.url, mail_from="Aftercare <aftercare@rosewood.example>")
    return TestClient(app)


@pytest.fixture
def without_mail(engine, clock):
    make_world(engine, clock.now())
    return TestClient(make_app(engine, clock))


def ask(client, email=CLARA):
    return client.post(FORGOT, data={"csrf": hidden(client.get(FORGOT).text, "csrf"), "email": email})


def link_in(box):
    return re.search(r"(/console/set-password/[\w-]+)", letter(box))[1]


def letter(box):
    return box.taken[-1].get_payload(decode=True).decode()


def set_password(client, link):
    form = {"csrf": hidden(client.get(link).text, "csrf"), "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    return client.post(link, data=form, follow_redirects=False)


def test_the_sign_in_page_leads_there(client):
    assert f'href="{FORGOT}"' in client.get(SIGN_IN).text


def test_a_link_comes_by_email_and_sets_a_new_password(client, box):
    assert "a link is on its way" in ask(client).text
    assert box.recipients == [CLARA]
    assert "Rosewood Skin Clinic" in letter(box)
    assert set_password(client, link_in(box)).status_code == 303
    assert try_to_sign_in(client, CLARA, NEW_PASSWORD).status_code == 303
    assert client.get(link_in(box)).status_code == 404


NO_ACCOUNTS = {"unknown": "nobody@rosewood.example", "no address": "not an address", "empty": "", "long": "x" * 5000}


@pytest.mark.parametrize("email", NO_ACCOUNTS.values(), ids=NO_ACCOUNTS)
def test_the_answer_is_the_same_for_whoever_has_no_account(client, box, email):
    known = ask(client)
    unknown = ask(client, email)
    assert re.sub(r'value="[^"]*"', "", unknown.text) == re.sub(r'value="[^"]*"', "", known.text)
    assert (unknown.status_code, unknown.headers.keys()) == (known.status_code, known.headers.keys())
    assert box.recipients == [CLARA]


def test_whoever_left_gets_no_link(client, box, engine, clock):
    with transaction(engine) as session:
        staff.disable(session, staff.find(session, CLARA), clock.now())
    assert "a link is on its way" in ask(client).text
    assert box.taken == []


def test_the_link_by_email_lasts_an_hour(client, box, clock):
    ask(client)
    clock.advance(minutes=59)
    assert client.get(link_in(box)).status_code == 200
    clock.advance(minutes=1)
    assert client.get(link_in(box)).status_code == 404


def test_looking_at_the_link_does_not_use_it_up(client, box):
    """Mail programs open links before people do."""
    ask(client)
    for _ in range(3):
        assert client.get(link_in(box)).status_code == 200
    assert set_password(client, link_in(box)).status_code == 303


def test_nobody_is_flooded_with_links(client, box, clock):
    for _ in range(5):
        assert "a link is on its way" in ask(client).text
    assert len(box.taken) == 3
    clock.advance(hours=1, minutes=1)
    ask(client)
    assert len(box.taken) == 4


def test_a_network_that_asks_for_everybody_is_told_to_wait(client, box, clock):
    for number in range(20):
        assert ask(client, f"guess{number}@rosewood.example").status_code == 200
    answer = ask(client)
    assert answer.status_code == 429
    assert "Wait an hour" in answer.text
    clock.advance(hours=1, minutes=1)
    assert ask(client).status_code == 200


@pytest.mark.parametrize("csrf", ["", "forged"])
def test_the_form_needs_its_ticket(client, box, csrf):
    client.get(FORGOT)
    assert client.post(FORGOT, data={"csrf": csrf, "email": CLARA}).status_code == 403
    assert box.taken == []


def test_without_a_mail_server_the_page_says_whom_to_ask(without_mail, engine):
    page = without_mail.get(FORGOT).text
    assert "Ask an owner of your clinic" in words(page)
    assert "<form" not in page
    assert "Ask an owner of your clinic" in words(without_mail.post(FORGOT, data={"email": CLARA}).text)
    with reading(engine) as session:
        assert staff.find(session, CLARA).link_hash is None


def test_a_mail_server_that_is_away_is_a_line_in_the_log_without_the_address(client, clock, capsys):
    client.app.state.settings = replace(client.app.state.settings, smtp_url="smtp://127.0.0.1:1")
    assert "a link is on its way" in ask(client).text
    said = capsys.readouterr()
    assert "e-mail not sent" in said.err + said.out
    assert "clara" not in said.err + said.out


def test_asking_is_recorded_and_no_address_is_kept_in_what_is_counted(client, box, engine):
    ask(client)
    ask(client, "nobody@rosewood.example")
    with reading(engine) as session:
        lines = [(line.actor, line.action) for line in session.scalars(select(Audit))]
        keys = list(session.scalars(select(Attempt.key)))
    assert lines == [(CLARA, "password.forgotten")]
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)


def test_an_invitation_goes_out_by_email_too_and_says_so(client, box):
    sign_in(client, "anna@rosewood.example")
    answer = send(client, PEOPLE, PEOPLE, email="fred@rosewood.example", role="front_desk", name="Fred")
    assert "It was also sent to fred@rosewood.example." in words(answer.text)
    assert box.recipients == ["fred@rosewood.example"]
    assert link_in(box) in answer.text


def test_tries_of_yesterday_are_forgotten(engine, clock):
    for _ in range(3):
        with transaction(engine) as session:
            attempts.note(session, attempts.LINKS_ASKED_HERE, "203.0.113.7", clock.now(), "k" * 32)
        clock.advance(hours=13)
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 2
