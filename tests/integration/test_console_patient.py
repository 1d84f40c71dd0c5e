"""One patient's page: what staff see and change there, shown before it is done, for those who may and for nobody else."""

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape
from zipfile import ZipFile

import pytest
from sqlalchemy import event, select
from starlette.testclient import TestClient

from bot import ledger, sessions
from bot.db import reading, transaction
from bot.models import Audit, CheckIn, Message, Patient, Procedure, TreatmentSession
from bot.sessions import Move
from tests.console_world import make_app, make_world
from tests.integration.console_pages import hidden, send, sign_in, signed_in, words

ANNA, CLARA, RITA, OTTO = "anna@rosewood.example", "clara@rosewood.example", "rita@rosewood.example", "otto@harbour.example"


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, ANNA)


@pytest.fixture
def mary(world, engine):
    """Mary's session."""
    with reading(engine) as session:
        return session.execute(select(TreatmentSession).where(TreatmentSession.patient_id == world.mary)).scalar_one()


def page_of(world, path=""):
    return f"/console/patients/{world.mary}{path}"


def typed(moment):
    return f"{moment:%Y-%m-%dT%H:%M}"


def rows(engine, world):
    with reading(engine) as session:
        mine = select(CheckIn).where(CheckIn.patient_id == world.mary)
        return {row.step: row for row in session.execute(mine).scalars()}


def patient(engine, world):
    with reading(engine) as session:
        return session.get(Patient, world.mary)


def actions(engine):
    with reading(engine) as session:
        return list(session.execute(select(Audit.action).order_by(Audit.id)).scalars())


def agree(client, page, **fields):
    """Send the second form of a page that asks: what it showed, and what is chosen on it."""
    html = client.get(page).text
    form = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)}
    form |= dict(re.findall(r'type="radio" name="(late-[^"]+)" value="([^"]+)" checked', html))
    return client.post(page.partition("?")[0], data={**form, **fields}, follow_redirects=False)


# The page


def test_everything_about_mary_is_on_one_page(client, world):
    read = words(client.get(page_of(world)).text)
    for told in ("Mary Okafor", "Next: Day 3", "Microneedling", "+447700900101", "None on record yet", "Erase this person",
                 "Monday 2 March", "24 hours Answered", "Answered: redness 4, pain 2"):  # fmt: skip
        assert told in read, told


def test_each_check_in_tells_when_it_became_what_why_and_by_whom(client, world, engine, mary, clock):
    with transaction(engine) as session:
        mine = select(CheckIn).where(CheckIn.patient_id == world.mary, CheckIn.step == "day5")
        row = session.execute(mine).scalar_one()
        ledger.mark(session, row, "held", "staff are writing with the patient", now=clock.now(), actor="scheduler")
        sessions.apply(session, session.get(Patient, world.mary), Move(mary.id, mary.performed_at + timedelta(hours=2)),
                       now=clock.now(), actor=ANNA)  # fmt: skip
    read = words(client.get(page_of(world)).text)
    assert "Held back Today 10:00 by the scheduler Staff are writing with the patient" in read
    assert "Moved Today 10:00 by anna@rosewood.example The session was moved" in read


def test_the_calendar_has_the_session_and_its_check_ins_by_the_patients_clock(client, world, engine):
    html = client.get(page_of(world)).text
    assert 'datetime="2026-03-02"' in html
    day5 = rows(engine, world)["day5"]
    found = re.search(r'datetime="2026-03-07".*?</li>', html, re.S)
    assert f"#check-in-{day5.id}" in found[0]
    assert "Today" in re.search(r'<li class="today.*?</li>', html, re.S)[0]


def test_the_page_asks_the_database_fifteen_times_at_most(client, world, engine):
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    client.get(page_of(world))
    assert len([one for one in asked if one.startswith("SELECT")]) <= 15


def test_a_patient_without_a_session_sees_what_will_stand_there(client, world, engine, clock):
    with transaction(engine) as session:
        stranger = Patient(clinic_id=world.clinic, phone="+447700900188", timezone="Europe/London", created_at=clock.now())
        session.add(stranger)
        session.flush()
        key = stranger.id
    read = words(client.get(f"/console/patients/{key}").text)
    assert "Once a session is on file, it stands here with its check-ins" in read
    assert "Add a session" in read


