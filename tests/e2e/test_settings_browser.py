"""A clinic's owner at the settings in a real browser, at a desk and on a phone; and a file of patients with a bad row."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import uvicorn
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from sqlalchemy import select

from bot import clinic_changes, enrolment
from bot.db import make_engine, migrate, reading, transaction
from bot.models import CheckIn, Clinic, Patient
from tests.browser import console_errors, set_viewport, sign_in
from tests.conftest import FixedClock
from tests.console_world import PASSWORD, make_app, make_staff
from tests.e2e.test_console_browser import CONTROLS, FAINT, SIZES, until

SETTINGS, FILES = "/console/settings", "/console/patients/import"
AMARA = "+447700900101"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Harley Skin, its console running; Amara was treated yesterday evening. Olive owns the clinic."""
    database = f"sqlite:///{tmp_path_factory.mktemp('settings') / 'harley.sqlite3'}"
    migrate(database)
    engine, clock = make_engine(database), FixedClock()
    with transaction(engine) as session:
        added = enrolment.add_clinic(session, slug="harley", name="Harley Skin", phone="+447700900000", timezone="Europe/London",
                                     country="GB", on_call="+447700900999", now=clock.now(), published_by="test")  # fmt: skip
        make_staff(session, added, "olive@harley.example", "owner", clock.now())
        evening = clock.now().replace(hour=19) - (clock.now() - clock.now().replace(day=4))
        enrolment.enroll(session, clinic=added, phone=AMARA, performed_at=evening, name="Amara Osei", now=clock.now())
    config = uvicorn.Config(make_app(engine, clock), port=0, log_config=None, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", engine=engine, id=added.id)
    server.should_exit = True
    thread.join(timeout=10)
    engine.dispose()


@pytest.fixture(params=SIZES)
def page(browser: Chrome, clinic, request) -> Chrome:
    """The browser, signed in as Olive, at a desk and on a phone."""
    set_viewport(browser, *SIZES[request.param])
    browser.get(f"{clinic.url}{SETTINGS}")
    if "/sign-in" in browser.current_url:
        sign_in(browser, "olive@harley.example", PASSWORD)
    console_errors(browser)
    return browser


def read(page: Chrome) -> str:
    return page.execute_script("return document.querySelector('main')?.innerText ?? ''")


def press(page: Chrome, words: str) -> None:
    until(page, lambda: page.find_element(By.XPATH, f"//button[normalize-space()='{words}']")).click()


def fill(page: Chrome, field: str, words: str) -> None:
    element = page.find_element(By.ID, field)
    element.clear()
    element.send_keys(words)


def put(page: Chrome, selector: str, value: str) -> None:
    """Give a date or time field a value: how it is typed depends on the machine's own language."""
    page.execute_script("arguments[0].value = arguments[1]", page.find_element(By.CSS_SELECTOR, selector), value)


def current(clinic):
    with reading(clinic.engine) as session:
        return clinic_changes.settings_of(session, session.get(Clinic, clinic.id))


def due(clinic) -> dict[str, int]:
    """Return the hour at which each of Amara's planned check-ins falls due."""
    with reading(clinic.engine) as session:
        amara = session.scalars(select(Patient).where(Patient.phone == AMARA)).one()
        rows = session.scalars(select(CheckIn).where(CheckIn.patient_id == amara.id, CheckIn.status == "planned"))
        return {row.step: row.due_at.hour for row in rows}


@pytest.mark.parametrize("page", ["desk"], indirect=True)
def test_an_owner_changes_the_window_and_adds_a_holiday_and_somebody_on_call(page, clinic):
    before = due(clinic)
    assert 19 in before.values()
    put(page, "[name=from]", "09:00")
    put(page, "[name=to]", "18:00")
    press(page, "Continue")
    until(page, lambda: "would change" in read(page))
    assert "sending window: 09:00-20:00 becomes 09:00-18:00" in read(page)
    assert "Amara Osei" in read(page)
    assert due(clinic) == before, "nothing moves before it was agreed to"
    press(page, "Change it and move them")
    until(page, lambda: "Check-ins: saved." in read(page))
    assert 19 not in due(clinic).values()

    fill(page, "on-call-name", "Nina Frost")
    fill(page, "on-call-phone", "0770")
    press(page, "Add person")
    until(page, lambda: "Nothing was saved." in read(page))
    assert page.find_element(By.ID, "on-call-phone").get_attribute("aria-invalid") == "true"
    assert page.find_element(By.ID, "on-call-name").get_property("value") == "Nina Frost", "what was typed stays"
    console_errors(page)  # the browser notes every answer that refuses
    fill(page, "on-call-phone", "07700 900998")
    press(page, "Add person")
    until(page, lambda: "2. Nina Frost" in read(page))
    page.find_element(By.CSS_SELECTOR, "[aria-label='Move Nina Frost up']").click()
    until(page, lambda: "1. Nina Frost" in read(page))

    put(page, "#holidays-first", "2026-12-25")
    put(page, "#holidays-last", "2026-12-26")
    fill(page, "holidays-name", "Christmas")
    press(page, "Add holiday")
    until(page, lambda: "2026-12-26 Christmas" in read(page))

    found = current(clinic)
    assert [person.name for person in found.on_call] == ["Nina Frost", "On call"]
    assert [day.isoformat() for day in found.holidays] == ["2026-12-25", "2026-12-26"]
    assert f"{found.window[1]:%H:%M}" == "18:00"
    assert console_errors(page) == []


@pytest.mark.parametrize("page", ["phone"], indirect=True)
def test_a_file_with_one_bad_row_is_looked_at_and_its_good_rows_come_in(page, clinic, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("name;phone;performed_at;consent\nBeth Lind;07700 900102;2026-03-04 14:00;signed form\n"
                    "Carmen Ruiz;4.47701E+11;2026-03-04 15:00;yes\n")  # fmt: skip
    page.get(f"{clinic.url}/console/patients")
    page.find_element(By.LINK_TEXT, "Patients by file").click()
    until(page, lambda: page.find_element(By.ID, "file")).send_keys(str(file))
    press(page, "Look at it")
    until(page, lambda: "1 of 2 rows cannot be brought in" in read(page))
    assert "phone the spreadsheet has turned the number into 4.47701E+11 and lost its digits" in " ".join(read(page).split())
    assert "separated by semicolons" in read(page)
    root = "document.documentElement"
    assert page.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth")
    press(page, "Bring in the 1 good row")
    until(page, lambda: "1 session was brought in" in read(page))
    with reading(clinic.engine) as session:
        names = set(session.scalars(select(Patient.name)))
    assert "Beth Lind" in names and "Carmen Ruiz" not in names
    assert console_errors(page) == []


def test_another_language_is_chosen_from_the_list(page, clinic):
    wanted = {"desk": "Polish", "phone": "Spanish"}["desk" if page.execute_script("return innerWidth") > 600 else "phone"]
    Select(page.find_element(By.ID, "languages-code")).select_by_visible_text(wanted)
    press(page, "Add language")
    until(page, lambda: f"Remove {wanted}" in page.page_source)
    assert console_errors(page) == []


@pytest.mark.parametrize("path", [SETTINGS, FILES])
def test_no_page_scrolls_sideways_and_every_control_has_a_name(page, clinic, path):
    page.get(clinic.url + path)
    root = "document.documentElement"
    assert page.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth")
    controls = [each for each in page.find_elements(By.CSS_SELECTOR, f"{CONTROLS}, select") if each.is_displayed()]
    assert len(controls) >= 5
    assert all(control.accessible_name for control in controls)
    assert len(page.find_elements(By.TAG_NAME, "h1")) == 1
    assert console_errors(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [SETTINGS, FILES])
def test_every_text_has_the_contrast_that_wcag_asks_for(page, clinic, path, scheme):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    try:
        page.get(clinic.url + path)
        assert page.execute_script(FAINT) == []
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
