"""Editing a timeline document by its fields: the values decide, the text is kept as its authors wrote it wherever it can be."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.checkins import rewriting
from bot.checkins.parsing import TimelineError, loaded


def change_step(document: str, slug: str, fields: Mapping[str, Any]) -> str:
    """Return `document` with fields of the step `slug` set, None removing one; steps are put in the order of their hours.

    KeyError where there is no such step; TimelineError where the document cannot be read at all.
    """
    number = _number(loaded(document), slug)
    for name, value in fields.items():
        document = change_value(document, ("steps", number, name), value)
    return _sorted(document)


def step_values(document: str, slug: str) -> dict[str, Any]:
    """Return the fields of the step `slug` as they are written. KeyError where there is no such step."""
    data = loaded(document)
    return dict(data["steps"][_number(data, slug)])


def change_rows(document: str, slug: str, rows: Mapping[int, Mapping[str, Any]]) -> str:
    """Return `document` with fields of rows (from 0) of the step's escalations set. KeyError where there is no such step."""
    number = _number(loaded(document), slug)
    for row, fields in rows.items():
        for name, value in fields.items():
            document = change_value(document, ("steps", number, "escalations", row, name), value)
    return document


def change_value(document: str, path: Sequence[str | int], value: Any) -> str:
    """Return `document` with the value at `path` ("texts", "noted") set, None removing it; texts lose needless spaces."""
    return _field(document, path, _tidy(value) if isinstance(value, str) else value)


def _tidy(words: str) -> str:
    """Return a text as it is sent: one space between words, lines as they are."""
    return "\n".join(" ".join(line.split()) for line in words.strip().splitlines())


def copy_step(document: str, slug: str, new_slug: str, offset_hours: int) -> str:
    """Return `document` with a copy of the step `slug`, so many hours after the session. KeyError where there is no such step."""
    data = loaded(document)
    number = _number(data, slug)
    step = {**copy.deepcopy(data["steps"][number]), "slug": new_slug, "offset_hours": offset_hours}
    step.pop("after", None)

    def wanted(data: Any) -> None:
        data["steps"].append(step)

    return _sorted(_kept(document, wanted, lambda text: rewriting.add_step(text, step)))


def remove_step(document: str, slug: str) -> str:
    """Return `document` without the step `slug`. KeyError where there is none."""
    data = loaded(document)
    number = _number(data, slug)
    rest = [place for place in range(len(data["steps"])) if place != number]

    def wanted(data: Any) -> None:
        del data["steps"][number]

    return _kept(document, wanted, lambda text: rewriting.reorder(text, rest))


def _number(data: Any, slug: str) -> int:
    steps = data.get("steps") if isinstance(data, dict) else None
    for number, step in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(step, dict) and step.get("slug") == slug:
            return number
    raise KeyError(slug)


def _field(document: str, path: Sequence[str | int], value: Any) -> str:
    def wanted(data: Any) -> None:
        for part in path[:-1]:
            data = data[part]
        if value is None:
            data.pop(path[-1], None)
        else:
            data[path[-1]] = value

    if value is None:
        return _kept(document, wanted, lambda text: rewriting.remove_field(text, path))
    return _kept(document, wanted, lambda text: rewriting.set_value(text, path, value))


def _sorted(document: str) -> str:
    """Return the document with its steps in the order of their hours; as it is where these cannot be told."""
    steps = loaded(document)["steps"]
    try:
        hours = [_hours(step, {each["slug"]: each for each in steps}, len(steps)) for step in steps]
    except (KeyError, TypeError, RecursionError):
        return document
    order = sorted(range(len(steps)), key=lambda number: hours[number])
    if order == [*range(len(steps))]:
        return document

    def wanted(data: Any) -> None:
        data["steps"] = [data["steps"][number] for number in order]

    return _kept(document, wanted, lambda text: rewriting.reorder(text, order))


def _hours(step: Any, steps: Mapping[str, Any], most: int) -> int:
    """Return how many hours after the session a step is meant to be. RecursionError where it goes round in a circle."""
    if most < 0:
        raise RecursionError(step["slug"])
    return int(step["offset_hours"]) + (_hours(steps[step["after"]], steps, most - 1) if "after" in step else 0)


def _kept(document: str, wanted: Callable[[Any], None], rewrite: Callable[[str], str]) -> str:
    """Return the document with the values that `wanted` makes: its own text rewritten, or written anew where that fails."""
    data = copy.deepcopy(loaded(document))
    if not isinstance(data, dict):
        raise TimelineError(["this is no timeline: it has no named fields"])
    wanted(data)
    try:
        text = rewrite(document)
        if loaded(text) == data:
            return text
    except (rewriting.CannotRewrite, TimelineError):
        pass
    return _head(document) + rewriting.written(data)


def _head(document: str) -> str:
    """Return the comment at the head of a document."""
    lines = document.splitlines(keepends=True)
    count = next((number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return "".join(lines[:count])
