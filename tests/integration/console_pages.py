"""A browser without a screen for the console's tests: signs in, finds forms, sends them with their hidden fields."""

import re
from html import unescape

from httpx import Response
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from tests.conftest import FixedClock
from tests.console_world import PASSWORD, make_app

SIGN_IN = "/console/sign-in"


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name} on the page"
    return unescape(found[1])


def words(html: str) -> str:
    """Return what a person reads on a page, in one line."""
    body = re.sub(r"<(head|script).*?</\1>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", re.sub(r"</?(li|p|span|div|dt|dd|td)\b", r" \g<0>", body))).split())


def try_to_sign_in(client: TestClient, email: str, password: str = PASSWORD) -> Response:
    """Fill the sign-in form in and send it; redirects are not followed."""
    form = {"csrf": hidden(client.get(SIGN_IN).text, "csrf"), "email": email, "password": password}
    return client.post(SIGN_IN, data=form, follow_redirects=False)


def sign_in(client: TestClient, email: str) -> None:
    """Sign in, or fail the test."""
    assert try_to_sign_in(client, email).headers.get("location") == "/console"


def signed_in(engine: Engine, clock: FixedClock, email: str = "anna@rosewood.example") -> TestClient:
    """Return a browser in which somebody of the world has signed in."""
    client = TestClient(make_app(engine, clock))
    sign_in(client, email)
    return client


def send(client: TestClient, page: str, action: str, **fields: str) -> Response:
    """Load a page, then send one of its forms: with the page's token and last-seen message unless given."""
    html = client.get(page).text
    form = {"csrf": hidden(html, "csrf"), **fields}
    if 'name="seen"' in html:
        form.setdefault("seen", hidden(html, "seen"))
    return client.post(action, data=form, follow_redirects=False)
