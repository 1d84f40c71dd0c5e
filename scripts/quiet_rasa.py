"""Rasa's command line without its libraries' deprecation warnings, so that a warning about our own data is seen."""

import warnings
from typing import TextIO

show = warnings.showwarning


def show_ours(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Show a warning unless it only says that a library will have to change one day."""
    if not issubclass(category, DeprecationWarning | PendingDeprecationWarning):
        show(message, category, filename, lineno, file, line)


# A filter would not do: libraries put their own filters before it while they are imported.
warnings.showwarning = show_ours

from rasa.__main__ import main  # noqa: E402

main()
