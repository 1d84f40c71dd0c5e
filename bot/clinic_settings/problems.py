"""Slips in settings, each told at its place."""

from collections.abc import Callable
from typing import TypeVar

from bot.errors import InputError

#: Where in the given words: ("on_call", 1, "phone").
Path = tuple[str | int, ...]
Found = TypeVar("Found")


class SettingsProblems(InputError):
    """The settings cannot be used. `problems` has a sentence for each place; nothing was changed."""

    def __init__(self, problems: dict[Path, str]) -> None:
        super().__init__("; ".join(f"{place(path)}: {told}" for path, told in problems.items()))
        self.problems = problems


class Gathering:
    """Problems as they are found: reading goes on after each, so that all are told at once."""

    def __init__(self) -> None:
        self.problems: dict[Path, str] = {}

    def tell(self, path: Path, sentence: str) -> None:
        """Note a problem; the first one at a place is kept."""
        self.problems.setdefault(path, sentence)

    def take(self, path: Path, check: Callable[..., Found], *given: object) -> Found | None:
        """Return what `check` makes of the given words, None when it refuses them (InputError) and that is noted."""
        try:
            return check(*given)
        except InputError as error:
            self.tell(path, str(error))
            return None

    def end(self) -> None:
        """SettingsProblems where any was noted."""
        if self.problems:
            raise SettingsProblems(self.problems)


def place(path: Path) -> str:
    """Return a path in words: "on_call 2 phone"."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in path) or "settings"
