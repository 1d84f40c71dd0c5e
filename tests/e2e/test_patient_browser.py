"""A patient's page in a real browser: a session moved by a day and seen on the calendar, the archive, the erasure."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from zipfile import ZipFile

import pytest
import uvicorn
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from bot.db import make_engine, migrate, reading
from bot.models import Patient, TreatmentSession
from tests.browser import console_errors, set_viewport, sign_in
from tests.conftest import FixedClock
from tests.console_world import PASSWORD, make_app, make_world
from tests.e2e.test_console_browser import FAINT, SIZES, press, read, until

CONTROLS = ", ".join(f"main {each}" for each in ("a[href]", "button", "input:not([type=hidden])", "select", "textarea"))


class Console:
    """A running console, and the browser's way through it."""

    def __init__(self, url: str, engine, world) -> None:
        self.url, self.engine, self.world = url, engine, world

    def of(self, path: str = "") -> str:
        return f"{self.url}/console/patients/{self.world.mary}{path}"

    def mary(self):
        with reading(self.engine) as session:
            theirs = select(TreatmentSession).where(TreatmentSession.patient_id == self.world.mary)
            return session.get(Patient, self.world.mary), session.execute(theirs).scalar_one()


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    database = f"sqlite:///{tmp_path_factory.mktemp('patient') / 'console.sqlite3'}"
    migrate(database)
    engine, clock = make_engine(database), FixedClock()
    world = make_world(engine, clock.now())
    server = uvicorn.Server(uvicorn.Config(make_app(engine, clock), port=0, log_config=None, ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield Console(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", engine, world)
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


@pytest.fixture
def page(browser: Chrome, console: Console) -> Chrome:
    """The browser, signed in as Anna, at desk size."""
    set_viewport(browser, *SIZES["desk"])
    browser.get(f"{console.url}/console")
    if "/sign-in" in browser.current_url:
        sign_in(browser, "anna@rosewood.example", PASSWORD)
    console_errors(browser)
    return browser


def day(page: Chrome, date: str) -> str:
    """What the calendar says of a day."""
    cell = f"//time[@datetime='{date}']/ancestor::li[1]"
    return until(page, lambda: page.find_element(By.XPATH, cell)).text


def fill(page: Chrome, name: str, value: str) -> None:
    """Put a value into a field for day and time, whatever its language writes it like."""
    page.execute_script("document.querySelector(`[name=${arguments[0]}]`).value = arguments[1]", name, value)


def test_a_session_moved_by_a_day_is_seen_on_the_calendar(page, console):
    page.get(console.of())
    assert "Microneedling" in day(page, "2026-03-02")
    assert "Day 7" in day(page, "2026-03-09")
    _, treatment = console.mary()
    press(page, By.LINK_TEXT, "Move")
    fill(page, "to", f"{treatment.performed_at + timedelta(days=1):%Y-%m-%dT%H:%M}")
    press(page, By.XPATH, "//button[.='Show what changes']")
    until(page, lambda: "Has been sent: stays as it is" in read(page))
    assert "Tue 10 Mar 09:00" in read(page)
    press(page, By.XPATH, "//button[.='Move the session']")
    until(page, lambda: "The session was moved, and its check-ins with it." in read(page))
    assert "Microneedling" in day(page, "2026-03-03")
    assert "Day 7" in day(page, "2026-03-10")
    assert "Day 7" not in day(page, "2026-03-09")
    press(page, By.XPATH, "//li[contains(@id, 'check-in-')][.//b[.='Day 7']]//summary")
    until(page, lambda: "by anna@rosewood.example" in read(page))
    assert console.mary()[1].performed_at == treatment.performed_at + timedelta(days=1)
    assert console_errors(page) == []


def test_check_ins_are_paused_by_keyboard_alone(page, console):
    page.get(console.of())
    until(page, lambda: page.find_element(By.LINK_TEXT, "Pause")).send_keys(Keys.ENTER)
    until(page, lambda: page.find_element(By.XPATH, "//button[.='Pause the check-ins']")).send_keys(Keys.ENTER)
    until(page, lambda: "The check-ins are paused." in read(page))
    until(page, lambda: page.find_element(By.LINK_TEXT, "Resume")).send_keys(Keys.ENTER)
    until(page, lambda: page.find_element(By.XPATH, "//button[.='Resume the check-ins']")).send_keys(Keys.ENTER)
    until(page, lambda: "The check-ins go out again." in read(page))
    assert console_errors(page) == []


PAGES = ["", "/details", "/consent", "/zone?zone=America/New_York", "/pause", "/discharge", "/sessions/new", "/erase"]


@pytest.mark.parametrize("size", SIZES)
def test_no_page_scrolls_sideways_and_every_field_has_a_name(page, console, size):
    set_viewport(page, *SIZES[size])
    session = console.mary()[1].id
    for path in [*PAGES, f"/sessions/{session}/move?to=2026-03-01T10:00", f"/sessions/{session}/cancel?how=no_show"]:
        page.get(console.of(path))
        root = "document.documentElement"
        assert page.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth"), f"{path} scrolls sideways"
        controls = page.find_elements(By.CSS_SELECTOR, CONTROLS)
        assert all(control.accessible_name for control in controls if control.is_displayed()), path
        assert len(page.find_elements(By.TAG_NAME, "h1")) == 1
        assert console_errors(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_that_wcag_asks_for(page, console, scheme):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    session = console.mary()[1].id
    try:
        for path in [*PAGES, f"/sessions/{session}/move?to=2026-03-01T10:00"]:
            page.get(console.of(path))
            assert page.execute_script(FAINT) == [], f"{path} in {scheme}"
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_everything_is_downloaded_and_then_the_person_is_erased(page, console, tmp_path):
    page.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.get(console.of())
    press(page, By.XPATH, "//button[.='Download everything']")
    [packed] = until(page, lambda: [path for path in tmp_path.iterdir() if path.suffix == ".zip"])
    with ZipFile(packed) as archive:
        assert json.loads(archive.read("data.json"))["person"]["name"] == "Mary Okafor"
    press(page, By.LINK_TEXT, "Erase this person")
    until(page, lambda: page.find_element(By.NAME, "reason")).send_keys("They asked us to")
    page.find_element(By.NAME, "word").send_keys("ERASE")
    press(page, By.XPATH, "//button[.='Erase this person for good']")
    until(page, lambda: "Everything that identified this person was deleted" in read(page))
    assert "Okafor" not in page.page_source
    assert "900101" not in page.page_source
    assert console.mary()[0].name is None
    assert console_errors(page) == []
