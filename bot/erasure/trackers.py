"""What Rasa keeps of a person, where a tracker store of its own lies in the same database.

The product's dialogue keeps no tracker beyond one text (bot.dialogue.brain). `rasa run` or `rasa shell` with an SQL tracker store
on this database would: its table is `events`, and its sender is a phone number or the name of a turn.
"""

from sqlalchemy import column, delete, inspect, or_, table
from sqlalchemy.orm import Session

from bot.models import Patient

TABLE = "events"
COLUMNS = {"sender_id", "type_name", "data"}


def forget(session: Session, patient: Patient) -> int:
    """Delete this person's events; return how many there were, 0 where Rasa keeps none here."""
    found = inspect(session.connection())
    if not found.has_table(TABLE) or not {each["name"] for each in found.get_columns(TABLE)} >= COLUMNS:
        return 0
    events = table(TABLE, *(column(name) for name in COLUMNS))
    digits = patient.phone.lstrip("+")
    theirs = or_(
        events.c.sender_id.in_([patient.phone, digits, str(patient.id)]),
        events.c.sender_id.like(f"{patient.id}.%"),
        events.c.sender_id.contains(digits),
        events.c.data.contains(digits),
    )
    return int(session.execute(delete(events).where(theirs)).rowcount)
