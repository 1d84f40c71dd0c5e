"""Whether an address of a photo is the carrier's own. Pure: nothing is asked of anybody."""

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

#: Where a text's media lie below the API's address.
PATH = re.compile(r"/2010-04-01/Accounts/AC[0-9a-fA-F]{32}/Messages/((?:MM|SM)[0-9a-fA-F]{32})/Media/(ME[0-9a-fA-F]{32})")
#: Twilio's own houses; where the API is one of them, the others are the carrier's too.
TWILIO = frozenset({"api.twilio.com", "mcs.us1.twilio.com"})
#: Where Twilio's API sends whoever asks for a photo. They are never told who asks.
STORES = (".twilio.com", ".twiliocdn.com", ".amazonaws.com")
PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A photo at the carrier, by its names there."""

    message_sid: str
    media_sid: str


def address(url: str, api_url: str) -> Address | None:
    """Return what `url` names at the carrier whose API is at `api_url`; None for anything else, which must not be fetched."""
    parts, api = _split(url), urlsplit(api_url)
    if parts is None or not is_carriers(url, api_url):
        return None
    found = PATH.fullmatch(parts.path.removeprefix(api.path.rstrip("/")))
    return Address(*found.groups()) if found and not parts.query and not parts.fragment else None


def is_carriers(url: str, api_url: str) -> bool:
    """Return whether the carrier itself answers there: only there may we say who we are."""
    parts, api = _split(url), urlsplit(api_url)
    if parts is None:
        return False
    is_sister = parts.scheme == "https" and parts.port in (None, 443) and {parts.hostname, api.hostname} <= TWILIO
    return is_sister or _origin(parts) == _origin(api)


def is_store(url: str, api_url: str) -> bool:
    """Return whether the carrier may send us there for a photo's bytes."""
    parts = _split(url)
    if parts is None:
        return False
    return is_carriers(url, api_url) or (
        parts.scheme == "https" and parts.port in (None, 443) and (parts.hostname or "").endswith(STORES)
    )


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)


def _split(url: str) -> SplitResult | None:
    """Return the parts of a plain web address; None for one that hides a name, or that cannot be read at all."""
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in " \\"):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in PORTS and parts.hostname and "@" not in parts.netloc else None
