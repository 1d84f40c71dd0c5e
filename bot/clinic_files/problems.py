"""What is wrong with the files, each with its file and line."""

from bot.errors import InputError


class FilesRefused(InputError):
    """The files cannot be used; `problems` says every reason, each with its file and, where one is known, its line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def located(file: str, problem: str) -> str:
    """Return a problem with its file: those of the parsers may begin with "line 12: "."""
    return f"{file} {problem}" if problem.startswith("line ") else f"{file}: {problem}"
