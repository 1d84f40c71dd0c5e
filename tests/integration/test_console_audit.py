"""The audit book as owners read it: searched, a page at a time, as a file; and each look and each refusal in it."""

import csv
import io
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot import audit
from bot.db import reading, transaction
from bot.models import Audit, Clinic, Staff
from tests.console_world import make_app, make_world
from tests.integration.console_pages import send, sign_in, signed_in, try_to_sign_in, words

BOOK, FILE = "/console/audit", "/console/audit.csv"
ANNA, CLARA = "anna@rosewood.example", "clara@rosewood.example"


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, ANNA)


def write(engine, action, target="case:1", at=None, actor=ANNA, clinic="rosewood", **detail):
    with transaction(engine) as session:
        owner = session.scalars(select(Clinic).where(Clinic.slug == clinic)).one()
        who = session.scalars(select(Staff).where(Staff.email == actor)).one_or_none()
        audit.record(session, at=at or datetime(2026, 3, 5, 10, tzinfo=timezone.utc), actor=actor, action=action, target=target,
                     clinic_id=owner.id, staff_id=who.id if who else None, **detail)  # fmt: skip


def staff_id(engine, email):
    with reading(engine) as session:
        return session.scalars(select(Staff.id).where(Staff.email == email)).one()


def shown(client, **search):
    page = client.get(BOOK, params=search)
    assert page.status_code == 200, page.text
    return words(page.text.split("<tbody>")[1]) if "<tbody>" in page.text else ""


def table(client, **search):
    return list(csv.DictReader(io.StringIO(client.get(FILE, params=search).text)))


@pytest.fixture
def book(client, engine):
    write(engine, "case.view", "case:1")
    write(engine, "case.view", "case:17", actor=CLARA)
    write(engine, "case.resolve", "case:17", actor=CLARA)
    write(engine, "patient.view", "patient:17", at=datetime(2026, 3, 1, 12, tzinfo=timezone.utc))
    write(engine, "clinic.add", "clinic:1", actor="command line")
    write(engine, "patient.view", "patient:99", actor="otto@harbour.example", clinic="harbour")


@pytest.mark.parametrize(
    ("search", "targets"),
    [
        ({}, ["clinic:1", "patient:17", "case:17", "case:17", "case:1", "staff:1"]),
        ({"what": "case.view"}, ["case:17", "case:1"]),
        ({"target": "case:17"}, ["case:17", "case:17"]),
        ({"target": "case:1"}, ["case:1"]),
        ({"target": "case"}, ["case:17", "case:17", "case:1"]),
        ({"target": "%"}, []),
        ({"who": "none"}, ["clinic:1"]),
        ({"who": "9999"}, []),
        ({"who": "Anna"}, []),
        ({"what": "case.view", "target": "case:17"}, ["case:17"]),
        ({"until": "2026-03-01"}, ["patient:17"]),
        ({"since": "2026-03-02", "what": "patient.view"}, []),
    ],
    ids=["all", "what", "one case", "not case 17", "every case", "no wildcard", "commands", "nobody", "no id", "two at once",
         "until", "since"],
)
def test_lines_are_found_by_what_who_target_and_day(client, book, search, targets):
    page = shown(client, **search)
    assert all(target in page for target in targets)
    assert bool(page) == bool(targets)
    assert [line["target"] for line in table(client, **search) if line["action"] != "audit.export"] == targets


def test_lines_are_found_by_who_did_it(client, book, engine):
    found = table(client, who=staff_id(engine, CLARA))
    assert {line["who"] for line in found} == {CLARA}
    assert len(found) == 2


def test_a_day_is_counted_as_the_clinic_counts_it(client, engine):
    """London, in summer: half past eleven in the evening is the next day's half hour in UTC, and the other way round."""
    write(engine, "case.view", "case:7", at=datetime(2026, 7, 1, 22, 59, tzinfo=timezone.utc))
    write(engine, "case.view", "case:8", at=datetime(2026, 7, 1, 23, 1, tzinfo=timezone.utc))
    assert [line["target"] for line in table(client, since="2026-07-01", until="2026-07-01")] == ["case:7"]
    assert [line["target"] for line in table(client, since="2026-07-02")] == ["case:8"]


@pytest.mark.parametrize("day", ["yesterday", "2026-13-45", "0001-01-01", "9999-12-31", "<script>"])
def test_a_day_that_is_none_is_told(client, day):
    answer = client.get(BOOK, params={"since": day})
    assert answer.status_code == 400
    assert "is not a day of our time" in answer.text
    assert "<script>" not in answer.text
    assert client.get(FILE, params={"until": day}).status_code == 400