def test_an_earlier_session_can_be_looked_at(client, world, engine, mary, clock):
    with transaction(engine) as session:
        at = clock.now() - timedelta(days=60)
        older = TreatmentSession(patient_id=world.mary, procedure_id=mary.procedure_id, performed_at=at, created_at=at)
        session.add(older)
        session.flush()
        key = older.id
    assert "Show its check-ins" in client.get(page_of(world)).text
    read = words(client.get(page_of(world, f"?session={key}")).text)
    assert "No check-in belongs to this session" in read


# Sessions


def test_a_session_is_moved_as_it_was_shown(client, world, engine, mary):
    to = typed(mary.performed_at + timedelta(days=1))
    ask = page_of(world, f"/sessions/{mary.id}/move")
    shown = words(client.get(f"{ask}?to={to}").text)
    assert "Has been sent: stays as it is" in shown
    before = rows(engine, world)
    assert patient(engine, world) is not None
    with reading(engine) as session:
        assert session.get(TreatmentSession, mary.id).performed_at == mary.performed_at, "looking changes nothing"
    done = agree(client, f"{ask}?to={to}")
    assert (done.status_code, done.headers["location"]) == (303, page_of(world, "?done=move"))
    assert "The session was moved" in client.get(done.headers["location"]).text
    after = rows(engine, world)
    assert after["day7"].due_at == mary.performed_at + timedelta(days=8, hours=1), "eight in the morning is an hour too early"
    assert after["24h"].due_at == before["24h"].due_at
    assert "session.move" in actions(engine)


def test_a_late_check_in_asks_whether_it_is_sent(client, world, engine, mary):
    to = typed(mary.performed_at - timedelta(days=2))
    ask = page_of(world, f"/sessions/{mary.id}/move?to={to}")
    html = client.get(ask).text
    [name] = set(re.findall(r'type="radio" name="(late-[^"]+)"', html))
    assert agree(client, ask, **{name: "skip"}).status_code == 303
    step = name.partition(":")[2]
    assert rows(engine, world)[step].status == "skipped"


def test_the_second_of_two_is_told_and_shown_what_it_would_be_now(client, world, engine, mary, clock):
    ask = page_of(world, f"/sessions/{mary.id}/move?to={typed(mary.performed_at + timedelta(days=1))}")
    html = client.get(ask).text
    with transaction(engine) as session:
        theirs = session.get(Patient, world.mary)
        sessions.apply(session, theirs, Move(mary.id, mary.performed_at + timedelta(days=3)), now=clock.now(), actor=CLARA)
    form = {name: hidden(html, name) for name in ("csrf", "seen", "to")}
    answer = client.post(ask.partition("?")[0], data=form)
    assert answer.status_code == 409
    assert "Something changed since this was worked out" in answer.text
    with reading(engine) as session:
        assert session.get(TreatmentSession, mary.id).performed_at == mary.performed_at + timedelta(days=3)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("", None),
        ("tomorrow", "Choose a day and a time."),
        ("2026-03-05T10:00+01:00", "without a zone"),
        ("1999-01-01T10:00", "more than a year away"),
        ("9999-12-31T23:59", "a year"),
        ("2026-03-29T01:30", "There is no 01:30 on that day"),
        ("<script>alert(1)</script>", "Choose a day and a time."),
    ],
)
def test_a_time_that_is_none_is_told_beside_the_field(client, world, engine, mary, to, why):
    before = rows(engine, world)
    answer = client.get(page_of(world, f"/sessions/{mary.id}/move"), params={"to": to})
    assert (answer.status_code, why is None or why in answer.text) == (200 if why is None else 422, True)
    assert "<script>alert" not in answer.text
    sent = send(client, page_of(world), page_of(world, f"/sessions/{mary.id}/move"), to=to, seen="")
    assert sent.status_code == 422
    assert {step: row.due_at for step, row in rows(engine, world).items()} == {step: row.due_at for step, row in before.items()}


def test_a_session_that_was_missed_ends_its_check_ins(client, world, engine, mary):
    ask = page_of(world, f"/sessions/{mary.id}/cancel?how=no_show")
    assert "The patient did not come to the session" in client.get(ask).text
    assert agree(client, ask).status_code == 303
    assert {row.status for row in rows(engine, world).values()} == {"answered", "cancelled"}
    read = words(client.get(page_of(world)).text)
    assert "They did not come" in read


