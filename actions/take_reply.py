"""Take a yes, a no, a number or a comparison as the answer to our open question."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.talk import unclear


class ActionTakeReply(Action):
    """Take a yes, a no, a number or a comparison as the answer to our open question."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_take_reply"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, unclear)
