"""From text to rows under named columns: which separator, which columns, which line is which."""

import csv
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO

from bot.patients_csv.decoding import CsvRefused, decode

#: The columns in the order in which we write them.
COLUMNS = ("name", "phone", "timezone", "procedure", "performed_at", "other_contact", "consent", "opted_out")
REQUIRED = ("phone", "performed_at", "consent")
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
#: They come in within one transaction, some 10 ms each: more would keep SQLite from taking in texts for seconds.
MOST_ROWS = 250
#: Spreadsheets write it above the header to name their separator.
SEPARATOR_LINE = "sep="


@dataclass(frozen=True)
class Row:
    """One row: the line on which it begins, and its cells by column. `problem` is set where the cells do not fit the header."""

    line: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A file's rows, and how it was read."""

    rows: list[Row]
    columns: tuple[str, ...]
    encoding: str
    separator: str
    #: What was guessed or left out, in sentences.
    remarks: list[str] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    """Return the rows of a file. CsvRefused with a sentence for a file that cannot be read as a whole."""
    decoded = decode(content)
    text, skipped = _without_separator_line(decoded.text)
    separator = _separator(text)
    records = _records(text, separator, skipped)
    if not records:
        raise CsvRefused("The file is empty.")
    header_line, header = records[0]
    columns = _columns(header, header_line)
    rows = [_row(line, cells, columns) for line, cells in records[1:]]
    if not rows:
        raise CsvRefused("There are no rows below the header.")
    if len(rows) > MOST_ROWS:
        raise CsvRefused(f"The file has {len(rows)} rows; at most {MOST_ROWS} are brought in at a time. Split it in parts.")
    remarks = [*([decoded.doubt] if decoded.doubt else []), *_left_out(columns)]
    return Table(rows, tuple(filter(None, columns)), decoded.encoding, SEPARATORS[separator], remarks)


def _without_separator_line(text: str) -> tuple[str, int]:
    """Return the text without a spreadsheet's first line about its separator, and how many lines that were."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if first.strip().lower().startswith(SEPARATOR_LINE) else (text, 0)


def _separator(text: str) -> str:
    """Return the separator under which the first line names the most columns, or at least has the most cells."""
    first = next((line for line in text.split("\n") if line.strip()), "")

    def known(separator: str) -> tuple[int, int]:
        cells = [_plain(cell) for cell in first.split(separator)]
        return sum(cell in _BY_PLAIN for cell in cells), len(cells)

    return max(SEPARATORS, key=known)


def _records(text: str, separator: str, skipped: int) -> list[tuple[int, list[str]]]:
    """Return each record that is not blank with the line on which it begins."""
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((begins + skipped, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        told = "a quote is opened and never closed" if "unexpected end" in str(error) else "the quotes are not in order"
        raise CsvRefused(f"Line {begins + skipped}: {told}, so the rows after it cannot be told apart.") from None
    return found


def _plain(cell: str) -> str:
    """Return a column's name without what people write differently: case, spaces, hyphens, underscores."""
    return "".join(letter for letter in cell.lower() if letter.isalnum())


_BY_PLAIN = {_plain(column): column for column in COLUMNS}


def _columns(header: list[str], line: int) -> list[str]:
    """Return the column of each cell, "" for one without a name. CsvRefused with everything that is wrong with the header."""
    names = [_plain(cell) for cell in header]
    if not any(name in _BY_PLAIN for name in names):
        raise CsvRefused(f"Line {line} must name the columns: {', '.join(COLUMNS)}. It names none of them.")
    problems = [_unknown(cell) for cell, name in zip(header, names, strict=True) if name and name not in _BY_PLAIN]
    problems += [f"there is no column {column}" for column in REQUIRED if _plain(column) not in names]
    problems += [f"{column} is there twice" for column in COLUMNS if names.count(_plain(column)) > 1]
    if problems:
        raise CsvRefused(f"Line {line}: {'; '.join(problems)}. Known are {', '.join(COLUMNS)}.")
    return [_BY_PLAIN.get(name, "") for name in names]


def _unknown(cell: str) -> str:
    called = " ".join(cell.split())[:40]
    near = get_close_matches(_plain(cell), _BY_PLAIN, n=1, cutoff=0.6)
    return f"{called!r} is no column: " + (f"is it {_BY_PLAIN[near[0]]}?" if near else "take it out")


def _row(line: int, cells: list[str], columns: list[str]) -> Row:
    kept = dict.fromkeys(COLUMNS, "") | {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    extra = [cell for number, cell in enumerate(cells) if cell.strip() and (number >= len(columns) or not columns[number])]
    if extra:
        return Row(line, kept, "has more cells than the header has columns: is there a separator within a cell? Put it in quotes")
    if len(cells) < len(columns) and any(columns[len(cells) :]):
        return Row(line, kept, f"has {len(cells)} of {len(columns)} cells: is the file cut, or a quote missing?")
    return Row(line, kept)


def _left_out(columns: list[str]) -> list[str]:
    told = {
        "timezone": "There is no column timezone: everybody is taken to live in the clinic's time zone.",
        "procedure": "There is no column procedure: every session is the clinic's default procedure.",
    }
    return [sentence for column, sentence in told.items() if column not in columns]
