"""One's own account: the password, the browsers one is signed in with, and cookies that are worth nothing any more."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.db import reading, transaction
from bot.models import Audit, Staff, StaffSession
from tests.console_world import PASSWORD, make_app, make_world
from tests.integration.console_pages import SIGN_IN, send, sign_in, try_to_sign_in, words

ACCOUNT = "/console/account"
CLARA = "clara@rosewood.example"
NEW_PASSWORD = "seven slow herons"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def app(engine, clock):
    make_world(engine, clock.now())
    return make_app(engine, clock)


@pytest.fixture
def client(app):
    client = TestClient(app)
    sign_in(client, CLARA)
    return client


@pytest.fixture
def phone(app):
    phone = TestClient(app, headers={"user-agent": ANDROID})
    sign_in(phone, CLARA)
    return phone


def is_inside(client):
    return client.get(ACCOUNT, follow_redirects=False).status_code == 200


def change_password(client, **changed):
    form = {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    return send(client, ACCOUNT, f"{ACCOUNT}/password", **{**form, **changed})


def session_ids(engine):
    with reading(engine) as session:
        return list(session.scalars(select(StaffSession.id).order_by(StaffSession.id)))


@pytest.mark.parametrize("email", ["anna@rosewood.example", CLARA, "rita@rosewood.example"])
def test_everybody_has_an_account_page(app, email):
    client = TestClient(app)
    sign_in(client, email)
    assert email in words(client.get(ACCOUNT).text)


def test_a_changed_password_is_the_one_that_counts(client):
    assert change_password(client).headers["location"] == f"{ACCOUNT}?done=password"
    client.cookies.clear()
    assert try_to_sign_in(client, CLARA).status_code == 403
    assert try_to_sign_in(client, CLARA, NEW_PASSWORD).status_code == 303


def test_changing_the_password_signs_every_other_browser_out_and_keeps_this_one(client, phone):
    change_password(client)
    assert is_inside(client)
    assert not is_inside(phone)


def test_a_cookie_stolen_before_the_password_was_changed_is_worth_nothing(client, app):
    thief = TestClient(app)
    thief.cookies.set("aftercare_staff", client.cookies["aftercare_staff"], path="/console")
    assert is_inside(thief)
    change_password(client)
    assert is_inside(client)
    assert not is_inside(thief)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"current": "not the password"}, "That is not your password"),
        ({"current": ""}, "That is not your password"),
        ({"again": "something else"}, "The two passwords are not the same"),
        ({"password": "short", "again": "short"}, "Use at least 12 characters"),
        ({"password": "clara is my name", "again": "clara is my name"}, "Leave your e-mail name out"),
    ],
    ids=["wrong one", "none", "typed differently", "short", "holds the name"],
)
def test_a_change_that_cannot_be_is_told_and_nothing_changes(client, engine, changed, sentence):
    answer = change_password(client, **changed)
    assert answer.status_code == 400
    assert sentence in answer.text
    client.cookies.clear()
    assert try_to_sign_in(client, CLARA).status_code == 303


def test_guessing_the_password_from_an_open_browser_locks_as_at_the_door(client):
    for _ in range(10):
        assert change_password(client, current="not the password").status_code == 400
    assert change_password(client).status_code == 400, "the right one, too late"
    client.cookies.clear()
    assert try_to_sign_in(client, CLARA).status_code == 403


def test_the_page_lists_where_one_is_signed_in(client, phone, clock):
    clock.advance(minutes=20)
    page = words(client.get(ACCOUNT).text)
    assert "Chrome on Android" in page
    assert "Signed in at 10:00 today · last used 20 min ago" in page
    assert "This browser" in page


def test_one_browser_is_ended_and_the_others_go_on(client, phone, engine):
    ours, theirs = session_ids(engine)
    assert send(client, ACCOUNT, f"{ACCOUNT}/sessions/{theirs}/end").headers["location"] == f"{ACCOUNT}?done=ended"
    assert is_inside(client)
    assert not is_inside(phone)
    assert send(client, ACCOUNT, f"{ACCOUNT}/sessions/{ours}/end").headers["location"] == SIGN_IN
    assert not is_inside(client)


def test_all_others_are_ended_at_once(client, phone, app):
    third = TestClient(app)
    sign_in(third, CLARA)
    send(third, ACCOUNT, f"{ACCOUNT}/sessions/end-others")
    assert (is_inside(client), is_inside(phone), is_inside(third)) == (False, False, True)


def test_a_colleagues_session_is_not_mine_to_end_here(client, app, engine):
    anna = TestClient(app)
    sign_in(anna, "anna@rosewood.example")
    answer = send(client, ACCOUNT, f"{ACCOUNT}/sessions/{session_ids(engine)[-1]}/end")
    assert answer.status_code == 404
    assert is_inside(anna)


def test_sessions_that_are_over_are_not_listed(client, phone, clock):
    clock.advance(hours=4, minutes=1)
    sign_in(client, CLARA)
    assert "Android" not in client.get(ACCOUNT).text


def test_a_session_survives_neither_a_new_role_nor_a_shut_account(client, engine, clock):
    from bot import staff

    with transaction(engine) as session:
        staff.change_role(session, staff.find(session, CLARA), "front_desk", clock.now())
    assert not is_inside(client)
    sign_in(client, CLARA)
    with transaction(engine) as session:
        staff.disable(session, staff.find(session, CLARA), clock.now())
    assert not is_inside(client)


def test_what_was_done_is_in_the_audit_book(client, phone, engine):
    send(client, ACCOUNT, f"{ACCOUNT}/sessions/{session_ids(engine)[1]}/end")
    send(client, ACCOUNT, f"{ACCOUNT}/sessions/end-others")
    change_password(client)
    with reading(engine) as session:
        done = list(session.scalars(select(Audit.action).order_by(Audit.id)))
        clara = session.scalars(select(Staff).where(Staff.email == CLARA)).one()
    assert done == ["sign_in", "sign_in", "session.end", "session.end_others", "password.change"]
    assert clara.password_hash.startswith("$argon2id$")
