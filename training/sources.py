"""Everything that the reader is trained on: the hand-written texts, the gate's wordings and Rasa's own examples.

Rasa's examples teach acts and topics only, unless their act cannot carry a danger: nobody set a level on them.
"""

import re
from pathlib import Path

import yaml

from bot.nlu.subjects import public
from bot.safety import gate
from training.texts import Example, load

ROOT = Path(__file__).parents[1]
#: Wordings of the gate's tests, by the level that they are listed under.
WORDINGS = {"emergencies": "emergency", "urgent": "urgent", "review": "review", "lookalikes": "none"}
#: Acts whose examples may be signs.
TELLING = frozenset({"report_symptom", "ask_normal", "report_slip", "compare_worse", "ask_human", "wrong_number"})
ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+):([^)]+)\)|\[([^\]]+)\]\{[^}]*\"value\":\s*\"([^\"]+)\"[^}]*\}")


def everything() -> list[Example]:
    """All examples, each text once: what a person labelled wins over what was made."""
    seen: dict[str, Example] = {}
    for example in [*load(), *wordings(), *rasa_examples()]:
        seen.setdefault(" ".join(example.text.lower().split()), example)
    return list(seen.values())


def wordings(folder: Path = ROOT / "tests" / "data") -> list[Example]:
    """The gate's wordings with their level; nothing is known of their act."""
    found = []
    for path in sorted(folder.glob("gate_*.txt")):
        level = WORDINGS[path.stem.split("_")[1]]
        lines = [line for line in path.read_text("utf-8").splitlines() if " | " in line and not line.startswith(("#", "=="))]
        found += [Example(line.split(" | ", 1)[1].strip(), level) for line in lines]
    return found


def rasa_examples(folder: Path = ROOT / "data" / "nlu") -> list[Example]:
    """Rasa's training examples with their act, and their topics where they are annotated."""
    found = []
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            if "intent" in block:
                found += [_example(block["intent"], line) for line in block["examples"].splitlines() if line.startswith("- ")]
    return found


def _example(act: str, line: str) -> Example:
    marked = ANNOTATION.findall(line)
    text = ANNOTATION.sub(lambda match: match[1] or match[4], line[2:]).strip()
    topics = frozenset(public(one[2] or one[4]) for one in marked)
    calm = act not in TELLING and gate(text).level == "none"
    return Example(text, "none" if calm else None, act, topics or None)
