"""The phone page in a real browser: whose phone, what was said, why, and time that moves."""

from unittest.mock import patch

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bot.db import make_engine, migrate
from bot.simulator import time_travel
from tests.browser import console_errors, set_viewport
from tests.conftest import FixedClock
from tests.house import AMARA, BETH, add_clinic, eventually, open_house, scheduling

PHONE, DESK = (390, 844), (1440, 920)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A demo without its dialogue process: emergencies are answered, everything else waits."""
    var = tmp_path_factory.mktemp("var")
    url = f"sqlite:///{var / 'aftercare.db'}"
    migrate(url)
    engine = make_engine(url)
    add_clinic(engine, FixedClock().now())
    with open_house(engine, url, var) as found:
        found.enroll(AMARA, hours_ago=1, name="Amara Osei")
        found.enroll(BETH, hours_ago=80, name="Beth <b>Lindqvist</b>")
        # Nobody answers here, so a move of time need not wait long for an answer.
        with scheduling(found), patch.object(time_travel, "LOOKS", 20):
            yield found


@pytest.fixture
def page(browser, house):
    set_viewport(browser, *DESK)
    browser.get(f"{house.settings.public_url}/simulator")
    choose(browser, "Amara")
    yield browser
    assert console_errors(browser) == []


def texts(page, selector):
    """Return the texts of all that match, read at one moment: the page redraws itself while we look."""
    return page.execute_script("return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText)", selector)


def click(page, selector, words=""):
    """Click the first that matches and has these words, once it is there and can be clicked."""
    script = """
        const all = [...document.querySelectorAll(arguments[0])];
        const found = all.find((one) => one.innerText.includes(arguments[1]) && !one.disabled);
        found?.click();
        return Boolean(found);
    """
    eventually(lambda: page.execute_script(script, selector, words), 60)


def choose(page, name):
    """Take somebody's phone."""
    click(page, "#people button", name)
    eventually(lambda: any(name in text for text in texts(page, "#people [aria-pressed=true]")))
    eventually(lambda: page.find_element(By.CSS_SELECTOR, ".send").is_enabled())


def bubbles(page, kind=""):
    return texts(page, f"#messages .row{kind} .bubble")


def text_of(page, element_id):
    return page.find_element(By.ID, element_id).text


def write(page, words):
    box = page.find_element(By.ID, "text")
    box.send_keys(words, Keys.ENTER)


def sideways(page):
    """Return by how many pixels the page is wider than its window."""
    return page.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_everybody_is_there_by_name(page):
    names = texts(page, "#people button")
    assert ["Amara Osei" in names[0], "Beth <b>Lindqvist</b>" in names[1], "Somebody new" in names[2]] == [True] * 3
    assert "7700" not in page.current_url


def test_an_emergency_stands_out_and_says_why(page):
    click(page, "#chips button", "tongue swelling")
    (answer,) = eventually(lambda: bubbles(page, ".out.emergency"))
    assert answer.startswith("EMERGENCY")
    assert "999" in answer
    eventually(lambda: "E1" in text_of(page, "why-body"))
    assert "emergency" in text_of(page, "why-body")
    assert "1 open" in text_of(page, "case-count")
    assert "Possible emergency" in text_of(page, "cases")


def test_what_was_typed_is_shown_as_it_was_typed(page):
    choose(page, "Beth")
    write(page, "<script>alert(1)</script> is it ok?")
    eventually(lambda: "<script>alert(1)</script> is it ok?" in bubbles(page, ".in"))
    assert page.find_elements(By.CSS_SELECTOR, "#messages script") == []
    eventually(lambda: page.find_elements(By.ID, "typing"))


def test_the_hours_since_the_session_are_shown(page):
    choose(page, "Beth")
    eventually(lambda: "Microneedling. Now 3.3 days after the session." in text_of(page, "why-body"))


def test_a_newcomer_has_nothing_on_file(page):
    choose(page, "Somebody new")
    eventually(lambda: "never texted" in text_of(page, "messages"))
    assert "No session on file" in text_of(page, "why-body")
    assert page.find_element(By.ID, "to-check-in").get_attribute("disabled")


def test_time_moves_to_the_next_check_in(page, house):
    frida = "+447700900108"
    house.enroll(frida, hours_ago=1, name="Frida Lund")
    page.refresh()
    choose(page, "Frida")
    before = house.clock.now()
    click(page, "#to-check-in")
    (check_in,) = eventually(lambda: bubbles(page, ".out.check_in"), 60)
    assert check_in.startswith("How is your skin?") or "redness" in check_in
    assert house.clock.now() > before
    eventually(lambda: "check-in" in text_of(page, "why-body"))
    eventually(lambda: page.find_elements(By.CSS_SELECTOR, "#check-ins .delivered, #check-ins .sent"))


def test_an_hour_passes_on_the_clock_of_the_page(page, house):
    before = house.clock.offset()
    click(page, "[data-hours='1']")
    eventually(lambda: (house.clock.offset() - before).total_seconds() > 3500, 60)
    eventually(lambda: page.find_element(By.CSS_SELECTOR, "[data-hours='1']").is_enabled(), 60)


def test_it_fits_a_phone(page):
    set_viewport(page, *PHONE)
    page.refresh()
    eventually(lambda: bubbles(page))
    assert sideways(page) <= 0
    composer = page.find_element(By.ID, "composer").rect
    assert composer["y"] + composer["height"] <= PHONE[1]


def test_a_refusal_is_told_in_a_sentence(page):
    page.execute_script("const box = document.getElementById('text'); box.maxLength = 2000; box.value = 'x'.repeat(1601)")
    page.find_element(By.CSS_SELECTOR, ".send").click()
    eventually(lambda: "text is too long" in text_of(page, "notice"))
    assert any("400" in line for line in console_errors(page))
