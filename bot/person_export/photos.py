"""A person's photos in the archive: what became of each, and beside the data each that there is, as a file."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.media import Storage, state_in_words
from bot.models import Patient, Photo

FOLDER = "photos"


def photos(session: Session, patient: Patient) -> list[dict[str, Any]]:
    """Return what is on file about each photo, in the order in which they came; `file` is its name in the archive."""
    mine = select(Photo).where(Photo.patient_id == patient.id).order_by(Photo.message_id, Photo.number)
    return [
        {
            "message_id": one.message_id,
            "number": one.number,
            "received_at": one.created_at.isoformat(),
            "became": state_in_words(one) or "kept",
            "kept_until": one.delete_after.isoformat() if one.state == "kept" else None,
            "width": one.width,
            "height": one.height,
            "file": f"{FOLDER}/message-{one.message_id}-{one.number}.jpg" if one.state == "kept" else None,
        }
        for one in session.scalars(mine)
    ]


def files(session: Session, patient: Patient, storage: Storage) -> dict[str, bytes]:
    """Return the photos themselves by their names in the archive; one whose file is lost is left out."""
    found = {}
    for one in session.scalars(select(Photo).where(Photo.patient_id == patient.id, Photo.state == "kept").order_by(Photo.id)):
        try:
            content = storage.read(one.clinic_id, one.file_name)
        except NotFound:
            continue
        found[f"{FOLDER}/message-{one.message_id}-{one.number}.jpg"] = content
    return found
