"""Who calls, as far as a request tells before anybody signs in: the network it comes from, the browser it says it is."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

#: One household or clinic holds a whole block of these addresses, and a guesser could use each of them.
IPV6_BLOCK = 64

#: The first that fits, most particular first: every browser also names the ones it descends from.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox|FxiOS", "Firefox"),
             ("Chrome|CriOS|Chromium", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
            ("Mac OS X|Macintosh", "Mac"), ("Linux|X11", "Linux"))  # fmt: skip


def network(request: Request) -> str:
    """Return the network address that tries are counted for; uvicorn has put the caller's in place of a trusted proxy's."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, IPV6_BLOCK), strict=False))
    return str(address)


def device(request: Request) -> str:
    """Return what the browser says it is, in words: "Chrome on Android", "" for what we do not know."""
    told = request.headers.get("user-agent", "")
    return " on ".join(name for name in (_first(_BROWSERS, told), _first(_SYSTEMS, told)) if name)


def _first(names: tuple[tuple[str, str], ...], told: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, told)), "")
