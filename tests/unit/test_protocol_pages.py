"""How a protocol is laid out on a page: every topic once, every window on its strip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocols import load_default
from bot.protocols.general_texts import GENERAL_TEXTS
from bot.protocols.vocabulary import SUBJECTS
from bot.web.console.protocols.groups import grouped, name_of
from bot.web.console.protocols.strips import REACH, position, strip, ticks, verdict_words
from bot.web.console.protocols.wordings import HEADINGS, title_of

PROTOCOL = load_default()


def test_every_topic_stands_in_one_group():
    listed = [name for _, topics in grouped(PROTOCOL.subjects) for name, _ in topics]
    assert sorted(listed) == sorted(SUBJECTS)


def test_finer_kinds_stand_below_their_topic():
    [makeup] = [topics for title, topics in grouped(PROTOCOL.subjects) if title == "Makeup and sun"]
    assert [name for name, _ in makeup][:5] == ["makeup", "makeup/mineral", "makeup/eye", "makeup/heavy", "makeup/tools"]


def test_every_topic_has_a_name_of_its_own():
    names = [name_of(subject) for subject in PROTOCOL.subjects.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_strip_holds_every_window_from_edge_to_edge(name):
    windows = PROTOCOL.subjects[name].windows
    blocks = strip(windows).blocks
    assert len(blocks) == len(windows)
    assert blocks[0].x == 0
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        end = following.x if following else 100
        assert block.width > 0
        assert block.x + block.width == pytest.approx(end, abs=0.01)


@given(st.floats(0, REACH), st.floats(0, REACH))
def test_later_never_stands_further_left(one, other):
    assert (position(one, REACH) <= position(other, REACH)) or one > other


def test_a_window_after_a_year_still_fits():
    assert max(block.x for block in strip(PROTOCOL.subjects["next_session"].windows).blocks) <= 93


def test_moments_are_named_where_they_are():
    assert [tick.words for tick in ticks()] == ["0", "4 h", "12 h", "24 h", "48 h", "72 h", "7 days", "14 days", "28 days"]
    assert {tick.words: tick.x for tick in ticks()}["24 h"] == position(24, REACH)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("makeup", "Fine"),
        ("redness", "Expected"),
        ("breakout/milia", "Expected"),
        ("other/numbness", "Expected"),
        ("other/food", "Fine"),
    ],
)
def test_how_skin_looks_is_not_allowed_but_expected(subject, words):
    assert verdict_words(subject)["ok"] == words


def test_every_general_text_stands_under_a_heading_and_says_its_language():
    assert all(any(name.startswith(beginnings) for _, beginnings in HEADINGS) for name in GENERAL_TEXTS)
    assert title_of("text", "emergency_crisis_es") == "Emergency crisis (Spanish)"
    assert title_of("question", "pain_score") == "Pain score"
