"""Reading a timeline document: each wrong field becomes a problem told in words, and reading goes on to find the next."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from bot.checkins.timeline import Window


class Fields:
    """The fields of one mapping of the document, with the place ("step day3, question 2") its problems are told at."""

    def __init__(self, found: Any, place: str, problems: list[str]) -> None:
        self.place, self.problems = place, problems
        self.found: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        if not isinstance(found, Mapping):
            self.problem("should hold named fields")

    def problem(self, words: str) -> None:
        """Note what is wrong here."""
        self.problems.append(f"{self.place}: {words}" if self.place else words)

    def only(self, *known: str) -> None:
        """Note every field that nobody reads: a misspelt name must not pass in silence."""
        for name in self.found:
            if name not in known:
                self.problem(f"unknown field {name!r}")

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text, noting one that is missing or empty unless there is a `default`."""
        value = self.found.get(name, default)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is None or value != default:
            self.problem(f"{name} should be a text")
        return default or ""

    def number(self, name: str, default: int | None = None, least: int = 0) -> int:
        """Return a whole number from `least` up, noting anything else."""
        value = self.found.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.problem(f"{name} should be a whole number, {least} or more" + (f", found {value!r}" if name in self.found else ""))
        return default if default is not None else least

    def optional_number(self, name: str) -> int | None:
        """Return a whole number where the field is there."""
        return self.number(name) if name in self.found else None

    def listed(self, name: str) -> list[Any]:
        """Return a list, empty where the field is not there."""
        value = self.found.get(name, [])
        if isinstance(value, list):
            return value
        self.problem(f"{name} should be a list")
        return []

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; YAML reads a bare yes or no as true or false, and says so here."""
        values = self.listed(name)
        for value in values:
            if not isinstance(value, str):
                self.problem(
                    f"{name} should hold texts only, found {value!r}"
                    + (": write it in quotes" if isinstance(value, bool) else "")
                )
        return tuple(value for value in values if isinstance(value, str))

    def values(self, name: str) -> tuple[int | str, ...]:
        """Return a list of answers, whole numbers or texts."""
        found = self.listed(name)
        for value in found:
            if isinstance(value, bool) or not isinstance(value, int | str):
                self.problem(f"{name} holds {value!r}: write yes and no in quotes")
        return tuple(value for value in found if isinstance(value, int | str) and not isinstance(value, bool))

    def window(self, name: str) -> Window | None:
        """Return two local times of one day, ["09:00", "12:00"], where the field is there."""
        if name not in self.found:
            return None
        found = self.found[name]
        try:
            opens, closes = (time.fromisoformat(value) for value in found)
            if opens < closes and not (opens.tzinfo or closes.tzinfo):
                return opens, closes
        except (TypeError, ValueError):
            pass  # also what YAML made of a bare 10:30: the number 630
        self.problem(f'{name} should be two times of one day in quotes, such as ["09:00", "12:00"], found {found!r}')
        return None

    def mapping(self, name: str) -> Mapping[Any, Any]:
        """Return a mapping, empty where the field is not there."""
        value = self.found.get(name, {})
        if isinstance(value, Mapping):
            return value
        self.problem(f"{name} should hold named fields")
        return {}

    def inside(self, found: Any, place: str) -> "Fields":
        """Return the fields of something within this one."""
        return Fields(found, f"{self.place}, {place}" if self.place else place, self.problems)
