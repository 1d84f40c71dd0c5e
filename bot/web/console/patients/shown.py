"""What a change of a course would do, as its page shows it: by session, each check-in before and after. Pure."""

from dataclasses import dataclass

from bot.sessions import Change, Preview, Treatment
from bot.web.console import codes
from bot.web.console.moments import Moments

#: What becomes of a check-in, and how that is drawn; "{then}" is when it goes out.
WORDS = {
    "moved": ("{then}", "moves"),
    "added": ("{then}", "moves"),
    "again": ("{then}, planned again", "moves"),
    "held": ("Held until the check-ins are resumed", "wait"),
    "late": ("Due already", "late"),
    "cancelled": ("Not sent", "ends"),
    "passed": ("Not sent", "ends"),
    "sent": ("Has been sent: stays as it is", "stays"),
    "stays": ("Stays as it is", "stays"),
}


@dataclass(frozen=True)
class Line:
    """One check-in: when it was due, and what becomes of it."""

    change: Change
    step: str
    was: str
    becomes: str
    kind: str
    #: Why it is not sent; "" where it is.
    reason: str
    #: For a late one: when it would leave.
    goes: str


@dataclass(frozen=True)
class Group:
    """The check-ins of one session."""

    title: str
    lines: list[Line]


def groups(found: Preview, was: Moments, becomes: Moments, clinic: Moments) -> list[Group]:
    """Return what is shown: every session of which something changes, with all its check-ins.

    Check-ins are told by the patient's clock before and after the change, sessions by the clinic's.
    """
    treatments = sorted(found.after.treatments, key=lambda each: each.order, reverse=True)
    made = [(each, [change for change in found.changes if change.session_id == each.id]) for each in treatments]
    return [
        Group(_title(each, clinic), [_line(change, was, becomes) for change in changes])
        for each, changes in made
        if any(change.is_change for change in changes)
    ]


def _title(treatment: Treatment, moments: Moments) -> str:
    return f"{treatment.procedure}, {moments.full(treatment.performed_at)}"


def _line(change: Change, was: Moments, becomes: Moments) -> Line:
    is_sent = change.status in ("planned", "held") or not change.is_change
    words, kind = WORDS[change.what] if is_sent or change.what == "late" else WORDS["cancelled"]
    then = becomes.full(change.becomes_due) if change.becomes_due else ""
    return Line(
        change=change,
        step=codes.step(change.step),
        was=was.full(change.was_due) if change.was_due else "",
        becomes=words.format(then=then),
        kind=kind,
        reason="" if is_sent or change.what == "late" else codes.sentence(change.reason),
        goes=becomes.at(change.goes_at) if change.goes_at else "",
    )
