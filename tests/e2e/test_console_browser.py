"""The console as staff use it: a real browser, on a desk and on a phone, with a keyboard, in the dark."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import select

from bot import sms_text
from bot.db import make_engine, migrate, transaction
from bot.models import CannedReply, Escalation, Message, Patient, StaffSession
from bot.web import sessions
from tests.browser import console_errors, set_viewport, sign_in
from tests.conftest import FixedClock
from tests.console_world import PASSWORD, World, inbound, make_app, make_case, make_world

CONTROLS = "a[href], button, input:not([type=hidden]), textarea"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


class Console:
    """A running console on a database of its own."""

    def __init__(self, url: str, engine, clock: FixedClock, world: World) -> None:
        self.url, self.engine, self.clock, self.world = url, engine, clock, world

    def patient_writes(self, patient_id: int, text: str, *flags: tuple[str, str, str]) -> Message:
        with transaction(self.engine) as session:
            return inbound(session, session.get(Patient, patient_id), text, self.clock.now(), *flags)

    def texts_of_staff(self) -> list[str]:
        with transaction(self.engine) as session:
            return list(session.scalars(select(Message.text).where(Message.sender == "staff").order_by(Message.id)))


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    database = f"sqlite:///{tmp_path_factory.mktemp('console') / 'console.sqlite3'}"
    migrate(database)
    engine, clock = make_engine(database), FixedClock()
    world = make_world(engine, clock.now())
    app = make_app(engine, clock, stream_lasts=600)
    app.state.server = server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Console(f"http://127.0.0.1:{port}", engine, clock, world)
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
    console_errors(browser)  # what an earlier test left
    return browser


def until(page: Chrome, holds, seconds: float = 20):
    """Wait until `holds()`; a page that is just being replaced does not hold yet."""
    being_replaced = (NoSuchElementException, StaleElementReferenceException)
    return WebDriverWait(page, seconds, ignored_exceptions=being_replaced).until(lambda _page: holds())


def read(page: Chrome) -> str:
    """What the page shows, in one step, so that no reload can come between finding it and reading it."""
    return page.execute_script("return document.querySelector('main')?.innerText ?? ''")


def type_(page: Chrome, *keys: str) -> None:
    """Press keys wherever the focus is."""
    for key in keys:
        ActionChains(page).send_keys(key).perform()  # as a keyboard: to whatever has the focus just then


def in_focus(page: Chrome) -> str:
    """What the focused element says."""
    return page.switch_to.active_element.text


def press(page: Chrome, by: str, what: str) -> None:
    """Click the control once it is there."""
    until(page, lambda: page.find_element(by, what)).click()


def pages(world: World) -> dict[str, str]:
    return {
        "inbox": "/console",
        "resolved": "/console?show=resolved",
        "case": f"/console/cases/{world.lily_case}",
        "answered case": f"/console/cases/{world.mary_case}",
        "emergency": f"/console/cases/{world.sam_case}",
        "opted out": f"/console/cases/{world.nora_case}",
        "mine": "/console?show=mine",
        "snoozed": "/console?show=snoozed",
        "patients": "/console/patients",
        "patient": f"/console/patients/{world.mary}",
        "audit": "/console/audit",
    }


def test_staff_answer_an_urgent_case_and_resolve_it(page, console):
    page.get(f"{console.url}/console")
    press(page, By.PARTIAL_LINK_TEXT, "Mary Okafor")
    until(page, lambda: page.find_element(By.ID, "text-size"))
    assert [mark.text for mark in page.find_elements(By.CSS_SELECTOR, ".bubble mark")] == ["yellow gunk", "redness spreading"]
    page.find_element(By.NAME, "text").send_keys("Hello Mary, please come in at two today. Anna")
    assert page.find_element(By.ID, "text-size").text == "45 characters, 1 segment"
    press(page, By.XPATH, "//button[.='Send and take over']")
    until(page, lambda: "You are talking; the companion is silent." in read(page))
    assert console.texts_of_staff() == ["Hello Mary, please come in at two today. Anna"]
    until(page, lambda: page.find_element(By.NAME, "note")).send_keys("Seen at two, on antibiotics from her doctor.")
    press(page, By.XPATH, "//button[.='Resolve case']")
    until(page, lambda: page.title.endswith("Inbox"))
    assert "Mary Okafor" not in read(page)
    press(page, By.LINK_TEXT, "Resolved")
    until(page, lambda: "Mary Okafor" in read(page))
    assert console_errors(page) == []


@pytest.fixture
def nurse(page: Chrome, console: Console) -> Iterator[Chrome]:
    """The browser, signed in as Clara, who is a clinician; signed out at the end."""
    page.delete_all_cookies()
    page.get(f"{console.url}/console")
    page.find_element(By.NAME, "email").send_keys("clara@rosewood.example")
    page.find_element(By.NAME, "password").send_keys(PASSWORD, Keys.ENTER)
    until(page, lambda: page.title.endswith("Inbox"))
    yield page
    page.delete_all_cookies()


def test_a_nurse_works_through_the_inbox_with_the_keyboard_alone(nurse, console):
    type_(nurse, "?")
    assert "With the keyboard" in until(nurse, lambda: nurse.find_element(By.ID, "keys")).text
    type_(nurse, Keys.ESCAPE)
    rows = [row.text for row in nurse.find_elements(By.CSS_SELECTOR, ".cases a")]
    type_(nurse, "j")
    assert "Number ending 102" in in_focus(nurse), "the emergency stands first"
    type_(nurse, Keys.ARROW_DOWN, "j", "k")
    assert in_focus(nurse) == rows[1]
    while "Lily Chen" not in in_focus(nurse):
        type_(nurse, "j")
    type_(nurse, Keys.ENTER)
    until(nurse, lambda: nurse.title == "Review: Lily Chen")
    type_(nurse, "a", Keys.TAB, Keys.ENTER)
    until(nurse, lambda: "Yours" in read(nurse))
    type_(nurse, "n", "Booked for Friday at ten.", Keys.TAB, Keys.ENTER)
    until(nurse, lambda: "Booked for Friday at ten." in read(nurse))
    type_(nurse, "s")
    nurse.switch_to.active_element.send_keys(Keys.TAB, Keys.ENTER)
    until(nurse, lambda: "Snoozed until 11:00 today" in read(nurse))
    type_(nurse, "u")
    until(nurse, lambda: nurse.title.endswith("Inbox"))
    assert "Lily Chen" not in read(nurse)
    nurse.get(f"{console.url}/console?show=snoozed")
    assert "Lily Chen" in read(nurse)
    assert "Back at 11:00 today" in read(nurse)
    assert console_errors(nurse) == []


def test_single_keys_can_be_switched_off_for_this_device(nurse, console):
    type_(nurse, "?", " ", Keys.ESCAPE)
    type_(nurse, "j")
    assert nurse.switch_to.active_element.tag_name != "a"
    nurse.get(f"{console.url}/console")
    type_(nurse, "j")
    assert nurse.switch_to.active_element.tag_name == "body"
    nurse.find_element(By.ID, "show-keys").click()
    nurse.find_element(By.ID, "keys-on").click()
    type_(nurse, Keys.ESCAPE)
    nurse.find_element(By.TAG_NAME, "body").send_keys("j")
    assert nurse.switch_to.active_element.tag_name == "a"


def test_letters_in_a_field_are_letters(nurse, console):
    nurse.get(f"{console.url}/console/cases/{console.world.sam_case}")
    field = nurse.find_element(By.NAME, "text")
    field.send_keys("just a sunny question?")
    assert field.get_attribute("value") == "just a sunny question?"
    assert nurse.switch_to.active_element == field


def test_the_inbox_hears_of_a_change_at_once_and_lets_go_when_nobody_looks(page, console):
    page.get(f"{console.url}/console")
    pushed = "return 'pushed' in document.getElementById('live').dataset"
    until(page, lambda: page.execute_script(pushed))
    began = time.monotonic()
    console.patient_writes(console.world.sam, "please hurry")
    until(page, lambda: "Patient wrote just now" in read(page))
    assert time.monotonic() - began < 9.5, "sooner than the page would have asked by itself"
    assert console_errors(page) == []


BARS = """
return [...document.querySelectorAll(".chances li")].map((line) => {
  const meter = line.querySelector("meter");
  return [line.querySelector("span").innerText, meter.value, meter.getBoundingClientRect().width > 40, meter.ariaLabel];
});
"""


def test_the_panel_shows_the_second_opinion_in_bars_and_the_rest_at_a_click(page, console):
    page.get(f"{console.url}/console/cases/{console.world.mary_case}")
    panel = until(page, lambda: page.find_element(By.CLASS_NAME, "why-flagged"))
    assert "The rules and the reader agree." in panel.text
    levels = [("Emergency", 0.08), ("Urgent", 0.8), ("Review", 0.1), ("No danger", 0.02)]
    assert page.execute_script(BARS) == [[name, chance, True, name] for name, chance in levels]
    assert "91% sure" not in panel.text
    press(page, By.CSS_SELECTOR, ".read summary")
    until(page, lambda: "The text tells of a symptom (91% sure), about infection sign" in panel.text)
    assert console_errors(page) == []


def test_a_case_that_the_reader_has_not_read_shows_no_bars(page, console):
    page.get(f"{console.url}/console/cases/{console.world.sam_case}")
    assert "the reader has not read it yet" in until(page, lambda: page.find_element(By.CLASS_NAME, "why-flagged")).text
    assert page.find_elements(By.TAG_NAME, "meter") == []


def test_a_new_case_appears_by_itself_and_the_title_counts_it(page, console):
    page.get(f"{console.url}/console")
    before = len(page.find_elements(By.CSS_SELECTOR, ".case"))
    told = console.patient_writes(console.world.lily, "now there is pus as well", ("U1", "urgent", "pus"))
    with transaction(console.engine) as session:
        case = make_case(session, session.get(Patient, console.world.lily), "urgent", ["U1"], told, console.clock.now())
    until(page, lambda: len(page.find_elements(By.CSS_SELECTOR, ".case")) == before + 1)
    until(page, lambda: page.title == f"({before + 1}) Inbox")
    with transaction(console.engine) as session:
        session.delete(session.get(Escalation, case.id))


def test_a_message_that_arrives_while_somebody_types_is_told_and_the_text_stays(page, console):
    page.get(f"{console.url}/console/cases/{console.world.sam_case}")
    field = page.find_element(By.NAME, "text")
    field.send_keys("An ambulance is on its")
    console.patient_writes(console.world.sam, "im at the hospital now")
    until(page, lambda: "im at the hospital now" in read(page))
    until(page, lambda: "A new message arrived. Read it above before you send." in read(page))
    assert field.get_attribute("value") == "An ambulance is on its"
    assert page.switch_to.active_element == field


def test_the_newest_message_is_in_sight_when_a_long_conversation_opens(page, console):
    for number in range(40):
        console.patient_writes(console.world.lily, f"and another thing, number {number}")
    page.get(f"{console.url}/console/cases/{console.world.lily_case}")
    in_sight = """const box = document.getElementById("conversation").getBoundingClientRect();
        const last = document.getElementById("latest").getBoundingClientRect();
        return last.top >= box.top && last.bottom <= box.bottom + 1;"""
    assert page.execute_script(in_sight)


def test_a_canned_reply_goes_behind_the_typed_words_and_out_again_without_loading_the_page(page, console):
    with transaction(console.engine) as session:
        text = "Please ring {clinic_name} on {clinic_phone}, {patient_name}."
        reply = CannedReply(clinic_id=console.world.clinic, title="Ring us", text=text)
        session.add(reply)
    page.get(f"{console.url}/console/cases/{console.world.lily_case}")
    page.execute_script("window.same = true")
    field = page.find_element(By.NAME, "text")
    field.send_keys("Hello,")
    press(page, By.CSS_SELECTOR, ".canned button")
    filled = "Please ring Rosewood Skin Clinic on +442079460100, Lily Chen."
    assert field.get_attribute("value") == f"Hello, {filled}"
    assert page.find_element(By.ID, "text-size").text.startswith(f"{len(filled) + 7} characters")
    press(page, By.ID, "take-out")
    assert (field.get_attribute("value"), page.switch_to.active_element) == ("Hello,", field)
    press(page, By.CSS_SELECTOR, ".canned button")
    field.send_keys(Keys.CONTROL, "z")
    assert field.get_attribute("value") == "Hello,", "the keyboard can undo it too"
    press(page, By.CSS_SELECTOR, ".canned button")
    field.send_keys(" Lily")
    assert not page.find_element(By.ID, "take-out").is_displayed(), "what was written since would be lost"
    assert page.execute_script("return window.same") is True
    with transaction(console.engine) as session:
        session.delete(session.merge(reply))
    assert console_errors(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_no_page_scrolls_sideways_or_breaks_a_rule_of_its_own_policy(page, console, size):
    set_viewport(page, *SIZES[size])
    for name, path in pages(console.world).items():
        page.get(console.url + path)
        root = "document.documentElement"
        assert page.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth"), f"{name} scrolls sideways"
        assert console_errors(page) == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_the_contrast_that_wcag_asks_for(page, console, scheme):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    try:
        for name, path in pages(console.world).items():
            page.get(console.url + path)
            assert page.execute_script(FAINT) == [], f"{name} in {scheme}"
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


#: Every element with text of its own whose contrast with what is behind it is under 4.5.
FAINT = """
const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
const luminance = (colour) => {
  const linear = (part) => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const [red, green, blue] = colour.map((part) => linear(part / 255));
  return .2126 * red + .7152 * green + .0722 * blue;
};
const behind = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const style = getComputedStyle(each);
    const image = style.backgroundImage.match(/rgba?\\([^)]*\\)/);
    const [red, green, blue, alpha = 1] = channels(image ? image[0] : style.backgroundColor);
    if (alpha === 1) return [red, green, blue];
  }
  return [255, 255, 255];
};
const faint = [];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || !element.checkVisibility()) continue;
  const one = luminance(channels(getComputedStyle(element).color).slice(0, 3));
  const two = luminance(behind(element));
  const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
  const told = element.textContent.trim().slice(0, 30);
  if (ratio < 4.5) faint.push(`${element.tagName}.${element.className} ${told} ${ratio.toFixed(2)}`);
}
return faint;
"""


@pytest.mark.parametrize("path", ["inbox", "case", "patients"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, console, path):
    page.get(console.url + pages(console.world)[path])
    controls = page.find_elements(By.CSS_SELECTOR, f"{CONTROLS}, summary")
    reachable = sum(control.is_displayed() for control in controls)
    reached = set()
    for _ in range(reachable + 5):
        page.switch_to.active_element.send_keys(Keys.TAB)
        element = page.switch_to.active_element
        if element.tag_name == "body":
            break
        reached.add(element.id)
        outline = page.execute_script("const style = getComputedStyle(arguments[0]); return style.outlineStyle", element)
        assert outline != "none", f"no focus to be seen on {element.tag_name} {element.text}"
    assert len(reached) >= reachable


@pytest.mark.parametrize("path", ["inbox", "case", "patients", "patient", "audit"])
def test_every_field_and_button_has_a_name_and_every_page_one_heading(page, console, path):
    page.get(console.url + pages(console.world)[path])
    controls = [control for control in page.find_elements(By.CSS_SELECTOR, CONTROLS) if control.is_displayed()]
    assert len(controls) >= 5
    assert all(control.accessible_name for control in controls)
    assert len(page.find_elements(By.TAG_NAME, "h1")) == 1
    assert page.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"


COUNTED = [
    "", "Hello", "x" * 160, "x" * 161, "x" * 153 * 6, "x" * 919, "€" * 80, "€" * 81, "x" * 152 + "€" + "x" * 10, "[{~}]|\\^",
    "line\nbreak", "don’t", "“quotes” and a — dash", "ñandú à la crème", "ç", "é" * 160, "ê" * 70, "ê" * 71, "😀" * 35, "😀" * 36,
    "x" * 66 + "😀" * 3, "العربية " * 20, "Σας ΓΔΘΛΞΠΦΨΩ", "\f", "\t", "👩‍⚕️ ok",
]  # fmt: skip


def test_the_browser_counts_segments_as_the_product_does(page, console):
    page.get(f"{console.url}/console")
    counting = """const [texts, done] = arguments;
        import("/console/static/sms_text.js").then((sms) => done(texts.map((text) => [sms.segments(text), sms.isGsm7(text)])));"""
    counted = page.execute_async_script(counting, COUNTED)
    assert counted == [[sms_text.segments(text), sms_text.is_gsm7(text)] for text in COUNTED]


def test_an_answer_that_is_too_long_cannot_be_sent(page, console):
    page.get(f"{console.url}/console/cases/{console.world.sam_case}")
    field = page.find_element(By.NAME, "text")
    page.execute_script("arguments[0].value = 'ê'.repeat(500); arguments[0].dispatchEvent(new Event('input'))", field)
    assert "too long, at most 6" in page.find_element(By.ID, "text-size").text
    page.find_element(By.XPATH, "//button[.='Send and take over']").click()
    assert not page.execute_script("return arguments[0].checkValidity()", field)
    assert page.current_url.endswith(str(console.world.sam_case))


def test_a_search_keeps_the_number_out_of_the_address(page, console):
    page.get(f"{console.url}/console/patients")
    page.find_element(By.NAME, "search").send_keys("07700 900104", Keys.ENTER)
    until(page, lambda: "Found" in read(page))
    assert "Nora Blum" in read(page)
    assert "Lily Chen" not in read(page)
    assert "900104" not in page.current_url


def test_signing_out_elsewhere_is_told_on_a_page_that_is_open(page, console):
    page.get(f"{console.url}/console")
    with transaction(console.engine) as session:
        for row in session.scalars(select(StaffSession)):
            sessions.end(session, row.id, console.clock.now())
    until(page, lambda: page.find_element(By.ID, "signed-out").is_displayed())
    assert "You are signed out" in page.find_element(By.ID, "signed-out").text
