"""Bring in a person because the patient wants one."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.people import hand_over


class ActionHandOver(Action):
    """Bring in a person because the patient wants one."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_hand_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, hand_over)
