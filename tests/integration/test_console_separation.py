"""What keeps clinics apart, and browsers strict. That every address keeps to it is walked in test_every_route.py."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.db import reading
from bot.models import Heartbeat, Patient, Procedure, Staff
from bot.web import console
from bot.web.console.desk import OWN, THROUGH_PATIENT, THROUGH_PROCEDURE, THROUGH_STAFF, Desk
from tests.console_world import make_app, make_world
from tests.integration.console_pages import hidden, sign_in


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return TestClient(make_app(engine, clock))


def test_a_phone_number_of_another_clinic_is_not_found(client, world):
    sign_in(client, "otto@harbour.example")
    answer = client.post("/console/patients", data={"csrf": hidden(client.get("/console").text, "csrf"), "search": "900101"})
    assert "Nobody found" in answer.text


def test_whoever_may_only_look_is_shown_no_form(client, world):
    sign_in(client, "rita@rosewood.example")
    page = client.get(f"/console/cases/{world.mary_case}").text
    assert re.findall(r'<form[^>]*action="([^"]*)"', page) == ["/console/sign-out"]


@pytest.mark.parametrize("email", ["clara@rosewood.example", "rita@rosewood.example"])
def test_the_audit_book_is_for_owners(client, email):
    sign_in(client, email)
    assert client.get("/console/audit").status_code == 403
    assert 'href="/console/audit"' not in client.get("/console").text


def test_a_token_of_another_session_is_no_token(client, world, engine, clock):
    other = TestClient(make_app(engine, clock))
    sign_in(other, "clara@rosewood.example")
    sign_in(client, "anna@rosewood.example")
    stolen = hidden(other.get("/console").text, "csrf")
    form = {"csrf": stolen, "text": "hello", "seen": "999999"}
    assert client.post(f"/console/cases/{world.mary_case}/reply", data=form).status_code == 403


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


@pytest.mark.parametrize("model", [*OWN, *THROUGH_PATIENT, *THROUGH_PROCEDURE, *THROUGH_STAFF], ids=lambda model: model.__name__)
def test_the_desk_shows_only_its_own_clinics_rows(world, engine, clock, model):
    with reading(engine) as session:
        otto = session.scalars(select(Staff).where(Staff.email == "otto@harbour.example")).one()
        desk = Desk(session, otto, clock.now())
        for row in session.scalars(desk.rows(model)):
            owner = row if hasattr(row, "clinic_id") else session.get(*_owner(row))
            assert owner.clinic_id == otto.clinic_id


def _owner(row):
    if hasattr(row, "staff_id"):
        return Staff, row.staff_id
    return (Patient, row.patient_id) if hasattr(row, "patient_id") else (Procedure, row.procedure_id)
