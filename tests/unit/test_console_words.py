"""The console's words: times, codes and marks, without a database."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from bot.web.console import codes
from bot.web.console.marks import flags_of, marked, phrases, quoted
from bot.web.console.moments import Moments, recovery

NOW = datetime(2026, 3, 5, 10, 0, tzinfo=timezone.utc)
LONDON = Moments(ZoneInfo("Europe/London"), NOW)


def flag(start, end, level="urgent", code="U1"):
    return {"code": code, "level": level, "rule": "r", "start": start, "end": end, "phrase": ""}


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-30, "Session in 30 h"), (0, "Hour 0"), (5.9, "Hour 5"), (23.9, "Hour 23"), (24, "Day 1, hour 24"),
        (74.5, "Day 3, hour 74"), (335.9, "Day 13, hour 335"), (336, "Day 14"), (28 * 24, "Day 28"),
    ],
)  # fmt: skip
def test_recovery_is_told_in_the_days_and_hours_of_the_protocol(hours, said):
    assert recovery(NOW - timedelta(hours=hours), NOW) == said


def test_recovery_without_a_session():
    assert recovery(None, NOW) == "No session on file"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "due now"),
        (5, "5 min left"),
        (119, "119 min left"),
        (120, "2 h left"),
        (72 * 60, "3 days left"),
        (-5, "5 min late"),
        (-180, "3 h late"),
    ],
)
def test_what_is_left_of_a_promise(minutes, said):
    assert LONDON.left(NOW + timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Today 10:00"), (-1, "Yesterday 10:00"), (1, "Tomorrow 10:00"), (-3, "Mon 2 Mar 10:00"), (-365, "Wed 5 Mar 2025 10:00")],
)
def test_dates_as_people_say_them(days, said):
    assert LONDON.full(NOW + timedelta(days=days)) == said


def test_a_day_is_the_clinics_day_not_londons():
    auckland = Moments(ZoneInfo("Pacific/Auckland"), NOW)
    assert auckland.full(NOW + timedelta(hours=2)) == "Tomorrow 01:00"


def test_a_moment_within_a_sentence_names_its_day():
    assert LONDON.at(NOW + timedelta(hours=1)) == "11:00 today"
    assert LONDON.at(NOW + timedelta(days=4)) == "10:00 on Mon 9 Mar"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("4h", "4 hours"),
        ("day14", "Day 14"),
        ("reminder", "Reminder"),
        ("reminder_24h", "Reminder 24h"),
        ("24h_reminder", "24 hours, reminder"),
        ("first", "First"),
    ],
)
def test_steps_in_words(name, said):
    assert codes.step(name) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("U1", "Possible infection"),
        ("check_in:48h", "Check-in: 48 hours"),
        ("talk_to_person", "Talk to person"),
        ("X9", "X9"),
        ("swelling@72-", "Swelling at this hour"),
        ("human", "Asked for a person"),
    ],
)
def test_codes_in_words(code, said):
    assert codes.words(code) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("makeup", "makeup"), ("makeup/eye", "makeup (eye)"), ("other/food", "food"), ("sun_exposure", "sun exposure")],
)
def test_subjects_in_words(name, said):
    assert codes.subject(name) == said


@pytest.mark.parametrize(
    ("found", "shown"),
    [(["U1", "E2"], True), (["reader"], True), (["U1", "reader"], True), (["U1", "photo"], False), (["loop"], False)],
)
def test_the_page_shows_by_itself_what_gate_and_reader_saw(found, shown):
    assert codes.are_shown(found) is shown


def test_every_code_of_the_red_flag_table_has_words():
    table = [f"E{n}" for n in range(1, 7)] + [f"U{n}" for n in range(1, 10)] + [f"R{n}" for n in range(1, 9)]
    assert all(codes.words(code) != code for code in table)


def test_the_marked_words_stand_in_a_mark():
    assert marked("pus on chin", [flag(0, 3)]) == '<mark class="urgent" title="U1 Possible infection">pus</mark> on chin'


def test_where_marks_overlap_the_worst_level_shows_and_both_are_named():
    html = marked("fever and pus", [flag(0, 13, "urgent", "U2"), flag(0, 5, "emergency", "E2")])
    both = '<mark class="emergency" title="E2 Possible sepsis or deep skin infection; U2 Fever">fever</mark>'
    assert html == both + '<mark class="urgent" title="U2 Fever"> and pus</mark>'


def test_marks_of_one_level_that_touch_are_one():
    html = marked("hot red cheek", [flag(0, 7), flag(4, 13, code="U6")])
    assert html == '<mark class="urgent" title="U1 Possible infection; U6 Severe pain, burn or blister">hot red cheek</mark>'


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 2), (0, 99), (None, 3), ("0", 3)])
def test_a_span_that_does_not_fit_the_text_is_not_marked(span):
    assert marked("pus on chin", [flag(*span)]) == "pus on chin"
    assert phrases("pus on chin", [flag(*span)]) == []


def test_a_flag_that_only_taught_is_no_flag():
    assert flags_of({"flags": [flag(0, 3, "none")]}) == []
    assert flags_of({}) == []
    assert flags_of({"flags": None}) == []


def test_each_phrase_is_told_once():
    assert phrases("pus and pus", [flag(0, 3), flag(8, 11)]) == ["pus"]
    assert phrases("yellow pus", [flag(0, 10), flag(7, 10)]) == ["yellow pus"]


OURS = '<span class="ours" title="Our own words, quoted back: not read as the patient\'s">'


def test_our_own_words_are_shown_apart_from_what_was_flagged():
    html = marked("fever? yes fever", [flag(11, 16)], quoted({"quoted": [[0, 6]]}))
    assert html == f'{OURS}fever?</span> yes <mark class="urgent" title="U1 Possible infection">fever</mark>'


def test_a_flag_within_our_words_stays_a_mark():
    html = marked("any pus?", [flag(4, 7)], quoted({"quoted": [[0, 8]]}))
    assert html == f'{OURS}any </span><mark class="urgent" title="U1 Possible infection">pus</mark>{OURS}?</span>'


@pytest.mark.parametrize("kept", [{}, {"quoted": None}, {"quoted": [[3]]}, {"quoted": [[5, 2]]}, {"quoted": [[0, 99]]}])
def test_a_quotation_that_does_not_fit_the_text_is_not_shown(kept):
    assert marked("any pus", [], quoted(kept)) == "any pus"


SPANS = st.lists(
    st.tuples(st.integers(-2, 30), st.integers(-2, 30), st.sampled_from(["review", "urgent", "emergency"])), max_size=6
)


@given(st.text(max_size=25), SPANS)
def test_marking_never_changes_the_text_and_always_escapes_it(text, spans):
    html = str(marked(text, [flag(start, end, level) for start, end, level in spans]))
    for level in ("review", "urgent", "emergency"):
        html = html.replace(f'<mark class="{level}" title="U1 Possible infection">', "")
    assert html.replace("</mark>", "") == str(escape(text))
