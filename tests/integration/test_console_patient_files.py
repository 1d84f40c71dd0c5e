"""Patients by file in the console: looked at row by row, chosen, brought in; taken out again, and noted."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.db import reading, transaction
from bot.models import Audit, Clinic, Patient, Procedure, TreatmentSession
from bot.web.console.patient_files import routes
from tests.console_world import make_app, make_world
from tests.integration.console_pages import hidden, sign_in, words

PAGE = "/console/patients/import"
HEADER = "name,phone,performed_at,consent"
ALMA, BERT = "Alma Reed,07700 900301,2026-03-04 14:00,yes", "Bert Moss,07700 900302,2026-03-04 15:00,signed form"
BROKEN = "Cleo Hart,4.47701E+11,2026-03-04 16:00,yes"
FRONT_DESK = "fern@rosewood.example"


@pytest.fixture
def world(engine, clock):
    world = make_world(engine, clock.now())
    with transaction(engine) as session:
        for clinic in session.scalars(select(Clinic)):
            session.add(Procedure(clinic_id=clinic.id, slug="microneedling", name="Microneedling"))
    return world


@pytest.fixture
def client(world, engine, clock):
    return TestClient(make_app(engine, clock))


@pytest.fixture
def anna(client):
    sign_in(client, "anna@rosewood.example")
    return client


def file(*rows):
    return "\n".join([HEADER, *rows]).encode()


def look(client, content):
    """Send a file to be looked at."""
    csrf = hidden(client.get("/console").text, "csrf")
    return client.post(PAGE, data={"csrf": csrf}, files={"file": ("people.csv", content, "text/csv")}, follow_redirects=False)


def press(client, page):
    """Press the one button of the page that brings rows in."""
    form = re.search(r'<form method="post" action="/console/patients/import/apply".*?</form>', page.text, re.S)
    assert form, "there is no button to bring rows in"
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form[0])}
    return client.post(f"{PAGE}/apply", data=fields, files={"nothing": b""}, follow_redirects=False)


def patients(engine):
    with reading(engine) as session:
        return set(session.scalars(select(Patient.name).where(Patient.phone.like("+4477009003%"))))


def count(engine, table):
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_good_file_is_shown_and_then_brought_in(anna, engine, world):
    page = look(anna, file(ALMA, BERT))
    said = words(page.text)
    assert "2 good rows" in said and "Read as UTF-8, separated by commas. Nothing has been kept yet." in said
    assert "Alma Reed +447700900301" in said and "Yesterday 14:00 microneedling" in said
    assert patients(engine) == set(), "looking keeps nothing"
    answer = press(anna, page)
    assert answer.headers["location"] == "/console/patients/import?done=2"
    assert "2 sessions were brought in" in words(anna.get(answer.headers["location"]).text)
    assert patients(engine) == {"Alma Reed", "Bert Moss"}
    with reading(engine) as session:
        clinics = set(session.scalars(select(Patient.clinic_id).where(Patient.phone.like("+4477009003%"))))
        line = session.scalars(select(Audit).where(Audit.action == "patients.import")).one()
    assert clinics == {world.clinic}
    assert (line.actor, line.staff_id, line.detail) == ("anna@rosewood.example", world.anna, {"rows": 2, "brought_in": 2})


def test_with_a_bad_row_the_good_ones_come_in_only_where_that_is_chosen(anna, engine):
    page = look(anna, file(ALMA, BROKEN, BERT))
    said = words(page.text)
    assert "1 of 3 rows cannot be brought in" in said
    assert "phone the spreadsheet has turned the number into 4.47701E+11 and lost its digits" in said
    assert "Bring in the 2 good rows" in said and "Bring in 3" not in said
    press(anna, page)
    assert patients(engine) == {"Alma Reed", "Bert Moss"}


def test_without_a_good_row_there_is_nothing_to_press(anna):
    page = look(anna, file(BROKEN))
    assert "No row can be brought in" in words(page.text)
    assert "/import/apply" not in page.text


def test_the_choice_cannot_be_left_out(anna, engine):
    """Somebody who changes the form still brings in all or nothing."""
    page = look(anna, file(ALMA, BROKEN))
    page._content = page.content.replace(b'name="good_rows"', b'name="other"')
    assert press(anna, page).status_code == 409
    assert patients(engine) == set()


def test_what_changed_since_is_shown_again(anna, engine):
    page = look(anna, file(ALMA, BERT))
    press(anna, look(anna, file(BERT)))
    answer = press(anna, page)
    assert answer.status_code == 409
    assert "What is on file has changed since you looked at this file" in words(answer.text)
    assert "this session is on file already" in words(answer.text)
    assert patients(engine) == {"Bert Moss"}


REFUSED = [
    (b"", "The file is empty."),
    (b"PK\x03\x04 whatever", "This is an Excel or Numbers workbook"),
    (file(ALMA).replace(b"phone", b"fone", 1), "'fone' is no column: is it phone?"),
    (b"x" * (1024 * 1024 + 1), "at most 1024 KB are read"),
    (b"\x00\x01\x02\x03" * 100, "there are letters that belong to no text"),
]


@pytest.mark.parametrize(("content", "told"), REFUSED, ids=[told[:30] for _, told in REFUSED])
def test_a_file_that_cannot_be_used_is_told_on_the_form(anna, content, told):
    answer = look(anna, content)
    assert answer.status_code == 422
    assert "This file cannot be used." in words(answer.text) and told in words(answer.text)


def test_far_too_much_is_refused_before_it_is_read(anna):
    assert look(anna, b"x" * (4 * 1024 * 1024 + 1)).status_code == 413


def test_a_form_without_a_file_or_with_nonsense_is_refused(anna):
    csrf = hidden(anna.get("/console").text, "csrf")
    assert anna.post(PAGE, data={"csrf": csrf}).status_code == 422
    assert anna.post(f"{PAGE}/apply", data={"csrf": csrf, "file": "no base64 at all %%"}).status_code == 422
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert anna.post(PAGE, content=b"--x\r\nnonsense", headers=broken).status_code in (400, 403)


def test_script_in_a_file_is_shown_as_letters(anna):
    page = look(anna, file('<script>alert("1")</script>,07700 900301,<b>now</b>,yes'))
    assert "<script>alert" not in page.text and "<b>now" not in page.text
    assert "<script>alert" in words(page.text)


def test_a_patient_of_a_neighbour_is_nobody_here(anna, engine, world):
    page = look(anna, file("Somebody Else,+447700900201,2026-03-04 14:00,yes"))
    assert "Yusuf" not in page.text
    press(anna, page)
    with reading(engine) as session:
        names = set(session.scalars(select(Patient.name).where(Patient.phone == "+447700900201")))
    assert names == {"Yusuf Demir", "Somebody Else"}


# Out


def test_everybody_goes_out_as_a_file_that_comes_in_again(anna, engine):
    press(anna, look(anna, file(ALMA)))
    csrf = hidden(anna.get(PAGE).text, "csrf")
    answer = anna.post("/console/patients/export", data={"csrf": csrf})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="patients-2026-03-05.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert "Alma Reed,'+447700900301" in answer.text and "Mary Okafor" in answer.text
    assert "Yusuf" not in answer.text
    with reading(engine) as session:
        assert session.scalars(select(Audit).where(Audit.action == "patients.export")).one().actor == "anna@rosewood.example"
    assert "on file already" in words(look(anna, answer.content).text)


# Who may


def test_the_front_desk_brings_in_and_takes_nothing_out(client, engine, world, clock):
    from tests.console_world import make_staff

    with transaction(engine) as session:
        make_staff(session, session.get(Clinic, world.clinic), FRONT_DESK, "front_desk", clock.now())
    sign_in(client, FRONT_DESK)
    assert press(client, look(client, file(ALMA))).status_code == 303
    assert "Download all patients" not in client.get(PAGE).text
    csrf = hidden(client.get(PAGE).text, "csrf")
    assert client.post("/console/patients/export", data={"csrf": csrf}).status_code == 403
    assert count(engine, TreatmentSession) > 0


ADDRESSES = sorted({(route.path, method) for route in routes() for method in route.methods - {"HEAD"}})


@pytest.mark.parametrize(("path", "method"), ADDRESSES)
def test_whoever_may_only_look_neither_brings_in_nor_takes_out(client, engine, path, method):
    sign_in(client, "rita@rosewood.example")
    csrf = hidden(client.get("/console").text, "csrf")
    answer = client.request(method, path, data={"csrf": csrf} if method == "POST" else None)
    assert answer.status_code == 403
    assert 'href="/console/patients/import"' not in client.get("/console/patients").text


@pytest.mark.parametrize(("path", "method"), ADDRESSES)
def test_without_an_account_there_is_only_the_sign_in(client, engine, path, method):
    before = count(engine, Patient)
    answer = client.request(method, path, files={"file": file(ALMA)} if method == "POST" else None, follow_redirects=False)
    assert answer.headers["location"].startswith("/console/sign-in")
    assert count(engine, Patient) == before


@pytest.mark.parametrize("path", [path for path, method in ADDRESSES if method == "POST"])
def test_no_form_works_without_its_token(anna, engine, path):
    assert anna.post(path, data={"csrf": "forged"}, files={"file": file(ALMA)}).status_code == 403
    assert patients(engine) == set()
