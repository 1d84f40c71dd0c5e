"""The archive itself: data.json for machines, readable.html for people, both from the same values; and photos."""

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from bot.media import Storage
from bot.models import Patient
from bot.patient_details import CONSENT_SOURCES
from bot.person_export import photos
from bot.person_export.gathering import everything
from bot.zones import zone

DATA, PAGE = "data.json", "readable.html"
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def archive(session: Session, patient: Patient, now: datetime, storage: Storage) -> bytes:
    """Return a ZIP file with all that is on file about this person. InputError for somebody who was erased."""
    found = everything(session, patient, now)
    pictures = photos.files(session, patient, storage)
    for one in found["photos"]:
        one["file"] = one["file"] if one["file"] in pictures else None
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        _add(file, DATA, json.dumps(found, ensure_ascii=False, indent=2), now)
        _add(file, PAGE, page(found), now)
        for name, content in pictures.items():
            _put(file, name, content, now, ZIP_STORED)  # a JPEG cannot be pressed any further
    return packed.getvalue()


def file_name(patient: Patient, now: datetime) -> str:
    """Return what the download is called: no name, no number."""
    return f"patient-{patient.id}-{now:%Y-%m-%d}.zip"


def page(found: dict[str, Any]) -> str:
    """Return everything as one page that needs nothing else to be read, times in the person's zone."""
    place = zone(found["person"]["timezone"])

    def when(moment: str | None) -> str:
        return f"{datetime.fromisoformat(moment).astimezone(place):%d %b %Y, %H:%M}" if moment else ""

    return _pages.get_template("page.html").render(found=found, when=when, zone=place.key, sources=CONSENT_SOURCES)


def _add(file: ZipFile, name: str, text: str, now: datetime) -> None:
    _put(file, name, text.encode("utf-8", "surrogatepass"), now, ZIP_DEFLATED)


def _put(file: ZipFile, name: str, content: bytes, now: datetime, how: int) -> None:
    entry = ZipInfo(name, date_time=(now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = how
    entry.external_attr = 0o600 << 16
    file.writestr(entry, content)
