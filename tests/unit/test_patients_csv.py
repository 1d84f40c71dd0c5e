"""Patients by CSV: what spreadsheets do to files and numbers is recognised or refused in words, row by row."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.patient_details import CONSENT_SOURCES
from bot.patients_csv import COLUMNS, MAX_BYTES, MOST_ROWS, CsvRefused, KnownPatient, Surroundings, check, csv_text, read_table
from bot.patients_csv.cells import Consent, plain
from bot.patients_csv.checking import phones_of
from bot.patients_csv.writing import safe

NOW = datetime(2026, 3, 5, 10, 0, tzinfo=timezone.utc)
YESTERDAY = datetime(2026, 3, 4, 14, 0, tzinfo=timezone.utc)
HARLEY = Surroundings(
    now=NOW, country="GB", timezone="Europe/London", phone="+447700900000", default_procedure="microneedling",
    procedures={"microneedling": "Microneedling", "rf-microneedling": "Radiofrequency microneedling"},
    consent_sources=CONSENT_SOURCES, furthest=timedelta(days=366),
)  # fmt: skip
HEADER = "name,phone,timezone,procedure,performed_at,other_contact,consent"
AMARA = "Amara Osei,07700 900101,,,2026-03-04 14:00,amara@example.com,yes"


def file(*rows, header=HEADER):
    return "\n".join([header, *rows]).encode()


def checked(*rows, header=HEADER, on_file=None, around=HARLEY):
    return check(read_table(file(*rows, header=header)), around, on_file or {})


def entry(**cells):
    """Return what becomes of Amara's row with some cells changed."""
    return _row(**cells).entry


def problem(**cells):
    """Return the one thing that is wrong with such a row."""
    row = _row(**cells)
    assert row.entry is None
    ((column, told),) = row.problems
    return f"{column}: {told}"


def _row(**changed):
    cells = dict(zip(HEADER.split(","), AMARA.split(","), strict=True)) | changed
    quoted = ",".join(f'"{cell}"' for cell in cells.values())
    return checked(quoted, header=",".join(cells)).rows[0]


# The file as a whole


def test_a_row_says_who_was_treated_when():
    (row,) = checked(AMARA).rows
    assert row.entry.name == "Amara Osei"
    assert row.entry.phone == "+447700900101"
    assert row.entry.performed_at == YESTERDAY
    assert row.entry.procedure == "microneedling"
    assert row.entry.other_contact == "amara@example.com"
    assert row.entry.consent == Consent("records", None, "")
    assert row.line == 2


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_what_spreadsheets_write_is_recognised(separator, encoding):
    text = "\r\n".join([HEADER, AMARA.replace("Amara", "Amára")]).replace(",", separator)
    table = read_table(text.encode(encoding))
    assert table.rows[0].cells["name"] == "Amára Osei"
    guessed = any("read as" in remark for remark in table.remarks)
    assert guessed is (encoding in ("utf-16-le", "utf-16-be", "latin-1"))


def test_a_guess_is_said():
    table = read_table(file(AMARA.replace("Osei", "Peña")).decode().encode("latin-1"))
    told = "The file is not UTF-8; it was read as Windows-1252 (Latin-1). Check that names with accents are right."
    assert told in table.remarks


