"""What is denied, over or taken back: mentions that a text makes only to say that they are not the matter.

"no pus or fever, only a bit red" is about redness. For things one does, a negation is usually the question ("not even one
pint?", "no makeup then?"), so only signs are cancelled by "no", and activities only by a correction ("sauna, sorry, not pool").
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.nlu.subjects import is_sign
from bot.nlu.words import Word

DENIALS = {
    "no", "not", "without", "never", "none", "nothing", "nor", "neither", "zero", "nobody", "hardly", "isnt", "minus",
}  # fmt: skip
# After these, "not" speaks of the sign's course or of knowledge, not of its absence.
NOT_DENYING = {
    "sure", "know", "stop", "stopped", "stopping", "going", "go", "gone", "settle", "settling", "settled", "better",
    "only", "just", "healing", "improving", "improved", "understand", "fading", "faded", "believe", "cope", "mentioned",
    "mention", "told", "tell", "helping", "getting", "longer", "let", "want", "need", "supposed", "allowed", "touching",
    "mind", "expect", "expected", "wonder", "question", "idea", "explain", "get", "usually", "normally",
}  # fmt: skip
MODALS = {"can", "cannot", "could", "will", "would", "should", "to"}
HARD_BREAKS = {
    "but", "just", "only", "though", "although", "except", "still", "now", "because", "however", "apart", "since", "so",
    "then", "bit", "slightly", "slight",
}  # fmt: skip
STOPS = {".", "!", "?", ",", ";", ":", "(", ")", "..", "...", "??", "and"}
LINKS = {",", "or", "and", "nor", "any", "/", "no", "not", "&", "n", "of", "-", "even", "either"}
DESCRIBING = {
    "red", "pink", "sore", "dry", "hot", "warm", "tender", "flaky", "puffy", "swollen", "itchy", "tight", "rough",
    "peeling", "stinging",
}  # fmt: skip
OVER = {
    "gone", "went", "stopped", "cleared", "settled", "disappeared", "vanished", "faded", "subsided", "over", "healed",
    "wore", "calmed", "resolved",
}  # fmt: skip
#: What a sign goes when it is not over: "the bruise has gone green".
BECOMES = {"gone", "went"}
BECOME = {
    "green", "yellow", "brown", "purple", "blue", "black", "dark", "darker", "red", "redder", "pink", "white", "grey", "hard",
    "lumpy", "bumpy", "crusty", "flaky", "dry", "tight", "hot", "sore", "itchy", "shiny", "worse", "up", "bright", "all",
    "really", "sort", "kind", "a", "like", "into",
}  # fmt: skip
OVER_BEFORE = {"stopped", "longer", "finished", "lost"}
ALMOST = {
    "nearly", "almost", "mostly", "not", "never", "partly", "half", "quite", "until", "when", "till", "once", "before",
    "havent", "if", "after",
}  # fmt: skip
CORRECTIONS = {"sorry", "mean", "meant", "typo", "oops", "correction", "wait", "actually"}
INSTEAD_OF = {("instead", "of"), ("rather", "than")}
REACH = 5
ASKING = {
    "is", "are", "was", "can", "could", "will", "would", "should", "do", "does", "did", "how", "what", "why", "when",
    "which", "who", "am", "normal",
}  # fmt: skip


class Located(Protocol):
    """Anything with a subject and the word positions that carry it."""

    @property
    def subject(self) -> str: ...

    @property
    def at(self) -> tuple[int, ...]: ...


Found = TypeVar("Found", bound=Located)


def standing(mentions: Sequence[Found], words: list[Word]) -> list[Found]:
    """The mentions that hold: not denied, not over (unless asked about), not taken back."""
    norms = [word.norm for word in words]
    asking = is_question(norms)
    kept: list[Found] = []
    denied: Found | None = None
    for mention in mentions:
        if is_sign(mention.subject):
            if _denied(mention, norms) or (denied is not None and _continues(denied, mention, norms)):
                denied = mention
                continue
            denied = None
            if not asking and _over(mention, norms):
                continue
        kept.append(mention)
    return _uncorrected(_chosen(kept, norms), norms)


def _chosen(mentions: list[Found], norms: list[str]) -> list[Found]:
    """Drop what another thing stands in for: "a caring wash instead of just water". Alone it is what is asked about."""
    kept = [mention for mention in mentions if not _replaced(mention, norms)]
    return kept or mentions


def _replaced(mention: Located, norms: list[str]) -> bool:
    before = norms[max(0, mention.at[0] - 4) : mention.at[0]]
    return any(pair in INSTEAD_OF for pair in zip(before, before[1:], strict=False))


def is_question(norms: list[str]) -> bool:
    """Whether the text asks, with or without a question mark."""
    if any("?" in norm for norm in norms):
        return True
    starts = [0] + [place + 1 for place, norm in enumerate(norms) if norm in {".", ",", "!", "and", "but"}]
    return any(norms[start] in ASKING for start in starts if start < len(norms))


def _denied(mention: Located, norms: list[str]) -> bool:
    first = mention.at[0]
    for steps, place in enumerate(range(first - 1, -1, -1)):
        norm = norms[place]
        if norm in DENIALS:
            return not _harmless(place, norms)
        if norm in HARD_BREAKS or norm in STOPS or steps == REACH:
            return False
    return False


def _harmless(place: int, norms: list[str]) -> bool:
    """Whether the denial at `place` denies something other than the sign after it."""
    before = norms[place - 1] if place else ""
    after = norms[place + 1] if place + 1 < len(norms) else ""
    if norms[place] in {"not", "never"} and (before in MODALS or after in NOT_DENYING):
        return True
    return norms[place] in {"no", "nothing"} and (after in NOT_DENYING or after in {",", ".", "!", "?"})


def _continues(denied: Located, mention: Located, norms: list[str]) -> bool:
    """Whether a list goes on: "no pus, fever or swelling"."""
    between = norms[denied.at[-1] + 1 : mention.at[0]]
    if not between or any(norm not in LINKS for norm in between):
        return False
    joined = any(norm in {"or", "nor", "any", "no", "not", "/", "either", "even"} for norm in between)
    return joined or norms[mention.at[0]] not in DESCRIBING


def _over(mention: Located, norms: list[str]) -> bool:
    first, last = mention.at[0], mention.at[-1]
    if first and norms[first - 1] in OVER_BEFORE:
        return first < 2 or norms[first - 2] not in ALMOST
    after = norms[last + 1 : last + 5]
    for place, norm in enumerate(after):
        if norm in {".", ",", ";", "but", "!", "?"}:
            return False
        if norm == "over" and place == 1 and after[0] == "all":  # "red all over" is everywhere
            return False
        if norm in BECOMES and not BECOME.isdisjoint(norms[last + 2 + place : last + 3 + place]):
            return False
        if norm in OVER:
            return not any(word in ALMOST for word in [*after[:place], *norms[max(0, first - 3) : first]])
    return False


def _uncorrected(mentions: list[Found], norms: list[str]) -> list[Found]:
    """Drop what a correction takes back: "pool sorry not sauna", "shave, no wait i mean wax"."""
    places = [place for place, norm in enumerate(norms) if norm in CORRECTIONS]
    if not places:
        return mentions
    kept = [mention for mention in mentions if not (mention.at[0] and norms[mention.at[0] - 1] == "not")]
    if len(kept) < len(mentions):
        return kept
    meant = [
        place
        for place in places
        if norms[place] in {"mean", "meant", "wait"} and norms[max(0, place - 1)] in {"i", "no", "sorry", "actually"}
    ]
    if not meant or not any(mention.at[0] > meant[-1] for mention in mentions):
        return mentions
    before = [mention for mention in mentions if mention.at[0] < meant[-1]]
    return [mention for mention in mentions if not before or mention is not before[-1]]
