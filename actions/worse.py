"""Meet "it is getting worse" with a person and one question."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.people import worse


class ActionWorse(Action):
    """Meet "it is getting worse" with a person and one question."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_worse"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, worse)
