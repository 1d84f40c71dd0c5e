"""Photos in the console: seen by the clinic's own staff, told in words where there is nothing to see, each look on record."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.db import reading, transaction
from bot.media import Storage, storage
from bot.models import Audit, Patient, Photo
from tests.console_world import inbound, make_app, make_world
from tests.integration.console_pages import send, sign_in, words
from tests.pictures import picture
from tests.statements import MOST_QUERIES, counted

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")
CONTENT = picture(size=(300, 400))


@pytest.fixture
def world(engine, clock):
    return make_world(engine, clock.now())


@pytest.fixture
def folder(tmp_path):
    return Storage(tmp_path / "photos")


@pytest.fixture
def visit(engine, clock, folder):
    """Sign somebody in and return their browser."""

    def enter(email="anna@rosewood.example"):
        app = make_app(engine, clock)
        app.state.settings = app.state.settings.__class__(**{**vars(app.state.settings), "photo_dir": folder.folder})
        client = TestClient(app)
        sign_in(client, email)
        return client

    return enter


@pytest.fixture
def send_in(engine, clock, world, folder):
    """Put a text of Mary's with one photo on file; return the photo's id."""

    def put(**more):
        with transaction(engine) as session:
            mary = session.get(Patient, world.mary)
            text = inbound(session, mary, "look at this", clock.now(), media_count=1)
            known = {"url": "", "created_at": clock.now(), "delete_after": clock.now() + timedelta(days=180)}
            if more.get("state", "kept") == "kept":
                known |= {"file_name": storage.new_name(), "width": 300, "height": 400, "size": len(CONTENT)}
                folder.write(mary.clinic_id, known["file_name"], CONTENT)
            row = Photo(clinic_id=mary.clinic_id, patient_id=mary.id, message_id=text.id, number=1,
                        **{"state": "kept", **known, **more})  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    return put


def case(world):
    return f"/console/cases/{world.mary_case}"


def looks(engine):
    with reading(engine) as session:
        wanted = select(Audit.actor, Audit.target).where(Audit.action == "photo.view").order_by(Audit.id)
        return [tuple(line) for line in session.execute(wanted)]


def test_a_photo_stands_beside_its_text_and_among_the_newest(visit, world, send_in):
    key = send_in()
    html = visit().get(case(world)).text
    talk, beside = html.split('class="side"', 1)
    for part in (talk, beside):
        assert f'<a href="/console/photos/{key}" target="_blank" rel="noopener"><img src="/console/photos/{key}"' in part
    assert 'alt="Photo from Mary Okafor"' in talk
    assert f'src="/console/photos/{key}"' in visit().get(f"/console/patients/{world.mary}").text


def test_any_number_of_photos_costs_one_question_more(visit, engine, world, send_in):
    anna, asked = visit(), []
    for photos in (0, 1, 12):
        _ = [send_in() for _ in range(photos)]
        with counted(engine) as statements:
            assert anna.get(case(world)).status_code == 200
        asked.append(len(statements))
    assert asked[1] == asked[2] <= MOST_QUERIES


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"state": "waiting"}, "Photo: waiting for the carrier"),
        ({"state": "waiting", "attempts": 3}, "Photo: waiting for the carrier, which has not answered yet"),
        ({"state": "refused", "reason": "no_photo"}, "Photo: could not be read as a photo"),
        ({"state": "refused", "reason": "too_large"}, "Photo: too large: more than 10 MB or 40 million pixels"),
        ({"state": "refused", "reason": "not_carrier"}, "Photo: not fetched: its address is not the carrier's"),
        ({"state": "failed", "reason": "gone"}, "Photo: the carrier does not have it any more"),
        ({"state": "deleted", "reason": "time_up"}, "Photo: deleted after 180 days"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_to_be_seen_is_told_in_words(visit, world, send_in, known, told):
    key = send_in(**known)
    anna = visit()
    html = anna.get(case(world)).text
    assert told in words(html)
    assert f"/console/photos/{key}" not in html
    answer = anna.get(f"/console/photos/{key}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/patients/{world.mary}")


def test_the_photo_itself_is_a_picture_and_nothing_else(visit, engine, world, send_in):
    key = send_in()
    answer = visit("rita@rosewood.example").get(f"/console/photos/{key}")
    assert (answer.status_code, answer.content) == (200, CONTENT)
    told = answer.headers
    assert (told["content-type"], told["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert told["cache-control"] == "private, no-store"
    assert "sandbox" in told["content-security-policy"] and "default-src 'none'" in told["content-security-policy"]
    assert looks(engine) == [("rita@rosewood.example", f"photo:{key}")]


def test_nobody_else_sees_it(visit, engine, world, send_in, clock):
    key = send_in()
    otto = visit("otto@harbour.example").get(f"/console/photos/{key}")
    stranger = TestClient(make_app(engine, clock)).get(f"/console/photos/{key}", follow_redirects=False)
    assert (otto.status_code, CONTENT in otto.content) == (404, False)
    assert (stranger.status_code, stranger.headers["location"]) == (303, f"/console/sign-in?next=/console/photos/{key}")
    assert looks(engine) == []


def test_a_photo_whose_file_is_lost_says_where_to_look(visit, engine, world, send_in, folder):
    key = send_in()
    [(clinic, name)] = folder.names()
    folder.remove(clinic, name)
    lost = visit().get(f"/console/photos/{key}")
    assert (lost.status_code, "PHOTO_DIR" in lost.text) == (404, True)


def test_the_archive_about_a_person_holds_their_photos(visit, world, send_in):
    send_in()
    send_in(state="refused", reason="no_photo")
    page = f"/console/patients/{world.mary}"
    sent = send(visit(), page, f"{page}/export")
    with ZipFile(io.BytesIO(sent.content)) as archive:
        data, html = json.loads(archive.read("data.json")), archive.read("readable.html").decode()
        [kept, refused] = data["photos"]
        assert archive.read(kept["file"]) == CONTENT
    assert (refused["file"], refused["became"]) == (None, "could not be read as a photo")
    assert f'src="{kept["file"]}"' in html and "could not be read as a photo" in html
