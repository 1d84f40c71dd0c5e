"""Say that this is not ours, and offer a person."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.people import out_of_scope


class ActionOutOfScope(Action):
    """Say that this is not ours, and offer a person."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_out_of_scope"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, out_of_scope)
