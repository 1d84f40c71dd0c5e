"""Answer what is asked about, from the protocol, for the patient's hour."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.performing import perform
from bot.turn.answering import answer_topics


class ActionAnswer(Action):
    """Answer what is asked about, from the protocol, for the patient's hour."""

    def name(self) -> str:
        """Return the name that domain.yml knows this action by."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Utter the decision; changes nothing."""
        return perform(tracker, dispatcher, answer_topics)
