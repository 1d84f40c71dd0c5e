"""From the record to files: the settings, and what is published now; drafts stay where they are."""

import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from bot import drafts
from bot.clinic_changes import settings_of
from bot.clinic_changes.current import procedures_of
from bot.clinic_files.clinic_text import clinic_text
from bot.clinic_files.layout import CLINIC_FILE, FOLDERS, SCHEMA_FOLDER, SCHEMAS, file_of, wrapped
from bot.errors import InputError
from bot.models import Clinic

PROTOCOL_HEAD = """\
# What patients are told: for each subject the windows of time since the session, from 0h to forever.
#
# start, end   hours or days since the end of the session: 24h, 7d, forever. No gap, no overlap.
# verdict      avoid, caution, ok or info
# level        review or urgent: what asking about it in this window raises by itself
# ask          the question that goes with the answer, one of those below
# source       where the rule is from
# text, short  the answer, and the same for replies about several subjects; {from} and {until} stand for the moment of the
#              next other verdict. Plain SMS characters, at most 250 and 95 of them.
# A clinician approves every value here before use.
"""


def files_of(session: Session, clinic: Clinic) -> dict[str, str]:
    """Return the text of every file of a clinic by its path in the folder."""
    files: dict[str, str] = {}
    published: dict[str, list[str]] = {}
    for procedure in procedures_of(session, clinic):
        published[procedure.slug] = []
        for kind in FOLDERS:
            if version := drafts.newest(session, procedure, kind):
                published[procedure.slug].append(kind)
                document = _with_head(version.document, kind)
                files[file_of(kind, procedure.slug)] = wrapped(document, f"../{SCHEMA_FOLDER}/{kind}.json")
    files[CLINIC_FILE] = clinic_text(clinic.slug, settings_of(session, clinic), published)
    return files | {f"{SCHEMA_FOLDER}/{path.name}": path.read_text(encoding="utf-8") for path in sorted(SCHEMAS.glob("*.json"))}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files, each whole or not at all. InputError where the folder cannot be written to."""
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.new")
            draft.write_text(text, encoding="utf-8", newline="\n")
            os.replace(draft, path)
    except OSError as error:
        raise InputError(f"{folder} cannot be written to: {error.strerror or type(error).__name__}") from None


def _with_head(document: str, kind: str) -> str:
    """Return a document with a word on how to read it, unless it begins with one."""
    begins = document.lstrip()
    if kind == drafts.PROTOCOL and not begins.startswith("#"):
        return PROTOCOL_HEAD + begins
    return begins
