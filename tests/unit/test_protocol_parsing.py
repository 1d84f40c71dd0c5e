"""A protocol that cannot be used is refused with every reason, and where it stands."""

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocols import ProtocolError, load_default, parse, to_yaml
from bot.protocols.parsing import hours_of
from bot.protocols.writing import hours_in_words

# The C reader and writer are ten times as quick, and this file uses them a hundred times.
PLAIN_DEFAULT = yaml.load(to_yaml(load_default()), Loader=yaml.CSafeLoader)


@pytest.fixture
def document():
    """The default protocol as plain values, to be spoilt."""
    return copy.deepcopy(PLAIN_DEFAULT)


def problems_of(document):
    text = (
        document
        if isinstance(document, str)
        else yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    )
    with pytest.raises(ProtocolError) as caught:
        parse(text)
    return caught.value.problems


def makeup(document, position=0):
    return document["subjects"]["makeup"]["windows"][position]


def test_the_default_survives_being_written_and_read():
    assert parse(to_yaml(load_default())) == load_default()


def test_the_default_is_read_once():
    assert load_default() is load_default()


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        pytest.param(lambda d: makeup(d).update(verdict="maybe"), "unknown word 'maybe'", id="unknown verdict"),
        pytest.param(lambda d: makeup(d).update(level="emergency"), "unknown word 'emergency'", id="no emergency by hour"),
        pytest.param(lambda d: makeup(d).update(ask="how_are_you"), "unknown word 'how_are_you'", id="unknown question"),
        pytest.param(lambda d: makeup(d).update(end="20h"), "makeup: a gap from 20h to 24h", id="gap"),
        pytest.param(lambda d: makeup(d).update(end="30h"), "makeup: overlaps the window before it, at 24h", id="overlap"),
        pytest.param(lambda d: makeup(d).update(start="-2h"), "makeup: starts before the session, at -2h", id="too early"),
        pytest.param(lambda d: makeup(d).update(start="1h"), "makeup: a gap from 0h to 1h", id="does not start at the session"),
        pytest.param(lambda d: makeup(d).update(end="0h"), "makeup: ends before it starts", id="empty window"),
        pytest.param(lambda d: makeup(d).update(start="forever"), "makeup: start cannot be forever", id="starts never"),
        pytest.param(lambda d: makeup(d, 2).update(end="90d"), "makeup: a gap from 2160h", id="ends some day"),
        pytest.param(lambda d: makeup(d, 0).update(end="forever"), "overlaps the window", id="forever, then more"),
        pytest.param(lambda d: makeup(d).update(end="noon"), "must be hours or days", id="not hours"),
        pytest.param(lambda d: makeup(d).pop("end"), "makeup: end must be a text", id="no end"),
        pytest.param(lambda d: makeup(d).pop("verdict"), "makeup: needs a verdict", id="no verdict"),
        pytest.param(lambda d: makeup(d).pop("text"), "makeup: text must be a text", id="no text"),
        pytest.param(lambda d: makeup(d).pop("source"), "makeup: needs a source", id="no source"),
        pytest.param(lambda d: makeup(d).update(colour="red"), "unknown field 'colour'", id="unknown field"),
        pytest.param(lambda d: makeup(d).update(text="No {when}."), "unknown placeholder {when}", id="unknown placeholder"),
        pytest.param(lambda d: makeup(d).update(text="No {from."), "braces", id="open brace"),
        pytest.param(lambda d: makeup(d).update(text="No {from.real}."), "braces", id="a brace that reaches inside"),
        pytest.param(lambda d: makeup(d).update(text="No {0}."), "braces", id="a numbered brace"),
        pytest.param(lambda d: makeup(d).update(text="No {from!r}."), "braces", id="a converted brace"),
        pytest.param(lambda d: makeup(d, 2).update(text="Yes {from}."), "need a later window", id="nothing changes"),
        pytest.param(lambda d: makeup(d).update(text="No – not yet."), "double the price of an SMS: –", id="not GSM-7"),
        pytest.param(lambda d: makeup(d).update(text="a" * 251), "251 characters as SMS; at most 250", id="text too long"),
        pytest.param(lambda d: makeup(d).update(text="a" * 230 + " {from}."), "at most 250", id="too long once the time is said"),
        pytest.param(lambda d: makeup(d).update(level="review", text="a" * 201), "at most 200", id="no room for who will look"),
        pytest.param(lambda d: makeup(d).update(short="a" * 96), "makeup@0-24: short: 96 characters", id="short too long"),
        pytest.param(lambda d: d["subjects"].pop("makeup/eye"), "subject makeup/eye is missing", id="missing subject"),
        pytest.param(lambda d: d["subjects"].update(mascara={}), "unknown subject 'mascara'", id="unknown subject"),
        pytest.param(lambda d: d["subjects"].update(makeup="no"), "makeup must be a mapping", id="a subject that is a word"),
        pytest.param(lambda d: d["subjects"]["makeup"].update(windows=[]), "needs a list of windows", id="no windows"),
        pytest.param(lambda d: d["subjects"]["makeup"].update(windows=["a"]), "a window must be a mapping", id="a word for one"),
        pytest.param(lambda d: d["subjects"]["makeup"].update(slip="scold"), "unknown word 'scold'", id="unknown slip-up text"),
        pytest.param(lambda d: d.pop("title"), "title must be a text", id="no title"),
        pytest.param(lambda d: d.update(extra={}), "unknown field 'extra'", id="unknown section"),
        pytest.param(lambda d: d["texts"].pop("emergency"), "text emergency is missing", id="missing text"),
        pytest.param(lambda d: d["texts"].update(joke="Ha."), "unknown text 'joke'", id="unknown text"),
        pytest.param(lambda d: d["texts"].update(emergency="Call now."), "{emergency_number} must be in it", id="no number"),
        pytest.param(lambda d: d["texts"].update(emergency="Call {phone}"), "unknown placeholder {phone}", id="another number"),
        pytest.param(lambda d: d["texts"].update(thanks="a" * 161), "2 SMS segments; at most 1", id="text over its segments"),
        pytest.param(lambda d: d["texts"].update(thanks="You’re welcome"), "double the price", id="curly quote"),
        pytest.param(lambda d: d["texts"].update(slip_skin="a" * 126), "at most 125", id="slip-up words too long"),
        pytest.param(lambda d: d["texts"].update(thanks=""), "thanks must be a text", id="empty text"),
        pytest.param(lambda d: d["questions"].update(danger="Tell me."), "needs a question mark", id="asks nothing"),
        pytest.param(lambda d: d["questions"].update(danger="a" * 84 + "?"), "at most 84", id="question too long"),
        pytest.param(lambda d: d["questions"].update(why="Why?"), "unknown question 'why'", id="unknown triage question"),
        pytest.param(lambda d: d["questions"].pop("danger"), "question danger is missing", id="missing question"),
    ],
)  # fmt: skip
def test_a_spoilt_protocol_is_refused_in_words(document, spoil, problem):
    spoil(document)
    assert any(problem in found for found in problems_of(document))


