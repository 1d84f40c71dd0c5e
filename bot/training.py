"""The trained model: named by the hash of what it was made from, so that it is made again only when that changed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bot.errors import BotError

MODELS = Path("models")
#: Everything that a model depends on. The lock pins the libraries that train it.
INPUTS = ("config.yml", "domain.yml", "requirements.txt")
FOLDERS = ("data", "bot/nlu")


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


def train(force: bool = False) -> Path:
    """Train unless the model of what is here exists; progress goes to stderr. BotError when training fails."""
    path = model_path()
    if path.exists() and not force:
        return path
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    name = path.name.removesuffix(".tar.gz")
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", name, "--out", str(MODELS)]
    done = subprocess.run([*command, "--force"] if force else command, env=environment, stdout=sys.stderr, check=False)  # noqa: S603
    if done.returncode or not path.exists():
        raise BotError("Training the dialogue model failed; the lines above say why.")
    return path
