"""What stands around a danger word and takes its force: denied, past, over, supposed, taken back, said of someone else.

Negation cancels only its own item ("no fever but pus"), and only across words that carry nothing ("no sign of any pus").
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bot.safety.bits import between, highest, lowest
from bot.safety.frames import Frames
from bot.safety.reading import REACH, Reading
from bot.safety.search import Span
from bot.safety.words import words

#: How many tokens a question's mark and its answer take up, and what may stand between them: "fever?? me?? never".
_ANSWER, _BEFORE_ANSWER = 7, words("? ! me us here")
_NO = words("no nope nah none not never negative nil nada")


def judge(reading: Reading) -> Callable[[Span, bool], str]:
    """Return what tells "live", or why the words at a span are no sign of danger now; each place is judged once.

    Its second argument says that the sign itself holds a negation ("cant breathe").
    """
    checks = [(name, check) for name, check, rules in _CHECKS if not rules or not reading.contexts.keys().isdisjoint(rules)]

    @cache
    def status(span: Span, denies: bool) -> str:
        if not denies and _negator_within(reading, span):
            return "negated"
        for name, check in checks:
            if check(reading, span) and not (denies and name == "negated" and _says_more(reading, span[0])):
                return name
        return "live"

    return status


def _says_more(reading: Reading, start: int) -> bool:
    """Whether a sign that holds its own denial follows one as a clause of its own: "tablets did nothing, i cant breathe"."""
    subjects = reading.where("@subject")
    at = highest((reading.negators | subjects) & between(start - 3, start))
    if at < 0 or reading.negators >> at & 1:
        return False
    return reading.tokens.words[max(0, at - 1)] not in ("that", "like", "saying")


def _is_negated(reading: Reading, span: Span) -> bool:
    if reading.after_negators >> span[0] & 1 and _negator_before(reading, span[0]):
        return True
    return bool(reading.before_denials >> span[1] & 1) and _denied_after(reading, span)


def _negator_within(reading: Reading, span: Span) -> bool:
    """Whether the sign is denied between its words ("eye isnt sore"), with nothing else coming between."""
    if span[1] - span[0] <= 2:
        return False
    last = highest(reading.negators & between(span[0] + 1, span[1] - 1))
    if last < 0 or between(last + 1, span[1] - 1) & ~reading.empty:
        return False
    return not reading.frames("X.not_a_negation").covered >> last & 1


def _negator_before(reading: Reading, start: int) -> bool:
    """Whether a negator reaches the sign from its left: over empty words and listed signs, not into a new clause or turn."""
    before = between(max(start - REACH, reading.tokens.sentence(start).first), start)
    own_signs = reading.signs & between(0, highest(before & reading.new_clauses))
    last = highest(before & (reading.negators | ~reading.denied_over | own_signs))
    if last < 0 or not (reading.negators & ~reading.denial_ends) >> last & 1:
        return False
    listed = not reading.commas & between(last, start) or _is_listed(reading, start)
    return listed and not _is_doubled(reading, last)


def _is_doubled(reading: Reading, negator: int) -> bool:
    """Whether the negation is itself denied: "cant say theres no pus"."""
    return bool(reading.where("@no_doubt") & between(negator - 4, negator))


def _is_listed(reading: Reading, start: int) -> bool:
    """After "no heat, pus" only a list goes on being denied: the item is followed by a comma, "or", "and" or the end."""
    for at in range(start, min(start + 4, len(reading.tokens))):
        if reading.tokens.words[at] in (",", "or", "nor", "and", "etc", "ni", "o", "y"):
            return True
        if at > start and not reading.empty >> at & 1:
            return not reading.tokens.is_word(at)
    return True


def _denied_after(reading: Reading, span: Span) -> bool:
    if reading.frames("X.denied_after").starts & between(span[1], span[1] + 3):
        return True
    mark, *following = [*reading.tokens.words[span[1] : span[1] + _ANSWER], ""]
    answer, after = ([word for word in following if word not in _BEFORE_ANSWER] + ["", ""])[:2]
    return mark == "?" and answer in _NO and after not in ("idea", "clue", "one")


def _is_supposed(reading: Reading, span: Span) -> bool:
    """Whether the sign is only thought of: inside an if, after "will i", or under a question about such things in general."""
    if reading.conditional >> span[0] & 1:
        return True
    if reading.frames("X.mine_too") or reading.frames("X.confirmed"):
        return False
    return bool(reading.supposed >> span[0] & 1) or _covered(reading, "X.question_about", span)


def _covered(reading: Reading, name: str, span: Span) -> bool:
    """Whether such a question's frame and the sign are one thought: no turn between, and the sign is nobody's own ("my …")."""
    frames = reading.frames(name)
    if not frames.starts & reading.sentence(span):
        return False
    return _covered_before(reading, frames, span) or _covered_after(reading, frames, span)


def _covered_before(reading: Reading, frames: Frames, span: Span) -> bool:
    """Whether one from the left does; of several the nearest has the least between."""
    start = span[0]
    end = start if frames.covered >> start & 1 else frames.end_before(start, reading.tokens.sentence(start).first)
    if end < 0 or reading.where("@own") & between(end, span[1]):
        return False
    return not between(end, start) & (reading.turns | reading.where("@because") | reading.new_thoughts)


def _covered_after(reading: Reading, frames: Frames, span: Span) -> bool:
    after = frames.starts & between(span[0] + 1, reading.tokens.sentence(span[0]).stop)
    if not after or reading.where("@own") & between(span[0] - 3, span[1]):
        return False
    return not between(span[1], lowest(after)) & (reading.turns | reading.where("@because"))


def _is_quoted(reading: Reading, span: Span) -> bool:
    if reading.frames("X.mine_too") or reading.frames("X.confirmed") or reading.where("@now") & reading.sentence(span):
        return False
    return _covered(reading, "X.quoting", span)


def _is_taken_back(reading: Reading, span: Span) -> bool:
    number = reading.tokens.sentence(span[0]).number
    for start, end in reading.frames("X.taken_back").spans:
        if abs(reading.tokens.sentence(start).number - number) <= 2 and not reading.turns & between(end, span[0]):
            return True
    return False


def _is_mistaken(reading: Reading, span: Span) -> bool:
    """Whether the sign stands inside what says that it was none ("thought it was pus, turned out ...", "looked for ... none")."""
    covered = reading.frames("X.mistaken").covered | reading.frames("X.looked_for").covered
    return bool(covered & between(*span)) and not reading.frames("X.confirmed")


def _is_done_there(reading: Reading, span: Span) -> bool:
    """Whether it came and went in the chair, or long enough ago, and nothing of it came after."""
    sentence = reading.sentence(span)
    ends = [end for start, end in reading.frames("X.done_there").spans if sentence >> start & 1 and end > span[0]]
    return any(not reading.where("@now") & between(span[1], end) for end in ends)


def _is_checked(reading: Reading, span: Span) -> bool:
    checks = reading.frames("X.checked")
    if not checks or reading.frames("X.worse_since"):
        return False
    return not reading.turns & between(lowest(checks.starts), span[0])


def _is_long_past(reading: Reading, span: Span) -> bool:
    sentence, past = reading.sentence(span), reading.frames("X.long_past")
    if not past.starts & sentence or reading.frames("X.again").starts & sentence:
        return False
    return any(_near(reading, context, span) for context in past.spans if sentence >> context[0] & 1)


def _near(reading: Reading, context: Span, span: Span) -> bool:
    """Whether the time named is the sign's: no "but" or "and now" between, and no comma if the time has a sign of its own."""
    between_them = between(min(context[1], span[1]), max(context[0], span[0]))
    if reading.denial_ends & between_them:
        return False
    commas = reading.commas & between_them
    if commas and context[0] < span[0] and reading.where("@own") & between(highest(commas), span[0]):
        return False
    return not commas or not _has_own_sign(reading, context[0], commas)


