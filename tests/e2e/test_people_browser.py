"""Accounts in a real browser: a phone is set up as second factor, a stolen browser is signed out, an owner keeps the people."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pyotp
import pytest
import uvicorn
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from bot import second_factor, staff
from bot.db import make_engine, migrate, reading, transaction
from bot.models import Staff, StaffSession
from bot.web import sessions
from tests.browser import console_errors, set_viewport
from tests.conftest import FixedClock
from tests.console_world import PASSWORD, make_app, make_staff, make_world
from tests.e2e.test_console_browser import FAINT, SIZES, press, read, until

ANNA, CLARA = "anna@rosewood.example", "clara@rosewood.example"
PAGES = ("/console/account", "/console/people", "/console/people/2", "/console/audit", "/console/audit?what=sign_in")
#: Tab stops: of a group of round buttons only the chosen one is.
STOPS = "a[href], button, input:not([type=hidden], [type=radio]:not(:checked), [hidden]), select, textarea, summary"
#: Whether the drawing is whole: everything that is drawn lies within what is shown.
WHOLE = """
const svg = document.querySelector("svg.qr"), view = svg.viewBox.baseVal, ink = svg.getBBox();
const shown = svg.getBoundingClientRect();
return ink.width === view.width && ink.height === view.height && Math.abs(shown.width - shown.height) < 1 && shown.width > 150;
"""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    database = f"sqlite:///{tmp_path_factory.mktemp('people') / 'console.sqlite3'}"
    migrate(database)
    engine, clock = make_engine(database), FixedClock()
    world = make_world(engine, clock.now())
    with transaction(engine) as session:
        clinic = session.get(Staff, world.anna).clinic
        make_staff(session, clinic, "dora@rosewood.example", "clinician", clock.now(), name="Dora Okonkwo-Featherstonehaugh")
        invited = staff.make(session, email="new@rosewood.example", clinic=clinic, role="front_desk", now=clock.now())
        staff.renew_link(invited, clock.now())
    server = uvicorn.Server(uvicorn.Config(make_app(engine, clock), port=0, log_config=None, ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield SimpleNamespace(url=f"http://127.0.0.1:{port}", engine=engine, clock=clock)
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


@pytest.fixture
def page(browser: Chrome, console: SimpleNamespace) -> Chrome:
    """The browser, signed in nowhere, at desk size."""
    set_viewport(browser, *SIZES["desk"])
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.get(f"{console.url}/console/sign-in")
    console_errors(browser)  # what an earlier test left
    return browser


def give_password(page: Chrome, console: SimpleNamespace, email: str, wanted: str = "/console/account") -> None:
    page.get(f"{console.url}/console/sign-in?next={wanted}")
    page.find_element(By.NAME, "email").send_keys(email)
    page.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
    until(page, lambda: page.find_element(By.TAG_NAME, "h1").text != "Staff console")


def type_code(page: Chrome, code: str) -> None:
    until(page, lambda: page.find_element(By.NAME, "code")).send_keys(code, Keys.ENTER)


def title(page: Chrome) -> str:
    return page.find_element(By.TAG_NAME, "h1").text


def signed_in_elsewhere(console: SimpleNamespace) -> int:
    """Clara's phone, on which somebody is signed in."""
    with transaction(console.engine) as session:
        clara = staff.find(session, CLARA)
        sessions.start(session, clara.id, console.clock.now(), "Chrome on Android")
        session.flush()
        return session.scalars(select(StaffSession.id).order_by(StaffSession.id.desc()).limit(1)).one()


def is_ended(console: SimpleNamespace, key: int) -> bool:
    with reading(console.engine) as session:
        return session.get(StaffSession, key).ended_at is not None


