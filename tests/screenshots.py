"""`make screenshots`: a picture of every page, at a desk and on a phone, for docs/images.

Of the clinic that `make run` shows (--url and --sign-in), or else of the one that the tests of the console have.
"""

import argparse
import base64
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import chromium, set_viewport, sign_in
from tests.console_world import PASSWORD
from tests.every_page import SIZES, lived_in, set_light

IMAGES = Path("docs/images")
#: Name of the picture and address. {case} and its like are the first link of that kind on the page that FIRST names.
PAGES = {
    "inbox": "/console",
    "inbox-resolved": "/console?show=resolved",
    "case": "{case}",
    "canned-replies": "/console/canned",
    "patients": "/console/patients",
    "patient": "{patient}",
    "patient-move": "{session}",
    "patient-erase": "{patient}/erase",
    "patients-file": "/console/patients/import",
    "protocols": "/console/protocols",
    "protocol": "{protocol}",
    "protocol-topic": "{protocol}/edit/makeup",
    "protocol-preview": "{protocol}/preview",
    "protocol-texts": "{protocol}/texts",
    "protocol-publish": "{protocol}/publish",
    "timelines": "/console/timelines",
    "timeline": "{timeline}",
    "timeline-step": "{timeline}/edit/steps/24h",
    "timeline-preview": "{timeline}/preview",
    "timeline-running": "{timeline}/running",
    "overview": "/console/overview",
    "settings": "/console/settings",
    "people": "/console/people",
    "person": "{person}",
    "account": "/console/account",
    "audit": "/console/audit",
    "nothing-here": "/console/nowhere",
    "phone": "/simulator",
}
DOOR = {"sign-in": "/console/sign-in", "forgot-password": "/console/forgot-password"}
PUBLISHED = ".shelf .links a:first-child:not([href$='/edit'], [href$='/versions'])"
#: Where the first link of a kind is found: a page, and the links to look through.
FIRST = {
    "case": ("/console", ".case.urgent a, .case.review a"),
    "patient": ("{case}", ".split a[href*='/console/patients/']"),
    "session": ("{patient}", "a[href$='/move']"),
    "protocol": ("/console/protocols", PUBLISHED),
    "timeline": ("/console/timelines", PUBLISHED),
    "person": ("/console/people", ".staff a"),
}
#: What is worth a picture in the dark too.
DARK = ("inbox", "case")
#: A picture shows no more than this of a page, in CSS pixels.
TALLEST = 2000
#: The simulator is as tall as its window, beside a list of everybody.
SIMULATOR = 920
COLOURS = 224


def main() -> int:
    """Take the pictures. BotError or the browser's own error when a page cannot be reached."""
    asked = _arguments()
    with _clinic(asked) as (url, email, password), chromium() as page:
        addresses = _addresses(page, url, email, password)
        if not asked.url:
            del addresses["phone"]  # nobody has texted through the simulator there
        for name, address in addresses.items():
            if not asked.only or name in asked.only:
                _take(page, url + address, name, asked.into)
        page.execute_cdp_cmd("Network.clearBrowserCookies", {})
        for name, address in DOOR.items():
            if not asked.only or name in asked.only:
                _take(page, url + address, name, asked.into)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description="Pictures of every page, for docs/images.")
    parser.add_argument("--url", help="a running demo, as http://127.0.0.1:8000")
    parser.add_argument("--sign-in", type=Path, default=Path("var/demo-sign-in.txt"), help="its file with address and password")
    parser.add_argument("--into", type=Path, default=IMAGES, help="the folder for the pictures")
    parser.add_argument("only", nargs="*", help="names of the pages to take, instead of all")
    return parser.parse_args()


@contextmanager
def _clinic(asked: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """A clinic to take pictures of: where it is, and how to enter."""
    if asked.url:
        email, password = asked.sign_in.read_text(encoding="utf-8").split()[:2]
        yield asked.url.rstrip("/"), email, password
        return
    with TemporaryDirectory(prefix="screenshots-") as var, lived_in(Path(var)) as (house, _):
        yield house.settings.public_url, "anna@rosewood.example", PASSWORD


def _addresses(page: Chrome, url: str, email: str, password: str) -> dict[str, str]:
    """Return where each picture is taken; what this clinic has nothing to show for is left out and named."""
    page.get(f"{url}/console/sign-in")
    sign_in(page, email, password)
    first: dict[str, str] = {}
    for kind, (start, links) in FIRST.items():
        page.get(url + start.format(**first))
        found = page.find_elements(By.CSS_SELECTOR, links)
        if found:
            first[kind] = str(found[0].get_attribute("href")).removeprefix(url).partition("#")[0]
    return {name: address for name, address in _filled(first) if _is_there(page, url + address, name)}


def _filled(first: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, address in PAGES.items():
        try:
            yield name, address.format(**first)
        except KeyError as missing:
            sys.stderr.write(f"left out: {name}, there is no {missing.args[0]} to be seen\n")


def _is_there(page: Chrome, address: str, name: str) -> bool:
    page.get(address)
    status = page.execute_script("return performance.getEntriesByType('navigation')[0].responseStatus")
    if status < 400 or name == "nothing-here":
        return True
    sys.stderr.write(f"left out: {name}, the page answers {status}\n")
    return False


def _take(page: Chrome, address: str, name: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark") if name in DARK else ("light",):
            set_light(page, scheme)
            set_viewport(page, width, height)
            page.get(address)
            _settled(page)
            tallest = SIMULATOR if name == "phone" else TALLEST
            shown = min(page.execute_script("return document.documentElement.scrollHeight"), tallest)
            set_viewport(page, width, max(shown, height if size == "desk" else 0) or height)
            picture = base64.b64decode(page.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])
            _keep(picture, folder / f"{name}-{size}{'-dark' if scheme == 'dark' else ''}.png")


def _settled(page: Chrome) -> None:
    """Wait until fonts and what a page fetches by itself are there."""
    WebDriverWait(page, 10).until(lambda it: it.execute_script("return document.readyState === 'complete'"))
    page.execute_async_script("const done = arguments[0]; document.fonts.ready.then(() => setTimeout(done, 300))")


def _keep(picture: bytes, path: Path) -> None:
    """Write a PNG of few colours: a third of the size, and nobody sees the difference."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stderr.write(f"{path} {path.stat().st_size // 1024} KiB\n")


if __name__ == "__main__":
    raise SystemExit(main())
