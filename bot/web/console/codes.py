"""Codes in words: what the gate, the check-ins and the steps mean to staff."""

import re
from collections.abc import Sequence
from typing import Any

from bot import reasons

LEVELS = {"emergency": "Emergency", "urgent": "Urgent", "review": "Review", "none": "No flag"}
#: What became of an outgoing text: words, and whether staff should worry ("wait", "done", "bad").
DELIVERY = {
    "queued": ("Waiting to be sent", "wait"),
    "sending": ("Being sent", "wait"),
    "sent": ("Sent", "wait"),
    "delivered": ("Delivered", "done"),
    "undelivered": ("Not delivered", "bad"),
    "failed": ("Sending failed", "bad"),
    "expired": ("Not sent in its time", "bad"),
    "cancelled": ("Not sent", "bad"),
    "unknown": ("Not sure it was sent", "bad"),
}
#: What became of a text that came in, where that is worth a word.
HANDLING = {"received": ("Not yet read by the companion", "wait"), "staff": ("Left to staff", "wait")}

#: What the audit book's actions are called.
ACTIONS = {
    "case.view": "Looked at a case",
    "case.open": "Opened a case",
    "case.assign": "Gave a case to somebody",
    "case.merge": "Merged a patient's cases",
    "case.note": "Wrote a note",
    "case.snooze": "Put a case off",
    "case.unassign": "Gave a case back",
    "case.unsnooze": "Brought a case back",
    "case.woken": "A case came back: the patient wrote",
    "cases.search": "Searched cases",
    "handover.view": "Looked at the hand-over",
    "judgements.export": "Exported judged texts",
    "message.judge": "Said what a text should have been",
    "message.unjudge": "Took back what a text should have been",
    "case.reply": "Answered a patient",
    "case.call_back": "Called an answer back",
    "case.acknowledge": "Took a case up",
    "canned.add": "Added a canned reply",
    "canned.change": "Changed a canned reply",
    "canned.delete": "Deleted a canned reply",
    "case.resolve": "Resolved a case",
    "patient.add": "Added a patient",
    "patient.view": "Looked at a patient",
    "photo.view": "Looked at a photo",
    "patient.take_over": "Took a conversation over",
    "patient.hand_back": "Handed a conversation back",
    "patient.enroll": "Put a session on file",
    "patient.details": "Changed a patient's details",
    "patient.consent": "Recorded a consent",
    "patient.opt_out": "Opted a patient out of texts",
    "patient.opt_in": "Took a patient back in",
    "patient.zone": "Changed a patient's time zone",
    "patient.pause": "Paused a patient's check-ins",
    "patient.resume": "Resumed a patient's check-ins",
    "patient.discharge": "Ended a patient's aftercare",
    "patient.ledger": "Downloaded a patient's check-ins",
    "patient.export": "Downloaded everything about a patient",
    "patient.erase": "Erased a person",
    "session.move": "Moved a session",
    "session.cancel": "Cancelled a session",
    "patients.search": "Searched patients",
    "protocol.draft.open": "Began a draft of a protocol",
    "protocol.draft.save": "Saved a draft of a protocol",
    "protocol.draft.discard": "Discarded a draft of a protocol",
    "protocol.preview": "Looked at a protocol's preview",
    "protocol.publish": "Published a protocol",
    "timeline.draft.open": "Began a draft of a timeline",
    "timeline.draft.save": "Saved a draft of a timeline",
    "timeline.draft.discard": "Discarded a draft of a timeline",
    "timeline.publish": "Published a timeline",
    "timeline.running": "Looked at what a timeline changes for running sessions",
    "timeline.apply": "Carried a timeline over to running sessions",
    "sign_in": "Signed in",
    "sign_in.refused": "Was refused at sign-in",
    "sign_in.locked": "Account locked",
    "sign_out": "Signed out",
    "session.end": "Ended a session of their own",
    "session.end_others": "Ended their other sessions",
    "password.set": "Set a password with a link",
    "password.change": "Changed their password",
    "password.forgotten": "Asked for a reset link by e-mail",
    "second_factor.on": "Switched their second factor on",
    "second_factor.off": "Switched their second factor off",
    "second_factor.codes": "Made new recovery codes",
    "staff.view": "Looked at an account",
    "staff.add": "Added or renewed an account",
    "staff.invite": "Invited somebody",
    "staff.role": "Changed a role",
    "staff.link": "Made a set-password link",
    "staff.disable": "Shut an account",
    "staff.enable": "Opened an account again",
    "staff.end_sessions": "Signed somebody out everywhere",
    "staff.second_factor_off": "Switched somebody's second factor off",
    "clinic.second_factor": "Changed who must have a second factor",
    "settings.change": "Changed the settings",
    "clinic.add": "Added the clinic",
    "clinic.number_add": "Added a number of the clinic",
    "clinic.number_remove": "Gave a number of the clinic up",
    "clinic.import": "Brought the clinic's files in",
    "patients.import": "Brought patients in by file",
    "patients.export": "Downloaded all patients",
    "audit.export": "Downloaded the audit book",
    "overview.view": "Looked at the overview",
    "overview.export": "Downloaded a figure of the overview",
    "refused": "Was refused a page",
}

