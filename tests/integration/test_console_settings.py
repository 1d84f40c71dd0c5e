"""The settings page: everybody reads, owners change, each slip stands beside its field, and what moves is shown first."""

import re
from datetime import date, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot import clinic_changes
from bot.checkins import default_timeline_text
from bot.clinic_settings import OnCallPerson
from bot.db import reading, transaction
from bot.models import Audit, CheckIn, Clinic, Procedure, TimelineVersion, TreatmentSession
from bot.web.console.settings.sections import SECTIONS, short_name
from tests.console_world import make_app, make_world
from tests.integration.console_pages import hidden, sign_in, words

LONDON = ZoneInfo("Europe/London")
PAGE = "/console/settings"
OWNER, NEIGHBOUR = "anna@rosewood.example", "otto@harbour.example"
CLINICIAN, READER = "clara@rosewood.example", "rita@rosewood.example"


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
    sign_in(client, OWNER)
    return client


def send(client, section, **fields):
    """Send a form of a section with what the page hides in it."""
    html = client.get(PAGE).text
    form = {"csrf": hidden(html, "csrf"), "seen": hidden(html, "seen"), **fields}
    return client.post(f"{PAGE}/{section}", data=form, follow_redirects=False)


def current(engine, world):
    with reading(engine) as session:
        return clinic_changes.settings_of(session, session.get(Clinic, world.clinic))


def count(engine, table):
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def week(**days):
    usual = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ("09:00", "18:00"))
    given = {**usual, "saturday": ("", ""), "sunday": ("", ""), **days}
    return {f"{day}_{end}": moment for day, ends in given.items() for end, moment in zip(("from", "to"), ends, strict=True)}


SAVES = [
    ("clinic", {"name": "Rosewood Skin", "phone": "020 7946 0100", "timezone": "Europe/London"}, "name", "Rosewood Skin"),
    ("numbers", {"country": "GB", "emergency": "999 or 112", "urgent": "NHS 111", "crisis": ""}, "urgent_line", "NHS 111"),
    ("numbers", {"country": "US", "emergency": "999", "urgent": "", "crisis": "", "do": "usual"}, "emergency_number", "911"),
    ("opening-hours", week(monday=("10:00", "16:30")), "opening_hours",
     {1: (time(10), time(16, 30)), **{day: (time(9), time(18)) for day in range(2, 6)}}),
    ("holidays", {"do": "add", "first": "2026-12-24", "last": "2026-12-26", "name": "Christmas"}, "holidays",
     {date(2026, 12, day): "Christmas" for day in (24, 25, 26)}),
    ("on-call", {"do": "add", "name": "Nina Frost", "phone": "07700 900998", "email": "nina@rosewood.example"}, "on_call",
     (OnCallPerson("On call", "+447700900999"), OnCallPerson("Nina Frost", "+447700900998", "nina@rosewood.example"))),
    ("on-call", {"do": "save", "row": "0", "name": "Omar", "phone": "07700 900997", "email": ""}, "on_call",
     (OnCallPerson("Omar", "+447700900997"),)),
    ("on-call", {"do": "remove", "row": "0"}, "on_call", ()),
    ("languages", {"do": "add", "code": "pl"}, "languages", ("en", "pl")),
    ("check-ins", {"from": "10:00", "to": "18:30", "moves_seen": "1"}, "window", (time(10), time(18, 30))),
]  # fmt: skip


@pytest.mark.parametrize(("section", "form", "setting", "becomes"), SAVES, ids=[f"{each[0]}: {each[2]}" for each in SAVES])
def test_an_owner_changes_a_section(anna, engine, world, section, form, setting, becomes):
    answer = send(anna, section, **form)
    assert answer.headers["location"] == f"/console/settings?saved={section}#{section}"
    assert getattr(current(engine, world), setting) == becomes
    assert f"{SECTIONS[section].title}: saved." in words(anna.get(answer.headers["location"]).text)


