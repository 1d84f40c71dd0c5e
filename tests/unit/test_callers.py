"""What a request tells of who calls: a network to count tries for, and a browser in words."""

import pytest
from starlette.requests import Request

from bot.web import callers

APPLE = "AppleWebKit/537.36 (KHTML, like Gecko)"


def request(host="203.0.113.7", agent=""):
    headers = [(b"user-agent", agent.encode())] if agent else []
    return Request({"type": "http", "client": (host, 1234) if host else None, "headers": headers})


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        (None, ""),
    ],
    ids=["IPv4", "IPv6", "same IPv6 block", "IPv4 in IPv6", "with a zone", "a name", "a socket"],
)
def test_tries_are_counted_for_a_network(host, network):
    assert callers.network(request(host)) == network


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {APPLE} Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {APPLE} Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {APPLE} Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Mac"),
        (f"Mozilla/5.0 (Linux; Android 14) {APPLE} SamsungBrowser/25.0 Chrome/121.0", "Samsung Internet on Android"),
        ("curl/8.5.0", ""),
        ("<script>alert(1)</script>" * 50, ""),
        ("", ""),
    ],
    ids=["Edge", "Chrome", "Safari", "Firefox", "Samsung", "no browser", "nonsense", "nothing"],
)
def test_a_browser_is_called_by_its_name_and_never_by_its_own_words(agent, device):
    assert callers.device(request(agent=agent)) == device
