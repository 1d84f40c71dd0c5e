"""The gate looks for thousands of patterns at once; here each is looked for word by word, and both must find the same."""

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.safety.bits import between, each, highest, leaps, lowest
from bot.safety.index import Index
from bot.safety.pattern import Pattern, parse
from bot.safety.search import find
from bot.safety.sieve import Sieve
from bot.safety.spelling import Speller, slips
from bot.safety.tokens import Tokens
from bot.safety.vocabulary import Vocabulary

WORDS = ("ant", "bee", "cow", "dog")
#: The labels of these tests' patterns, and what carries them; "<" and ">" stand between words too.
ENTRIES = {**{word: (word,) for word in (*WORDS, "ant_bee", "<", ">")}, "@herd": ("cow", "dog", "elk_elk")}
MOST_MATCHES = 12
_PLACES = st.frozensets(st.integers(0, 90), max_size=12)


def bits(places):
    return sum(1 << place for place in places)


@given(_PLACES)
def test_a_set_of_numbers_is_the_bits_of_one(places):
    assert list(each(bits(places))) == sorted(places)
    assert (lowest(bits(places)), highest(bits(places))) == (min(places, default=-1), max(places, default=-1))


@given(st.integers(-5, 40), st.integers(-5, 40))
def test_a_range_is_a_set_and_begins_at_nought(start, end):
    assert list(each(between(start, end))) == list(range(max(start, 0), end))


@given(_PLACES, st.integers(0, 20))
def test_leaps_reach_every_number_within_them(places, most):
    spread = bits(places)
    for leap in leaps(most):
        spread |= spread << leap
    assert set(each(spread)) == {place + step for place in places for step in range(most + 1)}


# One pattern of the tables' little language, in words of three letters.

_STEP = st.builds(
    lambda labels, optional, gap: f"{f'..{gap} ' if gap else ''}{'|'.join(sorted(labels))}{'?' if optional else ''}",
    st.frozensets(st.sampled_from(list(ENTRIES)), min_size=1, max_size=3),
    st.booleans(),
    st.integers(0, 4),
)
_PART = st.lists(_STEP, min_size=1, max_size=4).map(" ".join)
_SOURCES = st.lists(_PART, min_size=1, max_size=2).flatmap(lambda parts: st.sampled_from([" & ".join(parts), " + ".join(parts)]))
_SHORT_SENTENCES = st.lists(st.sampled_from([*WORDS, "elk", ".", ",", "\n"]), max_size=70).map(" ".join)
_LONG_SENTENCE = st.lists(st.sampled_from([*WORDS, "elk", "elk", "elk", "elk"]), min_size=30, max_size=70).map(" ".join)


def vocabulary():
    words = Vocabulary()
    for label, entries in ENTRIES.items():
        for entry in entries:
            words.add(entry, label)
    return words


VOCABULARY = vocabulary()


def read(text):
    return VOCABULARY.index(Tokens(text, Speller({}, (), ())))


def found(pattern, index):
    """What the gate finds: nothing where the sieve has dropped the pattern."""
    likely = Sieve([pattern], VOCABULARY).sift(index)
    return find(pattern, index, likely[pattern]) if pattern in likely else []


def lengths(index: Index, labels, at):
    """How many tokens any of `labels` takes up from the token `at` on."""
    said = [entry.split("_") for label in labels for entry in ENTRIES[label]]
    words = index.tokens.words
    fits = {len(entry) for entry in said if words[at : at + len(entry)] == entry}
    starts, ends = {one.first for one in index.tokens.sentences}, {one.stop for one in index.tokens.sentences}
    before_mark = 0 < at < len(words) and not words[at].isalnum()
    return fits | ({0} if "<" in labels and at in starts or ">" in labels and (at in ends or before_mark) else set())


def ends(index, steps, at, limit):
    """Every end, in the sentence that stops at `limit`, of the steps taken one after the other from `at` on."""
    if not steps:
        return {at}
    (labels, optional, gap), *rest = steps
    found = ends(index, rest, at, limit) if optional else set()
    for place in range(at, min(at + sum(gap), limit) + 1):
        for length in lengths(index, labels, place):
            if place + length <= limit:
                found |= ends(index, rest, place + length, limit)
    return found


def spans(index, part, sentences):
    """The shortest matches of one part from left to right, none over another, twelve at most."""
    spans: list[tuple[int, int]] = []
    free = 0
    for sentence in sentences:
        for at in range(sentence.first, sentence.stop):
            heads = part[: next((number for number, step in enumerate(part) if not step.optional), len(part)) + 1]
            stands = any(lengths(index, step.labels, at) for step in heads)
            reached = ends(index, part, at, sentence.stop) if at >= free and stands else set()
            if reached and len(spans) < MOST_MATCHES:
                spans.append((at, min(reached)))
                free = max(min(reached), at + 1)
    return spans


