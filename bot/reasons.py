"""Why a text was flagged, in words: what a code or a combination of signs is called, and whether the two detectors agree.

The rules are the safety gate's; the reader is the trained model beside it. Both leave their word in a message's explanation.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.levels import LEVELS, at_least, worst
from bot.safety.combine import combinations
from bot.turn.danger import Danger

LEVEL_WORDS = {"emergency": "Emergency", "urgent": "Urgent", "review": "Review", "none": "No danger"}
LOOSE_ALONE = "The dialogue was away, so a loose rule was believed without the reader."
#: Parts of a rule's name that say where its wording came from, not what it says.
ORIGINS = ("broad", "told", "further", "wider", "sideways", "more", "plainly")


@dataclass(frozen=True)
class Chance:
    """How likely the reader takes a level to be; `chosen` is the level it settled on."""

    level: str
    name: str
    value: float
    chosen: bool

    @property
    def percent(self) -> str:
        """The chance in words: "80%", "<1%"."""
        return "<1%" if 0 < self.value < 0.005 else f"{self.value:.0%}"


@dataclass(frozen=True)
class ReaderView:
    """What the reader made of a text: its level, and the chance of each level, the gravest first."""

    level: str
    chances: tuple[Chance, ...]

    @property
    def name(self) -> str:
        """The level in words."""
        return LEVEL_WORDS[self.level]

    @property
    def leaning(self) -> str:
        """A sentence where the likeliest level is not the one settled on: a level counts only from a set chance on; else ""."""
        likeliest = max(self.chances, key=lambda one: one.value, default=None)
        if likeliest is None or likeliest.chosen or at_least(self.level, likeliest.level):
            return ""
        return f"The reader leans to {likeliest.level}, but is not sure enough to say so."


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("reasons.yml").read_text("utf-8"))


def code_words(code: str) -> str | None:
    """Return what a code of the gate, or another reason for a case, is called; None for a code without words."""
    return _tables()["codes"].get(code) or _tables()["others"].get(code)


def act_words(act: str) -> str:
    """Return what a text of this act does: "asks whether something is allowed"."""
    return _tables()["acts"].get(act) or act.replace("_", " ")


@lru_cache(maxsize=1)
def _combined() -> frozenset[str]:
    return frozenset(one.name for one in combinations())


def rule_words(rule: str) -> str:
    """Return what a rule of the gate stands for: "E2.infection_and_fever" is "Infection signs with a fever"."""
    if rule in _tables()["combinations"]:
        return _tables()["combinations"][rule]
    code, _, name = rule.partition(".")
    said = [part for part in name.split("_") if part not in ORIGINS]
    plain = " ".join(said).capitalize() or code_words(code) or code
    return f"{plain}: signs that are worse together" if rule in _combined() else plain


def is_combination(rule: str) -> bool:
    """Return whether a rule is made of several signs, of which its phrase shows only one."""
    return rule in _combined()


def gate_level(explanation: dict[str, Any]) -> str:
    """Return the gravest level among the gate's flags."""
    return worst("none", *(flag["level"] for flag in explanation.get("flags") or [] if flag.get("level") in LEVELS))


def reader_view(explanation: dict[str, Any]) -> ReaderView | None:
    """Return the reader's word on a text; None where it was not asked, or not yet."""
    reader = explanation.get("reader") or {}
    level, chances = reader.get("level"), reader.get("chances") or {}
    if level not in LEVELS:
        return None
    known = [(name, min(1.0, max(0.0, float(chances[name])))) for name in reversed(LEVELS) if name in chances]
    return ReaderView(level, tuple(Chance(name, LEVEL_WORDS[name], value, name == level) for name, value in known))


def heard(explanation: dict[str, Any]) -> dict[str, str]:
    """Return the topics that only the texts before this one made plain, each with its chance in words, the likeliest first."""
    known = explanation.get("heard") or {}
    return {topic: f"{chance:.0%}" for topic, chance in sorted(known.items(), key=lambda pair: -pair[1])}


def agreement(explanation: dict[str, Any]) -> str:
    """Return a sentence on the two detectors; "" where only one has spoken."""
    reader, rules = reader_view(explanation), gate_level(explanation)
    if reader is None:
        return LOOSE_ALONE if explanation.get("alone") else ""
    if explanation.get("doubted") == "review":
        return "A rule says review, and the reader is sure that it is about something else and harmless: no case was opened."
    if explanation.get("doubted"):
        return f"A rule says {explanation['doubted']}, and the reader is sure that it is harmless: the patient was asked."
    together = _together(explanation, rules)
    if at_least(together, "review") and not at_least(reader.level, together):
        return f"No sure rule says {together}; a loose one does, and the reader thinks it possible."
    if explanation["reader"].get("with_before"):
        return "Read together with the text before it, neither the rules nor the reader see danger."
    if explanation["reader"].get("behind") and at_least(reader.level, "review"):
        return "By itself the text says less: it is a danger after the text before it."
    if reader.level == rules:
        return "Neither the rules nor the reader see danger." if rules == "none" else "The rules and the reader agree."
    if rules == "none":
        return "Only the reader saw this."
    if reader.level == "none":
        return "Only the rules saw this."
    graver = "the rules take" if at_least(rules, reader.level) else "the reader takes"
    return f"Both saw it; {graver} it more seriously."


def _together(explanation: dict[str, Any], rules: str) -> str:
    """Return the level that the reader, perhaps with the gate's wide net, raised beyond the rules; else "none"."""
    reader = explanation["reader"]
    hint = reader.get("hint") if reader.get("hint") in LEVELS else "none"
    return Danger(level=reader["level"], chances=reader.get("chances") or {}).beyond(rules, hint)
