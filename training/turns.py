"""The hand-written turns that the listener learns from: a text with what the patient wrote before it, at an hour of recovery.

    # a remark
    = none | ask_may | exercise
    20 h: can i take the dog out => he's a husky, we go up the hill

The heading is of the last text, as it is meant there. What is to be learnt besides is that much of what is said goes on about
nothing: texts of `training/texts`, each behind a calm one that it has nothing to do with, keep their labels.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bot.reader.context import before
from training.sources import everything
from training.texts import Example, TextsError, read

FOLDER = Path(__file__).parent / "turns"
#: Words of a text that says enough to be read by itself.
WHOLE = 6
_LINE = re.compile(r"(?P<hours>\d{1,4}) h: (?P<said>.+)")
#: Between two texts of one patient.
THEN = " => "


def turns(folder: Path = FOLDER) -> list[Example]:
    """All turns of a folder, in order. TextsError for a line that cannot be read."""
    return [
        Example(said[-1], example.level, example.act, example.topics, before(said[:-1], hours))
        for example, hours, said in _lines(folder)
    ]


def texts(folder: Path = FOLDER) -> list[str]:
    """Every text of every turn, those before it too. TextsError for a line that cannot be read."""
    return [text for _, _, said in _lines(folder) for text in said]


def _lines(folder: Path) -> Iterator[tuple[Example, int, list[str]]]:
    """Each turn's heading, its hour, and what was said, oldest first."""
    for path in sorted(folder.glob("*.txt")):
        for example in read(path):
            found = _LINE.fullmatch(example.text)
            if found is None:
                raise TextsError(f"{path.name}: a turn is '30 h: text before => text', not {example.text!r}")
            yield example, int(found["hours"]), found["said"].split(THEN)


def unrelated(number: int, chance: Random) -> list[Example]:
    """Texts that say enough, each behind a calm one, one in four behind none: what went before changes nothing."""
    known = [one for one in everything() if one.level and one.act and one.topics is not None]
    calm = [one.text for one in known if one.level == "none"]
    whole = [one for one in known if len(one.text.split()) >= WHOLE]
    return [_behind(one, [] if chance.random() < 0.25 else [chance.choice(calm)]) for one in chance.sample(whole, number)]


def _behind(one: Example, said: list[str]) -> Example:
    return Example(one.text, one.level, one.act, one.topics, before(said, None))
