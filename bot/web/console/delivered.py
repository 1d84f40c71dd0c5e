"""What became of a text, in words: where it is on its way, and why it did not arrive."""

from datetime import timedelta

from bot.models import Message
from bot.web.console import codes
from bot.web.console.moments import Moments

#: Why a text did not arrive, by the carrier's code or ours.
WHY = {
    "21211": "this is no valid number",
    "21610": "the patient has opted out with the phone company",
    "21614": "this number cannot receive texts",
    "30003": "the phone is off or out of reach",
    "30004": "the phone or its company blocks our texts",
    "30005": "this number is not in use",
    "30006": "this is a landline or cannot be reached by text",
    "30007": "the phone company filtered it out",
    "30008": "the phone company gives no reason",
    "called_back": "staff called it back",
    "called_off": "the check-in was called off",
    "opted_out": "the patient has opted out",
    "taken_over": "a person took over",
}
#: A delivery that took longer than this is worth its own time.
SLOW = timedelta(minutes=1)


def state(message: Message, moments: Moments) -> tuple[str, str] | None:
    """Return what became of a text and how that is ("done", "wait", "bad"); None when there is nothing to say."""
    if message.direction == "in":
        return codes.HANDLING.get(message.status)
    words, kind = codes.DELIVERY.get(message.status, (message.status, "wait"))
    if message.status == "delivered":
        return words + _when(message, moments), kind
    why = _why(message) if kind == "bad" else ""
    return f"{words}{f': {why}' if why else ''}{_tries(message)}", kind


def _when(message: Message, moments: Moments) -> str:
    """Return the time of a delivery that took its time."""
    sent, arrived = message.sent_at, message.delivered_at
    return f" at {moments.clock(arrived)}" if sent and arrived and arrived - sent > SLOW else ""


def _tries(message: Message) -> str:
    again = message.attempts > 1 and message.status in ("queued", "failed", "unknown")
    return f" (tried {message.attempts} times)" if again else ""


def _why(message: Message) -> str:
    code = message.error_code or ""
    if code.isdigit():
        return f"{WHY.get(code, 'the carrier could not deliver it')} ({code})"
    return WHY.get(code, "")
