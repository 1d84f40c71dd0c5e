"""What comes in as a photo becomes one of ours, or is refused; nothing in between, whatever the bytes are."""

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bot.media import cleaning, words
from bot.media.cleaning import LONGEST_SIDE, NoPhoto, cleaned
from tests.pictures import picture, with_secrets

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


def opened(raw):
    with Image.open(BytesIO(cleaned(raw).content)) as image:
        image.load()
        return image


def refusal(raw):
    with pytest.raises(NoPhoto) as refused:
        cleaned(raw)
    return refused.value.reason


@pytest.mark.parametrize("kind", KINDS)
def test_what_phones_send_becomes_a_jpeg(kind):
    image = opened(picture(kind))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 48))
    assert all(abs(got - meant) < 12 for got, meant in zip(image.getpixel((30, 20)), (200, 120, 110), strict=True))


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_every_make_are_taken(mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    raw = picture("JPEG", mode="CMYK", colour=(0, 90, 90, 20)) if kind == "TIFF" else picture("PNG", mode=mode, colour=0)
    assert opened(raw).mode == "RGB"


def test_what_is_see_through_stands_on_white():
    assert opened(picture("PNG", mode="RGBA", colour=(200, 0, 0, 0))).getpixel((5, 5)) == (255, 255, 255)


def test_of_an_animation_the_first_picture_is_kept():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("white", "black")]
    content = BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:])
    assert opened(content.getvalue()).getpixel((10, 10)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller_and_a_small_one_is_left():
    assert opened(picture(size=(5000, 2500))).size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert opened(picture("PNG", size=(300, 3000))).size == (205, LONGEST_SIDE)
    assert opened(picture(size=(1, 1))).size == (1, 1)


def test_a_photo_stands_upright_and_keeps_no_secret():
    content = cleaned(with_secrets((640, 480))).content
    with Image.open(BytesIO(content)) as image:
        assert image.size == (480, 640)
        assert (dict(image.getexif()), image.info.get("comment"), image.info.get("icc_profile")) == ({}, None, None)
    assert b"kitchen" not in content and b"secret" not in content.lower()


def test_what_follows_the_picture_in_the_file_is_left_behind():
    assert b"PK\x03\x04" not in cleaned(picture() + b"PK\x03\x04 a whole archive").content


def test_colours_are_those_that_were_meant():
    """A profile that is lost with the metadata must not make a cheek redder than it is."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert opened(picture(icc_profile=plain)).getpixel((5, 5)) == opened(picture()).getpixel((5, 5))
    assert opened(picture(icc_profile=profile)).size == (64, 48), "a profile of another kind is passed over"
    assert opened(picture(icc_profile=b"no profile at all")).size == (64, 48)


def test_more_pixels_than_a_machine_should_unpack_are_refused(monkeypatch):
    bomb = picture("PNG", size=(20_000, 10_000), mode="1", colour=0)
    assert len(bomb) < 100_000
    assert refusal(bomb) == words.TOO_LARGE
    monkeypatch.setattr(cleaning, "MOST_PIXELS", 64 * 48 - 1)
    assert refusal(picture()) == words.TOO_LARGE


@pytest.mark.parametrize(
    "raw",
    [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"%PDF-1.4", b"%!PS-Adobe-3.0 EPSF-3.0",
     picture()[:-200], picture("TIFF"), picture("BMP"), picture("PNG")[:60]],
    ids=["nothing", "words", "SVG", "PDF", "PostScript", "half a photo", "TIFF", "BMP", "the beginning of a PNG"],
)  # fmt: skip
def test_what_is_no_photo_is_refused(raw):
    assert refusal(raw) == words.NO_PHOTO


WHOLE = {kind: picture(kind, size=(40, 30)) for kind in KINDS}


@given(kind=st.sampled_from(KINDS), cuts=st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), max_size=5))
@example(kind="JPEG", cuts=[(0, b"")])
def test_a_broken_picture_is_a_photo_or_is_refused_and_nothing_else(kind, cuts):
    raw = bytearray(WHOLE[kind])
    for at, put in cuts:
        place = at % max(1, len(raw))
        raw[place : place + len(put)] = put
    try:
        clean = cleaned(bytes(raw))
    except NoPhoto as refused:
        assert refused.reason in (words.NO_PHOTO, words.TOO_LARGE)
    else:
        with Image.open(BytesIO(clean.content)) as image:
            assert (image.format, image.size) == ("JPEG", (clean.width, clean.height))
            assert max(image.size) <= LONGEST_SIDE
