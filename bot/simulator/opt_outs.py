"""STOP as the carrier itself keeps it: who has said it to whom, by which words, and what the carrier answers.

A STOP holds between a phone and a sender: one number, or a messaging service with all its numbers.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.simulator.faults import kinds, lasting
from bot.simulator.store import CarrierStop

EVERYONE = ""
STOP, START, HELP = "STOP", "START", "HELP"
#: Twilio's own words, as the whole of a text, in any case.
KEYWORDS = {
    **dict.fromkeys(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), STOP),
    **dict.fromkeys(("START", "YES", "UNSTOP"), START),
    **dict.fromkeys(("HELP", "INFO"), HELP),
}
ANSWERS = {
    STOP: "No more texts will come from this number. Send START if you want them again.",
    START: "You will get texts from this number again. Send HELP for help or STOP to end them.",
    HELP: "Send STOP to end texts from this number, START to get them again.",
}


def keyword(text: str) -> str | None:
    """Return what the carrier takes a whole text for: STOP, START, HELP, or None for an ordinary text."""
    return KEYWORDS.get(text.strip().upper())


def holds(session: Session, phone: str, sender: str) -> bool:
    """Return whether the carrier lets nothing through from `sender` to `phone`."""
    said = (CarrierStop.phone == phone, CarrierStop.sender.in_((sender, EVERYONE)))
    return session.execute(select(CarrierStop.phone).where(*said).limit(1)).first() is not None


def hold(session: Session, phone: str, sender: str = EVERYONE) -> None:
    """Keep a STOP of `phone` against `sender`."""
    session.merge(CarrierStop(phone=phone, sender=sender))


def hear(session: Session, text: str, phone: str, sender: str) -> str | None:
    """Take in what a phone texts a sender; return the carrier's own answer to it, None where it has none.

    START ends a STOP however that came about; STOP and HELP mean something to the carrier only where it handles keywords.
    """
    said = keyword(text)
    if said is None:
        return None
    handles, held = lasting.parameters(session, kinds.OPT_OUT_KEYWORDS) is not None, holds(session, phone, sender)
    if said == START and held:
        _release(session, phone, sender)
    elif said == STOP and handles:
        hold(session, phone, sender)
    changes_nothing = said != HELP and held != (said == START)
    return ANSWERS[said] if handles and not changes_nothing else None


def _release(session: Session, phone: str, sender: str) -> None:
    said = (CarrierStop.phone == phone, CarrierStop.sender.in_((sender, EVERYONE)))
    session.execute(delete(CarrierStop).where(*said))


def phones(session: Session) -> list[str]:
    """Return the phones that hold a STOP."""
    return list(session.execute(select(CarrierStop.phone).distinct().order_by(CarrierStop.phone)).scalars())


def clear(session: Session) -> None:
    """Forget every STOP."""
    session.execute(delete(CarrierStop))
