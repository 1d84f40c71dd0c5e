"""Say that the text was not understood; the second time in a row bring in a person."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.people import not_understood


class ActionNotUnderstood(Action):
    """Say that the text was not understood; the second time in a row bring in a person."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_not_understood"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, not_understood)
