"""Labelled messages through the whole bot: gate, Rasa, actions and record, on a database of their own that is thrown away."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot import conversation, enrolment, inbox, ledger, reception, sms_text
from bot.db import reading, transaction
from bot.errors import InputError
from bot.models import CheckIn, Clinic, Escalation, Message

#: A Wednesday noon: "tonight", "tomorrow" and "Saturday" mean the same in every run.
NOON = datetime(2025, 6, 11, 12, tzinfo=ZoneInfo("Europe/London"))
WORKER = "replay"
#: What a text is about in which no topic was understood.
NO_TOPIC = "other"
#: Between two turns that tell no hours.
PAUSE = timedelta(minutes=1)
CLINIC = {"slug": "replay", "name": "Harbour Skin Clinic", "phone": "+442079460000", "timezone": "Europe/London", "country": "GB"}


class Replay:
    """A clinic made for replaying, and everybody who texts it."""

    def __init__(self, engine: Engine, brain: conversation.Brain) -> None:
        self.engine, self.brain, self.talks = engine, brain, dict[str, "Talk"]()
        with transaction(engine) as session:
            enrolment.add_clinic(session, **CLINIC, now=NOON, published_by="replay")

    def answers(self, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Answer each row in order; rows of one conversation are one patient's turns."""
        for number, row in enumerate(rows):
            key = row.get("conversation") or f"row {number}"
            if key not in self.talks:
                self.talks[key] = Talk(self, len(self.talks), row.get("hours_since"))
            yield self.talks[key].turn(row)


class Talk:
    """One patient of the replay: one phone, perhaps one session, one conversation."""

    def __init__(self, replay: Replay, number: int, hours: float | None) -> None:
        self.replay, self.phone, self.turns, self.now = replay, f"+4477{number:08d}", 0, NOON
        self.performed_at = None if hours is None else NOON - timedelta(hours=hours)
        with transaction(replay.engine) as session:
            clinic = clinic_of(session)
            self.patient = inbox.patient_of(session, clinic, self.phone, self.performed_at or NOON).id
            if self.performed_at:
                began = self.performed_at
                enrolment.enroll(session, clinic=clinic, phone=self.phone, performed_at=began, now=began)

    def turn(self, row: dict[str, Any]) -> dict[str, Any]:
        """Send one text and return what came of it, with every field of an answer."""
        self.turns += 1
        self.now = self.moment(row.get("hours_since"))
        if row.get("asked"):
            self.ask(row["asked"])
        began = time.perf_counter()
        key = self.send(row["text"])
        took = (time.perf_counter() - began) * 1000
        with reading(self.replay.engine) as session:
            return answer(session, session.get(Message, key), row["id"], took)

    def moment(self, hours: float | None) -> datetime:
        """Return when a turn happens: at its own hours since the session, never before the turn that went before."""
        if hours is None or self.performed_at is None:
            return self.now + PAUSE
        return max(self.performed_at + timedelta(hours=hours), self.now + timedelta(seconds=1))

    def ask(self, step: str) -> None:
        """Let the check-in of `step` have been sent a moment ago; without a session there is none to send."""
        with transaction(self.replay.engine) as session:
            theirs = select(CheckIn).where(CheckIn.patient_id == self.patient, CheckIn.step == step)
            check_in = session.execute(theirs).scalar_one_or_none()
            if check_in is None:
                return
            clinic = clinic_of(session)
            sent = Message(
                clinic_id=clinic.id, patient_id=self.patient, direction="out", sender="check_in", from_phone=clinic.phone,
                to_phone=self.phone, text=step, status="delivered", created_at=self.now, sent_at=self.now,
            )  # fmt: skip
            session.add(sent)
            session.flush()
            check_in.message_id = sent.id
            ledger.mark(session, check_in, "delivered", "asked in this replay", now=self.now, actor="replay")

    def send(self, text: str) -> int:
        """Text the clinic, let the bot answer, and return the text's id."""
        with transaction(self.replay.engine) as session:
            sid = f"SM{self.patient:016d}{self.turns:016d}"
            clinic = clinic_of(session)
            row = reception.accept(
                session, clinic=clinic, from_phone=self.phone, text=text, provider_sid=sid, media_count=0, now=self.now
            )
            if row is None:
                raise InputError("the same text twice")
            key = row.id
        while (claimed := inbox.claim(self.replay.engine, WORKER, self.now)) is not None:
            conversation.take_turn(self.replay.engine, self.replay.brain, claimed, WORKER, self.now)
        return key


def why(explanation: dict[str, Any]) -> dict[str, Any]:
    """Return what the decision came from: always the rules and the act, the reader and quotations where there are any."""
    always = {name: explanation.get(name) for name in ("flags", "intent", "confidence", "subjects", "codes", "hours")}
    return {**always, **{name: explanation[name] for name in ("reader", "heard", "quoted", "doubted") if name in explanation}}


def clinic_of(session: Session) -> Clinic:
    """Return the clinic of the replay."""
    return session.execute(select(Clinic)).scalar_one()


def answer(session: Session, row: Message, key: str, took: float) -> dict[str, Any]:
    """Return one line of the answers: what was understood, decided and told."""
    replies = session.execute(select(Message.text).where(Message.reply_to_id == row.id).order_by(Message.id)).scalars().all()
    case = select(Escalation.id).where(Escalation.message_id == row.id)
    return {
        "id": key,
        "topics": row.topics or [NO_TOPIC],
        "urgency": row.urgency,
        "answers": [{"topic": told["topic"], "verdict": told["verdict"]} for told in row.answers],
        "opt_out": row.explanation.get("opt_out"),
        "escalated": session.execute(case).first() is not None,
        "reply": "\n".join(replies),
        "segments": sum(sms_text.segments(text) for text in replies),
        "ms": round(took, 1),
        "why": why(row.explanation),
    }
