"""The reader's hand-written texts as examples for Rasa: with them a pipeline learns from what the reader learnt from."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from evaluation.comparison.pipeline import Pipeline
from training.texts import Example, load

FILE = Path("var/compare/texts.yml")
#: Ways that learn: keywords do not, and the shipped one has the reader.
LEARNERS = ("diet", "logistic")


def with_texts(pipeline: Pipeline, file: Path = FILE) -> Pipeline:
    """Return a pipeline that learns from the hand-written texts too."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(examples(load()), encoding="utf-8")
    return replace(pipeline, name=f"{pipeline.name}+texts", data=(*pipeline.data, file))


def examples(texts: Iterable[Example]) -> str:
    """Return the texts as Rasa's training data, by act. Topics are not marked in them: MarkedExamples does that."""
    by_act: dict[str, list[str]] = {}
    for one in texts:
        if one.act:
            by_act.setdefault(one.act, []).append(f"- {one.text}")
    blocks = [{"intent": act, "examples": "\n".join(lines) + "\n"} for act, lines in sorted(by_act.items())]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False, width=1000)
