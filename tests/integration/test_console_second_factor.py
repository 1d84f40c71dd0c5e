"""The second factor from setting up to a lost phone, as staff meet it."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.db import reading, transaction
from bot.models import Audit, Clinic, RecoveryCode, Staff
from tests.console_world import PASSWORD, make_app, make_world
from tests.integration.console_pages import SIGN_IN, hidden, send, sign_in, try_to_sign_in, words

ACCOUNT, SETUP, CODE = "/console/account", "/console/account/second-factor", "/console/sign-in/code"
CLARA, ANNA = "clara@rosewood.example", "anna@rosewood.example"


@pytest.fixture
def client(engine, clock):
    make_world(engine, clock.now())
    return TestClient(make_app(engine, clock))


def account(engine, email=CLARA):
    with reading(engine) as session:
        return session.scalars(select(Staff).where(Staff.email == email)).one()


def set_up(client, clock, email=CLARA):
    """Sign in and set a second factor up; return the secret and the recovery codes."""
    sign_in(client, email)
    send(client, SETUP, SETUP)
    page = client.get(SETUP).text
    secret = re.search(r'class="key"><code>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    answer = send(client, SETUP, f"{SETUP}/confirm", code=pyotp.TOTP(secret).at(clock.now()))
    assert answer.status_code == 200
    return secret, re.findall(r"<li><code>([A-Z2-9-]+)</code>", answer.text)


def halfway(client, email=CLARA, password=PASSWORD):
    client.cookies.clear()
    return try_to_sign_in(client, email, password)


def give_code(client, code):
    form = {"csrf": hidden(client.get(CODE).text, "csrf"), "code": code}
    return client.post(CODE, data=form, follow_redirects=False)


def is_inside(client):
    return client.get(ACCOUNT, follow_redirects=False).status_code == 200


def actions(engine, email=CLARA):
    with reading(engine) as session:
        return list(session.scalars(select(Audit.action).where(Audit.actor == email).order_by(Audit.id)))


def test_a_second_factor_is_set_up_with_a_picture_a_key_and_a_first_code(client, engine, clock):
    sign_in(client, CLARA)
    assert "Six digits" not in client.get(SETUP).text, "nothing to scan before it is wanted"
    send(client, SETUP, SETUP)
    page = client.get(SETUP).text
    assert re.search(r'<svg viewBox="0 0 \d+ \d+" class="qr">', page), "the whole picture, whatever its size"
    link = re.search(r'href="(otpauth://[^"]+)"', page)[1]
    assert "Rosewood" in link
    secret = pyotp.parse_uri(link.replace("&amp;", "&")).secret
    answer = send(client, SETUP, f"{SETUP}/confirm", code=pyotp.TOTP(secret).at(clock.now()))
    assert "Your second factor is on." in words(answer.text)
    assert account(engine).totp_confirmed_at == clock.now()
    assert "10 recovery codes left" in words(client.get(ACCOUNT).text)


def test_a_wrong_first_code_puts_nothing_into_force(client, engine):
    sign_in(client, CLARA)
    send(client, SETUP, SETUP)
    answer = send(client, SETUP, f"{SETUP}/confirm", code="000000")
    assert answer.status_code == 400
    assert "That code is not right" in answer.text
    assert account(engine).totp_confirmed_at is None
    client.cookies.clear()
    assert try_to_sign_in(client, CLARA).headers["location"] == "/console"


def test_signing_in_asks_for_the_code_after_the_password(client, clock):
    secret, _ = set_up(client, clock)
    clock.advance(minutes=1)
    first = halfway(client)
    assert first.headers["location"].startswith(CODE)
    assert "aftercare_staff" not in client.cookies
    assert client.get("/console", follow_redirects=False).status_code == 303, "halfway is outside"
    assert give_code(client, pyotp.TOTP(secret).at(clock.now())).headers["location"] == "/console"
    assert is_inside(client)


def test_the_page_that_was_wanted_is_reached_through_the_code(client, clock):
    secret, _ = set_up(client, clock)
    clock.advance(minutes=1)
    client.cookies.clear()
    page = client.get(f"{SIGN_IN}?next=/console/patients").text
    form = {"csrf": hidden(page, "csrf"), "email": CLARA, "password": PASSWORD}
    step = client.post(f"{SIGN_IN}?next=/console/patients", data=form, follow_redirects=False).headers["location"]
    form = {"csrf": hidden(client.get(step).text, "csrf"), "code": pyotp.TOTP(secret).at(clock.now())}
    assert client.post(step, data=form, follow_redirects=False).headers["location"] == "/console/patients"


def test_a_code_that_was_seen_over_the_shoulder_is_worth_nothing(client, clock):
    secret, _ = set_up(client, clock)
    clock.advance(minutes=1)
    code = pyotp.TOTP(secret).at(clock.now())
    halfway(client)
    assert give_code(client, code).status_code == 303
    halfway(client)
    answer = give_code(client, code)
    assert answer.status_code == 403
    assert "it was used already" in answer.text


def test_the_right_password_does_not_buy_more_tries_at_the_code(client, engine, clock):
    secret, _ = set_up(client, clock)
    clock.advance(minutes=1)
    for _ in range(5):
        halfway(client)
        for _ in range(2):
            assert give_code(client, "000000").status_code == 403
    assert account(engine).locked_until == clock.now() + timedelta(minutes=15)
    assert give_code(client, pyotp.TOTP(secret).at(clock.now())).status_code == 403, "locked for the right code too"
    assert halfway(client).status_code == 403
    clock.advance(minutes=16)
    halfway(client)
    assert give_code(client, pyotp.TOTP(secret).at(clock.now())).status_code == 303


def test_halfway_lasts_five_minutes(client, clock):
    secret, _ = set_up(client, clock)
    halfway(client)
    client.get(CODE)
    clock.advance(minutes=5, seconds=1)
    answer = client.post(CODE, data={"code": pyotp.TOTP(secret).at(clock.now())}, follow_redirects=False)
    assert answer.headers["location"] == SIGN_IN


@pytest.mark.parametrize("ticket", ["", "made-up", "WzEsICJhYmMiLCA5OTk5OTk5OTk5XQ.forged"])
def test_without_a_password_nobody_is_asked_for_a_code(client, ticket):
    if ticket:
        client.cookies.set("aftercare_halfway", ticket, path="/console")
    assert client.get(CODE, follow_redirects=False).headers["location"] == SIGN_IN


def test_a_recovery_code_lets_in_once(client, engine, clock):
    _, codes = set_up(client, clock)
    halfway(client)
    assert give_code(client, codes[0].lower().replace("-", " ")).status_code == 303
    assert is_inside(client)
    assert "9 recovery codes left" in words(client.get(ACCOUNT).text)
    halfway(client)
    assert give_code(client, codes[0]).status_code == 403
    assert give_code(client, codes[1]).status_code == 303


def test_a_recovery_code_of_somebody_else_is_worth_nothing(client, engine, clock):
    set_up(client, clock)
    client.cookies.clear()
    _, annas = set_up(client, clock, ANNA)
    halfway(client)
    assert give_code(client, annas[0]).status_code == 403


def test_new_recovery_codes_make_the_old_ones_worthless(client, engine, clock):
    _, old = set_up(client, clock)
    answer = send(client, ACCOUNT, f"{ACCOUNT}/recovery-codes", current=PASSWORD)
    new = re.findall(r"<li><code>([A-Z2-9-]+)</code>", answer.text)
    assert len(new) == 10
    assert not set(new) & set(old)
    halfway(client)
    assert give_code(client, old[0]).status_code == 403
    assert give_code(client, new[0]).status_code == 303


def test_no_code_is_stored_that_anybody_could_read(client, engine, clock):
    secret, codes = set_up(client, clock)
    with reading(engine) as session:
        hashes = list(session.scalars(select(RecoveryCode.code_hash)))
    assert len(hashes) == 10
    assert not set(hashes) & {code.replace("-", "") for code in codes}
    assert secret not in account(engine).totp_secret


@pytest.mark.parametrize("deed", ["second-factor/off", "recovery-codes"])
def test_whoever_finds_an_open_browser_cannot_take_the_second_factor_away(client, engine, clock, deed):
    set_up(client, clock)
    answer = send(client, ACCOUNT, f"{ACCOUNT}/{deed}", current="not the password")
    assert answer.status_code == 400
    assert "That is not your password" in answer.text
    assert account(engine).totp_confirmed_at
    assert account(engine).failed_sign_ins == 1, "guessing here counts as at the door"


def test_setting_it_up_long_after_signing_in_asks_for_the_password(client, engine, clock):
    sign_in(client, CLARA)
    clock.advance(minutes=11)
    assert send(client, SETUP, SETUP).status_code == 400
    assert account(engine).totp_secret is None
    assert send(client, SETUP, SETUP, current=PASSWORD).status_code == 303
    assert account(engine).totp_secret


def test_switching_it_off_leaves_the_password_alone(client, engine, clock):
    set_up(client, clock)
    answer = send(client, ACCOUNT, f"{ACCOUNT}/second-factor/off", current=PASSWORD)
    assert answer.headers["location"] == f"{ACCOUNT}?done=factor-off"
    assert account(engine).totp_secret is None
    assert halfway(client).headers["location"] == "/console"
    with reading(engine) as session:
        assert not list(session.scalars(select(RecoveryCode)))


def test_switching_it_on_signs_other_browsers_out(client, engine, clock):
    elsewhere = TestClient(client.app)
    sign_in(elsewhere, CLARA)
    set_up(client, clock)
    assert is_inside(client)
    assert not is_inside(elsewhere)


def test_a_changed_password_ends_what_was_halfway(client, engine, clock):
    secret, _ = set_up(client, clock)
    halfway(client)
    with transaction(engine) as session:
        session.scalars(select(Staff).where(Staff.email == CLARA)).one().password_hash = "another"
    assert client.get(CODE, follow_redirects=False).headers["location"] == SIGN_IN


def test_another_secret_key_leaves_the_recovery_codes(client, engine, clock):
    """SECRET_KEY was changed: what it sealed cannot be read, and nobody is locked out for it."""
    secret, codes = set_up(client, clock)
    clock.advance(minutes=1)
    client.app.state.settings = replace(client.app.state.settings, secret_key="another key of thirty-two letters")
    halfway(client)
    assert give_code(client, pyotp.TOTP(secret).at(clock.now())).status_code == 403
    assert give_code(client, codes[0]).status_code == 303


def require(engine, required=True):
    with transaction(engine) as session:
        session.scalars(select(Clinic).where(Clinic.slug == "rosewood")).one().second_factor_required = required


def test_where_it_is_required_everybody_is_led_to_set_it_up_and_sees_nothing_before(client, engine, clock):
    require(engine)
    sign_in(client, CLARA)
    for page in ("/console", "/console/patients", "/console/cases/1", "/console/protocols"):
        assert client.get(page, follow_redirects=False).headers["location"] == SETUP
    change = client.post("/console/cases/1/resolve", data={"csrf": hidden(client.get(SETUP).text, "csrf"), "note": "done"},
                         follow_redirects=False)  # fmt: skip
    assert change.headers["location"] == SETUP
    assert "Your clinic asks everybody for a second factor" in client.get(SETUP).text
    client.cookies.clear()
    set_up(client, clock)
    assert client.get("/console", follow_redirects=False).status_code == 200


def test_where_it_is_required_one_can_still_sign_out(client, engine):
    require(engine)
    sign_in(client, CLARA)
    assert send(client, SETUP, "/console/sign-out").headers["location"] == SIGN_IN


def test_the_neighbours_are_not_asked(client, engine):
    require(engine)
    sign_in(client, "otto@harbour.example")
    assert client.get("/console", follow_redirects=False).status_code == 200


def test_each_step_is_in_the_audit_book(client, engine, clock):
    _, codes = set_up(client, clock)
    halfway(client)
    give_code(client, "000000")
    give_code(client, codes[0])
    send(client, ACCOUNT, f"{ACCOUNT}/recovery-codes", current=PASSWORD)
    send(client, ACCOUNT, f"{ACCOUNT}/second-factor/off", current=PASSWORD)
    of_the_factor = ["second_factor.codes", "second_factor.off"]
    assert actions(engine) == ["sign_in", "second_factor.on", "sign_in.refused", "sign_in", *of_the_factor]
    with reading(engine) as session:
        lines = list(session.scalars(select(Audit).where(Audit.actor == CLARA)))
    assert [line.detail for line in lines if line.action == "sign_in"] == [{}, {"second_factor": "recovery code"}]
    assert not any(code in str(line.detail) for line in lines for code in codes)