SLIPS = [
    ("clinic", {"name": "", "phone": "020 7946 0100", "timezone": "Europe/London"}, "Must be filled in."),
    ("clinic", {"name": "Rosewood", "phone": "12", "timezone": "Europe/London"}, "is not a phone number"),
    ("clinic", {"name": "Rosewood", "phone": "020 7946 0200", "timezone": "Europe/London"}, "is the number of another clinic"),
    ("clinic", {"name": "Rosewood", "phone": "020 7946 0100", "timezone": "Moon/Base"}, "'Moon/Base' is not a time zone"),
    ("numbers", {"country": "GB", "emergency": "help", "urgent": "", "crisis": ""}, "must be digits such as 999"),
    ("numbers", {"country": "ZZ", "emergency": "999", "urgent": "", "crisis": ""}, "no emergency number is on file"),
    ("opening-hours", week(monday=("18:00", "09:00")), "ends at 09:00, before it begins"),
    ("opening-hours", week(monday=("09:00", "")), "is not a time of day"),
    ("opening-hours", dict.fromkeys(week(), ""), "Opening hours: must be open on one day at least"),
    ("holidays", {"do": "add", "first": "Christmas", "last": "", "name": "x"}, "must be dates such as 2026-12-25"),
    ("holidays", {"do": "add", "first": "2026-12-26", "last": "2026-12-24", "name": "x"}, "on or after the first day"),
    ("holidays", {"do": "add", "first": "2026-12-26", "last": "2036-12-24", "name": "x"}, "at most 60 days"),
    ("holidays", {"do": "add", "first": "2026-12-26", "last": "", "name": ""}, "Must be filled in."),
    ("on-call", {"do": "add", "name": "Nina", "phone": "call me", "email": ""}, "is not a phone number"),
    ("on-call", {"do": "add", "name": "Nina", "phone": "020 7946 0100", "email": ""}, "another number than the clinic's own"),
    ("on-call", {"do": "save", "row": "0", "name": "", "phone": "07700900998", "email": "at home"}, "is not an e-mail address"),
    ("on-call", {"do": "save", "row": "7", "name": "Nina", "phone": "07700900998"}, "This row is not there any more"),
    ("on-call", {"do": "dance", "row": "0"}, "something unknown"),
    ("languages", {"do": "add", "code": "en"}, "is in the list already"),
    ("languages", {"do": "remove", "row": "0"}, "name one language at least"),
    ("check-ins", {"from": "20:00", "to": "09:00"}, "before it begins"),
    ("check-ins", {"from": "09:00", "to": "10:30"}, "at least 2 hours long; this is 90 minutes"),
    ("check-ins", {"from": "", "to": ""}, "must have a beginning and an end"),
    ("procedures", {"do": "add", "name": "!!!"}, "must be filled in"),
    ("procedures", {"do": "default", "default_procedure": "botox"}, "'botox' is not offered"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "form", "told"), SLIPS, ids=[f"{section}: {told}" for section, _, told in SLIPS])
def test_a_slip_is_told_on_the_page_with_what_was_typed_and_nothing_is_saved(anna, engine, world, section, form, told):
    before, lines = current(engine, world), count(engine, Audit)
    answer = send(anna, section, **form)
    said = words(answer.text)
    assert answer.status_code == 422
    assert told.lower() in said.lower()
    assert "Nothing was saved." in said
    assert current(engine, world) == before
    assert count(engine, Audit) == lines
    if typed := form.get("phone"):
        assert unescape(answer.text).count(f'value="{typed}"') or form.get("row") == "7"


def test_a_field_that_is_wrong_is_tied_to_its_sentence(anna):
    html = send(anna, "check-ins", **{"from": "09:00", "to": "10:30"}).text
    assert 'aria-invalid="true" aria-describedby="window-problem"' in html
    assert '<p class="problem" id="window-problem">' in html


