"""`patients import` and `patients export`: every row or none, the good rows where that is wished, and out and back again."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select

from bot import enrolment, opt_out, patient_details, patient_files
from bot.cli import main
from bot.clock import SystemClock
from bot.db import reading, transaction
from bot.models import Audit, CheckIn, Clinic, Patient, TreatmentSession
from bot.patient_files import RowsRefused

HEADER = "name,phone,timezone,procedure,performed_at,other_contact,consent"
AMARA = "Amara Osei,07700 900101,,,2026-03-04 14:00,amara@example.com,2026-03-01 Signed form: you may text me"
BETH = "Beth Lind,+447700900102,America/New_York,rf-microneedling,2026-03-04 15:00,,yes"
CARMEN = "Carmen Ruiz,4.47701E+11,,,2026-03-04 16:00,,yes"


@pytest.fixture
def clinic(engine, clock):
    with transaction(engine) as session:
        return enrolment.add_clinic(
            session, slug="harley", name="Harley Skin", phone="+447700900000", timezone="Europe/London", country="GB",
            now=clock.now(), published_by="test",
        ).id  # fmt: skip


def file(*rows):
    return "\n".join([HEADER, *rows]).encode()


def bring(engine, clinic, clock, *rows, **more):
    with transaction(engine) as session:
        given = {"now": clock.now(), "actor": "anna@harley.example", **more}
        return patient_files.bring_in(session, session.get(Clinic, clinic), file(*rows), **given)


def count(engine, *tables):
    with reading(engine) as session:
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def patient(engine, phone):
    with reading(engine) as session:
        return session.scalars(select(Patient).where(Patient.phone == phone)).one()


def test_good_rows_come_in_with_everything_that_they_say(engine, clock, clinic):
    brought = bring(engine, clinic, clock, AMARA, BETH)
    amara, beth = patient(engine, "+447700900101"), patient(engine, "+447700900102")
    assert (amara.name, amara.timezone, amara.other_contact) == ("Amara Osei", "Europe/London", "amara@example.com")
    assert (amara.consent_source, amara.consent_words) == ("form", "you may text me")
    assert amara.consent_at == datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
    assert (beth.timezone, beth.consent_source, beth.consent_at) == ("America/New_York", "records", clock.now())
    assert {line: ids[0] for line, ids in brought.rows.items()} == {2: amara.id, 3: beth.id}
    with reading(engine) as session:
        planned = session.scalars(select(CheckIn).where(CheckIn.patient_id == amara.id, CheckIn.status == "planned")).all()
    assert planned


def test_one_bad_row_keeps_all_of_them_out(engine, clock, clinic):
    with pytest.raises(RowsRefused, match="1 of 3 rows cannot be brought in, so nothing was") as refused:
        bring(engine, clinic, clock, AMARA, CARMEN, BETH)
    assert [row.line for row in refused.value.checked.bad] == [3]
    assert count(engine, Patient, TreatmentSession) == [0, 0]


def test_the_good_rows_come_in_alone_where_that_is_wished(engine, clock, clinic):
    brought = bring(engine, clinic, clock, AMARA, CARMEN, BETH, good_rows=True)
    assert sorted(brought.rows) == [2, 4]
    assert count(engine, Patient, TreatmentSession) == [2, 2]


def test_a_file_without_a_good_row_brings_nothing_in(engine, clock, clinic):
    with pytest.raises(RowsRefused):
        bring(engine, clinic, clock, CARMEN, good_rows=True)


def test_the_same_file_again_is_on_file_already(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA, BETH)
    counted = count(engine, Patient, TreatmentSession, CheckIn, Audit)
    with pytest.raises(RowsRefused) as refused:
        bring(engine, clinic, clock, AMARA, BETH)
    assert all("on file already" in told for row in refused.value.checked.bad for _, told in row.problems)
    assert count(engine, Patient, TreatmentSession, CheckIn, Audit) == counted


def test_another_clinics_patients_are_nobody_here(engine, clock, clinic):
    with transaction(engine) as session:
        other = enrolment.add_clinic(session, slug="other", name="Other", phone="+447700900500", timezone="Europe/London",
                                     country="GB", now=clock.now(), published_by="test")  # fmt: skip
    bring(engine, other.id, clock, AMARA.replace("Amara Osei", "Somebody Else"))
    assert len(bring(engine, clinic, clock, AMARA).rows) == 1


def test_a_consent_on_file_is_not_written_over_by_an_older_or_vaguer_one(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA)
    older = AMARA.replace("2026-03-04", "2026-02-04").replace("2026-03-01 Signed form", "2026-02-01 By phone")
    bring(engine, clinic, clock, older)
    bring(engine, clinic, clock, "Amara Osei,07700 900101,,,2026-01-04 14:00,,yes")
    assert patient(engine, "+447700900101").consent_source == "form"
    newer = AMARA.replace("2026-03-04", "2026-01-09").replace("2026-03-01 Signed form", "2026-03-02 By phone")
    bring(engine, clinic, clock, newer)
    assert patient(engine, "+447700900101").consent_source == "phone"


def test_an_error_in_the_last_row_takes_the_first_back(engine, clock, clinic, monkeypatch):
    enroll, calls = enrolment.enroll, []

    def breaking(*arguments, **named):
        calls.append(named["phone"])
        if len(calls) == 2:
            raise RuntimeError("the power went")
        return enroll(*arguments, **named)

    monkeypatch.setattr(patient_files.enrolment, "enroll", breaking)
    with pytest.raises(RuntimeError):
        bring(engine, clinic, clock, AMARA, BETH)
    assert count(engine, Patient, TreatmentSession, CheckIn) == [0, 0, 0]


def test_an_import_is_in_the_audit_book_without_names_or_numbers(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA, CARMEN, good_rows=True)
    with reading(engine) as session:
        line = session.scalars(select(Audit).where(Audit.action == "patients.import")).one()
        details = " ".join(str(each.detail) for each in session.scalars(select(Audit)))
    assert (line.actor, line.detail) == ("anna@harley.example", {"rows": 2, "brought_in": 1})
    assert "Amara" not in details and "900101" not in details


# Out, and back


def exported(engine, clinic):
    with reading(engine) as session:
        return patient_files.export(session, session.get(Clinic, clinic)).removeprefix("\ufeff").splitlines()


def test_the_export_is_what_was_brought_in(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA, BETH)
    assert exported(engine, clinic) == [
        f"{HEADER},opted_out",
        "Amara Osei,'+447700900101,Europe/London,microneedling,2026-03-04 14:00:00+00:00,amara@example.com,"
        "2026-03-01 Signed form: you may text me,",
        "Beth Lind,'+447700900102,America/New_York,rf-microneedling,2026-03-04 15:00:00+00:00,,"
        "2026-03-05 In the clinic's own records,",
    ]


def test_an_export_goes_into_another_clinic_as_it_is(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA, BETH)
    with transaction(engine) as session:
        other = enrolment.add_clinic(session, slug="other", name="Other", phone="+447700900500", timezone="Europe/London",
                                     country="GB", now=clock.now(), published_by="test")  # fmt: skip
        content = patient_files.export(session, session.get(Clinic, clinic)).encode()
        patient_files.bring_in(session, other, content, now=clock.now(), actor="test")
    assert exported(engine, other.id) == exported(engine, clinic)


def test_who_has_opted_out_is_marked_and_does_not_come_back_in_by_a_file(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA)
    with transaction(engine) as session:
        opt_out.stop(session, session.scalars(select(Patient)).one(), "keyword", clock.now())
    line = exported(engine, clinic)[1]
    assert line.endswith(",2026-03-05")
    with pytest.raises(RowsRefused) as refused, transaction(engine) as session:
        content = f"{HEADER},opted_out\n{line}".encode()
        patient_files.bring_in(session, session.get(Clinic, clinic), content, now=clock.now(), actor="test")
    assert refused.value.checked.bad[0].problems[0][0] == "opted_out"


def test_cancelled_sessions_and_the_erased_are_not_in_the_export_and_others_without_a_session_are(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA, BETH)
    with transaction(engine) as session:
        amara, beth = session.scalars(select(Patient).order_by(Patient.id))
        session.scalars(select(TreatmentSession).where(TreatmentSession.patient_id == beth.id)).one().cancelled_at = clock.now()
        amara.erased_at = clock.now()
    (line,) = exported(engine, clinic)[1:]
    assert line.startswith("Beth Lind,'+447700900102,America/New_York,,,")


def test_no_spreadsheet_runs_a_patients_name(engine, clock, clinic):
    bring(engine, clinic, clock, AMARA)
    with transaction(engine) as session:
        amara = session.scalars(select(Patient)).one()
        patient_details.change(session, amara, name='=HYPERLINK("http://evil.example","Amara")', phone=amara.phone,
                               other_contact="@SUM(1+1)", now=clock.now(), actor="test")  # fmt: skip
    line = exported(engine, clinic)[1]
    assert line.startswith("\"'=HYPERLINK(")
    assert ",'@SUM(1+1)," in line


# At the shell


@pytest.fixture
def shell(engine, database_url, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)

    def run(*words):
        try:
            status = main(("patients", *words))
        except SystemExit as leaving:
            status = leaving.code
        said = capsys.readouterr()
        told = [line.removeprefix("python -m bot patients import: ") for line in said.err.splitlines()]
        return status, said.out.splitlines(), told

    return run


@pytest.fixture
def yesterday():
    return f"{SystemClock().now() - timedelta(days=1):%Y-%m-%d} 12:30"


def write(tmp_path, *rows, encoding="utf-8"):
    (tmp_path / "people.csv").write_bytes("\n".join([HEADER, *rows]).encode(encoding))


def test_a_dry_run_tells_what_would_come_in_and_brings_nothing_in(shell, engine, clinic, tmp_path, yesterday):
    write(tmp_path, f"Amara Osei,07700900101,,,{yesterday},,yes", f"Beth,4.47701E+11,,,{yesterday},,yes")
    status, out, err = shell("import", "people.csv", "--clinic", "harley", "--dry-run", "--good-rows")
    assert [json.loads(line)["status"] for line in out] == ["would be imported", "left out"]
    assert (status, count(engine, Patient)) == (0, [0])
    assert shell("import", "people.csv", "--clinic", "harley", "--dry-run")[0] == 2
    assert "line 3: phone the spreadsheet has turned the number into 4.47701E+11" in err[0]


def test_the_good_rows_are_imported_and_the_ids_printed(shell, engine, clinic, tmp_path, yesterday):
    write(tmp_path, f"Amara Osei,07700900101,,,{yesterday},,yes", "Beth,nobody,,,soon,,no")
    status, out, err = shell("import", "people.csv", "--clinic", "harley")
    assert (status, out, count(engine, Patient)) == (2, [], [0])
    assert err == [
        "line 3: phone 'nobody' is not a phone number: write it as +447700900123",
        "line 3: performed_at 'soon' is not a moment: write it as 2026-03-01 14:00",
        "line 3: consent has not agreed to be texted: take this row out",
        "1 of 2 rows cannot be brought in, so nothing was",
    ]
    status, out, _ = shell("import", "people.csv", "--clinic", "harley", "--good-rows")
    assert status == 0
    first, second = map(json.loads, out)
    assert (first["line"], first["status"], first["patient_id"]) == (2, "imported", patient(engine, "+447700900101").id)
    assert (second["line"], second["status"]) == (3, "left out")


def test_a_latin_1_file_with_a_misspelt_header_and_a_number_in_scientific_notation(shell, engine, clinic, tmp_path, yesterday):
    bad = HEADER.replace("performed_at", "performd_at")
    (tmp_path / "people.csv").write_bytes(f"{bad}\nZoë Peña,4.47701E+11,,,{yesterday},,yes".encode("latin-1"))
    status, out, err = shell("import", "people.csv", "--clinic", "harley")
    assert (status, out) == (2, [])
    assert "Line 1: 'performd_at' is no column: is it performed_at?; there is no column performed_at." in err[0]
    write(tmp_path, f"Zoë Peña,4.47701E+11,,,{yesterday},,yes", encoding="latin-1")
    status, out, err = shell("import", "people.csv", "--clinic", "harley")
    assert (status, out) == (2, [])
    assert "it was read as Windows-1252 (Latin-1)" in err[0] and "lost its digits" in err[1]
    write(tmp_path, f"Zoë Peña,07700900101,,,{yesterday},,yes", encoding="latin-1")
    assert shell("import", "people.csv", "--clinic", "harley")[0] == 0
    assert patient(engine, "+447700900101").name == "Zoë Peña"


def test_the_export_goes_to_standard_output_and_is_recorded(shell, engine, clock, clinic):
    bring(engine, clinic, clock, AMARA)
    status, out, err = shell("export", "--clinic", "harley")
    assert (status, err, len(out)) == (0, [], 2)
    assert out[0].removeprefix("\ufeff") == f"{HEADER},opted_out"
    with reading(engine) as session:
        assert session.scalars(select(Audit).where(Audit.action == "patients.export")).one().actor == "command line"


@pytest.mark.parametrize(("words", "told"), [
    (("import", "nowhere.csv", "--clinic", "harley"), "nowhere.csv cannot be read"),
    (("import", "folder", "--clinic", "harley"), "cannot be read"),
    (("import", "empty.csv", "--clinic", "harley"), "The file is empty."),
    (("import", "empty.csv", "--clinic", "nobody"), "there is no clinic called 'nobody'"),
    (("export", "--clinic", "nobody"), "there is no clinic called 'nobody'"),
])  # fmt: skip
def test_a_bad_argument_is_one_line(shell, clinic, tmp_path, words, told):
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.csv").write_text("")
    status, out, (line,) = shell(*words)
    assert (status, out) == (2, [])
    assert told in line
