"""A photo's way from the carrier to us: its bytes, no more of them than we take, and our name told to nobody but the carrier."""

import time
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from bot.errors import BotError
from bot.media import addresses, words
from bot.settings import Settings

#: Bytes.
LARGEST, PIECE = 10 * 1024 * 1024, 64 * 1024
#: Seconds to connect, seconds of silence, and seconds in all.
TIMEOUT, LONGEST = (5.0, 10.0), 60.0
#: Twilio's API sends on once, to where the bytes lie.
MOST_HOPS = 4
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class NotFetched(BotError):
    """A photo was not fetched. `reason` is a word of bot.media.words."""

    def __init__(self, reason: str, code: str, retryable: bool) -> None:
        super().__init__(f"the photo was not fetched ({code})")
        self.reason, self.code, self.retryable = reason, code, retryable


class _Nobody(AuthBase):
    """Says nothing of who we are, not even what a .netrc of this machine would say."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.pop("Authorization", None)
        return request


class Fetcher:
    """Brings photos. Not safe for two threads at once."""

    def __init__(self, settings: Settings) -> None:
        self.api_url = settings.twilio_api_url
        self.name = HTTPBasicAuth(settings.twilio_account_sid, settings.twilio_auth_tokens[0])
        self.session = requests.Session()
        if urlsplit(self.api_url).hostname in THIS_MACHINE:
            self.session.trust_env = False  # a proxy for the outside world cannot reach a carrier on this machine

    def fetch(self, url: str) -> bytes:
        """Return the bytes behind an address of the carrier's. Raises NotFetched."""
        if addresses.address(url, self.api_url) is None:
            raise NotFetched(words.NOT_CARRIER, "address", retryable=False)
        until = time.monotonic() + LONGEST
        for _ in range(MOST_HOPS):
            try:
                with self._get(url) as answer:
                    if not answer.is_redirect:
                        return _content(answer, until)
                    url = urljoin(url, answer.headers["Location"])
            except (RequestException, HTTPError, ValueError) as error:
                raise NotFetched(words.UNREACHABLE, type(error).__name__, retryable=True) from None
            if not addresses.is_store(url, self.api_url):
                raise NotFetched(words.NOT_CARRIER, "redirect", retryable=False)
        raise NotFetched(words.UNREACHABLE, "redirects", retryable=True)

    def _get(self, url: str) -> requests.Response:
        who = self.name if addresses.is_carriers(url, self.api_url) else _Nobody()
        return self.session.get(url, auth=who, timeout=TIMEOUT, allow_redirects=False, stream=True)


def _content(answer: requests.Response, until: float) -> bytes:
    if answer.status_code in (404, 410):
        raise NotFetched(words.GONE, str(answer.status_code), retryable=True)
    if answer.status_code != 200:
        raise NotFetched(words.UNREACHABLE, str(answer.status_code), retryable=True)
    told = answer.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > LARGEST:
        raise NotFetched(words.TOO_LARGE, "length", retryable=False)
    return _read(answer, until)


def _read(answer: requests.Response, until: float) -> bytes:
    content = bytearray()
    for piece in answer.iter_content(PIECE):
        content += piece
        if len(content) > LARGEST:
            raise NotFetched(words.TOO_LARGE, "length", retryable=False)
        if time.monotonic() > until:
            raise NotFetched(words.UNREACHABLE, "slow", retryable=True)
    return bytes(content)
