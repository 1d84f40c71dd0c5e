"""What every action does: read what is known, decide with bot.turn, hand the outcome over as data."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Engine

from bot import published, settings
from bot.clock import SystemClock
from bot.db import make_engine, reading
from bot.turn.care import Care, nobody
from bot.turn.danger import Danger
from bot.turn.heard import Heard
from bot.turn.outcome import Outcome
from bot.turn.respond import respond
from bot.turn.turn import Turn
from bot.turn.understood import FOUND_BY_READER, Understood


def perform(tracker: Tracker, dispatcher: CollectingDispatcher, act: Callable[[Turn], Outcome]) -> list[dict[str, Any]]:
    """Decide the turn with `act` unless an open question is answered first, and utter the outcome."""
    turn = turn_of(tracker)
    outcome = respond(turn, act)
    dispatcher.utter_message(text=outcome.text, json_message={"outcome": outcome.json()})
    return []


def turn_of(tracker: Tracker) -> Turn:
    """Return the turn from the tracker: the care that came with the text, the act and the subjects understood."""
    message = tracker.latest_message
    care = Care.parse_raw(message.get("metadata", {}).get("care") or nobody(SystemClock().now()).json())
    danger = Danger.parse_obj(message.get("danger") or {})
    care = care.with_danger(danger, message.get("text") or "")
    named = [one for one in message.get("entities", []) if one["entity"] == "topic"]
    understood = Understood(
        text=message.get("text") or "",
        intent=message.get("intent", {}).get("name") or "",
        subjects=tuple(one["value"] for one in named),
        denied=tuple(message.get("denied") or ()),
        places=tuple(int(one.get("start") or 0) for one in named),
        read={one["value"]: float(one.get("confidence_entity") or 0) for one in named},
        heard=Heard.parse_obj(message.get("heard") or {}).beside(danger),
        guessed=tuple(one["value"] for one in named if one.get("extractor") == FOUND_BY_READER),
    )
    with reading(engine()) as session:
        return documented(session, care, understood)


def documented(session: Any, care: Care, understood: Understood) -> Turn:
    """Return the turn with its published documents."""
    current = care.current_session()
    version, texts_version = current.protocol_version_id if current else None, care.texts_version_id
    protocol = published.protocol(session, version) if version else None
    return Turn(
        care=care,
        understood=understood,
        # Mostly one document: a clinic's general texts are those of its first procedure.
        texts=protocol if protocol and version == texts_version else published.general_texts(session, texts_version),
        protocol=protocol,
        timeline=published.timeline(session, care.timeline_version()),
    )


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return this process's engine for reading what is published."""
    return make_engine(settings.database_url())
