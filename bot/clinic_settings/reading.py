"""From given words to settings, or to everything that is wrong with them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot import phones
from bot.clinic_settings import fields
from bot.clinic_settings.problems import Gathering, Path
from bot.clinic_settings.value import WEEKDAYS, ClinicSettings, Hours, Offered, OnCallPerson
from bot.zones import zone

#: Every field at the top, in the order in which people read them.
FIELDS = (
    "name", "phone", "timezone", "country", "numbers", "opening_hours", "holidays", "on_call", "languages", "sending_window",
    "procedures", "default_procedure",
)  # fmt: skip
NUMBERS = ("emergency", "urgent", "crisis")
PERSON = ("name", "phone", "email")
#: Lists longer than this are a mistake.
MOST_ON_CALL, MOST_LANGUAGES, MOST_HOLIDAYS, MOST_PROCEDURES = 12, 12, 400, 50


def read(given: Mapping[str, Any]) -> ClinicSettings:
    """Return the settings that are given in words. SettingsProblems with a sentence for every place that is wrong."""
    return _Reading(given).settings()


class _Reading:
    """One reading; gathers problems instead of stopping at the first."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.found = Gathering()
        self.country = self.found.take(("country",), fields.country, given.get("country"))

    def settings(self) -> ClinicSettings:
        self._known((), self.given, FIELDS)
        take, given = self.found.take, self.given
        numbers = self._mapping(("numbers",), NUMBERS)
        phone = self._phone(("phone",), given.get("phone"))
        procedures = self._procedures()
        found = {
            "name": take(("name",), fields.plain, given.get("name")),
            "phone": phone,
            "timezone": take(("timezone",), lambda name: zone(fields.plain(name)).key, given.get("timezone")),
            "country": self.country,
            "emergency_number": take(("numbers", "emergency"), fields.emergency_number, numbers.get("emergency")),
            "urgent_line": take(("numbers", "urgent"), fields.line, numbers.get("urgent"), fields.LONGEST_URGENT),
            "crisis_line": take(("numbers", "crisis"), fields.line, numbers.get("crisis"), fields.LONGEST_CRISIS),
            "opening_hours": self._opening_hours(),
            "holidays": self._holidays(),
            "on_call": self._on_call(phone),
            "languages": self._languages(),
            "window": take(("sending_window",), fields.window, given.get("sending_window")),
            "procedures": procedures,
            "default_procedure": self._default_procedure(procedures),
        }
        self.found.end()
        return ClinicSettings(**found)  # type: ignore[arg-type]  # whatever is None that may not be has been told

    def _phone(self, path: Path, given: object) -> str | None:
        return self.found.take(path, lambda words: phones.parse(fields.plain(words), self.country), given)

    def _opening_hours(self) -> dict[int, Hours]:
        week = self._mapping(("opening_hours",), WEEKDAYS)
        opening: dict[int, Hours] = {}
        for number, name in enumerate(WEEKDAYS, 1):
            hours = self.found.take(("opening_hours", name), fields.hours, week.get(name, fields.CLOSED))
            if hours is not None:
                opening[number] = hours
        if not opening and not any(path[0] == "opening_hours" for path in self.found.problems):
            self.found.tell(("opening_hours",), "must be open on one day at least: promises are counted in these hours")
        return opening

    def _holidays(self) -> dict[date, str]:
        given = self.given.get("holidays") or {}
        if not isinstance(given, Mapping):
            self.found.tell(("holidays",), "must be dates with their names, such as 2026-12-25: Christmas Day")
            return {}
        self._not_more(("holidays",), given, MOST_HOLIDAYS)
        days: dict[date, str] = {}
        for words, name in given.items():
            day = self.found.take(("holidays", words), fields.day, words)
            called = self.found.take(("holidays", words), fields.plain, name, fields.LONGEST_HOLIDAY)
            if day and called:
                days[day] = called
        return dict(sorted(days.items()))

    def _on_call(self, own: str | None) -> tuple[OnCallPerson, ...]:
        people: list[OnCallPerson] = []
        for number, each in enumerate(self._listed("on_call", MOST_ON_CALL)):
            path: Path = ("on_call", number)
            person = self._parts(path, each, PERSON)
            name = self.found.take((*path, "name"), fields.plain, person.get("name"))
            phone = self._phone((*path, "phone"), person.get("phone"))
            email = self.found.take((*path, "email"), fields.email, person.get("email"))
            if phone and not phones.could_be_mobile(phone):
                self.found.tell((*path, "phone"), "has too few or too many digits for a mobile phone, and alerts are texted")
            elif phone and phone == own:
                self.found.tell((*path, "phone"), "must be another number than the clinic's own: nobody would hear it")
            elif phone in [other.phone for other in people]:
                self.found.tell((*path, "phone"), "is in the list already")
            elif name and phone:
                people.append(OnCallPerson(name, phone, email))
        return tuple(people)

    def _languages(self) -> tuple[str, ...]:
        codes: list[str] = []
        for number, each in enumerate(self._listed("languages", MOST_LANGUAGES)):
            code = self.found.take(("languages", number), fields.language, each)
            if code in codes:
                self.found.tell(("languages", number), "is in the list already")
            elif code:
                codes.append(code)
        if not codes:
            self.found.tell(("languages",), "must name one language at least that staff can answer in")
        return tuple(codes)

    def _procedures(self) -> tuple[Offered, ...]:
        offered: dict[str, Offered] = {}
        for number, each in enumerate(self._listed("procedures", MOST_PROCEDURES)):
            path: Path = ("procedures", number)
            procedure = self._parts(path, each, ("slug", "name"))
            slug = self.found.take((*path, "slug"), fields.slug, procedure.get("slug"))
            name = self.found.take((*path, "name"), fields.plain, procedure.get("name"))
            if slug in offered:
                self.found.tell((*path, "slug"), "is in the list already")
            elif slug and name:
                offered[slug] = Offered(slug, name)
        if not offered:
            self.found.tell(("procedures",), "must name one procedure at least")
        return tuple(sorted(offered.values()))

    def _default_procedure(self, offered: Sequence[Offered]) -> str | None:
        default = self.found.take(("default_procedure",), fields.plain, self.given.get("default_procedure"))
        slugs = [procedure.slug for procedure in offered]
        if default and slugs and default not in slugs:
            self.found.tell(("default_procedure",), f"{default!r} is not offered; choose one of {', '.join(slugs)}")
        return default

    def _listed(self, name: str, most: int) -> Sequence[Any]:
        given = self.given.get(name) or []
        if isinstance(given, str) or not isinstance(given, Sequence):
            self.found.tell((name,), "must be a list")
            return []
        self._not_more((name,), given, most)
        return given[:most]

    def _not_more(self, path: Path, given: Any, most: int) -> None:
        if len(given) > most:
            self.found.tell(path, f"has {len(given)} entries; at most {most} are kept")

    def _mapping(self, path: Path, known: tuple[str, ...]) -> Mapping[str, Any]:
        return self._parts(path, self.given.get(str(path[0])), known)

    def _parts(self, path: Path, given: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(given, Mapping):
            self.found.tell(path, f"must have {', '.join(known)}")
            return {}
        self._known(path, given, known)
        return given

    def _known(self, path: Path, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for name in given:
            if name not in known:
                self.found.tell((*path, name), f"is not a setting; known are {', '.join(known)}")
