"""/metrics: for who brings the token, in Prometheus' format, and nothing about anybody."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from bot import escalations, heartbeat, reception, vitals
from bot.db import reading, transaction
from bot.errors import SettingsError
from bot.models import Clinic, Patient, Staff
from bot.settings import load
from bot.vitals import LIMITS
from bot.web import metrics, turned_away
from bot.web.app import create_app
from tests.carrier import settings_for
from tests.integration.people import AYA, BEN, CLINIC, ON_CALL, open_clinic, queue, treat
from tests.sources import ROOT

TOKEN = "a-token-for-the-monitoring-system"
#: Shown beside the signs.
NO_SIGNS = ("aftercare_beyond_limit", f"{turned_away.NAME}_total")


@pytest.fixture
def client(engine, clock):
    with TestClient(create_app(settings_for(metrics_token=TOKEN), engine, clock)) as client:
        yield client


def ask(client, authorization=f"Bearer {TOKEN}"):
    return client.get("/metrics", headers={"Authorization": authorization} if authorization else {})


def numbers(answer):
    """Return what a Prometheus server reads: {(name, labels): number}."""
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *filter(None, one.labels.values())): one.value for family in families for one in family.samples}


def test_without_a_token_there_is_no_such_page(engine, clock):
    with TestClient(create_app(settings_for(), engine, clock)) as client:
        answer, unknown = ask(client), client.get("/no-such-page")
        assert (answer.status_code, answer.text) == (unknown.status_code, unknown.text) == (404, "Not Found")
        assert ask(client, "Bearer ").status_code == 404
        assert ask(client, "Bearer None").status_code == 404


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}",
     f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN.upper()}", b"Bearer \xe9\xff"],
    ids=["none", "no token", "empty", "no scheme", "another scheme", "longer", "shorter", "other case", "not ASCII"],
)  # fmt: skip
def test_who_does_not_bring_the_token_is_told_nothing(client, authorization):
    answer = ask(client, authorization)
    assert (answer.status_code, answer.text, answer.headers["www-authenticate"]) == (401, "Unauthorized", "Bearer")


def test_the_token_is_not_taken_from_the_address(client):
    assert client.get(f"/metrics?token={TOKEN}").status_code == 401


def test_the_token_is_compared_in_constant_time(client, monkeypatch):
    compared = []
    monkeypatch.setattr(metrics.hmac, "compare_digest", lambda given, token: compared.append((given, token)))
    assert ask(client).status_code == 401
    assert compared == [(TOKEN.encode(), TOKEN.encode())]


def test_every_number_is_told_in_the_format_of_prometheus(client, engine, clock):
    open_clinic(engine, clock.now())
    heartbeat.beat(engine, "dialogue")
    queue(engine, "Hello", clock.now())
    clock.advance(seconds=301)
    answer = ask(client)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    found = numbers(answer)
    assert {tuple(filter(None, sign)) for sign in LIMITS} == {
        (name.removeprefix("aftercare_"), *labels) for name, *labels in found if name not in NO_SIGNS
    }
    assert found["aftercare_outbox_oldest_seconds", "reply"] == 301
    assert (found["aftercare_worker_up", "dialogue"], found["aftercare_worker_up", "scheduler"]) == (1, 0)


def test_what_is_beyond_its_limit_is_told_beside_the_numbers(client, engine, clock):
    open_clinic(engine, clock.now())
    heartbeat.beat(engine, "dialogue")
    queue(engine, "Hello", clock.now())
    clock.advance(seconds=301)
    told = {tuple(labels): value for (name, *labels), value in numbers(ask(client)).items() if name == "aftercare_beyond_limit"}
    over = {labels for labels, value in told.items() if value}
    assert over == {("reply", "outbox_oldest_seconds"), ("scheduler", "worker_up")}


def test_nobody_can_be_found_in_it(client, engine, clock):
    """Rows of every kind, then no phone, name, text, address or reason among what is told; labels are words of ours."""
    open_clinic(engine, clock.now())
    treat(engine, BEN, clock.now(), clock.now())
    with transaction(engine) as session:
        clinic = session.execute(select(Clinic)).scalar_one()
        for patient, name in zip(session.execute(select(Patient)).scalars(), ("Aya Nakamura", "Ben Osei"), strict=True):
            patient.name = name
            what = {"codes": ["E1"], "reason": "Trouble breathing", "purpose": f"by-hand:{patient.id}"}
            escalations.open_case(session, patient=patient, level="emergency", now=clock.now(), **what)
        more = {"provider_sid": "SM1", "media_count": 0, "now": clock.now()}
        reception.accept(session, clinic=clinic, from_phone=AYA, text="my lips are swelling", **more)
    queue(engine, "Please come in", clock.now())
    clock.advance(hours=2)
    told = ask(client).text
    assert numbers(ask(client))["aftercare_emergencies_open",] >= 2, "the rows must count, or nothing was tested"
    with reading(engine) as session:
        emails = session.execute(select(Staff.email)).scalars().all()
    named = ["Harley", "harley", "Aya", "Ben", "Nakamura", "Osei", "lips", "breathing", "come in", "SM1", "E1", *emails]
    phones = [phone.lstrip("+")[-6:] for phone in (AYA, BEN, CLINIC, ON_CALL)]
    assert [word for word in (*named, *phones) if word in told] == []
    assert re.findall(r"\d{7,}", told) == []
    words = {sign.name for sign in LIMITS} | {sign.of for sign in LIMITS} | {*turned_away.WHY}
    assert {label for _, *labels in numbers(ask(client)) for label in labels} <= words


def test_every_number_says_what_it_is():
    assert set(metrics.HELP) == {sign.name for sign in LIMITS}
    several = {sign.name for sign in LIMITS if sign.of}
    assert {name for name, (_, label) in metrics.HELP.items() if label} == several


def test_the_operators_page_has_every_number_with_its_limit_and_what_to_do():
    page = (ROOT / "docs" / "operations.md").read_text()
    lines = [[cell.strip() for cell in line.split("|")] for line in page.splitlines()]
    rows = {cells[1]: cells[2:4] for cells in lines if len(cells) == 5}
    for sign, limit in LIMITS.items():
        label = metrics.HELP[sign.name][1]
        of = f'{{{label}="{sign.of}"}}' if label else ""
        told, advice = rows[f"`{sign.name}{of}`"]
        least = f"at least {limit.least}" if limit.least is not None else ""
        most = str(limit.most) if limit.most is not None else ""
        assert told == (most or least) + (", red" if limit.is_red else ""), sign
        assert advice, sign


def test_while_the_database_is_away_it_says_so_and_no_number(client, monkeypatch):
    def away(*_):
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(vitals, "read", away)
    answer = ask(client)
    assert (answer.status_code, answer.text) == (503, "The database does not answer")


WEAK = {"short": "short", "just too short": "x" * 23, "spaces": "with a space in the middle", "accents": "é" * 30}


@pytest.mark.parametrize("token", WEAK.values(), ids=WEAK)
def test_a_token_that_could_be_guessed_or_not_be_sent_stops_the_start(token, tmp_path):
    given = {"PUBLIC_URL": "https://aftercare.example.com", "SECRET_KEY": "s" * 32}
    account = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "t" * 32}
    assert load({**given, **account}, tmp_path).metrics_token is None
    assert load({**given, **account, "METRICS_TOKEN": TOKEN}, tmp_path).metrics_token == TOKEN
    with pytest.raises(SettingsError, match="METRICS_TOKEN must be at least 24") as told:
        load({**given, **account, "METRICS_TOKEN": token}, tmp_path)
    assert token not in str(told.value)
