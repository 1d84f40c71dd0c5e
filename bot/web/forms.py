"""Reading a posted form. Ours are short and carry no files, so the body has a limit and one encoding."""

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_BYTES = 64 * 1024
#: The longest of ours edits a topic of a protocol: a dozen windows of eight fields each.
MAX_FIELDS = 200
#: Digits of the largest id that every database can compare.
LONGEST_ID = 9


async def read(request: Request) -> dict[str, str]:
    """Return the fields of the form, the last one of a name. HTTPException 413 or 400 for what no form of ours sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(413, "That was more than a form can carry.")
    try:
        # No database takes a NUL in a text, and nobody types one.
        text = body.decode().replace("%00", "").replace("\0", "")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError as error:
        raise HTTPException(400, "The form could not be read.") from error


def whole_number(text: str) -> int:
    """Return a row's id as a form or an address gives it, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0
