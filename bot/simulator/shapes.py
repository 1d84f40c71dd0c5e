"""How Twilio writes things down: messages, pages of them, errors, and the parameters of its webhooks."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from bot import countries, sms_text
from bot.simulator.store import CarrierMessage

API = "/2010-04-01"
VERSION = API.removeprefix("/")
#: Statuses of a text that has not left the carrier; "accepted" is one whose messaging service has yet to choose a number.
UNSENT = ("accepted", "queued")


class CarrierError(Exception):
    """The carrier refuses. `code` is Twilio's own number for the reason, `status` the HTTP status, `retry_after` in seconds."""

    def __init__(self, status: int, code: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after

    def body(self) -> dict[str, Any]:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


def _date(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment else None


def _segments(row: CarrierMessage) -> str:
    return str(max(1, sms_text.segments(row.body)))


def _service(row: CarrierMessage) -> dict[str, str]:
    return {"MessagingServiceSid": row.service_sid} if row.service_sid else {}


def message_uri(account: str, sid: str) -> str:
    """Return where the API shows one message, relative to its base."""
    return f"{API}/Accounts/{account}/Messages/{sid}.json"


def message(row: CarrierMessage, account: str) -> dict[str, Any]:
    """Return a message as the API shows it."""
    uri = message_uri(account, row.sid)
    is_unsent, has_no_sender = row.status in UNSENT, row.status == "accepted"
    return {
        "account_sid": account,
        "api_version": VERSION,
        "body": row.body,
        "date_created": _date(row.created_at),
        "date_sent": None if is_unsent else _date(row.created_at),
        "date_updated": _date(row.updated_at),
        "direction": row.direction,
        "error_code": row.error_code,
        "error_message": None,
        "from": None if has_no_sender else row.from_phone,
        "messaging_service_sid": row.service_sid,
        "num_media": str(row.media_count),
        "num_segments": "0" if has_no_sender else _segments(row),
        "price": None,
        "price_unit": "USD",
        "sid": row.sid,
        "status": row.status,
        "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
        "to": row.to_phone,
        "uri": uri,
    }


def page(
    rows: list[CarrierMessage], account: str, *, filters: dict[str, str], number: int, size: int, more: bool
) -> dict[str, Any]:
    """Return one page of messages; `more` says that older ones follow."""
    base = f"{API}/Accounts/{account}/Messages.json"

    def uri(page_number: int, token: str | None) -> str:
        query = {**filters, "PageSize": str(size), "Page": str(page_number), **({"PageToken": token} if token else {})}
        return f"{base}?{urlencode(query)}"

    following = uri(number + 1, f"PA{rows[-1].sid}") if more else None
    return {
        "messages": [message(row, account) for row in rows],
        "first_page_uri": uri(0, None),
        "next_page_uri": following,
        "previous_page_uri": None,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": max(number * size, number * size + len(rows) - 1),
        "uri": uri(number, None),
    }


def inbound_webhook(row: CarrierMessage, account: str, media: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """Return every parameter that Twilio posts when a text comes in, the blank ones included; `media`: addresses and types."""
    return {
        "ToCountry": countries.of_phone(row.to_phone) or "",
        "ToState": "",
        "ToCity": "",
        "ToZip": "",
        "FromCountry": countries.of_phone(row.from_phone) or "",
        "FromState": "",
        "FromCity": "",
        "FromZip": "",
        "SmsMessageSid": row.sid,
        "SmsSid": row.sid,
        "MessageSid": row.sid,
        "SmsStatus": "received",
        "NumSegments": _segments(row),
        "Body": row.body,
        "From": row.from_phone,
        "To": row.to_phone,
        "AccountSid": account,
        "ApiVersion": VERSION,
        **_service(row),
        **({"OptOutType": row.opt_out_type} if row.opt_out_type else {}),
        **_media(media),
    }


def _media(media: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return what a webhook says of the pictures that hang on a text."""
    given = {"NumMedia": str(len(media))}
    for index, (url, content_type) in enumerate(media):
        given[f"MediaUrl{index}"], given[f"MediaContentType{index}"] = url, content_type
    return given


def status_webhook(row: CarrierMessage, status: str, account: str) -> dict[str, str]:
    """Return the parameters that Twilio posts when a text's status changes."""
    error = {"ErrorCode": str(row.error_code)} if status == "undelivered" and row.error_code else {}
    return {
        "AccountSid": account,
        "ApiVersion": VERSION,
        "From": row.from_phone,
        "MessageSid": row.sid,
        "MessageStatus": status,
        "SmsSid": row.sid,
        "SmsStatus": status,
        "To": row.to_phone,
        **_service(row),
        **error,
    }
