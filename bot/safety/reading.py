"""A text as the rules of context and of ownership see it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.safety.bits import between, leaps, lowest
from bot.safety.frames import Frames
from bot.safety.index import Index
from bot.safety.search import Span
from bot.safety.tokens import Tokens

_NOWHERE = Frames()
#: How many tokens a denial reaches over.
REACH = 14
_REACHES = leaps(REACH - 1)
#: A match of more tokens than these is a tale, not the name of a sign.
_LONGEST_NAME = 3


@dataclass(frozen=True)
class Reading:
    """A text: its tokens, the index of its labels, where each context rule (X…) stands, and each sign found.

    A set of tokens is a whole number with a bit for each of them.
    """

    tokens: Tokens
    index: Index
    contexts: dict[str, Frames]
    found: list[Span]
    hours: float | None

    def where(self, label: str) -> int:
        """Return the tokens at which the concept begins."""
        return self.index.starts(label)

    def words(self, *words: str) -> int:
        """Return the tokens that are any of these words."""
        return self.index.of(frozenset(words))

    def frames(self, name: str) -> Frames:
        """Return where the context rule of that name stands."""
        return self.contexts.get(name, _NOWHERE)

    def sentence(self, span: Span) -> int:
        """Return the tokens of the sentence in which the span begins."""
        return self.tokens.sentence(span[0]).tokens

    @cached_property
    def signs(self) -> int:
        """The tokens that name a sign, alone or as part of one found."""
        signs = self.where("@sign_word")
        for start, end in self.found:
            if end - start <= _LONGEST_NAME:
                signs |= between(start, end)
        return signs

    @cached_property
    def sign_starts(self) -> int:
        """The first tokens of the signs found."""
        starts = 0
        for start, _ in self.found:
            starts |= 1 << start
        return starts

    @cached_property
    def empty(self) -> int:
        """The tokens that carry nothing, or name a sign, over which a denial reaches."""
        return self.where("@carries_nothing") | self.signs

    @cached_property
    def negators(self) -> int:
        """The tokens at which a negation begins."""
        return self.where("@negator")

    @cached_property
    def turns(self) -> int:
        """The tokens at which a "but" begins."""
        return self.where("@contrast")

    @cached_property
    def commas(self) -> int:
        """The tokens that are commas."""
        return self.words(",")

    @cached_property
    def after_negators(self) -> int:
        """The tokens that a denial may reach from their left."""
        after = self.negators << 1
        for leap in _REACHES:
            after |= after << leap
        return after

    @cached_property
    def before_denials(self) -> int:
        """The ends (one past the last token) behind which a denial may follow."""
        denials = self.frames("X.denied_after").starts
        return denials | denials >> 1 | denials >> 2 | self.words("?")

    @cached_property
    def new_thoughts(self) -> int:
        """The commas that open something new, rather than one more item of a list."""
        return self.commas & ~(self.words("or", "and") >> 1) & ~(self.signs << 1)

    @cached_property
    def new_clauses(self) -> int:
        """The tokens after which a sign is no item of the list before them."""
        return self.where("@new_clause") | self.where("@turn")

    @cached_property
    def denial_ends(self) -> int:
        """The tokens that no denial passes: a "but", "and now", and what only begins like a denial."""
        now = self.words("now") & self.words("and", ",", "so") << 1
        return self.turns | now | self.frames("X.not_a_negation").covered

    @cached_property
    def denied_over(self) -> int:
        """The tokens that a denial passes on its way to a sign."""
        return (self.empty | self.where("@turn")) & ~self.denial_ends

    @cached_property
    def conditional(self) -> int:
        """The tokens at which a sign would be inside an if."""
        return self._under("X.conditional", "@subject")

    @cached_property
    def supposed(self) -> int:
        """The tokens at which a sign would follow a "will i" or the like."""
        return self._under("X.supposed", "@own")

    def _under(self, name: str, breaks: str) -> int:
        """Return the tokens that such a frame reaches from the left, with no subject of its own (`breaks`) between.

        A supposition reaches over "i get a", not over "my lips are blue so": over one word that carries something at most.
        """
        under, breaking = 0, self.new_thoughts | self.turns | self.where("@now") | self.where(breaks)
        for start, end in self.frames(name).spans:
            stop = self.tokens.sentence(start).stop
            full = between(end, stop) & ~self.empty
            ends = breaking & between(end, stop) | full & full - 1 | 1 << stop - 1
            under |= between(max(start + 1, end - 1), lowest(ends) + 1)
        return under

    @cached_property
    def over(self) -> int:
        """The first tokens of what says that a sign is over, and is not denied itself."""
        negators = self.negators
        return self.frames("X.over").starts & ~(negators << 1 | negators << 2 | negators << 3)

    @cached_property
    def new_signs(self) -> int:
        """The tokens from which on what is over is another sign ("a rusty mark, scab long gone")."""
        return self.where("@sign_word") & ~(self.words("and", "or") << 1) | self.turns & self.negators >> 1

    @cached_property
    def others(self) -> int:
        """The tokens that name somebody else: no staff at work, and nobody's likeness ("like someone is standing on me")."""
        like = self.words("like")
        return self.where("@someone_else") & ~(self.where("@staff_acting") | like << 1 | like << 2)

    @cached_property
    def selves(self) -> int:
        """The tokens that name the one who writes."""
        part = self.where("@my_part")
        return self.where("@me") | self.where("@mine") & (part >> 1 | part >> 2 | part >> 3)
