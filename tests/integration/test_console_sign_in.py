"""Getting into the console, and being kept out of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot import staff
from bot.db import reading, transaction
from bot.errors import InputError, NotFound
from bot.models import Audit, Clinic, Staff, StaffSession
from tests.console_world import PASSWORD, make_app, make_world
from tests.integration.console_pages import SIGN_IN, hidden, sign_in, try_to_sign_in, words

NEW_PASSWORD = "seven slow herons"


@pytest.fixture
def client(engine, clock):
    make_world(engine, clock.now())
    return TestClient(make_app(engine, clock))


def give_link(engine, clock, email="new@rosewood.example", role="clinician"):
    with transaction(engine) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.slug == "rosewood")).one()
        return staff.add(session, email=email, clinic=clinic, role=role, now=clock.now())


def account(engine, email):
    with reading(engine) as session:
        return session.scalars(select(Staff).where(Staff.email == email)).one()


def set_password(client, token, password=NEW_PASSWORD, again=None):
    page = client.get(f"/console/set-password/{token}")
    form = {"csrf": hidden(page.text, "csrf"), "password": password, "again": password if again is None else again}
    return client.post(f"/console/set-password/{token}", data=form, follow_redirects=False)


def test_the_right_password_opens_the_inbox(client):
    assert try_to_sign_in(client, "anna@rosewood.example").status_code == 303
    assert "Rosewood Skin Clinic" in client.get("/console").text


def test_the_address_may_be_typed_with_capitals_and_spaces(client):
    assert try_to_sign_in(client, " Anna@Rosewood.Example ").status_code == 303


def test_whoever_came_for_a_page_gets_to_it_after_signing_in(client):
    first = client.get("/console/patients", follow_redirects=False)
    assert first.headers["location"] == "/console/sign-in?next=/console/patients"
    page = client.get(first.headers["location"]).text
    form = {"csrf": hidden(page, "csrf"), "email": "anna@rosewood.example", "password": PASSWORD}
    assert client.post(first.headers["location"], data=form, follow_redirects=False).headers["location"] == "/console/patients"


@pytest.mark.parametrize("target", ["https://elsewhere.example", "//elsewhere.example", "/simulator", "/consolex", "data:,"])
def test_signing_in_never_leads_to_another_site(client, target):
    form = {"csrf": hidden(client.get(SIGN_IN).text, "csrf"), "email": "anna@rosewood.example", "password": PASSWORD}
    answer = client.post(SIGN_IN, params={"next": target}, data=form, follow_redirects=False)
    assert answer.headers["location"] == "/console"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("anna@rosewood.example", "wrong password"),
        ("nobody@rosewood.example", PASSWORD),
        ("", ""),
        ("anna@rosewood.example", "x" * 5000),
    ],
    ids=["wrong password", "unknown address", "nothing typed", "absurdly long"],
)
def test_every_refusal_reads_the_same(client, email, password):
    answer = try_to_sign_in(client, email, password)
    assert answer.status_code == 403
    assert "E-mail or password is not right." in answer.text
    assert "aftercare_staff" not in client.cookies


def test_ten_wrong_passwords_lock_the_account_for_fifteen_minutes(client, clock):
    for _ in range(10):
        assert try_to_sign_in(client, "anna@rosewood.example", "wrong password").status_code == 403
    assert try_to_sign_in(client, "anna@rosewood.example").status_code == 403, "the right password, too early"
    clock.advance(minutes=14)
    assert try_to_sign_in(client, "anna@rosewood.example").status_code == 403
    clock.advance(minutes=2)
    assert try_to_sign_in(client, "anna@rosewood.example").status_code == 303


def test_a_right_password_starts_the_count_anew(client):
    for _ in range(2):
        for _ in range(9):
            try_to_sign_in(client, "anna@rosewood.example", "wrong password")
        assert try_to_sign_in(client, "anna@rosewood.example").status_code == 303
        client.cookies.clear()


def test_trying_while_locked_does_not_make_the_lock_longer(client, clock):
    for _ in range(12):
        try_to_sign_in(client, "anna@rosewood.example", "wrong password")
    clock.advance(minutes=10)
    try_to_sign_in(client, "anna@rosewood.example", "wrong password")
    clock.advance(minutes=6)
    assert try_to_sign_in(client, "anna@rosewood.example").status_code == 303


def test_a_disabled_account_opens_nothing_even_where_it_is_signed_in(client, engine, clock):
    sign_in(client, "clara@rosewood.example")
    with transaction(engine) as session:
        session.scalars(select(Staff).where(Staff.email == "clara@rosewood.example")).one().disabled_at = clock.now()
    assert client.get("/console", follow_redirects=False).status_code == 303
    client.cookies.clear()
    assert try_to_sign_in(client, "clara@rosewood.example").status_code == 403


def test_the_cookie_is_kept_from_scripts_and_other_sites(client):
    cookie = try_to_sign_in(client, "anna@rosewood.example").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/console"} <= {part.strip() for part in cookie.split(",")[0].split(";")}
    assert "Secure" not in cookie


def test_behind_https_every_cookie_is_secure_and_http_is_given_up(engine, clock):
    make_world(engine, clock.now())
    client = TestClient(make_app(engine, clock, "https://aftercare.example"), base_url="https://aftercare.example")
    answer = try_to_sign_in(client, "anna@rosewood.example")
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
    assert "max-age" in answer.headers["strict-transport-security"]


def test_the_database_holds_only_the_hash_of_the_cookie(client, engine):
    sign_in(client, "anna@rosewood.example")
    with reading(engine) as session:
        row = session.scalars(select(StaffSession)).one()
    assert row.token_hash == staff.digest(client.cookies["aftercare_staff"])


def is_inside(client, **headers):
    return client.get("/console", headers=headers, follow_redirects=False).status_code == 200


def test_whoever_keeps_working_is_signed_out_only_after_a_working_day(client, clock):
    sign_in(client, "anna@rosewood.example")
    for _ in range(3):
        clock.advance(hours=3, minutes=50)
        assert is_inside(client)
    clock.advance(minutes=31)
    assert not is_inside(client)


def test_whoever_does_nothing_for_four_hours_is_signed_out(client, clock):
    sign_in(client, "anna@rosewood.example")
    clock.advance(hours=4, minutes=1)
    assert not is_inside(client)


@pytest.mark.parametrize("headers", [{"X-Live": "1"}, {"Accept": "text/event-stream"}], ids=["refresh", "stream"])
def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(client, clock, headers):
    sign_in(client, "anna@rosewood.example")
    for _ in range(4):
        clock.advance(minutes=59)
        assert is_inside(client, **headers)
    clock.advance(minutes=5)
    assert not is_inside(client)


def test_a_cookie_stolen_before_sign_out_is_worth_nothing(client):
    sign_in(client, "anna@rosewood.example")
    stolen = client.cookies["aftercare_staff"]
    token = hidden(client.get("/console").text, "csrf")
    assert client.post("/console/sign-out", data={"csrf": token}, follow_redirects=False).headers["location"] == SIGN_IN
    client.cookies.set("aftercare_staff", stolen, path="/console")
    assert client.get("/console", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("csrf", ["", "forged", None], ids=["empty", "forged", "missing"])
def test_the_sign_in_form_needs_its_own_ticket(client, csrf):
    client.get(SIGN_IN)
    form = {"email": "anna@rosewood.example", "password": PASSWORD} | ({} if csrf is None else {"csrf": csrf})
    assert client.post(SIGN_IN, data=form, follow_redirects=False).status_code == 403


def test_a_ticket_that_we_did_not_sign_is_refused_even_when_cookie_and_form_agree(client):
    client.cookies.set("aftercare_form", "made-up", path="/console")
    form = {"email": "anna@rosewood.example", "password": PASSWORD, "csrf": "made-up"}
    assert client.post(SIGN_IN, data=form, follow_redirects=False).status_code == 403


def test_two_open_tabs_can_both_sign_in(client):
    first = hidden(client.get(SIGN_IN).text, "csrf")
    client.get(SIGN_IN)
    form = {"csrf": first, "email": "anna@rosewood.example", "password": PASSWORD}
    assert client.post(SIGN_IN, data=form, follow_redirects=False).status_code == 303


def test_a_link_sets_a_password_once(client, engine, clock):
    token = give_link(engine, clock)
    assert set_password(client, token).headers["location"] == "/console/sign-in?password=set"
    assert try_to_sign_in(client, "new@rosewood.example", NEW_PASSWORD).status_code == 303
    used = client.get(f"/console/set-password/{token}")
    assert used.status_code == 404
    assert "expired or was used already" in used.text


def test_only_the_hash_of_a_link_is_stored(client, engine, clock):
    token = give_link(engine, clock)
    stored = account(engine, "new@rosewood.example")
    assert stored.link_hash == staff.digest(token)
    assert token not in str(vars(stored))


def test_a_link_lasts_forty_eight_hours(client, engine, clock):
    token = give_link(engine, clock)
    clock.advance(hours=47, minutes=59)
    assert client.get(f"/console/set-password/{token}").status_code == 200
    clock.advance(minutes=1)
    assert client.get(f"/console/set-password/{token}").status_code == 404


def test_an_account_without_a_password_cannot_sign_in(client, engine, clock):
    give_link(engine, clock)
    assert try_to_sign_in(client, "new@rosewood.example", "").status_code == 403


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", None, "Use at least 12 characters."),
        ("aaaaaaaaaaaaaaaa", None, "Use more different characters."),
        ("brand-NEW-rosewood", None, "Leave your e-mail name out"),
        ("seven slow herons", "seven slow heron", "The two passwords are not the same."),
        ("x y z w v " * 40, None, "Use at most 256 characters."),
    ],
    ids=["short", "one key", "holds the e-mail name", "typed differently", "too long"],
)
def test_a_weak_password_is_refused_with_a_sentence_and_the_link_stays_good(client, engine, clock, password, again, sentence):
    token = give_link(engine, clock)
    answer = set_password(client, token, password, again)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert set_password(client, token).status_code == 303


def test_setting_a_password_ends_open_sessions_and_locks(client, engine, clock):
    sign_in(client, "clara@rosewood.example")
    elsewhere = client.cookies["aftercare_staff"]
    set_password(client, give_link(engine, clock, "clara@rosewood.example"))
    client.cookies.set("aftercare_staff", elsewhere, path="/console")
    assert client.get("/console", follow_redirects=False).status_code == 303


def test_a_second_link_makes_the_first_one_worthless_and_keeps_the_account(client, engine, clock):
    first = give_link(engine, clock)
    second = give_link(engine, clock, role="owner")
    assert client.get(f"/console/set-password/{first}").status_code == 404
    assert client.get(f"/console/set-password/{second}").status_code == 200
    assert account(engine, "new@rosewood.example").role == "owner"


@pytest.mark.parametrize(
    ("email", "role", "sentence"),
    [
        ("new@rosewood.example", "boss", "the role must be one of owner, clinician, front_desk, read_only"),
        ("not an address", "owner", "is not an e-mail address"),
        ("otto@harbour.example", "owner", "belongs to another clinic"),
    ],
    ids=["role", "address", "neighbour"],
)
def test_an_account_that_cannot_be_is_refused(client, engine, clock, email, role, sentence):
    with pytest.raises(InputError, match=sentence):
        give_link(engine, clock, email, role)


def test_a_made_up_link_is_nobodys(engine, clock):
    with reading(engine) as session, pytest.raises(NotFound):
        staff.holder(session, "made-up", clock.now())


def test_signing_in_out_and_failing_is_in_the_audit_book(client, engine):
    try_to_sign_in(client, "anna@rosewood.example", "wrong password")
    sign_in(client, "anna@rosewood.example")
    client.post("/console/sign-out", data={"csrf": hidden(client.get("/console").text, "csrf")})
    with reading(engine) as session:
        assert list(session.scalars(select(Audit.action).order_by(Audit.id))) == ["sign_in.refused", "sign_in", "sign_out"]


def test_a_form_of_a_megabyte_is_refused(client):
    assert client.post(SIGN_IN, data={"email": "a" * 1_000_000}).status_code == 413


@pytest.mark.parametrize("body", [b"email=%ff%fe", b"&".join(b"a%d=1" % n for n in range(250))], ids=["not text", "250 fields"])
def test_a_form_that_no_page_of_ours_sends_is_refused(client, body):
    answer = client.post(SIGN_IN, content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 400


def test_signing_out_of_nothing_leads_to_the_sign_in_page(client):
    answer = client.post("/console/sign-out", data={}, follow_redirects=False)
    assert answer.headers["location"].startswith(SIGN_IN)
    assert "Staff console" in words(client.get(SIGN_IN).text)


def test_moving_the_demos_time_signs_nobody_out(engine, clock):
    make_world(engine, clock.now())
    app = make_app(engine, clock)
    app.state.machine_clock = type(clock)(clock.now())
    client = TestClient(app)
    sign_in(client, "anna@rosewood.example")
    clock.advance(timedelta(days=28))
    assert client.get("/console", follow_redirects=False).status_code == 200
