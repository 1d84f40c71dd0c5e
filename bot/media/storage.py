"""Where our copies lie: a folder for each clinic, outside of everything that is served by itself, readable by us alone.

Every file belongs to a row that was told its name before a byte was written: whatever dies, the record knows what to remove.
"""

import os
import re
import secrets
from datetime import datetime
from pathlib import Path

from bot.errors import NotFound

NAME = re.compile(r"[0-9a-f]{32}\.jpg")
#: What is being written carries this until it is whole.
PART = ".part"


def new_name() -> str:
    """Return a name that nothing of the patient's, the clinic's or the carrier's is in."""
    return f"{secrets.token_hex(16)}.jpg"


class Storage:
    """The copies below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, clinic_id: int, name: str, content: bytes) -> None:
        """Put a copy down: whole and on the disk when this returns. OSError where there is no room or no right."""
        path = self._path(clinic_id, name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(name + PART)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _settle(path.parent)

    def read(self, clinic_id: int, name: str) -> bytes:
        """Return a copy. NotFound where this machine has none."""
        try:
            return self._path(clinic_id, name).read_bytes()
        except OSError:
            raise NotFound("This photo cannot be found. Whoever runs the companion should look at PHOTO_DIR.") from None

    def remove(self, clinic_id: int, name: str) -> None:
        """Delete a copy, and what was begun of it; it may be gone already."""
        path = self._path(clinic_id, name)
        path.unlink(missing_ok=True)
        path.with_name(name + PART).unlink(missing_ok=True)

    def names(self, before: datetime | None = None) -> list[tuple[int, str]]:
        """Return every copy that is there, begun ones too, or those written `before` a moment: its clinic and its name."""
        found = set()
        for path in self.folder.glob("*/*"):
            name = path.name.removesuffix(PART)
            if path.parent.name.isdecimal() and NAME.fullmatch(name) and _is_older(path, before):
                found.add((int(path.parent.name), name))
        return sorted(found)

    def _path(self, clinic_id: int, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise NotFound("There is no such photo.")
        return self.folder / str(int(clinic_id)) / name


def _is_older(path: Path, moment: datetime | None) -> bool:
    try:
        return moment is None or path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False  # removed in this moment


def _settle(folder: Path) -> None:
    """Let the folder itself reach the disk: a power cut must not take a name away that the record counts on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
