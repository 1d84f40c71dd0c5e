"""A bruise that turns a healing bruise's colours, behind a talk of it, is no pus."""

import pytest

from bot.turn.ripening import is_ripening

TALKED_OF = ["bruising"]
RIPE = ["its turned brown round the edges, ok?", "now more yellow than purple", "Gone greeny today. Good sign?"]
NOT_ONLY = ["its gone green and wet", "yellow stuff now", "turned yellow and smells", "green and hot", "its bigger", ""]


@pytest.mark.parametrize("text", RIPE)
def test_ripe_colours_alone_are_a_bruise_on_its_way_out(text):
    assert is_ripening(text, TALKED_OF)
    assert not is_ripening(text, ["redness"]), "of nothing but a bruise"


@pytest.mark.parametrize("text", NOT_ONLY)
def test_a_word_more_is_another_matter(text):
    assert not is_ripening(text, TALKED_OF)
