"""Rows as CSV that every spreadsheet reads and none runs: what looks like a formula gets the mark for text before it."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from bot.patients_csv.cells import FORMULA, TEXT_MARK
from bot.patients_csv.table import COLUMNS

#: Spreadsheets take a file without it for their own country's old encoding.
MARK = "\ufeff"


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    """Return the rows under our columns; cells that are not given stay empty."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([safe(row.get(column, "")) for column in COLUMNS])
    return MARK + out.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; reading takes the mark off again."""
    kept = "".join(letter for letter in " ".join(cell.split()) if letter.isprintable())
    return f"{TEXT_MARK}{kept}" if kept.startswith(FORMULA) else kept
