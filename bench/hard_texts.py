"""The longest texts that a carrier passes on, of the kinds that cost most to read.

Nobody writes them; anybody may send them.
"""

from collections.abc import Iterator
from random import Random

from bench.texts import GATED, LONGEST

#: Said over and over: one letter, one denial, one danger, numbers, marks, lines, other alphabets, letters in disguise.
REPEATED = (
    "a", "no ", "not ", "7 ", "8/10 ", "38.5 ", "? ", "x\n", "pus. ", "no fever, no pus, ", "cant breathe ", "my tongue ",
    "my friend has pus. ", "if i get pus ", "\U0001f600", "\U0001f6d1 ", "\u0644\u0627 ", "\u0430\u0440", "e\u0301", "\ufdfa",
    "\uff43\uff41\uff4e\uff54 ",
)  # fmt: skip
#: Danger of each row, to be said all at once.
DANGER = (
    *GATED,
    "cant swallow and my lips are huge",
    "shivering so hard my teeth chatter",
    "passed out twice since lunch",
    "everything went dark in one eye",
    "i dont want to be here any more",
    "soaked three towels and its still pouring",
    "red streaks up to my ear",
    "itchy lumps all over my legs",
    "pain is a 9 and climbing, temp 38.7",
    "blisters round my mouth since this morning",
)
NUMBERS = ("38.5", "7", "8/10", "8 out of 10", "day 3", "pain", "bp 90/60", "temp", "a", "forty")
_SLIPS, _MADE = 3, 20
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def hard_texts() -> dict[str, list[str]]:
    """Return the texts of each kind by its name."""
    random = Random(1600)  # the same texts in every run
    words = sorted({word for text in DANGER for word in text.split()})
    return {
        "one thing over and over": [(one * LONGEST)[:LONGEST] for one in REPEATED],
        "danger, sentence after sentence": list(_made(random, DANGER, ". ")),
        "danger without a full stop": list(_made(random, DANGER, " ")),
        "danger in a list": list(_made(random, DANGER, ", ")),
        "the same words in any order": list(_made(random, words, " ")),
        "the same words misspelt": list(_made(random, [_misspelt(random, word) for word in words * _SLIPS], " ")),
        "numbers": list(_made(random, NUMBERS, " ")),
        "marks": list(_made(random, ".,!?;:-()'/ \n", "")),
        "letters of any alphabet": ["".join(chr(random.randrange(1, 0x3000)) for _ in range(LONGEST)) for _ in range(_MADE)],
    }


def _made(random: Random, pieces: tuple[str, ...] | list[str] | str, joint: str) -> Iterator[str]:
    for _ in range(_MADE):
        yield joint.join(random.choices(pieces, k=LONGEST))[:LONGEST]


def _misspelt(random: Random, word: str) -> str:
    at = random.randrange(len(word))
    return word[:at] + random.choice(_LETTERS) + word[at + 1 :]
