"""What stands around a danger word and takes its force: denied, past, over, supposed, taken back, said of someone else.

Negation cancels only its own item ("no fever but pus"), and only across words that carry nothing ("no sign of any pus").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.safety.pattern import Index, Span
from bot.safety.tokens import Token
from bot.safety.words import words

_REACH = 14
_NO = words("no nope nah none not never negative nil nada")


@dataclass(frozen=True)
class Reading:
    """A text as the context rules see it: its tokens, the label index, and where each context rule (X…) stands."""

    tokens: list[Token]
    index: Index
    contexts: dict[str, list[Span]]
    signs: list[Span]
    hours: float | None

    def stands(self, label: str, at: int) -> bool:
        """Whether the concept begins at that token."""
        return at in self.index.labels.get(label, ())

    def is_sign(self, at: int) -> bool:
        """Whether the token names a sign, alone or as part of one found."""
        return at in self._in_signs or self.stands("@sign_word", at)

    @cached_property
    def _in_signs(self) -> frozenset[int]:
        return frozenset(at for start, end in self.signs if end - start <= 3 for at in range(start, end))

    def spans(self, name: str) -> list[Span]:
        """Return where the context rule of that name stands."""
        return self.contexts.get(name, [])

    def sentence(self, span: Span) -> int:
        """Return the number of the sentence in which the span begins."""
        return self.tokens[span[0]].sentence


def status(reading: Reading, span: Span, denies: bool = False) -> str:
    """Return "live", or why the words at `span` are no sign of danger now; `denies`: the sign itself holds a negation."""
    if not denies and _negator_within(reading, span):
        return "negated"
    for name, check in _CHECKS:
        if check(reading, span) and not (denies and name == "negated" and _says_more(reading, span[0])):
            return name
    return "live"


def _says_more(reading: Reading, start: int) -> bool:
    """Whether a sign that holds its own denial follows one as a clause of its own: "tablets did nothing, i cant breathe"."""
    for at in range(start - 1, max(-1, start - 4), -1):
        if reading.stands("@negator", at):
            return False
        if reading.stands("@subject", at):
            return reading.tokens[max(0, at - 1)].word not in ("that", "like", "saying")
    return False


def _is_negated(reading: Reading, span: Span) -> bool:
    return _negator_before(reading, span[0]) or _denied_after(reading, span)


def _negator_within(reading: Reading, span: Span) -> bool:
    """Whether the sign is denied between its words ("eye isnt sore"), with nothing else coming between."""
    for at in range(span[1] - 2, span[0], -1):
        if reading.stands("@negator", at):
            return not _starts_context(reading, "X.not_a_negation", at)
        if not (reading.stands("@carries_nothing", at) or reading.is_sign(at)):
            return False
    return False


def _negator_before(reading: Reading, start: int) -> bool:
    """Whether a negator reaches the sign from its left: over empty words and listed signs, not into a new clause or turn."""
    commas, new_clause = 0, False
    for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
        token = reading.tokens[at]
        if token.sentence != reading.tokens[start].sentence or reading.stands("@contrast", at):
            return False
        if token.word == "now" and at and reading.tokens[at - 1].word in ("and", ",", "so"):
            return False
        if _starts_context(reading, "X.not_a_negation", at):
            return False
        if reading.stands("@negator", at):
            return (commas == 0 or _is_listed(reading, start)) and not _is_doubled(reading, at)
        is_sign = reading.is_sign(at)
        if is_sign and new_clause:
            return False
        commas += token.word == ","
        new_clause = new_clause or reading.stands("@new_clause", at) or reading.stands("@turn", at)
        if not (is_sign or reading.stands("@carries_nothing", at) or reading.stands("@turn", at)):
            return False
    return False


def _is_doubled(reading: Reading, negator: int) -> bool:
    """Whether the negation is itself denied: "cant say theres no pus"."""
    return any(reading.stands("@no_doubt", at) for at in range(max(0, negator - 4), negator))


def _starts_context(reading: Reading, name: str, at: int) -> bool:
    return any(start <= at < end for start, end in reading.spans(name))


def _is_listed(reading: Reading, start: int) -> bool:
    """After "no heat, pus" only a list goes on being denied: the item is followed by a comma, "or", "and" or the end."""
    for at in range(start, min(start + 4, len(reading.tokens))):
        token = reading.tokens[at]
        if token.word in (",", "or", "nor", "and", "etc", "ni", "o", "y"):
            return True
        if at > start and not reading.is_sign(at) and not reading.stands("@carries_nothing", at):
            return not token.is_word
    return True


def _denied_after(reading: Reading, span: Span) -> bool:
    if any(span[1] <= start <= span[1] + 2 for start, _ in reading.spans("X.denied_after")):
        return True
    after = [token.word for token in reading.tokens[span[1] : span[1] + 3]] + [""] * 3
    return after[0] == "?" and after[1] in _NO and after[2] not in ("idea", "clue", "one")


def _is_supposed(reading: Reading, span: Span) -> bool:
    """Whether the sign is only thought of: inside an if, after "will i", or under a question about such things in general."""
    if _under(reading, "X.conditional", span, "@subject"):
        return True
    if reading.spans("X.mine_too"):
        return False
    if _under(reading, "X.supposed", span, "@own"):
        return True
    return any(_covers(reading, frame, span) for frame in reading.spans("X.question_about"))


def _under(reading: Reading, name: str, span: Span, breaks: str) -> bool:
    """Whether such a frame reaches the sign from the left, with no subject of its own (`breaks`) between."""
    sentence = reading.sentence(span)
    for start, end in reading.spans(name):
        if reading.sentence((start, end)) == sentence and start < span[0] and end <= span[0] + 1:
            between = range(end, span[0])
            broken = any(reading.stands(breaks, at) for at in between) or _new_thought(reading, end, span[0])
            if not broken and _only_empty(reading, end, span[0]):
                return True
    return False


def _only_empty(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing between carries meaning: a supposition reaches over "i get a", not over "my lips are blue so"."""
    if any(reading.stands("@contrast", at) or reading.stands("@now", at) for at in range(start, end)):
        return False
    return sum(not (reading.stands("@carries_nothing", at) or reading.is_sign(at)) for at in range(start, end)) <= 1


