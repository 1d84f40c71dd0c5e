"""Context: subjects that are settled only by the rest of the text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.nlu.negation import is_question
from bot.nlu.subjects import is_sign, is_small_talk, public
from bot.nlu.words import Word

SCALP = {"scalp", "hairline", "bald", "crown"}
SKIN = {
    "face", "cheek", "cheeks", "chin", "skin", "jaw", "jawline", "neck", "lip", "lips", "nose", "forehead", "eye",
    "eyes", "scalp", "mouth",
}  # fmt: skip
ELSEWHERE = {
    "ankle", "knee", "knees", "foot", "feet", "toe", "toes", "tooth", "teeth", "toothache", "wrist", "elbow", "tummy",
    "bum", "breast", "mole", "wart", "verruca", "nappy", "gums", "backache",
}  # fmt: skip
OWNERS = {"my", "for", "our", "the", "a", "old", "her", "his"}
DEPENDENTS = {
    "baby",
    "babys",
    "babies",
    "toddler",
    "son",
    "daughter",
    "newborn",
    "kid",
    "month",
    "dog",
    "dogs",
    "puppy",
    "kitten",
    "niece",
    "nephew",
    "mum",
    "dad",
    "nan",
}
AGES = {"month", "months", "year", "years", "week", "weeks"}
# The patient is in the text too, or it tells of a treated relative: then the sign may be the matter.
SELF = {"am", "me", "mine", "typing", "treatment", "needling", "needled", "session", "microneedling", "hers", "she", "he"}
PRODUCTS = {"moisturizer", "serum", "cleansing", "sunscreen", "acids", "retinoid", "exfoliation"}
COURTESY = {"thanks", "greeting", "goodbye", "who_are_you", "help", "stop"}
COMMANDS = {"help": 3, "stop": 7}


def settle(mentions: Sequence[Any], words: list[Word]) -> list[Any]:
    """Choose variants by context and drop what is said beside the matter."""
    norms = [word.norm for word in words]
    settled = [_on_scalp(mention, set(norms)) for mention in mentions if not _elsewhere(mention.subject, norms)]
    if any(not mention.weak and not is_small_talk(mention.subject) for mention in settled):
        settled = [mention for mention in settled if not mention.weak]
    matters = [mention for mention in settled if not is_small_talk(mention.subject)]
    asking = is_question(norms)
    length = sum(not word.is_punctuation for word in words)
    kept = [mention for mention in settled if not _beside(mention.subject, matters, asking, length)]
    return [mention for mention in kept if not _of_product(mention, kept)]


def _elsewhere(subject: str, norms: list[str]) -> bool:
    """Whether a sign or product belongs to another part of the body, or to a child or animal ("what cream for my baby")."""
    if not is_sign(subject) and public(subject) not in PRODUCTS:
        return False
    if SKIN.isdisjoint(norms) and not ELSEWHERE.isdisjoint(norms) and is_sign(subject):
        return True
    pairs = list(zip(norms, norms[1:], strict=False))
    other = any((left in OWNERS and right in DEPENDENTS) or (left in AGES and right == "old") for left, right in pairs)
    self_too = not SELF.isdisjoint(norms) or any(left == "my" and right in SKIN for left, right in pairs)
    return other and not self_too


def _on_scalp(mention: Any, norms: set[str]) -> Any:
    if mention.subject == "hair_dye" and norms & SCALP:
        return replace(mention, subject="hair_dye/treated")
    if mention.subject == "cleansing" and norms & (SCALP | {"hair", "shampoo"}):
        return replace(mention, subject="cleansing/scalp")
    return mention


def _of_product(mention: Any, mentions: Sequence[Any]) -> bool:
    """Whether the sting is the product's ("my sunscreen stings"): the matter is the product, not pain."""
    if mention.subject != "pain" or not mention.phrase.lower().startswith(("sting", "stung", "burn")):
        return False
    return any(public(other.subject) in PRODUCTS and 0 < mention.at[0] - other.at[-1] <= 2 for other in mentions)


def _beside(subject: str, matters: Sequence[Any], asking: bool, length: int) -> bool:
    """ "thanks" beside a question is a courtesy, "is that fine?" asks rather than reports, a mask at work is about work."""
    if subject in COURTESY:
        return bool(matters) or length > COMMANDS.get(subject, length)
    if subject == "fine":
        return asking
    if subject.startswith("other/") and subject != "other/numbness":
        return any(not mention.subject.startswith("other/") for mention in matters)
    return False
