"""`session move|cancel` and `patient pause|resume|discharge` as an operator uses them."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.cli import main
from bot.db import reading
from bot.models import Audit, CheckIn, TreatmentSession

AMARA = "+447700900101"
CLINIC = ["clinic", "add", "high-street", "--name", "High Street Skin", "--phone", "+447700900000", "--timezone", "Europe/London"]


@pytest.fixture
def shell(engine, database_url, monkeypatch, tmp_path, capsys):
    """Run a command on the test's database; return its status, output and errors."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        capsys.readouterr()
        try:
            status = main([str(word) for word in words])
        except SystemExit as left:
            status = left.code
        out, err = capsys.readouterr()
        return status, out, err

    return run


def ago(hours):
    return (datetime.now(timezone.utc) - timedelta(hours=hours)).replace(second=0, microsecond=0)


@pytest.fixture
def session_id(shell):
    shell(*CLINIC)
    enrolled = shell("enroll", "--clinic", "high-street", "--phone", AMARA, "--performed-at", ago(1).isoformat())
    return json.loads(enrolled[1])["session_id"]


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def ledger(engine):
    with reading(engine) as session:
        rows = session.execute(select(CheckIn.step, CheckIn.status, CheckIn.due_at, CheckIn.reason).order_by(CheckIn.id))
        return [tuple(row) for row in rows]


def test_a_dry_run_says_what_the_run_then_does(shell, engine, session_id):
    before, to = ledger(engine), ago(49).isoformat()
    status, told, err = shell("session", "move", session_id, "--to", to, "--dry-run")
    assert (status, err, ledger(engine)) == (0, "", before)
    status, done, err = shell("session", "move", session_id, "--to", to)
    assert (status, err) == (0, "")
    assert [line["step"] for line in lines(done)] == [line["step"] for line in lines(told)]
    fields = ["session_id", "step", "change", "was_due", "becomes_due", "status", "reason"]
    assert all(list(line) == fields for line in lines(done))
    changed = {line["step"]: line["status"] for line in lines(done)}
    assert {step: status for step, status, *_ in ledger(engine) if step in changed} == changed
    assert all(datetime.fromisoformat(line["was_due"]).tzinfo for line in lines(done))
    with reading(engine) as session:
        assert session.get(TreatmentSession, session_id).performed_at == datetime.fromisoformat(to)
        assert session.execute(select(Audit.actor).where(Audit.action == "session.move")).scalar_one() == "command line"


def test_a_late_check_in_is_skipped_where_that_is_wanted(shell, engine, session_id):
    status, out, _ = shell("session", "move", session_id, "--to", ago(49).isoformat(), "--late", "skip")
    late = [line for line in lines(out) if line["change"] == "late"]
    assert status == 0
    assert all((line["status"], line["becomes_due"]) == ("skipped", None) for line in late)
    assert late or any(line["change"] == "passed" for line in lines(out)), "at night the day's own may be over"


def test_a_session_that_was_missed_ends_its_check_ins(shell, engine, session_id):
    status, out, _ = shell("session", "cancel", session_id, "--reason", "no_show")
    assert status == 0
    assert {(line["change"], line["status"], line["reason"]) for line in lines(out)} == {
        ("cancelled", "cancelled", "the patient did not come to the session")
    }
    status, out, err = shell("session", "cancel", session_id, "--reason", "no_show")
    assert (status, out) == (0, "")
    assert err == "nothing to change: all stands so already\n"


def test_a_patient_is_paused_resumed_and_discharged(shell, engine, session_id):
    # A reminder that another check-in follows soon is skipped from the start: which, turns on the hour at which this runs.
    planned = {step for step, status, *_ in ledger(engine) if status == "planned"}
    for action, status_then in (("pause", "held"), ("resume", "planned"), ("discharge", "cancelled"), ("resume", "planned")):
        status, out, err = shell("patient", action, "07700 900101", "--clinic", "high-street")
        assert (status, err) == (0, ""), action
        assert {line["status"] for line in lines(out)} == {status_then}
    assert {step for step, status, *_ in ledger(engine) if status == "planned"} == planned


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["session"], "ACTION"),
        (["session", "move", "{}"], "--to"),
        (["session", "move", "{}", "--to", "tomorrow"], "'tomorrow' is not a moment"),
        (["session", "move", "{}", "--to", "2026-03-05T10:00"], "give the zone"),
        (["session", "move", "{}", "--to", "1999-01-01T10:00Z"], "more than a year away"),
        (["session", "move", "{}", "--to", "NOW", "--late", "maybe"], "--late"),
        (["session", "move", "99999", "--to", "NOW"], "there is no session 99999"),
        (["session", "move", "99999999999999999999", "--to", "NOW"], "there is no session"),
        (["session", "move", "abc", "--to", "NOW"], "SESSION_ID"),
        (["session", "cancel", "{}"], "--reason"),
        (["session", "cancel", "{}", "--reason", "rain"], "--reason"),
        (["patient", "pause", AMARA], "--clinic"),
        (["patient", "pause", "hello", "--clinic", "high-street"], "not a phone number"),
        (["patient", "pause", "+447700900199", "--clinic", "high-street"], "no patient with this number"),
        (["patient", "pause", AMARA, "--clinic", "nowhere"], "there is: high-street"),
        (["patient", "forget", AMARA, "--clinic", "high-street"], "ACTION"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_bad_arguments_are_one_clear_line_and_change_nothing(shell, engine, session_id, words, why):
    before = ledger(engine)
    given = [ago(0).isoformat() if word == "NOW" else word.format(session_id) for word in words]
    status, out, err = shell(*given)
    assert (status, out) == (2, "")
    assert why in err
    assert len(err.splitlines()) == 1
    assert ledger(engine) == before
