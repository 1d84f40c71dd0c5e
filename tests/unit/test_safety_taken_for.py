"""Denied by a list, looked for in vain, mistaken, misheard or mistyped: nothing of it alerts; what is left standing does."""

import pytest

from bot.levels import at_least
from bot.safety import gate

DENIED = """
denies fever, rigors, discharge or visual disturbance
negative for chills, fever and discharge
absence of discharge, pyrexia or induration
neg on pus, neg on fever, neg on hives
free from pus, blisters and regret
zilch on the weeping front
it couldnt be less infected
nobody fainted, i was telling you the plot
fever?? me?? never
cant say ive had any heat, any weeping
checked my cheek for pus with a torch, found none
my mum keeps asking if my face is infected, it is not
""".strip().splitlines()

TAKEN_FOR_IT = """
thought i was coming out in hives, it was the pattern of the towel
thought it was a blister, nope, toothpaste
thought my eye was swollen but i had my glasses on crooked
panicked about a yellow patch but it was just the lamp
the black patch turned out to be a bruise going green
"boils" was a bit strong, two tiny pimples
that "cant breathe" was about my jeans
siri heard faint, i said paint
dictation again: not "open sores", "open doors"
typed that i fainted, should be painted
my kid typed that i am dying
scrap the fever, i had just had soup
forget i asked about sepsis, i meant skipping
""".strip().splitlines()

LEFT_STANDING = [
    ("no fever but green gunk", "urgent"),
    ("absence of fever, presence of purulent discharge on the left cheek", "urgent"),
    ("thought it was nothing but now theres pus", "urgent"),
    ("thought it had stopped bleeding, it was soaking the towel", "emergency"),
    ("i thought it was hay fever, my tongue is swelling", "emergency"),
    ("checked for pus, found some", "urgent"),
    ("looked for blisters, none this morning, loads tonight", "urgent"),
    ("not a typo: pus", "urgent"),
    ("fever? yes. 38.9", "urgent"),
    ("no one is here and im bleeding badly, it wont stop", "emergency"),
    ("checked for fever, none, but the cheek is hot and swollen", "urgent"),
]


@pytest.mark.parametrize("text", DENIED + TAKEN_FOR_IT)
def test_what_is_no_sign_after_all_calls_nobody(text):
    assert gate(text, hours=30).level == "none", gate(text, hours=30).flags


@pytest.mark.parametrize(("text", "level"), LEFT_STANDING)
def test_what_is_left_standing_is_heard(text, level):
    assert at_least(gate(text, hours=50).level, level)
