"""Tables as files: what a spreadsheet would run as a formula is only text."""

import anyio
import pytest

from bot.web.csv_file import csv_file


def read(answer):
    async def body():
        return [part async for part in answer.body_iterator]

    return "".join(part if isinstance(part, str) else part.decode() for part in anyio.run(body))


def test_a_table_is_sent_line_by_line_as_a_download():
    answer = csv_file("audit.csv", ("at", "who"), ((n, "Anna, Reyes") for n in range(2)))
    assert read(answer) == 'at,who\r\n0,"Anna, Reyes"\r\n1,"Anna, Reyes"\r\n'
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert answer.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_quoted(start):
    line = read(csv_file("x.csv", ("a",), [(f"{start}1+1",)])).split("\r\n", 1)[1]
    assert line.lstrip('"').startswith(f"'{start}1+1")


def test_nothing_is_an_empty_cell():
    assert read(csv_file("x.csv", ("a", "b"), [(None, 0)])).endswith("\r\n,0\r\n")
