"""A clinic's owner changes a rule in a real browser, sees what it does, publishes it, and a patient hears it."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import uvicorn
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from actions.performing import documented
from bot.db import make_engine, migrate, reading, transaction
from bot.models import Clinic, ProtocolVersion
from bot.turn.answering import answer_topics
from bot.turn.parsed import Parsed
from bot.turn.respond import respond
from bot.turn.understood import Understood
from bot.web.console.protocols.strips import REACH, position
from tests.browser import console_errors, set_viewport, sign_in
from tests.conftest import FixedClock
from tests.console_world import PASSWORD, make_app, make_staff
from tests.e2e.test_console_browser import CONTROLS, FAINT, SIZES, until
from tests.world import BEN, World

BOOK = "/console/protocols/microneedling"


class Understanding:
    """Stands for the trained model: every text asks whether makeup is allowed; what is answered is the product's own."""

    def __init__(self, engine) -> None:
        self.engine = engine

    def parse(self, text):
        return Parsed(intent="ask_may", confidence=1.0, subjects=["makeup"])

    def ask(self, key, text, care):
        with reading(self.engine) as session:
            turn = documented(session, care, Understood(text, "ask_may", ("makeup",)))
        return respond(turn, answer_topics), self.parse(text)


@pytest.fixture
def clinic(tmp_path) -> Iterator[SimpleNamespace]:
    """Harbour Skin Clinic, its console running; Ben's session ended thirty hours ago. Olive owns the clinic."""
    database = f"sqlite:///{tmp_path / 'harbour.sqlite3'}"
    migrate(database)
    engine, clock = make_engine(database), FixedClock()
    world = World(engine, clock, Understanding(engine)).open()
    with transaction(engine) as session:
        make_staff(session, session.execute(select(Clinic)).scalar_one(), "olive@harbour.example", "owner", clock.now())
    config = uvicorn.Config(make_app(engine, clock), port=0, log_config=None, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", world=world, engine=engine)
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


@pytest.fixture
def page(browser: Chrome, clinic) -> Chrome:
    """The browser, signed in as Olive, at desk size."""
    set_viewport(browser, *SIZES["desk"])
    browser.delete_all_cookies()
    browser.get(f"{clinic.url}/console/sign-in?next=/console/protocols")
    sign_in(browser, "olive@harbour.example", PASSWORD)
    console_errors(browser)
    return browser


def read(page: Chrome) -> str:
    return page.execute_script("return document.querySelector('main')?.innerText ?? ''")


def value(page: Chrome, field: str) -> str:
    return page.find_element(By.ID, field).get_property("value")


def edges(page: Chrome) -> list:
    return page.find_elements(By.CSS_SELECTOR, ".edge")


def heard(page: Chrome, number: int) -> str:
    return page.find_element(By.CSS_SELECTOR, f"#window-{number} [data-said=heard]").text


def save(page: Chrome) -> None:
    page.find_element(By.CSS_SELECTOR, ".save-bar .main").click()
    until(page, lambda: "Saved in the draft" in read(page))


def test_an_owner_moves_makeup_to_two_days_and_the_next_patient_hears_it(page, clinic):
    assert clinic.world.say(BEN, "can i wear makeup?").startswith("Mineral makeup only")

    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    edges(page)[0].send_keys(Keys.PAGE_UP)
    assert edges(page)[0].get_attribute("aria-valuetext") == "Avoid until 48 h"
    assert (value(page, "1.end"), value(page, "2.start")) == ("48h", "48h"), "both sides of the edge move"
    assert "Mineral makeup can go on from Saturday 10 am" in heard(page, 1)
    assert "Not saved yet" in read(page)
    save(page)
    assert clinic.world.say(BEN, "and now, makeup?").startswith("Mineral makeup only"), "a draft is told to nobody"

    page.find_element(By.LINK_TEXT, "See what patients would hear").click()
    until(page, lambda: "Every answer that changes" in read(page))
    shown = " ".join(read(page).split())
    assert "A patient at 30 h asking about makeup" in shown
    for span in ("0 h to 24 h", "24 h to 48 h", "0 h to 24 h, to someone who has done it already"):
        assert span in shown
    assert "2 answers were given from this protocol; 2 of them would be different" in shown
    assert "and now, makeup?" in shown, "the newest of his questions"

    page.find_element(By.LINK_TEXT, "Go on to publish").click()
    until(page, lambda: page.find_element(By.ID, "approver")).send_keys("Dr Olive Marsh")
    page.find_element(By.ID, "note").send_keys("Two days without makeup, as our sheet says.")
    page.find_element(By.XPATH, "//button[.='Publish version 2']").click()
    until(page, lambda: "Version 2 is published." in read(page))
    assert console_errors(page) == []

    answer = clinic.world.say(BEN, "so can i wear makeup?")
    assert answer.startswith("No makeup for now")
    assert "Mineral makeup can go on from Friday 4 am" in answer
    with reading(clinic.engine) as session:
        newest = session.scalars(select(ProtocolVersion).order_by(ProtocolVersion.number.desc())).first()
        reply = clinic.world.messages(BEN, sender="bot")[-1]
        assert (newest.number, newest.approved_by) == (2, "Dr Olive Marsh")
        assert (reply.protocol_version_id, reply.answers[0]["rule"]) == (newest.id, "makeup@0-48")


def test_an_edge_is_dragged_by_hand_and_stops_at_its_neighbour(page, clinic):
    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    strip = page.find_element(By.ID, "strip").rect
    percent = position(36, REACH) - position(24, REACH)
    ActionChains(page).click_and_hold(edges(page)[0]).move_by_offset(round(strip["width"] * percent / 100), 0).release().perform()
    assert value(page, "1.end") == value(page, "2.start") == "36h"
    far = strip["width"] - 40
    ActionChains(page).click_and_hold(edges(page)[0]).move_by_offset(round(far / 2), 0).release().perform()
    assert value(page, "1.end") == "71h", "an hour before the next edge"


@pytest.mark.parametrize(
    ("keys", "hours"),
    [((Keys.ARROW_RIGHT,), "25h"), ((Keys.ARROW_LEFT, Keys.ARROW_LEFT), "22h"), ((Keys.PAGE_DOWN,), "1h"), ((Keys.END,), "71h"),
     ((Keys.HOME,), "1h")],
    ids=["right", "left twice", "a day back", "end", "home"],
)  # fmt: skip
def test_an_edge_is_moved_by_keys(page, clinic, keys, hours):
    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    edges(page)[0].send_keys(*keys)
    assert value(page, "1.end") == hours


def test_hours_may_be_typed_and_the_strip_follows(page, clinic):
    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    field = page.find_element(By.ID, "1.end")
    field.clear()
    field.send_keys("2 days")
    assert value(page, "2.start") == "2 days"
    assert edges(page)[0].get_attribute("aria-valuetext") == "Avoid until 48 h"
    assert page.find_element(By.CSS_SELECTOR, "#window-1 [data-said=span]").text == "0 h to 48 h"
    save(page)


def test_a_text_is_measured_and_shown_while_it_is_typed(page, clinic):
    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    field = page.find_element(By.ID, "2.text")
    field.clear()
    field.send_keys("Only minerals {until}. Don\u2019t rub.")
    assert heard(page, 2) == "Only minerals until Sunday 10 am. Don\u2019t rub."
    size = page.find_element(By.ID, "2.text.size")
    assert "\u2019 doubles the price of an SMS" in size.text
    assert page.find_element(By.ID, "plain").is_displayed()
    page.execute_script(
        "arguments[0].value = 'a'.repeat(300); arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", field
    )
    assert size.text == "300 of 250 characters, 2 segments: too long"
    page.find_element(By.CSS_SELECTOR, ".save-bar .main").click()
    until(page, lambda: "Nothing was saved yet" in read(page))
    assert page.find_element(By.LINK_TEXT, "Window 2, answer: 300 characters as SMS; at most 250")


SHOWN = [
    "makeup",
    "tanning",
    "redness",
    "pain",
    "results",
    "next_session",
    "medication/minoxidil",
    "thanks",
    "sunscreen/chemical",
]


def test_the_form_draws_and_says_the_same_by_script_as_by_the_product(page, clinic):
    """What the script shows when nothing was typed is what the page came with: its scale, its moments, its sizes."""
    drawing = """const said = "[data-said], output, #strip title, #strip .word, #strip .sign";
        const words = (root) => [...root.querySelectorAll(said)].map((one) => one.textContent.trim());
        const blocks = (root) => [...root.querySelectorAll("#strip .block")]
            .map((one) => [one.getAttribute("class"), parseFloat(one.getAttribute("x")), parseFloat(one.getAttribute("width"))]);
        const done = arguments[0];
        fetch(location.href).then((answer) => answer.text()).then((html) => {
            const came = new DOMParser().parseFromString(html, "text/html");
            done([words(came), words(document), blocks(came), blocks(document)]);
        });"""
    for name in SHOWN:
        page.get(f"{clinic.url}{BOOK}/edit/{name}")
        until(page, lambda: page.find_element(By.CSS_SELECTOR, ".with-script").is_displayed())
        came, shown, drawn, redrawn = page.execute_async_script(drawing)
        assert shown == came, name
        for (kind, x, width), (kind_again, x_again, width_again) in zip(drawn, redrawn, strict=True):
            assert kind == kind_again
            assert (x_again, width_again) == pytest.approx((x, width), abs=0.01)


def test_a_second_tab_is_told_that_somebody_saved_meanwhile(page, clinic):
    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    first = page.current_window_handle
    page.switch_to.new_window("tab")
    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    edges(page)[0].send_keys(Keys.PAGE_UP)
    save(page)
    page.close()
    page.switch_to.window(first)
    field = page.find_element(By.ID, "3.short")
    field.clear()
    field.send_keys("Makeup: go ahead.")
    page.find_element(By.CSS_SELECTOR, ".save-bar .main").click()
    until(page, lambda: "last saved by olive@harbour.example" in read(page))
    assert value(page, "3.short") == "Makeup: go ahead."
    assert "What is saved now" in read(page)


PATHS = ["", "/edit", "/edit/makeup", "/texts", "/texts/text/emergency", "/diff", "/preview", "/publish", "/versions"]


@pytest.fixture
def drafted(page, clinic) -> Chrome:
    """A draft is under way."""
    page.get(f"{clinic.url}{BOOK}/edit/makeup")
    edges(page)[0].send_keys(Keys.PAGE_UP)
    save(page)
    return page


def test_no_page_scrolls_sideways_or_breaks_its_own_policy(drafted, clinic):
    for size in SIZES.values():
        set_viewport(drafted, *size)
        for path in ["/console/protocols", *(BOOK + end for end in PATHS)]:
            drafted.get(clinic.url + path)
            root = "document.documentElement"
            assert drafted.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth"), f"{path} scrolls sideways"
            assert console_errors(drafted) == [], path


def test_every_text_can_be_made_out_and_every_control_has_a_name(drafted, clinic):
    for scheme in ("light", "dark"):
        drafted.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        for end in PATHS:
            drafted.get(clinic.url + BOOK + end)
            assert drafted.execute_script(FAINT) == [], f"{end} in {scheme}"
    drafted.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    for end in ("/edit/makeup", "/publish", "/preview"):
        drafted.get(clinic.url + BOOK + end)
        controls = drafted.find_elements(By.CSS_SELECTOR, f"{CONTROLS}, select")
        shown = [one for one in controls if one.is_displayed() and not one.get_attribute("aria-hidden")]
        assert all(control.accessible_name for control in shown)
        assert len(drafted.find_elements(By.TAG_NAME, "h1")) == 1
