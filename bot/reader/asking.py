"""Asking the reader outside of Rasa, where nothing may fail for want of it."""

from bot import log
from bot.reader import reader
from bot.reader.reading import Reading

#: What the reader has learnt.
LANGUAGE = "en"


def ask(text: str, language: str) -> Reading | None:
    """Return what the reader makes of `text`; None where that is another language, or where it cannot be asked."""
    if language != LANGUAGE:
        return None
    try:
        return reader.default().read(text)
    except Exception as error:  # no alarm may fail for want of a second opinion
        log.get().error("the reader cannot be asked", error=log.kind_of(error))
        return None