def test_a_second_factor_from_the_first_scan_to_the_next_sign_in(page, console):
    give_password(page, console, CLARA)
    press(page, By.LINK_TEXT, "Set it up")
    press(page, By.XPATH, "//button[.='Begin']")
    secret = until(page, lambda: page.find_element(By.CSS_SELECTOR, ".key code")).text.replace(" ", "")
    assert page.execute_script(WHOLE), "a code that is cut off cannot be scanned"
    type_code(page, pyotp.TOTP(secret).at(console.clock.now()))
    until(page, lambda: title(page) == "Your recovery codes")
    assert len(page.find_elements(By.CSS_SELECTOR, ".recovery li")) == 10
    press(page, By.LINK_TEXT, "I have written them down")
    until(page, lambda: "10 recovery codes left" in read(page))

    elsewhere = signed_in_elsewhere(console)
    page.refresh()
    press(page, By.XPATH, "//li[contains(., 'Chrome on Android')]//button[.='End']")
    until(page, lambda: "That browser is signed out." in read(page))
    assert "Chrome on Android" not in read(page)
    assert is_ended(console, elsewhere)

    press(page, By.XPATH, "//button[.='Sign out']")
    until(page, lambda: title(page) == "Staff console")
    console.clock.advance(minutes=1)
    give_password(page, console, CLARA)
    assert title(page) == "One more step"
    assert console_errors(page) == []
    type_code(page, "000000")
    until(page, lambda: "That code is not right" in read(page))
    type_code(page, pyotp.TOTP(secret).at(console.clock.now()))
    until(page, lambda: title(page) == "Your account")

    press(page, By.XPATH, "//summary[contains(., 'Switch it off')]")
    page.find_element(By.CSS_SELECTOR, "form[action$='/off'] input[name=current]").send_keys(PASSWORD, Keys.ENTER)
    until(page, lambda: "Your second factor is off" in read(page))


def test_an_owner_invites_somebody_changes_the_role_and_shuts_the_account(page, console):
    give_password(page, console, ANNA, "/console/people")
    page.find_element(By.NAME, "email").send_keys("fred@rosewood.example")
    page.find_element(By.NAME, "name").send_keys("Fred Lind")
    page.find_element(By.CSS_SELECTOR, "input[value=front_desk]").click()
    press(page, By.XPATH, "//button[.='Invite']")
    link = until(page, lambda: page.find_element(By.ID, "link")).get_attribute("value")
    assert "/console/set-password/" in link
    press(page, By.CSS_SELECTOR, "input[value=read_only]")
    press(page, By.XPATH, "//button[.='Change role']")
    until(page, lambda: "The role is changed." in read(page))
    assert page.find_elements(By.ID, "link") == [], "the link was shown once"
    press(page, By.XPATH, "//button[.='Shut the account']")
    until(page, lambda: "Open the account again" in read(page))
    press(page, By.LINK_TEXT, "What was done to this account")
    until(page, lambda: title(page) == "Audit")
    done = [line.text for line in page.find_elements(By.CSS_SELECTOR, "tbody td:nth-child(3)")]
    assert [line for line in done if not line.startswith("Looked")] == ["Shut an account", "Changed a role", "Invited somebody"]
    assert console_errors(page) == []


@pytest.fixture
def owner(page: Chrome, console: SimpleNamespace) -> Chrome:
    give_password(page, console, ANNA)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_no_page_scrolls_sideways_or_breaks_a_rule_of_its_own_policy(owner, console, size):
    set_viewport(owner, *SIZES[size])
    for path in PAGES:
        owner.get(console.url + path)
        root = "document.documentElement"
        assert owner.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth"), f"{path} scrolls sideways"
        assert console_errors(owner) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_that_wcag_asks_for(owner, console, scheme):
    owner.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    try:
        for path in (*PAGES, "/console/account/second-factor"):
            owner.get(console.url + path)
            owner.execute_script("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            assert owner.execute_script(FAINT) == [], f"{path} in {scheme}"
    finally:
        owner.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("path", PAGES[:4])
def test_the_keyboard_reaches_everything_and_everything_has_a_name(owner, console, path):
    owner.get(console.url + path)
    owner.execute_script("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    stops = [each for each in owner.find_elements(By.CSS_SELECTOR, STOPS) if each.is_displayed()]
    assert all(each.accessible_name for each in stops)
    assert len(owner.find_elements(By.TAG_NAME, "h1")) == 1
    reached = set()
    for _ in range(len(stops) * 2):  # a day has three stops of its own
        owner.switch_to.active_element.send_keys(Keys.TAB)
        element = owner.switch_to.active_element
        if element.tag_name == "body":
            break
        reached.add(element.id)
        outline = owner.execute_script("return getComputedStyle(arguments[0]).outlineStyle", element)
        assert outline != "none", f"no focus to be seen on {element.tag_name} {element.text}"
    assert {each.id for each in stops} <= reached


def test_the_secret_is_gone_when_the_second_factor_is(console):
    with reading(console.engine) as session:
        clara = staff.find(session, CLARA)
        assert not second_factor.is_on(clara)
        assert clara.totp_secret is None
