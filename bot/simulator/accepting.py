"""What becomes of a text that the customer hands over: refused, or kept, and with how much trouble the customer hears so."""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from bot import numbers, phones
from bot.db import reading, transaction
from bot.errors import InputError
from bot.simulator import callbacks, opt_outs, pace, pools, shapes
from bot.simulator.context import Simulator
from bot.simulator.faults import codes, kinds, trouble
from bot.simulator.faults.kinds import Fault
from bot.simulator.faults.trouble import Trouble
from bot.simulator.shapes import CarrierError
from bot.simulator.store import CarrierMessage, PoolNumber

#: Longest text that Twilio takes, in characters.
LONGEST = 1600
#: Seconds of silence after a text was taken, and of a line on which nothing happens at all.
SILENCE, STALLED = 60.0, 30.0
INBOUND, OUTBOUND = "inbound", "outbound-api"


@dataclass(frozen=True)
class Answer:
    """What the customer is told, and how. Unless it hangs up before, it waits `late` seconds first."""

    body: dict[str, Any] | None = None
    error: CarrierError | None = None
    late: float = 0.0
    #: The line goes dead instead of an answer.
    drops: bool = False
    #: The text whose callbacks all come before this answer.
    after_callbacks_of: int | None = None


def accept(simulator: Simulator, given: dict[str, str]) -> Answer:
    """Take a text to be sent, or not. CarrierError when the parameters are at fault."""
    check_parameters(simulator, given)
    with transaction(simulator.store) as session:
        return _through(session, simulator, given)


def look(simulator: Simulator) -> Answer:
    """Return what goes wrong when the customer asks about texts; mostly nothing does."""
    with reading(simulator.store) as session:
        if not trouble.is_about(session, kinds.LOOK):
            return Answer()
    with transaction(simulator.store) as session:
        met = Trouble(session, kinds.LOOK)
        line = met.at(kinds.LINE)
        if line and line.kind == kinds.STALL:
            return Answer(late=line.seconds or STALLED, drops=True)
        refused = met.at(kinds.DOOR)
        return Answer(error=_refusal(refused) if refused else None, late=_latency(line))


def _through(session: Session, simulator: Simulator, given: dict[str, str]) -> Answer:
    """Lead a text past the line, the door and the checks of the moment. Returns refusals: what was used up must be committed."""
    met = Trouble(session, kinds.SEND, phones.parse(given["To"]))
    line = met.at(kinds.LINE)
    if line and line.kind == kinds.STALL:
        return Answer(late=line.seconds or STALLED, drops=True)
    late = _latency(line)
    try:
        if refused := met.at(kinds.DOOR):
            raise _refused(session, simulator, given, refused)
        row = _row(session, simulator, given)
    except CarrierError as error:
        return Answer(error=error, late=late)
    return _taken(session, simulator, row, met.at(kinds.TAKEN), late)


def _latency(line: Fault | None) -> float:
    return line.seconds or 0.0 if line else 0.0


def _refused(session: Session, simulator: Simulator, given: dict[str, str], fault: Fault) -> CarrierError:
    if fault.kind == kinds.OPTED_OUT:
        opt_outs.hold(session, phones.parse(given["To"]), sender_name(session, given))
    return _refusal(fault)


def _refusal(fault: Fault) -> CarrierError:
    if fault.kind == kinds.ERROR_429:
        return CarrierError(429, 20429, "Too Many Requests", fault.retry_after)
    if fault.kind == kinds.ERROR_500:
        return CarrierError(500, 20500, "An internal server error has occurred")
    return codes.refusal(fault.code or codes.OPTED_OUT, fault.retry_after)


def _row(session: Session, simulator: Simulator, given: dict[str, str]) -> CarrierMessage:
    """Return the row of a text that nothing speaks against, not yet in the store. CarrierError when something does."""
    now, recipient, service = simulator.clock.now(), phones.parse(given["To"]), given.get("MessagingServiceSid") or None
    from_phone = given.get("From") or pools.sender(session, str(service), recipient)
    if service and pools.service_of(session, from_phone) != service:
        raise codes.refusal(21606)
    if opt_outs.holds(session, recipient, sender_name(session, given)):
        raise codes.refusal(codes.OPTED_OUT)
    pace.check(session, from_phone, given["Body"], now)
    return CarrierMessage(
        sid=f"SM{secrets.token_hex(16)}",
        direction=OUTBOUND,
        from_phone=from_phone,
        to_phone=recipient,
        body=given["Body"],
        status="accepted" if service else "queued",
        callback_url=given.get("StatusCallback") or None,
        service_sid=service,
        created_at=now,
        updated_at=now,
        media_count=0,
    )


def _taken(session: Session, simulator: Simulator, row: CarrierMessage, fault: Fault | None, late: float) -> Answer:
    """Keep the text, with its fault and the callbacks that it will bring."""
    if fault:
        row.fault = kinds.UNDELIVERED if fault.kind == kinds.ERROR_CODE else fault.kind
        row.fault_code = fault.code
    session.add(row)
    session.flush()
    callbacks.owe(session, row)
    body = shapes.message(row, simulator.account)
    if row.fault == kinds.ERROR_500_AFTER_ACCEPT:
        return Answer(error=_refusal(Fault(kinds.ERROR_500)), late=late)
    if fault and fault.kind == kinds.TIMEOUT_AFTER_ACCEPT:
        late += fault.seconds or SILENCE
    return Answer(body, late=late, after_callbacks_of=row.id if row.fault == kinds.CALLBACK_BEFORE_RESPONSE else None)


def sender_name(session: Session, given: dict[str, str]) -> str:
    """Return what a STOP is held against: the messaging service where there is one, else the number."""
    return given.get("MessagingServiceSid") or pools.service_of(session, given["From"]) or given["From"]


def check_parameters(simulator: Simulator, given: dict[str, str]) -> None:
    """Raise the CarrierError that Twilio would answer these parameters with, if any."""
    if not given.get("To"):
        raise CarrierError(400, 21604, "A 'To' phone number is required.")
    if not given.get("From") and not given.get("MessagingServiceSid"):
        raise CarrierError(400, 21603, "A 'From' phone number is required.")
    if not given.get("Body"):
        raise CarrierError(400, 21602, "Message body is required.")
    if len(given["Body"]) > LONGEST:
        raise CarrierError(400, 21617, f"The concatenated message body exceeds the {LONGEST} character limit.")
    if not is_phone(given["To"]):
        raise CarrierError(400, 21211, "The 'To' number is not a valid phone number.")
    if given.get("From") and not is_customer(simulator, given["From"]):
        raise CarrierError(400, 21606, "The 'From' phone number is not a valid, SMS-capable number of your account.")
    if given.get("StatusCallback") and urlsplit(given["StatusCallback"]).scheme not in ("http", "https"):
        raise CarrierError(400, 21609, "The 'StatusCallback' URL is not a valid URL.")


def is_phone(text: str) -> bool:
    """Return whether `text` is a phone number as Twilio wants it: with its country."""
    try:
        phones.parse(text)
    except InputError:
        return False
    return True


def is_customer(simulator: Simulator, phone: str) -> bool:
    """Return whether the account has bought the number: a clinic's, or one of a messaging service."""
    with reading(simulator.store) as session:
        if session.get(PoolNumber, phone) is not None:
            return True
    with reading(simulator.record) as session:
        return numbers.clinic_at(session, phone) is not None
