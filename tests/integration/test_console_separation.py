"""Nobody without an account, and nobody of another clinic, reaches anything; whoever may only look changes nothing."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.db import reading
from bot.models import (
    CaseNote,
    Conversation,
    Draft,
    Escalation,
    Heartbeat,
    Judgement,
    Message,
    Patient,
    Procedure,
    ProtocolVersion,
    Staff,
)
from bot.web import console
from bot.web.console.desk import OWN, THROUGH_PATIENT, THROUGH_PROCEDURE, Desk
from tests.console_world import make_app, make_world
from tests.integration.console_pages import hidden, sign_in

#: Every address and method that needs an account.
GUARDED = sorted(
    (route.path, method)
    for route in console.routes()
    if isinstance(route, Route) and route.path not in console.OPEN_TO_ALL
    for method in (route.methods or set()) - {"HEAD"}
)
#: Those that change something: not a search that is posted to keep it out of the address, nor what concerns one's own account.
LOOKS = {route.path for route in console.routes() if isinstance(route, Route)
         and "POST" in (route.methods or ()) and getattr(route.endpoint, "may", "own") in ("look", "own")}  # fmt: skip
CHANGES = [path for path, method in GUARDED if method == "POST" and path not in LOOKS]
#: Addresses that name a row: another clinic's must not be there.
NAMING_A_ROW = [(path, method) for path, method in GUARDED if "{" in path]
#: Nothing of these may be on a page of somebody else.
ROSEWOODS = ("Mary", "Okafor", "Lily Chen", "Nora Blum", "900101", "900102", "yellow gunk", "anna@rosewood.example", "Rosewood")


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return TestClient(make_app(engine, clock))


def address(path, world):
    ours = {"{case_id:int}": world.mary_case, "{patient_id:int}": world.mary, "{procedure}": f"microneedling-{world.mary}",
            "{topic:path}": "makeup", "{kind}": "text", "{name}": "thanks", "{number:int}": 1}  # fmt: skip
    for name, value in ours.items():
        path = path.replace(name, str(value))
    return path


def request(client, path, method, csrf=""):
    form = {"csrf": csrf, "text": "hello", "note": "done", "search": "Mary", "seen": "999999", "until": "hour", "to": "me",
            "casenote": "hello", "message": "1", "level": "urgent"}  # fmt: skip
    return client.request(method, path, data=form if method == "POST" else None, follow_redirects=False)


def counts(engine):
    with reading(engine) as session:
        by_status = [select(each.status, func.count()).group_by(each.status) for each in (Escalation, Message)]
        states = [list(session.execute(each)) for each in by_status]
        talks = list(session.execute(select(Conversation.patient_id, Conversation.taken_over_by)))
        held = list(session.execute(select(Escalation.id, Escalation.assigned_to, Escalation.snoozed_until)))
        said = [
            session.execute(select(func.count()).select_from(each)).scalar()
            for each in (CaseNote, Draft, Judgement, ProtocolVersion)
        ]
    return states, talks, held, said


def test_the_walk_covers_what_there_is():
    assert len(GUARDED) >= 14
    assert len(NAMING_A_ROW) >= 8
    assert {route.path for route in console.routes() if isinstance(route, Mount)} == {"/console/static"}


@pytest.mark.parametrize(("path", "method"), GUARDED, ids=lambda value: str(value))
def test_without_an_account_every_page_leads_to_the_sign_in(client, world, engine, path, method):
    before = counts(engine)
    answer = request(client, address(path, world), method)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/sign-in?next=/console")
    assert not any(word in answer.text for word in ROSEWOODS)
    assert counts(engine) == before


@pytest.mark.parametrize(("path", "method"), NAMING_A_ROW, ids=lambda value: str(value))
def test_another_clinics_account_finds_nothing_there(client, world, engine, path, method):
    sign_in(client, "otto@harbour.example")
    before = counts(engine)
    answer = request(client, address(path, world), method, hidden(client.get("/console").text, "csrf"))
    assert answer.status_code == 404
    assert not any(word in answer.text for word in ROSEWOODS)
    assert counts(engine) == before


@pytest.mark.parametrize(("path", "method"), [each for each in GUARDED if "{" not in each[0]], ids=lambda value: str(value))
def test_another_clinics_account_sees_nobody_of_ours_on_any_list(client, path, method):
    sign_in(client, "otto@harbour.example")
    answer = request(client, path, method, hidden(client.get("/console").text, "csrf"))
    # Their own search is shown back to them; Mary herself is not.
    assert not any(word in answer.text.replace('value="Mary"', "") for word in ROSEWOODS)


def test_a_phone_number_of_another_clinic_is_not_found(client, world):
    sign_in(client, "otto@harbour.example")
    answer = client.post("/console/patients", data={"csrf": hidden(client.get("/console").text, "csrf"), "search": "900101"})
    assert "Nobody found" in answer.text


@pytest.mark.parametrize("path", CHANGES)
def test_whoever_may_only_look_changes_nothing(client, world, engine, path):
    sign_in(client, "rita@rosewood.example")
    before = counts(engine)
    answer = request(client, address(path, world), "POST", hidden(client.get("/console").text, "csrf"))
    assert answer.status_code == 403
    assert "may look" in answer.text
    assert counts(engine) == before


def test_whoever_may_only_look_is_shown_no_form(client, world):
    sign_in(client, "rita@rosewood.example")
    page = client.get(f"/console/cases/{world.mary_case}").text
    assert re.findall(r'<form[^>]*action="([^"]*)"', page) == ["/console/sign-out"]


@pytest.mark.parametrize("email", ["clara@rosewood.example", "rita@rosewood.example"])
def test_the_audit_book_is_for_owners(client, email):
    sign_in(client, email)
    assert client.get("/console/audit").status_code == 403
    assert 'href="/console/audit"' not in client.get("/console").text


@pytest.mark.parametrize("csrf", ["", "forged"])
@pytest.mark.parametrize("path", [*CHANGES, "/console/patients", "/console/sign-out"])
def test_no_form_works_without_its_token(client, world, engine, path, csrf):
    sign_in(client, "anna@rosewood.example")
    before = counts(engine)
    answer = request(client, address(path, world), "POST", csrf)
    assert answer.status_code == 403
    assert "nothing was changed" in answer.text
    assert counts(engine) == before
    assert client.get("/console", follow_redirects=False).status_code == 200, "still signed in"


def test_a_token_of_another_session_is_no_token(client, world, engine, clock):
    other = TestClient(make_app(engine, clock))
    sign_in(other, "clara@rosewood.example")
    sign_in(client, "anna@rosewood.example")
    stolen = hidden(other.get("/console").text, "csrf")
    assert request(client, address("/console/cases/{case_id:int}/reply", world), "POST", stolen).status_code == 403


PAGES = [
    "/console", "/console/patients", "/console/audit", "/console/cases/1", "/console/cases/9999", "/console/nowhere/at/all",
    "/console/sign-in", "/console/set-password/made-up", "/console/static/console.css", "/console/static/missing.css",
]  # fmt: skip


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
@pytest.mark.parametrize("path", PAGES)
def test_every_answer_tells_the_browser_to_be_strict(client, path, signed_in):
    if signed_in:
        sign_in(client, "anna@rosewood.example")
    headers = client.get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-cache" if "/static/" in path else "no-store")


def test_one_slash_too_many_leads_to_the_inbox(client):
    assert client.get("/console/", follow_redirects=False).headers["location"] == "/console"


def test_no_template_holds_a_script_or_a_style_of_its_own():
    templates = list(Path(console.__file__).parents[1].joinpath("templates").rglob("*.html"))
    assert len(templates) > 5
    for template in templates:
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=[\"']|javascript:|\|\s*safe", text), template.name


def test_only_the_desk_makes_queries():
    """A page that wrote its own select could forget the clinic: the desk cannot."""
    package = Path(console.__file__).parent
    for module in package.rglob("*.py"):
        imported = {alias.name for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.ImportFrom)
                    for alias in node.names if (node.module or "").startswith("sqlalchemy")}  # fmt: skip
        if module.name != "desk.py":
            assert imported.isdisjoint({"select", "text", "update", "insert", "delete", "Session"}), module.name
            assert ".query(" not in module.read_text().replace("visit.query(", ""), module.name


def test_the_desk_refuses_a_table_that_it_has_no_rule_for(engine, clock):
    desk = Desk(session=None, staff=None, now=clock.now())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="no rule"):
        desk.rows(Heartbeat)


@pytest.mark.parametrize("model", [*OWN, *THROUGH_PATIENT, *THROUGH_PROCEDURE], ids=lambda model: model.__name__)
def test_the_desk_shows_only_its_own_clinics_rows(world, engine, clock, model):
    with reading(engine) as session:
        otto = session.scalars(select(Staff).where(Staff.email == "otto@harbour.example")).one()
        desk = Desk(session, otto, clock.now())
        for row in session.scalars(desk.rows(model)):
            owner = row if hasattr(row, "clinic_id") else session.get(*_owner(row))
            assert owner.clinic_id == otto.clinic_id


def _owner(row):
    return (Patient, row.patient_id) if hasattr(row, "patient_id") else (Procedure, row.procedure_id)