def test_people_on_call_are_put_in_order(anna, engine, world):
    send(anna, "on-call", do="add", name="Nina", phone="07700900998")
    send(anna, "on-call", do="add", name="Omar", phone="07700900997")
    send(anna, "on-call", do="up", row="2")
    assert [person.name for person in current(engine, world).on_call] == ["On call", "Omar", "Nina"]
    send(anna, "on-call", do="down", row="0")
    assert [person.name for person in current(engine, world).on_call] == ["Omar", "On call", "Nina"]
    send(anna, "on-call", do="up", row="0")
    send(anna, "on-call", do="down", row="2")
    assert [person.name for person in current(engine, world).on_call] == ["Omar", "On call", "Nina"], "the ends stay the ends"


def test_a_procedure_is_added_renamed_made_the_default_and_removed(anna, engine, world):
    send(anna, "procedures", do="add", name="Deep Peel")
    row = [each.slug for each in current(engine, world).procedures].index("deep-peel")
    send(anna, "procedures", do="save", row=str(row), name="Deep chemical peel")
    send(anna, "procedures", do="default", default_procedure="deep-peel")
    found = current(engine, world)
    assert (found.procedures[row].name, found.default_procedure) == ("Deep chemical peel", "deep-peel")
    assert "Deep chemical peel deep-peel, the default. No protocol: every question goes to staff." in words(anna.get(PAGE).text)
    assert "is not offered" in words(send(anna, "procedures", do="remove", row=str(row)).text)
    send(anna, "procedures", do="default", default_procedure="microneedling")
    send(anna, "procedures", do="remove", row=str(row))
    assert "deep-peel" not in [each.slug for each in current(engine, world).procedures]


def test_a_holiday_is_removed(anna, engine, world):
    send(anna, "holidays", do="add", first="2026-12-25", last="", name="Christmas Day")
    send(anna, "holidays", do="remove", row="2026-12-25")
    assert current(engine, world).holidays == {}


def test_holidays_that_are_over_are_folded_away(anna):
    send(anna, "holidays", do="add", first="2026-01-01", last="", name="New Year")
    html = anna.get(PAGE).text
    assert "1 in the past" in html
    assert "None ahead." in html


SLUGS = [("Deep Peel", "deep-peel"), ("  PRP / Face ", "prp-face"), ("Nº 3", "n-3"), ("!!!", "")]


@pytest.mark.parametrize(("name", "slug"), SLUGS)
def test_a_procedure_gets_a_short_name(name, slug):
    assert short_name(name) == slug


# What moves


@pytest.fixture
def planned(engine, world, clock):
    """Mary's check-ins to come, by the default timeline."""
    with transaction(engine) as session:
        treatment = session.scalars(select(TreatmentSession).where(TreatmentSession.patient_id == world.mary)).one()
        published = {"number": 1, "published_at": clock.now(), "published_by": "test"}
        version = TimelineVersion(procedure_id=treatment.procedure_id, document=default_timeline_text(), **published)
        session.add(version)
        session.flush()
        treatment.timeline_version_id = version.id
    with reading(engine) as session:
        return {row.step: row.due_at for row in session.scalars(select(CheckIn).where(CheckIn.status == "planned"))}


def test_a_new_window_shows_first_what_would_move_and_then_moves_it(anna, engine, world, planned):
    asked = send(anna, "check-ins", **{"from": "13:00", "to": "20:00"})
    said = words(asked.text)
    assert asked.status_code == 200
    assert "sending window: 09:00-20:00 becomes 13:00-20:00" in said
    assert re.search(r"\d check-ins? would change", said)
    assert "Mary Okafor" in said
    assert current(engine, world).window == (time(9), time(20)), "nothing is done yet"
    again = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', asked.text)}
    assert anna.post(f"{PAGE}/check-ins", data=again, follow_redirects=False).status_code == 303
    assert current(engine, world).window == (time(13), time(20))
    with reading(engine) as session:
        after = {row.step: row.due_at for row in session.scalars(select(CheckIn).where(CheckIn.status == "planned"))}
    assert after != planned
    assert all(13 <= moment.astimezone(LONDON).hour < 20 for moment in after.values())


