"""Bytes that somebody sent, made into a photo of our own: read, turned upright, no larger than needed, nothing hidden in it.

What is kept is what was decoded, written anew as JPEG: no place, no camera, no small picture of before, no second file behind.
"""

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from bot.errors import BotError
from bot.media import words

#: What Pillow may try: what phones send, and nothing that runs another program or draws by commands. Several pictures in one
#: JPEG are a JPEG too. Each is there because its plug-in is imported; the others of Pillow's forty are not even loaded.
PLUG_INS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin, GifImagePlugin, AvifImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
#: A small file can unpack into more than a machine has.
MOST_PIXELS, LONGEST_SIDE = 40_000_000, 2048
QUALITY = 85
#: A colour profile is some kilobytes.
LARGEST_PROFILE = 1024 * 1024
WITH_PROFILE = ("RGB", "CMYK", "L")


class NoPhoto(BotError):
    """These bytes do not become a photo. `reason` is a word of bot.media.words."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no photo ({reason})")
        self.reason = reason


@dataclass(frozen=True)
class Clean:
    """A photo that may be shown: JPEG bytes without metadata, and its measures in pixels."""

    content: bytes
    width: int
    height: int


def cleaned(raw: bytes) -> Clean:
    """Return the photo in `raw`, of an animation the first picture. NoPhoto for anything that cannot be decoded to its end."""
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as image:
            _check_measures(image)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than it will be needed
            image.load()
            upright = _upright(_smaller(image))
            return _written(_flat(_in_plain_colours(upright)))
    except Image.DecompressionBombError:
        raise NoPhoto(words.TOO_LARGE) from None
    except NoPhoto:
        raise
    except Exception:  # a decoder that chokes may raise anything
        raise NoPhoto(words.NO_PHOTO) from None


def _check_measures(image: Any) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise NoPhoto(words.TOO_LARGE)


def _smaller(image: Any) -> Any:
    if image.mode in ("P", "1"):
        image = _kept(image, image.convert("RGBA"))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return image


def _kept(image: Any, changed: Any) -> Any:
    """What was said of the picture is still needed: which way is up, and what its colours mean."""
    changed.info.update(image.info)
    return changed


def _upright(image: Any) -> Any:
    with suppress(Exception):  # told in nonsense: better lying on its side than not seen
        return ImageOps.exif_transpose(image)
    return image


def _in_plain_colours(image: Any) -> Any:
    """A screen that is told nothing takes the colours for sRGB; how red a cheek is must not depend on a lost profile."""
    profile = image.info.get("icc_profile")
    if profile and len(profile) <= LARGEST_PROFILE and image.mode in WITH_PROFILE:
        with suppress(Exception):
            given, plain = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, given, plain, outputMode="RGB") or image
    return image


def _flat(image: Any) -> Any:
    """Return a new picture with these pixels and nothing else; what is see-through stands on white."""
    flat = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        flat.paste(layer, mask=layer.getchannel("A"))
    else:
        flat.paste(image.convert("RGB"))
    return flat


def _written(image: Any) -> Clean:
    content = BytesIO()
    image.save(content, "JPEG", quality=QUALITY, optimize=True)
    return Clean(content.getvalue(), image.width, image.height)