def test_a_session_is_added_with_its_check_ins(client, world, engine, mary, clock):
    ask = page_of(world, f"/sessions/new?procedure={mary.procedure_id}&at={typed(clock.now() - timedelta(minutes=30))}")
    assert agree(client, ask).headers["location"] == page_of(world, "?done=add")
    with reading(engine) as session:
        mine = select(TreatmentSession).where(TreatmentSession.patient_id == world.mary)
        assert len(session.execute(mine).scalars().all()) == 2


def test_a_session_of_another_patient_is_not_moved_from_this_page(client, world, engine, mary):
    with reading(engine) as session:
        lilys = session.execute(select(TreatmentSession.id).where(TreatmentSession.patient_id == world.lily)).scalar_one()
    assert client.get(page_of(world, f"/sessions/{lilys}/move")).status_code == 404
    answer = send(client, page_of(world), page_of(world, f"/sessions/{lilys}/cancel"), how="cancelled", seen="")
    assert answer.status_code == 404


def test_a_procedure_of_another_clinic_is_not_found(client, world, engine, clock):
    with transaction(engine) as session:
        theirs = Procedure(clinic_id=session.get(Patient, world.harbour_patient).clinic_id, slug="x", name="X")
        session.add(theirs)
        session.flush()
        key = theirs.id
    assert client.get(page_of(world, f"/sessions/new?procedure={key}&at={typed(clock.now())}")).status_code == 404


# All check-ins


def test_check_ins_are_paused_resumed_and_ended(client, world, engine):
    steps = (
        ("pause", "Paused", "held"),
        ("resume", "Next: Day 3", "planned"),
        ("discharge", "The aftercare has ended", "cancelled"),
        ("resume", "Next: Day 3", "planned"),
    )
    for action, told, status in steps:
        done = agree(client, page_of(world, f"/{action}"))
        assert done.headers["location"] == page_of(world, f"?done={action}")
        assert told in words(client.get(page_of(world)).text)
        assert {row.status for row in rows(engine, world).values()} == {"answered", status}
    assert {"patient.pause", "patient.resume", "patient.discharge"} <= set(actions(engine))


def test_another_zone_shows_both_clocks(client, world, engine):
    ask = page_of(world, "/zone?zone=America/New_York")
    shown = words(client.get(ask).text)
    assert "Was due, Europe/London" in shown
    assert "Becomes, America/New_York" in shown
    assert agree(client, ask).status_code == 303
    assert patient(engine, world).timezone == "America/New_York"
    refused = client.get(page_of(world, "/zone?zone=Europe/Londres"))
    assert (refused.status_code, "is not a time zone" in refused.text) == (422, True)


# Details and consent


def test_details_are_edited(client, world, engine):
    done = send(client, page_of(world, "/details"), page_of(world, "/details"), name="Mary Okafor-Hall", phone="07700 900 155",
                other_contact="mary@example.org")  # fmt: skip
    assert done.headers["location"] == page_of(world, "?done=details")
    found = patient(engine, world)
    assert (found.name, found.phone, found.other_contact) == ("Mary Okafor-Hall", "+447700900155", "mary@example.org")
    with reading(engine) as session:
        [line] = session.execute(select(Audit).where(Audit.action == "patient.details")).scalars()
        assert line.detail == {"changed": ["name", "phone", "other_contact"]}


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("phone", "hello", "is not a phone number"),
        ("phone", "+447700900102", "another patient of yours has this number"),
        ("phone", "+442079460100", "clinic&#39;s own number"),
        ("name", "x" * 121, "1 to 120 characters"),
        ("name", "Ma\x07ry", "1 to 120 characters"),
        ("other_contact", "x" * 121, "at most 120 characters"),
    ],
)
def test_a_detail_that_cannot_be_is_told_and_what_was_typed_stays(client, world, engine, field, value, why):
    fields = {"name": "Mary", "phone": "+447700900101", "other_contact": "", field: value}
    answer = send(client, page_of(world, "/details"), page_of(world, "/details"), **fields)
    assert answer.status_code == 422
    assert why in answer.text.replace("Another", "another")
    assert patient(engine, world).name == "Mary Okafor"


def test_texts_that_wait_follow_to_the_new_number(client, world, engine, clock):
    with transaction(engine) as session:
        theirs = (Message.patient_id == world.mary, Message.direction == "out", Message.sender != "alert")
        row = session.execute(select(Message).where(*theirs).limit(1)).scalar_one()
        row.status, key = "queued", row.id
    send(client, page_of(world, "/details"), page_of(world, "/details"), name="Mary", phone="+447700900155", other_contact="")
    with reading(engine) as session:
        assert session.get(Message, key).to_phone == "+447700900155"


