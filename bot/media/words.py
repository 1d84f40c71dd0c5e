"""Why a photo is not to be seen, in words for staff."""

from bot.models import Photo

#: Reasons of refused, failed and deleted photos. Each fits the column of bot.models.Photo.
NOT_CARRIER, OTHER_KIND, TOO_LARGE, NO_PHOTO, TOO_MANY = "not_carrier", "other_kind", "too_large", "no_photo", "too_many"
GONE, UNREACHABLE = "gone", "unreachable"
TIME_UP, ERASED = "time_up", "erased"
WORDS = {
    NOT_CARRIER: "not fetched: its address is not the carrier's",
    OTHER_KIND: "not fetched: a film, a voice message or a card, not a photo",
    TOO_LARGE: "too large: more than 10 MB or 40 million pixels",
    NO_PHOTO: "could not be read as a photo",
    TOO_MANY: "not fetched: too many photos from this phone within a day",
    GONE: "the carrier does not have it any more",
    UNREACHABLE: "could not be fetched from the carrier",
    TIME_UP: "deleted after 180 days",
    ERASED: "deleted with everything about this person",
}


def state_in_words(photo: Photo) -> str:
    """Return what became of a photo: "" while it can be looked at."""
    if photo.state == "kept":
        return ""
    if photo.state == "waiting":
        return "waiting for the carrier" if photo.attempts < 2 else "waiting for the carrier, which has not answered yet"
    return WORDS.get(photo.reason or "", photo.state)
