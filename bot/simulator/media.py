"""Pictures on a phone's text: taken in with it, named in its webhook, shown on the phone's own screen."""

import base64
import binascii
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.db import reading
from bot.errors import InputError
from bot.simulator import shapes
from bot.simulator.context import Simulator, of_request
from bot.simulator.faults import kinds
from bot.simulator.faults.trouble import Trouble
from bot.simulator.media_store import CarrierMedia
from bot.simulator.store import CarrierMessage

#: What a phone sends that says only how many pictures hang on its text.
SAMPLE = Path(__file__).parent / "static" / "photo.jpg"
MOST = 10
#: Bytes. More than any customer should take, so that it can be seen that ours does not.
LARGEST = 16 * 1024 * 1024
LONGEST_TYPE = 80
#: An address that is not the carrier's.
ELSEWHERE = "https://media.elsewhere.example"
HOW = 'media must be a list of objects such as {"content_type": "image/jpeg", "data": "<base64>"}'


@dataclass(frozen=True)
class Picture:
    """What a phone hangs on a text: bytes, and what it says they are."""

    content_type: str
    content: bytes


def pictures(body: dict[str, Any]) -> list[Picture]:
    """Return what hangs on a text: "media" as given, else as many sample photos as "pictures" says. InputError on nonsense."""
    if "media" in body:
        return _given(body["media"])
    count = body.get("pictures", 0)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST:
        raise InputError(f"pictures must be a whole number from 0 to {MOST}")
    return [Picture("image/jpeg", SAMPLE.read_bytes())] * count


def _given(media: Any) -> list[Picture]:
    if not isinstance(media, list) or not all(isinstance(one, dict) for one in media):
        raise InputError(HOW)
    if len(media) > MOST:
        raise InputError(f"a text carries at most {MOST} pictures")
    return [_picture(one.get("content_type", "image/jpeg"), one.get("data")) for one in media]


def _picture(content_type: Any, data: Any) -> Picture:
    if not isinstance(content_type, str) or not isinstance(data, str) or not content_type.isprintable():
        raise InputError(HOW)
    try:
        content = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("data of a picture must be base64") from None
    if len(content) > LARGEST or len(content_type) > LONGEST_TYPE:
        raise InputError("a picture may have at most 16 MB")
    return Picture(content_type, content)


def hang(session: Session, row: CarrierMessage, given: Iterable[Picture]) -> None:
    """Keep what hangs on a text that came in."""
    for one in given:
        is_elsewhere = Trouble(session, kinds.PICTURE).at(kinds.TAKEN) is not None
        session.add(CarrierMedia(sid=f"ME{secrets.token_hex(16)}", message_id=row.id, content_type=one.content_type,
                                 content=one.content, is_elsewhere=is_elsewhere, created_at=row.created_at))  # fmt: skip


def named(simulator: Simulator, row: CarrierMessage) -> list[tuple[str, str]]:
    """Return the address and the type of everything that hangs on a text, as its webhook names them."""
    api = simulator.settings.twilio_api_url
    with reading(simulator.store) as session:
        found = session.execute(_on(row.id)).scalars().all()
    return [((ELSEWHERE if one.is_elsewhere else api) + address(simulator, row.sid, one.sid), one.content_type) for one in found]


def address(simulator: Simulator, message_sid: str, media_sid: str) -> str:
    """Return where the API has a picture, below the API's own address."""
    return f"{shapes.message_uri(simulator.account, message_sid).removesuffix('.json')}/Media/{media_sid}"


def _on(message_id: int) -> Any:
    return select(CarrierMedia).where(CarrierMedia.message_id == message_id).order_by(CarrierMedia.id)


def on_phone(simulator: Simulator, rows: Iterable[CarrierMessage]) -> dict[str, list[str]]:
    """Return the addresses of the pictures that a phone's own screen shows, by the sid of their text."""
    texts = {row.id: row.sid for row in rows if row.media_count}
    found: dict[str, list[str]] = {}
    if texts:
        wanted = select(CarrierMedia.message_id, CarrierMedia.sid).where(CarrierMedia.message_id.in_(texts))
        with reading(simulator.store) as session:
            for message_id, sid in session.execute(wanted.order_by(CarrierMedia.id)):
                found.setdefault(texts[message_id], []).append(f"/simulator/media/{sid}")
    return found


async def show(request: Request) -> Response:
    """A picture as the phone that sent it has it."""
    found = await run_in_threadpool(_content, of_request(request), request.path_params["sid"])
    if found is None:
        return Response(status_code=404)
    # What somebody chose as a photo may be anything: it is shown as a picture or not at all.
    safe = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    kind = found.content_type if found.content_type in ("image/jpeg", "image/png", "image/gif", "image/webp") else "image/jpeg"
    return Response(found.content, media_type=kind, headers={**safe, "Cache-Control": "private, max-age=3600"})


def _content(simulator: Simulator, sid: str) -> CarrierMedia | None:
    with reading(simulator.store) as session:
        return session.execute(select(CarrierMedia).where(CarrierMedia.sid == sid)).scalar_one_or_none()
