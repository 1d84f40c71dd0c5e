"""`clinic export` and `clinic import`: out and back changes nothing, a dry run only tells, slips leave all as it was."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select

from bot import clinic_changes, clinic_files, drafts, enrolment, published
from bot.checkins import default_timeline_text
from bot.cli import main
from bot.clock import SystemClock
from bot.db import reading, transaction
from bot.models import Audit, CheckIn, CheckInEvent, Clinic, OnCall, Procedure, ProtocolVersion, TimelineVersion, TreatmentSession
from bot.protocols import load_default, parse, to_yaml
from tests.unit.test_clinic_settings import any_settings

AMARA = "+447700900101"
EVERYTHING = (Audit, CheckIn, CheckInEvent, OnCall, Procedure, ProtocolVersion, TimelineVersion, TreatmentSession)


@pytest.fixture
def clinic(engine):
    """Harley, with Amara treated six hours ago by the machine's own clock, which the commands go by."""
    now = SystemClock().now()
    with transaction(engine) as session:
        added = enrolment.add_clinic(
            session, slug="harley", name="Harley Skin", phone="+447700900000", timezone="Europe/London", country="GB",
            on_call="+447700900999", now=now, published_by="test",
        )  # fmt: skip
        enrolment.enroll(session, clinic=added, phone=AMARA, performed_at=now - timedelta(hours=6), now=now)
        return added.id


@pytest.fixture
def shell(engine, database_url, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)

    def run(*words):
        try:
            status = main(words)
        except SystemExit as leaving:
            status = leaving.code
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return run


@pytest.fixture
def folder(shell, clinic, tmp_path):
    """Harley's files."""
    assert shell("clinic", "export", "harley", "out")[0] == 0
    return tmp_path / "out"


def counts(engine):
    with reading(engine) as session:
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in EVERYTHING]


def current(engine, clinic):
    with reading(engine) as session:
        return clinic_changes.settings_of(session, session.get(Clinic, clinic))


def newest(engine, kind="protocol", slug="microneedling"):
    with reading(engine) as session:
        procedure = session.scalars(select(Procedure).where(Procedure.slug == slug)).one()
        return drafts.newest(session, procedure, kind)


def change(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def longer_without_exercise(folder):
    """Exercise is to be avoided for 60 instead of 48 hours."""
    change(folder, "protocols/microneedling.yml", "end: 48h", "end: 60h")
    change(folder, "protocols/microneedling.yml", "start: 48h", "start: 60h")


def test_the_export_says_what_it_wrote_and_brings_the_schemas_along(shell, clinic, tmp_path):
    status, (line,), err = shell("clinic", "export", "harley", "out")
    assert (status, err) == (0, [])
    assert json.loads(line) == {"clinic": "harley", "files": [
        "clinic.yml", "protocols/microneedling.yml", "schema/clinic.json", "schema/protocol.json", "schema/timeline.json",
        "timelines/microneedling.yml",
    ]}  # fmt: skip
    assert {str(path.relative_to(tmp_path / "out")) for path in tmp_path.glob("out/**/*.*")} == set(json.loads(line)["files"])
    named = (tmp_path / "out/protocols/microneedling.yml").read_text().splitlines()[0].partition("$schema=")[2]
    assert (tmp_path / "out/protocols" / named).is_file()


def test_out_and_back_changes_nothing(shell, engine, folder):
    before = counts(engine)
    assert shell("clinic", "import", "out") == (0, ["harley: nothing changes"], [])
    assert counts(engine) == before
    again = {path: path.read_bytes() for path in folder.rglob("*.*")}
    shell("clinic", "export", "harley", "out")
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == again


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=any_settings())
def test_any_settings_survive_the_way_out_and_back(engine, tmp_path, changed):
    now = SystemClock().now()
    with transaction(engine) as session, session.begin_nested() as trial:
        added = enrolment.add_clinic(
            session, slug="any", name="Any", phone="+447700900700", timezone="Europe/London", country="GB", now=now,
            published_by="test",
        )  # fmt: skip
        kept = clinic_changes.settings_of(session, added).procedures
        offered = {each.slug: each for each in (*kept, *changed.procedures)}
        clinic_changes.apply(session, added, replace(changed, procedures=tuple(sorted(offered.values()))), now=now, actor="test")
        wanted = clinic_changes.settings_of(session, added)
        clinic_files.write(tmp_path / "any", clinic_files.files_of(session, added))
        found = clinic_files.read(tmp_path / "any")
        assert found.settings == wanted
        assert clinic_files.apply(session, found, now=now, actor="test").is_nothing
        trial.rollback()


