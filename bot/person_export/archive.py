"""The archive itself: data.json for machines, readable.html for people, both from the same values."""

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from bot.models import Patient
from bot.patient_details import CONSENT_SOURCES
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


def archive(session: Session, patient: Patient, now: datetime) -> bytes:
    """Return a ZIP file with all that is on file about this person. InputError for somebody who was erased."""
    found = everything(session, patient, now)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        _add(file, DATA, json.dumps(found, ensure_ascii=False, indent=2), now)
        _add(file, PAGE, page(found), now)
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
    entry = ZipInfo(name, date_time=(now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    file.writestr(entry, text.encode("utf-8", "surrogatepass"))
