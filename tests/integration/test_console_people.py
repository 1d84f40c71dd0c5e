"""The people page, as owners keep it: nobody comes in without them, and nobody stays in against them."""

import re
import threading

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot import staff
from bot.db import reading, transaction
from bot.errors import InputError
from bot.models import Audit, Clinic, Staff
from tests.console_world import PASSWORD, make_app, make_staff, make_world
from tests.integration.console_pages import hidden, send, sign_in, try_to_sign_in, words

PEOPLE = "/console/people"
ANNA, CLARA, RITA = "anna@rosewood.example", "clara@rosewood.example", "rita@rosewood.example"
NEW_PASSWORD = "seven slow herons"


@pytest.fixture
def app(engine, clock):
    make_world(engine, clock.now())
    return make_app(engine, clock)


@pytest.fixture
def anna(app):
    client = TestClient(app)
    sign_in(client, ANNA)
    return client


@pytest.fixture
def clara(app):
    client = TestClient(app)
    sign_in(client, CLARA)
    return client


def account(engine, email):
    with reading(engine) as session:
        return session.scalars(select(Staff).where(Staff.email == email)).one_or_none()


def deed(client, engine, email, what, **fields):
    return send(client, PEOPLE, f"{PEOPLE}/{account(engine, email).id}/{what}", **fields)


def invite(client, **changed):
    fred = {"email": "fred@rosewood.example", "name": "Fred Lind", "role": "front_desk"}
    return send(client, PEOPLE, PEOPLE, **{**fred, **changed})


def link_on(page):
    return re.search(r"(/console/set-password/[\w-]+)<", page)[1]


def is_inside(client):
    return client.get("/console/account", follow_redirects=False).status_code == 200


def set_password(client, link, password=NEW_PASSWORD):
    form = {"csrf": hidden(client.get(link).text, "csrf"), "password": password, "again": password}
    return client.post(link, data=form, follow_redirects=False)


def actions(engine):
    with reading(engine) as session:
        return [(line.action, line.target, line.detail) for line in session.scalars(select(Audit).order_by(Audit.id))]


def test_the_page_lists_everybody_and_how_they_stand(anna, engine, clock):
    with transaction(engine) as session:
        clara = staff.find(session, CLARA)
        clara.locked_until = clock.now().replace(hour=23)
        staff.disable(session, staff.find(session, RITA), clock.now())
    page = words(anna.get(PEOPLE).text)
    assert "Anna Reyes (you) anna@rosewood.example Owner" in page
    assert "Locked after wrong tries" in page
    assert "Shut" in page
    assert "Otto" not in page
    assert "harbour" not in page


def test_an_invited_colleague_sets_a_password_with_the_link_and_comes_in(anna, app, engine):
    answer = invite(anna)
    assert "It is shown this once" in words(answer.text)
    link = link_on(answer.text)
    assert link_on(answer.text) not in anna.get(f"{PEOPLE}/{account(engine, 'fred@rosewood.example').id}").text
    fred = TestClient(app)
    assert set_password(fred, link).status_code == 303
    assert try_to_sign_in(fred, "fred@rosewood.example", NEW_PASSWORD).status_code == 303
    assert "Fred Lind" in fred.get("/console/account").text
    assert fred.get(PEOPLE).status_code == 403


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": CLARA}, "There is an account with this address already."),
        ({"email": " Clara@Rosewood.Example "}, "There is an account with this address already."),
        ({"email": "otto@harbour.example"}, "There is an account with this address already."),
        ({"email": "not an address"}, "is not an e-mail address"),
        ({"email": ""}, "is not an e-mail address"),
        ({"role": "boss"}, "the role must be one of"),
        ({"role": ""}, "the role must be one of"),
        ({"name": "x" * 121}, "The name has 121 characters"),
    ],
    ids=["known", "known, typed otherwise", "of another clinic", "no address", "nothing", "no role", "role missing", "long name"],
)
def test_an_invitation_that_cannot_be_is_told_and_what_was_typed_stays(anna, engine, changed, sentence):
    answer = invite(anna, **changed)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert account(engine, "fred@rosewood.example") is None
    if changed.get("email", "x"):
        assert changed.get("email", "fred@rosewood.example").strip() in answer.text


def test_a_name_with_a_script_in_it_is_only_a_name(anna):
    answer = invite(anna, name="<script>alert(1)</script>")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_a_new_role_counts_at_once_and_signs_out(anna, clara, engine):
    assert deed(anna, engine, CLARA, "role", role="read_only").status_code == 303
    assert not is_inside(clara), "the cookie of the old role is refused"
    sign_in(clara, CLARA)
    answer = send(clara, "/console/account", "/console/cases/1/resolve", note="done")
    assert answer.status_code == 403


def test_the_same_role_again_signs_nobody_out(anna, clara, engine):
    deed(anna, engine, CLARA, "role", role="clinician")
    assert is_inside(clara)


def test_a_shut_account_is_out_and_stays_out_until_it_is_opened(anna, clara, engine):
    assert deed(anna, engine, CLARA, "disable").status_code == 303
    assert not is_inside(clara)
    assert try_to_sign_in(clara, CLARA).status_code == 403
    deed(anna, engine, CLARA, "enable")
    assert try_to_sign_in(clara, CLARA).status_code == 303


def test_a_link_that_was_out_dies_with_the_account(anna, app, engine):
    link = link_on(deed(anna, engine, CLARA, "link").text)
    deed(anna, engine, CLARA, "disable")
    assert TestClient(app).get(link).status_code == 404
    assert deed(anna, engine, CLARA, "link").status_code == 400
    deed(anna, engine, CLARA, "enable")
    assert TestClient(app).get(link).status_code == 404