def test_a_dry_run_tells_what_would_happen_and_does_none_of_it(shell, engine, clinic, folder):
    change(folder, "clinic.yml", "09:00-20:00", "11:00-17:00")
    change(folder, "clinic.yml", "holidays: {}", 'holidays:\n  "2027-12-27": Christmas')
    change(folder, "timelines/microneedling.yml", "offset_hours: 336", "offset_hours: 360")
    longer_without_exercise(folder)
    before, settings_before = counts(engine), current(engine, clinic)
    status, told, err = shell("clinic", "import", "out", "--dry-run")
    assert (status, err) == (0, [])
    assert "harley: sending window: 09:00-20:00 becomes 11:00-17:00" in told
    assert "harley: holiday 2027-12-27: added Christmas" in told
    assert "protocols/microneedling.yml: exercise: avoid from 0 h: until 48 h is now until 60 h" in told
    assert "timelines/microneedling.yml: day14: 360 hours after the session instead of 336 hours after the session" in told
    assert any("running sessions keep theirs: 1 (--also-running would carry it over: patients" in line for line in told)
    assert (counts(engine), current(engine, clinic)) == (before, settings_before)
    assert shell("clinic", "import", "out") == (0, told, []), "and then exactly that is done"
    assert counts(engine) != before
    assert shell("clinic", "import", "out") == (0, ["harley: nothing changes"], [])


def test_changed_texts_become_versions_with_the_name_of_who_approved_them(shell, engine, folder):
    longer_without_exercise(folder)
    shell("clinic", "import", "out", "--approved-by", "Dr Jane Moss")
    version = newest(engine)
    assert (version.number, version.approved_by, version.published_by) == (2, "Dr Jane Moss", "command line")
    with reading(engine) as session:
        assert published.protocol(session, version.id).rule("exercise", 50).verdict == "avoid"
        assert {line.action for line in session.scalars(select(Audit))} >= {"protocol.publish", "clinic.import"}


def test_who_approves_nothing_by_name_is_told_so(shell, engine, folder):
    longer_without_exercise(folder)
    assert any("nobody is named as approving it" in line for line in shell("clinic", "import", "out")[1])
    assert newest(engine).approved_by is None


def test_comments_that_somebody_wrote_stay_through_publishing(shell, engine, folder, tmp_path):
    longer_without_exercise(folder)
    change(folder, "protocols/microneedling.yml", "title:", "# Agreed on the meeting of 3 March.\ntitle:")
    shell("clinic", "import", "out")
    shell("clinic", "export", "harley", "again")
    assert (tmp_path / "again/protocols/microneedling.yml").read_text() == (folder / "protocols/microneedling.yml").read_text()


def test_running_sessions_follow_a_timeline_only_where_that_is_wished(shell, engine, folder):
    def day14():
        with reading(engine) as session:
            return session.scalars(select(CheckIn).where(CheckIn.step == "day14")).one()

    before = day14().due_at
    change(folder, "timelines/microneedling.yml", "offset_hours: 336", "offset_hours: 360")
    shell("clinic", "import", "out")
    assert day14().due_at == before
    change(folder, "timelines/microneedling.yml", "offset_hours: 360", "offset_hours: 384")
    told = shell("clinic", "import", "out", "--also-running")[1]
    assert any("running sessions follow it: patients who notice 1" in line for line in told)
    assert day14().due_at - before >= timedelta(hours=40)


def test_a_first_protocol_for_a_procedure_that_staff_answered(shell, engine, folder):
    own = (folder / "protocols/microneedling.yml").read_text().replace("title: Microneedling", "title: Radiofrequency")
    (folder / "protocols/rf-microneedling.yml").write_text(own)
    change(folder, "clinic.yml", "published: []", "published: [protocol]")
    assert shell("clinic", "import", "out")[0] == 0
    assert newest(engine, slug="rf-microneedling").number == 1


def test_the_default_is_never_published_for_a_procedure_with_heat(shell, engine, folder):
    before = counts(engine)
    (folder / "protocols/rf-microneedling.yml").write_text((folder / "protocols/microneedling.yml").read_text())
    change(folder, "clinic.yml", "published: []", "published: [protocol]")
    status, out, (line,) = shell("clinic", "import", "out")
    assert (status, out) == (2, [])
    assert "protocols/rf-microneedling.yml: the default is not safe for Radiofrequency microneedling" in line
    assert counts(engine) == before


def test_a_draft_under_way_is_left_alone_and_pointed_out(shell, engine, folder):
    with transaction(engine) as session:
        procedure = session.scalars(select(Procedure).where(Procedure.slug == "microneedling")).one()
        drafts.open(session, procedure, "protocol", actor="sam@harley.example", now=SystemClock().now())
    longer_without_exercise(folder)
    assert any("a draft is under way in the console" in line for line in shell("clinic", "import", "out")[1])
    with reading(engine) as session:
        assert drafts.find(session, procedure, "protocol") is not None


# Nothing half done


