"""The hand-written training texts: every heading says what the product knows; a line that does not is refused by number."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from training.slips import slipped
from training.sources import everything, rasa_examples, wordings
from training.texts import TextsError, load, read

ROOT = Path(__file__).parents[2]


def test_there_are_thousands_of_each_and_calm_is_the_rule():
    levels = Counter(example.level for example in load())
    assert sum(levels.values()) > 15_000
    assert levels["emergency"] > 1_500 and levels["urgent"] > 2_500 and levels["review"] > 1_000
    assert levels["none"] > sum(levels.values()) / 2


def test_every_act_is_an_intent_of_the_domain():
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    known = {next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain["intents"]}
    assert {example.act for example in load()} <= known


def test_no_text_is_learnt_twice_and_a_persons_label_wins():
    texts = [" ".join(example.text.lower().split()) for example in everything()]
    assert len(texts) == len(set(texts))
    assert len(texts) > len(load()) and wordings() and rasa_examples()


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ("a text\n", "texts.txt:1: a text before the first heading"),
        ("= urgent | report_symptom\n", "texts.txt:1: a heading is"),
        ("# so\n= grave | report_symptom | redness\n", "texts.txt:2: no such level: 'grave'"),
        ("= none | ask_may | pools\n", "texts.txt:1: no such topic: pools"),
    ],
)
def test_what_cannot_be_read_is_told_by_file_and_line(tmp_path: Path, lines: str, wrong: str):
    path = tmp_path / "texts.txt"
    path.write_text(lines)
    with pytest.raises(TextsError, match=wrong):
        read(path)


def test_a_text_has_the_labels_of_its_heading(tmp_path: Path):
    path = tmp_path / "texts.txt"
    path.write_text("= review | ask_human | human, other/perfume\nget me a nurse\n\n# a remark\n= none | greet | -\nhiya\n")
    first, second = read(path)
    assert (first.text, first.level, first.act) == ("get me a nurse", "review", "ask_human")
    assert first.topics == {"human", "other/perfume"}
    assert second.topics == frozenset()


@given(st.text(alphabet=st.characters(whitelist_categories=("L", "P", "Zs")), max_size=200), st.integers())
def test_a_slip_of_the_thumb_loses_no_word(text: str, seed: int):
    assert len(slipped(text, Random(seed), 1.0).split()) == len(text.split())


def test_the_same_thumb_slips_the_same_way():
    text = "is it normal that my face is really swollen tomorrow"
    assert slipped(text, Random(1), 0.9) == slipped(text, Random(1), 0.9) != text
