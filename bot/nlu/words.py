"""Words as patients type them: a text message cut into words with a plain form each.

spaCy's blank English pipeline does the cutting ("cant" -> "can" + "not", "tonite??" -> three words), then texting
shorthand, stretched letters and misspellings are brought to the form that the lexicon and the classifiers know.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.language import Language

VOCABULARY = Path(__file__).parent / "vocabulary"
_PUNCTUATION = re.compile(r"^[^\w\U0001F000-\U0001FAFF\u2600-\u27BF]+$")
#: "DONT": spaCy cuts contractions in small letters only.
_CAPITAL_NOT = re.compile(r"\b[A-Z]{2,}N'?T\b")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_JOINERS = {"-", "_", "'", "’", "`", "\u200d", "\ufe0f"}
_CURLY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "´": "'"})


@dataclass(frozen=True)
class Word:
    """One word of a message: as written, its plain form, and where it stands (character offsets)."""

    text: str
    norm: str
    start: int
    end: int

    @property
    def is_punctuation(self) -> bool:
        """Whether it only separates ("," "?!" "…"); an emoji is not punctuation."""
        return bool(_PUNCTUATION.match(self.text))


@lru_cache(maxsize=1)
def english() -> Language:
    """The blank English pipeline, made once."""
    pipeline = spacy.blank("en")
    infixes = [*(pipeline.Defaults.infixes or ()), r"[/+&]", r"(?<=[a-zA-Z])[.](?=[a-zA-Z]{2})", r"(?<=[a-z])[*](?=[a-z])"]
    cutter: Any = pipeline.tokenizer
    cutter.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
    return pipeline


@lru_cache(maxsize=1)
def shorthand() -> dict[str, str]:
    """Texting shorthand to its plain word, from vocabulary/shorthand.yml (one word each)."""
    return {str(short): str(plain) for short, plain in yaml.safe_load((VOCABULARY / "shorthand.yml").read_text("utf-8")).items()}


def split(text: str) -> list[Word]:
    """Cut `text` into words with shorthand written out; spelling is left as it is."""
    written = _CAPITAL_NOT.sub(lambda found: found[0].lower(), text.translate(_CURLY))
    tokens = english().make_doc(written)
    cut = [Word(token.text, _plain(token.text, token.norm_), token.idx, token.idx + len(token.text)) for token in tokens]
    return [word for word in cut if word.norm.strip() and word.text not in _JOINERS]


def spelled(text: str, correct: Callable[[str], str]) -> list[Word]:
    """`split`, with each plain form passed through `correct`."""
    return [Word(word.text, correct(word.norm), word.start, word.end) for word in split(text)]


def _plain(text: str, norm: str) -> str:
    lowered = text.lower()
    short = shorthand()
    if lowered in short:
        return short[lowered]
    if lowered.startswith("#") and len(lowered) > 1:
        lowered = lowered[1:]
    form = norm.lower() if norm.lower() != lowered else lowered
    form = _STRETCHED.sub(r"\1\1", form)
    squeezed = re.sub(r"([a-z])\1+$", r"\1", form) if _STRETCHED.search(lowered) else form
    return short.get(form, short.get(squeezed, squeezed))
