"""Twilio: send a text, ask what became of it, check who signed a webhook. The only module that imports its client."""

import base64
import hmac
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from bot.carrier import Busy, Media, Received, SendError, Sent, Unclear, error_for, validity
from bot.settings import Settings
from bot.sms_fields import MOST_MEDIA, media_count
from bot.sms_text import to_gsm7

#: Seconds to connect, and seconds of silence until an answer is given up.
TIMEOUT = (5.0, 10.0)
#: How far back in a conversation a text is looked for; how many texts Twilio lists at a time at most.
LOOK_BACK, PAGE = 50, 1000
#: The carrier's clock may differ from ours.
CLOCK_SKEW = timedelta(minutes=2)


class Transport(TwilioHttpClient):
    """Twilio's HTTP client with time-outs, without its logging of phone numbers, keeping what an error's header said."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.timeout: Any = TIMEOUT
        self.last = threading.local()
        if self.session and urlsplit(base_url).hostname in ("127.0.0.1", "localhost", "::1"):
            self.session.trust_env = False  # a proxy for the outside world cannot reach a carrier on this machine

    def request(self, *args: Any, **kwargs: Any) -> Any:
        self.last.retry_after = None
        response = super().request(*args, **kwargs)
        self.last.retry_after = _seconds((response.headers or {}).get("Retry-After"))
        return response

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Say nothing: the parameters are people's numbers and words."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Say nothing."""


class Gateway:
    """The way out. One for a process; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.transport = Transport(settings.twilio_api_url)
        self.client = Client(settings.twilio_account_sid, settings.twilio_auth_tokens[0], http_client=self.transport)
        self.client.api.base_url = settings.twilio_api_url
        self.callback = f"{settings.public_url}/sms/status"

    def send(self, message_id: int, from_: str, to: str, text: str, validity_s: float) -> Sent:
        """Hand a text to the carrier. `validity_s`: seconds after which it must not arrive any more. Raises SendError."""
        try:
            taken = self.client.messages.create(
                to=to,
                from_=from_,
                body=text,
                # Our row's id: a callback can settle a send whose answer never came.
                status_callback=f"{self.callback}?message={message_id}",
                smart_encoded=True,
                validity_period=validity(validity_s),
            )
        except (TwilioException, RequestException, ValueError) as error:
            raise self._meaning(error) from None
        return Sent(taken.sid, str(taken.status))

    def find_sent(self, from_: str, to: str, text: str, since: datetime) -> list[Sent]:
        """Return what the carrier took with these words for this recipient since then, newest first. Raises SendError."""
        rows = self._listed(to=to, from_=from_, limit=LOOK_BACK)
        return [Sent(row.sid, str(row.status)) for row in rows if _is_same(row, text) and _moment(row) >= since - CLOCK_SKEW]

    def status_of(self, sid: str) -> tuple[str, str | None]:
        """Return a sent text's status at the carrier and its error code. Raises SendError."""
        try:
            row = self.client.messages(sid).fetch()
        except (TwilioException, RequestException, ValueError) as error:
            raise self._meaning(error) from None
        return str(row.status), str(row.error_code) if row.error_code else None

    def received(self, to: str, since: datetime) -> list[Received]:
        """Return all texts that came in for our number `to` since then, oldest first, however many. Raises SendError."""
        rows = self._listed(to=to, date_sent_after=since - CLOCK_SKEW, page_size=PAGE)
        inbound = [_received(row) for row in rows if row.direction == "inbound"]
        return sorted((text for text in inbound if text.at >= since), key=lambda text: text.at)

    def media_of(self, sid: str) -> list[Media]:
        """Return what hangs on a text that came in, in its order. Raises SendError."""
        try:
            rows = self.client.messages(sid).media.list(limit=MOST_MEDIA)
        except (TwilioException, RequestException, ValueError) as error:
            raise self._meaning(error) from None
        base = self.client.api.base_url
        return [Media(base + row.uri.removesuffix(".json"), row.content_type or "") for row in rows]

    def delete_media(self, sid: str, media_sid: str) -> None:
        """Let the carrier delete what hung on a text; nothing there any more is as good. Raises SendError."""
        try:
            self.client.messages(sid).media(media_sid).delete()
        except (TwilioException, RequestException, ValueError) as error:
            if getattr(error, "status", None) != 404:
                raise self._meaning(error) from None

    def _listed(self, **filters: Any) -> Iterable[Any]:
        try:
            return list(self.client.messages.list(**filters))
        except (TwilioException, RequestException, ValueError) as error:
            raise self._meaning(error) from None

    def _meaning(self, error: Exception) -> SendError:
        if isinstance(error, TwilioRestException):
            return error_for(error.status, error.code, getattr(self.transport.last, "retry_after", None))
        if isinstance(error, NoConnection) and _never_reached(error):
            return Busy("no_connection")
        return Unclear("timeout" if isinstance(error, RequestException) else "unreadable")


