"""A bruise on its way out, told behind it without its name: "gone yellowy green", "more brown now, is that right?"."""

import re
from collections.abc import Sequence

from bot.safety.words import words

_RIPE = words("yellow yellowy yellowish green greeny greenish brown brownish mustard")
#: Nothing else may be said: "gone green and wet" is another matter.
_BESIDE = words(
    "a all and around as at bit blue bruise but centre changed color colour colours day did does edge edges faded fades fading "
    "from getting go goes going gone good has how i in into is ish it its it's just kind left less lighter like looking looks "
    "middle more mostly my nearly normal now of ok okay on one or paler part patch purple purply right rings round sides sign so "
    "some sort still supposed than that thats that's the then this to today tonight turn turned turning turns went what with "
    "yesterday"
)
_WORD = re.compile(r"[a-z']+")


def is_ripening(text: str, recent: Sequence[str]) -> bool:
    """Return whether `text` tells of a healing bruise's colours and of nothing else, with a bruise talked about last."""
    said = set(_WORD.findall(text.lower().replace("\u2019", "'")))
    return "bruising" in recent and bool(said & _RIPE) and said <= _RIPE | _BESIDE
