"""A headless Chromium that a test can hold: Debian's browser and driver, through selenium, with nobody else's profile."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: In order: works as root and in a container; talks to nobody but our own server.
FLAGS = (
    "headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage",
    "disable-quic", "no-first-run", "no-default-browser-check", "disable-background-networking",
    "disable-component-update", "disable-sync", "disable-default-apps", "disable-domain-reliability", "metrics-recording-only",
    "disable-search-engine-choice-screen", "disable-features=Translate,OptimizationHints,MediaRouter",
    "host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
    "hide-scrollbars", "force-color-profile=srgb", "lang=en-GB",
)  # fmt: skip
PAGE_SECONDS = 30


class BrowserMissing(RuntimeError):
    """Chromium or its driver is not on this machine."""


@contextmanager
def chromium(width: int = 1280, height: int = 900) -> Iterator[Chrome]:
    """A browser with a window of `width` x `height` CSS pixels. BrowserMissing when there is none to start."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not (browser and driver):
        raise BrowserMissing("Chromium and its driver are not installed (Debian: apt install chromium chromium-driver)")
    # Chromium's helpers may still be writing their profile while it is removed.
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        page = Chrome(options=_options(browser, profile, width, height), service=Service(driver))
        try:
            page.set_page_load_timeout(PAGE_SECONDS)
            yield page
        finally:
            page.quit()


def _options(browser: str, profile: str, width: int, height: int) -> ChromeOptions:
    options = ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"user-data-dir={profile}", f"window-size={width},{height}"):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return options


def set_viewport(page: Chrome, width: int, height: int, scale: float = 1) -> None:
    """Make the visible page exactly `width` x `height`: a desktop window cannot be as narrow as a phone."""
    size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def screenshot(page: Chrome, path: Path) -> Path:
    """Write what the window shows to `path` (PNG); return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.get_screenshot_as_png())
    return path


def sign_in(page: Chrome, email: str, password: str) -> None:
    """Sign in through the door that `page` shows; return once it has opened.

    Only the door's own path tells: its address may end with the page that is wanted (`?next=`)."""
    page.find_element(By.NAME, "email").send_keys(email)
    page.find_element(By.NAME, "password").send_keys(password, Keys.ENTER)
    WebDriverWait(page, PAGE_SECONDS).until(lambda it: "/sign-in" not in it.current_url)


def console_errors(page: Chrome) -> list[str]:
    """Return what the page complained about since last asked: script errors, refused or missing files."""
    return [entry["message"] for entry in page.get_log("browser") if entry["level"] == "SEVERE"]
