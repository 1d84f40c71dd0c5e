"""Every address of the app, walked by everybody who has no business there: nothing is told and nothing is changed."""

import pytest
from sqlalchemy import select
from starlette.requests import Request

from bot import rights
from bot.db import reading
from bot.models import Clinic
from bot.web.app import create_app
from bot.web.console import routing
from bot.web.console.visit import change, page
from tests.console_walk import FORM, NAMED_ALIKE, OPEN, Walker, leaks, populate, state, stops, strange, told_by, unguarded
from tests.console_world import settings

OWNER = "anna@rosewood.example"
PEOPLE = {"clinician": "clara@rosewood.example", "front_desk": "fred@rosewood.example", "read_only": "rita@rosewood.example"}


@pytest.fixture
def app(engine, clock):
    app = create_app(settings(), engine, clock)
    app.state.machine_clock = clock
    app.state.stream_lasts = 0
    return app


@pytest.fixture
def places(engine, clock):
    return populate(engine, clock.now())


@pytest.fixture
def clinics(places, engine):
    with reading(engine) as session:
        return dict(session.execute(select(Clinic.slug, Clinic.id)).all())


NAMES = ("case_id", "patient_id", "session_id", "staff_id", "browser_id", "note_id", "reply_id", "photo_id")


def names_a_row(stop):
    return any(f"{{{name}" in stop.path for name in NAMES)


def test_the_walk_knows_every_kind_of_route(app):
    assert strange(app) == [], "a kind of route that nobody walks: teach tests/console_walk.py to"
    assert len(stops(app)) >= 40


def test_every_address_asks_who_comes_or_is_open_for_a_reason(app):
    assert unguarded(app) == set(OPEN), "wrap the handler in page(...) or change(...), or say in OPEN why nobody is asked"


def test_every_address_needs_an_action_of_the_table(app):
    assert {stop.may for stop in stops(app)} <= set(rights.MAY)


def test_what_changes_something_names_its_own_right(app):
    assert {stop.path for stop in stops(app) if stop.may == "change"} == set()
    talk = {stop.path.rsplit("/", 1)[1]: stop.may for stop in stops(app) if stop.path.startswith("/console/patients/{patient_id")}
    assert {talk[name] for name in ("take-over", "hand-back", "open-case")} == {"cases.answer"}


def test_what_changes_something_is_never_open_to_those_who_only_look(app):
    """A posted search and what concerns one's own account are no changes."""
    posts = {stop.path: stop.may for stop in stops(app) if stop.method == "POST" and "read_only" in rights.roles(stop.may)}
    assert {path for path, may in posts.items() if may != "own"} <= {"/console/patients", "/console/inbox/search"}


def test_an_address_that_asks_nobody_does_not_start():
    async def careless(request: Request) -> None: ...

    with pytest.raises(TypeError, match=r"/console/new asks nobody who they are: wrap its handler in page\(...\)"):
        routing.route("/console/new", careless, routing.GET)


@pytest.mark.parametrize("wrap", [page, change])
def test_an_address_with_a_right_that_nobody_defined_does_not_start(wrap):
    with pytest.raises(KeyError, match="does not say who may 'protocols.burn'"):
        wrap(lambda visit: None, "protocols.burn")


def test_without_an_account_every_address_leads_to_the_sign_in(app, engine, clock, places, clinics):
    secret, before = told_by(engine, clinics["rosewood"], clinics["harbour"]), state(engine, clinics["rosewood"])
    nobody, wrong = Walker(app, engine, clock.now(), None), []
    for stop in stops(app):
        answer = nobody.go(stop, places)
        asked = answer.status_code == 303 and answer.headers["location"].startswith("/console/sign-in?next=/console")
        asked = asked or (answer.status_code == 401 and answer.text == "Signed out")
        if not asked or leaks(answer.text, secret):
            wrong.append((str(stop), answer.status_code, leaks(answer.text, secret)))
    assert wrong == []
    assert state(engine, clinics["rosewood"]) == before


def test_the_neighbours_owner_finds_nothing_of_ours_and_changes_nothing(app, engine, clock, places, clinics):
    secret = told_by(engine, clinics["rosewood"], clinics["harbour"])
    assert {"Mary Okafor", "anna@rosewood.example", "+447700900102", "Mary asked for a doctor's letter"} <= secret
    otto, wrong, before = Walker(app, engine, clock.now(), "otto@harbour.example"), [], state(engine, clinics["rosewood"])
    for stop in stops(app):
        answer = otto.go(stop, places)
        found = leaks(answer.text.replace(FORM["search"], ""), secret)
        status = answer.status_code
        if found or status >= 500 or (names_a_row(stop) and status != 404):
            wrong.append((str(stop), status, found))
        if stop.method == "POST" and state(engine, clinics["rosewood"]) != before:
            wrong.append((str(stop), "changed something of ours"))
            before = state(engine, clinics["rosewood"])
    assert wrong == []


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_is_kept_out_of_what_the_table_does_not_give_it(app, engine, clock, places, clinics, role):
    somebody, wrong, before = Walker(app, engine, clock.now(), PEOPLE[role]), [], state(engine, clinics["rosewood"])
    refused = [stop for stop in stops(app) if not rights.allows(role, stop.may)]
    assert refused
    for stop in refused:
        answer = somebody.go(stop, places)
        if answer.status_code != 403 or "An owner of the clinic can change that" not in answer.text:
            wrong.append((str(stop), answer.status_code))
        if state(engine, clinics["rosewood"]) != before:
            wrong.append((str(stop), "changed something"))
            before = state(engine, clinics["rosewood"])
    assert wrong == []


@pytest.mark.parametrize("token", ["", "forged", "é"], ids=["empty", "forged", "not ASCII"])
def test_no_form_works_without_its_token(app, engine, clock, places, clinics, token):
    anna, wrong, before = Walker(app, engine, clock.now(), OWNER), [], state(engine, clinics["rosewood"])
    for stop in stops(app):
        if stop.method == "POST":
            answer = anna.go(stop, places, forged=token)
            if answer.status_code != 403 or "nothing was changed" not in answer.text:
                wrong.append((str(stop), answer.status_code))
    assert wrong == []
    assert state(engine, clinics["rosewood"]) == before


@pytest.mark.parametrize("role", rights.ROLES)
def test_a_role_is_let_in_where_the_table_gives_it_and_a_look_changes_nothing(app, engine, clock, places, clinics, role):
    """The other half: the addresses of the walk are real, so that a 404 for the neighbour says something."""
    email = OWNER if role == "owner" else PEOPLE[role]
    somebody, wrong, before = Walker(app, engine, clock.now(), email), [], state(engine, clinics["rosewood"])
    for stop in stops(app):
        if stop.method == "GET" and rights.allows(role, stop.may):
            answer = somebody.go(stop, places)
            if answer.status_code not in (200, 303):
                wrong.append((str(stop), answer.status_code))
    assert wrong == []
    assert state(engine, clinics["rosewood"]) == before


def test_names_that_clinics_share_lead_everybody_to_their_own(app, engine, clock, places, clinics):
    otto, shared = Walker(app, engine, clock.now(), "otto@harbour.example"), tuple(f"{{{name}" for name in (*NAMED_ALIKE, "slug"))
    found = [stop for stop in stops(app) if stop.method == "GET" and any(name in stop.path for name in shared)]
    assert found
    assert {otto.go(stop, places).status_code for stop in found} <= {200, 303}
