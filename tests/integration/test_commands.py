"""The command line as somebody at a shell meets it: what it prints, what it refuses, and that a refusal changes nothing."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, inspect, select

from bot import demo, demo_settings, outbox
from bot.cli import main
from bot.clock import ShiftedClock, SystemClock
from bot.db import make_engine, migrate, reading, transaction
from bot.models import CheckIn, Clinic, Message, Patient, Staff, TreatmentSession
from tests.conftest import FixedClock

AMARA = "+447700900101"
CLINIC = ["clinic", "add", "high-street", "--name", "High Street Skin", "--phone", "+447700900000", "--timezone", "Europe/London"]
ENROLL = ["enroll", "--clinic", "high-street", "--phone", AMARA]


@pytest.fixture
def shell(engine, database_url, tmp_path, monkeypatch, capsys):
    """Run a command against the test's database; return exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    return lambda *words: run(capsys, *words)


def run(capsys, *words):
    try:
        status = main(words)
    except SystemExit as leaving:
        status = leaving.code
    said = capsys.readouterr()
    return status, said.out, said.err


def ago(hours):
    return (SystemClock().now() - timedelta(hours=hours)).isoformat()


def count(engine, table):
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def test_a_clinic_and_a_patient_come_on_file_from_the_shell(shell, engine):
    status, out, _ = shell(*CLINIC, "--on-call", "+447700900999")
    assert (status, json.loads(out)["emergency_number"]) == (0, "999")
    status, out, err = shell(*ENROLL, "--performed-at", ago(2), "--name", "Amara Osei")
    assert (status, err) == (0, "")
    assert json.loads(out).keys() == {"patient_id", "session_id", "clinic_phone"}
    assert json.loads(out)["clinic_phone"] == "+447700900000"


def test_enrolling_twice_prints_the_same_ids(shell, engine):
    shell(*CLINIC)
    performed_at = ago(2)
    first, second = (shell(*ENROLL, "--performed-at", performed_at)[1] for _ in range(2))
    assert first == second
    assert count(engine, TreatmentSession) == 1


@pytest.mark.parametrize("written", ["{:%Y-%m-%dT%H:%M:%SZ}", "{:%Y-%m-%dT%H:%M+00:00}", "{:%Y-%m-%d %H:%M:%S.%f+00:00}"])
def test_a_moment_may_be_written_in_any_way_of_iso_8601(shell, engine, written):
    shell(*CLINIC)
    assert shell(*ENROLL, "--performed-at", written.format(datetime.now(timezone.utc)))[0] == 0


def test_the_ledger_has_one_line_for_each_check_in(shell, engine):
    shell(*CLINIC)
    shell(*ENROLL, "--performed-at", ago(24 * 6))
    status, out, err = shell("ledger", AMARA)
    steps = lines(out)
    assert (status, err) == (0, "")
    assert all(list(line) == ["step", "due_at", "status", "reason", "message_id"] for line in steps)
    assert {line["step"]: line["status"] for line in steps}["day7"] == "planned"
    assert {line["status"] for line in steps} == {"planned", "skipped"}
    assert all(line["reason"] for line in steps)
    assert {line["message_id"] for line in steps} == {None}
    assert all(datetime.fromisoformat(line["due_at"]).tzinfo for line in steps)


def test_the_ledger_names_the_message_only_once_the_carrier_has_it(shell, engine):
    shell(*CLINIC)
    shell(*ENROLL, "--performed-at", ago(2))
    with transaction(engine) as session:
        check_in = session.execute(select(CheckIn).order_by(CheckIn.due_at).limit(1)).scalar_one()
        patient = session.get(Patient, check_in.patient_id)
        message = outbox.queue(session, clinic=patient.clinic, patient=patient, to_phone=AMARA, text="How is your skin?",
                               sender="check_in", purpose=f"check_in:{check_in.id}", now=check_in.due_at)  # fmt: skip
        check_in.message_id = message.id
    assert lines(shell("ledger", AMARA)[1])[0]["message_id"] is None
    with transaction(engine) as session:
        sent = session.execute(select(Message)).scalar_one()
        sent.sent_at, sent.status = sent.created_at, "sent"
    assert lines(shell("ledger", AMARA)[1])[0]["message_id"] == message.id


def test_the_transcript_is_the_conversation_oldest_first(shell, engine):
    shell(*CLINIC)
    shell(*ENROLL, "--performed-at", ago(2))
    converse(engine)
    status, out, err = shell("transcript", AMARA)
    asked, replied = lines(out)
    assert (status, err) == (0, "")
    assert list(asked) == ["at", "sent_at", "direction", "text", "status", "sender", "topics", "urgency"]
    assert (asked["direction"], asked["sender"], asked["sent_at"]) == ("in", "patient", None)
    assert asked["text"] == "it's getting hot – ok?"
    assert (replied["direction"], replied["sender"], replied["status"]) == ("out", "bot", "sent")
    assert replied["sent_at"] > replied["at"]


