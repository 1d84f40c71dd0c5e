"""A danger word that is defined, looked up or supposed alerts nobody; the same word about one's own face does."""

import pytest

from bot.levels import at_least
from bot.safety import gate

IN_GENERAL = """
please define "spreading redness"
explain hives to me in plain english
pus versus sweat, how would anyone tell
what exactly is cellulitis, i like to know my words
is there a colour chart for discharge
how many degrees is a fever in fahrenheit
how many of your clients faint, honestly
do many people get cold sores from this
what proportion of faces blister
the sheet mentions seizures, is that from the cream or the needles
your text asks about pus and fever every morning, why
in your text it says call 999 for lip swelling, mine are fine
page two says rigors, what are they
if in a month i noticed a yellow crust, would that count
if it ever blistered would i press a cloth on it
will i get infected if i swim
is there any risk that i pass out
when am i past the danger of infection
would a fever show on day one or later
writing a short story, how does sepsis start
is it agony, be honest
thanks for explaining what weeping means
""".strip().splitlines()

OF_THEIR_OWN = [
    ("what do i do, my cheek is weeping", "urgent"),
    ("is it normal that its oozing yellow", "urgent"),
    ("you asked about fever, yes 38.5", "urgent"),
    ("you asked if im bleeding and i am, it keeps coming through the plaster", "urgent"),
    ("the leaflet said look for pus and there it is", "urgent"),
    ("im asking about this gold crust on my chin", "urgent"),
    ("does everyone get a throat that closes up", "emergency"),
    ("how do i get rid of this pus", "urgent"),
    ("should my eye be this red and sore", "urgent"),
]


@pytest.mark.parametrize("text", IN_GENERAL)
def test_a_sign_asked_about_in_general_calls_nobody(text):
    assert gate(text, hours=30).level == "none", gate(text, hours=30).flags


@pytest.mark.parametrize(("text", "level"), OF_THEIR_OWN)
def test_a_sign_of_ones_own_is_heard_in_a_question_too(text, level):
    assert at_least(gate(text, hours=50).level, level)
