"""Every page for everybody: axe-core finds nothing grave, at a desk and on a phone, in the light and in the dark, with an empty
clinic and a busy one, at the door and where something went wrong. Nothing scrolls sideways, jumps, or hides the focus."""

from datetime import datetime, timezone

import httpx
import pyotp
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sqlalchemy import select

from bot import second_factor, staff
from bot.db import transaction
from bot.models import Clinic, Staff
from bot.web.app import create_app
from tests import axe
from tests.browser import console_errors, set_viewport, sign_in
from tests.console_walk import stops
from tests.console_world import PASSWORD, make_clinic, make_staff
from tests.every_page import SIZES, lived_in, set_light, sideways
from tests.house import eventually

EVERYTHING = "document.querySelectorAll('details').forEach((one) => (one.open = true))"


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    with lived_in(tmp_path_factory.mktemp("pages")) as (house, places):
        yield house, places


@pytest.fixture(scope="module")
def page(browser: Chrome, lived) -> Chrome:
    axe.bring(browser)
    return browser


@pytest.fixture(scope="module")
def anna(page, lived):
    """Signed in as Rosewood's owner, once for all."""
    house, _ = lived
    page.get(f"{house.settings.public_url}/console/sign-in")
    sign_in(page, "anna@rosewood.example", PASSWORD)
    return page


def whole_pages(page, url, paths):
    """Return those addresses that are pages: not files, nor the parts that a page fetches by itself."""
    cookies = {one["name"]: one["value"] for one in page.get_cookies()}
    found = []
    with httpx.Client(base_url=url, cookies=cookies, trust_env=False) as client:
        for path in paths:
            with client.stream("GET", path) as answer:
                is_html = answer.headers.get("content-type", "").startswith("text/html")
                if is_html and next(answer.iter_text(), "").startswith("<!doctype"):
                    found.append(path)
    return found


def looked_at(page, address):
    """Return what is wrong with a page at every width and in every light; everything that can be opened is open on the phone."""
    page.get(address)
    if "/simulator" in address:
        eventually(lambda: page.find_element(By.CSS_SELECTOR, ".send").is_enabled())
    wrong = []
    for size, (width, height) in SIZES.items():
        set_viewport(page, width, height)
        set_light(page, "light")
        wide = sideways(page)
        wrong += [f"{size}: {wide} px too wide"] if wide > 0 else []
        if size == "phone":
            page.execute_script(EVERYTHING)
        wrong += [f"{size}: {fault}" for fault in axe.faults(page)]
        set_light(page, "dark")
        wrong += [f"{size}, dark: {fault}" for fault in axe.faults(page, "color-contrast")]
    return wrong + [f"{size}: {told}" for told in page.execute_script(HIDDEN_FOCUS)]


#: Every control that takes the focus and looks as before, or that jumps the queue.
HIDDEN_FOCUS = """
const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
const marks = (one) => [one, ...one.children].flatMap((each) => [undefined, "::before"].map((part) => {
  const style = getComputedStyle(each, part);
  return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.stroke, style.strokeWidth, style.top].join();
})).join(";");
const told = [];
for (const one of document.querySelectorAll(controls)) {
  if (!one.checkVisibility() || one.disabled) continue;
  if (one.tabIndex > 0) told.push(`jumps the queue: ${one.outerHTML.slice(0, 80)}`);
  document.activeElement?.blur();
  const before = marks(one);
  one.focus({ focusVisible: true, preventScroll: true });
  if (document.activeElement === one && marks(one) === before) told.push(`hides its focus: ${one.outerHTML.slice(0, 80)}`);
}
return told;
"""


@pytest.mark.timeout(600)  # a minute, on a machine that does nothing else
def test_no_page_keeps_anybody_out(anna, lived):
    house, places = lived
    url, world = house.settings.public_url, places.world
    app = create_app(house.settings, house.engine, house.clock)
    walked = [places.address(stop.path) for stop in stops(app) if stop.method == "GET"]
    also = [f"/console/cases/{case}" for case in (world.sam_case, world.nora_case, world.lily_case)]
    paths = whole_pages(anna, url, [*walked, *also, "/console?show=resolved"])
    assert len(paths) >= 45
    gone = ["/console/nowhere", "/console/cases/99999", "/console/timelines/none"]
    wrong = {path: found for path in [*paths, *gone, "/simulator"] if (found := looked_at(anna, url + path))}
    assert wrong == {}


