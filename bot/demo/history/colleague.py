"""A member of staff at the console: signs in, opens pages, sends the forms that stand on them."""

import re
from html import unescape

import httpx

from bot import log

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
SIGN_IN = "/console/sign-in"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36"


class Colleague:
    """One account and its browser. What the console refuses is counted in `refused`: the story has gone another way."""

    def __init__(self, address: str, email: str, password: str) -> None:
        self.email, self.password, self.refused = email, password, 0
        headers = {"User-Agent": BROWSER}
        self.browser = httpx.Client(base_url=address, trust_env=False, timeout=60, headers=headers)

    def open(self, path: str) -> str:
        """Return a page, signing in where that is needed."""
        answer = self.browser.get(path)
        if answer.is_redirect and SIGN_IN in answer.headers["location"]:
            self._sign_in()
            answer = self.browser.get(path)
        return answer.text

    def send(self, path: str, page: str, **fields: str) -> bool:
        """Send a form of `page`; False, and counted, where it was refused."""
        answer = self.browser.post(path, data={"csrf": field(page, "csrf"), **fields})
        if answer.status_code >= 400:
            log.get().warning("the console refused a form", path=path, status=answer.status_code)
            self.refused += 1
        return answer.status_code < 400

    def _sign_in(self) -> None:
        page = self.browser.get(SIGN_IN).text
        form = {"csrf": field(page, "csrf"), "email": self.email, "password": self.password}
        self.browser.post(SIGN_IN, data=form)

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()


def field(page: str, name: str) -> str:
    """Return the value of the page's first hidden field of that name, "" where there is none."""
    found = TOKEN.search(page) if name == "csrf" else re.search(rf'name="{name}" value="([^"]*)"', page)
    return unescape(found[1]) if found else ""
