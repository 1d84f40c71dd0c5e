"""Two protocols side by side: every difference is told in words, and nothing that stayed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocols import load_default, typed
from bot.protocols.comparing import QUESTION, TEXT, Piece, by_name, compare, pieces
from bot.protocols.editing import with_boundary, with_subject, with_wording

BEFORE = load_default()
MAKEUP = BEFORE.subjects["makeup"]


def changes(after):
    return [(change.name, change.words) for change in compare(BEFORE, after)]


def with_makeup(windows):
    found, wrong = typed.understood("makeup", windows)
    assert wrong == {}
    return with_subject(BEFORE, found)


def with_window(position, **changed):
    windows = list(MAKEUP.windows)
    windows[position] = replace(windows[position], **changed)
    return with_subject(BEFORE, replace(MAKEUP, windows=tuple(windows)))


def test_the_same_twice_has_no_changes():
    assert compare(BEFORE, BEFORE) == []


def test_a_moved_window_is_told_once_by_where_it_ended_and_ends():
    assert changes(with_subject(BEFORE, with_boundary(MAKEUP, 24, 48))) == [
        ("makeup", "avoid from 0 h: until 24 h is now until 48 h")
    ]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (with_window(1, verdict="avoid"), "24 h to 72 h: verdict caution is now avoid"),
        (with_window(1, level="review"), "24 h to 72 h: raises none is now review"),
        (with_window(1, ask="danger"), "24 h to 72 h: question asked none is now danger"),
        (with_window(1, source="our sheet of May"), "24 h to 72 h: source row 20; ruling makeup is now our sheet of May"),
        (with_window(2, text="Yes."), "from 72 h: answer reworded"),
        (with_window(2, short="Makeup: yes."), "from 72 h: short answer reworded"),
        (with_subject(BEFORE, replace(MAKEUP, words="cosmetics")), "called: makeup is now cosmetics"),
        (with_subject(BEFORE, replace(MAKEUP, slip=None)), "words to a slip-up: slip_skin is now none"),
    ],
    ids=["verdict", "level", "question", "source", "answer", "short answer", "name", "slip-up"],
)
def test_each_kind_of_change_has_its_words(after, words):
    assert changes(after) == [("makeup", words)]


def test_a_reworded_answer_shows_both_wordings():
    [change] = compare(BEFORE, with_window(2, text="Yes."))
    assert (change.before, change.after) == (MAKEUP.windows[2].text, "Yes.")


def test_a_removed_window_is_told_with_what_it_said():
    after = with_makeup(typed.without(typed.typed(MAKEUP), 2))
    assert changes(after) == [
        ("makeup", "avoid from 0 h: until 24 h is now until 72 h"),
        ("makeup", "24 h to 72 h: caution removed"),
    ]
    assert compare(BEFORE, after)[1].before == MAKEUP.windows[1].text


def test_an_added_window_is_told_with_what_it_says():
    after = with_makeup(typed.split(typed.typed(MAKEUP), 2))
    assert ("makeup", "48 h to 72 h: caution added") in changes(after)


def test_a_topic_on_one_side_only_is_added_or_removed():
    smaller = replace(BEFORE, subjects={name: one for name, one in BEFORE.subjects.items() if name != "makeup/eye"})
    assert ("makeup/eye", "topic removed") in changes(smaller)
    assert ("makeup/eye", "topic added") in [(one.name, one.words) for one in compare(smaller, BEFORE)]


def test_questions_texts_and_the_title_are_compared_too():
    after = with_wording(with_wording(BEFORE, TEXT, "thanks", "Most welcome."), QUESTION, "danger", "Any danger? Y/N")
    after = replace(after, title="Ours")
    assert [(kind, name) for kind, name in by_name(compare(BEFORE, after))] == [
        ("title", "title"), ("question", "danger"), ("text", "thanks"),
    ]  # fmt: skip


def test_the_words_that_went_and_came_are_marked():
    assert pieces("No makeup for now", "No mascara for now please") == [
        Piece("same", "No"), Piece("gone", "makeup"), Piece("new", "mascara"), Piece("same", "for now"), Piece("new", "please"),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_words_give_both_wordings_back(before, after):
    found = pieces(before, after)
    assert " ".join(one.text for one in found if one.kind != "new").split() == before.split()
    assert " ".join(one.text for one in found if one.kind != "gone").split() == after.split()


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(BEFORE.subjects)), st.data())
def test_every_moved_boundary_is_told(name, data):
    subject = BEFORE.subjects[name]
    inner = [rule.start for rule in subject.windows[1:]]
    if not inner:
        return
    place = data.draw(st.integers(0, len(inner) - 1))
    low = ([0.0, *inner])[place]
    high = inner[place + 1] if place + 1 < len(inner) else inner[place] + 48
    moved = data.draw(st.floats(low + 0.5, high - 0.5).filter(lambda hours: hours != inner[place]))
    found = compare(BEFORE, with_subject(BEFORE, with_boundary(subject, inner[place], moved)))
    assert [change.name for change in found] == [name]