def refused(shell, engine, clinic, *extra):
    """Run the import, which must say what is wrong and leave everything as it was; return what it said."""
    before, settings_before = counts(engine), current(engine, clinic)
    for more in (("--dry-run",), ()):
        status, out, err = shell("clinic", "import", "out", *more, *extra)
        assert (status, out) == (2, [])
        assert all(line.startswith("python -m bot clinic import: ") for line in err)
        assert (counts(engine), current(engine, clinic)) == (before, settings_before)
    return [line.removeprefix("python -m bot clinic import: ") for line in err]


def test_good_settings_are_not_kept_where_a_timeline_is_bad(shell, engine, clinic, folder):
    change(folder, "clinic.yml", "name: Harley Skin", "name: Harley Skin Studio")
    change(folder, "timelines/microneedling.yml", "offset_hours: 336", "offset_hours: -3")
    (line,) = refused(shell, engine, clinic)
    assert line.startswith("timelines/microneedling.yml line ")


def test_good_texts_are_not_published_where_the_record_refuses_a_setting(shell, engine, clinic, folder):
    with transaction(engine) as session:
        enrolment.add_clinic(session, slug="other", name="Other", phone="+447700900500", timezone="Europe/London", country="GB",
                             now=SystemClock().now(), published_by="test")  # fmt: skip
    longer_without_exercise(folder)
    change(folder, "clinic.yml", '"+447700900000"', '"+447700900500"')
    (line,) = refused(shell, engine, clinic)
    assert line == "clinic.yml line 11: phone is the number of another clinic"


def test_good_settings_are_not_kept_where_a_published_text_would_go(shell, engine, clinic, folder):
    change(folder, "clinic.yml", "name: Harley Skin", "name: Harley Skin Studio")
    change(folder, "clinic.yml", "published: [protocol, timeline]", "published: [timeline]")
    (folder / "protocols/microneedling.yml").unlink()
    (line,) = refused(shell, engine, clinic)
    assert "microneedling has a published protocol: name it under published and keep protocols/microneedling.yml" in line


def test_a_folder_cut_in_the_middle_changes_nothing(shell, engine, clinic, folder):
    change(folder, "clinic.yml", "name: Harley Skin", "name: Harley Skin Studio")
    text = (folder / "protocols/microneedling.yml").read_text()
    (folder / "protocols/microneedling.yml").write_text(text[: len(text) // 2])
    (folder / "timelines/microneedling.yml").unlink()
    assert [line.partition(":")[0].partition(" ")[0] for line in refused(shell, engine, clinic)] == [
        "protocols/microneedling.yml", "timelines/microneedling.yml",
    ]  # fmt: skip


def test_an_unknown_clinic_is_told_with_those_there_are(shell, engine, clinic, folder):
    change(folder, "clinic.yml", "slug: harley", "slug: harlee")
    (line,) = refused(shell, engine, clinic)
    assert line.startswith("clinic.yml line 6: slug: there is no clinic called 'harlee' (there is: harley)")


def test_an_error_in_the_middle_of_the_import_leaves_all_as_it_was(shell, engine, clinic, folder, monkeypatch):
    change(folder, "clinic.yml", "09:00-20:00", "11:00-17:00")
    longer_without_exercise(folder)
    change(folder, "timelines/microneedling.yml", "offset_hours: 336", "offset_hours: 360")
    before, settings_before = counts(engine), current(engine, clinic)

    def broken(*_arguments, **_named):
        raise RuntimeError("the power went")

    monkeypatch.setattr("bot.clinic_files.documents.republishing.apply", broken)
    with pytest.raises(RuntimeError):
        shell("clinic", "import", "out", "--also-running")
    assert (counts(engine), current(engine, clinic)) == (before, settings_before)


@pytest.mark.parametrize(("words", "told"), [
    (("export", "nobody", "out"), "there is no clinic called 'nobody'"),
    (("export", "harley", "a-file"), "cannot be written to"),
    (("import", "a-file"), "is no folder"),
    (("import", "out", "--approved-by", "x" * 121), "at most 120 characters"),
])  # fmt: skip
def test_a_bad_argument_is_one_line(shell, clinic, tmp_path, words, told):
    (tmp_path / "a-file").write_text("")
    status, out, (line,) = shell("clinic", *words)
    assert (status, out) == (2, [])
    assert told in line


def test_what_is_exported_is_what_is_published_whatever_it_looks_like(engine, clinic):
    document = "# By hand\n" + to_yaml(load_default())
    with transaction(engine) as session:
        procedure = session.scalars(select(Procedure).where(Procedure.slug == "microneedling")).one()
        version = {"procedure_id": procedure.id, "published_at": SystemClock().now(), "published_by": "test"}
        session.add(ProtocolVersion(number=2, document=document, **version))
        session.add(TimelineVersion(number=2, document=default_timeline_text().strip(), **version))
        session.flush()
        files = clinic_files.files_of(session, session.get(Clinic, clinic))
    assert parse(files["protocols/microneedling.yml"]) == load_default()
    assert files["protocols/microneedling.yml"].splitlines()[1] == "# By hand"
