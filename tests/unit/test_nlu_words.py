"""Words as patients type them, and the words they meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.nlu import topics
from bot.nlu.spelling import Spelling, distance
from bot.nlu.words import split


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("can i swim 2moro b4 work", "can i swim tomorrow before work", id="shorthand"),
        pytest.param("cant don't wont", "can not do not will not", id="contractions"),
        pytest.param("sooo itchyyyy", "so itchy", id="stretched"),
        pytest.param("retin-a tonite??", "retin a tonight ? ?", id="hyphen-and-marks"),
        pytest.param("gym/swim", "gym / swim", id="slash"),
        pytest.param("I’m ok", "i am ok", id="curly-quote"),
    ],
)
def test_it_writes_shorthand_out(text, plain):
    assert " ".join(word.norm for word in split(text)) == plain


@given(some.text(max_size=200))
def test_every_word_stands_where_it_says(text):
    for word in split(text):
        assert 0 <= word.start < word.end <= len(text)


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        pytest.param("moisturzer", "moisturizer", id="letter-left-out"),
        pytest.param("retniol", "retinoid", id="letters-swapped"),
        pytest.param("paracetmaal", "medication/paracetamol", id="two-slips-in-a-long-word"),
        pytest.param("swimmng", "swimming", id="one-slip"),
    ],
)
def test_it_reads_misspelt_words(typed, subject):
    assert [mention.subject for mention in topics.find(typed)] == [subject]


@pytest.mark.parametrize("word", ["lid", "lip", "think", "bring", "start", "spain", "healed", "smile", "write", "fight"])
def test_ordinary_words_stay_as_they_are(word):
    assert topics.default().words(word)[0].norm == word


def test_a_first_letter_is_never_corrected():
    assert Spelling(["shave"]).correct("chave") == "chave"


def test_swapped_neighbours_are_one_slip():
    assert distance("sauna", "suana") == 1


def test_guarded_words_win_over_near_vocabulary():
    assert Spelling(["flight"], guarded=["fright"]).correct("fright") == "fright"
