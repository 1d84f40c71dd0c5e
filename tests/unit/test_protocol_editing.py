"""A topic in a form: what was typed is understood or told what is wrong with it, field by field, and nothing is lost."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocols import load_default, parse, ranges, to_yaml, typed
from bot.protocols.comparing import QUESTION, TEXT
from bot.protocols.editing import shared_boundaries, with_boundary, with_subject, with_wording, wording_problems
from bot.protocols.vocabulary import SUBJECTS

PROTOCOL = load_default()
MAKEUP = PROTOCOL.subjects["makeup"]


def form(changed):
    """Return the form of makeup with some fields typed anew."""
    return {**typed.to_form(typed.typed(MAKEUP)), **changed}


def problems(changed):
    return typed.understood("makeup", typed.from_form(form(changed)))[1]


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_topic_survives_the_form(name):
    subject = PROTOCOL.subjects[name]
    found, problems = typed.understood(name, typed.from_form(typed.to_form(typed.typed(subject))))
    assert problems == {}
    assert found == subject


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        pytest.param({"1.end": "48h"}, "2", "Overlaps the window before it, at 24h", id="overlapping windows"),
        pytest.param({"1.end": "20h"}, "2", "A gap from 20h to 24h", id="a gap"),
        pytest.param({"1.start": "-3h"}, "1", "Starts before the session, at -3h", id="minus three hours"),
        pytest.param({"1.start": "\u22123 h"}, "1", "Starts before the session, at -3h", id="minus three with a real minus"),
        pytest.param({"2.end": "24h"}, "2", "Ends before it starts, at 24h", id="a window of no length"),
        pytest.param({"3.end": "30d"}, "3", "the last window must end forever", id="ends some day"),
        pytest.param({"2.end": "400d", "3.start": "400d"}, "3", "more than a year after the session", id="next year"),
        pytest.param({"1.end": "noon"}, "1.end", "must be hours or days such as 24h or 7d, not 'noon'", id="noon"),
        pytest.param({"1.text": "a" * 2000}, "1.text", "2000 characters as SMS; at most 250", id="two thousand characters"),
        pytest.param({"1.short": "a" * 96}, "1.short", "96 characters as SMS; at most 95", id="a long short answer"),
        pytest.param({"1.text": "Don\u2019t"}, "1.text", "double the price of an SMS: \u2019", id="a curly quote"),
        pytest.param({"1.text": "  "}, "1.text", "Nothing is written here", id="no answer"),
        pytest.param({"1.text": "No {when}."}, "1.text", "nknown placeholder {when}", id="unknown placeholder"),
        pytest.param({"1.text": "No {from."}, "1.text", "races that are not a placeholder", id="open brace"),
        pytest.param({"3.text": "Yes {from}."}, "3.text", "need a later window", id="nothing changes any more"),
        pytest.param({"1.verdict": ""}, "1", "Needs a verdict", id="no verdict"),
        pytest.param({"1.verdict": "maybe"}, "1.verdict", "nknown word 'maybe'", id="no such verdict"),
        pytest.param({"1.source": ""}, "1", "Needs a source", id="no source"),
        pytest.param({"1.level": "emergency"}, "1.level", "nknown word 'emergency'", id="no emergency by the hour"),
        pytest.param({"words": "x" * 40}, "words", "40 characters as SMS; at most 24", id="a long name"),
    ],
)
def test_a_slip_is_told_at_its_field(changed, field, words):
    found = problems(changed)
    assert any(words in sentence for sentence in found.get(field, [])), found


def test_all_slips_are_told_at_once():
    assert set(problems({"1.text": "a" * 2000, "2.verdict": "maybe", "3.ask": "how_are_you"})) == {"1.text", "2.verdict", "3.ask"}
    assert set(problems({"1.text": "a" * 2000, "2.short": "b" * 96})) == {"1.text", "2.short"}


@pytest.mark.parametrize(
    ("written", "hours"),
    [("48", 48), ("48h", 48), ("48 h", 48), ("48 hours", 48), ("2 days", 48), ("2d", 48), (" 2  Days ", 48), ("36.5h", 36.5)],
)
def test_hours_may_be_written_as_people_write_them(written, hours):
    found, wrong = typed.understood("makeup", typed.from_form(form({"1.end": written, "2.start": written})))
    assert wrong == {}
    assert [rule.id for rule in found.windows][0] == f"makeup@0-{hours:g}"


@pytest.mark.parametrize("last", ["forever", "Forever", "always"])
def test_the_last_window_has_no_end(last):
    assert problems({"3.end": last}) == {}


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(form({}))), st.text(max_size=40), max_size=4))
def test_whatever_is_typed_is_understood_or_told_what_is_wrong(changed):
    given_form = typed.from_form(form(changed))
    found, wrong = typed.understood("makeup", given_form)
    assert (found is None) == bool(wrong)
    assert typed.from_form(typed.to_form(given_form)) == given_form
    if found:
        new = with_subject(PROTOCOL, found)
        assert parse(to_yaml(new)) == new


def test_a_window_is_split_in_two_of_the_same_words():
    found, wrong = typed.understood("makeup", typed.split(typed.typed(MAKEUP), 2))
    assert wrong == {}
    assert [rule.id for rule in found.windows] == ["makeup@0-24", "makeup@24-48", "makeup@48-72", "makeup@72-"]
    assert found.windows[1].text == found.windows[2].text == MAKEUP.windows[1].text


def test_the_last_window_is_split_after_a_day():
    found, _ = typed.understood("makeup", typed.split(typed.typed(MAKEUP), 3))
    assert [rule.id for rule in found.windows][-2:] == ["makeup@72-96", "makeup@96-"]


@pytest.mark.parametrize(("gone", "left"), [(1, ["makeup@0-72", "makeup@72-"]), (2, ["makeup@0-72", "makeup@72-"]),
                                            (3, ["makeup@0-24", "makeup@24-"])])  # fmt: skip
def test_a_removed_window_leaves_its_time_to_its_neighbour(gone, left):
    smaller = typed.without(typed.typed(MAKEUP), gone)
    starts = [(window.start, window.end) for window in smaller.windows]
    assert [f"makeup@{start.rstrip('h')}-{end.rstrip('h').replace('forever', '')}" for start, end in starts] == left


def test_the_only_window_cannot_be_removed():
    alone = typed.typed(PROTOCOL.subjects["thanks"])
    assert typed.without(alone, 1) == alone


def test_curly_quotes_can_be_made_plain():
    curly = replace(typed.typed(MAKEUP), windows=(replace(typed.typed(MAKEUP).windows[0], text="Don\u2019t \u2013 yet"),))
    assert typed.made_plain(curly).windows[0].text == "Don't - yet"


def test_related_topics_that_keep_the_old_boundary_are_named():
    moved = with_boundary(MAKEUP, 24, 48)
    assert shared_boundaries(with_subject(PROTOCOL, moved), MAKEUP, moved) == [(24, 48, ["makeup/mineral", "makeup/heavy"])]


def test_topics_that_only_share_the_drawer_are_not_related():
    numbness = PROTOCOL.subjects["other/numbness"]
    assert shared_boundaries(PROTOCOL, numbness, with_boundary(numbness, 24, 30)) == []


def test_a_boundary_cannot_be_moved_across_another():
    with pytest.raises(ValueError, match="another window"):
        with_boundary(MAKEUP, 24, 72)


def test_a_moved_window_has_its_own_name():
    assert [rule.id for rule in with_boundary(MAKEUP, 24, 48).windows] == ["makeup@0-48", "makeup@48-72", "makeup@72-"]


def test_a_question_and_a_text_of_the_same_name_are_two_things():
    changed = with_wording(PROTOCOL, QUESTION, "is_this_you", "Is it you? Y/N")
    assert changed.questions["is_this_you"] == "Is it you? Y/N"
    assert changed.texts["is_this_you"] == PROTOCOL.texts["is_this_you"]


def test_there_is_no_wording_of_another_name():
    with pytest.raises(KeyError):
        with_wording(PROTOCOL, TEXT, "joke", "Ha.")


@pytest.mark.parametrize(
    ("kind", "name", "text", "problem"),
    [
        (TEXT, "emergency", "Call now.", "{emergency_number} must be in it"),
        (TEXT, "thanks", "a" * 161, "2 SMS segments; at most 1"),
        (TEXT, "thanks", "You\u2019re welcome", "double the price"),
        (QUESTION, "danger", "Tell me.", "needs a question mark"),
    ],
)
def test_a_text_is_checked_before_it_is_kept(kind, name, text, problem):
    assert any(problem in found for found in wording_problems(kind, name, text))


def test_the_ranges_of_the_sources_are_of_known_topics_and_hold_the_default():
    for name, (least, greatest) in ranges.ranges().items():
        starts = [rule.start for rule in PROTOCOL.subjects[name].windows[1:]]
        assert least < greatest
        assert any(least <= start <= greatest for start in starts), name


def test_a_finer_kind_has_the_range_of_its_topic():
    assert ranges.found("makeup/eye") == (12, 72)
    assert ranges.found("redness") is None
