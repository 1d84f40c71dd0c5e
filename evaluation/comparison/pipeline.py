"""The pipelines that are compared: each a file beside this one, but for the shipped one, which is config.yml."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.training import files_of, fingerprint

HERE = Path("evaluation/comparison")
CONFIG = Path("config.yml")
#: What every model depends on, whatever its pipeline.
COMMON = (Path("domain.yml"), Path("requirements.txt"))


@dataclass(frozen=True)
class Pipeline:
    """A way to understand texts. `data`: what it learns from, examples and rules."""

    name: str
    file: Path
    data: tuple[Path, ...] = (Path("data"),)

    @property
    def shipped(self) -> bool:
        """Whether it is the product's own."""
        return self.file == CONFIG

    def config(self) -> str:
        """Return Rasa's whole configuration: this pipeline, and for all else config.yml."""
        whole = {**content(CONFIG), "pipeline": content(self.file)["pipeline"]}
        return yaml.safe_dump(whole, sort_keys=False)

    def components(self) -> list[str]:
        """Return the names of the components, in order."""
        return [one["name"] for one in content(self.file)["pipeline"]]

    def fingerprint(self) -> str:
        """Return the hash of everything that its model is made from."""
        if self.shipped:
            return fingerprint()
        digest = hashlib.sha256(self.config().encode())
        for path in sorted(self.inputs()):
            digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:16]

    def inputs(self) -> Iterator[Path]:
        """Yield the files that a model of this pipeline depends on, the configuration left out."""
        yield from COMMON
        for path in self.data:
            yield from files_of(path) if path.is_dir() else [path]
        named = {Path(*name.split(".")[:-1]).with_suffix(".py") for name in self.components() if "." in name}
        yield from named
        if named:
            yield from (path for path in files_of(Path("bot/nlu")) if not is_component(path))


def is_component(path: Path) -> bool:
    """Return whether a file holds a component of Rasa's, which only a pipeline that names it depends on."""
    return path.suffix == ".py" and "@DefaultV1Recipe.register" in path.read_text(encoding="utf-8")


def content(path: Path) -> dict[str, Any]:
    """Return a YAML file's content."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


PIPELINES = {
    one.name: one
    for one in (
        Pipeline("keywords", HERE / "keywords.yml", (HERE / "keyword_acts.yml", Path("data/stories"))),
        Pipeline("diet", HERE / "diet.yml"),
        Pipeline("logistic", HERE / "logistic.yml"),
        Pipeline("shipped", CONFIG),
    )
}
