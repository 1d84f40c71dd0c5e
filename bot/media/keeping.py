"""The scheduler's work on photos: fetched, cleaned and kept; deleted at the carrier once ours is safe, and here when time is up.

Killed at any line: what waits is taken up again under a new name, and the file of the old one, if there is any, is removed.
"""

from datetime import timedelta
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot import log
from bot.carrier import Media, SendError
from bot.clock import Clock, SystemClock
from bot.db import reading, transaction
from bot.media import claims, words
from bot.media.addresses import address
from bot.media.cleaning import Clean, NoPhoto, cleaned
from bot.media.fetching import Fetcher, NotFetched
from bot.media.storage import Storage
from bot.models import Photo
from bot.settings import Settings
from bot.sms import Gateway

#: Between one try and the next; after the last there is none.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1 / 6, 1, 5, 30, 120, 360))
#: A disk that is full is waited for, however long.
ROOM = timedelta(minutes=5)
#: One after the other: a photo of forty million pixels fills a good part of a small machine.
AT_ONCE = 10
#: Rounds between two searches for files that are nobody's, and how long they have been that.
SWEEP_EVERY, GRACE = 3600, timedelta(days=7)
ENDED = ("deleted", "refused", "failed")


class PhotoCarrier(Protocol):
    """What a carrier knows of photos. bot.sms.Gateway is the one that is used; every method raises SendError."""

    def media_of(self, sid: str) -> list[Media]: ...

    def delete_media(self, sid: str, media_sid: str) -> None: ...


class Bringer(Protocol):
    """What brings the bytes: bot.media.fetching.Fetcher. Raises NotFetched."""

    api_url: str

    def fetch(self, url: str) -> bytes: ...


def photos(engine: Engine, settings: Settings, clock: Clock) -> "Photos":
    """Return the work of an installation."""
    return Photos(engine, Gateway(settings), Fetcher(settings), Storage(settings.photo_dir), clock)


