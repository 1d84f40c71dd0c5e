"""The trained model: named by the hash of what it was made from, so that it is made again only when that changed."""

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from bot.errors import BotError

MODELS = Path("models")
#: Everything that a model depends on. The lock pins the libraries that train it.
INPUTS = ("config.yml", "domain.yml", "requirements.txt")
FOLDERS = ("data", "bot/nlu", "bot/reader")
#: How Rasa's log names the component that it trains now.
COMPONENT = re.compile(r"Starting to train component '(\w+)'")
#: How much of Rasa's log is shown when training fails.
LAST_LINES = 30


class ModelMissing(BotError):
    """No model has been trained from what is here."""


def fingerprint(root: Path = Path()) -> str:
    """Return the hash of everything that the model is made from."""
    digest = hashlib.sha256()
    for path in sorted([root / name for name in INPUTS] + [path for folder in FOLDERS for path in files_of(root / folder)]):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def files_of(folder: Path) -> list[Path]:
    """Return the files below `folder` that training reads."""
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def model_path(root: Path = Path()) -> Path:
    """Return where the model of what is here belongs, whether or not it has been trained."""
    return root / MODELS / f"aftercare-{fingerprint(root)}.tar.gz"


def trained_model() -> Path:
    """Return the model of what is here. ModelMissing when it has not been trained."""
    path = model_path()
    if not path.exists():
        raise ModelMissing("The dialogue model has not been trained: run `make train`.")
    return path


def train() -> Path:
    """Train unless the model of what is here exists; progress goes to stderr. BotError when training fails."""
    path = model_path()
    if path.exists():
        return path
    started = time.monotonic()
    say("training the dialogue model (about a minute)")
    lines = run_rasa(path.name.removesuffix(".tar.gz"))
    if not path.exists():
        raise BotError("\n".join([*lines[-LAST_LINES:], "Training the dialogue model failed; the lines above say why."]))
    say(f"trained in {time.monotonic() - started:.0f} s")
    return path


def run_rasa(name: str) -> list[str]:
    """Run Rasa's training, showing each component as it is reached; return all that it said.

    Rasa's own cache is off: it does not see our code below a component, and loses a step that has moved in the pipeline.
    """
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "RASA_MAX_CACHE_SIZE": "0", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--fixed-model-name", name, "--out", str(MODELS)]
    lines = []
    with subprocess.Popen(  # noqa: S603
        command, env={**os.environ, **quiet}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if component := COMPONENT.search(line):
                say(f"  {component[1]}")
    return lines


def say(words: str) -> None:
    """Tell how far the training is."""
    sys.stderr.write(f"==> model: {words}\n")
    sys.stderr.flush()