def test_a_reset_link_opens_a_lock_and_works_once(anna, app, engine):
    clara = TestClient(app)
    for _ in range(10):
        try_to_sign_in(clara, CLARA, "wrong password")
    assert try_to_sign_in(clara, CLARA).status_code == 403
    link = link_on(deed(anna, engine, CLARA, "link").text)
    assert set_password(clara, link).status_code == 303
    assert try_to_sign_in(clara, CLARA, NEW_PASSWORD).status_code == 303
    assert clara.get(link).status_code == 404


def test_a_colleague_is_signed_out_everywhere(anna, clara, engine):
    assert "Signed in at" in words(anna.get(f"{PEOPLE}/{account(engine, CLARA).id}").text)
    deed(anna, engine, CLARA, "end-sessions")
    assert not is_inside(clara)
    assert is_inside(anna)


def test_the_phone_is_lost_and_an_owner_helps(anna, clara, engine, clock):
    with transaction(engine) as session:
        account = staff.find(session, CLARA)
        account.totp_secret, account.totp_confirmed_at = "sealed", clock.now()
    assert deed(anna, engine, CLARA, "second-factor-off").status_code == 303
    assert not is_inside(clara)
    assert try_to_sign_in(clara, CLARA).headers["location"] == "/console"


def test_nobody_takes_their_own_second_factor_away_without_the_password(anna, engine, clock):
    with transaction(engine) as session:
        account = staff.find(session, ANNA)
        account.totp_secret, account.totp_confirmed_at = "sealed", clock.now()
    assert "This is your own account" in deed(anna, engine, ANNA, "second-factor-off").text
    with reading(engine) as session:
        assert staff.find(session, ANNA).totp_confirmed_at


@pytest.mark.parametrize(("what", "fields"), [("role", {"role": "clinician"}), ("disable", {})], ids=["demoted", "shut"])
def test_the_last_owner_stays(anna, engine, what, fields):
    answer = deed(anna, engine, ANNA, what, **fields)
    assert answer.status_code == 400
    assert "The clinic would be left without an owner. Make somebody else an owner first." in answer.text
    assert (account(engine, ANNA).role, account(engine, ANNA).disabled_at) == ("owner", None)


def test_an_owner_who_was_only_invited_is_no_other_owner(anna, engine):
    invite(anna, role="owner")
    assert deed(anna, engine, ANNA, "disable").status_code == 400


def test_an_owner_may_go_when_another_stays(anna, engine):
    deed(anna, engine, CLARA, "role", role="owner")
    assert deed(anna, engine, ANNA, "role", role="clinician").status_code == 303
    assert account(engine, ANNA).role == "clinician"
    assert not is_inside(anna)


def test_two_owners_who_go_at_the_same_moment_leave_one(engine, clock, app):
    with transaction(engine) as session:
        clinic = session.scalars(select(Clinic).where(Clinic.slug == "rosewood")).one()
        make_staff(session, clinic, "omar@rosewood.example", "owner", clock.now())
    start, refused = threading.Barrier(2), []

    def leave(email):
        start.wait(10)
        try:
            with transaction(engine) as session:
                staff.change_role(session, staff.find(session, email), "clinician", clock.now())
        except InputError as error:
            refused.append(str(error))

    both = [threading.Thread(target=leave, args=(email,)) for email in (ANNA, "omar@rosewood.example")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert refused == [staff.LAST_OWNER]


def test_a_second_factor_is_asked_of_everybody_only_by_an_owner_who_has_one(anna, engine, clock):
    answer = send(anna, PEOPLE, f"{PEOPLE}/second-factor", required="1")
    assert answer.status_code == 400
    assert "Set up your own second factor first" in answer.text
    with transaction(engine) as session:
        account = staff.find(session, ANNA)
        account.totp_secret, account.totp_confirmed_at = "sealed", clock.now()
    assert send(anna, PEOPLE, f"{PEOPLE}/second-factor", required="1").status_code == 303
    assert "Required" in words(anna.get(PEOPLE).text)
    send(anna, PEOPLE, f"{PEOPLE}/second-factor", required="0")
    with reading(engine) as session:
        assert not session.scalars(select(Clinic).where(Clinic.slug == "rosewood")).one().second_factor_required


def test_what_owners_do_is_in_the_audit_book_without_a_link(anna, engine):
    link = link_on(invite(anna).text)
    deed(anna, engine, CLARA, "role", role="read_only")
    deed(anna, engine, CLARA, "disable")
    deed(anna, engine, CLARA, "enable")
    deed(anna, engine, CLARA, "end-sessions")
    deed(anna, engine, CLARA, "link")
    clara, fred = (f"staff:{account(engine, email).id}" for email in (CLARA, "fred@rosewood.example"))
    assert actions(engine)[1:] == [
        ("staff.invite", fred, {"role": "front_desk"}),
        ("staff.role", clara, {"before": "clinician", "after": "read_only"}),
        ("staff.disable", clara, {}),
        ("staff.enable", clara, {}),
        ("staff.end_sessions", clara, {"ended": 0}),
        ("staff.link", clara, {}),
    ]
    assert link.rsplit("/", 1)[1] not in str(actions(engine))


def test_a_password_still_opens_a_reopened_account(anna, engine):
    deed(anna, engine, CLARA, "disable")
    deed(anna, engine, CLARA, "enable")
    assert account(engine, CLARA).password_hash
    assert PASSWORD not in account(engine, CLARA).password_hash
