"""Rasa, asked one text at a time.

Every text is a Rasa session of its own: a fresh tracker that knows the open question and nothing else, thrown away afterwards.
What a conversation remembers lives in our own tables, so a patient's five-hundredth turn costs what the first did.
"""

# ruff: noqa: I001 - skops comes first: at its import it looks through all modules, seconds of them once TensorFlow is loaded.
import skops.io  # noqa: F401

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.actions_here import ActionsHere
from bot.dialogue.trackers import TurnTrackers
from bot.errors import DialogueError
from bot.turn.care import CALMLY, HOURS, SAID, Care, nobody
from bot.turn.danger import Danger
from bot.turn.outcome import Outcome
from bot.turn.parsed import Parsed


class Brain:
    """The trained model with its actions. Not safe for two threads at once: each process has its own."""

    def __init__(self, model: Path) -> None:
        self.actions = ActionsHere()
        self.trackers = TurnTrackers(Domain.empty())
        self.agent = Agent.load(str(model), tracker_store=self.trackers, action_endpoint=self.actions)
        self.loop = asyncio.new_event_loop()

    def warm_up(self, now: datetime) -> None:
        """Take a turn for nobody: the first one loads all that is lazy, and must not be a patient's."""
        self.ask("warm-up", "hello", nobody(now))

    def parse(self, text: str) -> Parsed:
        """Return what the model understands of a text, without a turn."""
        return parsed(self.loop.run_until_complete(self.agent.parse_message(text)))

    def ask(self, key: str, text: str, care: Care) -> tuple[Outcome, Parsed]:
        """Take one turn and return its outcome. `key` names the turn, never a phone. DialogueError where there is no answer."""
        return self.loop.run_until_complete(self._turn(key, text, care))

    async def _turn(self, key: str, text: str, care: Care) -> tuple[Outcome, Parsed]:
        try:
            await self.trackers.save(self._opened(key, care))
            message = UserMessage(text, None, key, input_channel="sms", metadata=known(care))
            uttered = await self.agent.handle_message(message) or []
            self.actions.raise_failures()
            tracker = await self.trackers.retrieve(key)
        finally:
            self.trackers.store.pop(key, None)
        read = tracker.latest_message.parse_data if tracker and tracker.latest_message else {}
        return outcome_of(uttered), parsed(dict(read))

    def _opened(self, key: str, care: Care) -> DialogueStateTracker:
        """A new session that knows which question is open, so that no later step has to start one."""
        domain = self.trackers.domain
        tracker = DialogueStateTracker(key, domain.slots)
        opening = (ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), SlotSet("open_question", care.question_kind()))
        for event in (*opening, ActionExecuted(ACTION_LISTEN_NAME)):
            tracker.update(event, domain)
        return tracker


def known(care: Care) -> dict[str, Any]:
    """Return what goes with a text to the model: all that the actions decide from, and what it is understood with."""
    return {"care": care.json(), SAID: care.said, CALMLY: care.said_calmly, HOURS: care.hours()}


def outcome_of(messages: list[dict[str, Any]]) -> Outcome:
    """Return the outcome among what was uttered. DialogueError when there is none, or an empty one."""
    outcomes = [one["custom"]["outcome"] for one in messages if "outcome" in one.get("custom", {})]
    if not outcomes:
        raise DialogueError("the dialogue model gave no reply")
    outcome = Outcome.parse_raw(outcomes[-1])
    if not outcome.text.strip():
        raise DialogueError("the dialogue model gave an empty reply")
    return outcome


def parsed(data: dict[str, Any]) -> Parsed:
    """Return Rasa's parse as plain values."""
    intent = data.get("intent") or {}
    subjects = [one["value"] for one in data.get("entities", []) if one.get("entity") == "topic"]
    return Parsed(
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0),
        subjects=subjects,
        danger=Danger.parse_obj(data.get("danger") or {}),
    )


