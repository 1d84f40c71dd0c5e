"""What a replayed answer says of its reasons: the same fields always, and the reader's word and quotations if there are any."""

from bot.replay import why

FIELDS = ["flags", "intent", "confidence", "subjects", "codes", "hours"]
READER = {"level": "urgent", "chances": {"none": 0.02, "review": 0.1, "urgent": 0.8, "emergency": 0.08}}


def test_every_field_is_there_whatever_was_kept():
    assert why({}) == dict.fromkeys(FIELDS)
    assert list(why({"flags": [], "intent": "greet", "language": "en"})) == FIELDS


def test_the_readers_word_is_told_where_it_has_one():
    assert why({"flags": [], "reader": READER})["reader"] == READER


def test_a_quotation_of_ours_is_told():
    assert why({"quoted": [[0, 12]]})["quoted"] == [[0, 12]]
