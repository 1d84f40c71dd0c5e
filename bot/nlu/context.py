"""Context: subjects that are settled only by the rest of the text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.nlu.negation import is_question
from bot.nlu.subjects import is_small_talk
from bot.nlu.words import Word

SCALP = {"scalp", "hairline", "bald", "crown"}
COURTESY = {"thanks", "greeting", "goodbye", "who_are_you", "help", "stop"}
COMMANDS = {"help": 3, "stop": 7}


def settle(mentions: Sequence[Any], words: list[Word]) -> list[Any]:
    """Choose variants by context and drop what is said beside the matter."""
    norms = [word.norm for word in words]
    settled = [_on_scalp(mention, set(norms)) for mention in mentions]
    matters = [mention for mention in settled if not is_small_talk(mention.subject)]
    asking = is_question(norms)
    length = sum(not word.is_punctuation for word in words)
    return [mention for mention in settled if not _beside(mention.subject, matters, asking, length)]


def _on_scalp(mention: Any, norms: set[str]) -> Any:
    if mention.subject == "hair_dye" and norms & SCALP:
        return replace(mention, subject="hair_dye/treated")
    if mention.subject == "cleansing" and norms & (SCALP | {"hair", "shampoo"}):
        return replace(mention, subject="cleansing/scalp")
    return mention


def _beside(subject: str, matters: Sequence[Any], asking: bool, length: int) -> bool:
    """ "thanks" beside a question is a courtesy, "is that fine?" asks rather than reports, a mask at work is about work."""
    if subject in COURTESY:
        return bool(matters) or length > COMMANDS.get(subject, length)
    if subject == "fine":
        return asking
    if subject.startswith("other/") and subject != "other/numbness":
        return any(not mention.subject.startswith("other/") for mention in matters)
    return False