REFUSED = [
    (b"", "The file is empty."),
    (b"  \r\n\r\n ", "The file is empty."),
    (HEADER.encode(), "There are no rows below the header."),
    (b"PK\x03\x04 and more", "This is an Excel or Numbers workbook, not a CSV file."),
    (b"\xd0\xcf\x11\xe0 and more", "This is an old Excel workbook"),
    (b"%PDF-1.7", "This is a PDF"),
    (file(AMARA).replace(b"Osei", b"\x81sei"), "Line 2: this is not UTF-8 or Windows-1252."),
    (b"\xef\xbb\xbf" + file(AMARA).replace(b"Osei", b"\xf3sei"), "Line 2: this is not UTF-8."),
    (file(AMARA).replace(b"Osei", b"O\x00sei"), "Line 2: there are letters that belong to no text."),
    (file(AMARA).replace(b"Osei", b"O\x07sei"), "Line 2: there are letters that belong to no text."),
    (file(AMARA) * (MAX_BYTES // 50), "at most 1024 KB are read"),
    (file(*[AMARA] * (MOST_ROWS + 1)), f"The file has {MOST_ROWS + 1} rows; at most {MOST_ROWS}"),
    (file(AMARA, header="Amara Osei,07700900101,,,2026-03-04"), "Line 1 must name the columns"),
    (file(AMARA, header=HEADER.replace("phone", "fone")), "Line 1: 'fone' is no column: is it phone?; there is no column phone."),
    (file(AMARA, header=HEADER.replace("performed_at", "Performd at")), "is it performed_at?"),
    (file(AMARA, header=HEADER.replace("consent", "favourite colour")), "'favourite colour' is no column: take it out"),
    (file("x", header="name,timezone"), "there is no column phone; there is no column performed_at; there is no column consent"),
    (file(AMARA, header=HEADER.replace("name", "phone")), "phone is there twice"),
    (file('"Amara Osei,07700900101,,,2026-03-04 14:00,,yes'), "Line 2: a quote is opened and never closed"),
    (file('"Amara" Osei,07700900101,,,2026-03-04 14:00,,yes'), "Line 2: the quotes are not in order"),
]


@pytest.mark.parametrize(("content", "told"), REFUSED, ids=[told[:50] for _, told in REFUSED])
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(content, told):
    with pytest.raises(CsvRefused) as refused:
        read_table(content)
    assert told in str(refused.value)


@pytest.mark.parametrize("header", [
    "Name,Phone,Time zone,Procedure,Performed at,Other contact,Consent", HEADER.upper(), HEADER.replace("_", "-"),
    " name , phone ,timezone,procedure,performed_at,other_contact,consent", f'"{HEADER.replace(",", chr(34) + "," + chr(34))}"',
])  # fmt: skip
def test_columns_are_known_however_people_write_them(header):
    assert checked(AMARA, header=header).good


def test_columns_stand_in_any_order_and_some_may_be_left_out():
    (row,) = checked("yes,2026-03-04 14:00,07700900101", header="consent,performed_at,phone").rows
    assert (row.entry.phone, row.entry.name, row.entry.timezone) == ("+447700900101", None, None)


def test_what_is_left_out_is_said():
    table = read_table(file("yes,2026-03-04 14:00,07700900101", header="consent,performed_at,phone"))
    assert any("no column timezone" in remark for remark in table.remarks)
    assert any("no column procedure" in remark for remark in table.remarks)


def test_blank_lines_a_separator_line_and_empty_columns_at_the_end_do_no_harm():
    content = ("sep=,\r\n" + HEADER + ",,\r\n\r\n" + AMARA + ",,\r\n,,,,,,,,\r\n").encode()
    (row,) = check(read_table(content), HARLEY, {}).rows
    assert row.entry and row.line == 4


def test_a_cell_may_hold_a_line_break_and_the_next_row_keeps_its_line():
    rows = checked('"Amara\nOsei",07700900101,,,2026-03-04 14:00,,yes', "Beth,call,,,2026-03-04 14:00,,yes").rows
    assert rows[0].entry.name == "Amara Osei"
    assert rows[1].line == 4


@pytest.mark.parametrize(("row", "told"), [
    ("Amara Osei,07700900101,,,2026-03-04 14:00,,yes,extra", "has more cells than the header has columns"),
    ("Osei, Amara,07700900101,,,2026-03-04 14:00,,yes", "is there a separator within a cell? Put it in quotes"),
    ("Amara Osei,07700900101,,,2026-03", "has 5 of 7 cells: is the file cut"),
])  # fmt: skip
def test_a_row_that_does_not_fit_the_header_is_told(row, told):
    (found,) = checked(row).rows
    assert found.entry is None
    assert told in found.problems[0][1]


# Cells

PHONES = [
    ("4.47701E+11", "phone: the spreadsheet has turned the number into 4.47701E+11 and lost its digits: format the column"),
    ("4,47701E+11", "lost its digits"),
    ("447.7E9", "lost its digits"),
    ("447700900101.0", "the spreadsheet has turned the number into 447700900101.0: format the column as text"),
    ("", "phone: is empty"),
    ("call her", "'call her' is not a phone number"),
    ("0770", "too few or too many digits for a mobile phone"),
    ("0770090010", "too few or too many digits for a mobile phone"),
    ("+1 617 555 012", "too few or too many digits"),
    ("+44 7700 900000", "is the clinic's own number"),
]


@pytest.mark.parametrize(("cell", "told"), PHONES, ids=[cell or "empty" for cell, _ in PHONES])
def test_a_phone_that_cannot_be_used(cell, told):
    assert told in problem(phone=cell)


@pytest.mark.parametrize("cell", ["+447700900101", "'+447700900101", "07700 900101", "'07700900101", "447700900101", "7700900101",
                                  "0044 7700 900101", "(07700) 900-101", "07700\u00a0900101"])  # fmt: skip
def test_a_phone_that_can_be_used_however_it_is_written(cell):
    assert entry(phone=cell).phone == "+447700900101"


@pytest.mark.parametrize("cell", ["+1 617 555 0123", "+61 491 570 156", "+49 1512 3456789", "+34 612 345 678"])
def test_a_phone_of_another_country_can_be_used(cell):
    assert entry(phone=cell).phone == "+" + "".join(filter(str.isdigit, cell))


MOMENTS = [
    ("2026-03-04 14:00", YESTERDAY),
    ("2026-03-04T14:00", YESTERDAY),
    ("2026-03-04 14:00:00", YESTERDAY),
    ("2026-03-04T14:00:00.000Z", YESTERDAY),
    ("2026-03-04 15:00+01:00", YESTERDAY),
    ("2026-03-04 09:00 -0500", YESTERDAY),
    ("2026-03-04  9:05", YESTERDAY.replace(hour=9, minute=5)),
    ("2025-07-04 14:00", datetime(2025, 7, 4, 13, 0, tzinfo=timezone.utc)),
    ("2025-10-26 01:30+01:00", datetime(2025, 10, 26, 0, 30, tzinfo=timezone.utc)),
]


@pytest.mark.parametrize(("cell", "moment"), MOMENTS, ids=[cell for cell, _ in MOMENTS])
def test_a_moment_is_the_clinics_time_unless_it_says_otherwise(cell, moment):
    assert entry(performed_at=cell).performed_at == moment


NO_MOMENTS = [
    ("", "performed_at: is empty: write it as 2026-03-01 14:00"),
    ("2026-03-04", "'2026-03-04' has no time, and the first hours matter"),
    ("04/03/2026 14:00", "could be read in two ways: write it as 2026-03-01 14:00"),
    ("3/4/26", "could be read in two ways"),
    ("04.03.2026 14:00", "could be read in two ways"),
    ("46085.58333", "the spreadsheet has turned the moment into 46085.58333"),
    ("yesterday at two", "is not a moment"),
    ("2026-02-30 14:00", "is not a moment that there is"),
    ("2026-03-04 25:00", "is not a moment that there is"),
    ("2026-03-04 14:00+29:00", "has an offset that there is not"),
    ("2026-03-29 01:30", "2026-03-29 01:30 was left out when the clocks changed"),
    ("2025-10-26 01:30", "2025-10-26 01:30 was there twice when the clocks changed"),
    ("2024-03-04 14:00", "04 March 2024 is more than a year away from today"),
    ("2027-03-20 14:00", "20 March 2027 is more than a year away from today"),
]


@pytest.mark.parametrize(("cell", "told"), NO_MOMENTS, ids=[cell or "empty" for cell, _ in NO_MOMENTS])
def test_a_moment_that_cannot_be_used(cell, told):
    assert told in problem(performed_at=cell)


CONSENTS = [
    ("yes", Consent("records", None, "")),
    ("Y", Consent("records", None, "")),
    ("signed form", Consent("form", None, "")),
    ("In person: you may text me", Consent("in_person", None, "you may text me")),
    ("in person", Consent("in_person", None, "")),
    ("2026-03-01 signed form", Consent("form", datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc), "")),
    ("2026-03-01", Consent("records", datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc), "")),
    ("2026-03-05, yes", Consent("records", NOW, "")),
    ("told the nurse so", Consent("records", None, "told the nurse so")),
]


