"""A clinic's folder: what it says, and every way in which it can be wrong, each told once with its file and line."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot import countries
from bot.checkins import checking, default_timeline_text
from bot.clinic_files import FilesRefused, read
from bot.clinic_files.clinic_text import clinic_text, quoted
from bot.clinic_files.layout import END, SCHEMAS, unwrapped, wrapped
from bot.clinic_settings import FIELDS, WEEKDAYS
from bot.clinic_settings import read as read_settings
from bot.protocols import load_default, parse, to_yaml, vocabulary
from bot.protocols.document import read as read_yaml
from bot.protocols.general_texts import GENERAL_TEXTS, SLIPS
from tests.unit.test_clinic_settings import HARLEY


@pytest.fixture
def folder(tmp_path):
    """Harley Skin as it would be exported: one procedure with both its files, one that staff answer."""
    settings = read_settings(HARLEY)
    files = {
        "clinic.yml": clinic_text("harley", settings, {"microneedling": ["protocol", "timeline"]}),
        "protocols/microneedling.yml": wrapped(to_yaml(load_default()), "../schema/protocol.json"),
        "timelines/microneedling.yml": wrapped(default_timeline_text(), "../schema/timeline.json"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def problems(folder):
    with pytest.raises(FilesRefused) as refused:
        read(folder)
    return refused.value.problems


def change(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def line_of(folder, name, words):
    return next(number for number, line in enumerate((folder / name).read_text().splitlines(), 1) if words in line)


def test_a_folder_says_what_was_written(folder):
    found = read(folder)
    assert (found.slug, found.settings) == ("harley", read_settings(HARLEY))
    assert parse(found.documents["protocol", "microneedling"]) == load_default()
    assert found.documents["timeline", "microneedling"] == default_timeline_text()


def test_it_may_come_from_windows(folder):
    for path in folder.rglob("*.yml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(folder).settings == read_settings(HARLEY)


SLIPS_IN_SETTINGS = [
    ("timezone: Europe/London", "timezone: Europe/Londres", "timezone", "'Europe/Londres' is not a time zone"),
    ('sending_window: "09:00-20:00"', 'sending_window: "09:00-10:00"', "sending_window", "at least 2 hours long"),
    ('tuesday: "09:00-18:00"', 'tuesday: "19:00-18:00"', "tuesday", "ends at 18:00, before it begins"),
    ('  emergency: "999"', "  emergency: help", "emergency", "must be digits"),
    ("languages: [en, pl]", "languages: [en, klingon]", "languages", "not the code of a language"),
    ("default_procedure: microneedling", "default_procedure: botox", "default_procedure", "is not offered"),
    ("name: Harley", "colour: blue\nname: Harley", "colour", "is not a setting"),
    ("published: [protocol, timeline]", "published: [everything]", "published", "must be a list of protocol and timeline"),
    ('phone: "+447700900998"', 'phone: "+447700900999"', '"+447700900999"', "in the list already"),
]


@pytest.mark.parametrize(("old", "new", "where", "told"), SLIPS_IN_SETTINGS, ids=[each[2] for each in SLIPS_IN_SETTINGS])
def test_a_slip_in_the_settings_is_told_with_its_line(folder, old, new, where, told):
    change(folder, "clinic.yml", old, new)
    (problem, *others) = problems(folder)
    assert told in problem and others == []
    lines = (folder / "clinic.yml").read_text().splitlines()
    number = int(problem.removeprefix("clinic.yml line ").partition(":")[0])
    assert where in lines[number - 1] or where == '"+447700900999"'


def test_overlapping_windows_are_told_with_their_line(folder):
    change(folder, "protocols/microneedling.yml", "start: 48h\n", "start: 40h\n")
    (problem,) = problems(folder)
    line = line_of(folder, "protocols/microneedling.yml", "start: 40h")
    assert problem == f"protocols/microneedling.yml line {line}: exercise: overlaps the window before it, at 40h"


def test_a_text_of_two_thousand_characters_is_told_with_its_line(folder):
    change(folder, "protocols/microneedling.yml", "short: 'Exercise", f"short: 'Exercise {'word ' * 400}")
    (problem,) = problems(folder)
    assert problem.startswith("protocols/microneedling.yml line ") and "characters as SMS; at most 95" in problem


def test_an_offset_before_the_session_is_told_with_its_line(folder):
    change(folder, "timelines/microneedling.yml", "offset_hours: 24", "offset_hours: -3")
    (problem,) = problems(folder)
    line = line_of(folder, "timelines/microneedling.yml", "offset_hours: -3")
    assert problem.startswith(f"timelines/microneedling.yml line {line}: step 24h: offset_hours should be a whole number")


def test_a_step_outside_the_clinics_own_window_is_told(folder):
    change(folder, "timelines/microneedling.yml", "offset_hours: 72", 'offset_hours: 72\n    between: ["20:30", "21:30"]')
    (problem,) = problems(folder)
    assert "step day3: between 20:30 and 21:30 is not within the clinic's own times" in problem


@pytest.mark.parametrize("name", ["clinic.yml", "protocols/microneedling.yml", "timelines/microneedling.yml"])
def test_tabs_are_told_with_their_line(folder, name):
    text = (folder / name).read_text().splitlines()
    number = next(number for number, line in enumerate(text, 1) if line.startswith("  ") and not line.strip().startswith("#"))
    text[number - 1] = "\t" + text[number - 1].lstrip()
    (folder / name).write_text("\n".join(text))
    found = problems(folder)
    assert len(found) == 1
    assert found[0].startswith(f"{name} line {number}: a tab")


@pytest.mark.parametrize("name", ["clinic.yml", "protocols/microneedling.yml", "timelines/microneedling.yml"])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 0.999])
def test_a_file_cut_anywhere_is_told_as_cut(folder, name, share):
    text = (folder / name).read_text()
    (folder / name).write_text(text[: int(len(text.rstrip()) * share)])
    (problem,) = problems(folder)
    assert problem.startswith(f"{name} line ") and "the file was cut" in problem


@pytest.mark.parametrize("name", ["clinic.yml", "protocols/microneedling.yml", "timelines/microneedling.yml"])
def test_a_folder_of_which_a_file_is_missing_is_told(folder, name):
    (folder / name).unlink()
    (problem,) = problems(folder)
    assert problem.startswith(f"{name}: is missing")


def test_a_file_that_nobody_named_is_told(folder):
    (folder / "protocols" / "facial.yml").write_text("title: nobody reads this\n")
    assert problems(folder) == ["protocols/facial.yml: clinic.yml does not name it under published: name it or remove the file"]


@pytest.mark.parametrize("slug", ["../clinic", "/etc/passwd", ".."])
def test_a_short_name_cannot_lead_out_of_the_folder(folder, slug):
    change(folder, "clinic.yml", "- slug: microneedling", f'- slug: "{slug}"')
    assert any("cannot be a short name" in problem for problem in problems(folder))


def test_what_is_no_folder_is_told(tmp_path):
    assert "is no folder" in problems(tmp_path / "nowhere")[0]


def test_another_encoding_is_told(folder):
    path = folder / "clinic.yml"
    path.write_bytes(path.read_text().replace("Nina Frost", "Niña Frost").encode("latin-1"))
    assert problems(folder) == ["clinic.yml: is not UTF-8: save it as UTF-8 and try again"]


def test_a_file_that_is_no_mapping_is_told(folder):
    (folder / "clinic.yml").write_text(f"- just\n- a list\n{END}\n")
    assert problems(folder) == ["clinic.yml: must hold settings, such as name: Harley Skin"]


def test_slips_in_several_files_are_told_together(folder):
    change(folder, "clinic.yml", "Europe/London", "Moon")
    change(folder, "timelines/microneedling.yml", "offset_hours: 24", "offset_hours: soon")
    change(folder, "protocols/microneedling.yml", "verdict: avoid", "verdict: maybe")
    assert [problem.partition(" ")[0] for problem in problems(folder)] == [
        "clinic.yml", "protocols/microneedling.yml", "timelines/microneedling.yml",
    ]  # fmt: skip


# How it is written


TRICKY = [
    "no", "2026-12-25", "09:00-18:00", "999", "", "a: b", "# no comment", "it's \"so\"", "Piel Bonita Señorita", "☀", "~", "null",
    "[x]", "Harley Skin Studio", "Europe/London", "- dash", "x #y", "\\", "{a}", "*a", "&a", "!a", "%", "@", "`",
]  # fmt: skip


@pytest.mark.parametrize("words", TRICKY)
def test_any_words_are_read_back_as_they_were(words):
    assert read_yaml(f"key: {quoted(words)}\n").content["key"].content == words
    assert yaml.safe_load(f"key: {quoted(words)}\n") == {"key": words}


def test_a_document_comes_out_of_its_file_as_it_went_in():
    for document in (default_timeline_text(), to_yaml(load_default())):
        assert unwrapped(wrapped(document, "x.json")) == document
        assert wrapped(unwrapped(wrapped(document, "x.json")), "x.json") == wrapped(document, "x.json")


# Schemas for editors


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text())


def faults(name, document):
    return [error.message for error in jsonschema.Draft7Validator(schema(name)).iter_errors(yaml.safe_load(document))]


@pytest.mark.parametrize("name", ["clinic", "protocol", "timeline"])
def test_a_schema_is_a_schema(name):
    jsonschema.Draft7Validator.check_schema(schema(name))


def test_an_editor_finds_nothing_wrong_with_what_is_exported(folder):
    for name in ("clinic", "protocol", "timeline"):
        path = folder / ("clinic.yml" if name == "clinic" else f"{name}s/microneedling.yml")
        assert faults(name, path.read_text()) == []
        assert path.read_text().startswith("# yaml-language-server: $schema=")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("clinic", 'sending_window: "09:00-20:00"', "sending_window: all day"),
        ("clinic", "country: GB", "country: ZZ"),
        ("clinic", "name: Harley", "nme: Harley"),
        ("protocol", "verdict: avoid", "verdict: maybe"),
        ("protocol", "subjects:", "subjects:\n  hats: {windows: []}"),
        ("timeline", "offset_hours: 24", "offset_hours: -3"),
        ("timeline", "kind: danger", "kind: riddle"),
        ("timeline", "version: 1", "version: 1\ncolour: blue"),
    ],
)
def test_an_editor_finds_a_slip(folder, name, old, new):
    file = "clinic.yml" if name == "clinic" else f"{name}s/microneedling.yml"
    change(folder, file, old, new)
    assert faults(name, (folder / file).read_text())


def test_a_timeline_with_everything_in_it_passes_the_editor_too():
    document = default_timeline_text().replace(
        "  - slug: day3\n    offset_hours: 72\n",
        '  - slug: day3\n    offset_hours: 24\n    after: 48h\n    between: ["10:00", "12:00"]\n'
        "    only_if: [{step: 24h, question: pain, at_least: 1}, {no_answer_to: 48h}, {worried: true}, {worried: 24h}]\n",
    )
    assert "only_if" in document
    assert faults("timeline", document) == []


def test_the_schemas_know_the_words_that_the_readers_know():
    protocol, timeline, clinic = schema("protocol"), schema("timeline"), schema("clinic")
    assert set(protocol["properties"]["subjects"]["required"]) == set(vocabulary.SUBJECTS)
    assert set(protocol["properties"]["questions"]["required"]) == set(vocabulary.QUESTIONS)
    assert set(protocol["properties"]["texts"]["properties"]) == set(GENERAL_TEXTS)
    needed = {name for name, text in GENERAL_TEXTS.items() if not text.may_lack}
    assert set(protocol["properties"]["texts"]["required"]) == needed
    window = protocol["definitions"]["window"]["properties"]
    assert (window["verdict"]["enum"], window["level"]["enum"]) == (list(vocabulary.VERDICTS), list(vocabulary.WINDOW_LEVELS))
    assert protocol["definitions"]["subject"]["properties"]["slip"]["enum"] == list(SLIPS)
    assert timeline["definitions"]["question"]["properties"]["kind"]["enum"] == list(checking.KINDS)
    assert timeline["definitions"]["follow_up"]["properties"]["kind"]["enum"] == list(checking.FOLLOW_UP_KINDS)
    assert set(timeline["properties"]["texts"]["required"]) == set(checking.NEEDED)
    assert set(clinic["properties"]) == {*FIELDS, "slug"}
    assert list(clinic["properties"]["opening_hours"]["properties"]) == list(WEEKDAYS)
    assert clinic["properties"]["country"]["enum"] == countries.known()


def test_the_schemas_are_part_of_the_package():
    assert {path.name for path in Path(SCHEMAS).glob("*.json")} == {"clinic.json", "protocol.json", "timeline.json"}
