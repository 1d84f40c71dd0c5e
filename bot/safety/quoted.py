"""Our own words in a patient's text: a check-in forwarded, an answer quoted back, a phone's "Liked ...".

They name every danger there is ("fever, pus, blisters?") and say nothing of the patient. Only what is surely ours is hidden: a
whole sentence, a long run of words, or a piece between quotation marks; and never what is claimed ("I have fever, pus, ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.safety.words import words

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_PIECE = re.compile(rf"\{{\w*\}}|{_WORD.pattern}")
_SENTENCE_END = re.compile(r"[^\w{]*[.!?\u061f\u2026]|[^\w{]*$")
#: An opening quotation mark before a word, or a line that a mail program has marked.
_MARKED = re.compile(r"[\"'\u201c\u201d\u2018\u2019\u00ab] ?$|(?:^|\n)[ \t>|]*>[ \t]*$")
_MARKS = " \"'\u201c\u201d\u2018\u2019\u00ab"
_CUT_OFF = re.compile(r"[^\w]{0,3}(\w*)\s*(?:\.\.|\u2026)")
_TRAILING = re.compile(r"[\s.!?:;,\"\u201d\u2019\u2026]*")
_CLAIMS = words(
    "i ive im he she we they have having has had got getting get with yes y yeah to feel feeling is its am are my also but now"
)
#: Words from which on a run is nobody else's; the fewest of a whole sentence, and of a piece between quotation marks.
_LONG, _SENTENCE, _PIECE_LENGTH = 9, 5, 4
#: What a placeholder stands for has at most so many words ("Saturday 7 March at 10 am").
_FILLED = 8
#: A text of so few words may be the wish or the question that it repeats ("Reply STOP to end them", "can I wear makeup?").
_WISH = 8
_WISHES = words("stop start i")
_KEY = 3
_BLANK, _NOTHING = "{}", ""


@dataclass(frozen=True)
class _Ours:
    """One word of our texts: a placeholder is `_BLANK`, the gap between two texts `_NOTHING`."""

    word: str
    starts: bool = False
    ends: bool = False
    asks: bool = False


class OurTexts:
    """Our texts, ready to be found in others. Placeholders ("{by}") stand for anything short."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = [word for text in dict.fromkeys(texts) for word in (*_ours(text), _Ours(_NOTHING))]
        self._places: dict[tuple[str, ...], list[int]] = {}
        plain = [word.word for word in self._words]
        for at in range(len(plain) - _KEY + 1):
            key = tuple(plain[at : at + _KEY])
            if _BLANK not in key and _NOTHING not in key:
                self._places.setdefault(key, []).append(at)

    def spans(self, text: str) -> list[Span]:
        """Return where `text` repeats our texts, in order, with the marks that follow."""
        found = [(_plain(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
        said = [word for word, _, _ in found]
        runs: list[Span] = []
        at = 0
        while at <= len(said) - _KEY:
            path = self._longest(said, at)
            if path and _is_claimed(text, found, at):
                at += len(path)
                continue
            first, last = self._surely_ours(text, found, at, path) if path else (0, 0)
            if last > first and not _is_wish(said, first, last):
                runs.append((found[first][1], _end(text, found[last - 1][2])))
            at = last if last > first else at + 1
        return runs

    def _longest(self, said: list[str], at: int) -> list[int | None]:
        """Return, for each word from `at` on that one of our texts has too, its place there (None: fills a placeholder)."""
        places = self._places.get(tuple(said[at : at + _KEY]), [])
        return max((self._follow(said, at, place) for place in places), key=len, default=[])

    def _follow(self, said: list[str], at: int, place: int) -> list[int | None]:
        path: list[int | None] = []
        while at + len(path) < len(said):
            ours = self._words[place].word
            if ours == said[at + len(path)]:
                path.append(place)
            elif ours == _BLANK and (filled := self._filled(said, at + len(path), place + 1)):
                path.extend([None] * filled)
            else:
                break
            place += 1
        return path

    def _filled(self, said: list[str], at: int, place: int) -> int:
        """Return how many words from `at` on a placeholder stands for, 0 where our text does not go on after them."""
        goes_on = [word.word for word in self._words[place : place + 2]]
        return next((many for many in range(1, _FILLED + 1) if said[at + many : at + many + 2] == goes_on), 0)

    def _surely_ours(self, text: str, found: list[tuple[str, int, int]], at: int, path: list[int | None]) -> tuple[int, int]:
        """Return the words, from and to, that are a quotation; an empty range where they may be the patient's own."""
        start = found[at][1]
        marked = _MARKED.search(text, max(0, start - 8), start)
        cut = self._cut_off(text, found, at, path)
        if len(path) >= _LONG or cut > at or (len(path) >= _PIECE_LENGTH and marked):
            return at, max(cut, at + len(path))
        starts = [many for many, place in enumerate(path) if place is not None and self._words[place].starts]
        ends = [many + 1 for many, place in enumerate(path) if place is not None and self._ends(text, found[at + many][2], place)]
        if starts and ends and ends[-1] - starts[0] >= _SENTENCE:
            return at + starts[0], at + ends[-1]
        return 0, 0

    def _cut_off(self, text: str, found: list[tuple[str, int, int]], at: int, path: list[int | None]) -> int:
        """Return the word up to which a run is one of our texts, from its first word on, that a phone has cut ("..."); else 0."""
        last, first_place, place = at + len(path), path[0], path[-1]
        cut = _CUT_OFF.match(text, found[last - 1][2])
        if not cut or first_place is None or place is None or (first_place > 0 and self._words[first_place - 1].word != _NOTHING):
            return 0
        begun = _plain(cut.group(1))
        return last + bool(begun) if self._words[place + 1].word.startswith(begun) else 0

    def _ends(self, text: str, after: int, place: int) -> bool:
        """Whether a sentence of ours ends here; a question only where the text asks it too, else it may be the answer."""
        ours = self._words[place]
        return ours.ends and (not ours.asks or "?" in text[after : _end(text, after)])


def perhaps_quoted(text: str, ours: Iterable[str]) -> list[str]:
    """Return those of our texts that `text` may repeat, in order: all others share no run of words with it.

    For texts that are compared once: to make them ready costs much more than this.
    """
    said = set(_runs(text))
    return [one for one in ours if not said.isdisjoint(_runs(one))]


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Return each `_KEY` words in a row."""
    said = [_plain(word) for word in _WORD.findall(text)]
    return zip(*(said[at:] for at in range(_KEY)), strict=False)


def hide(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with each span as the end of a sentence and blanks, so that all else keeps its place."""
    masked = list(text)
    for start, end in spans:
        masked[start:end] = "." + " " * (end - start - 1)
    return "".join(masked)


def _ours(text: str) -> list[_Ours]:
    pieces = list(_PIECE.finditer(text))
    ends = [_SENTENCE_END.match(text, piece.end()) for piece in pieces]
    starts = [True, *(end is not None for end in ends)]
    blank = [piece.group().startswith("{") for piece in pieces]
    result = []
    for at, (piece, end) in enumerate(zip(pieces, ends, strict=True)):
        # A placeholder at the end of a sentence is no word of ours that could be found.
        last = end or (at + 1 < len(pieces) and blank[at + 1] and ends[at + 1])
        word = _BLANK if blank[at] else _plain(piece.group())
        result.append(_Ours(word, starts[at], bool(last), bool(end and "?" in end.group())))
    return result


def _plain(word: str) -> str:
    return word.lower().replace("'", "").replace("\u2019", "")


def _end(text: str, after: int) -> int:
    trailing = _TRAILING.match(text, after)
    return trailing.end() if trailing else after


def _is_claimed(text: str, found: list[tuple[str, int, int]], at: int) -> bool:
    """Whether the words before take a run for the patient's own: "yes i have", with nothing between."""
    return at > 0 and found[at - 1][0] in _CLAIMS and not text[found[at - 1][2] : found[at][1]].strip(_MARKS)


def _is_wish(said: list[str], first: int, last: int) -> bool:
    whole = first == 0 and last == len(said)
    return whole and last <= _WISH and not _WISHES.isdisjoint(said)
