"""What is put beside a sign becomes a sentence of its own, and nothing else of the text moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety import gate
from bot.safety.asides import apart

SAID = ("pus on my chin", ", it was fine at lunch", " and i was fine before", "sorry if silly, ", "not sure if this is normal: ")
PIECES = st.sampled_from([*SAID, "\n", ". "])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("severe pain and i was fine before", "severe pain.    i was fine before"),
        ("he just dropped, he was ok an hour ago", "he just dropped. he was ok an hour ago"),
        ("eye swollen, didnt have this last time", "eye swollen. didnt have this last time"),
        ("sorry if this is a daft question, slimy chin", "sorry if this is a daft question. slimy chin"),
        ("if its nothing ignore me, lips fat", "if its nothing ignore me. lips fat"),
        ("was it fine before and is it now", "was it fine before and is it now"),
        ("pink, dry and it was fine", "pink, dry and it was fine"),
    ],
)
def test_asides_are_sentences(text, told):
    assert apart(text) == told


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_character_moves(text):
    told = apart(text)
    assert len(told) == len(text)
    assert apart(told) == told


@pytest.mark.parametrize(
    "text",
    [
        "bad indigestion, didnt have this last time, and im sweating",
        "my smile is odd, didnt have this last time, its all lopsided",
        "been pressing half an hour, didnt have this last time, still coming",
        "half my face is numb, sorry if this is silly, and my arm feels odd",
        "my lips, not sure if this is normal, have gone twice the size",
        "sorry if im a pain, ive got a box of pills here",
        "cant breathe when i lie flat again",
        "its like drinking through a straw when i breathe",
        "im going to be the death of me tonight",
        "it gave me heart attack symptoms, heart irregular",
    ],
)
def test_what_stands_around_an_aside_is_read_as_one_too(text):
    assert gate(text, hours=30).level == "emergency"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("he says its nothing, really bad pain", "urgent"),
        ("its nothing too bad, a bit sore", "none"),
        ("more painful today than yesterday, other than that im good", "urgent"),
        ("more painful than my last one", "none"),
        ("bad news shes unconscious", "emergency"),
        ("through a straw", "emergency"),
        ("cant drink, its like breathing through a straw", "emergency"),
        ("through a straw?", "none"),
        ("can i drink coffee through a straw", "none"),
        ("saw in the news a man was found unconscious", "none"),
        ("does blistex count as a balm", "none"),
        ("got blisters on my chin", "urgent"),
        ("the doorbell gave me a heart attack jumping like that", "none"),
        ("i think im having a heart attack", "emergency"),
        ("these stairs will be the death of me", "none"),
        ("i want to die", "emergency"),
        ("stables need mucking out, dust everywhere", "none"),
        ("i need out, i want out of this life", "emergency"),
        ("eye-watering bill from the garage", "none"),
        ("my eye is watering and it hurts to blink", "urgent"),
        ("running ten k for the stroke association", "none"),
        ("i think my mum is having a stroke", "emergency"),
        ("my face is bleeding heavily", "emergency"),
        ("one side is fatter and hot today", "urgent"),
    ],
)
def test_a_look_alike_is_harmless_and_ends_where_its_thought_ends(text, level):
    assert gate(text, hours=60).level == level
