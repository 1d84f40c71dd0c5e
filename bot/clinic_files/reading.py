"""From files to what they say, or to everything that is wrong with them, each with its file and line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import drafts
from bot.checkins import TimelineError, parse_timeline
from bot.clinic_files.layout import CLINIC_FILE, END, FOLDERS, file_of, is_whole, unwrapped
from bot.clinic_files.problems import FilesRefused, located
from bot.clinic_settings import ClinicSettings, SettingsProblems
from bot.clinic_settings import Path as Place
from bot.clinic_settings import read as read_settings
from bot.clinic_settings.fields import SHORT_NAME
from bot.clinic_settings.problems import place
from bot.protocols import ProtocolError, parse
from bot.protocols.document import MAX_BYTES, Value
from bot.protocols.document import read as read_yaml

KINDS = tuple(FOLDERS)


@dataclass(frozen=True)
class ClinicFiles:
    """What a folder says, checked in itself; whether it can be done is for the record to say."""

    slug: str
    settings: ClinicSettings
    #: Documents by kind ("protocol", "timeline") and procedure.
    documents: dict[tuple[str, str], str]
    #: The line of clinic.yml on which each setting stands.
    lines: dict[Place, int] = field(default_factory=dict)

    def located(self, problems: dict[Place, str]) -> list[str]:
        """Return problems of the settings with their lines."""
        return [_told(path, sentence, self.lines) for path, sentence in problems.items()]


def read(folder: Path) -> ClinicFiles:
    """Return what the files of a folder say. FilesRefused with every problem found."""
    if not folder.is_dir():
        raise FilesRefused([f"{folder} is no folder: give the one that was exported"])
    return _Reading(folder).read()


class _Reading:
    """One reading; gathers problems instead of stopping at the first file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.lines: dict[Place, int] = {}

    def read(self) -> ClinicFiles:
        given = self._given()
        slug, published = self._own_fields(given)
        settings = self._settings(given)
        documents = dict(self._documents(published, settings))
        if not self.problems:  # else files may only seem to be unnamed
            self.problems += self._strangers(set(published))
        if self.problems or settings is None:
            raise FilesRefused(self.problems)
        return ClinicFiles(slug, settings, documents, self.lines)

    def _given(self) -> dict[str, Any]:
        text = self._text(CLINIC_FILE)
        if text is None:
            raise FilesRefused(self.problems)
        try:
            given = self._plain(read_yaml(text, CLINIC_FILE), ())
        except ProtocolError as error:
            raise FilesRefused(error.problems) from None
        if not isinstance(given, dict):
            raise FilesRefused([f"{CLINIC_FILE}: must hold settings, such as name: Harley Skin"])
        return given

    def _plain(self, value: Value, path: Place) -> Any:
        """Return a value without its lines, which are kept by path."""
        self.lines[path] = value.line
        if isinstance(value.content, dict):
            return {name: self._plain(inner, (*path, name)) for name, inner in value.content.items()}
        if isinstance(value.content, list):
            return [self._plain(inner, (*path, number)) for number, inner in enumerate(value.content)]
        return value.content

    def _own_fields(self, given: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        """Take what is only in the file out of the settings: whose they are, and which files there are."""
        slug = given.pop("slug", "")
        if not isinstance(slug, str) or not slug:
            self.problems.append(f"{CLINIC_FILE}: slug is missing: it says which clinic this is")
        published: list[tuple[str, str]] = []
        procedures = given.get("procedures")
        for number, each in enumerate(procedures if isinstance(procedures, list) else []):
            if isinstance(each, dict):
                kinds, called = each.pop("published", None), str(each.get("slug"))
                named = self._kinds(kinds, ("procedures", number))
                # A short name that is none is told with the settings; it must not lead out of the folder.
                published += [(kind, called) for kind in named if SHORT_NAME.fullmatch(called)]
        return str(slug), published

    def _kinds(self, kinds: Any, path: Place) -> list[str]:
        known = isinstance(kinds, list) and all(kind in KINDS for kind in kinds)
        if not known:
            told = "published: must be a list of protocol and timeline, as far as there are such files; [] for none"
            self.problems.append(_told((*path, "published"), told, self.lines, named=False))
        return list(dict.fromkeys(kinds)) if known else []

    def _settings(self, given: dict[str, Any]) -> ClinicSettings | None:
        try:
            return read_settings(given)
        except SettingsProblems as refused:
            self.problems += [_told(path, sentence, self.lines) for path, sentence in refused.problems.items()]
            return None

    def _documents(
        self, published: list[tuple[str, str]], settings: ClinicSettings | None
    ) -> Iterator[tuple[tuple[str, str], str]]:
        for kind, slug in published:
            file = file_of(kind, slug)
            text = self._text(file)
            if text is None:
                continue
            try:
                if kind == drafts.PROTOCOL:
                    parse(text)
                else:
                    parse_timeline(text, settings.window if settings else None)
            except (ProtocolError, TimelineError) as error:
                self.problems += [located(file, problem) for problem in error.problems]
            yield (kind, slug), unwrapped(text)

    def _text(self, file: str) -> str | None:
        """Return a file's text, None and a problem told where it cannot be used."""
        try:
            path = self.folder / file
            if path.stat().st_size > MAX_BYTES:
                raise FilesRefused([f"{file}: is too large: at most {MAX_BYTES} bytes are read"])
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            named = "" if file == CLINIC_FILE else f": {CLINIC_FILE} names it under published"
            self.problems.append(f"{file}: is missing{named}")
            return None
        except UnicodeDecodeError:
            self.problems.append(f"{file}: is not UTF-8: save it as UTF-8 and try again")
            return None
        except OSError as error:
            self.problems.append(f"{file}: cannot be read: {error.strerror}")
            return None
        text = text.replace("\r\n", "\n")
        if is_whole(text):
            return text
        self.problems.append(f"{file} line {len(text.splitlines())}: the file was cut: its last line, {END!r}, is not there")
        return None

    def _strangers(self, expected: set[tuple[str, str]]) -> Iterator[str]:
        """Yield files that nobody named: an edit in one of them would be lost in silence."""
        for kind, folder in FOLDERS.items():
            for path in sorted((self.folder / folder).glob("*.y*ml")):
                if (kind, path.stem) not in expected or path.suffix != ".yml":
                    yield f"{folder}/{path.name}: {CLINIC_FILE} does not name it under published: name it or remove the file"


def _told(path: Place, sentence: str, lines: dict[Place, int], named: bool = True) -> str:
    """Return a problem with the line of its place, or of the nearest place around it."""
    around = next((path[:length] for length in range(len(path), -1, -1) if path[:length] in lines), ())
    line = f" line {lines[around]}" if around else ""
    return f"{CLINIC_FILE}{line}: {place(path)} {sentence}" if named else f"{CLINIC_FILE}{line}: {sentence}"
