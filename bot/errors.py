"""What can go wrong, as one tree: each error says whether trying again could help."""


class BotError(Exception):
    """Base of every error that the product raises on purpose. Its text is a sentence for a person."""

    #: Whether the same call may succeed later without anybody changing anything.
    retryable = False


class SettingsError(BotError):
    """A setting is missing or malformed; the text names it and how to fix it."""


class InputError(BotError):
    """Somebody gave us a value that cannot be used; nothing was changed."""


class NotFound(BotError):
    """There is no such clinic, patient or record."""


class DialogueError(BotError):
    """The dialogue model gave no usable answer: an action failed or the reply was empty."""

    retryable = True
