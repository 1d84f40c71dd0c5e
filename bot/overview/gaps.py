"""Questions that the protocol did not answer: texts that were not understood, and topics that it says nothing about.

The words of patients are for the staff of their own clinic, on the page; a file holds counts alone.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session, aliased

from bot.models import CheckIn, Message, Patient
from bot.overview.span import Span
from bot.overview.texts import is_ours, theirs
from bot.overview.topics import SMALL_TALK
from bot.reader.labels import OUT_OF_SCOPE

#: A text of such an act asks for something; the last two are what is left when no act fits, or nothing of ours.
NOT_UNDERSTOOD = "nlu_fallback"
ASKING = ("ask_may", "ask_when", "ask_how", "ask_normal", "ask_what", "ask_why", NOT_UNDERSTOOD, OUT_OF_SCOPE)
#: Danger is answered by its own rules, not by the protocol.
NO_DANGER = ("none", "review")
NEWEST = 20
NEWEST_FIRST = (Message.created_at.desc(), Message.id.desc())


@dataclass(frozen=True)
class Unanswered:
    """One question, as staff read it."""

    patient_id: int
    who: str
    text: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Gaps:
    """How many questions found no answer, by topic ("" for none) and why, the commonest first; and the newest of them."""

    counts: dict[tuple[str, str], int]
    newest: list[Unanswered]
    total: int


def read(session: Session, clinic_id: int, span: Span, now: datetime) -> Gaps:
    """Read a clinic's unanswered questions: the counts, and the newest twenty in the patients' words."""
    asks = (Message.intent.in_(ASKING), Message.urgency.in_(NO_DANGER))
    wanted = (*theirs(clinic_id, span), *asks, cast(Message.answers, Text) == "[]", _was_told_nothing(), ~_answered_a_check_in())
    kinds = (cast(Message.topics, Text), Message.intent, Message.id, Patient.erased_at)
    asked = select(*kinds).outerjoin(Patient, Patient.id == Message.patient_id).where(*wanted).order_by(*NEWEST_FIRST)
    rows = session.execute(asked).all()  # a few of a hundred texts: found once, and tallied here
    found = [(json.loads(about), intent, count) for (about, intent), count in Counter(tuple(row)[:2] for row in rows).items()]
    newest = [key for *_, key, erased_at in rows if erased_at is None][:NEWEST]
    return Gaps(tally(found), _in_words(session, newest), len(rows))


def _in_words(session: Session, keys: list[int]) -> list[Unanswered]:
    """Return these texts as staff read them, the newest first."""
    columns = (Message.text, Message.topics, Message.intent, Message.created_at, Patient.id, Patient.name, Patient.phone)
    texts = select(*columns).join(Patient, Patient.id == Message.patient_id).where(Message.id.in_(keys))
    return [_unanswered(row) for row in session.execute(texts.order_by(*NEWEST_FIRST))]


def _was_told_nothing() -> Any:
    """The companion replied, but with nothing of the protocol; where it kept silent, a person was talking."""
    reply = aliased(Message)
    ours = (reply.reply_to_id == Message.id, is_ours(reply), cast(reply.answers, Text) == "[]")
    return select(reply.id).where(*ours).exists()


def _answered_a_check_in() -> Any:
    """A check-in and the text that answers it carry the moment of the same turn."""
    same_turn = (CheckIn.patient_id == Message.patient_id, CheckIn.answered_at == Message.handled_at)
    return select(CheckIn.id).where(*same_turn).exists()


def tally(found: Iterable[tuple[list[str], str, int]]) -> dict[tuple[str, str], int]:
    """Return how many texts stand under each (topic, why); one with two topics stands under both."""
    counts: dict[tuple[str, str], int] = {}
    for topics, intent, count in found:
        about = [topic for topic in dict.fromkeys(topics) if topic not in SMALL_TALK] or [""]
        for topic in about:
            key = (topic, why(intent, about))
            counts[key] = counts.get(key, 0) + count
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def why(intent: str, topics: list[str]) -> str:
    """Return why a question found no answer: "not_understood", "out_of_scope" or "no_rule", where its topic was understood."""
    if intent == OUT_OF_SCOPE:
        return OUT_OF_SCOPE
    return "no_rule" if any(topics) and intent != NOT_UNDERSTOOD else "not_understood"


def _unanswered(row: Any) -> Unanswered:
    who = row.name or f"Number ending {row.phone[-3:]}"
    about = [topic for topic in row.topics if topic not in SMALL_TALK]
    return Unanswered(row.id, who, row.text, row.created_at, why(row.intent, about))
