"""Turns made by hand: what a text was understood as, and what is known, without Rasa or a record."""

from datetime import datetime, timedelta, timezone

from bot.checkins import load_default_timeline
from bot.memory import Memory
from bot.protocols import load_default
from bot.turn.care import Care, KnownSession, OpenCheckIn
from bot.turn.turn import Turn
from bot.turn.understood import Understood

NOON = datetime(2026, 3, 5, 12, tzinfo=timezone.utc)


def session(hours: float, key: int = 1, protocol: int | None = 1, procedure: str = "Microneedling") -> KnownSession:
    """Return a session that ended `hours` ago."""
    ended = NOON - timedelta(hours=hours)
    return KnownSession(id=key, performed_at=ended, procedure=procedure, protocol_version_id=protocol, timeline_version_id=1)


def care(hours: float | None = 30, *, sessions: list[KnownSession] | None = None, **known) -> Care:
    """Return what is known about Ben, whose session was `hours` ago."""
    found = sessions if sessions is not None else ([] if hours is None else [session(hours)])
    return Care(
        now=NOON, zone="Europe/London", clinic_name="Harbour Skin Clinic", clinic_phone="+447700900000",
        emergency_number="999", by_review="6 pm tomorrow", by_urgent="1 pm", sessions=found, **known,
    )  # fmt: skip


def turn(
    text: str,
    intent: str,
    *subjects: str,
    known: Care | None = None,
    denied: tuple[str, ...] = (),
    guessed: tuple[str, ...] = (),
    **about,
) -> Turn:
    """Return the turn of `text`, understood as `intent` about `subjects`.

    `denied` are signs that it says are not there, `guessed` the subjects that only the reader found.
    """
    found = known or care(**about)
    current = found.current_session()
    return Turn(
        care=found,
        understood=Understood(text, intent, (*subjects, *guessed), denied, guessed),
        texts=load_default(),
        protocol=load_default() if current and current.protocol_version_id else None,
        timeline=load_default_timeline(),
    )


def check_in(step: str, *earlier: tuple[str, dict]) -> OpenCheckIn:
    """Return the check-in of `step`, sent an hour ago."""
    return OpenCheckIn(id=7, step=step, sent_at=NOON - timedelta(hours=1), timeline_version_id=1, earlier=list(earlier))


def remembering(**kept) -> Memory:
    """Return a memory."""
    return Memory(**kept)
