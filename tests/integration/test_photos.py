"""A photo's life: on file with its text, fetched from the simulated carrier, made safe, kept, and gone when its time is up."""

import os
import stat
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from bot import erasure, intake
from bot.carrier import Media, Received
from bot.db import reading, transaction
from bot.media import KEPT_FOR, Storage, claims, words
from bot.media.keeping import WAITS, photos
from bot.media.storage import new_name
from bot.models import Patient, Photo
from bot.sms import Gateway
from tests.house import ACCOUNT, AMARA, CLINIC_PHONE, TOKEN, add_clinic, open_house
from tests.pictures import hung, picture, with_secrets

#: What no database can change is looked at on one.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")


@pytest.fixture
def house(engine, database_url, tmp_path, clock):
    add_clinic(engine, clock.now())
    with open_house(engine, database_url, tmp_path) as found:
        found.enroll()
        yield found


def send(house, *contents, text="is this redness ok?", **more):
    """Let Amara's phone text the clinic with pictures."""
    body = {"from": AMARA, "to": CLINIC_PHONE, "text": text, "media": hung(*contents, **more)}
    # The first text of a process waits for the gate's tables.
    assert house.client.post("/simulator/messages", json=body, timeout=60).status_code == 200


def order(house, kind, count=1):
    assert house.client.post("/simulator/faults", json={"kind": kind, "count": count}).status_code == 200


def work(house):
    """Let a scheduler that has just been started look after the photos once."""
    return photos(house.engine, house.settings, house.clock)()


def rows(house):
    with reading(house.engine) as session:
        return session.scalars(select(Photo).order_by(Photo.id)).all()


def the_photo(house):
    [row] = rows(house)
    return row


def files(house):
    return sorted(path for path in house.settings.photo_dir.rglob("*") if path.is_file())


def at_carrier(house):
    """Return what the carrier still has on Amara's text."""
    gateway = Gateway(house.settings)
    with reading(house.engine) as session:
        sid = claims.message_sid(house.engine, session.scalars(select(Photo).limit(1)).one())
    return gateway.media_of(sid)


def later(house, step):
    house.clock.move_to(house.clock.now() + step)


# Fetched and made safe


def test_a_photo_waits_on_file_from_the_moment_its_text_is(house):
    send(house, picture(), picture("PNG"))
    assert [(row.number, row.state, row.file_name) for row in rows(house)] == [(1, "waiting", None), (2, "waiting", None)]
    assert all(row.url.startswith(f"{house.settings.twilio_api_url}/2010-04-01/Accounts/{ACCOUNT}/") for row in rows(house))
    assert files(house) == []


@on_sqlite
def test_our_copy_is_upright_and_tells_nothing_of_where_it_was_taken(house):
    send(house, with_secrets((640, 480)))
    assert work(house) == 1
    row, [file] = the_photo(house), files(house)
    assert (row.state, row.width, row.height, row.size) == ("kept", 480, 640, file.stat().st_size)
    content = file.read_bytes()
    with Image.open(BytesIO(content)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (480, 640), {})
    assert not [word for word in (b"Secret", b"secret", b"kitchen") if word in content]


@on_sqlite
def test_our_copy_is_ours_alone(house):
    send(house, picture())
    work(house)
    row, [file] = the_photo(house), files(house)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file == house.settings.photo_dir / str(row.clinic_id) / row.file_name


def test_the_carrier_keeps_nothing_once_our_copy_is_safe(house):
    send(house, picture())
    assert len(at_carrier(house)) == 1
    work(house)
    row = the_photo(house)
    assert (at_carrier(house), row.url) == ([], "")
    assert row.created_at < row.deleted_at_carrier <= house.clock.now()


@on_sqlite
def test_a_photo_whose_webhook_never_came_is_asked_for(house):
    order(house, "lost_webhook")
    send(house, picture())
    assert rows(house) == []
    assert intake.Poll(house.engine, Gateway(house.settings), house.clock)() == 1
    assert the_photo(house).url == ""
    work(house)
    assert (the_photo(house).state, at_carrier(house)) == ("kept", [])


# What is not taken


@on_sqlite
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("media_elsewhere", words.NOT_CARRIER),
        ("media_too_large", words.TOO_LARGE),
        ("media_no_photo", words.NO_PHOTO),
    ],
)
def test_what_is_no_photo_of_the_carriers_is_refused_for_good(house, fault, reason):
    order(house, fault)
    send(house, picture())
    work(house)
    row = the_photo(house)
    assert (row.state, row.reason, files(house)) == ("refused", reason, [])
    later(house, timedelta(days=1))
    assert work(house) == 0


@on_sqlite
def test_a_photo_of_more_than_ten_megabytes_is_refused(house):
    send(house, bytes(10 * 1024 * 1024 + 1))
    work(house)
    assert (the_photo(house).state, the_photo(house).reason) == ("refused", words.TOO_LARGE)


@on_sqlite
def test_a_film_is_refused_before_anybody_fetches_it(house):
    send(house, b"film", content_type="video/3gpp")
    assert (the_photo(house).state, the_photo(house).reason) == ("refused", words.OTHER_KIND)


@on_sqlite
def test_what_the_carrier_has_lost_for_a_while_is_asked_for_again(house):
    order(house, "media_missing")
    send(house, picture())
    work(house)
    assert the_photo(house).state == "waiting"
    assert work(house) == 0, "not before its time"
    later(house, WAITS[0])
    work(house)
    assert the_photo(house).state == "kept"


