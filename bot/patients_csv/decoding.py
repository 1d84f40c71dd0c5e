"""From a file's bytes to text: UTF-8, UTF-16 and what Western spreadsheets write are recognised, anything else is refused."""

from dataclasses import dataclass

from bot.errors import InputError

MAX_BYTES = 1024 * 1024
#: What a file is that somebody saved under the wrong name, by its first bytes.
OTHER_FILES = {
    b"PK\x03\x04": "an Excel or Numbers workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
}
HOW = "In the spreadsheet choose Save as, CSV UTF-8."
#: The share of NUL bytes from which a text without a mark is two bytes a letter.
WIDE = 0.3


class CsvRefused(InputError):
    """The file as a whole cannot be used; its rows were not looked at."""


@dataclass(frozen=True)
class Decoded:
    """A file as text. `doubt` is a sentence where the encoding was guessed."""

    text: str
    encoding: str
    doubt: str = ""


def decode(content: bytes) -> Decoded:
    """Return the text of a file. CsvRefused with what to do for one that is none, too large or in an unknown encoding."""
    if not content.strip():
        raise CsvRefused("The file is empty.")
    if len(content) > MAX_BYTES:
        raise CsvRefused(f"The file has {len(content) // 1024} KB; at most {MAX_BYTES // 1024} KB are read. Split it in parts.")
    for start, what in OTHER_FILES.items():
        if content.startswith(start):
            raise CsvRefused(f"This is {what}, not a CSV file. {HOW}")
    decoded = _decoded(content)
    _refuse_control(decoded.text)
    return decoded


def _decoded(content: bytes) -> Decoded:
    for mark, encoding, called in ((b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"), (b"\xff\xfe", "utf-16", "UTF-16"),
                                   (b"\xfe\xff", "utf-16", "UTF-16")):  # fmt: skip
        if content.startswith(mark):
            return Decoded(_strictly(content, encoding, called), called)
    if wide := _wide(content):
        return Decoded(_strictly(content, wide, "UTF-16"), "UTF-16", "The file does not say its encoding; it was read as UTF-16.")
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        doubt = "The file is not UTF-8; it was read as Windows-1252 (Latin-1). Check that names with accents are right."
        return Decoded(_strictly(content, "cp1252", "UTF-8 or Windows-1252"), "Windows-1252", doubt)


def _wide(content: bytes) -> str:
    """Return the encoding of a text of two bytes a letter without a mark, "" for any other."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[first::2]
        if half.count(0) > WIDE * len(half):
            return encoding
    return ""


def _strictly(content: bytes, encoding: str, called: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CsvRefused(f"Line {line}: this is not {called}. {HOW}") from None


def _refuse_control(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if any(letter < " " and letter not in "\t\r" for letter in line):
            raise CsvRefused(f"Line {number}: there are letters that belong to no text. {HOW}")