@pytest.mark.parametrize(("cell", "found"), CONSENTS, ids=[cell for cell, _ in CONSENTS])
def test_a_consent_is_read(cell, found):
    assert entry(consent=cell).consent == found


OTHER_SLIPS = [
    ({"consent": ""}, "consent: is empty: write yes, or how and when the patient agreed"),
    ({"consent": "No"}, "consent: has not agreed to be texted: take this row out"),
    ({"consent": "2026-04-01 signed form"}, "consent: is dated in the future"),
    ({"consent": "2026-02-31 form"}, "consent: '2026-02-31' is not a date"),
    ({"consent": "x" * 301}, "consent: must have at most 300 characters"),
    ({"name": "x" * 121}, "name: a name must have 1 to 120 characters"),
    ({"timezone": "Europe/Londres"}, "timezone: 'Europe/Londres' is not a time zone"),
    ({"procedure": "botox"}, "procedure: 'botox' is not offered: write one of microneedling, rf-microneedling"),
    ({"other_contact": "x" * 121}, "other_contact: must have at most 120 characters"),
    ({"opted_out": "2026-01-01"}, "opted_out: has opted out of texts, which only their own START can undo: take this row out"),
]


@pytest.mark.parametrize(("cells", "told"), OTHER_SLIPS, ids=[told[:40] for _, told in OTHER_SLIPS])
def test_any_other_cell_that_cannot_be_used(cells, told):
    assert problem(**cells).startswith(told)


