"""A table as a CSV file to download, written while it is read."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import Response, StreamingResponse

#: Characters that are sent at once.
PART = 64 * 1024
#: A spreadsheet would run a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a download called `name`. `rows` may be a generator: it is read while the file is sent."""
    where = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_parts(heads, rows), media_type="text/csv; charset=utf-8", headers=where)


def _parts(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the file in parts of many lines: each part costs a change of threads."""
    part = io.StringIO()
    writer = csv.writer(part)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
        if part.tell() >= PART:
            yield part.getvalue()
            part.seek(0)
            part.truncate()
    yield part.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
