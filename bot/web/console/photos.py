"""Photos that patients sent: beside their text, in words while there is nothing to see, and each by itself at its own address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.responses import RedirectResponse, Response

from bot.media import Storage, state_in_words
from bot.models import Message, Photo
from bot.web.console.desk import Desk
from bot.web.console.visit import Visit

#: The newest photos of a conversation that the case page shows together.
GALLERY = 12
#: A picture is no page: it loads nothing, runs nothing and belongs to no site; the style is the browser's own frame around it.
FRAME = {
    "policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    "cache": "private, no-store",
}


@dataclass(frozen=True)
class Shown:
    """One photo as a page shows it: `words` say why there is nothing to see, "" where there is."""

    row: Photo
    words: str


def show(visit: Visit) -> Response:
    """The photo itself. Each look is recorded. One that is not to be seen leads to the conversation, which says why."""
    with visit.reading() as desk:
        photo = desk.get(Photo, visit.number("photo_id"))
    if photo.state != "kept":
        return RedirectResponse(f"/console/patients/{photo.patient_id}", 303)
    content = Storage(visit.request.app.state.settings.photo_dir).read(photo.clinic_id, photo.file_name)
    visit.note("photo.view", f"photo:{photo.id}", patient=photo.patient_id)
    return Response(content, media_type="image/jpeg", headers={"Content-Disposition": f'inline; filename="photo-{photo.id}.jpg"'})


def on_texts(desk: Desk, messages: Iterable[Message]) -> dict[int, list[Shown]]:
    """Return what is known of the photos on these texts, by text. One query where any has one, else none."""
    keys = [one.id for one in messages if one.media_count]
    return _by_text(desk, desk.rows(Photo).where(Photo.message_id.in_(keys)).order_by(Photo.number)) if keys else {}


def _by_text(desk: Desk, wanted: Any) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = {}
    for photo in desk.session.scalars(wanted):
        found.setdefault(photo.message_id, []).append(Shown(photo, state_in_words(photo)))
    return found


def newest(texts: Iterable[Iterable[Shown]]) -> list[Photo]:
    """Return the newest that can be looked at of the photos on a page's texts, the newest first."""
    return [one.row for photos in texts for one in photos if not one.words][::-1][:GALLERY]
