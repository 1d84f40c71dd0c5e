"""Editing a timeline by its fields: the values change, the comments and the layout of all the rest stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checkins import TimelineError, default_timeline_text, parse_timeline
from bot.checkins.editing import change_step, change_value, copy_step, remove_step
from bot.checkins.parsing import loaded

DOCUMENT = default_timeline_text()
WORSE = [{"step": "24h", "question": "pain", "at_least": 4}, {"worried": True}]


def touched(document):
    """Return the lines that are new, and how many of the old are gone."""
    old, new = DOCUMENT.splitlines(), document.splitlines()
    return [line.strip() for line in new if line not in old], len([line for line in old if line not in new])


def step(document, slug):
    return next(each for each in loaded(document)["steps"] if each["slug"] == slug)


@pytest.mark.parametrize(
    ("fields", "lines", "gone"),
    [
        ({"offset_hours": 60}, ["offset_hours: 60"], 1),
        ({"between": ["10:00", "12:00"]}, ["between: ['10:00', '12:00']"], 0),
        ({"only_if": WORSE}, ["only_if:", "- {step: 24h, question: pain, at_least: 4}", "- {worried: true}"], 0),
        ({"after": "24h", "offset_hours": 24}, ["after: 24h"], 1),
        ({"text": 'Short: # "it" {emergency_number}'}, ['Short: # "it" {emergency_number}'], 2),
    ],
    ids=["a number", "a new field", "conditions", "two fields", "a text"],
)
def test_only_the_lines_of_what_changes_are_touched(fields, lines, gone):
    document = change_step(DOCUMENT, "48h", fields)
    assert touched(document) == (lines, gone)
    assert {name: step(document, "48h")[name] for name in fields} == fields


def test_a_field_that_is_removed_leaves_no_trace():
    document = change_step(DOCUMENT, "48h", {"between": ["10:00", "12:00"], "only_if": WORSE})
    assert change_step(document, "48h", {"between": None, "only_if": None}) == DOCUMENT


def test_a_comment_beside_a_value_stays():
    assert "crowded_hours: 5        # a step moved" in change_value(DOCUMENT, ("crowded_hours",), 5)


def test_one_row_of_the_table_can_be_changed_in_its_place():
    document = change_value(DOCUMENT, ("steps", 1, "escalations", 1, "at_least"), 8)
    assert touched(document) == ([DOCUMENT_ROW.replace("at_least: 7", "at_least: 8")], 1)


DOCUMENT_ROW = next(line.strip() for line in DOCUMENT.splitlines() if "reply: pain_high" in line)


def test_a_step_moved_past_another_takes_its_place_in_the_list():
    document = change_step(DOCUMENT, "day5", {"offset_hours": 200})
    assert [each.slug for each in parse_timeline(document).steps][-4:] == ["day7", "day5", "day14", "day28"]
    assert touched(document) == (["offset_hours: 200"], 1)


def test_what_follows_a_step_moves_along_with_it():
    document = change_step(DOCUMENT, "48h", {"offset_hours": 80})
    assert [each.slug for each in parse_timeline(document).steps][2:5] == ["day3", "48h", "reminder"]


def test_a_copy_stands_where_its_hours_are():
    document = copy_step(DOCUMENT, "day5", "day10", 240)
    found = parse_timeline(document)
    assert [each.slug for each in found.steps][-3:] == ["day10", "day14", "day28"]
    assert found.step("day10").questions == found.step("day5").questions
    assert "# Whatever each score alone means" in document


def test_a_removed_step_is_gone_with_all_its_lines():
    document = remove_step(DOCUMENT, "day14")
    assert "day14" not in [each.slug for each in parse_timeline(document).steps]
    assert touched(document)[0] == []


def test_what_cannot_be_rewritten_in_its_place_is_written_anew_with_the_head_kept():
    document = change_step(DOCUMENT, "4h", {"offset_hours": 30})  # its words are what later steps refer to
    assert [each.slug for each in parse_timeline(document).steps][:2] == ["24h", "4h"]
    assert document.startswith(DOCUMENT[: DOCUMENT.index("version:")])


def test_an_unknown_step_is_a_key_error_and_no_yaml_a_timeline_error():
    for change in (change_step, lambda text, slug, _fields: remove_step(text, slug)):
        with pytest.raises(KeyError):
            change(DOCUMENT, "day9", {"offset_hours": 3})
        with pytest.raises(TimelineError):
            change("a: [", "day9", {})
    with pytest.raises(KeyError):
        copy_step("[1, 2]", "day9", "day10", 240)


def test_hours_that_make_no_order_are_left_as_they_are():
    document = change_step(DOCUMENT, "day5", {"after": "day9"})
    assert step(document, "day5")["after"] == "day9"


fields = st.fixed_dictionaries({}, optional={
    "offset_hours": st.integers(1, 700),
    "text": st.text(max_size=400).map(lambda text: "\n".join(" ".join(line.split()) for line in text.strip().splitlines())),
    "between": st.just(["10:00", "12:00"]),
    "only_if": st.just(WORSE),
    "expires_after_hours": st.integers(1, 50),
})  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(slug=st.sampled_from(["48h", "day3", "day5", "reminder"]), fields=fields)
def test_whatever_is_written_reads_as_it_was_meant_and_nothing_else_changes(slug, fields):
    before = {each["slug"]: each for each in loaded(DOCUMENT)["steps"]}
    document = change_step(DOCUMENT, slug, fields)
    after = loaded(document)
    assert {each["slug"]: each for each in after["steps"]} == {**before, slug: {**before[slug], **fields}}
    assert {**after, "steps": 0} == {**loaded(DOCUMENT), "steps": 0}
