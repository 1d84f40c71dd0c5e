"""What lies where in a clinic's folder, and how each file begins and ends."""

from pathlib import Path

from bot import drafts

CLINIC_FILE = "clinic.yml"
#: The folder of each kind of published text.
FOLDERS = {drafts.PROTOCOL: "protocols", drafts.TIMELINE: "timelines"}
SCHEMA_FOLDER = "schema"
SCHEMAS = Path(__file__).parent / "schema"
#: An editor that speaks YAML finds the schema by it.
SCHEMA_LINE = "# yaml-language-server: $schema="
#: A copy that was cut anywhere does not end with it.
END = "# end of file"


def file_of(kind: str, procedure: str) -> str:
    """Return the path of a procedure's "protocol" or "timeline" within the folder."""
    return f"{FOLDERS[kind]}/{procedure}.yml"


def wrapped(body: str, schema: str) -> str:
    """Return a document as a file: the line for editors first, the end told."""
    return f"{SCHEMA_LINE}{schema}\n{body.strip()}\n{END}\n"


def unwrapped(text: str) -> str:
    """Return the document in a file."""
    lines = text.strip().splitlines()
    if lines and lines[0].startswith(SCHEMA_LINE):
        lines = lines[1:]
    if lines and lines[-1].strip() == END:
        lines = lines[:-1]
    return "\n".join(lines).strip() + "\n"


def is_whole(text: str) -> bool:
    """Return whether a file has its end."""
    lines = text.strip().splitlines()
    return bool(lines) and lines[-1].strip() == END
