"""Make a text comparable without losing where each character came from.

Phones, keyboards and mischief produce full-width letters, zero-width joins, accents, look-alike letters and words in which each
letter stands by itself; the tables are written once, in plain lower case. What a text only passes on is blanked out first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from string import ascii_lowercase

from bot.safety.passed_on import hide

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTER = re.compile("[a-z]")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u066b": "."}
# Letters of other alphabets that look like ours are ours beside Latin ones. Capitals may look like other letters than small ones.
_CYRILLIC = dict(zip("абвгеёзийкмнопрстухшьяѕіїјһԁԛԝѵӏүө", "abbreeennkmhonpctyxwbrsiijhdqwvlyo", strict=True))
_GREEK = dict(zip("αβγδεζηικμνοπρτυχω", "abydeznikuvonptuxw", strict=True))
_GREEK_CAPITALS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True))
_LOOKALIKES = {**_CYRILLIC, **_GREEK, **dict(zip("օսհո", "ouhn", strict=True))}
# Latin letters that no decomposition leads to.
_LATIN = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢıɑɡłøđħŧƒ", "abcdefghijklmnopqrstuvwyziaglodhtf", strict=True))
_LATIN |= {"ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
_ARABIC_FORMS = {"\u0649": "\u064a", "\u0629": "\u0647", "\u0640": "", "\u06a9": "\u0643", "\u06cc": "\u064a"}
_WORD = re.compile(r"\S+")
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
#: White letters in a black circle or square, A to Z from these on.
_BLACK_LETTERS = (0x1F150, 0x1F170)
_LETTERS = {**_LATIN, **_ARABIC_FORMS}
_FOLDED = {**dict.fromkeys(_BLANKS, " "), **_ARABIC_FORMS, **_QUOTES}
_FOLDED |= {chr(first + at): letter for first in _BLACK_LETTERS for at, letter in enumerate(ascii_lowercase)}

# Single letters in a row with one and the same mark or space between them: three with a mark ("p.u.s"), four with a space, since
# "r u a person" is nothing of the kind. Where a text has its letters apart like that, the shorter rows of it are words too.
_MARKED = r"(?<![a-z0-9'])[a-z]([.*-])[a-z](?![a-z0-9'])"
_ONE_MORE = r"(?:\1[a-z](?![a-z0-9']))"
_SPACED = r"(?<![a-z0-9'.*-])[a-z](?: [a-z](?![a-z0-9']|[.*-][a-z]))"
_APART = re.compile(rf"{_MARKED}{_ONE_MORE}|{_SPACED}{{3}}")
_ALL_APART = re.compile(rf"{_MARKED}{_ONE_MORE}*|{_SPACED}+")
_MAYBE_APART = re.compile(r"[ .*-][a-z][ .*-][a-z](?![a-z0-9'])")
# "thr0at" and "n0", not "for3days".
_DIGIT_LETTERS = {"0": "o", "1": "l", "3": "e"}
_MAYBE_DIGIT = re.compile(r"[013](?<=[a-z].)")
_DIGIT = re.compile(
    r"(?<=\b[a-z])0\b|(?<=[a-z])(?<!pain)(?<!temp)(?<!day)(?<!for)(?<!ter)(?<!is)(?:00?|11?|33?)(?=[a-z])"
    r"(?!days?\b|h(?:ou)?rs?\b|w(?:ee)?ks?\b|min(?:ute)?s?\b|[ap]m\b|times|x\b|of\b|out|point|deg|[cf]\b)"
)
# Words of danger that a thumb has run together: "cantbreathe", "chestpain". Each begins one word, so nothing is looked at twice.
_HEADS = ("cant", "can't", "cannot", "couldnt", "couldn't", "wont", "won't", "barely", "hardly")
_TAILS = ("br", "sw", "see", "sp", "talk", "move", "stop", "wake", "feel")
_JOINED = ("chestp", "chestt", "throatc", "throats", "heartat", "heartr", "passedo", "blackedo", "killmy")
_MAYBE_JOINED = (*_JOINED, *(head + tail for head in _HEADS for tail in _TAILS))
_RUN_TOGETHER = re.compile(
    r"(?<![a-z0-9'])(?:(?:can'?t|cannot|couldn'?t|won'?t|barely|hardly)(?=br[ei]+a?th|swallow|see\b|speak|talk|move|stop|wake|feel)"
    r"|chest(?=pain|tight)|throat(?=clos|swell)|heart(?=attack|racing)|(?:passed|blacked)(?=out\b)|kill(?=myself))"
)


def clean(text: str) -> tuple[str, list[int]]:
    """Return `text` folded to plain lower case, and for each character of it the offset it had in `text`."""
    folded, offsets = _folded(hide(text).replace("_", " "))
    if _MAYBE_APART.search(folded) and _APART.search(folded):
        folded, offsets = _put_together(folded, offsets)
    return _cut_apart(_spelt(folded), offsets)


def plain(text: str) -> str:
    """Return `text` in plain letters for whoever else reads it: folded as by `clean`, but emoji stay whole and capitals stay."""
    text = _plain_words(hide(text).replace("_", " "))
    lower = text.lower()
    if _APART.search(lower):
        text, _ = _put_together(text, list(range(len(text))))
    return _spelt(text)


def _plain_words(text: str) -> str:
    if text.isascii():
        return text
    mixed = _is_mixed(text)
    return _WORD.sub(lambda word: _plain_word(word.group(), mixed), text)


def _plain_word(word: str, mixed: bool) -> str:
    if not any(char.isalpha() for char in word):
        return word
    return "".join(char if char.isascii() else _fold(char, mixed) for char in word)


def _folded(text: str) -> tuple[str, list[int]]:
    if text.isascii():
        return text.lower(), list(range(len(text)))
    mixed = _is_mixed(text)
    folds = {char: _fold(char, mixed) for char in set(_NOT_ASCII.findall(text))}
    pieces = [folds.get(char, char) for char in text]
    folded = "".join(pieces).lower()
    if all(len(fold) == 1 for fold in folds.values()):
        return folded, list(range(len(text)))
    return folded, [at for at, piece in enumerate(pieces) for _ in piece]


def _is_mixed(text: str) -> bool:
    return _LETTER.search(text.lower()) is not None


def _put_together(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Return the text without what stands between single letters: they are one word."""
    apart = [match.span() for match in _ALL_APART.finditer(text.lower())]
    left_out = {at for start, end in apart for at in range(start + 1, end, 2)}
    kept = [at for at in range(len(text)) if at not in left_out]
    return "".join(text[at] for at in kept), [offsets[at] for at in kept]


