"""A clinic owner moves a check-in in a real browser: sees it on the calendar, publishes it, finds a patient's row moved."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import uvicorn
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot import enrolment
from bot.db import make_engine, migrate, reading, transaction
from bot.models import CheckIn
from tests.browser import console_errors, set_viewport, sign_in
from tests.conftest import FixedClock
from tests.console_world import PASSWORD, make_app, make_staff

BOOK = "/console/timelines/microneedling"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


@dataclass
class Clinic:
    """A running console and Mary, whose session ended at 22:00 last night."""

    url: str
    engine: Engine
    mary: int


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    database = f"sqlite:///{tmp_path_factory.mktemp('timelines') / 'console.sqlite3'}"
    migrate(database)
    engine, clock = make_engine(database), FixedClock()
    mary = fill(engine, clock.now())
    server = uvicorn.Server(uvicorn.Config(make_app(engine, clock), port=0, log_config=None, ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield Clinic(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", engine, mary)
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


def fill(engine: Engine, now) -> int:
    with transaction(engine) as session:
        rosewood = enrolment.add_clinic(
            session, slug="rosewood", name="Rosewood Skin Clinic", phone="+442079460100", timezone="Europe/London",
            country="GB", on_call="+447700900999", now=now - timedelta(days=30), published_by="set-up",
        )  # fmt: skip
        make_staff(session, rosewood, "anna@rosewood.example", "owner", now, name="Anna Reyes")
        ended = {"performed_at": now - timedelta(hours=12), "now": now}
        return enrolment.enroll(session, clinic=rosewood, phone="+447700900101", name="Mary Okafor", **ended).patient.id


@pytest.fixture
def page(browser: Chrome, clinic: Clinic) -> Chrome:
    """The browser, signed in as Anna, at desk size."""
    set_viewport(browser, *SIZES["desk"])
    browser.get(f"{clinic.url}/console")
    if "/sign-in" in browser.current_url:
        sign_in(browser, "anna@rosewood.example", PASSWORD)
    console_errors(browser)
    return browser


def until(page: Chrome, holds, seconds: float = 30):
    """Wait until `holds()`; a page that is just being replaced does not hold yet."""
    being_replaced = (NoSuchElementException, StaleElementReferenceException)
    return WebDriverWait(page, seconds, ignored_exceptions=being_replaced).until(lambda _page: holds())


def read(page: Chrome) -> str:
    return " ".join(page.execute_script("return document.querySelector('main')?.innerText ?? ''").split())


def press(page: Chrome, by: str, what: str) -> None:
    found = until(page, lambda: page.find_element(by, what))
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()


def write(page: Chrome, name: str, words: str) -> None:
    field = until(page, lambda: page.find_element(By.NAME, name))
    field.clear()
    field.send_keys(words)


def due_at(clinic: Clinic, step: str):
    with reading(clinic.engine) as session:
        return session.execute(select(CheckIn.due_at).where(CheckIn.step == step)).scalar_one()


def test_a_step_is_moved_seen_on_the_calendar_published_and_marys_check_in_moves(page, clinic):
    before = due_at(clinic, "48h")
    press(page, By.LINK_TEXT, "Timelines")
    press(page, By.LINK_TEXT, "Microneedling")
    press(page, By.LINK_TEXT, "Edit steps")
    press(page, By.CSS_SELECTOR, "#step-48h .links a")
    write(page, "offset_hours", "60")
    until(page, lambda: page.find_element(By.ID, "unsaved").text == "Not saved yet")
    press(page, By.XPATH, "//button[.='Save draft']")
    until(page, lambda: "Check-in 48h changed 60 hours after the session" in read(page))

    press(page, By.LINK_TEXT, "Look at the calendar")
    press(page, By.XPATH, "//label[contains(., 'A session that ended late')]")
    press(page, By.XPATH, "//button[.='Show']")
    until(page, lambda: "A session that ended late: ended at 23:30" in read(page))
    day = page.find_element(By.XPATH, "//*[contains(@class, 'cell')][.//a[@href='#text-48h']]")
    assert day.text.split("\n")[0].endswith("13")  # ended Tuesday the 10th at 23:30; sixty hours on is Friday the 13th
    assert "11:30 Check-in 48h" in " ".join(day.text.split())

    press(page, By.LINK_TEXT, "Publish")
    until(page, lambda: "Mary Okafor" in read(page))
    assert "Sat 7 Mar, 09:00 Sat 7 Mar, 10:00 moves" in read(page)
    press(page, By.XPATH, "//label[contains(., 'Also running sessions')]")
    write(page, "approver", "Clara Moss")
    write(page, "note", "Morning texts after a bad night read as alarm")
    press(page, By.XPATH, "//button[.='Publish version 2']")
    until(
        page, lambda: "Version 2 is published. New sessions are planned by it, and 1 running session is on it too." in read(page)
    )

    assert due_at(clinic, "48h") == before + timedelta(hours=1)
    page.get(f"{clinic.url}/console/patients/{clinic.mary}")
    until(page, lambda: "60 hours after the session" in read(page))
    assert console_errors(page) == []


def test_a_text_is_counted_and_shown_on_the_phone_while_somebody_types(page, clinic):
    page.get(f"{clinic.url}{BOOK}/edit/steps/day5")
    box = until(page, lambda: page.find_element(By.ID, "text"))
    box.clear()
    box.send_keys("Call {emergency_number} or {clinic_phone}")
    assert page.find_element(By.ID, "heard").text == "Call 999 or +442079460100"
    assert page.find_element(By.ID, "size").text == "25 characters, 1 of 2 segments"
    box.send_keys(" \u2013 now")
    assert page.find_element(By.ID, "size").text == "31 characters, 1 of 2 segments; \u2013 cannot be in a plain SMS"
    assert page.find_element(By.ID, "plain").is_displayed()
    page.execute_script("document.getElementById('step').dispatchEvent(new Event('submit'))")  # so that leaving asks nothing
    assert console_errors(page) == []


def test_a_problem_in_the_document_leads_to_its_line(page, clinic):
    page.get(f"{clinic.url}{BOOK}/document")
    until(page, lambda: page.find_element(By.ID, "place").text.startswith("Line 1 of"))
    page.execute_script(
        "const box = document.getElementById('document'); box.value = box.value.replace('slug: day7', 'slug: Day 7');"
    )
    press(page, By.XPATH, "//button[.='Save draft']")
    link = until(page, lambda: page.find_element(By.CSS_SELECTOR, ".slips a"))
    number = int(link.text.split()[1])
    link.click()
    assert page.find_element(By.ID, "place").text.startswith(f"Line {number} of")
    chosen = "const box = document.activeElement; return box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.execute_script(chosen).strip() == "- slug: Day 7"


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("end", ["", "/edit", "/edit/steps/24h", "/preview", "/texts", "/document", "/versions", "/running"])
def test_no_page_is_wider_than_its_window_and_every_control_has_a_name(page, clinic, size, end):
    set_viewport(page, *size)
    page.get(f"{clinic.url}{BOOK}{end}")
    until(page, lambda: page.find_element(By.TAG_NAME, "h1"))
    assert page.execute_script("return document.documentElement.scrollWidth") <= size[0]
    assert page.execute_script(NAMELESS) == []
    assert console_errors(page) == []


#: Controls that a screen reader could not name.
NAMELESS = """
return [...document.querySelectorAll("main a, main button, main input:not([type=hidden]), main select, main textarea")]
  .filter((one) => !(one.innerText?.trim() || one.textContent.trim() || one.ariaLabel || one.labels?.length))
  .map((one) => one.outerHTML);
"""
