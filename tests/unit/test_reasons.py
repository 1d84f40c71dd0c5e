"""Why a text was flagged, in words, and whether the two detectors agree."""

import re
from pathlib import Path

import pytest
import yaml

from bot import reasons
from bot.safety.combine import combinations
from bot.safety.tables import tables

ROOT = Path(__file__).parents[2]
TABLE = [f"E{n}" for n in range(1, 7)] + [f"U{n}" for n in range(1, 10)] + [f"R{n}" for n in range(1, 9)]


def explanation(rules="none", reader=None, **chances):
    flags = [] if rules == "none" else [{"level": rules, "rule": "U1.pus", "code": "U1"}]
    read = {"reader": {"level": reader, "chances": chances or {"none": 0.1, reader: 0.9}}} if reader else {}
    return {"flags": flags, **read}


@pytest.mark.parametrize("code", [*TABLE, "reader", "human", "loop", "photo"])
def test_every_code_has_words(code):
    assert reasons.code_words(code)


def test_a_code_that_nobody_named_has_none():
    assert reasons.code_words("X9") is None


@pytest.mark.parametrize("rule", [one.name for one in combinations()])
def test_every_combination_is_told_in_words(rule):
    assert reasons.is_combination(rule)
    assert re.fullmatch(r"[A-Z][^_.]+", reasons.rule_words(rule))


def test_every_rule_of_the_gate_is_told_in_words():
    assert [rule.name for rule in tables().rules if not re.fullmatch(r"[A-Z0-9][^_.]*", reasons.rule_words(rule.name))] == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("E2.infection_and_fever", "Infection signs with a fever"),
        ("E1.throat_closing", "Throat closing"),
        ("U1.broad_spreads", "Spreads"),
        ("U1.told_sideways", "Possible infection"),
        ("X9.broad", "X9"),
    ],
)
def test_a_rule_in_words(rule, said):
    assert reasons.rule_words(rule) == said


def test_every_act_has_words():
    intents = yaml.safe_load((ROOT / "domain.yml").read_text())["intents"]
    acts = [next(iter(one)) if isinstance(one, dict) else one for one in intents]
    assert [act for act in acts if reasons.act_words(act) == act.replace("_", " ") and act != "thanks"] == []
    assert reasons.act_words("some_new_act") == "some new act"


AGREE = [
    ("none", "none", "Neither the rules nor the reader see danger."),
    ("urgent", "urgent", "The rules and the reader agree."),
    ("emergency", "emergency", "The rules and the reader agree."),
    ("none", "review", "Only the reader saw this."),
    ("none", "emergency", "Only the reader saw this."),
    ("urgent", "none", "Only the rules saw this."),
    ("urgent", "review", "Both saw it; the rules take it more seriously."),
    ("review", "emergency", "Both saw it; the reader takes it more seriously."),
]


@pytest.mark.parametrize(("rules", "reader", "said"), AGREE, ids=[f"{rules} {reader}" for rules, reader, _ in AGREE])
def test_whether_the_two_agree(rules, reader, said):
    assert reasons.agreement(explanation(rules, reader)) == said


SILENT = [{}, {"flags": None}, {"reader": None}, {"reader": {}}, {"reader": {"level": "odd"}}, explanation("urgent")]


@pytest.mark.parametrize("kept", SILENT)
def test_one_that_has_not_spoken_neither_agrees_nor_disagrees(kept):
    assert reasons.agreement(kept) == ""
    assert reasons.reader_view(kept) is None


def test_a_text_read_with_the_one_before_it_says_so():
    kept = explanation("none", "none", none=0.95)
    kept["reader"]["with_before"] = True
    assert reasons.agreement(kept).startswith("Read together with the text before it")


def test_a_loose_rule_that_the_reader_goes_along_with_is_told_so():
    kept = explanation("none", "none", none=0.7, urgent=0.3)
    kept["reader"]["hint"] = "urgent"
    assert reasons.agreement(kept) == "No sure rule says urgent; a loose one does, and the reader thinks it possible."


@pytest.mark.parametrize(
    ("hint", "urgent", "said"),
    [
        ("urgent", 0.01, "Neither the rules nor the reader see danger."),
        ("none", 0.3, "Neither the rules nor the reader see danger."),
        ("odd", 0.3, "Neither the rules nor the reader see danger."),
    ],
)
def test_a_loose_rule_alone_is_not_told(hint, urgent, said):
    kept = explanation("none", "none", none=1 - urgent, urgent=urgent)
    kept["reader"]["hint"] = hint
    assert reasons.agreement(kept) == said


def test_a_loose_rule_that_was_believed_while_the_dialogue_was_away_is_told_so():
    assert reasons.agreement({**explanation("urgent"), "alone": True}).startswith("The dialogue was away")


def test_the_readers_view_has_the_gravest_first_and_marks_its_choice():
    view = reasons.reader_view(explanation("urgent", "urgent", none=0.02, review=0.1, urgent=0.8, emergency=0.08))
    assert view.name == "Urgent"
    assert [(one.level, one.percent, one.chosen) for one in view.chances] == [
        ("emergency", "8%", False), ("urgent", "80%", True), ("review", "10%", False), ("none", "2%", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "chances", "said"),
    [
        ("urgent", {"urgent": 0.39, "emergency": 0.53}, "The reader leans to emergency, but is not sure enough to say so."),
        ("none", {"none": 0.14, "urgent": 0.85}, "The reader leans to urgent, but is not sure enough to say so."),
        ("urgent", {"urgent": 0.8, "emergency": 0.1}, ""),
        ("urgent", {"none": 0.5, "urgent": 0.45}, ""),
    ],
)
def test_a_leaning_that_does_not_count_is_told(level, chances, said):
    assert reasons.reader_view(explanation("none", level, **chances)).leaning == said


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0%"), (0.001, "<1%"), (0.006, "1%"), (0.994, "99%"), (1, "100%"), (1.7, "100%")]
)
def test_a_chance_in_words(value, said):
    (chance,) = reasons.reader_view(explanation(reader="urgent", urgent=value)).chances
    assert chance.percent == said


def test_a_flag_that_only_taught_counts_for_nothing():
    assert reasons.gate_level({"flags": [{"level": "none"}]}) == "none"
    assert reasons.agreement(explanation("none", "none")) == "Neither the rules nor the reader see danger."


def test_what_only_the_texts_before_made_plain_is_told_with_how_likely_the_likeliest_first():
    assert list(reasons.heard({"heard": {"travel": 0.6, "sauna": 0.99}}).items()) == [("sauna", "99%"), ("travel", "60%")]
    assert reasons.heard({}) == {}


def test_a_danger_that_only_the_text_before_made_is_said_to_be_one():
    read = {"level": "urgent", "chances": {"none": 0.1, "urgent": 0.9}, "behind": True}
    assert "after the text before it" in reasons.agreement({"reader": read})
