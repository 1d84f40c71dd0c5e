"""A patient added by hand in the console: on file with session and consent in one step, and what to do next is in sight."""

import pytest
from sqlalchemy import select

from bot.db import reading
from bot.models import Audit, CheckIn, Patient, TreatmentSession
from tests.console_walk import populate
from tests.integration.console_pages import send, signed_in, words

NEW = "/console/patients/new"
TYPED = {"name": "Ines Costa", "phone": "07700 900555", "at": "2026-03-05T09:30", "source": "form", "words": "Yes to texts"}


@pytest.fixture
def places(engine, clock):
    return populate(engine, clock.now())


@pytest.fixture
def client(places, engine, clock):
    return signed_in(engine, clock, "fred@rosewood.example")


@pytest.fixture
def procedure(client):
    page = client.get(NEW).text
    options = page.split('<select name="procedure"')[1].split("</select>")[0].split("<option ")
    return next(one.split('value="')[1].split('"')[0] for one in options if "Microneedling at" in one)


def add(client, procedure, **changed):
    return send(client, NEW, NEW, **{**TYPED, "procedure": procedure, **changed})


def ines(engine):
    with reading(engine) as session:
        return session.scalars(select(Patient).where(Patient.phone == "+447700900555")).one_or_none()


def test_who_is_added_has_a_session_check_ins_and_a_consent_by_name(client, procedure, engine):
    answer = add(client, procedure)
    assert answer.headers["location"] == f"/console/patients/{ines(engine).id}?done=new"
    patient = ines(engine)
    assert (patient.name, patient.consent_source, patient.consent_words) == ("Ines Costa", "form", "Yes to texts")
    with reading(engine) as session:
        treatment = session.scalars(select(TreatmentSession).where(TreatmentSession.patient_id == patient.id)).one()
        assert f"{treatment.performed_at:%Y-%m-%dT%H:%M}" == "2026-03-05T09:30"
        assert session.scalars(select(CheckIn).where(CheckIn.session_id == treatment.id)).all()
        lines = session.scalars(select(Audit).where(Audit.target == f"patient:{patient.id}")).all()
    assert {"patient.add", "patient.consent"} <= {line.action for line in lines}
    assert {line.actor for line in lines if line.action in ("patient.add", "patient.consent")} == {"fred@rosewood.example"}


def test_the_new_page_says_what_comes_next(client, procedure):
    page = client.get(add(client, procedure).headers["location"])
    told = words(page.text)
    assert "the check-ins are planned" in told and "open a case below" in told
    assert "Open a case" in told and "Add a session" in told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "+442079460100"}, "cannot be the clinic's own number"),
        ({"at": ""}, "Choose a day and a time"),
        ({"at": "1999-03-05T09:30"}, ""),
        ({"source": ""}, "Choose how they said"),
    ],
    ids=["no number", "our own number", "no time", "long ago", "no consent"],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, procedure, engine, changed, told):
    answer = add(client, procedure, **changed)
    assert answer.status_code == 422
    assert told.lower() in words(answer.text).lower() and 'role="alert"' in answer.text
    assert 'value="Ines Costa"' in answer.text
    assert ines(engine) is None


def test_a_number_on_file_leads_to_its_page_and_changes_nothing(client, procedure, places, engine):
    answer = add(client, procedure, phone="07700 900101", name="Somebody Else")
    assert answer.status_code == 422
    assert f'href="/console/patients/{places.world.mary}"' in answer.text
    with reading(engine) as session:
        assert session.get(Patient, places.world.mary).name == "Mary Okafor"


def test_another_clinics_procedure_is_not_there(client, procedure, engine):
    assert add(client, "999999").status_code == 404
    assert ines(engine) is None


def test_who_may_only_look_is_offered_nothing(places, engine, clock):
    client = signed_in(engine, clock, "rita@rosewood.example")
    assert "Add a patient" not in client.get("/console/patients").text
    assert client.get(NEW).status_code == 403
