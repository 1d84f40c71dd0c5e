"""Answer greetings, thanks and the front desk's questions."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.talk import small_talk


class ActionSmallTalk(Action):
    """Answer greetings, thanks and the front desk's questions."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_small_talk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, small_talk)
