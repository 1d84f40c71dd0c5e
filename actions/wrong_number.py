"""Stop all clinical talk with somebody who is not the patient."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.people import wrong_number


class ActionWrongNumber(Action):
    """Stop all clinical talk with somebody who is not the patient."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_wrong_number"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, wrong_number)
