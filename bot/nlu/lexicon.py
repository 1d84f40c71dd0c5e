"""The topic lexicon: what patients say for each subject, read from lexicon/*.yml.

A file maps a subject to phrases. In a phrase `a|b` are alternatives, a word ending in `~` stands for its inflected forms
("swim~": swims, swimming ...), `word?` may be absent, `*` is a gap of up to three words within the sentence. A phrase that
begins with "maybe" counts only where nothing firmer is mentioned ("maybe cream"). The subject "nothing" holds look-alikes
("dying to see"): they win by length and yield no topic.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.subjects import SUBJECTS
from bot.nlu.words import VOCABULARY, split

FOLDER = Path(__file__).parent / "lexicon"
NOTHING = "nothing"
WEAK = "maybe"
GAP = 3
_VOWELS = "aeiou"


class LexiconError(ValueError):
    """A lexicon file says something that cannot be used; the text names file, subject and phrase."""


@dataclass(frozen=True)
class Phrase:
    """One way to mention `subject`: a list of spaCy Matcher tokens, and the words it is spelled with."""

    subject: str
    tokens: tuple[dict[str, Any], ...]
    words: frozenset[str]
    weak: bool = False

    @property
    def gapped(self) -> bool:
        """Whether other words may stand between its own."""
        return any("IS_PUNCT" in token for token in self.tokens)

    def spelled_out(self) -> list[tuple[str, ...]]:
        """Every sequence of words that a phrase without gaps stands for."""
        choices = [[*token["ORTH"]["IN"], *([""] if "OP" in token else [])] for token in self.tokens]
        ways = {tuple(word for word in way if word) for way in product(*choices)}
        return sorted(way for way in ways if way)


def inflections(word: str) -> list[str]:
    """`word` and its regular forms; a form that does not exist does no harm, nobody types it."""
    stem = word[:-1] if word.endswith("e") else word
    forms = [word, word + "s", stem + "ed", stem + "ing", stem + "er"]
    if word.endswith("y") and word[-2] not in _VOWELS:
        forms += [word[:-1] + "ies", word[:-1] + "ied"]
    if word.endswith(("s", "sh", "ch", "x", "z")):
        forms.append(word + "es")
    if len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        forms += [word + word[-1] + ending for ending in ("ed", "ing", "er")]
    return forms


def read(folder: Path = FOLDER) -> list[Phrase]:
    """Every phrase of every file in `folder`."""
    return [phrase for path in sorted(folder.glob("*.yml")) for phrase in _file(path)]


@lru_cache(maxsize=1)
def guarded() -> frozenset[str]:
    """Ordinary words that stand close to a lexicon word and must not be corrected to it."""
    return frozenset(str(word) for word in yaml.safe_load((VOCABULARY / "guarded.yml").read_text("utf-8")))


def _file(path: Path) -> Iterator[Phrase]:
    for subject, phrases in yaml.safe_load(path.read_text("utf-8")).items():
        if subject != NOTHING and subject not in SUBJECTS:
            raise LexiconError(f"{path.name}: {subject!r} is not a subject")
        for phrase in phrases:
            try:
                yield compiled(subject, str(phrase))
            except ValueError as problem:
                raise LexiconError(f"{path.name}: {subject}: {phrase!r}: {problem}") from problem


def compiled(subject: str, phrase: str) -> Phrase:
    """Read one line of the lexicon."""
    tokens: list[dict[str, Any]] = []
    words: set[str] = set()
    parts = phrase.split()
    weak = parts[0] == WEAK
    for part in parts[weak:]:
        if part == "*":
            tokens += [{"IS_PUNCT": False, "OP": "?"}] * GAP
            continue
        optional = part.endswith("?")
        alternatives = part.rstrip("?").split("|")
        if len(alternatives) == 1 and not alternatives[0].endswith("~"):
            cut = [[word.norm] for word in split(alternatives[0])]
        else:
            cut = [[form for alternative in alternatives for form in _forms(alternative)]]
        for forms in cut:
            words |= set(forms)
            tokens.append({"ORTH": {"IN": sorted(set(forms))}, **({"OP": "?"} if optional else {})})
    if not words:
        raise ValueError("no words in it")
    return Phrase(subject, tuple(tokens), frozenset(words), weak)


def _forms(alternative: str) -> list[str]:
    raw = inflections(alternative[:-1]) if alternative.endswith("~") else [alternative]
    forms = []
    for word in raw:
        cut = split(word)
        if len(cut) != 1:
            raise ValueError(f"{word!r} must be one word here")
        forms.append(cut[0].norm)
    return forms
