"""The overview in a real browser: it fits a phone, its colours can be read, its bars are there, days are chosen by hand."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
import uvicorn
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from bot.db import make_engine, migrate, transaction
from bot.models import Patient
from tests.browser import console_errors, set_viewport, sign_in
from tests.conftest import FixedClock
from tests.console_world import PASSWORD, inbound, make_app, make_world, outbound
from tests.e2e.test_console_browser import FAINT, SIZES, press, read, until

PAGE = "/console/overview"
#: What runs over its own card, or is drawn outside of its plot.
SPILT = """
const cards = [...document.querySelectorAll(".figure")];
const spilt = cards.filter((card) => card.scrollWidth > card.clientWidth).map((card) => card.innerText);
const wide = (bar) => bar.getBoundingClientRect().right > bar.ownerSVGElement.getBoundingClientRect().right + 1;
return [...spilt, ...[...document.querySelectorAll("svg rect")].filter(wide).map((bar) => bar.outerHTML)];
"""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    database = f"sqlite:///{tmp_path_factory.mktemp('overview') / 'console.sqlite3'}"
    migrate(database)
    engine, clock = make_engine(database), FixedClock()
    world = make_world(engine, clock.now())
    with transaction(engine) as session:
        mary = session.get(Patient, world.mary)
        for number in range(40):
            at = clock.now() - timedelta(days=number)
            hours = {"read": {"hours": number * 5.0}, "urgency": "none", "intent": "ask_may"}
            asked = inbound(session, mary, "w" * 160, at, topics=[f"topic_{number % 14}"], **hours)
            outbound(session, mary, "Sorry?", at, reply_to_id=asked.id)
            outbound(session, mary, "lost", at, "staff", status="failed", error_code=f"300{number % 9:02}")
    server = uvicorn.Server(uvicorn.Config(make_app(engine, clock), port=0, log_config=None, ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield SimpleNamespace(url=f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


@pytest.fixture
def page(browser: Chrome, console: SimpleNamespace) -> Chrome:
    """The browser, signed in as Anna, on the overview."""
    set_viewport(browser, *SIZES["desk"])
    browser.get(console.url + PAGE)
    if "/sign-in" in browser.current_url:
        sign_in(browser, "anna@rosewood.example", PASSWORD)
    console_errors(browser)  # what an earlier test left
    return browser


@pytest.mark.parametrize("size", SIZES)
def test_the_page_fits_and_every_bar_stays_in_its_plot(page, console, size):
    set_viewport(page, *SIZES[size])
    page.get(f"{console.url}{PAGE}?last=90")
    page.execute_script("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    root = "document.documentElement"
    assert page.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth")
    assert page.execute_script(SPILT) == []
    assert len(page.find_elements(By.CSS_SELECTOR, "svg rect")) > 50
    heat = page.find_element(By.CLASS_NAME, "heat")
    assert heat.size["width"] <= heat.find_element(By.XPATH, "..").size["width"]
    assert console_errors(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_that_wcag_asks_for(page, console, scheme):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    try:
        page.get(console.url + PAGE)
        page.execute_script("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert page.execute_script(FAINT) == []
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_days_are_chosen_by_touch(page):
    press(page, By.LINK_TEXT, "7 days")
    until(page, lambda: "27 Feb to 5 Mar 2026" in read(page))
    assert page.find_element(By.CSS_SELECTOR, ".tabs [aria-current]").text == "7 days"
    assert page.find_element(By.NAME, "since").get_attribute("value") == "2026-02-27"