@pytest.mark.parametrize("path", ["/console", "/console/cases/{case}"], ids=["inbox", "case"])
def test_nothing_jumps_and_the_keyboard_goes_down_the_page_in_its_order(anna, lived, path):
    house, places = lived
    set_viewport(anna, *SIZES["desk"])
    anna.get(house.settings.public_url + path.format(case=places.world.mary_case))
    assert anna.execute_async_script(JUMPS) < 0.05
    shown = anna.execute_script(LISTEN)
    for _ in range(shown + 3):
        anna.switch_to.active_element.send_keys(Keys.TAB)
        if anna.switch_to.active_element.tag_name == "body":
            break
    reached = [place for place in anna.execute_script("return window.reached") if place >= 0]
    assert sorted(reached) == reached, "the keyboard jumps about"
    missed = anna.execute_script("return window.controls.filter((_, place) => !window.reached.includes(place)).map(words)")
    assert missed == []


#: Note every control in the order in which the keyboard comes to it; returns how many there are.
LISTEN = """
const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
window.words = (one) => one.outerHTML.slice(0, 90);
window.controls = [...document.querySelectorAll(all)].filter((one) => one.checkVisibility() && !one.disabled);
window.reached = [];
document.addEventListener("focusin", (event) => {
  const place = controls.indexOf(event.target);
  if (!reached.includes(place)) reached.push(place);
});
return controls.length;
"""

#: How much of the page moved by itself while it was built (the browser's own measure, "cumulative layout shift").
JUMPS = """
const done = arguments[0];
let sum = 0;
const watch = new PerformanceObserver((list) => list.getEntries().forEach((one) => (sum += one.value)));
watch.observe({ type: "layout-shift", buffered: true });
setTimeout(() => done(sum), 700);
"""

#: What a clinic on its first day is told will be there.
FIRST_DAY = {
    "/console": "the case appears here by itself",
    "/console?show=mine": "are listed here",
    "/console?show=unassigned": "are listed here until somebody takes them",
    "/console?show=waiting": "wait here until the patient writes again",
    "/console?show=snoozed": "Snoozed cases wait here",
    "/console?show=resolved": "are kept here",
    "/console/patients": "Patients appear here once they text the clinic",
    "/console/protocols": "What patients are told about it appears here",
    "/console/timelines": "The check-ins after it appear here",
    "/console/overview": "appears here with the first text of these days",
    "/console/canned": "What you add here can be chosen on every case",
}


def test_at_the_door_and_on_a_first_day_every_page_is_open_to_all_and_says_what_will_be_there(anna, lived):
    house, _ = lived
    url, now = house.settings.public_url, datetime.now(timezone.utc)
    with transaction(house.engine) as session:
        harbour = session.scalars(select(Clinic).where(Clinic.slug == "harbour")).one()
        link = staff.add(session, email="wanda@harbour.example", clinic=harbour, role="clinician", now=now)
        _with_second_factor(session, house.settings.secret_key, now)
        first = make_clinic(session, "first-day", "First Day Skin", "+442079460300", house.clock.now())
        make_staff(session, first, "olga@first.example", "owner", house.clock.now(), name="Olga Brandt")
    anna.execute_cdp_cmd("Network.clearBrowserCookies", {})
    doors = ["/console/sign-in", "/console/forgot-password", f"/console/set-password/{link}", "/console/set-password/used"]
    wrong = {path: found for path in doors if (found := looked_at(anna, url + path))}
    sign_in_as_far_as_the_code(anna, url)
    wrong["code"] = axe.faults(anna)
    anna.get(f"{url}/console/sign-in")
    sign_in(anna, "olga@first.example", PASSWORD)
    for path, promise in FIRST_DAY.items():
        wrong[path] = looked_at(anna, url + path)
        assert promise in anna.find_element(By.TAG_NAME, "main").text, path
    assert {path: found for path, found in wrong.items() if found} == {}
    assert [one for one in console_errors(anna) if "404" not in one] == []


def _with_second_factor(session, key, now):
    rita = session.scalars(select(Staff).where(Staff.email == "rita@rosewood.example")).one()
    second_factor.begin(rita, key)
    code = pyotp.TOTP(second_factor.pending_secret(rita, key)).at(now)
    second_factor.confirm(session, rita, key, code, now)


def sign_in_as_far_as_the_code(page, url):
    sign_in_form = {"email": "rita@rosewood.example", "password": PASSWORD}
    page.get(f"{url}/console/sign-in")
    for name, value in sign_in_form.items():
        page.find_element(By.NAME, name).send_keys(value)
    page.find_element(By.NAME, "password").send_keys(Keys.ENTER)
    eventually(lambda: page.find_elements(By.NAME, "code"))
