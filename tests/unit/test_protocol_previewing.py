"""What patients would hear differently under a draft: all of it, and only that, by topic and hour."""

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocols import load_default
from bot.protocols.comparing import QUESTION, TEXT
from bot.protocols.editing import with_boundary, with_subject, with_wording
from bot.protocols.previewing import SAMPLE_HOURS, Sample, differences, heard, text_differences
from bot.protocols.vocabulary import SUBJECTS
from bot.sms_text import is_gsm7

BEFORE = load_default()
MAKEUP = BEFORE.subjects["makeup"]
AFTER = with_subject(BEFORE, with_boundary(MAKEUP, 24, 48))
#: Thursday 5 March 2026, 10 am in London.
BEN = Sample(datetime(2026, 3, 5, 10, tzinfo=timezone.utc), "Europe/London")


def test_a_patient_at_30_hours_hears_what_holds_at_30_hours():
    assert heard(BEFORE, "makeup", 30, BEN).text.startswith("Mineral makeup only")
    told = heard(AFTER, "makeup", 30, BEN)
    assert told.verdict == "avoid"
    assert "Mineral makeup can go on from Saturday 10 am" in told.text
    assert told.segments == 2


def test_nothing_differs_from_itself():
    assert differences(BEFORE, BEFORE, BEN) == []
    assert text_differences(BEFORE, BEFORE) == []


def test_a_moved_window_changes_what_is_heard_until_both_agree_again():
    found = [(one.start, one.end, one.done, one.before.verdict, one.after.verdict) for one in differences(BEFORE, AFTER, BEN)]
    assert found == [
        (0, 24, False, "avoid", "avoid"),
        (0, 24, True, "avoid", "avoid"),
        (24, 48, False, "caution", "avoid"),
        (24, 48, True, "caution", "avoid"),
    ]


def test_somebody_who_has_done_it_hears_the_kind_words_and_the_new_rule():
    slipped = heard(AFTER, "makeup", 30, BEN, done=True)
    assert slipped.text.startswith("No panic")
    assert "Makeup: not yet" in slipped.text


def test_a_new_short_answer_alone_is_said_to_be_only_that():
    windows = (*MAKEUP.windows[:2], replace(MAKEUP.windows[2], short="Makeup: yes."))
    [found] = differences(BEFORE, with_subject(BEFORE, replace(MAKEUP, windows=windows)), BEN)
    assert found.only_short
    assert not any(one.only_short for one in differences(BEFORE, AFTER, BEN))


def test_a_new_source_changes_nothing_that_is_heard():
    windows = tuple(replace(rule, source="our sheet") for rule in MAKEUP.windows)
    assert differences(BEFORE, with_subject(BEFORE, replace(MAKEUP, windows=windows)), BEN) == []


def test_a_new_question_changes_the_answers_that_end_with_it():
    after = with_wording(BEFORE, QUESTION, "worse_or_better", "Better, the same or worse than yesterday?")
    found = differences(BEFORE, after, BEN)
    assert {one.subject for one in found} >= {"redness", "swelling"}
    assert all(one.after.text.endswith("than yesterday?") for one in found if not one.done)


def test_new_words_to_a_slip_up_are_found_after_the_first_day_too():
    after = with_wording(BEFORE, TEXT, "slip_skin", "Not to worry. Rinse it off now. Watch it 24 hours; text if worse.")
    eye = [(one.start, one.end, one.done) for one in differences(BEFORE, after, BEN) if one.subject == "makeup/eye"]
    assert eye == [(24, 72, True)], "on the first day other words are said"


def test_general_texts_are_shown_with_sample_values():
    [found] = text_differences(BEFORE, with_wording(BEFORE, TEXT, "emergency", "Ring {emergency_number} now."))
    assert (found.kind, found.name, found.after) == ("text", "emergency", "Ring 999 or 112 now.")
    assert found.segments == (1, 1)


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_sample_answer_is_a_text_that_can_be_sent(name):
    for hours in SAMPLE_HOURS:
        told = heard(BEFORE, name, hours, BEN)
        assert told.text
        assert is_gsm7(told.text)
        assert told.segments <= 2


def test_nobody_asks_before_the_session():
    with pytest.raises(ValueError):
        heard(BEFORE, "makeup", -3, BEN)


def test_the_patients_own_zone_is_used():
    assert "from Friday 5 am" in heard(BEFORE, "makeup", 0, replace(BEN, zone="America/New_York")).text


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 400), st.floats(1, 71).filter(lambda hours: hours != 24))
def test_the_list_is_complete(hours, moved):
    """At any hour an answer differs exactly where the list says so, whatever the boundary was moved to."""
    after = with_subject(BEFORE, with_boundary(MAKEUP, 24, moved))
    differs = heard(BEFORE, "makeup", hours, BEN) != heard(after, "makeup", hours, BEN)
    listed = any(one.holds_at(hours) for one in differences(BEFORE, after, BEN) if not one.done)
    # Two moments within the same half hour are said in the same words.
    assert listed >= differs
    if abs(moved - 24) > 1:
        assert listed == differs
