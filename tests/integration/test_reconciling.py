"""The ledger adds up: every planned check-in has ended or is open, and the record bears it out; what does not is an alert."""

import csv
import io
import json
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, insert, select, update

from bot import ledger, log, reconciling, settings
from bot.cli import main
from bot.db import reading, transaction
from bot.delivery.sending import deliver_due
from bot.dispatch import dispatch_due
from bot.models import CheckIn, CheckInEvent, Clinic, LedgerCheck, Message
from bot.reconciling import Nightly, is_due
from bot.sms import Gateway
from tests.carrier import running_carrier, settings_for
from tests.integration.people import AYA, BEN, change, check_in, open_clinic, treat


@pytest.fixture(autouse=True)
def clinic(engine, clock):
    open_clinic(engine, clock.now())


def reckoned(engine, clock):
    with reading(engine) as session:
        key = session.execute(select(Clinic.id)).scalar_one()
        return reconciling.reckon(reconciling.steady(session), key, clock.now())


def checks(engine):
    with reading(engine) as session:
        return session.execute(select(LedgerCheck).order_by(LedgerCheck.id)).scalars().all()


def send_one(engine, clock):
    """Let Aya's first check-in reach the carrier."""
    clock.advance(check_in(engine, "4h").due_at - clock.now())
    with running_carrier() as carrier:
        dispatch_due(engine, clock.now())
        deliver_due(engine, Gateway(settings_for(carrier.url)), "scheduler:1", clock)


def test_a_ledger_that_adds_up(engine, clock):
    send_one(engine, clock)
    treat(engine, BEN, clock.now() - timedelta(days=10), clock.now())
    found = reckoned(engine, clock)
    assert found.mismatches == []
    assert found.planned == found.still_open + sum(found.endings.values()) > 15
    assert found.endings["sent"] == 1 and found.endings["skipped"] > 4


def overwrite(**values):
    return lambda session: session.execute(update(CheckIn).where(CheckIn.step == "day5").values(**values))


def without_a_line(session):
    row = session.execute(select(CheckIn).where(CheckIn.step == "day5")).scalar_one()
    session.execute(delete(CheckInEvent).where(CheckInEvent.check_in_id == row.id))


def text_ended(session):
    row = session.execute(select(CheckIn).where(CheckIn.step == "day5")).scalar_one()
    told = {"text": "x", "from_phone": "+442071838750", "to_phone": AYA, "created_at": row.due_at, "direction": "out"}
    ended = {"sender": "check_in", "status": "cancelled", "purpose": f"check_in:{row.id}", "clinic_id": row.clinic_id}
    session.execute(insert(Message), [{**told, **ended, "patient_id": row.patient_id}])


def unplanned(session):
    row = session.execute(select(CheckIn).where(CheckIn.step == "day5")).scalar_one()
    kept = {column.name: getattr(row, column.name) for column in CheckIn.__table__.columns if column.name != "id"}
    session.execute(insert(CheckIn), [{**kept, "step": "extra"}])


LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        (overwrite(status="cancelled"), "with another status than their last line"),
        (overwrite(due_at=LONG_AGO), "with another time than their last line"),
        (without_a_line, "without any line in the ledger"),
        (unplanned, "have ended and"),
        (text_ended, "still open, though their text has ended"),
        (overwrite(status="delivered"), "no text of theirs was taken by the carrier"),
        (overwrite(expires_at=LONG_AGO), "still open a day after their time"),
    ],
    ids=["a status", "a time", "no line", "a row from nowhere", "a dead text", "never sent", "forgotten"],
)
def test_whatever_was_written_past_the_ledger_is_found(engine, clock, slip, words):
    with transaction(engine) as session:
        slip(session)
    assert any(words in told for told in reckoned(engine, clock).mismatches)


def test_rows_that_disappear_are_missed(engine, clock):
    Nightly(engine, clock)()
    with transaction(engine) as session:
        without_a_line(session)
        session.execute(delete(CheckIn).where(CheckIn.step == "day5"))
    assert any("at the last reckoning" in told for told in reckoned(engine, clock).mismatches)


