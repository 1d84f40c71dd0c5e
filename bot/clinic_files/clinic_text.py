"""A clinic's settings as a YAML file with comments: what each setting means stands above it."""

import json
import re
from collections.abc import Iterator, Mapping

from bot.clinic_files.layout import SCHEMA_FOLDER, wrapped
from bot.clinic_settings import ClinicSettings, as_given

#: Words that need no quotes: no other program takes them for a number, a date or a truth value.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/+.-]*( [A-Za-z0-9_/+.-]+)*")
_NOT_PLAIN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

HEAD = """\
# A clinic's settings. Change them here and bring them back with: python -m bot clinic import FOLDER --dry-run
# The dry run says what would change; without --dry-run all of it is done at once, or nothing where anything is wrong.
"""


def clinic_text(slug: str, settings: ClinicSettings, published: Mapping[str, list[str]]) -> str:
    """Return the file. `published` has for each procedure which of its files there are ("protocol", "timeline")."""
    body = "\n".join([HEAD, *_lines(slug, settings, published)])
    return wrapped(body, f"{SCHEMA_FOLDER}/clinic.json")


def _lines(slug: str, settings: ClinicSettings, published: Mapping[str, list[str]]) -> Iterator[str]:
    given = as_given(settings)
    yield "# Which clinic this is; it cannot be changed here."
    yield f"slug: {quoted(slug)}"
    yield "\n# As patients know it."
    yield f"name: {quoted(settings.name)}"
    yield "# The number that patients text, with the country code."
    yield f"phone: {quoted(settings.phone)}"
    yield "# Changing the time zone moves check-ins, and patients who were in the old one."
    yield f"timezone: {quoted(settings.timezone)}"
    yield f"country: {quoted(settings.country)}"
    yield "\n# What patients are told to call. Empty where there is no such line."
    yield from _mapping("numbers", given["numbers"])
    yield "\n# Promises to patients are counted in these hours. Write closed, or leave a day out."
    yield from _mapping("opening_hours", given["opening_hours"])
    yield "\n# Days closed though the week says open."
    yield from _mapping("holidays", given["holidays"])
    yield "\n# Called when a case is urgent, the first one first."
    yield from _people(given["on_call"])
    yield "\n# What staff can answer in, best first, as ISO codes."
    yield f"languages: [{', '.join(map(quoted, settings.languages))}]"
    yield "\n# Check-ins leave only in this part of the day, by each patient's own clock. At least two hours."
    yield f"sending_window: {quoted(given['sending_window'])}"
    yield "\n# What an enrolment means that names no procedure."
    yield f"default_procedure: {quoted(settings.default_procedure)}"
    yield "# Each procedure has the files that are listed under published: protocols/SLUG.yml says what patients are told,"
    yield "# timelines/SLUG.yml when they are written to. Without a protocol every question goes to staff."
    yield "procedures:"
    for procedure in settings.procedures:
        yield f"  - slug: {quoted(procedure.slug)}"
        yield f"    name: {quoted(procedure.name)}"
        yield f"    published: [{', '.join(published.get(procedure.slug, []))}]"


def quoted(words: str) -> str:
    """Return a text as YAML, in quotes where another reader could take it for something else. JSON's strings are YAML's too."""
    is_plain = _PLAIN.fullmatch(words) and words.lower() not in _NOT_PLAIN
    return words if is_plain else json.dumps(words, ensure_ascii=False)


def _mapping(name: str, values: Mapping[str, str]) -> Iterator[str]:
    yield f"{name}:" if values else f"{name}: {{}}"
    for key, value in values.items():
        yield f"  {quoted(key)}: {quoted(value)}"


def _people(people: list[dict[str, str]]) -> Iterator[str]:
    yield "on_call:" if people else "on_call: []"
    for person in people:
        for number, (field, value) in enumerate(person.items()):
            yield f"  {'- ' if number == 0 else '  '}{field}: {quoted(value)}"
