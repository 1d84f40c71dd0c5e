"""Makes the examples in data/nlu/made from grammar.yml: every subject in every act, with the slips of thumbs on glass.

Run from the root: `.venv/bin/python -m training.make_examples`. The same seed gives the same files.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
TARGET = HERE.parent / "data" / "nlu" / "made"
SEED = 20_240_611
PER_ACT = {
    "ask_may": 620,
    "ask_when": 240,
    "ask_how": 110,
    "ask_why": 130,
    "report_slip": 300,
    "ask_normal": 320,
    "report_symptom": 300,
}
SHORT = {
    "you": "u",
    "are": "r",
    "and": "n",
    "tomorrow": "tmrw",
    "please": "pls",
    "because": "cos",
    "tonight": "tonite",
    "before": "b4",
}
OPENINGS = ["hi ", "hello ", "hey ", "sorry to bother you, ", "quick q ", "me again, ", "hiya "]
ENDINGS = [" thanks", " pls", "?", "??", " x", " xx", " thank you", ""]
FILLER = re.compile(r"\{(\w+?)(2?)\}")


def main() -> None:
    """Write one file per act."""
    grammar = yaml.safe_load((HERE / "grammar.yml").read_text("utf-8"))
    chance = random.Random(SEED)  # noqa: S311 - variety, not secrecy
    TARGET.mkdir(parents=True, exist_ok=True)
    seen = {key(line) for path in TARGET.parent.glob("*.yml") for line in examples(path)}
    for act, count in PER_ACT.items():
        lines = made(grammar, act, count, chance, seen)
        (TARGET / f"{act}.yml").write_text(document(act, lines), encoding="utf-8")


def made(grammar: dict[str, Any], act: str, count: int, chance: random.Random, seen: set[str]) -> list[str]:
    """`count` different examples of an act, annotated with their subjects, spread evenly over the subjects."""
    kinds = grammar["templates"][act]
    group = grammar["signs"] if {"state", "noun"} & set(kinds) else grammar["activities"]
    lines: list[str] = []
    for subject in _rounds(sorted(group), count * 4, chance):
        usable = [kind for kind in kinds if group[subject].get(kind)]
        if not usable:
            continue
        kind = chance.choice(usable)
        line = typed(_filled(chance.choice(kinds[kind]), subject, group, grammar, chance), chance)
        if key(line) not in seen:
            seen.add(key(line))
            lines.append(line)
        if len(lines) == count:
            break
    return lines


def _rounds(subjects: list[str], count: int, chance: random.Random) -> Iterator[str]:
    for _ in range(count // len(subjects) + 1):
        chance.shuffle(subjects)
        yield from subjects


def _filled(template: str, subject: str, group: dict[str, Any], grammar: dict[str, Any], chance: random.Random) -> str:
    def fill(match: re.Match[str]) -> str:
        kind, second = match.groups()
        if kind in grammar:
            return str(chance.choice(grammar[kind]))
        other = chance.choice([name for name in sorted(group) if group[name].get(kind)]) if second else subject
        return f"[{chance.choice(group[other][kind])}](topic:{other})"

    return FILLER.sub(fill, template)


def typed(line: str, chance: random.Random) -> str:
    """The line as a patient might type it: openings, endings, shorthand, capitals, a missing letter outside the topic."""
    if chance.random() < 0.12:
        line = chance.choice(OPENINGS) + line
    if chance.random() < 0.3 and not line.endswith("?"):
        line += chance.choice(ENDINGS)
    if chance.random() < 0.25:
        line = re.sub(r"\b(" + "|".join(SHORT) + r")\b(?![^\[]*\])", lambda match: SHORT[match.group(1)], line)
    if chance.random() < 0.12:
        line = _slip(line, chance)
    return line[0].upper() + line[1:] if chance.random() < 0.25 else line


def _slip(line: str, chance: random.Random) -> str:
    topic = re.search(r"\[([^\]]{6,})\]", line)
    if topic is None:
        return line
    at = topic.start(1) + chance.randrange(2, len(topic.group(1)) - 1)
    if not line[at : at + 2].isalpha():
        return line
    return line[:at] + line[at + 1] + line[at] + line[at + 2 :] if chance.random() < 0.5 else line[:at] + line[at + 1 :]


def plain(line: str) -> str:
    """The line without its annotation."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", line)


def key(line: str) -> str:
    """What makes two examples the same: their words."""
    return re.sub(r"\W+", " ", plain(line).lower()).strip() or plain(line)


def examples(path: Path) -> list[str]:
    """The examples of one Rasa NLU file."""
    blocks = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    return [line[2:] for block in blocks for line in block["examples"].splitlines() if line.startswith("- ")]


def document(act: str, lines: list[str]) -> str:
    """A Rasa NLU file with these examples."""
    body = "\n".join(f"    - {line}" for line in lines)
    head = "# Made by training/make_examples.py from training/grammar.yml; change it there."
    return f'{head}\nversion: "3.1"\nnlu:\n- intent: {act}\n  examples: |\n{body}\n'


if __name__ == "__main__":
    main()