def holds(index, sentence, labels):
    return bool(labels & {"<", ">"}) or any(lengths(index, labels, at) for at in range(sentence.first, sentence.stop))


def by_hand(pattern: Pattern, index):
    """What reading word by word finds of a pattern of one part, or of parts anywhere in the text."""
    apart = pattern.scope == "sentence" and len(pattern.parts) > 1
    whole = [one for one in index.tokens.sentences if not apart or all(holds(index, one, labels) for labels in pattern.needs)]
    parts = [spans(index, part, whole) for part in pattern.parts]
    if not all(parts):
        return []
    if len(parts) == 1:
        return [(span,) for span in parts[0]]
    if not apart:
        return [tuple(part[0] for part in parts)]
    pairs = [(one, beside(index, one, parts[1])) for one in parts[0]]
    return [(one, min(others, key=lambda other: abs(other[0] - one[0]))) for one, others in pairs if others]


def beside(index, span, others):
    sentence = index.tokens.sentence(span[0])
    return [other for other in others if index.tokens.sentence(other[0]) is sentence]


@settings(max_examples=400, deadline=None)
@given(source=_SOURCES, text=_SHORT_SENTENCES | _LONG_SENTENCE)
@example(source="ant ..4 bee", text="ant elk elk elk elk bee " * 9)
@example(source="ant & bee", text="ant . bee . ant bee . " * 14)
@example(source="ant bee", text="ant\nbee ant bee")
@example(source="ant + bee", text="ant . bee")
@example(source="cow ..4 dog", text="elk " * 10 + "cow elk elk elk dog " + "elk " * 20)
@example(source="cow ..14 dog", text="elk " * 11 + "cow " + "elk " * 14 + "dog " + "elk " * 9)
@example(source="cow " + "ant_bee " * 7 + "dog", text="elk " * 11 + "cow " + "ant bee " * 7 + "dog " + "elk " * 9)
def test_what_is_found_is_what_reading_word_by_word_finds(source, text):
    pattern, index = parse(source), read(text)
    assert found(pattern, index) == by_hand(pattern, index)


# How much is left to look for, whatever the text: the work that is counted, not the seconds.


def left_to_look_for(source, text):
    return len(Sieve([parse(source)], VOCABULARY).sift(read(text)))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("ant ..4 bee", "elk " * 700, id="none of its words"),
        pytest.param("ant ..4 bee", "ant " * 700, id="one of its words again and again"),
        pytest.param("ant ..4 bee", "ant . bee . " * 175, id="its words in sentences of their own"),
        pytest.param("ant ..4 bee", "ant " + "elk " * 60 + "bee", id="its words far apart in one sentence"),
        pytest.param("ant ..4 bee", "bee " * 60 + "elk " * 20 + "ant " * 60, id="its words the wrong way round, in one sentence"),
        pytest.param("ant & bee ..2 cow", "ant bee . bee cow . " * 60, id="its parts never in one sentence"),
    ],
)
def test_a_pattern_that_cannot_stand_is_not_looked_for(source, text):
    assert left_to_look_for(source, text) == 0


def test_a_pattern_that_may_stand_is_looked_for_once_however_long_the_text():
    assert [left_to_look_for("ant ..4 bee", "ant elk bee . " * many) for many in (1, 10, 80)] == [1, 1, 1]


def test_no_more_of_a_text_is_read_than_a_person_would_write():
    assert len(read("ant " * 5000).tokens) == 700


def by_table(word, target):
    """The edits between two words, a swap of neighbours counting as one, with nothing left out."""

    @cache
    def edits(i, j):
        if not i or not j:
            return i + j
        least = min(edits(i - 1, j) + 1, edits(i, j - 1) + 1, edits(i - 1, j - 1) + (word[i - 1] != target[j - 1]))
        swapped = i > 1 and j > 1 and word[i - 1] == target[j - 2] and word[i - 2] == target[j - 1]
        return min(least, edits(i - 2, j - 2) + 1) if swapped else least

    return edits(len(word), len(target))


_WRITTEN = st.text("abc", min_size=1, max_size=9)


@settings(max_examples=300, deadline=None)
@given(_WRITTEN, _WRITTEN)
def test_slips_are_counted_as_over_the_whole_of_both_words(word, target):
    assert slips(word, target) == by_table(word, target)
