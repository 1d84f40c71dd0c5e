"""The overview in the console: figures over chosen days, each as a file, for whom the table of rights says, on the record."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.db import reading, transaction
from bot.models import Audit, Clinic, Patient, TreatmentSession
from tests.console_world import inbound, make_app, make_check_in, make_staff, make_world, outbound
from tests.integration.console_pages import sign_in, signed_in, words
from tests.statements import MOST_QUERIES, counted

PAGE = "/console/overview"
FIGURES = ("volumes", "answered", "escalated", "waits", "responses", "undelivered", "topics", "gaps")
ANNA, CLARA, RITA, OTTO = "anna@rosewood.example", "clara@rosewood.example", "rita@rosewood.example", "otto@harbour.example"


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def client(world, engine, clock):
    return signed_in(engine, clock, CLARA)


def table(client, figure, **days):
    answer = client.get(f"{PAGE}/{figure}.csv", params=days)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def lines(engine, action):
    with reading(engine) as session:
        return session.execute(select(Audit.actor, Audit.target, Audit.detail).where(Audit.action == action)).all()


def test_the_page_tells_every_figure_of_the_clinic(client):
    page = words(client.get(PAGE).text)
    assert "6 Feb to 5 Mar 2026" in page
    assert "Texts from patients 6 in all, most on Thu 5 Mar: 4" in page
    assert "Possible infection" in page
    assert "4 cases" in page
    assert "Makeup" in page
    assert "of promises kept" not in page  # none has come due


def test_plots_are_drawn_without_script_or_style_and_say_what_they_show(client):
    page = client.get(PAGE).text
    drawings = re.findall(r"<svg[^>]*>", page)
    assert len(drawings) > 8
    assert all('role="img" aria-label="' in one or 'aria-hidden="true"' in one for one in drawings)
    assert not re.search(r"\bstyle=|<style|<script(?![^>]*\bsrc=)", page)
    assert page.count("<th scope=\"row\">Thu 5 Mar</th>") == 1


@pytest.mark.parametrize(("last", "days"), [("7", 7), ("28", 28), ("90", 90)])
def test_the_last_days_are_a_touch_away(client, last, days):
    assert len(table(client, "volumes", last=last)) == days
    assert f'href="/console/overview?last={last}" aria-current="page"' in client.get(PAGE, params={"last": last}).text


def test_days_of_ones_own_leave_the_others_out(client):
    page = words(client.get(PAGE, params={"since": "2026-03-03", "until": "2026-03-04"}).text)
    assert "3 Mar to 4 Mar 2026" in page
    assert "Possible infection" not in page
    assert table(client, "volumes", since="2026-03-03", until="2026-03-04")[0]["texts_in"] == "1"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"since": "yesterday"}, "is not a day of our time"),
        ({"since": "<script>"}, "is not a day of our time"),
        ({"since": "2026-03-05", "until": "2026-03-01"}, "end (2026-03-01) before they begin"),
        ({"since": "2020-01-01"}, "Choose a year or less"),
        ({"last": "12"}, "Choose the last 7, 28 or 90 days"),
    ],
    ids=["a word", "a script", "turned round", "too long", "a number"],
)
def test_days_that_are_none_are_told_and_the_usual_ones_shown(client, days, told):
    answer = client.get(PAGE, params=days)
    assert answer.status_code == 400
    assert told in words(answer.text)
    assert "Shown are the last 28 days" in answer.text
    assert "<script>" not in answer.text
    refused = client.get(f"{PAGE}/volumes.csv", params=days)
    assert (refused.status_code, told in words(refused.text)) == (400, True)


def test_every_figure_is_a_file_and_no_other_is(client):
    for figure in FIGURES:
        assert client.get(f"{PAGE}/{figure}.csv").headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get(f"{PAGE}/patients.csv").status_code == 404
    assert set(re.findall(rf"{PAGE}/(\w+)\.csv", client.get(PAGE).text)) == set(FIGURES)


def test_the_file_of_reasons_counts_them(client):
    found = {line.pop("code"): line for line in table(client, "escalated")}
    assert found["U1"] == {"reason": "Possible infection", "emergency": "0", "urgent": "1", "review": "0"}
    assert (found["R7"]["urgent"], found["R7"]["review"]) == ("0", "1")


def test_an_unanswered_question_is_read_in_its_words_on_the_page_and_is_a_number_in_the_file(client, world, engine, clock):
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        then = clock.now() - timedelta(days=1)
        asked = inbound(session, mary, "can i <b>fly</b> a kite", then, intent="ask_may", topics=["other"], urgency="none")
        outbound(session, mary, "Sorry?", then, reply_to_id=asked.id)
    page = client.get(PAGE).text
    assert "<q>can i &lt;b&gt;fly&lt;/b&gt; a kite</q>" in page
    assert f'<a href="/console/patients/{world.mary}">Mary Okafor</a>' in page
    assert table(client, "gaps") == [{"topic": "other", "code": "no_rule", "why": "No rule in the protocol", "texts": "1"}]


def test_a_formula_in_a_figure_is_only_text_in_the_file(client, world, engine, clock):
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        inbound(session, mary, "asks", clock.now(), topics=["=HYPERLINK(1)"])
        treatment = session.scalars(select(TreatmentSession).where(TreatmentSession.patient_id == world.lily)).one()
        make_check_in(session, treatment, treatment.patient, "+1", 1, status="delivered", reason="test")
        outbound(session, mary, "lost", clock.now(), status="failed", error_code="@SUM(1)")
    assert "'=HYPERLINK(1)" in {line["topic"] for line in table(client, "topics")}
    assert "'+1" in {line["step"] for line in table(client, "responses")}
    assert {line["code"] for line in table(client, "undelivered")} == {"'@SUM(1)"}


def test_every_role_looks_and_those_with_the_right_take_files(world, engine, clock):
    with transaction(engine) as session:
        make_staff(session, session.get(Clinic, world.clinic), "fred@rosewood.example", "front_desk", clock.now())
    for email, takes in ((ANNA, True), (CLARA, True), ("fred@rosewood.example", False), (RITA, False)):
        client = signed_in(engine, clock, email)
        page = client.get(PAGE)
        assert (page.status_code, ".csv" in page.text) == (200, takes)
        assert client.get(f"{PAGE}/volumes.csv").status_code == (200 if takes else 403)
        assert 'href="/console/overview" aria-current="page"' in page.text


def test_the_neighbour_sees_its_own_and_an_empty_figure_says_what_will_appear(client, engine, clock):
    otto = TestClient(make_app(engine, clock))
    sign_in(otto, OTTO)
    page = words(otto.get(PAGE).text)
    assert "1 in all" in page
    assert "Mary" not in page
    for told in ("How many patients answer each check-in", "What patients ask about", "appear here in the patients' words"):
        assert told in page
    assert "Texts that do not arrive appear here" in page
    long_ago = words(otto.get(PAGE, params={"since": "2026-01-01", "until": "2026-01-02"}).text)
    for told in ("How many texts come in and go out", "The share of texts", "How long patients wait", "The reasons for which"):
        assert told in long_ago


def test_looks_and_files_are_on_the_record(client, engine):
    client.get(PAGE, params={"last": "7"})
    client.get(f"{PAGE}/waits.csv", params={"last": "7"})
    days = {"since": "2026-02-27", "until": "2026-03-05"}
    assert lines(engine, "overview.view") == [(CLARA, "overview", days)]
    assert lines(engine, "overview.export") == [(CLARA, "overview", {"figure": "waits", **days})]


def test_the_page_asks_no_more_than_it_may(client, engine):
    with counted(engine) as statements:
        assert client.get(PAGE, params={"last": "90"}).status_code == 200
    assert len(statements) <= MOST_QUERIES
