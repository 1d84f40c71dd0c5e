"""The model of a pipeline, trained once: kept under var/compare by the hash of what it was made from."""

import os
import subprocess
import sys
import time
from pathlib import Path

from bot import training
from bot.errors import BotError
from bot.reader.reader import FOLDER as READER
from evaluation.comparison.pipeline import Pipeline

FOLDER = Path("var/compare")
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
#: Rasa's cache gives a component that another pipeline trained, under its place there: such a model cannot be loaded.
NO_CACHE = {"RASA_MAX_CACHE_SIZE": "0"}
#: How much of Rasa's log is shown when training fails.
LAST_LINES = 20


def model(pipeline: Pipeline, folder: Path = FOLDER) -> Path:
    """Return the pipeline's model, trained if it is not kept. BotError when training fails."""
    if pipeline.shipped:
        return training.train()
    path = folder / pipeline.name / f"{pipeline.fingerprint()}.tar.gz"
    if not path.exists():
        began = time.monotonic()
        say(f"training {pipeline.name} (up to some minutes)")
        train(pipeline, path)
        say(f"trained {pipeline.name} in {time.monotonic() - began:.0f} s")
    return path


def train(pipeline: Pipeline, path: Path) -> None:
    """Let Rasa train into `path`; what it says is left beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    config, said = path.parent / "config.yml", path.parent / "training.log"
    config.write_text(pipeline.config(), encoding="utf-8")
    environment = {**os.environ, **QUIET, **NO_CACHE}
    with said.open("w", encoding="utf-8") as log:
        subprocess.run(  # noqa: S603
            command(pipeline, config, path), env=environment, stdout=log, stderr=subprocess.STDOUT, check=False
        )
    if not path.exists():
        lines = said.read_text(encoding="utf-8").splitlines()
        raise BotError("\n".join([*lines[-LAST_LINES:], f"Training {pipeline.name} failed; the lines above say why."]))


def command(pipeline: Pipeline, config: Path, path: Path) -> list[str]:
    """Return Rasa's command line."""
    made = ("--out", str(path.parent), "--fixed-model-name", path.name.removesuffix(".tar.gz"))
    given = ("--config", str(config), "--domain", "domain.yml", "--data", *map(str, pipeline.data))
    return [sys.executable, "-W", "ignore", "-m", "rasa", "train", *given, *made]


def megabytes(pipeline: Pipeline, path: Path) -> float:
    """Return how much lies on disk for a model, the reader's files included where the pipeline asks it."""
    files = [path]
    if any(name.endswith("DangerClassifier") for name in pipeline.components()):
        files += [file for file in READER.glob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 2**20


def say(words: str) -> None:
    """Tell how far the comparison is."""
    sys.stderr.write(f"==> compare: {words}\n")
    sys.stderr.flush()
