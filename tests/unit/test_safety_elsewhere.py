"""A danger word about an animal, a thing or a game is about no patient; a patient beside one is heard all the same."""

import pytest

from bot.levels import at_least
from bot.safety import gate

ANIMALS = """
our labrador collapsed on the stairs, the vet is coming
my cats eye is swollen and weeping
the hamster has stopped breathing
next doors parrot has a weeping ear
""".strip().splitlines()

THINGS = """
the broadband has collapsed again
my printer is bleeding black all over the page
the economy cant breathe with these rates
our boiler has a fever of its own
blisters on the varnish of the old door
yellow gunk in the gutters, who cleans those
a blister on the wallpaper
scotland choking in extra time as ever
the quiz was torture
""".strip().splitlines()

PATIENTS = [
    ("i fainted on the bus", "urgent"),
    ("fainted on the train to work", "urgent"),
    ("the dog jumped up and my lip wont stop bleeding", "emergency"),
    ("my face feels like a radiator and is swollen and throbbing", "urgent"),
    ("blood all over the car seat, it wont stop", "emergency"),
    ("the wifi is down so im texting, my cheek is oozing pus", "urgent"),
    ("walking the dog i went blind in one eye", "emergency"),
    ("the telly has gone double", "emergency"),
    ("theres pus on my pillow and the cat sniffs it", "urgent"),
    ("cant breathe, the car wont start", "emergency"),
]


@pytest.mark.parametrize("text", ANIMALS + THINGS)
def test_what_happens_to_an_animal_or_a_thing_calls_nobody(text):
    assert gate(text, hours=30).level == "none", gate(text, hours=30).flags


@pytest.mark.parametrize(("text", "level"), PATIENTS)
def test_a_patient_beside_an_animal_or_a_thing_is_heard(text, level):
    assert at_least(gate(text, hours=30).level, level)
