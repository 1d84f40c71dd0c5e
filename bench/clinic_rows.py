"""The rows of one patient's aftercare in a busy clinic: session, texts, check-ins and a case, as values for bulk inserts."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.checkins import Step

#: A Wednesday in the afternoon: the clock of these databases stands still.
NOW = datetime(2026, 3, 4, 15, 30, tzinfo=timezone.utc)
#: Texts that one aftercare makes, in rounds of four; the second of a round is the patient's.
TEXTS, ROUND, THEIRS = 40, 4, 1
#: Every so manieth patient has an open case, the others one that was closed.
OPEN_EVERY = 5
LEVELS = ("review", "review", "review", "review", "urgent", "review", "urgent", "review", "review", "emergency")
FIRST_NAMES = ("Amara", "Beth", "Chloe", "Dina", "Ewa", "Farah", "Grace", "Hana", "Ines", "Jo", "Kemi")
FAMILY_NAMES = ("Adeyemi", "Brown", "Costa", "Dunn", "Evans", "Fox", "Grant", "Hughes", "Ito", "Jones", "Khan", "Lowe", "Moss")

FLAGGED = "There is yellow gunk on my left cheek since this morning and the redness is spreading to my jaw"
TOLD = (
    "Please leave makeup off until 72 hours after your session, so from Thursday 8 am. Mineral powder is fine after the first "
    "day. If anything gets worse instead of better, tell us here."
)
FLAG = {"code": "U1", "level": "urgent", "rule": "U1.pus", "start": 9, "end": 20, "phrase": "yellow gunk"}
READ = {"flags": [FLAG], "confidence": 0.91, "reader": {"level": "urgent", "chances": {"none": 0.1, "urgent": 0.9}}}
RULE = {"topic": "makeup", "subject": "makeup", "verdict": "caution", "rule": "makeup@24-72"}
#: What each text of a round is.
SAID: tuple[dict[str, Any], ...] = (
    {"direction": "out", "sender": "check_in", "status": "delivered", "text": "Day 2: better (B), the same (S) or worse (W)?"},
    {"direction": "in", "sender": "patient", "status": "answered", "text": FLAGGED, "explanation": READ, "topics": ["makeup"],
     "intent": "ask_may", "urgency": "urgent"},
    {"direction": "out", "sender": "bot", "status": "delivered", "text": TOLD, "answers": [RULE], "topics": ["makeup"]},
    {"direction": "out", "sender": "staff", "status": "undelivered", "text": "Hello, how is it today?", "error_code": "30003"},
)  # fmt: skip


@dataclass(frozen=True)
class Course:
    """One patient's aftercare: who, in which clinic, since when, and the numbers of what there is one of for each."""

    number: int
    clinic: int
    clinic_phone: str
    staff: int
    patient: int
    session: int
    case: int
    begun: datetime

    @property
    def phone(self) -> str:
        """The patient's own."""
        return f"+4477{10_000_000 + self.patient}"

    def person(self) -> dict[str, Any]:
        """Return the patient's row."""
        first, family = FIRST_NAMES[self.number % len(FIRST_NAMES)], FAMILY_NAMES[self.number % len(FAMILY_NAMES)]
        return {
            "id": self.patient, "clinic_id": self.clinic, "phone": self.phone, "name": f"{first} {family}",
            "timezone": "Europe/London", "created_at": self.begun, "consent_source": "paper", "consent_at": self.begun,
            "opted_out_at": self.begun if self.number % 50 == 7 else None,
        }  # fmt: skip

    def treatment(self, procedure: int, timeline: int) -> dict[str, Any]:
        """Return the session's row."""
        which = {"procedure_id": procedure, "timeline_version_id": timeline}
        return {"id": self.session, "patient_id": self.patient, **which, "performed_at": self.begun, "created_at": self.begun}

    def text(self, row: int, at: datetime, turn: int) -> dict[str, Any]:
        """Return the row of one text, the `turn`th of the conversation."""
        ends = (self.phone, self.clinic_phone) if turn % ROUND == THEIRS else (self.clinic_phone, self.phone)
        whose = {"id": row, "clinic_id": self.clinic, "patient_id": self.patient, "from_phone": ends[0], "to_phone": ends[1]}
        reply = {"reply_to_id": None}
        return {**NOTHING_MORE, **SAID[turn % ROUND], **whose, **reply, "created_at": at, "sent_at": at, "handled_at": at}

    def check_in(self, row: int, step: Step) -> dict[str, Any]:
        """Return the row of one check-in."""
        due = self.begun + (step.offset or timedelta(hours=60))
        status = ("answered" if self.number % 3 else "delivered") if due < NOW else "planned"
        return {
            "id": row, "session_id": self.session, "patient_id": self.patient, "clinic_id": self.clinic, "step": step.slug,
            "due_at": due, "expires_at": due + step.lifetime, "status": status, "reason": "planned at enrolment",
            "values": {"redness": 3, "pain": 1} if status == "answered" else {}, "created_at": self.begun,
        }  # fmt: skip

    @property
    def level(self) -> str:
        """How serious the patient's case is."""
        return LEVELS[self.number % len(LEVELS)]

    @property
    def case_opened_at(self) -> datetime:
        """When it was opened: ten days in, or just now where that is still to come."""
        return min(self.begun + timedelta(days=10), NOW)

    def escalation(self, message: int) -> dict[str, Any]:
        """Return the row of the patient's case, opened by this text."""
        opened, is_grave = self.case_opened_at, self.level != "review"
        is_open, after = self.number % OPEN_EVERY == 0 or self.number % 100 == 9, opened + timedelta(hours=2)
        return {
            "id": self.case, "clinic_id": self.clinic, "patient_id": self.patient, "message_id": message, "level": self.level,
            "purpose": f"bench:{self.case}", "codes": ["U1", "medical_question"], "reason": "Found by the safety gate",
            "opened_at": opened, "due_at": after, "status": "open" if is_open else "resolved", "called": int(is_grave),
            "called_at": opened if is_grave else None, "assigned_to": self.staff if self.number % 3 else None,
            "first_answered_at": None if is_open and self.number % 2 else after, "resolved_at": None if is_open else after,
            "resolved_by": None if is_open else self.staff, "note": None if is_open else "Rang her, all is well.",
        }  # fmt: skip

    def alert(self) -> dict[str, Any]:
        """Return the row of the text that called somebody about the case."""
        said = {"direction": "out", "sender": "alert", "status": "delivered", "text": "Urgent: a patient needs a person now."}
        whose = {"clinic_id": self.clinic, "patient_id": self.patient, "purpose": f"alert:{self.case}:{self.level}:1"}
        at = self.case_opened_at
        return {**said, **whose, "from_phone": self.clinic_phone, "to_phone": "+447700900999", "created_at": at, "sent_at": at}

    def look(self, turn: int, at: datetime) -> dict[str, Any]:
        """Return a line of the audit book: somebody looked at the case or at the patient."""
        action, target = ("case.view", f"case:{self.case}") if turn % 2 else ("patient.view", f"patient:{self.patient}")
        who = {"clinic_id": self.clinic, "staff_id": self.staff, "actor": "anna@rosewood.example"}
        return {"at": at, **who, "action": action, "target": target}


#: Rows that are written together name the same columns.
NOTHING_MORE: dict[str, Any] = {
    "explanation": {}, "topics": [], "answers": [], "intent": None, "urgency": "none", "error_code": None, "reply_to_id": None,
}  # fmt: skip
