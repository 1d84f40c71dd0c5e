"""Patients and sessions in a CSV file: read, checked row by row, and written so that no spreadsheet runs it. Pure.

`read_table` takes a file's bytes and says for each row what it means, what is wrong with it and what is worth knowing.
"""

from bot.patients_csv.checking import Checked, CheckedRow, KnownPatient, check
from bot.patients_csv.decoding import MAX_BYTES, CsvRefused
from bot.patients_csv.rows import Entry, Surroundings
from bot.patients_csv.table import COLUMNS, MOST_ROWS, Table, read_table
from bot.patients_csv.writing import csv_text

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "MOST_ROWS",
    "Checked",
    "CheckedRow",
    "CsvRefused",
    "Entry",
    "KnownPatient",
    "Surroundings",
    "Table",
    "check",
    "csv_text",
    "read_table",
]