def _covers(reading: Reading, frame: Span, span: Span) -> bool:
    """Whether a question's frame and the sign are one thought: no turn between, and the sign is nobody's own ("my …")."""
    if reading.sentence(frame) != reading.sentence(span):
        return False
    low, high = min(frame[1], span[1]), max(frame[0], span[0])
    if any(reading.stands("@contrast", at) or reading.stands("@because", at) for at in range(low, high)):
        return False
    if frame[0] > span[0]:
        return not any(reading.stands("@own", at) for at in range(max(0, span[0] - 3), span[1]))
    owned = any(reading.stands("@own", at) for at in range(min(frame[1], span[0]), span[1]))
    return not owned and not _new_thought(reading, frame[1], span[0])


def _new_thought(reading: Reading, start: int, end: int) -> bool:
    """Whether a comma opens something new, rather than one more item of a list."""
    commas = [at for at in range(start, end) if reading.tokens[at].word == ","]
    return any(reading.tokens[at + 1].word not in ("or", "and") and not reading.is_sign(at - 1) for at in commas)


def _is_quoted(reading: Reading, span: Span) -> bool:
    if _has_live_word(reading, span) or reading.spans("X.mine_too"):
        return False
    return any(_covers(reading, frame, span) for frame in reading.spans("X.quoting"))


def _has_live_word(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence(span)
    return any(reading.tokens[at].sentence == sentence for at in reading.index.labels.get("@now", ()))


def _is_taken_back(reading: Reading, span: Span) -> bool:
    for context in reading.spans("X.taken_back"):
        after = span[0] >= context[1] and any(reading.stands("@contrast", at) for at in range(context[1], span[0]))
        if not after and abs(reading.sentence(context) - reading.sentence(span)) <= 2:
            return True
    return False


def _is_checked(reading: Reading, span: Span) -> bool:
    checks = reading.spans("X.checked")
    turned = any(reading.stands("@contrast", at) for check in checks for at in range(check[0], span[0]))
    return bool(checks) and not turned and not reading.spans("X.worse_since")


def _is_long_past(reading: Reading, span: Span) -> bool:
    if any(reading.sentence(again) == reading.sentence(span) for again in reading.spans("X.again")):
        return False
    return any(_near(reading, context, span) for context in reading.spans("X.long_past"))


def _is_over(reading: Reading, span: Span) -> bool:
    sentence = reading.sentence(span)
    if reading.spans("X.still") and any(reading.sentence(context) >= sentence for context in reading.spans("X.still")):
        return False
    for context in reading.spans("X.over"):
        gap = reading.sentence(context) - sentence
        follows = context[0] >= span[0] and gap in (0, 1, 2)
        if follows and not _negated_over(reading, context) and _no_sign_between(reading, span, context):
            return True
    return False


def _negated_over(reading: Reading, context: Span) -> bool:
    return any(reading.stands("@negator", at) for at in range(max(0, context[0] - 3), context[0]))


def _no_sign_between(reading: Reading, span: Span, context: Span) -> bool:
    """Whether what is over is this sign, not another named between ("a rusty mark, scab long gone")."""
    for at in range(span[1], context[0]):
        if reading.stands("@contrast", at) and reading.stands("@negator", at + 1):
            return False
        if reading.stands("@sign_word", at) and reading.tokens[at - 1].word not in ("and", "or"):
            return False
    return True


def _near(reading: Reading, context: Span, span: Span) -> bool:
    """Whether the time named is the sign's: no "but" between, and no comma if the time has a sign of its own."""
    if reading.sentence(context) != reading.sentence(span):
        return False
    between = range(min(context[1], span[1]), max(context[0], span[0]))
    if any(reading.stands("@contrast", at) for at in between):
        return False
    commas = [at for at in between if reading.tokens[at].word == ","]
    return not commas or not any(_same_side(sign, context, commas) for sign in reading.signs)


def _same_side(sign: Span, context: Span, commas: list[int]) -> bool:
    edge = commas[-1] if context[0] > commas[-1] else commas[0]
    return (sign[0] > edge) == (context[0] > edge) and abs(sign[0] - context[0]) < 12


_CHECKS = (
    ("retracted", _is_taken_back),
    ("negated", _is_negated),
    ("quoted", _is_quoted),
    ("supposed", _is_supposed),
    ("reassured", _is_checked),
    ("past", _is_long_past),
    ("over", _is_over),
)