def _has_own_sign(reading: Reading, at: int, commas: int) -> bool:
    """Whether a sign stands near the time, on its side of the commas."""
    near = reading.sign_starts & between(at - 11, at + 12)
    last = highest(commas)
    return bool(near >> last + 1) if at > last else bool(near & between(0, lowest(commas) + 1))


def _is_over(reading: Reading, span: Span) -> bool:
    sentence = reading.tokens.sentence(span[0])
    if reading.frames("X.still").starts >> sentence.first:
        return False
    over = reading.over & ~between(0, span[0] + 1)
    if not over or reading.tokens.sentence(lowest(over)).number - sentence.number > 2:
        return False
    return not reading.new_signs & between(span[1], lowest(over))


def _are_they_well(reading: Reading, span: Span) -> bool:
    """Whether a sign told of somebody else is said to be over with them: "his lips blew up, he was fine"."""
    sentence = reading.tokens.sentence(span[0])
    if not reading.others & reading.sentence(span):
        return False
    well = lowest(reading.frames("X.they_are_well").starts & ~between(0, span[0] + 1))
    if well < 0 or reading.tokens.sentence(well).number - sentence.number > 2:
        return False
    if reading.where("@own") & reading.words("my", "im", "ive", "mine") & between(span[0] - 3, span[1]):
        return False
    return not reading.others & between(span[1], well)  # "my mate had it and she was fine" is about the mate


#: What a sign in such a context is, and the context rules without which it cannot be.
_CHECKS: tuple[tuple[str, Callable[[Reading, Span], bool], tuple[str, ...]], ...] = (
    ("retracted", _is_taken_back, ("X.taken_back",)),
    ("retracted", _is_mistaken, ("X.mistaken", "X.looked_for")),
    ("negated", _is_negated, ()),
    ("quoted", _is_quoted, ("X.quoting",)),
    ("supposed", _is_supposed, ("X.conditional", "X.supposed", "X.question_about")),
    ("reassured", _is_checked, ("X.checked",)),
    ("past", _is_long_past, ("X.long_past",)),
    ("past", _is_done_there, ("X.done_there",)),
    ("over", _is_over, ("X.over",)),
    ("over", _are_they_well, ("X.they_are_well",)),
)