def test_it_is_reckoned_once_a_night_and_at_the_first_start(engine, clock):
    nightly = Nightly(engine, clock)
    assert [nightly(), nightly()] == [1, 0]
    clock.advance(hours=16, minutes=59)  # 02:59
    assert nightly() == 0
    clock.advance(minutes=1)
    assert [nightly(), nightly()] == [1, 0]
    clock.advance(days=5)
    while dispatch_due(engine, clock.now()):
        pass
    assert [nightly(), Nightly(engine, clock)()] == [1, 0]
    assert [check.mismatches for check in checks(engine)] == [[]] * 3


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, "2026-03-05T10:00", True),
        ("2026-03-05T03:00", "2026-03-05T23:00", False),
        ("2026-03-05T02:59", "2026-03-05T03:00", True),
        ("2026-03-04T10:00", "2026-03-05T02:59", False),
        ("2026-03-01T10:00", "2026-03-05T02:59", True),
        ("2026-03-29T00:30", "2026-03-29T02:00", True),
    ],
    ids=["never", "the same day", "the night begins", "still the old night", "missed nights", "the night the clocks go forward"],
)
def test_when_a_reckoning_is_due(last, now, due):
    moments = [datetime.fromisoformat(f"{one}+00:00") if one else None for one in (last, now)]
    assert is_due(*moments, "Europe/London") is due


def test_a_mismatch_is_an_alert(engine, clock, capsys):
    log.configure()
    change(engine, check_in(engine, "day5"), status="cancelled")
    Nightly(engine, clock)()
    assert len(checks(engine)[-1].mismatches) == 1
    assert "the ledger does not add up" in capsys.readouterr().err


@pytest.fixture
def shell(engine, clock, database_url, tmp_path, monkeypatch, capsys):
    """Run a command against the test's database, by the test's clock; return its exit status and standard output."""
    monkeypatch.setattr(settings, "load_clock", lambda: clock)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    return lambda *words: (main(words), capsys.readouterr().out)


def test_the_check_from_the_shell_says_whether_it_adds_up(shell, engine):
    status, out = shell("ledger", "--check")
    assert (status, json.loads(out)["adds_up"], json.loads(out)["clinic"]) == (0, True, "harley")
    change(engine, check_in(engine, "day5"), status="cancelled")
    status, out = shell("ledger", "--check", "--clinic", "harley")
    assert (status, json.loads(out)["adds_up"]) == (1, False)
    assert "another status" in json.loads(out)["mismatches"][0]
    assert len(checks(engine)) == 2
    assert shell("ledger", "--check", "--clinic", "nowhere")[0] == 2


@pytest.mark.parametrize("words", [(), ("--clinic", "harley"), ("--check", AYA), ("--check", "--events")])
def test_the_ledger_wants_a_phone_or_a_check(shell, words):
    assert shell("ledger", *words)[0] == 2


def test_the_life_of_a_phones_check_ins_line_by_line(shell, engine, clock):
    send_one(engine, clock)
    told = [json.loads(line) for line in shell("ledger", AYA, "--events")[1].splitlines()]
    first = [(line["status"], line["by"]) for line in told if line["step"] == "4h"]
    assert first == [("planned", "enrolment"), ("planned", "scheduler"), ("sent", "scheduler")]
    assert told[0].keys() == {"check_in", "step", "at", "status", "reason", "due_at", "by"}


@pytest.mark.parametrize("events", [(), ("--events",)])
def test_as_csv_for_a_spreadsheet(shell, engine, clock, events):
    with transaction(engine) as session:
        row = session.execute(select(CheckIn).where(CheckIn.step == "day5")).scalar_one()
        ledger.mark(session, row, "cancelled", "=cmd|calc", now=clock.now(), actor="nina@example.com")
    rows = list(csv.DictReader(io.StringIO(shell("ledger", AYA, "--csv", *events)[1])))
    assert [row["reason"] for row in rows if row["status"] == "cancelled"] == ["'=cmd|calc"]
    assert {"step", "due_at", "status", "reason"} <= rows[0].keys()