class Photos:
    """A round of everything that is due with photos."""

    def __init__(self, engine: Engine, carrier: PhotoCarrier, fetcher: Bringer, storage: Storage, clock: Clock) -> None:
        self.engine, self.carrier, self.fetcher, self.storage, self.clock = engine, carrier, fetcher, storage, clock
        self.rounds = 0

    def __call__(self) -> int:
        """Do what is due; return how many photos were fetched or given up."""
        if self.rounds % SWEEP_EVERY == 0:
            self.sweep()
        self.rounds += 1
        done = 0
        while done < AT_ONCE and (taken := claims.take_next(self.engine, self.clock.now())) is not None:
            if taken.left_name:
                self.storage.remove(taken.photo.clinic_id, taken.left_name)
            self._bring(taken.photo)
            done += 1
        self._end_what_is_over()
        self._remove_files()
        self._delete_at_carrier()
        return done

    def _bring(self, photo: Photo) -> None:
        try:
            url = photo.url or self._asked(photo)
            clean = cleaned(self.fetcher.fetch(url))
            self.storage.write(photo.clinic_id, photo.file_name, clean.content)
        except NoPhoto as error:
            self._refuse(photo, error.reason)
        except NotFetched as error:
            self._not_fetched(photo, error)
        except SendError as error:
            self._not_fetched(photo, NotFetched(words.UNREACHABLE, error.code, retryable=True))
        except OSError as error:
            log.get().error("photo not written", photo=photo.id, error=log.kind_of(error))
            self._settle(photo, attempts=photo.attempts - 1, next_attempt_at=self.clock.now() + ROOM)
        else:
            self._keep(photo, clean)

    def _asked(self, photo: Photo) -> str:
        """Ask the carrier where a photo is whose text came without saying so, and write it down."""
        sid = claims.message_sid(self.engine, photo)
        found = self.carrier.media_of(sid) if sid else []
        if len(found) < photo.number:
            raise NotFetched(words.GONE, "none", retryable=True)
        photo.url = found[photo.number - 1].url
        self._settle(photo, url=photo.url)
        return photo.url

    def _keep(self, photo: Photo, clean: Clean) -> None:
        now = self.clock.now()
        known = {"size": len(clean.content), "width": clean.width, "height": clean.height, "fetched_at": now}
        if not self._settle(photo, state="kept", attempts=0, next_attempt_at=now, **known):
            self.storage.remove(photo.clinic_id, photo.file_name)  # erased meanwhile, or another worker took it for dead

    def _not_fetched(self, photo: Photo, error: NotFetched) -> None:
        log.get().warning("photo not fetched", photo=photo.id, code=error.code, attempts=photo.attempts)
        if not error.retryable:
            self._refuse(photo, error.reason)
        elif photo.attempts > len(WAITS):
            self._settle(photo, state="failed", reason=error.reason, next_attempt_at=photo.delete_after)
        else:
            self._settle(photo, next_attempt_at=self.clock.now() + WAITS[photo.attempts - 1])

    def _refuse(self, photo: Photo, reason: str) -> None:
        """What is refused stays at the carrier as long as a photo would: staff may want to see it there."""
        self._settle(photo, state="refused", reason=reason, next_attempt_at=photo.delete_after)

    def _settle(self, photo: Photo, **values: object) -> bool:
        mine = (Photo.state == "waiting", Photo.file_name == photo.file_name)
        return claims.change(self.engine, photo.id, mine, values)

    def _end_what_is_over(self) -> None:
        now = self.clock.now()
        over = (Photo.state == "kept", Photo.delete_after <= now)
        with reading(self.engine) as session:  # nearly always there is nothing, and then no writer is kept waiting
            if session.execute(select(Photo.id).where(*over).limit(1)).first() is None:
                return
        ended = {"state": "deleted", "reason": words.TIME_UP, "deleted_at": now, "next_attempt_at": now, "attempts": 0}
        with transaction(self.engine) as session:
            session.execute(update(Photo).where(*over).values(**ended).execution_options(synchronize_session=False))

    def _remove_files(self) -> None:
        """Remove the copies of all that have ended: after the record says so, or nobody would know of a death in between."""
        left = select(Photo.id, Photo.clinic_id, Photo.file_name).where(Photo.state.in_(ENDED), Photo.file_name.is_not(None))
        with reading(self.engine) as session:
            files = session.execute(left).all()
        for key, clinic_id, name in files:
            self.storage.remove(clinic_id, name)
            claims.change(self.engine, key, (Photo.file_name == name,), {"file_name": None})

    def _delete_at_carrier(self) -> None:
        """Nothing of ours stays with the carrier: not while we have a copy, and not after our time is up."""
        settled = (Photo.state != "waiting", Photo.url != "")
        for photo in claims.due(self.engine, self.clock.now(), *settled, limit=AT_ONCE):
            if claims.take(self.engine, photo, self.clock.now()):
                self._forget(photo)

    def _forget(self, photo: Photo) -> None:
        now, where = self.clock.now(), address(photo.url, self.fetcher.api_url)
        done = {"url": "", "next_attempt_at": None, "deleted_at_carrier": now if where else None}
        try:
            if where:
                self.carrier.delete_media(*where)
        except SendError as error:
            log.get().warning("photo not deleted at the carrier", photo=photo.id, code=error.code, attempts=photo.attempts + 1)
            done = {"next_attempt_at": now + WAITS[min(photo.attempts, len(WAITS) - 1)]}
        claims.change(self.engine, photo.id, (Photo.url == photo.url,), done)

    def sweep(self) -> int:
        """Remove old files that no row has; return how many. It takes two deaths in a row, or an old backup, to leave one.

        They are given days, in which whoever gave two databases the same folder can find that out.
        """
        files = self.storage.names(before=SystemClock().now() - GRACE)  # the machine's own time, as files have it
        with reading(self.engine) as session:
            ours = set(session.execute(select(Photo.file_name).where(Photo.file_name.is_not(None))).scalars())
        stray = [one for one in files if one[1] not in ours]
        for clinic_id, name in stray:
            self.storage.remove(clinic_id, name)
        if stray:
            log.get().warning("files of photos that were nobody's are removed", count=len(stray))
        return len(stray)
