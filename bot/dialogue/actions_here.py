"""Custom actions inside the dialogue process: no server, no port, and a failed action is an error here, not a silence."""

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.errors import DialogueError

#: Rasa's schema of an action's answer, compiled once.
ANSWER = validator_for(RemoteAction.action_response_format_spec())(RemoteAction.action_response_format_spec())


def check_answer(_action: RemoteAction, answer: dict[str, Any]) -> bool:
    """Check an action's answer as Rasa does. ValidationError where it is malformed."""
    ANSWER.validate(answer)
    return True


# Rasa checks its own schema anew at each answer, which is two thirds of a turn's time. The answer is still checked each time.
RemoteAction._validate_action_result = check_answer


class ActionsHere(EndpointConfig):
    """Stands where Rasa expects the address of an action server, and runs the action itself."""

    def __init__(self) -> None:
        super().__init__(url="http://in-process")
        self.executor = ActionExecutor()
        self.executor.register_package("actions")
        #: What the last turn's actions raised; Rasa itself would only log it.
        self.failures: list[Exception] = []

    async def request(self, method: str = "post", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Run the action named in the request. A failure is kept for `raise_failures`, because Rasa swallows it."""
        try:
            return await self.executor.run(kwargs["json"]) or {"events": [], "responses": []}
        except Exception as error:
            self.failures.append(error)
            raise

    def raise_failures(self) -> None:
        """Raise DialogueError if any action of this turn failed, and forget them."""
        failures, self.failures = self.failures, []
        if failures:
            raise DialogueError(f"an action failed: {type(failures[0]).__name__}") from failures[0]
