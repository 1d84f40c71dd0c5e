"""The page of settings, as it is on file or as it was typed with what is wrong beside it."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from starlette.responses import Response

from bot import countries, published
from bot.clinic_changes import settings_of
from bot.clinic_changes.current import procedures_of
from bot.clinic_settings import WEEKDAYS, ClinicSettings, Path, advice, as_given, fingerprint
from bot.clinic_settings.fields import country_name, language_names
from bot.models import Clinic
from bot.web.console.desk import Desk
from bot.web.console.settings.sections import NEW, SECTIONS
from bot.web.console.visit import Visit
from bot.zones import zone

#: Lists, each of which may be wrong as a whole.
WHOLE = (("opening_hours",), ("holidays",), ("on_call",), ("languages",), ("procedures",))
#: Zones that are no place where people live.
NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@dataclass(frozen=True)
class Typed:
    """What somebody sent and could not be kept: the section, its words, what is wrong where."""

    section: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    problems: dict[Path, str] = field(default_factory=dict)
    #: What is wrong with the form as a whole.
    sentence: str = ""


def show(visit: Visit) -> Response:
    """The settings as they are. Who looks changes nothing and learns nothing about patients: no line in the audit book."""
    saved = SECTIONS.get(visit.query("saved"))
    return render(visit, Typed(), notice=f"{saved.title}: saved." if saved else "")


def render(visit: Visit, typed: Typed, status: int = 200, notice: str = "") -> Response:
    """Return the page, with what was typed in its section."""
    with visit.reading() as desk:
        # Whoever signed in came with a clinic of an earlier session; its rows are read in this one.
        clinic = desk.session.get(Clinic, desk.staff.clinic_id)
        values = _values(desk, clinic, settings_of(desk.session, clinic), typed)
    return visit.render("settings/page.html", status, notice=notice, editable=visit.may("settings.change"), **values)


def _values(desk: Desk, clinic: Clinic, current: ClinicSettings, typed: Typed) -> dict[str, Any]:
    given = as_given(current)
    # What is being added stands in its own form, not yet in the list.
    if typed.section and typed.form.get("do") != "add":
        given |= {name: typed.given[name] for name in SECTIONS[typed.section].fields if name in typed.given}
    today = desk.now.astimezone(zone(current.timezone)).date().isoformat()
    return {
        "given": given,
        "seen": fingerprint(current),
        "sections": SECTIONS,
        "typed": typed,
        "problems": _by_field(typed, as_given(current)),
        "elsewhere": _elsewhere(typed),
        "advice": advice(current),
        "weekdays": WEEKDAYS,
        "usual": countries.numbers(current.country),
        "countries": {code: country_name(code) for code in countries.known()},
        "languages": language_names(),
        "offered_languages": _languages(given["languages"]),
        "offered_procedures": {each["slug"]: each["name"] for each in given["procedures"]},
        "zones": _zones(),
        "published": _published(desk, clinic),
        "past": [day for day in given["holidays"] if day < today],
    }


def _by_field(typed: Typed, on_file: dict[str, Any]) -> dict[str, str]:
    """Return problems by the name of a field: "on_call.1.phone"; a row beyond those on file is the one being added."""
    named: dict[str, str] = {}
    for path, sentence in typed.problems.items():
        rows = on_file.get(str(path[0]))
        is_new = len(path) > 1 and isinstance(path[1], int) and isinstance(rows, list) and path[1] >= len(rows)
        parts = (path[0], NEW, *path[2:]) if is_new else path
        if path[0] == "holidays" and len(path) == 2:
            parts = ("holidays", NEW, "name")
        named[".".join(map(str, parts))] = sentence
    return named


def _elsewhere(typed: Typed) -> list[str]:
    """Return what is wrong beside no field: with a list as a whole, or in another section, which stands against this change."""
    shown = SECTIONS[typed.section].fields if typed.section else ()
    beside = [path for path in typed.problems if path[0] in shown and path not in WHOLE]
    outside = [f"{_called(path)}: {told}" for path, told in typed.problems.items() if path not in beside]
    return [*([typed.sentence] if typed.sentence else []), *outside]


def _called(path: Path) -> str:
    return str(path[0]).replace("_", " ").capitalize()


def _published(desk: Desk, clinic: Clinic) -> dict[str, bool]:
    """Return for each procedure whether its questions are answered by a published protocol."""
    rows = procedures_of(desk.session, clinic)
    return {row.slug: published.current_protocol(desk.session, row.id) is not None for row in rows}


def _languages(spoken: list[str]) -> dict[str, str]:
    """Return the languages that may be added, by their names; those with a short code are the ones people look for."""
    rest = {code: name for code, name in language_names().items() if len(code) == 2 and code not in spoken}
    return dict(sorted(rest.items(), key=lambda pair: pair[1]))


@cache
def _zones() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(NO_PLACES))
