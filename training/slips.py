"""What thumbs do to a text: letters dropped, doubled, swapped or missed, apostrophes and points left out."""

from random import Random

NEAR = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl",
    "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb",
    "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
SHORT = {"you": "u", "are": "r", "to": "2", "please": "pls", "because": "cos", "and": "n", "with": "w", "really": "rly"}
SHORTEST = 5


def slipped(text: str, chance: Random, rate: float = 0.12) -> str:
    """`text` as a hurried thumb would leave it; `rate` is the chance of a slip in each longer word."""
    words = [_word(word, chance, rate) for word in text.split()]
    return " ".join(words)


def _word(word: str, chance: Random, rate: float) -> str:
    if word.lower() in SHORT and chance.random() < rate:
        return SHORT[word.lower()]
    if "'" in word and chance.random() < 0.5:
        word = word.replace("'", "")
    if len(word) >= SHORTEST and chance.random() < rate:
        return _slip(word, chance)
    return word


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    kind = chance.choice(("drop", "double", "swap", "near"))
    if kind == "drop":
        return before + after
    if kind == "double":
        return before + letter * 2 + after
    if kind == "swap":
        return before + after[:1] + letter + after[1:]
    return before + chance.choice(NEAR.get(letter.lower(), letter)) + after