class Validator:
    """Tells whether Twilio signed a webhook; any current token may have done so, while tokens rotate."""

    def __init__(self, settings: Settings) -> None:
        self.public_url, self.tokens = settings.public_url, settings.twilio_auth_tokens

    def url(self, path: str, query: str) -> str:
        """Return the address that Twilio called: the configured one, whatever a proxy's headers claim."""
        return self.public_url + path + (f"?{query}" if query else "")

    def valid(self, url: str, raw_body: bytes, signature: str) -> bool:
        """Return whether `signature` was made for this address and body with one of our tokens."""
        if not signature or not signature.isascii():
            return False
        return any(_signed_by(token, url, raw_body, signature) for token in self.tokens)


def sign(settings: Settings, url: str, parameters: Mapping[str, str]) -> str:
    """Return the signature that Twilio would send with these parameters."""
    return RequestValidator(settings.twilio_auth_tokens[0]).compute_signature(url, dict(parameters))


def fields(raw_body: bytes) -> dict[str, str]:
    """Return a form body's fields, blank ones included; bytes that are no UTF-8 become the replacement sign."""
    return dict(_pairs(raw_body, "replace"))


class _Parameters(dict[str, list[str]]):
    """Fields by name, each with all its values, as Twilio's validator asks for them."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _pairs(raw_body: bytes, errors: str) -> list[tuple[str, str]]:
    return parse_qsl(raw_body.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors=errors)


def _signed_by(token: str, url: str, raw_body: bytes, signature: str) -> bool:
    try:
        return RequestValidator(token).validate(url, _Parameters(_pairs(raw_body, "strict")), signature)
    except UnicodeDecodeError:
        return hmac.compare_digest(_signature_of_bytes(token, url, raw_body), signature)


def _signature_of_bytes(token: str, url: str, raw_body: bytes) -> str:
    """Twilio's scheme over undecodable bytes, which its own validator cannot take: a signed text is not lost for a bad byte."""
    pairs = sorted({(name, value) for name, value in _pairs(raw_body, "surrogateescape")})
    signed = url + "".join(name + value for name, value in pairs)
    return base64.b64encode(hmac.new(token.encode(), signed.encode("utf-8", "surrogateescape"), sha1).digest()).decode()


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.replace(".", "", 1).isdigit() else None


def _never_reached(error: NoConnection) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)


def _is_same(row: Any, text: str) -> bool:
    """The carrier may have replaced characters (SmartEncoded) and trimmed the ends."""
    return row.direction != "inbound" and to_gsm7(row.body or "").strip() == to_gsm7(text).strip()


def _moment(row: Any) -> datetime:
    found: datetime | None = row.date_created or row.date_sent
    return found.astimezone(timezone.utc) if found else datetime.max.replace(tzinfo=timezone.utc)


def _received(row: Any) -> Received:
    return Received(row.sid, row.from_, row.to, row.body or "", media_count(row.num_media), _moment(row))
