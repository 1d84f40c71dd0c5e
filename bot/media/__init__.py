"""Photos that patients send: expected with the text, fetched from the carrier, made safe, kept for a while, deleted.

Only what is light is offered here; what reads pictures is loaded where pictures are read (bot.media.keeping, in the scheduler).
"""

from bot.media.expecting import KEPT_FOR, expect
from bot.media.storage import Storage
from bot.media.words import state_in_words

__all__ = ["KEPT_FOR", "Storage", "expect", "state_in_words"]
