"""What the protocol says, at this hour, about what a patient has asked: for staff to answer from."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot import answers, published
from bot.models import Message, TreatmentSession
from bot.protocols import Protocol
from bot.turn.understood import Understood
from bot.web.console import codes
from bot.web.console.desk import Desk

#: More than this many subjects nobody reads between two patients; and how many texts back is "just asked".
MOST_SUBJECTS, LATELY = 4, 3
VERDICTS = {"avoid": "Not yet", "caution": "With care", "ok": "Fine", "info": "Good to know"}


@dataclass(frozen=True)
class Told:
    """One subject answered for now."""

    subject: str
    #: avoid, caution, ok or info; and in words.
    verdict: str
    called: str
    text: str
    rule: str


@dataclass(frozen=True)
class ToldNow:
    """What there is to say, or why there is nothing."""

    told: list[Told]
    source: str
    nothing: str


def told_now(desk: Desk, treatment: TreatmentSession | None, texts: Iterable[Message | None], zone: ZoneInfo) -> ToldNow:
    """Return the protocol's answers to what `texts` are about, newest subject first, in the patient's zone."""
    subjects = asked_in(texts)
    if not subjects:
        return ToldNow([], "", "What the protocol says at this hour appears here once a text is about one of its topics.")
    if treatment is None or treatment.performed_at > desk.now:
        return ToldNow([], "", "The protocol's answer depends on the hour of recovery, and no session has taken place yet.")
    version = published.current_protocol(desk.session, treatment.procedure_id)
    if version is None:
        return ToldNow([], "", "No protocol is published for this procedure. Publish one, and its answers appear here.")
    protocol = published.parsed_protocol(version.document)
    known = [subject for subject in subjects if _knows(protocol, subject)]
    told = [_told(protocol, subject, treatment, desk, zone) for subject in known[:MOST_SUBJECTS]]
    nothing = "" if told else f"The protocol says nothing about {codes.subject(subjects[0])}."
    return ToldNow(told, f"Protocol version {version.number}", nothing)


def asked_in(texts: Iterable[Message | None]) -> list[str]:
    """Return the subjects of a patient's newest texts that a protocol could answer, each once, the newest first."""
    written = {text.id: text for text in texts if text is not None and text.direction == "in"}
    found: list[str] = []
    for text in sorted(written.values(), key=lambda one: -one.id):
        subjects = text.explanation.get("subjects") or text.topics
        found += Understood(text.text, text.intent or "", tuple(subjects)).clinical()
    return list(dict.fromkeys(found))


def _knows(protocol: Protocol, subject: str) -> bool:
    try:
        return bool(protocol.subject(subject))
    except KeyError:
        return False


def _told(protocol: Protocol, subject: str, treatment: TreatmentSession, desk: Desk, zone: ZoneInfo) -> Told:
    found = answers.answer(protocol, subject, performed_at=treatment.performed_at, at=desk.now, zone=zone)
    return Told(codes.subject(found.subject), found.verdict, VERDICTS[found.verdict], found.text, found.rule_id)