def test_a_search_that_finds_nothing_says_so(client):
    assert "No line fits" in words(client.get(BOOK, params={"target": "case:12345"}).text)


def test_long_books_are_read_a_page_at_a_time_and_the_search_goes_along(client, engine):
    for number in range(230):
        write(engine, "case.view", f"case:{number}")
    first = client.get(BOOK, params={"what": "case.view"}).text
    seen, page = first.count("Looked at a case</td>"), first
    while 'Earlier lines</a>' in page:
        address = page.rsplit('">Earlier lines', 1)[0].rsplit('href="', 1)[1].replace("&amp;", "&")
        assert "what=case.view" in address
        page = client.get(BOOK + address).text
        seen += page.count("Looked at a case</td>")
    assert seen == 230
    assert "Newest lines" in page
    assert len(table(client, what="case.view")) == 230


def test_the_file_holds_the_clinics_own_lines_and_taking_it_is_one(client, book):
    found = table(client)
    assert "patient:99" not in {line["target"] for line in found}
    assert found[0].keys() == {"at", "who", "action", "what", "target", "detail"}
    assert found[-1]["what"] == "Signed in"
    assert table(client)[0]["action"] == "audit.export"


def test_a_formula_in_the_book_is_only_text_in_the_file(client, engine):
    write(engine, "case.view", "=HYPERLINK(1)", actor="+anna@rosewood.example")
    line = next(line for line in table(client) if "HYPERLINK" in line["target"])
    assert line["target"].startswith("'=")
    assert line["who"].startswith("'+")


@pytest.mark.parametrize("address", [BOOK, FILE])
def test_only_owners_read_the_book(world, engine, clock, address):
    client = signed_in(engine, clock, CLARA)
    assert client.get(address).status_code == 403


def lines(engine, action):
    with reading(engine) as session:
        found = session.scalars(select(Audit).where(Audit.action == action).order_by(Audit.id))
        return [(line.actor, line.target, line.detail) for line in found]


def test_each_look_at_a_record_is_a_line(client, world, engine):
    client.get(f"/console/cases/{world.mary_case}")
    client.get(f"/console/patients/{world.mary}")
    assert [target for _, target, _ in lines(engine, "case.view")] == [f"case:{world.mary_case}"]
    assert [target for _, target, _ in lines(engine, "patient.view")] == [f"patient:{world.mary}"]


def test_whoever_tries_what_is_not_theirs_leaves_a_trace(world, client, engine, clock):
    otto = TestClient(make_app(engine, clock))
    sign_in(otto, "otto@harbour.example")
    otto.get(f"/console/patients/{world.mary}")
    rita = TestClient(make_app(engine, clock))
    sign_in(rita, "rita@rosewood.example")
    send(rita, "/console/account", f"/console/cases/{world.mary_case}/resolve", note="done")
    client.post("/console/sign-out", data={"csrf": "forged"})
    assert lines(engine, "refused") == [
        ("otto@harbour.example", f"/console/patients/{world.mary}", {"why": "not there"}),
        ("rita@rosewood.example", f"/console/cases/{world.mary_case}/resolve", {"why": "no right or old form"}),
        (ANNA, "/console/sign-out", {"why": "no right or old form"}),
    ]


def test_twenty_wrong_passwords_are_refused_locked_and_recorded(world, engine, clock):
    client = TestClient(make_app(engine, clock))
    answers = [try_to_sign_in(client, CLARA, f"wrong password {number}") for number in range(20)]
    assert {answer.status_code for answer in answers} == {403}
    assert "After 10 wrong tries an account is locked for 15 minutes" in words(answers[-1].text)
    refused = [detail for _, _, detail in lines(engine, "sign_in.refused")]
    assert [detail["failures"] for detail in refused[:10]] == list(range(1, 11))
    assert refused[10:] == [{"account_is": "locked"}] * 10
    assert len(lines(engine, "sign_in.locked")) == 1


def test_a_network_that_tries_every_account_is_told_to_wait(world, engine, clock):
    client = TestClient(make_app(engine, clock))
    for number in range(50):
        assert try_to_sign_in(client, f"guess{number}@rosewood.example", "wrong password").status_code == 403
    answer = try_to_sign_in(client, CLARA)
    assert answer.status_code == 429
    assert "Too many wrong tries came from your network" in answer.text
    clock.advance(timedelta(minutes=15, seconds=1))
    assert try_to_sign_in(client, CLARA).status_code == 303