#: Codes of the safety gate, whose reason is the flagged words themselves.
_GATE = re.compile(r"[EUR]\d")
_STEP = re.compile(r"(day)?(\d+)(h)?(.*)")


def words(code: str) -> str:
    """Return what a code means; a check-in's step ("check_in:48h") or a rule ("swelling@72-") is made readable."""
    if found := reasons.code_words(code):
        return found
    if "@" in code:
        return f"{subject(code.partition('@')[0])} at this hour".capitalize()
    name, _, rest = code.partition(":")
    plain = name.replace("_", " ").replace("check in", "check-in").capitalize()
    return f"{plain}: {step(rest) if name == 'check_in' else rest.replace('_', ' ')}" if rest else plain


def are_shown(codes: Sequence[str]) -> bool:
    """Return whether the safety gate and the reader alone brought a person in: the page shows what they saw."""
    return all(_GATE.fullmatch(code) or code == "reader" for code in codes)


def step(name: str) -> str:
    """Return a check-in's step in words: "4h" is "4 hours", "day3" is "Day 3"."""
    found = _STEP.fullmatch(name)
    if not found or not (found[1] or found[3]):
        return name.replace("_", " ").capitalize()
    number = f"Day {found[2]}" if found[1] else f"{found[2]} hours"
    rest = found[4].replace("_", " ").strip()
    return f"{number}, {rest}" if rest else number


def subject(name: str) -> str:
    """Return a subject in words: "makeup/eye" is "makeup (eye)", "other/food" is "food"."""
    topic, _, variant = name.replace("_", " ").partition("/")
    if topic == "other" and variant:
        return variant
    return f"{topic} ({variant})" if variant else topic


def heard(explanation: dict[str, Any]) -> list[str]:
    """Return the topics that only the texts before this one made plain: "exercise (93%)"."""
    return [f"{subject(topic)} ({chance})" for topic, chance in reasons.heard(explanation).items()]


def percent(chance: float | None) -> str:
    """Return a chance in words: "93%"; "" for none."""
    return f"{chance:.0%}" if chance else ""


def answered(answer: dict[str, str]) -> dict[str, str]:
    """Return an answer of the record (topic, subject, verdict, rule) as a page shows it."""
    name = answer.get("subject") or answer.get("topic") or ""
    return {"subject": subject(name), "verdict": answer.get("verdict") or "", "rule": answer.get("rule") or ""}


def sentence(words: str) -> str:
    """Return words of the record with a capital letter first, as a line of a page begins."""
    return f"{words[:1].upper()}{words[1:]}"


def action(name: str) -> str:
    """Return an action of the audit book in words."""
    return ACTIONS.get(name) or name.replace(".", ": ").replace("_", " ").capitalize()
