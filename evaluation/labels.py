"""What a label may say, and what is wrong with a row that says anything else."""

from collections.abc import Iterable
from typing import Any

from bot.cli.replay import STEPS
from bot.levels import LEVELS


def named(words: str) -> frozenset[str]:
    """Return the names in a line of them."""
    return frozenset(words.split())


SYMPTOMS = named("redness swelling bleeding dryness peeling itching warmth bruising breakout pigmentation pain")
SIGNS = named("infection_sign allergy_sign eye distress cold_sore")
SMALL_TALK = named("thanks greeting goodbye fine human stop help who_are_you wrong_number other")
DOINGS = named(
    """cleansing shower moisturizer serum sunscreen sun_exposure tanning makeup exercise swimming sauna retinoid acids vitamin_c
    exfoliation hair_removal hair_dye other_treatment alcohol smoking sleep touching cooling prp home_roller travel work results
    next_session pregnancy medication appointment cost"""
)
#: Every topic that an answer may name.
TOPICS = SYMPTOMS | SIGNS | SMALL_TALK | DOINGS
VERDICTS = frozenset({"avoid", "caution", "ok", "info"})
OPT_OUTS = (None, "stop", "start", "help")
TYPES = named("question multi symptom checkin_reply out_of_scope optout admin chitchat handoff")
SPLITS = frozenset({"tune", "held"})


def problems(row: dict[str, Any]) -> list[str]:
    """Return what is wrong with one labelled row of any of the three forms; nothing when it can be scored."""
    found = [f"needs {name}" for name in ("id", "text", "note") if not isinstance(row.get(name), str)]
    found += [] if row.get("split", "held") in SPLITS else [f"split {row['split']!r}"]
    found += [] if row.get("asked", "4h") in STEPS else [f"asked {row['asked']!r}"]
    if "conversation" in row:
        return found + turn_problems(row.get("expect"))
    found += message_problems(row)
    return found + (verdict_problems(row["expect"]) if "expect" in row else [])


def message_problems(row: dict[str, Any]) -> list[str]:
    """Return what is wrong with the labels of a message on its own."""
    found = [] if row.get("type") in TYPES else [f"type {row.get('type')!r}"]
    found += [] if row.get("urgency") in LEVELS else [f"urgency {row.get('urgency')!r}"]
    found += ["no topic"] if not row.get("topics") else []
    return found + unknown("topic", row.get("topics") or (), TOPICS)


def verdict_problems(expect: Any) -> list[str]:
    """Return what is wrong with topic -> acceptable verdicts."""
    if not isinstance(expect, dict):
        return ["expect is no table"]
    found = unknown("topic", expect, TOPICS)
    for topic, verdicts in expect.items():
        found += [] if verdicts else [f"{topic} accepts nothing"]
        found += unknown("verdict", verdicts, VERDICTS)
    return found


def turn_problems(expect: Any) -> list[str]:
    """Return what is wrong with what a turn of a conversation expects."""
    if not isinstance(expect, dict):
        return ["a turn needs expect"]
    truths = {"asks", "asks_or_escalates", "escalated", "escalated_so_far", "no_reassurance", "silent"}
    found = unknown("expectation", expect, truths | {"answers", "about", "not_topics", "urgency", "opt_out"})
    found += [f"{name} is neither true nor false" for name in truths & set(expect) if not isinstance(expect[name], bool)]
    found += verdict_problems(expect.get("answers", {})) + verdict_problems(expect.get("about", {}))
    found += unknown("topic", expect.get("not_topics", ()), TOPICS | {"*"})
    found += unknown("level", expect.get("urgency", ()), LEVELS)
    return found + unknown("opt-out", [expect.get("opt_out")], OPT_OUTS)


def unknown(what: str, said: Iterable[Any], known: Iterable[Any]) -> list[str]:
    """Return a word on each of `said` that is not known."""
    return [f"unknown {what} {name!r}" for name in said if name not in known]