@on_sqlite
def test_what_the_carrier_has_lost_is_given_up_in_the_end(house):
    order(house, "media_missing", 100)
    send(house, picture())
    for wait in (timedelta(), *WAITS):
        later(house, wait)
        work(house)
    row = the_photo(house)
    assert (row.state, row.reason, files(house)) == ("failed", words.GONE, [])


@on_sqlite
def test_a_machine_that_sends_photos_without_end_fills_no_disk(engine, clock, house):
    for number in range(6):
        text = Received(f"MM{number:032x}", AMARA, CLINIC_PHONE, f"look {number}", 9, clock.now(), (Media("", ""),) * 9)
        with transaction(engine) as session:
            intake.take_in(session, text, house.clock.now())
    states = [row.reason for row in rows(house)]
    assert (states.count(None), states.count(words.TOO_MANY)) == (40, 14)


# Two workers, and deaths on the way


def test_of_two_workers_one_has_a_photo(house):
    send(house, picture())
    assert claims.take_next(house.engine, house.clock.now()) is not None
    assert claims.take_next(house.engine, house.clock.now()) is None


class Killed(BaseException):
    """The end of a process: nothing that catches errors catches it."""


def dies(part, name, when):
    """Let a worker die where it calls `name` of one of its parts: before it is done, or just after."""
    work = getattr(part, name)

    def last(*given):
        if when == "after":
            work(*given)
        raise Killed

    setattr(part, name, last)


def half_written(storage):
    """Let a worker die while it writes."""

    def last(clinic_id, name, content):
        (storage.folder / str(clinic_id)).mkdir(parents=True)
        (storage.folder / str(clinic_id) / f"{name}.part").write_bytes(content[:100])
        raise Killed

    storage.write = last


DEATHS = {
    "before it is fetched": lambda worker: dies(worker.fetcher, "fetch", "before"),
    "once it is fetched": lambda worker: dies(worker.fetcher, "fetch", "after"),
    "while it is written": lambda worker: half_written(worker.storage),
    "once it is written": lambda worker: dies(worker.storage, "write", "after"),
    "once it is on file": lambda worker: dies(worker, "_keep", "after"),
    "before it is deleted at the carrier": lambda worker: dies(worker.carrier, "delete_media", "before"),
    "once it is deleted at the carrier": lambda worker: dies(worker.carrier, "delete_media", "after"),
}


@on_sqlite
@pytest.mark.parametrize("death", DEATHS)
def test_a_death_on_the_way_loses_no_photo_and_leaves_nothing_behind(house, death):
    send(house, picture())
    worker = photos(house.engine, house.settings, house.clock)
    DEATHS[death](worker)
    with pytest.raises(Killed):
        worker()
    later(house, claims.CLAIM_LASTS)
    work(house)
    row, [file] = the_photo(house), files(house)
    assert (row.state, file.name, at_carrier(house), row.url) == ("kept", row.file_name, [], "")


def test_a_worker_that_comes_back_too_late_keeps_nothing(house):
    send(house, picture())
    late = photos(house.engine, house.settings, house.clock)
    slow = claims.take_next(house.engine, house.clock.now()).photo
    later(house, claims.CLAIM_LASTS)
    work(house)
    late._bring(slow)
    assert [file.name for file in files(house)] == [the_photo(house).file_name]


@on_sqlite
def test_a_file_that_is_nobodys_goes_after_a_week(house):
    send(house, picture())
    work(house)
    storage = Storage(house.settings.photo_dir)
    storage.write(1, new_name(), b"of an old backup")
    worker = photos(house.engine, house.settings, house.clock)
    assert worker.sweep() == 0, "perhaps two databases share the folder"
    for file in files(house):
        os.utime(file, (0, 0))
    assert worker.sweep() == 1
    assert [file.name for file in files(house)] == [the_photo(house).file_name]


# The end


def test_after_half_a_year_a_photo_is_gone(house):
    send(house, picture())
    work(house)
    later(house, KEPT_FOR - timedelta(minutes=1))
    work(house)
    assert the_photo(house).state == "kept"
    later(house, timedelta(minutes=1))
    work(house)
    row = the_photo(house)
    assert (row.state, row.reason, row.file_name, files(house)) == ("deleted", words.TIME_UP, None, [])
    assert row.delete_after <= row.deleted_at <= house.clock.now()
    assert words.WORDS[words.TIME_UP] == f"deleted after {KEPT_FOR.days} days"


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "still waiting"])
def test_a_person_erased_takes_the_photos_along(house, is_kept):
    send(house, picture())
    if is_kept:
        work(house)
    with transaction(house.engine) as session:
        amara = session.scalars(select(Patient)).one()
        erasure.erase(session, amara, reason="They asked us to", now=house.clock.now(), actor="anna@rosewood.example")
    work(house)
    row = the_photo(house)
    assert (row.state, row.reason, row.url, row.file_name) == ("deleted", words.ERASED, "", None)
    assert (files(house), at_carrier(house)) == ([], [])


@on_sqlite
def test_what_was_refused_stays_at_the_carrier_no_longer_than_a_photo_would(house):
    order(house, "media_no_photo")
    send(house, picture())
    work(house)
    assert len(at_carrier(house)) == 1
    later(house, KEPT_FOR)
    work(house)
    assert (at_carrier(house), the_photo(house).url) == ([], "")


@on_sqlite
def test_without_a_name_nobody_gets_a_photo_from_the_carrier(house):
    send(house, picture())
    address = the_photo(house).url
    assert house.client.get(address).status_code == 401
    assert house.client.get(address, auth=(ACCOUNT, TOKEN), follow_redirects=True).content == picture()
