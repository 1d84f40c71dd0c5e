"""What a carrier can answer, whoever it is: accepted, or one of five kinds of refusal. Pure.

The codes are Twilio's, the only carrier so far; bot.sms is its gateway.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import BotError

#: Refused before anything was done: the queue is full or we are too fast.
BUSY = frozenset({429, 20429, 21611, 30001})
OPTED_OUT = frozenset({21610})
#: Wrong in our account or registration: no patient can be blamed and no resend helps until somebody acts.
OURS_TO_FIX = frozenset({401, 403, 20003, 20005, 20404, 21408, 21603, 21606, 21659, 21660, 30007, 30034, 30450})
#: Of these, what concerns every number of the account.
ACCOUNT_WIDE = frozenset({401, 403, 20003, 20005})
#: Where the account may not text to: one country, not all.
REGION = 21408
#: From here on codes are told of a text after it was taken, by a receipt.
TOLD_LATER = 30000
#: The number itself cannot be texted: staff must correct it.
BAD_NUMBER = frozenset({21211, 21614, 21635, 30005, 30006})

#: How long the carrier may try to deliver: what its API takes at most (a whole queue's life of ten hours), and a least time
#: below which nothing would arrive. A text that has less left is too late.
LONGEST_VALIDITY, SHORTEST_VALIDITY = timedelta(hours=10), timedelta(seconds=30)


@dataclass(frozen=True)
class Sent:
    """The carrier has taken a text: its name for it and its status."""

    sid: str
    status: str


@dataclass(frozen=True)
class Media:
    """A picture (or a film, or a card) that hangs on a text: where the carrier has it, and what it says it is."""

    url: str
    content_type: str


@dataclass(frozen=True)
class Received:
    """A text that the carrier took in for us."""

    sid: str
    from_phone: str
    to_phone: str
    text: str
    media_count: int
    at: datetime
    #: What the carrier itself made of it, where it keeps the opt-outs: stop, start or help.
    opt_out: str | None = None
    #: What hangs on it; shorter than the count, or empty, where the carrier has yet to be asked.
    media: tuple[Media, ...] = ()


class SendError(BotError):
    """The carrier did not take a text. `code` is the carrier's number or a word, `retry_after` seconds it asked for."""

    kind = "permanent"

    def __init__(self, code: int | str, retry_after: float | None = None) -> None:
        super().__init__(f"the carrier did not take the text ({code})")
        self.code, self.retry_after = str(code), retry_after


class Busy(SendError):
    """Certainly not sent; the same call will work later."""

    kind, retryable = "retry", True


class Unclear(SendError):
    """Perhaps sent, perhaps not: the carrier must be asked before the text is sent again."""

    kind, retryable = "ambiguous", True


class Refused(SendError):
    """Certainly not sent, and never will be."""


class RecipientOptedOut(SendError):
    """The carrier holds a STOP of this recipient."""

    kind = "opted_out"


class OursToFix(SendError):
    """Account, registration or permission: every text fails until the operator acts."""

    kind, retryable = "operator", True


def error_for(status: int, code: int | None, retry_after: float | None = None) -> SendError:
    """Return what an HTTP `status` and the carrier's own `code` mean."""
    known = code or status
    if status >= 500 or code == 20500:
        return Unclear(known, retry_after)
    if known in BUSY or status == 429:
        return Busy(known, retry_after)
    if known in OPTED_OUT:
        return RecipientOptedOut(known)
    if known in OURS_TO_FIX or status in OURS_TO_FIX:
        return OursToFix(known, retry_after)
    return Refused(known)


def validity(seconds: float) -> int:
    """Return for how many whole seconds the carrier is asked to try, where a text is worth so many."""
    return int(min(max(seconds, SHORTEST_VALIDITY.total_seconds()), LONGEST_VALIDITY.total_seconds()))


def is_bad_number(code: str | None) -> bool:
    """Return whether an error code says that this number can never be texted."""
    return code is not None and code.isdigit() and int(code) in BAD_NUMBER


def is_ours_to_fix(code: str | None) -> bool:
    """Return whether an error code says that something is wrong with our account, number or registration."""
    return code is not None and code.isdigit() and int(code) in OURS_TO_FIX


def is_told_later(code: str | None) -> bool:
    """Return whether the carrier tells of this only after it has taken a text."""
    return code is not None and code.isdigit() and int(code) >= TOLD_LATER
