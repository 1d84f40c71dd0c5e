"""Twilio's webhooks in our words: how it names the fields of a text and of a receipt is known here alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.carrier import Media, Received

#: The header that says who posted a webhook.
SIGNATURE = "x-twilio-signature"
LONGEST_SID = 64
#: Twilio hangs at most ten on one text.
MOST_MEDIA = 10
#: How Twilio calls the wishes that it has carried out itself.
WISHES = {"STOP": "stop", "START": "start", "HELP": "help"}


class Unusable(ValueError):
    """A text without which or from whom nobody can tell. The message names the field."""


@dataclass(frozen=True)
class Receipt:
    """What became of a text of ours: the carrier's name for it, its status there, and the reason if it did not arrive."""

    sid: str
    status: str
    code: str | None


def account(given: Mapping[str, str]) -> str | None:
    """Return whose account a webhook is for, None where it does not say."""
    return given.get("AccountSid")


def text(given: Mapping[str, str], at: datetime) -> Received:
    """Return the text that came in with these fields at that moment. Unusable without its name, its sender or its number."""
    missing = [name for name in ("MessageSid", "From", "To") if not given.get(name, "").strip()]
    if missing or len(given["MessageSid"]) > LONGEST_SID:
        raise Unusable(missing[0] if missing else "MessageSid")
    return Received(
        sid=given["MessageSid"],
        from_phone=given["From"].strip(),
        to_phone=given["To"].strip(),
        text=given.get("Body", ""),
        media_count=media_count(given.get("NumMedia")),
        at=at,
        opt_out=WISHES.get(given.get("OptOutType", "").strip().upper()),
        media=_media(given),
    )


def receipt(given: Mapping[str, str]) -> Receipt:
    """Return what a status callback says; blank where it does not."""
    return Receipt(given.get("MessageSid", ""), given.get("MessageStatus", ""), given.get("ErrorCode") or None)


def media_count(value: object) -> int:
    """Return NumMedia as a count; nonsense and negative numbers are none."""
    count = str(value or "0").strip()
    return min(int(count), MOST_MEDIA) if count.isdecimal() and len(count) < 4 else 0


def _media(given: Mapping[str, str]) -> tuple[Media, ...]:
    """As many as the count says, whatever else is named."""
    count = media_count(given.get("NumMedia"))
    return tuple(Media(given.get(f"MediaUrl{one}", ""), given.get(f"MediaContentType{one}", "")) for one in range(count))
