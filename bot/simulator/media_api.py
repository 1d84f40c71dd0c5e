"""The carrier's API for what hangs on texts, as Twilio's: listed, told of, handed out to who says who they are, deleted."""

from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.db import transaction
from bot.simulator import shapes
from bot.simulator.context import Simulator, of_request
from bot.simulator.faults import kinds
from bot.simulator.faults.kinds import Fault
from bot.simulator.faults.trouble import Trouble
from bot.simulator.media import address
from bot.simulator.media_store import CarrierMedia
from bot.simulator.shapes import CarrierError
from bot.simulator.store import CarrierMessage

#: Bytes of a picture that is too large, and of one that is none.
TOO_LARGE = b"\xff\xd8\xff\xe0" + bytes(11 * 1024 * 1024)
NO_PHOTO = b"<html><body>Service unavailable</body></html>"
#: Where the bytes themselves lie, as Twilio's lie in a store that its API sends on to.
STORE = "/media"

Check = Callable[[Request, Simulator], None]
Refusal = Callable[[CarrierError], Response]


def routes(check: Check, refusal: Refusal) -> list[Route]:
    """Return the routes, relative to the API's base address. `check` looks at credentials, `refusal` writes an error down."""

    def guarded(answer: Callable[[Request, Simulator], Any]) -> Any:
        async def endpoint(request: Request) -> Response:
            simulator = of_request(request)
            try:
                check(request, simulator)
                return await run_in_threadpool(answer, request, simulator)
            except CarrierError as error:
                return refusal(error)

        return endpoint

    media = shapes.API + "/Accounts/{account}/Messages/{sid}/Media"
    return [
        Route(media + ".json", guarded(index), methods=["GET"]),
        Route(media + "/{media}.json", guarded(show), methods=["GET"]),
        Route(media + "/{media}.json", guarded(delete), methods=["DELETE"]),
        Route(media + "/{media}", guarded(send_on), methods=["GET"]),
        Route(STORE + "/{media}", hand_out, methods=["GET"]),
    ]


def index(request: Request, simulator: Simulator) -> Response:
    """Everything that hangs on a text and was not deleted, on one page."""
    sid = request.path_params["sid"]
    base = shapes.message_uri(simulator.account, sid).removesuffix(".json") + "/Media.json"
    with transaction(simulator.store) as session:
        text = session.execute(select(CarrierMessage.id).where(CarrierMessage.sid == sid)).scalar()
        there = (CarrierMedia.message_id == text, CarrierMedia.deleted_at.is_(None))
        rows = session.execute(select(CarrierMedia).where(*there).order_by(CarrierMedia.id)).scalars().all()
        found = [_shape(simulator, sid, row) for row in rows]
    paging = {"first_page_uri": base, "next_page_uri": None, "previous_page_uri": None, "uri": base}
    return JSONResponse({"media_list": found, **paging, "page": 0, "page_size": 50, "start": 0, "end": max(0, len(found) - 1)})


def show(request: Request, simulator: Simulator) -> Response:
    """What the carrier knows of one picture."""
    with transaction(simulator.store) as session:
        return JSONResponse(_shape(simulator, request.path_params["sid"], _find(session, request)))


def delete(request: Request, simulator: Simulator) -> Response:
    """Delete one picture: 204, and from then on 404."""
    with transaction(simulator.store) as session:
        _find(session, request).deleted_at = simulator.clock.now()
    return Response(status_code=204)


def send_on(request: Request, simulator: Simulator) -> Response:
    """Send whoever may have a picture on to its bytes."""
    with transaction(simulator.store) as session:
        sid = _find(session, request).sid
    return RedirectResponse(f"{simulator.settings.twilio_api_url}{STORE}/{sid}", 307)


async def hand_out(request: Request) -> Response:
    """The bytes, or what a fault makes of them."""
    return await run_in_threadpool(_handed_out, of_request(request), request.path_params["media"])


def _handed_out(simulator: Simulator, sid: str) -> Response:
    with transaction(simulator.store) as session:
        row = session.execute(select(CarrierMedia).where(CarrierMedia.sid == sid)).scalar_one_or_none()
        fault = Trouble(session, kinds.MEDIA).at(kinds.TAKEN)
        if row is None or row.deleted_at is not None or _is(fault, kinds.MEDIA_MISSING):
            return Response(status_code=404)
        content = {kinds.MEDIA_TOO_LARGE: TOO_LARGE, kinds.MEDIA_NO_PHOTO: NO_PHOTO}.get(fault.kind if fault else "", row.content)
        return Response(content, media_type=row.content_type)


def _is(fault: Fault | None, kind: str) -> bool:
    return fault is not None and fault.kind == kind


def _find(session: Session, request: Request) -> CarrierMedia:
    sid, media = request.path_params["sid"], request.path_params["media"]
    hanging = select(CarrierMedia).join(CarrierMessage, CarrierMessage.id == CarrierMedia.message_id)
    this = (CarrierMessage.sid == sid, CarrierMedia.sid == media, CarrierMedia.deleted_at.is_(None))
    row = session.execute(hanging.where(*this)).scalar_one_or_none()
    if row is None:
        raise CarrierError(404, 20404, f"The requested resource /Messages/{sid}/Media/{media}.json was not found")
    return row


def _shape(simulator: Simulator, message_sid: str, row: CarrierMedia) -> dict[str, Any]:
    at = format_datetime(row.created_at)
    return {
        "sid": row.sid,
        "account_sid": simulator.account,
        "parent_sid": message_sid,
        "content_type": row.content_type,
        "date_created": at,
        "date_updated": at,
        "uri": f"{address(simulator, message_sid, row.sid)}.json",
    }