def test_consent_is_recorded_with_its_words(client, world, engine, clock):
    fields = {"source": "form", "at": typed(clock.now() - timedelta(days=5)), "words": "I agree to texts"}
    assert send(client, page_of(world, "/consent"), page_of(world, "/consent"), **fields).status_code == 303
    read = words(client.get(page_of(world)).text)
    assert "Signed form , 10:00 on Sat 28 Feb" in read or "Signed form, 10:00 on Sat 28 Feb" in read
    assert "I agree to texts" in read
    for wrong in ({"source": "dream"}, {"at": "soon"}, {"at": typed(clock.now() + timedelta(days=5))}, {"words": "x" * 301}):
        assert send(client, page_of(world, "/consent"), page_of(world, "/consent"), **{**fields, **wrong}).status_code == 422
    assert patient(engine, world).consent_words == "I agree to texts"


def test_a_wish_for_no_more_texts_told_to_staff_is_final_until_they_ask_again(client, world, engine, clock):
    assert send(client, page_of(world, "/consent"), page_of(world, "/no-texts")).status_code == 303
    assert (patient(engine, world).opted_out_at, patient(engine, world).opt_out_source) == (clock.now(), "staff")
    assert "They get no more texts" in client.get(page_of(world, "?done=opt_out")).text
    fields = {"source": "phone", "at": "2026-03-05T10:00", "words": "text me after all"}
    send(client, page_of(world, "/consent"), page_of(world, "/consent"), **fields)
    assert patient(engine, world).opted_out_at is not None
    assert "they opted out after that" in send(
        client, page_of(world, "/consent"), page_of(world, "/consent"), **{**fields, "at": "2026-03-05T09:00", "again": "1"}
    ).text.lower()
    send(client, page_of(world, "/consent"), page_of(world, "/consent"), **fields, again="1")
    assert patient(engine, world).opted_out_at is None


# The record


def test_the_ledger_is_a_file_of_lines(client, world, engine, mary, clock):
    with transaction(engine) as session:
        row = session.execute(select(CheckIn).where(CheckIn.patient_id == world.mary, CheckIn.step == "day5")).scalar_one()
        ledger.mark(session, row, "held", "=1+1", now=clock.now(), actor="scheduler")
    answer = client.get(page_of(world, "/ledger.csv"))
    assert answer.headers["content-type"].startswith("text/csv")
    [line] = list(csv.DictReader(io.StringIO(answer.text)))
    assert (line["check_in"], line["became"], line["by"], line["why"]) == ("day5", "held", "scheduler", "'=1+1")
    assert line["at"] == "2026-03-05T10:00+00:00"
    assert "patient.ledger" in actions(engine)


def test_everything_about_mary_is_in_one_archive(client, world, engine):
    sent = send(client, page_of(world), page_of(world, "/export"))
    assert sent.headers["content-type"] == "application/zip"
    assert "Mary" not in sent.headers["content-disposition"]
    with ZipFile(io.BytesIO(sent.content)) as archive:
        assert sorted(archive.namelist()) == ["data.json", "readable.html"]
        data, html = json.loads(archive.read("data.json")), archive.read("readable.html").decode()
    with reading(engine) as session:
        theirs = (Message.patient_id == world.mary, Message.sender != "alert")
        said = session.execute(select(Message.text).where(*theirs).order_by(Message.created_at)).scalars().all()
    assert [message["text"] for message in data["messages"]] == said
    assert data["person"]["phone"] == "+447700900101"
    assert len(data["sessions"][0]["check_ins"]) == 8
    assert data["cases"][0]["level"] == "urgent"
    assert any(line["action"] == "patient.export" for line in data["who_looked_and_changed"]), "the archive knows of itself"
    for told in ("Mary Okafor", "yellow gunk", "redness 4", "Patient, export".lower()):
        assert told in html, told
    assert "anna@rosewood.example" not in html + json.dumps(data), "staff are not the patient's to know"
    assert "<script" not in html


def test_what_a_patient_wrote_is_no_code_in_the_archive(client, world, engine):
    with transaction(engine) as session:
        session.get(Patient, world.mary).name = "<script>alert(1)</script>"
    sent = send(client, page_of(world), page_of(world, "/export"))
    with ZipFile(io.BytesIO(sent.content)) as archive:
        assert "<script>alert" not in archive.read("readable.html").decode()


