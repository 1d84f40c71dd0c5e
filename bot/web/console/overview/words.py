"""The figures in words."""

from datetime import date, timedelta

from bot.overview import Span
from bot.web.console import codes

SENDERS = {
    "patient": "Texts from patients",
    "bot": "Answers by the companion",
    "check_in": "Check-ins sent",
    "staff": "Replies by staff",
}
#: The same, short enough for four columns on a phone.
SHORT = {"patient": "In", "bot": "Answers", "check_in": "Check-ins", "staff": "Staff"}
BANDS = {"none": "No session"}
FROM = {"bot": "Answer", "check_in": "Check-in", "staff": "Reply by staff", "alert": "Alert to staff"}
WHY = {
    "not_understood": "Not understood",
    "no_rule": "No rule in the protocol",
    "out_of_scope": "Not about aftercare",
}
#: The commonest codes of carriers; any other is shown as it is.
CARRIER = {
    "21211": "No valid phone number",
    "21408": "Country not switched on at the carrier",
    "21610": "Opted out with the phone company",
    "21614": "Not a mobile number",
    "30003": "Phone off or out of reach",
    "30004": "Blocked by the phone company",
    "30005": "Number unknown or not in use",
    "30006": "Landline or unreachable network",
    "30007": "Filtered as spam by the phone company",
    "30008": "Unknown fault of the phone company",
}


def day(of: date) -> str:
    """Return a date: "Thu 5 Mar"."""
    return f"{of:%a} {of.day} {of:%b}"


def days(span: Span) -> str:
    """Return the days of a span with their year: "6 Feb to 5 Mar 2026"."""
    first, last = f"{span.first.day} {span.first:%b}", f"{span.last.day} {span.last:%b} {span.last.year}"
    if span.first == span.last:
        return last
    return f"{first}{f' {span.first.year}' if span.first.year != span.last.year else ''} to {last}"


def percent(share: float | None) -> str:
    """Return a share as whole percents, never rounded up to all or down to none; "" for none."""
    if share is None:
        return ""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


def wait(span: timedelta | None) -> str:
    """Return a wait: "<1 min", "14 min", "2 h 05 min", "3 days 4 h"; "" for none."""
    if span is None:
        return ""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "<1 min"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min" if minutes % 60 else f"{minutes // 60} h"
    hours = minutes // 60
    return f"{hours // 24} days {hours % 24} h" if hours % 24 else f"{hours // 24} days"


def band(name: str) -> str:
    """Return a stretch of recovery: "Day 4-6", "No session"."""
    return BANDS.get(name) or f"Day {name}"


def topic(name: str) -> str:
    """Return a topic with a capital letter; "No topic found" for none."""
    return codes.sentence(codes.subject(name)) if name else "No topic found"


def lost(code: str, status: str) -> str:
    """Return why a text did not arrive."""
    return CARRIER.get(code) or (f"Carrier's code {code}" if code else codes.DELIVERY[status][0])
