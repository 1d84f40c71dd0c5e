"""What people say beside a danger does not take its force: how it was before, how others fared, what they hope."""

import pytest

from bot.levels import at_least
from bot.safety import gate
from tests.unit.test_safety_wordings import EMERGENCIES, URGENT

DANGERS = [case.values for case in (*EMERGENCIES, *URGENT)]
#: Wordings that are a danger only where they are the whole text: "ruined my top" is none.
ALONE = {"KILL ME", "pongs a bit", "slimy", "scalded", "ruined", "its a 10"}

AFTER = (
    ". it was fine when i left you", ". was ok this morning", ". was fine until lunch", ". it was much better yesterday",
    ". looked completely normal yesterday", ", they were normal an hour ago", ", it was fine at lunch", " and i was fine before",
    ", didnt have this last time", ". last time was fine", ". had no problems last time", ". otherwise ok",
    ". rest of my face is fine", ", other than that im good", ". the other cheek is fine", ". i look fine in the mirror",
    ". i feel fine in myself", ". my mate had it done and she was fine", ". google says its fine", ". hope its ok",
    ". let me know if thats ok", ", is that normal?", ". is it ok", ". its stopped me sleeping", ". kids are at school",
    ", i was told this can happen", ". i dont want to make a fuss", ". i know redness is normal", ". sorry to bother you",
    ". thanks for everything", ". when can i wear makeup?", ". should i wait til morning", ". ive read the leaflet",
)  # fmt: skip
BEFORE = (
    "hi its jane from tuesday. ", "i know its normal to be red but ", "sorry if silly, ", "my friend says its nothing but ",
    "yesterday it was fine, today ", "was ok this morning. ", "the leaflet says redness is normal. ",
    "my sister had this done and was fine. ", "im not one to complain. ", "all good otherwise. ", "feeling fine in myself but ",
    "thanks for yesterday, all went well. ", "not sure if this is normal: ", "if its nothing ignore me, ", "update: ",
    "he says its nothing, ", "good news redness gone. bad news ", "redness gone down. ", "my husband thinks im daft but ",
)  # fmt: skip


def turned(put):
    """Return the dangers that are less grave when put so."""
    return [text for hours, text in DANGERS if not at_least(gate(put(text), hours=hours).level, gate(text, hours=hours).level)]


@pytest.mark.parametrize("said", AFTER)
def test_what_is_said_after_a_danger_does_not_take_its_force(said):
    assert turned(lambda text: text.rstrip(" .!?") + said) == []


@pytest.mark.parametrize("said", BEFORE)
def test_what_is_said_before_a_danger_does_not_take_its_force(said):
    assert set(turned(lambda text: said + text)) <= ALONE


@pytest.mark.parametrize("text", ["temp: 38.9", "update: 38.9 now", "Temperature: 102.1f"])
def test_a_temperature_after_a_colon_is_one(text):
    assert gate(text, hours=60).level == "urgent"


@pytest.mark.parametrize("text", ["up at 7:38 for work", "alarm 7:40"])
def test_a_time_of_day_is_no_temperature(text):
    assert gate(text, hours=60).level == "none"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("can i put me e45 on", "none"),
        ("put me through to someone", "review"),
        ("can i wash off all the sticky gel they left on me", "none"),
        ("im desperate, i cant look at myself", "urgent"),
        ("like the room tips when i stand up", "urgent"),
        ("my face is still up like a balloon", "emergency"),
    ],
)
def test_words_that_only_look_like_a_sign_and_those_that_are_one(text, level):
    assert gate(text, hours=60).level == level


def test_not_bleeding_is_not_still_going():
    recent = frozenset({"E6", "bleeding_now"})
    assert gate("sorry, breaking out not bleeding", hours=80, recent=recent).level == "none"
    assert gate("still going", hours=80, recent=recent).level == "emergency"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("my throat is tight, my mum had it and was fine", "emergency"),
        ("yellow pus on my chin, friend had one and was fine", "urgent"),
        ("wife had microneedling with you, tongue swollen, dont think shes ok", "emergency"),
        ("lol im desperate please someone help", "urgent"),
        ("i fainted at school", "urgent"),
        ("my lips are swollen is this normal", "emergency"),
        ("im having trouble breathing normally", "emergency"),
        ("struggling with breathing normally", "emergency"),
        ("sticky stuff they put on has gone green and stinks", "urgent"),
    ],
)
def test_a_danger_beside_what_only_looks_like_its_end_stands(text, level):
    assert gate(text, hours=60).level == level


@pytest.mark.parametrize(
    "text", ["wont quit bleeding", "hasnt quit running", "its not done bleeding", "it isnt any slower coming out"]
)
def test_still_going_in_other_words(text):
    assert gate(text, hours=80, recent=frozenset({"E6", "bleeding_now"})).level == "emergency"