def test_every_problem_is_told_at_once_each_with_its_line():
    text = to_yaml(load_default()).replace("verdict: caution", "verdict: perhaps", 2)
    wanted = [number for number, line in enumerate(text.split("\n"), 1) if "perhaps" in line]
    found = [problem for problem in problems_of(text) if "perhaps" in problem]
    assert [problem.split(":")[0] for problem in found] == [f"line {number}" for number in wanted]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "must be a mapping", id="nothing"),
        pytest.param("just words", "must be a mapping", id="words"),
        pytest.param("- a\n- b", "must be a mapping", id="a list"),
        pytest.param("title: [a", "line 2: not YAML", id="not YAML"),
        pytest.param("title: a\n  b: c", "line 2: not YAML", id="wrong indentation"),
        pytest.param("title: a\nsubjects:\n\tmakeup: b", "line 3: a tab; use spaces", id="tab"),
        pytest.param("title: a\ntitle: b", "line 2: 'title' is there twice; first on line 1", id="repeated key"),
        pytest.param("title: a\n---\ntitle: b", "not YAML", id="two documents"),
        pytest.param("? [a, b]\n: c", "line 1: a key must be plain words", id="a list as a key"),
        pytest.param("title: &a x\ntexts: *a", "line 2: *a refers to another place", id="alias"),
        pytest.param("texts: &a\n  thanks: *a", "refers to another place", id="an alias of itself"),
        pytest.param("title: " + "[" * 5000, "nested too deeply", id="a well of brackets"),
        pytest.param("title: " + "a" * 1_000_001, "at most 1000000 are read", id="too large"),
        pytest.param("title: \x00", "not YAML", id="a control character"),
        pytest.param("title: !!python/object/apply:os.system [ls]", "title must be a text", id="a tag that would run code"),
    ],
)
def test_a_document_that_is_no_protocol_is_refused_in_words(text, problem):
    assert any(problem in found for found in problems_of(text))


@settings(deadline=None)
@given(st.text())
def test_any_text_is_refused_in_words(text):
    assert problems_of(text)


@settings(deadline=None)
@given(st.text(alphabet="{}[]:-?&*!|>'\"#%@ \nabc"))
def test_anything_like_yaml_is_refused_in_words(text):
    assert problems_of(text)


@pytest.mark.parametrize(("words", "hours"), [("24", 24), ("24h", 24), ("7d", 168), ("1.5h", 1.5), ("forever", None)])
def test_hours_are_read_as_people_write_them(words, hours):
    assert hours_of(words) == hours


@pytest.mark.parametrize("words", ["", "h", "1w", "24 h", "1e9h", "nan", "inf"])
def test_other_words_are_no_hours(words):
    with pytest.raises(ValueError):
        hours_of(words)


@settings(deadline=None)
@given(st.one_of(st.none(), st.integers(0, 5000).map(lambda half: half / 2)))
def test_hours_survive_being_written_and_read(hours):
    assert hours_of(hours_in_words(hours)) == hours
