"""Taking photos up, one worker each: whoever's file name is on the row has it, until the name is another's."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.db import reading, transaction
from bot.media.storage import new_name
from bot.models import Message, Photo

#: Longer than the longest fetching and reading: whoever has held a photo beyond it has died.
CLAIM_LASTS = timedelta(minutes=3)


class Taken(NamedTuple):
    """A photo in a worker's hands, and what its copy was to be called by whoever had it before."""

    photo: Photo
    left_name: str | None


def due(engine: Engine, now: datetime, *which: Any, limit: int = 1) -> list[Photo]:
    """Return photos whose next step may be taken, those that have waited longest first."""
    ready = select(Photo).where(*which, Photo.next_attempt_at <= now).order_by(Photo.next_attempt_at, Photo.id)
    with reading(engine) as session:
        return list(session.scalars(ready.limit(limit)))


def take(engine: Engine, photo: Photo, now: datetime, **more: Any) -> bool:
    """Claim a photo's next step, unless another worker has been faster or things have changed."""
    as_seen = (Photo.state == photo.state, Photo.attempts == photo.attempts, Photo.next_attempt_at == photo.next_attempt_at)
    taken = {"next_attempt_at": now + CLAIM_LASTS, "attempts": photo.attempts + 1, **more}
    return change(engine, photo.id, as_seen, taken)


def change(engine: Engine, key: int, which: tuple[Any, ...], values: dict[str, Any]) -> bool:
    """Change one row in a transaction of its own; False where it is not as `which` says any more."""
    with transaction(engine) as session:
        changed = update(Photo).where(Photo.id == key, *which).values(**values)
        return session.execute(changed.execution_options(synchronize_session=False)).rowcount == 1


def take_next(engine: Engine, now: datetime) -> Taken | None:
    """Claim the photo that waits longest to be fetched, with a new name for its copy.

    Return it with the name that it had before, if any: of that one there may be a file, whose writer is gone or too late.
    """
    for photo in due(engine, now, Photo.state == "waiting", limit=5):
        name, before = new_name(), photo.file_name
        if take(engine, photo, now, file_name=name):
            photo.file_name, photo.attempts = name, photo.attempts + 1
            return Taken(photo, before)
    return None


def message_sid(engine: Engine, photo: Photo) -> str:
    """Return what the carrier calls the text that the photo hangs on, "" where nobody knows any more."""
    with reading(engine) as session:
        return session.execute(select(Message.provider_sid).where(Message.id == photo.message_id)).scalar() or ""