def test_what_moves_check_ins_is_asked_for_a_zone_too(anna, engine, world):
    asked = send(anna, "clinic", name="Rosewood", phone="+442079460100", timezone="America/New_York")
    assert "time zone: Europe/London becomes America/New_York" in words(asked.text)
    assert "patients whose time zone changes with the clinic's: 4" in words(asked.text)
    assert current(engine, world).timezone == "Europe/London"


def test_two_owners_at_once_the_second_is_told(anna, engine, world, clock):
    html = anna.get(PAGE).text
    mine = {"csrf": hidden(html, "csrf"), "seen": hidden(html, "seen")}
    send(anna, "languages", do="add", code="pl")
    answer = anna.post(f"{PAGE}/languages", data={**mine, "do": "add", "code": "fr"}, follow_redirects=False)
    assert answer.status_code == 409
    assert "Somebody changed the settings after you opened this page." in words(answer.text)
    assert current(engine, world).languages == ("en", "pl")


def test_a_change_is_in_the_audit_book_under_the_owners_name(anna, engine, world):
    send(anna, "languages", do="add", code="pl")
    with reading(engine) as session:
        line = session.scalars(select(Audit).where(Audit.action == "settings.change")).one()
    assert (line.actor, line.staff_id, line.detail) == (OWNER, world.anna, {"languages": "en -> en, pl"})


# Who may


@pytest.mark.parametrize("email", [CLINICIAN, READER])
def test_others_read_the_settings_and_get_no_form(client, email):
    sign_in(client, email)
    html = client.get(PAGE).text
    assert "Owners of the clinic can change these." in words(html)
    assert "020 7946" in words(html) or "+442079460100" in words(html)
    assert re.findall(r'<form[^>]*action="([^"]*)"', html) == ["/console/sign-out"]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("email", [CLINICIAN, READER])
def test_others_change_nothing(client, engine, world, email, section):
    sign_in(client, email)
    before = current(engine, world)
    csrf = hidden(client.get("/console").text, "csrf")
    assert client.post(f"{PAGE}/{section}", data={"csrf": csrf, "do": "remove", "row": "0"}).status_code == 403
    assert current(engine, world) == before


@pytest.mark.parametrize("section", SECTIONS)
def test_nobody_without_an_account_changes_anything(client, engine, world, section):
    before = current(engine, world)
    answer = client.post(f"{PAGE}/{section}", data={"do": "remove", "row": "0"}, follow_redirects=False)
    assert (answer.status_code, current(engine, world)) == (303, before)
    assert answer.headers["location"].startswith("/console/sign-in")


def test_a_neighbour_reads_and_changes_the_neighbours_own(client, engine, world):
    sign_in(client, NEIGHBOUR)
    before = current(engine, world)
    assert "Rosewood" not in client.get(PAGE).text
    send(client, "languages", do="add", code="pl")
    assert current(engine, world) == before


@pytest.mark.parametrize("section", SECTIONS)
def test_no_form_works_without_its_token(anna, engine, world, section):
    before = current(engine, world)
    assert anna.post(f"{PAGE}/{section}", data={"csrf": "forged", "do": "remove", "row": "0"}).status_code == 403
    assert current(engine, world) == before


def test_a_section_that_does_not_exist_is_not_there(anna):
    csrf = hidden(anna.get(PAGE).text, "csrf")
    assert anna.post(f"{PAGE}/colours", data={"csrf": csrf}).status_code == 404


def test_script_in_a_name_is_shown_as_letters(anna):
    send(anna, "holidays", do="add", first="2026-12-25", name='<script>alert("1")</script>')
    assert "<script>alert" not in anna.get(PAGE).text


def test_the_page_loads_in_a_few_queries_whatever_the_clinic_has(anna, engine, world):
    from sqlalchemy import event

    asked = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    anna.get(PAGE)
    assert len(asked) <= 15


def test_the_longest_holidays_fit_the_form(anna, engine, world):
    first = date(2026, 7, 1)
    send(anna, "holidays", do="add", first=first.isoformat(), last=(first + timedelta(days=59)).isoformat(), name="Works")
    assert len(current(engine, world).holidays) == 60