def test_everything_that_is_wrong_with_a_row_is_told_at_once():
    (row,) = checked("Amara,4.47701E+11,Moon,botox,soon,,").rows
    assert [column for column, _ in row.problems] == ["phone", "timezone", "procedure", "performed_at", "consent"]


@pytest.mark.parametrize(("cell", "slug"), [("", "microneedling"), ("RF-Microneedling", "rf-microneedling"),
                                            ("radiofrequency microneedling", "rf-microneedling")])  # fmt: skip
def test_a_procedure_by_its_short_or_full_name(cell, slug):
    assert entry(procedure=cell).procedure == slug


@pytest.mark.parametrize(("moment", "note"), [("2026-03-06 09:00", "the session lies ahead"), ("2026-01-06 09:00", "58 days ago"),
                                              ("2026-03-04 14:00", None)])  # fmt: skip
def test_what_is_worth_knowing_is_noted(moment, note):
    notes = _row(performed_at=moment).notes
    assert notes == [] if note is None else note in notes[0]


# Rows against each other, and against the record


def test_the_same_session_twice_in_a_file_is_told_of_the_second():
    first, second = checked(AMARA, AMARA.replace("07700 900101", "+44 7700 900101").replace(" 14:00", "T14:00Z")).rows
    assert first.entry
    assert second.problems == [("", "is the same session as line 2: take one of them out")]


def test_two_sessions_of_one_patient_are_two_rows():
    assert len(checked(AMARA, AMARA.replace("2026-03-04", "2026-02-04")).good) == 2


def test_two_names_under_one_phone_are_told():
    second = checked(AMARA, AMARA.replace("Amara Osei", "Beth Lind").replace("2026-03-04", "2026-02-04")).rows[1]
    assert second.problems == [("phone", "is Amara Osei's on line 2: two people cannot share a phone here")]


def known(**more):
    return {"+447700900101": KnownPatient(**{"name": "Amara Osei", "timezone": "Europe/London", **more})}


def test_a_session_that_is_on_file_is_told():
    (row,) = checked(AMARA, on_file=known(sessions=frozenset({("microneedling", YESTERDAY)}))).rows
    assert row.problems == [("", "this session is on file already: take the row out, there is nothing to bring in")]


def test_a_phone_that_is_on_file_under_another_name_is_told():
    (row,) = checked(AMARA, on_file=known(name="Beth Lind")).rows
    assert row.problems[0][1].startswith("this phone is on file as Beth Lind")


def test_a_known_patient_gets_another_session_and_that_is_noted():
    (row,) = checked(AMARA.replace(",,,2026", ",America/New_York,,2026"), on_file=known(opted_out=True, discharged=True)).rows
    assert row.entry
    assert row.notes == [
        "is on file already: the session is added", "has opted out of texts: nothing is sent until they text START",
        "their aftercare was ended by staff", "moves from Europe/London to America/New_York",
    ]  # fmt: skip


def test_problems_are_told_with_their_lines():
    found = checked(AMARA, "Beth,4.47701E+11,,,2026-03-04 14:00,,yes", AMARA)
    assert [line.partition(" the")[0] for line in found.problems()] == ["line 3: phone", "line 4: is"]
    assert (len(found.good), len(found.bad)) == (1, 2)


def test_the_phones_of_a_file_are_known_before_the_record_is_asked():
    assert phones_of(read_table(file(AMARA, AMARA, "Beth,nobody,,,2026-03-04 14:00,,yes")), HARLEY) == ["+447700900101"]


# Out, and back in


@pytest.mark.parametrize("cell", ["=1+1", "+447700900101", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "\t=1+1", "\r=1+1"])
def test_no_spreadsheet_runs_what_we_write(cell):
    written = csv_text([{"name": cell}]).splitlines()[1].strip('"')
    assert written.startswith("'")


LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30)
CELLS = LETTERS.map(lambda text: " ".join(text.split())).filter(lambda cell: not (cell.startswith("'") and plain(cell) != cell))
ROWS = st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)).filter(lambda row: any(row.values()))


@settings(deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_is_written_is_read_back(rows):
    found = read_table(csv_text(rows).encode()).rows
    assert [{column: plain(cell) for column, cell in row.cells.items()} for row in found] == rows
    assert all(not safe(cell).startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"{HEADER}\n{text}".encode("utf-8", "surrogatepass")))
def test_no_bytes_whatever_break_the_reading(content):
    try:
        check(read_table(content), HARLEY, {})
    except CsvRefused as refused:
        assert str(refused)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(st.characters(codec="utf-8"), max_size=40)))
def test_no_cell_whatever_breaks_a_row(cells):
    table = read_table(csv_text([cells | {"other_contact": "mother"}]).encode())
    (row,) = check(table, HARLEY, {}).rows
    assert (row.entry is None) == bool(row.problems)
