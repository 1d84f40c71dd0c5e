"""Alerts for another system: one signed POST for each call of the on-call order. It holds nothing that tells who the patient is.

The receiver checks the signature over the time and the body as they came, refuses an old time, and takes each `id` once.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.errors import BotError
from bot.log import kind_of
from bot.settings import Settings

#: Seconds for an answer: other alerts wait behind it.
PATIENCE = 5
SIGNATURE, TIME = "X-Aftercare-Signature", "X-Aftercare-Time"


class WebhookError(BotError):
    """The other system did not take an alert; the text says what kind of failure it was."""

    retryable = True


def is_configured(settings: Settings) -> bool:
    """Return whether alerts go to another system."""
    return bool(settings.alert_webhook_url)


def signature(secret: str, at: str, body: bytes) -> str:
    """Return what the header says: the HMAC-SHA256, in hexadecimal, of the time, a full stop and the body."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def send(settings: Settings, event: Mapping[str, Any], now: datetime) -> None:
    """Hand one alert over. WebhookError unless the answer is 2xx; a redirect is none, so nothing goes where nobody wanted it."""
    if not settings.alert_webhook_url or not settings.alert_webhook_secret:
        raise WebhookError("ALERT_WEBHOOK_URL is not set, so no alert can be handed over")
    body, at = json.dumps(event, sort_keys=True).encode(), str(int(now.timestamp()))
    headers = {"Content-Type": "application/json", TIME: at, SIGNATURE: signature(settings.alert_webhook_secret, at, body)}
    try:
        # The settings let nothing but https:// (and http:// to this machine) through.
        with _OPENER.open(Request(settings.alert_webhook_url, body, headers), timeout=PATIENCE):  # noqa: S310
            return
    except HTTPError as error:
        error.close()
        raise WebhookError(f"the alert webhook answered {error.code}") from None
    except (URLError, OSError, ValueError) as error:
        # Its own words would repeat the address, and an address may hold a key.
        raise WebhookError(f"the alert webhook was not reached: {kind_of(error)}") from None


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none: urllib takes that for an error, and so do we."""


_OPENER = build_opener(_NoRedirects)
