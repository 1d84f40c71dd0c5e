"""What is long gone, over in the treatment chair, or somebody else's tale calls nobody; what has come again does."""

import pytest

from bot.levels import at_least
from bot.safety import gate

LONG_AGO = """
fainted on my wedding day in 99, corset too tight
i once fainted at a blood test, this was a breeze
had cellulitis last june on my shin
when i lived in leeds i had hives every spring
i had shingles the winter before last
before you lot i had a peel that blistered, never again with them
blacked out a lot in my drinking days, sober nine years
had sepsis after my hysterectomy, so i read every leaflet
years of acne with pus and now this lovely skin
my eyes are puffy every morning anyway, can i use eye cream
""".strip().splitlines()

IN_THE_CHAIR = """
bled loads in the chair, stopped before i left, nothing since
it poured on the table for a minute and dried, not a drop since
little haemorrhages where the pen went, settled within minutes
""".strip().splitlines()

SOMEBODY_ELSES = """
auntie bernies stroke was in eighty nine and she still plays bridge
my late father had sepsis from a rose thorn
our vicar fainted mid sermon in the heatwave of 76
uncle ted bled like a tap at his vasectomy, family legend
my stepdads face dropped on one side in 2017, bells palsy
a girl from my village had fits until she was ten
the news says a man went blind
""".strip().splitlines()

AGAIN_OR_NOW = [
    ("last year i had hives and today ive got them again", "urgent"),
    ("when i was at school i had fits and im having one now", "emergency"),
    ("at school today i fainted", "urgent"),
    ("in 2004 i had an infection, my cheek is weeping like it did then", "urgent"),
    ("before the session i had a spot and now its oozing pus", "urgent"),
    ("passed out in the chair and since then cant see out of one eye", "emergency"),
    ("my husband has collapsed beside me, he had his face done at noon", "emergency"),
    ("dad went blind years ago and now half of everything is dark for me too", "emergency"),
    ("my bridesmaid got hives off lilies, ive got them off your cream", "urgent"),
    ("he stopped breathing", "emergency"),
]


@pytest.mark.parametrize("text", LONG_AGO + IN_THE_CHAIR + SOMEBODY_ELSES)
def test_what_is_over_and_done_with_calls_nobody(text):
    assert gate(text, hours=30).level == "none", gate(text, hours=30).flags


@pytest.mark.parametrize(("text", "level"), AGAIN_OR_NOW)
def test_what_is_back_or_going_on_is_heard(text, level):
    assert at_least(gate(text, hours=50).level, level)
