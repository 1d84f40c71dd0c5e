"""Reading a posted form that carries one file. The file comes as base64 under its field's name, so that a page can send it on."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncGenerator

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.web import forms

#: Of the whole request. Larger than any file that is of use, so that one too large is told in words and not by the browser.
MAX_BYTES = 4 * 1024 * 1024
MAX_FIELDS = 20


async def read(request: Request) -> dict[str, str]:
    """Return the fields of the form, its file as base64. HTTPException 413 or 400 for what no form of ours sends."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await forms.read(request)
    parser = MultiPartParser(request.headers, _limited(request), max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_BYTES)
    try:
        found = await parser.parse()
    except (MultiPartException, ValueError) as error:
        raise HTTPException(400, "The form could not be read.") from error
    try:
        return {name: await _plain(value) for name, value in found.multi_items()}
    finally:
        await found.close()


def content(field: str) -> bytes:
    """Return the bytes of a file's field; none for what is no base64."""
    try:
        return urlsafe_b64decode(field.encode())
    except ValueError:
        return b""


async def _plain(value: str | UploadFile) -> str:
    if isinstance(value, str):
        return value.replace("\0", "")
    return urlsafe_b64encode(await value.read()).decode()


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BYTES:
            raise HTTPException(413, "That was more than a form can carry.")
        yield chunk
