"""A table as a CSV file to download, written line by line while it is read."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import Response, StreamingResponse

#: A spreadsheet would run a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a download called `name`. `rows` may be a generator: it is read while the file is sent."""
    where = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_lines(heads, rows), media_type="text/csv; charset=utf-8", headers=where)


def _lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _line(heads)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