def _cut_apart(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Return the text with a space between words that were run together, which has the offset of what follows it."""
    if not any(joined in text for joined in _MAYBE_JOINED):
        return text, offsets
    cuts = {match.end() for match in _RUN_TOGETHER.finditer(text)}
    spaced = "".join(f" {char}" if at in cuts else char for at, char in enumerate(text))
    return spaced, [offset for at, offset in enumerate(offsets) for offset in [offset] * (1 + (at in cuts))]


def _spelt(text: str) -> str:
    return _DIGIT.sub(_letters, text) if _MAYBE_DIGIT.search(text) else text


def _letters(digits: re.Match[str]) -> str:
    return "".join(_DIGIT_LETTERS[digit] for digit in digits.group())


@lru_cache(maxsize=4096)
def _fold(char: str, mixed: bool) -> str:
    if char in _FOLDED:
        return _FOLDED[char]
    if mixed and char in _GREEK_CAPITALS:
        return _GREEK_CAPITALS[char]
    parts = unicodedata.normalize("NFKD", char).lower()
    return _fold_part(parts, mixed) if len(parts) == 1 else "".join([_fold_part(part, mixed) for part in parts])


def _fold_part(char: str, mixed: bool) -> str:
    if char.isalpha():
        return _LOOKALIKES[char] if mixed and char in _LOOKALIKES else _LETTERS.get(char, char)
    category = unicodedata.category(char)
    if category in ("Mn", "Cf", "Me", "Cs"):
        return ""
    return str(unicodedata.digit(char)) if category == "Nd" else char
