"""Topics of a message: which subjects it mentions, by the lexicon, in order of mention.

Longest mention wins, absent, settled and retracted things are left out, and a plain topic gives way to its variant.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from bot.nlu import context, negation
from bot.nlu.lexicon import NOTHING, Phrase, guarded, read
from bot.nlu.spelling import Spelling
from bot.nlu.subjects import most_specific
from bot.nlu.words import Word, english, shorthand, spelled


@dataclass(frozen=True)
class Mention:
    """A subject found in a text: character offsets and words, and the word positions that carry it."""

    subject: str
    start: int
    end: int
    phrase: str
    at: tuple[int, ...] = ()
    weak: bool = False


class TopicFinder:
    """Finds the subjects of a text with the phrases of a lexicon."""

    def __init__(self, phrases: list[Phrase]) -> None:
        self._phrases = phrases
        self._plain = PhraseMatcher(english().vocab, attr="ORTH")
        self._gapped = Matcher(english().vocab)
        for number, phrase in enumerate(phrases):
            self._add(str(number), phrase)
        vocabulary = {word for phrase in phrases for word in phrase.words} | set(shorthand().values())
        self._spelling = Spelling(vocabulary, guarded() | set(english().Defaults.stop_words))

    def _add(self, key: str, phrase: Phrase) -> None:
        """Phrases without a gap are spelled out for the phrase matcher, whose cost does not grow with their number."""
        if phrase.gapped:
            self._gapped.add(key, [list(phrase.tokens)])
        else:
            self._plain.add(key, [Doc(english().vocab, words=list(words)) for words in phrase.spelled_out()])

    def words(self, text: str) -> list[Word]:
        """The words of `text` with shorthand written out and spelling corrected."""
        return spelled(text, self._spelling.correct)

    def find(self, text: str) -> list[Mention]:
        """The subjects that `text` is about, in order of mention, each once."""
        return self.told(text)[0]

    def told(self, text: str) -> tuple[list[Mention], list[str]]:
        """The subjects that `text` is about, as `find` has them, and those that it names only to say that they are not there."""
        words = self.words(text)
        settled = context.settle(self.mentions(words, text), words)
        mentions = negation.standing(settled, words)
        kept = most_specific([mention.subject for mention in mentions])
        first = {mention.subject: mention for mention in reversed(mentions)}
        return [first[subject] for subject in kept], list(
            dict.fromkeys(one.subject for one in settled if one.subject not in first)
        )

    def mentions(self, words: list[Word], text: str) -> list[Mention]:
        """Every mention, negated ones too; one inside a longer one is dropped."""
        found = {self._mention(key, start, end, words, text) for key, start, end in self._matches(words)}
        longest = [mention for mention in found if not any(_covers(other, mention) for other in found)]
        return sorted(
            (m for m in longest if m.subject != NOTHING), key=lambda mention: (mention.at[0], mention.start, mention.subject)
        )

    def knows(self, words: list[Word]) -> bool:
        """Whether any phrase, of any subject or of a look-alike, is in `words`."""
        return bool(self._matches(words))

    def _matches(self, words: list[Word]) -> list[tuple[int, int, int]]:
        doc = Doc(english().vocab, words=[word.norm for word in words])
        return [*self._plain(doc), *self._gapped(doc)]

    def _mention(self, key: int, start: int, end: int, words: list[Word], text: str) -> Mention:
        phrase = self._phrases[int(english().vocab.strings[key])]
        at = tuple(place for place in range(start, end) if words[place].norm in phrase.words)
        first, last = words[start].start, words[end - 1].end
        return Mention(phrase.subject, first, last, text[first:last], at, phrase.weak)


def _covers(other: Mention, mention: Mention) -> bool:
    """Whether `other` says the same words and more (or, for look-alikes, the same words)."""
    if set(mention.at) < set(other.at):
        return True
    if set(mention.at) != set(other.at):
        return False
    if mention.subject == other.subject:
        return (other.end - other.start, other.start) < (mention.end - mention.start, mention.start)
    return mention.subject == NOTHING


@lru_cache(maxsize=1)
def default() -> TopicFinder:
    """The finder with the project's own lexicon, made once per process."""
    return TopicFinder(read())


def find(text: str) -> list[Mention]:
    """The subjects of `text` by the project's lexicon."""
    return [replace(mention, at=()) for mention in default().find(text)]


def told(text: str) -> tuple[list[Mention], list[str]]:
    """The subjects of `text` by the project's lexicon, and those that it denies."""
    found, denied = default().told(text)
    return [replace(mention, at=()) for mention in found], denied


def known(text: str) -> bool:
    """Whether the lexicon knows anything in `text`, be it denied or a look-alike."""
    finder = default()
    return finder.knows(finder.words(text))