def test_erasing_takes_a_reason_and_a_typed_word(client, world, engine):
    ask = page_of(world, "/erase")
    for fields, why in (({"word": "ERASE", "reason": ""}, "Say why"), ({"word": "erase", "reason": "They asked"}, "Type ERASE"),
                        ({"word": "ERASE", "reason": "Mary asked"}, "without the person")):  # fmt: skip
        answer = send(client, ask, ask, **fields)
        assert (answer.status_code, why in answer.text) == (422, True)
    assert patient(engine, world).erased_at is None
    done = send(client, ask, ask, word="ERASE", reason="They asked us to")
    assert done.headers["location"] == page_of(world, "?done=erase")
    read = words(client.get(page_of(world)).text)
    assert "Everything that identified this person was deleted" in read
    assert f"Erased person {world.mary}" in read
    assert not [word for word in ("Okafor", "900101", "gunk", "foundation") if word in read]
    assert not [word for word in ("Okafor", "900101", "gunk") if word in client.get("/console").text]
    assert "patient.erase" in actions(engine)


def test_nothing_can_be_changed_about_somebody_who_was_erased(client, world, engine, mary):
    send(client, page_of(world, "/erase"), page_of(world, "/erase"), word="ERASE", reason="They asked us to")
    html = client.get(page_of(world)).text
    assert re.findall(r'<form[^>]*action="([^"]*)"', html) == ["/console/sign-out"]
    for path in ("/pause", "/details", "/consent", f"/sessions/{mary.id}/cancel", "/sessions/new", "/zone", "/export"):
        fields = {"how": "cancelled", "name": "Mary", "phone": "+447700900101", "zone": "UTC", "source": "form",
                  "at": "2026-03-01T10:00", "procedure": str(mary.procedure_id), "other_contact": "", "words": ""}  # fmt: skip
        form = {"csrf": hidden(html, "csrf"), "seen": "", **fields}
        answer = client.post(page_of(world, path), data=form, follow_redirects=False)
        assert answer.status_code in (400, 422), path
        assert "erased" in answer.text
    assert patient(engine, world).name is None


# Rights

MAY_CHANGE = (
    "/details", "/consent", "/zone", "/pause", "/resume", "/discharge",
    "/sessions/new", "/sessions/{}/move", "/sessions/{}/cancel",
)  # fmt: skip
MAY_EXPORT, MAY_ERASE = ("/ledger.csv",), ("/erase",)


@pytest.mark.parametrize(
    ("email", "allowed"),
    [(ANNA, MAY_CHANGE + MAY_EXPORT + MAY_ERASE), (CLARA, MAY_CHANGE + MAY_EXPORT), (RITA, ())],
    ids=["owner", "clinician", "read only"],
)
def test_each_role_sees_and_reaches_what_it_may(world, engine, clock, mary, email, allowed):
    client = signed_in(engine, clock, email)
    html = client.get(page_of(world)).text
    for path in MAY_CHANGE + MAY_EXPORT + MAY_ERASE:
        address = page_of(world, path.format(mary.id))
        assert client.get(address).status_code == (200 if path in allowed else 403), path
        if path not in ("/resume",):
            assert (f'href="{address}"' in html) == (path in allowed), path
    assert ('action="' + page_of(world, "/export") + '"' in html) == (email != RITA)


def test_nobody_of_another_clinic_and_nobody_signed_out_reaches_any_of_it(world, engine, clock, mary):
    neighbour, nobody = TestClient(make_app(engine, clock)), TestClient(make_app(engine, clock))
    sign_in(neighbour, OTTO)
    for path in MAY_CHANGE + MAY_EXPORT + MAY_ERASE:
        address = page_of(world, path.format(mary.id))
        assert neighbour.get(address).status_code == 404, path
        assert nobody.get(address, follow_redirects=False).status_code == 303
    token = hidden(neighbour.get("/console").text, "csrf")
    for path in (*MAY_CHANGE, *MAY_ERASE, "/export"):
        form = {"csrf": token, "word": "ERASE", "reason": "none", "how": "cancelled", "seen": ""}
        assert neighbour.post(page_of(world, path.format(mary.id)), data=form).status_code == 404, path
    assert patient(engine, world).erased_at is None
