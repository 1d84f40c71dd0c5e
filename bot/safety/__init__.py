"""The safety gate: decides red flags and opt-outs from the words alone, before and without the dialogue."""

from bot.safety.gate import gate
from bot.safety.model import CRISIS, Flag, Gate

__all__ = ["CRISIS", "Flag", "Gate", "gate"]