def test_a_reply_carries_the_urgency_of_what_it_answers(shell, engine):
    shell(*CLINIC)
    shell(*ENROLL, "--performed-at", ago(2))
    converse(engine)
    assert [line["urgency"] for line in lines(shell("transcript", AMARA)[1])] == ["urgent", "urgent"]


def test_alerts_to_staff_are_no_part_of_the_conversation(shell, engine):
    shell(*CLINIC, "--on-call", "+447700900999")
    shell(*ENROLL, "--performed-at", ago(2))
    converse(engine, alert=True)
    assert [line["sender"] for line in lines(shell("transcript", AMARA)[1])] == ["patient", "bot"]
    assert shell("transcript", "+447700900999")[1] == ""


def converse(engine, *, alert=False):
    """Put a question and its reply on file."""
    now = FixedClock().now()
    with transaction(engine) as session:
        patient = session.execute(select(Patient)).scalar_one()
        asked = Message(
            clinic_id=patient.clinic_id, patient_id=patient.id, direction="in", sender="patient", from_phone=AMARA,
            to_phone=patient.clinic.phone, text="it's getting hot – ok?", status="answered", created_at=now, urgency="urgent",
            topics=["warmth"], provider_sid="SM1",
        )  # fmt: skip
        session.add(asked)
        session.flush()
        common = {"clinic": patient.clinic, "patient": patient, "now": now + timedelta(seconds=1)}
        if alert:
            outbox.queue(session, to_phone="+447700900999", text="Urgent", sender="alert", purpose="alert:1:urgent", **common)
        answer = {"text": "A nurse will call.", "sender": "bot", "purpose": "reply:1", "reply_to_id": asked.id}
        reply = outbox.queue(session, to_phone=AMARA, **answer, **common)
        reply.status, reply.sent_at = "sent", now + timedelta(seconds=2)


@pytest.mark.parametrize("command", ["transcript", "ledger"])
def test_a_number_that_nobody_has_texted_from_has_nothing_to_show(shell, command):
    status, out, err = shell(command, "+447700900777")
    assert (status, out) == (0, "")
    assert err.startswith("this number has no ")


@pytest.fixture
def installation(monkeypatch):
    """The settings of an installation, of which links need the address."""
    given = {"PUBLIC_URL": "https://aftercare.example.com", "SECRET_KEY": "s" * 32, "TWILIO_AUTH_TOKEN": "token"}
    for name, value in {**given, "TWILIO_ACCOUNT_SID": "AC" + "0" * 32}.items():
        monkeypatch.setenv(name, value)


def test_a_staff_account_prints_one_link_that_sets_its_password(shell, engine, installation):
    shell(*CLINIC)
    status, out, err = shell("staff", "add", "Nina@example.com", "--clinic", "high-street", "--role", "clinician")
    assert (status, err) == (0, "")
    assert out.startswith("https://aftercare.example.com/console/")
    token = out.strip().rsplit("/", 1)[1]
    with reading(engine) as session:
        account = session.execute(select(Staff)).scalar_one()
    assert account.email == "nina@example.com"
    assert token not in (account.link_hash, account.password_hash)


def test_a_locked_out_owner_gets_a_link_and_loses_a_lost_phone(shell, engine, installation):
    shell(*CLINIC)
    shell("staff", "add", "nina@example.com", "--clinic", "high-street", "--role", "owner", "--name", "Nina Hall")
    with transaction(engine) as session:
        nina = session.execute(select(Staff)).scalar_one()
        nina.totp_secret, nina.totp_confirmed_at, first = "sealed", SystemClock().now(), nina.link_hash
    status, out, _ = shell("staff", "link", "Nina@Example.com")
    assert (status, out.startswith("https://aftercare.example.com/console/set-password/")) == (0, True)
    assert shell("staff", "second-factor-off", "nina@example.com")[0] == 0
    with reading(engine) as session:
        nina = session.execute(select(Staff)).scalar_one()
    assert (nina.name, nina.totp_secret, nina.totp_confirmed_at) == ("Nina Hall", None, None)
    assert nina.link_hash != first


