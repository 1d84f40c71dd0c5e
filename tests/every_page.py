"""Every page of the app in a browser: a house in which each has something to show, at any width and in any light."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome
from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.db import make_engine, migrate, transaction
from bot.models import Procedure, TreatmentSession
from tests.console_walk import Places, populate
from tests.house import House, open_house

#: Width, height and pixels per CSS pixel.
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


@contextmanager
def lived_in(var: Path) -> Iterator[tuple[House, Places]]:
    """The web process with console and simulator, and two clinics that have something on every page."""
    url = f"sqlite:///{var / 'pages.sqlite3'}"
    migrate(url)
    engine = make_engine(url)
    try:
        with open_house(engine, url, var) as house:
            places = populate(engine, house.clock.now())
            _tidy(engine, places)
            yield house, places
    finally:
        engine.dispose()


def _tidy(engine: Engine, places: Places) -> None:
    """One published procedure for all of Rosewood's patients, and one that nothing is published for yet."""
    with transaction(engine) as session:
        theirs = select(Procedure).where(Procedure.clinic_id == places.world.clinic).order_by(Procedure.id)
        *spare, published = session.scalars(theirs)
        ids = [one.id for one in spare]
        session.execute(update(TreatmentSession).where(TreatmentSession.procedure_id.in_(ids)).values(procedure_id=published.id))
        published.name, spare[0].name, spare[0].slug = "Microneedling", "Dermaplaning", "dermaplaning"
        for one in spare[1:]:
            session.delete(one)


def set_light(page: Chrome, scheme: str) -> None:
    """Look at pages in `light` or `dark`, with nothing that moves: a colour on its way is no colour."""
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def sideways(page: Chrome) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.execute_script("const root = document.documentElement; return root.scrollWidth - root.clientWidth"))
