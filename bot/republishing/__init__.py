"""A published timeline for those whose sessions run already: seen first, row by row, then done in one transaction.

What has left us stays as it was and is read as it was asked. What is still to come is planned anew, ends, or joins.
"""

from bot.republishing.applying import apply
from bot.republishing.effects import BECAUSE, DROPPED, TOO_LATE, RowEffect, effects
from bot.republishing.running import Effect, SessionEffect, effect

__all__ = ["BECAUSE", "DROPPED", "TOO_LATE", "Effect", "RowEffect", "SessionEffect", "apply", "effect", "effects"]
