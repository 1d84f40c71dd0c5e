"""Pictures for tests, made on the spot."""

import base64
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

PLACE = "GPS of the kitchen"
SKIN = (200, 120, 110)


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), colour: Any = SKIN, mode: str = "RGB", **more: Any) -> bytes:
    """Return a plain picture as a file of this kind."""
    content = BytesIO()
    Image.new(mode, size, colour).save(content, kind, **more)
    return content.getvalue()


def with_secrets(size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a JPEG that lies on its side and tells where it was taken, by which camera and what somebody said of it."""
    told = Image.Exif()
    told[Base.Orientation] = 6
    told[Base.Make] = "Secret Camera"
    told.get_ifd(IFD.GPSInfo)[GPS.GPSProcessingMethod] = PLACE.encode()
    return picture(size=size, exif=told, comment=b"said in secret")


def hung(*contents: bytes, content_type: str = "image/jpeg") -> list[dict[str, str]]:
    """Return pictures as a phone of the simulator sends them."""
    return [{"content_type": content_type, "data": base64.b64encode(one).decode()} for one in contents]
