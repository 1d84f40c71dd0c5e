"""A text with pictures arrives: each becomes a row in the text's own transaction. Fetching them comes later, and can wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import escalations
from bot.carrier import Media
from bot.media import words
from bot.models import Message, Patient, Photo

#: How long a photo is kept, here and at the carrier.
KEPT_FOR = timedelta(days=180)
#: Photos of one phone within a day that are fetched: a machine must not fill the disk.
MOST_A_DAY, DAY = 40, timedelta(days=1)
#: Longer is no address of the carrier's.
LONGEST_URL, LONGEST_TYPE = 500, 80
#: What a picture never is, whatever it holds.
OTHER_KINDS = ("video/", "audio/", "text/")
#: Words that are answered at once, without the dialogue that would see the photo beside them.
ANSWERED_AT_ONCE = ("help", "start")
CODE, REASON = "photo", "The patient sent a photo"


def expect(session: Session, row: Message, media: Sequence[Media], now: datetime) -> list[Photo]:
    """Put on file what hangs on the text `row`: as many as the carrier counts, known in full or not. Call once for each text."""
    if not row.media_count:
        return []
    room = MOST_A_DAY - _sent_lately(session, row.patient_id, now)
    known = [*media, *[Media("", "")] * (row.media_count - len(media))]
    photos = [_photo(row, number, one, number <= room, now) for number, one in enumerate(known, start=1)]
    session.add_all(photos)
    if row.explanation.get("opt_out") in ANSWERED_AT_ONCE:
        _tell_staff(session, row, now)
    return photos


def _sent_lately(session: Session, patient_id: int, now: datetime) -> int:
    theirs = (Photo.patient_id == patient_id, Photo.created_at > now - DAY)
    return int(session.execute(select(func.count(Photo.id)).where(*theirs)).scalar_one())


def _photo(row: Message, number: int, media: Media, has_room: bool, now: datetime) -> Photo:
    said_type = _plain(media.content_type, LONGEST_TYPE).lower()
    reason = words.OTHER_KIND if said_type.startswith(OTHER_KINDS) else None if has_room else words.TOO_MANY
    ends = now + KEPT_FOR
    return Photo(
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        message_id=row.id,
        number=number,
        url=_plain(media.url, LONGEST_URL),
        said_type=said_type,
        state="refused" if reason else "waiting",
        reason=reason,
        created_at=now,
        delete_after=ends,
        attempts=0,
        next_attempt_at=ends if reason else now,
    )


def _plain(text: str, longest: int) -> str:
    """PostgreSQL stores no NUL, and a column has its length."""
    return text.replace("\x00", "").strip()[:longest]


def _tell_staff(session: Session, row: Message, now: datetime) -> None:
    patient = session.get(Patient, row.patient_id)
    purpose = f"message:{row.id}"
    escalations.open_case(
        session, patient=patient, level="review", codes=[CODE], reason=REASON, purpose=purpose, message=row, now=now
    )