@pytest.mark.parametrize("action", ["link", "second-factor-off"])
def test_nobody_is_helped_who_has_no_account(shell, installation, action):
    status, out, err = shell("staff", action, "nobody@example.com")
    assert (status, out) == (2, "")
    assert "there is no staff account 'nobody@example.com'" in err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["enroll"], "--clinic"),
        ([*ENROLL, "--performed-at", "yesterday"], "'yesterday' is not a moment"),
        ([*ENROLL, "--performed-at", "2026-03-05T10:00"], "give the zone, such as 2024-05-01T14:00+01:00"),
        ([*ENROLL, "--performed-at", "1999-01-01T10:00Z"], "more than a year away"),
        ([*ENROLL, "--performed-at", "2999-01-01T10:00Z"], "more than a year away"),
        ([*ENROLL, "--performed-at", "NOW", "--timezone", "London"], "'London' is not a time zone"),
        ([*ENROLL, "--performed-at", "NOW", "--procedure", "botox"], "does not offer 'botox'"),
        (["enroll", "--clinic", "nowhere", *ENROLL[3:], "--performed-at", "NOW"], "there is: high-street"),
        (["enroll", "--clinic", "high-street", "--phone", "12", "--performed-at", "NOW"], "not a phone number"),
        (["clinic"], "ACTION"),
        ([*CLINIC[:2], "Bad Slug", *CLINIC[3:]], "cannot be a clinic's short name"),
        (CLINIC, "there is a clinic called 'high-street' already"),
        ([*CLINIC[:2], "other", *CLINIC[3:]], "number of another clinic already"),
        (["transcript", "hello"], "not a phone number"),
        (["transcript"], "PHONE"),
        (["ledger", "hello"], "not a phone number"),
        (["staff", "add", "nina@example.com", "--clinic", "high-street", "--role", "clinician"], "PUBLIC_URL is not set"),
        (["staff", "add", "nina@example.com", "--role", "clinician"], "--clinic"),
    ],
    ids=lambda value: " ".join(value)[-60:] if isinstance(value, list) else "",
)
def test_bad_arguments_are_one_clear_line_and_change_nothing(shell, engine, words, why):
    shell(*CLINIC)
    before = [count(engine, table) for table in (Clinic, Patient, TreatmentSession, CheckIn, Staff)]
    status, out, err = shell(*(ago(1) if word == "NOW" else word for word in words))
    assert (status, out) == (2, "")
    assert why in err
    assert len(err.splitlines()) == 1
    assert [count(engine, table) for table in (Clinic, Patient, TreatmentSession, CheckIn, Staff)] == before


# Without any variable, in the folder of a demo


@pytest.fixture
def demo_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    var = tmp_path / "var"
    demo_settings.ensure(var, {})
    url = f"sqlite:///{var / 'aftercare.db'}"
    migrate(url)
    return var, url


def test_a_database_without_tables_is_said_to_be_so_and_not_made(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for words in (("ledger", AMARA), ("transcript", AMARA), tuple(CLINIC), (*ENROLL, "--performed-at", ago(1))):
        status, out, err = run(capsys, *words)
        assert (status, out) == (2, "")
        assert "run python -m bot migrate" in err
    assert not (tmp_path / "var" / "aftercare.db").exists()


def test_commands_live_by_the_demos_clock(demo_folder, capsys):
    var, url = demo_folder
    engine, clock = make_engine(url), ShiftedClock(var / "clock")
    demo.seed(engine, clock, clock.now())
    clock.move_to(clock.now() + timedelta(days=500))
    soon = (clock.now() - timedelta(hours=1)).isoformat()
    status, out, _ = run(capsys, "enroll", "--clinic", "demo", "--phone", AMARA, "--performed-at", soon)
    assert status == 0
    with reading(engine) as session:
        made = session.get(TreatmentSession, json.loads(out)["session_id"]).created_at
    assert abs(made - clock.now()) < timedelta(minutes=1)
    status, _, err = run(capsys, "enroll", "--clinic", "demo", "--phone", AMARA, "--performed-at", ago(1))
    assert (status, "more than a year away" in err) == (2, True)


def test_a_link_for_the_demos_staff_needs_no_variable(demo_folder, capsys):
    var, url = demo_folder
    clock = ShiftedClock(var / "clock")
    demo.seed(make_engine(url), clock, clock.now())
    status, out, _ = run(capsys, "staff", "add", "nina@example.com", "--clinic", "demo", "--role", "clinician")
    assert status == 0
    assert out.startswith("http://127.0.0.1:8000/console/")


def test_the_demo_is_seeded_once(demo_folder):
    var, url = demo_folder
    engine, clock = make_engine(url), ShiftedClock(var / "clock")
    demo.seed(engine, clock, clock.now())
    first = [count(engine, table) for table in (Clinic, Patient, TreatmentSession, CheckIn, Staff)], demo.sign_in(var)
    demo.seed(engine, clock, clock.now() + timedelta(days=3))
    assert ([count(engine, table) for table in (Clinic, Patient, TreatmentSession, CheckIn, Staff)], demo.sign_in(var)) == first
    assert first[0][1] == len(demo.people()["patients"])
    assert inspect(engine).has_table("clinic")


def test_the_demos_nurse_can_sign_in_and_nobody_else_reads_the_password(demo_folder):
    from bot import passwords

    var, url = demo_folder
    engine, clock = make_engine(url), ShiftedClock(var / "clock")
    assert demo.sign_in(var) is None
    demo.seed(engine, clock, clock.now())
    email, password = demo.sign_in(var)
    with reading(engine) as session:
        stored = session.execute(select(Staff.password_hash).where(Staff.email == email)).scalar_one()
    assert passwords.matches(stored, password)
    assert (var / demo.SIGN_IN_FILE).stat().st_mode & 0o777 == 0o600


def test_a_lost_password_file_is_made_anew(demo_folder):
    var, url = demo_folder
    engine, clock = make_engine(url), ShiftedClock(var / "clock")
    demo.seed(engine, clock, clock.now())
    (var / demo.SIGN_IN_FILE).unlink()
    demo.seed(engine, clock, clock.now())
    assert demo.sign_in(var) is not None
