"""Where photos are fetched from, and to whom our name is told: the carrier, and nobody else."""

from io import BytesIO

import pytest
import requests
from requests.adapters import BaseAdapter

from bot.media import words
from bot.media.addresses import Address, address
from bot.media.fetching import LARGEST, Fetcher, NotFetched
from tests.carrier import ACCOUNT, settings_for

API, SID, MEDIA = "https://api.twilio.com", "MM" + "a" * 32, "ME" + "b" * 32
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}/Media/{MEDIA}"
HERE = "http://127.0.0.1:8000/simulator/twilio"
STORE = "https://s3-external-1.amazonaws.com/media.twiliocdn.com/abc"


@pytest.mark.parametrize(
    ("url", "api"),
    [(API + PATH, API), (f"https://api.twilio.com:443{PATH}", API), (f"https://mcs.us1.twilio.com{PATH}", API),
     (f"https://api.dublin.ie1.twilio.com{PATH}", "https://api.dublin.ie1.twilio.com"), (HERE + PATH, HERE)],
    ids=["the API", "with its port", "its sister", "a region", "a carrier beside us"],
)  # fmt: skip
def test_an_address_of_the_carriers_is_known(url, api):
    assert address(url, api) == Address(SID, MEDIA)


@pytest.mark.parametrize(
    "url",
    ["", "no address", f"https://media.example.com{PATH}", f"http://api.twilio.com{PATH}", f"https://api.twilio.com:8443{PATH}",
     f"https://api.twilio.com@evil.example{PATH}", f"https://me:pass@api.twilio.com{PATH}", f"https://api.twilio.com.evil.example{PATH}",
     f"https://eviltwilio.com{PATH}", f"{API}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", f"{API}{PATH}/../../Media/x",
     f"{API}{PATH}?next=x", f"{API}{PATH}#x", f"{API}{PATH}.json", f"file://{PATH}", f"https://[::1{PATH}", f"https://api.twilio.com\\@x{PATH}",
     f"https://127.0.0.1{PATH}", f"https://api.twilio.com:x{PATH}", f"https://api.twilіo.com{PATH}", HERE + PATH],
)  # fmt: skip
def test_any_other_address_is_not(url):
    assert address(url, API) is None


class Web(BaseAdapter):
    """What answers every request, and remembers who was told what."""

    def __init__(self, *answers):
        super().__init__()
        self.answers, self.asked = list(answers), []

    def send(self, request, **_):
        self.asked.append((request.url, request.headers.get("Authorization")))
        status, headers, content = self.answers.pop(0)
        answer = requests.Response()
        answer.status_code, answer.url, answer.request, answer.raw = status, request.url, request, BytesIO(content)
        answer.headers.update(headers)
        return answer

    def close(self):
        """Nothing is open."""


def fetcher(*answers, api=API):
    found, web = Fetcher(settings_for(api)), Web(*answers)
    for scheme in ("http://", "https://"):
        found.session.mount(scheme, web)
    return found, web


def to(where, status=307):
    return status, {"Location": where}, b""


def test_the_carrier_is_told_who_asks_and_the_store_it_sends_us_to_is_not():
    found, web = fetcher(to(STORE), (200, {}, b"a photo"))
    assert found.fetch(API + PATH) == b"a photo"
    [(asked, name), (sent_on, nobody)] = web.asked
    assert (asked, sent_on, nobody) == (API + PATH, STORE, None)
    assert name.startswith("Basic ")


def test_a_name_that_lies_on_this_machine_is_told_to_nobody_either(monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine s3-external-1.amazonaws.com login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    found, web = fetcher(to(STORE), (200, {}, b"a photo"))
    found.fetch(API + PATH)
    assert web.asked[1][1] is None


@pytest.mark.parametrize("where", ["https://evil.example/a", "http://media.twiliocdn.com/a", "http://169.254.169.254/latest", "file:///etc/passwd"])
def test_nobody_is_sent_on_to_anywhere_else(where):
    found, web = fetcher(to(where))
    with pytest.raises(NotFetched) as refused:
        found.fetch(API + PATH)
    assert (refused.value.reason, refused.value.retryable, len(web.asked)) == (words.NOT_CARRIER, False, 1)


def test_whoever_is_sent_in_a_circle_stops():
    found, web = fetcher(*[to(API + PATH)] * 9)
    with pytest.raises(NotFetched):
        found.fetch(API + PATH)
    assert len(web.asked) == 4


@pytest.mark.parametrize("url", ["https://evil.example/photo.jpg", "", f"{API}/2010-04-01/Accounts.json"])
def test_what_is_not_the_carriers_is_not_even_asked_for(url):
    found, web = fetcher()
    with pytest.raises(NotFetched) as refused:
        found.fetch(url)
    assert (refused.value.reason, web.asked) == (words.NOT_CARRIER, [])


@pytest.mark.parametrize(
    ("headers", "content"),
    [({"Content-Length": str(LARGEST + 1)}, b""), ({}, bytes(LARGEST + 1)), ({"Content-Length": "5"}, bytes(LARGEST + 1))],
    ids=["said so", "said nothing", "said otherwise"],
)
def test_more_than_ten_megabytes_are_not_taken(headers, content):
    found, _ = fetcher((200, headers, content))
    with pytest.raises(NotFetched) as refused:
        found.fetch(API + PATH)
    assert (refused.value.reason, refused.value.retryable) == (words.TOO_LARGE, False)


@pytest.mark.parametrize(
    ("status", "reason"), [(404, words.GONE), (410, words.GONE), (401, words.UNREACHABLE), (503, words.UNREACHABLE)]
)
def test_a_refusal_may_be_over_later(status, reason):
    found, _ = fetcher((status, {}, b""))
    with pytest.raises(NotFetched) as refused:
        found.fetch(API + PATH)
    assert (refused.value.reason, refused.value.retryable) == (reason, True)
